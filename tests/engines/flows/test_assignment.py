"""Equilibrium and optimum: by head, by theory, and against a plain twin on drawn networks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.curves import times
from crossgauge.engines.flows.cut import cut_links
from crossgauge.engines.flows.equilibrium import all_or_nothing, equilibrium, system_optimum
from engines.flows.networks import braess, closing, parallel, queueing, ring
from engines.flows.twin import bounds_of_objective, cheapest_ways

seeds = st.integers(0, 10_000)


def assert_wardrop(network, answer, gap):
    """From loads alone: what is carried costs no more than the cheapest way, by the twin's shortest paths."""
    classes, demands = network.classes, network.commodities
    t = times(network.links, answer.load)[0]
    paid, least = 0.0, 0.0
    for k in range(len(demands.demand)):
        c = demands.goods_class[k]
        cost = classes.own_cost[c] + classes.hour_value[c] * t
        per_load_hour = classes.load[c] / classes.hour_value[c]
        far = cheapest_ways(network, c, cost, int(demands.origin[k]))[0].get(
            int(demands.destination[k]), np.inf
        )
        cheapest = min(far, demands.penalty[k])
        assert answer.cost[k] == pytest.approx(cheapest, rel=1e-9)
        least += per_load_hour * cheapest * demands.demand[k]
        paid += per_load_hour * answer.unmet[k] * np.nan_to_num(demands.penalty[k], posinf=0.0)
        paths = answer.paths
        for p in range(paths.first[k], paths.first[k + 1]):
            link = paths.link[paths.begin[p] : paths.begin[p + 1]]
            if link[0] < len(cost):
                paid += per_load_hour * paths.flow[p] * cost[link].sum()
                assert (network.links.tail[link[0]], network.links.head[link[-1]]) == (
                    demands.origin[k],
                    demands.destination[k],
                )
                assert (network.links.head[link[:-1]] == network.links.tail[link[1:]]).all()
                assert classes.passes[c, link].all()
    assert -1e-12 * paid <= paid - least <= gap * paid * (1 + 1e-6) + 1e-12 * paid


@given(seeds, st.sampled_from([None, queueing]), st.sampled_from([np.inf, 12.0]))
@settings(max_examples=25)
def test_used_ways_cost_the_same_and_no_way_costs_less(seed, curve, penalty):
    """Wardrop's first principle with three classes that wait for each other; and what is not carried."""
    network = ring(8, 24, 10, seed, curve, n_classes=3, penalty=penalty)

    answer = equilibrium(network, gap=1e-9)

    assert_wardrop(network, answer, 1e-9)
    assert answer.certificate.relative_gap <= 1e-9
    assert answer.certificate.conservation < 1e-12
    assert answer.certificate.bound <= answer.certificate.objective * (1 + 1e-12)
    assert (answer.classes_load if False else network.classes.load @ answer.flow) == pytest.approx(
        answer.load
    )


@given(seeds, st.booleans())
@settings(max_examples=12)
def test_objective_lies_between_the_bounds_of_the_plain_twin(seed, marginal):
    """Frank and Wolfe's bounds, half a hundredth apart at most; and our bound is below what they have found."""
    network = ring(4, 9, 3, seed, n_classes=2)

    answer = (system_optimum if marginal else equilibrium)(network, gap=1e-10)
    below, above = bounds_of_objective(network, marginal)

    assert above - below < 5e-3 * above
    assert below * (1 - 1e-12) <= answer.certificate.objective <= above * (1 + 1e-9)
    assert answer.certificate.bound <= above * (1 + 1e-12)


