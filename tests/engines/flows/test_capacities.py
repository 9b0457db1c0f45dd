"""Cheapest flows within capacities: against the arc model, its duals against differences, months, empties."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.columns import least_cost
from crossgauge.engines.flows.cut import cut_links
from crossgauge.engines.flows.months import Months, over_months
from engines.flows.networks import constant, ring
from engines.flows.twin import arc_model

seeds = st.integers(0, 10_000)


def with_returns(network, returns_as):
    return network._replace(classes=network.classes._replace(returns_as=np.array(returns_as)))


@given(seeds, st.sampled_from([[-1, -1, -1], [2, -1, -1], [2, 2, -1], [0, 2, -1]]))
@settings(max_examples=40)
def test_ways_and_arcs_find_the_same_optimum(seed, returns_as):
    """Three classes, capacities that bind, penalties, empties of the class that goes back."""
    network = with_returns(ring(7, 18, 9, seed, constant, n_classes=3, penalty=60.0), returns_as)
    network = network._replace(links=network.links._replace(capacity=network.links.capacity * 0.4))

    answer = least_cost(network)

    assert answer.certificate.objective == pytest.approx(arc_model(network), rel=1e-8)
    assert answer.certificate.relative_gap <= 1e-9
    assert answer.certificate.capacity_violation < 1e-9
    assert answer.certificate.conservation < 1e-9


@given(seeds)
@settings(max_examples=15)
def test_worth_is_paid_on_full_links_alone_and_bounds_the_gain(seed):
    """Complementarity; and one more unit of capacity saves at most its worth, by a fresh solution."""
    network = ring(7, 18, 9, seed, constant, penalty=60.0)
    network = network._replace(links=network.links._replace(capacity=network.links.capacity * 0.4))
    answer = least_cost(network)
    dearest = int(np.argmax(answer.worth))
    step = 1e-3 * network.links.capacity[dearest]

    more, less = (
        least_cost(
            network._replace(
                links=network.links._replace(
                    capacity=network.links.capacity + sign * step * (np.arange(18) == dearest)
                )
            )
        )
        for sign in (1, -1)
    )

    spare = network.links.capacity - answer.load
    assert (answer.worth * spare <= 1e-7 * answer.certificate.objective).all()
    gained = answer.certificate.objective - more.certificate.objective
    lost = less.certificate.objective - answer.certificate.objective
    noise = 1e-8 * answer.certificate.objective
    assert gained - noise <= answer.worth[dearest] * step <= lost + noise


def test_what_a_crane_hour_is_worth_is_the_detour_that_it_saves():
    """A port of 3 at 1, another at 5: the fourth unit goes the dear way."""
    two = d.links_of([0, 0], [1, 1], [d.constant_curve(1.0), d.constant_curve(5.0)], [3.0, np.inf])

    answer = least_cost(d.flows_of(2, two, d.commodities_of([0], [1], [4.0])))

    assert answer.flow[0].tolist() == [3, 1]
    assert answer.worth.tolist() == [4, 0]
    assert answer.cost.tolist() == [5]


def test_what_does_not_fit_is_unmet_and_told_where():
    """Two units of eight pass the border; without a penalty too."""
    line = d.links_of([0, 1, 2], [1, 2, 3], [d.constant_curve(1.0)] * 3, [9.0, 2.0, 5.0])
    network = d.flows_of(4, line, d.commodities_of([0], [3], [8.0]))

    answer = least_cost(network)

    assert answer.unmet.tolist() == [6.0]
    assert not answer.cut_off[0]
    assert cut_links(network, answer, 0).tolist() == [1]


def test_what_no_way_leads_to_is_cut_off():
    line = d.links_of([0, 2], [1, 1], [d.constant_curve(1.0)] * 2)
    network = d.flows_of(3, line, d.commodities_of([0, 0], [1, 2], [3.0, 4.0], penalty=100.0))

    answer = least_cost(network)

    assert answer.unmet.tolist() == [0.0, 4.0]
    assert answer.cut_off.tolist() == [False, True]


def test_empty_wagons_come_back():
    """Six laden there, two laden back: four empty back, on the capacity that is left."""
    links = d.links_of(
        [0, 1, 1],
        [1, 0, 0],
        [d.constant_curve(2.0), d.constant_curve(1.0), d.constant_curve(3.0)],
        [9.0, 5.0, 9.0],
    )
    classes = d.classes_of(3, load=[1, 1], hour_value=[1, 0.5], returns_as=[1, -1])
    network = d.flows_of(2, links, d.commodities_of([0, 1], [1, 0], [6.0, 2.0]), classes)

    answer = least_cost(network)

    assert answer.flow.tolist() == [[6, 2, 0], [0, 3, 1]]
    assert answer.certificate.objective == 6 * 2 + 2 * 1 + 0.5 * (3 * 1 + 1 * 3)


def test_goods_wait_in_store_for_the_month_in_which_there_is_room():
    """Eight units in the first month, five a month pass: three stay a month, at a half each."""
    border = d.flows_of(
        2, d.links_of([0], [1], [d.constant_curve(1.0)], 5.0), d.commodities_of([0], [1], [8.0])
    )
    months = Months(
        np.zeros(1, int),
        np.ones((3, 1)),
        np.array([4.0, np.inf]),
        np.array([[0.5, 0.0]]),
        np.array([0]),
        np.array([2]),
    )

    answer = least_cost(over_months(border, months))

    assert answer.flow[0, :3].tolist() == [5, 3, 0]
    assert answer.certificate.objective == pytest.approx(8 * 1 + 3 * 0.5)


def test_a_closed_month_sends_all_to_the_next():
    border = d.flows_of(
        2, d.links_of([0], [1], [d.constant_curve(1.0)], 9.0), d.commodities_of([0], [1], [8.0])
    )
    months = Months(
        np.ones(1, int),
        np.array([[0.0], [1.0], [1.0]]),
        np.array([9.0, 0.0]),
        np.array([[0.5, 0.0]]),
        np.array([0]),
        np.array([2]),
    )

    answer = least_cost(over_months(border, months))

    assert answer.flow[0, :3].tolist() == [0, 8, 0]
    assert answer.unmet.tolist() == [0]


@given(seeds)
@settings(max_examples=8)
def test_months_with_storage_and_empties_equal_the_arc_model(seed):
    rng = np.random.default_rng(seed)
    network = with_returns(ring(4, 9, 6, seed, constant, n_classes=2, penalty=80.0), [1, -1])
    network = network._replace(links=network.links._replace(capacity=network.links.capacity * 0.5))
    released = rng.integers(0, 3, 6)
    months = Months(
        rng.integers(0, 2, 9),
        rng.uniform(0.2, 1, (4, 9)),
        rng.uniform(0, 5, 4),
        rng.uniform(0, 2, (2, 4)),
        released,
        released + 1,
    )
    year = over_months(network, months)

    answer = least_cost(year)

    assert answer.certificate.objective == pytest.approx(arc_model(year), rel=1e-8)
    assert answer.certificate.conservation < 1e-9


def test_nothing_is_printed():
    """HiGHS prints its banner with the first programme of a process."""
    asked = "from engines.flows.networks import constant, ring; from crossgauge.engines.flows.columns import least_cost; "

    told = subprocess.run(
        [sys.executable, "-c", asked + "least_cost(ring(8, 24, 10, 0, constant, penalty=50.0))"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == told.stderr == ""
