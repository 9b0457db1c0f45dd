"""Which links to build: by head, and against trying every design."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.columns import least_cost
from crossgauge.engines.flows.design import least_design
from engines.flows.networks import constant, ring
from engines.flows.twin import arc_model


def two_ways(demand, **penalty):
    """A port of 1 hour and room for 5 beside one of 3 hours and room for 20."""
    curves = [d.constant_curve(1.0), d.constant_curve(3.0)]
    links = d.links_of([0, 0], [1, 1], curves, capacity=[5.0, 20.0])
    return d.flows_of(2, links, d.commodities_of([0], [1], [demand], **penalty))


def test_a_link_is_built_where_it_saves_more_than_it_costs():
    """Four units save two hours each: worth 7 to have, not 9."""
    cheap, dear = (least_design(two_ways(4.0), np.array([cost, 0.0])) for cost in (7.0, 9.0))

    assert (cheap.built.tolist(), cheap.flow.tolist(), cheap.objective) == ([True, True], [[4, 0]], 11)
    assert (dear.built.tolist(), dear.flow.tolist(), dear.objective) == ([False, True], [[0, 4]], 12)
    assert dear.bound == pytest.approx(dear.objective)


def test_a_capacity_sends_the_rest_to_a_second_link():
    answer = least_design(two_ways(8.0), np.array([2.0, 4.0]))

    assert answer.flow.tolist() == [[5, 3]]
    assert answer.objective == pytest.approx(5 * 1 + 3 * 3 + 2 + 4)


def test_what_costs_more_to_carry_than_to_leave_is_left():
    """Leaving costs 2 a unit, carrying 1 and 30 once: nothing is built for four units."""
    answer = least_design(two_ways(4.0, penalty=2.0), np.array([30.0, 30.0]))

    assert not answer.built.any()
    assert answer.unmet.tolist() == [4]
    assert answer.objective == pytest.approx(8)


def test_no_design_carries_more_than_all_capacity():
    answer = least_design(two_ways(26.0), np.array([1.0, 1.0]))

    assert (answer.objective, answer.bound) == (np.inf, np.inf)
    assert answer.unmet.tolist() == [26]


@given(st.integers(0, 10_000))
@settings(max_examples=6)
def test_no_design_of_all_that_there_are_costs_less(seed):
    """Five links of fourteen may be had or not: 32 designs, each solved by the plain arc model."""
    network = ring(6, 14, 5, seed, constant, n_classes=2, penalty=40.0)
    capacity = network.links.capacity * 0.5
    network = network._replace(links=network.links._replace(capacity=capacity))
    rng = np.random.default_rng(seed)
    candidates = rng.choice(14, 5, replace=False)
    fixed = np.zeros(14)
    fixed[candidates] = rng.uniform(1.0, 60.0, 5)

    answer = least_design(network, fixed)

    costs = []
    for choice in product([True, False], repeat=5):
        passes = network.classes.passes.copy()
        passes[:, candidates[~np.array(choice)]] = False
        only = network._replace(classes=network.classes._replace(passes=passes))
        costs.append(arc_model(only) + fixed[candidates] @ np.array(choice))
    assert answer.objective == pytest.approx(min(costs), rel=1e-7)
    assert answer.bound == pytest.approx(answer.objective, rel=1e-7)


def test_with_nothing_to_decide_it_is_the_least_cost_flow():
    network = ring(7, 18, 9, 4, constant, penalty=60.0)
    network = network._replace(links=network.links._replace(capacity=network.links.capacity * 0.4))

    design, columns = least_design(network, np.zeros(18)), least_cost(network)

    assert design.objective == pytest.approx(columns.certificate.objective, rel=1e-8)
    assert design.bound == design.objective


def test_same_question_same_design_to_the_bit():
    network = ring(6, 14, 5, 2, constant, penalty=40.0)
    one, other = (least_design(network, np.full(14, 20.0)) for _ in range(2))

    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