@given(seeds)
@settings(max_examples=15)
def test_a_warm_start_ends_where_a_cold_one_does(seed):
    """Queues rise strictly, so loads are unique."""
    network = ring(8, 24, 10, seed, queueing, penalty=50.0)
    before = equilibrium(network, gap=1e-6)
    shut = closing(network, int(np.argmax(before.load)))

    cold, warm = equilibrium(shut, gap=1e-11), equilibrium(shut, gap=1e-11, warm=before)

    assert warm.certificate.objective == pytest.approx(cold.certificate.objective, rel=1e-10)
    assert warm.load[np.argmax(before.load)] == 0
    assert warm.unmet.sum() == pytest.approx(cold.unmet.sum(), abs=1e-4)


@given(seeds)
@settings(max_examples=15)
def test_a_warm_start_ends_where_a_cold_one_does_when_a_link_opens(seed):
    """Costs fall then, so nothing that the earlier answer knew of least distances holds."""
    network = ring(8, 24, 10, seed, queueing, penalty=50.0)
    shut = closing(network, int(np.argmax(equilibrium(network, gap=1e-6).load)))
    before = equilibrium(shut, gap=1e-6)

    cold, warm = equilibrium(network, gap=1e-11), equilibrium(network, gap=1e-11, warm=before)

    assert warm.certificate.objective == pytest.approx(cold.certificate.objective, rel=1e-10)


def test_least_distances_are_kept_when_a_port_closes_and_found_anew_when_it_opens():
    network = ring(8, 24, 10, 0, queueing, penalty=50.0)
    before = equilibrium(network)
    shut = closing(network, int(np.argmax(before.load)))

    again = equilibrium(shut, warm=before)
    open_again = equilibrium(network, warm=equilibrium(shut))

    assert again.ahead is before.ahead
    assert np.array_equal(open_again.ahead.least, before.ahead.least)


def test_what_went_by_a_closed_way_takes_the_cheapest_that_is_left():
    """Three ways of 1, 2 and 4 hours, no waits: before any round the load of the first is on the second."""
    network = parallel([d.constant_curve(h) for h in (1.0, 2.0, 4.0)], demand=10.0)
    before = equilibrium(network)

    after = equilibrium(closing(network, 0), warm=before, rounds=1)

    assert after.load.tolist() == [0.0, 10.0, 0.0]
    assert after.certificate.relative_gap == 0.0


def load_hours(network, answer):
    """What all together pay."""
    own = (network.classes.load / network.classes.hour_value)[:, None] * network.classes.own_cost
    return float(answer.load @ answer.time + (own * answer.flow).sum())


def test_an_optimum_costs_what_it_says_and_no_more_than_an_equilibrium():
    network = ring(8, 24, 10, 5, queueing)

    best, own = system_optimum(network, gap=1e-9), equilibrium(network, gap=1e-9)

    assert load_hours(network, best) == pytest.approx(best.certificate.objective, rel=1e-12)
    assert best.certificate.bound <= load_hours(network, best) < load_hours(network, own)


def test_tolls_of_the_optimum_make_it_an_equilibrium():
    """Pigou: a toll of load times slope. Link 1 of x hours, half loaded: toll one half."""
    pigou = parallel([d.constant_curve(1.0), d.linear_curve(0.0, 1.0)])
    best = system_optimum(pigou, gap=1e-12)
    toll = best.load * times(pigou.links, best.load)[1]
    tolled = pigou._replace(classes=pigou.classes._replace(own_cost=toll[None, :]))

    assert toll.tolist() == pytest.approx([0.0, 0.5])
    assert equilibrium(tolled, gap=1e-12).load == pytest.approx(best.load)


def test_classes_that_value_hours_apart_part():
    """A quick dear link and a slow cheap one: who values an hour at 10 pays, who values it at 1 waits."""
    links = d.links_of([0, 0], [1, 1], [d.constant_curve(1.0), d.constant_curve(2.0)])
    classes = d.classes_of(2, load=[1, 3], hour_value=[1, 10], own_cost=[[5, 0], [5, 0]])
    network = d.flows_of(2, links, d.commodities_of([0, 0], [1, 1], [4, 6], goods_class=[0, 1]), classes)

    answer = equilibrium(network)

    assert answer.flow.tolist() == [[0, 4], [6, 0]]
    assert answer.load.tolist() == [18, 4]
    assert answer.cost.tolist() == [2, 15]


