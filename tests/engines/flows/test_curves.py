"""Curves against theory: exact queues, differences, quadrature, limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.curves import times
from crossgauge.engines.flows.queueing import seen_ratio

CURVES = {
    "constant": d.constant_curve(3.0),
    "linear": d.linear_curve(2.0, 0.5),
    "road": d.bpr_curve(2.0, 4.0),
    "road of power 2.5": d.bpr_curve(2.0, 4.0, 0.3, 2.5),
    "Davidson": d.davidson_curve(2.0, 4.0, 0.4),
    "one server": d.queue_curve(servers=1, service_h=0.25, variation=1.3, free_h=1.0),
    "three servers": d.queue_curve(servers=3, service_h=0.75, variation=0.6, free_h=1.0),
    "three servers for a month": d.queue_curve(servers=3, service_h=0.75, variation=0.6, period_h=720.0),
    "open ten hours": d.queue_curve(
        servers=3, service_h=0.5, variation=0.6, period_h=720.0, open_h=10.0, factor=1.7
    ),
    "open ten hours, steady": d.queue_curve(servers=2, service_h=0.2, variation=0.6, open_h=10.0),
    "no variation": d.queue_curve(servers=2, service_h=0.5, variation=0.0, period_h=100.0),
}


def link(curve):
    return d.links_of([0], [1], [curve])


def at(curve, x):
    return [float(column[0]) for column in times(link(curve), np.array([x]))]


def wait(ratio, servers, variation, **more):
    """In service times."""
    return at(d.queue_curve(servers=servers, service_h=1.0, variation=variation, **more), ratio * servers)[0]


@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.8, 0.95])
def test_one_server_waits_as_in_m_m_1(ratio):
    assert wait(ratio, 1, 1.0) == pytest.approx(ratio / (1 - ratio), rel=1e-13)


def test_constant_service_halves_the_wait_as_in_m_d_1():
    assert wait(0.9, 1, 0.5) == pytest.approx(4.5, rel=1e-12)


@pytest.mark.parametrize(("ratio", "above"), [(0.8, 0.018), (0.9, 0.007)])
def test_two_servers_wait_nearly_as_in_m_m_2(ratio, above):
    """M/M/2 waits ratio² / (1 - ratio²) service times; Sakasegawa is so much high."""
    exact = ratio**2 / (1 - ratio**2)

    assert wait(0.8, 2, 1.0) / (0.64 / 0.36) == pytest.approx(1.018, abs=5e-4)
    assert wait(ratio, 2, 1.0) / exact - 1 == pytest.approx(above, abs=5e-4)


def test_davidson_with_rise_1_is_the_sojourn_in_m_m_1():
    assert at(d.davidson_curve(0.5, 2.0), 1.6)[0] == pytest.approx(0.5 / (1 - 0.8), rel=1e-14)


def test_a_long_period_waits_as_a_steady_queue():
    assert wait(0.8, 3, 1.2, period_h=1e12) == pytest.approx(wait(0.8, 3, 1.2), rel=1e-9)


def test_far_above_capacity_the_queue_of_a_period_is_fluid():
    """Half the period for each unit of load ratio above 1."""
    curve = d.queue_curve(servers=2, service_h=1.0, variation=1.0, period_h=100.0)

    value, slope, _bend, _area = at(curve, 2 * 50.0)

    assert slope * 2 == pytest.approx(50.0, rel=1e-3)
    assert value == pytest.approx(50.0 * 49.0, rel=1e-3)


def test_who_may_find_the_door_shut_waits_as_at_a_red_light():
    """(24 - h)² / 48 at no load; the variation term grows by sqrt(24 / h)."""
    shut = wait(0.0, 1, 1.0, open_h=8.0)
    loaded = at(
        d.queue_curve(servers=1, service_h=1.0, variation=1.0, open_h=6.0, tangent=0.99), 0.8 * 6 / 24
    )[0]

    assert shut == pytest.approx(256 / 48)
    assert loaded == pytest.approx(math.sqrt(4) * 0.8 / 0.2 + 18**2 / 48 / (1 - 0.8 * 6 / 24), rel=1e-12)


def test_factor_scales_the_wait_alone():
    once, thrice = (
        at(d.queue_curve(servers=1, service_h=1.0, variation=1.0, free_h=5.0, factor=f), 0.5)[0]
        for f in (1, 3)
    )

    assert (once, thrice) == pytest.approx((6.0, 8.0))


@pytest.mark.parametrize("name", CURVES)
def test_derivatives_are_those_of_differences_and_the_integral_that_of_quadrature(name):
    curve = CURVES[name]

    for x in (0.4, 1.7, 3.3, 3.97, 4.4, 9.0):
        h = 1e-5
        (low, low1, _, _), (value, first, second, area), (high, high1, _, _) = (
            at(curve, v) for v in (x - h, x, x + h)
        )
        assert first == pytest.approx((high - low) / (2 * h), rel=1e-5, abs=1e-8)
        assert second == pytest.approx((high1 - low1) / (2 * h), rel=1e-4, abs=1e-6)
        corners = [v for v in (3.92, 4.0, 10 / 24 * 6, 10 / 24 * 10, 9.8 * 10 / 24) if v < x]
        expected, error = quad(
            lambda v: at(curve, v)[0], 0, x, points=corners or None, limit=400, epsabs=1e-12, epsrel=1e-12
        )
        assert area == pytest.approx(expected, rel=1e-9, abs=10 * error + 1e-12)
        assert value <= high


@given(st.floats(0.0, 3.0), st.integers(1, 40), st.floats(1e-6, 2.0))
def test_the_ratio_that_a_queue_sees_solves_its_equation(ratio, servers, shear):
    m = math.sqrt(2 * (servers + 1)) - 1

    s = seen_ratio(ratio, m, shear)

    assert 0 <= s <= min(ratio, 1.0) * (1 + 1e-15)
    assert (ratio - s) * (1 - s) == pytest.approx(shear * s**m, abs=1e-11)


@given(
    st.lists(st.floats(0.0, 12.0), min_size=3, max_size=3, unique=True).map(sorted),
    st.sampled_from(sorted(CURVES)),
)
def test_every_curve_rises_and_bends_upward(loads, name):
    a, b, c = loads
    ta, tb, tc = (at(CURVES[name], x)[0] for x in loads)

    assert ta <= tb * (1 + 1e-12) <= tc * (1 + 2e-12)
    assert tb <= (ta * (c - b) + tc * (b - a)) / (c - a) + 1e-9 * (1 + tc)
