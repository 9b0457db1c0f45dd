"""Choice with spread: by closed form, by a root, by its limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.equilibrium import equilibrium
from crossgauge.engines.flows.stochastic import stochastic_equilibrium
from engines.flows.networks import needs_cases, parallel, ring, road_network


def test_two_ways_split_at_the_root_of_the_logit():
    """Ten units, theta 0.5, costs 1 + x and 2 + x / 2: x = 10 / (1 + exp(theta (c1 - c2))).

    A flow of 2.2990959494 is published for ten units and theta 0.5, but not the two costs that belong to it. They
    must differ by 2 log(7.7009040506 / 2.2990959494) = 2.4177 at that flow; no pair of lines, powers up to 4 or
    road curves with round numbers does so to all digits. So the case is one of our own, to as many digits.
    """
    network = parallel([d.linear_curve(1.0, 1.0), d.linear_curve(2.0, 0.5)], demand=10.0)

    answer = stochastic_equilibrium(network, theta=0.5, residual=1e-12, dearer=3.0)

    expected = brentq(lambda x: x - 10 / (1 + math.exp(0.5 * (1 + x - 2 - (10 - x) / 2))), 0, 10, xtol=1e-14)
    assert answer.flow[0] == pytest.approx([expected, 10 - expected], abs=1e-10)
    assert answer.certificate.relative_gap <= 1e-12


def test_ways_that_overlap_share_what_they_share():
    """The loop-hole: three ways of one hour, two of them one way for four fifths. Sizes 1, 0.6, 0.6."""
    links = d.links_of([0, 0, 1, 1], [2, 1, 2, 2], [d.constant_curve(h) for h in (1.0, 0.8, 0.2, 0.2)])

    answer = stochastic_equilibrium(
        d.flows_of(3, links, d.commodities_of([0], [2], [1.0])), theta=1.0, dearer=1.5
    )

    assert answer.flow[0] == pytest.approx([1 / 2.2, 1.2 / 2.2, 0.6 / 2.2, 0.6 / 2.2])


def test_no_spread_is_the_equilibrium_all_spread_is_chance():
    network = parallel([d.linear_curve(1.0, 1.0), d.linear_curve(2.0, 1.0)], demand=10.0)

    sure, chance = (
        stochastic_equilibrium(network, theta=theta, residual=1e-10, dearer=3.0, rounds=100_000)
        for theta in (200.0, 1e-9)
    )

    assert sure.load == pytest.approx(equilibrium(network).load, abs=0.01)
    assert chance.load == pytest.approx([5, 5])


def test_not_being_carried_is_one_of_the_ways():
    network = parallel([d.constant_curve(3.0)], demand=10.0, penalty=4.0)

    answer = stochastic_equilibrium(network, theta=1.0)

    assert answer.unmet[0] == pytest.approx(10 / (1 + math.e))


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_answer_is_the_least_of_fisk_s_objective(seed):
    """A linear bound over the same sets comes within the residual of it; flow is conserved."""
    network = ring(8, 24, 10, seed, n_classes=2)

    answer = stochastic_equilibrium(network, theta=0.7, residual=1e-7)

    size = abs(answer.certificate.objective) + (answer.load * answer.time).sum()
    assert answer.certificate.relative_gap <= 1e-7
    assert -1e-12 * size <= answer.certificate.objective - answer.certificate.bound <= 1e-5 * size
    assert answer.certificate.conservation < 1e-12
    assert answer.unmet.tolist() == [0.0] * 10


@needs_cases
def test_sioux_falls_settles_to_a_millionth():
    """Self-regulated averaging: within 400 rounds, where plain averaging takes more than 800."""
    answer = stochastic_equilibrium(road_network("SiouxFalls"), theta=0.5, residual=1e-6)

    assert answer.certificate.relative_gap <= 1e-6
    assert answer.rounds < 400
    assert np.isfinite(answer.certificate.objective)