def test_a_wagon_passes_only_where_its_gauge_allows():
    """1435 mm to the border and 1520 mm beyond: the broad wagon is cut off at the first link."""
    links = d.links_of([0, 1], [1, 2], [d.constant_curve(1.0), d.constant_curve(1.0)])
    classes = d.classes_of(2, load=[1, 1], hour_value=[1, 1], passes=[[True, True], [False, True]])
    demands = d.commodities_of([0, 0], [2, 2], [4, 6], goods_class=[0, 1])
    network = d.flows_of(3, links, demands, classes)

    answer = equilibrium(network)

    assert answer.flow.tolist() == [[4, 4], [0, 0]]
    assert answer.unmet.tolist() == [0, 6]
    assert answer.cut_off.tolist() == [False, True]
    assert cut_links(network, answer, 1).tolist() == [0]
    assert cut_links(network, answer, 0).tolist() == []


def test_demand_gives_way_to_cost():
    """Inverse demand 10 - 2 q meets waits 1 + q at q = 3."""
    network = parallel([d.linear_curve(1.0, 1.0)], demand=5.0, penalty=0.0, penalty_slope=2.0)

    answer = equilibrium(network, gap=1e-12)

    assert answer.load[0] == pytest.approx(3.0)
    assert answer.unmet[0] == pytest.approx(2.0)
    assert answer.cost[0] == pytest.approx(4.0)


def test_who_may_not_pass_through_a_node_goes_around():
    network = d.flows_of(
        3,
        d.links_of(
            [0, 1, 0], [1, 2, 2], [d.constant_curve(1.0), d.constant_curve(1.0), d.constant_curve(9.0)]
        ),
        d.commodities_of([0, 0], [2, 1], [1.0, 1.0]),
    )
    shut = network._replace(through=np.array([True, False, True]))

    assert equilibrium(network).cost.tolist() == [2, 1]
    assert equilibrium(shut).cost.tolist() == [9, 1]


def test_all_or_nothing_loads_the_way_that_is_cheapest_when_empty():
    """Braess: everybody over the bypass, whatever it then costs."""
    answer = all_or_nothing(braess())

    assert answer.flow[0].tolist() == [6, 0, 0, 6, 6]
    assert answer.time.tolist() == [60, 50, 50, 60, 16]


def test_the_caller_s_order_comes_back():
    """Links and commodities in any order: the same answer, reordered."""
    network = ring(8, 24, 10, 3, queueing, n_classes=2)
    rng = np.random.default_rng(1)
    a, k = rng.permutation(24), rng.permutation(10)
    shuffled = network._replace(
        links=type(network.links)(*(column[a] for column in network.links)),
        classes=network.classes._replace(
            own_cost=network.classes.own_cost[:, a], passes=network.classes.passes[:, a]
        ),
        commodities=type(network.commodities)(*(column[k] for column in network.commodities)),
    )

    one, other = equilibrium(network, gap=1e-11), equilibrium(shuffled, gap=1e-11)

    assert other.load == pytest.approx(one.load[a], rel=1e-4, abs=1e-4)
    assert other.cost == pytest.approx(one.cost[k], rel=1e-8)


def test_same_input_same_answer_to_the_bit():
    one, other = (equilibrium(ring(8, 24, 10, 3, queueing), gap=1e-8) for _ in range(2))

    assert all(np.array_equal(a, b) for a, b in zip(one[:7], other[:7], strict=True))


def test_nothing_asked_nothing_flows():
    network = parallel([d.linear_curve(1.0, 1.0)])
    empty = network._replace(commodities=d.commodities_of([], [], []))

    answer = equilibrium(empty)

    assert answer.load.tolist() == [0.0]
    assert answer.certificate.relative_gap == 0
