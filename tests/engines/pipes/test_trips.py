"""A gas line over time: linepack is conserved, steady flow stays, a trip shows its clock."""

import numpy as np
import pytest

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.gas_line import example_line, none_out, solve_gas_line
from crossgauge.engines.pipes.linepack import linepack_kg
from crossgauge.engines.pipes.state import Boundary
from crossgauge.engines.pipes.transient import held, simulate_gas_line
from crossgauge.engines.pipes.transient_cells import THETA
from crossgauge.engines.pipes.trips import clock_of
from engines.pipes.lines import GAS, HOUR, NONE, TRUNK, pipe_line


def stations_out(line, **times):
    """From and to, in hours, by `s4=(1, 40)`."""
    start, end = np.full((2, len(line.stations.at_m)), np.inf)
    for name, (first, last) in times.items():
        start[int(name[1:])], end[int(name[1:])] = first * HOUR, last * HOUR
    return start, end


TRIP = simulate_gas_line(
    GAS, TRUNK, held(TRUNK, 500.0), *stations_out(TRUNK, s4=(1, 49)), until_s=168 * HOUR, step_s=600.0
)


def test_linepack_changes_by_what_comes_in_and_goes_out():
    """To rounding, at every step, through a trip and a return: the scheme's own weights."""
    net = TRIP.inflow_kg_per_s - TRIP.offtake_kg_per_s - TRIP.fuel_kg_per_s
    moved = 600.0 * (THETA * net[1:] + (1 - THETA) * net[:-1])

    wrong = np.diff(TRIP.linepack_kg) - moved

    assert np.abs(wrong).max() < 1e-9 * TRIP.linepack_kg[0]


def test_line_settles_to_the_steady_state_of_the_outage():
    """After days, the course is the closed form with the station passed by; nearer to capacity it takes weeks."""
    start, end = stations_out(TRUNK, s4=(1, 1_000))
    course = simulate_gas_line(GAS, TRUNK, held(TRUNK, 450.0), start, end, until_s=200 * HOUR, step_s=1_800.0)
    out = np.arange(11) == 4

    steady = solve_gas_line(GAS, TRUNK, course.inflow_kg_per_s[-1:], out)

    assert steady.limit[0] == s.PASSES
    assert course.suction_pa[-1, 1:] == pytest.approx(steady.end_pa[0, :-1], rel=1e-5)
    assert steady.delivered_kg_per_s[0] == pytest.approx(450.0, rel=1e-5)
    assert course.linepack_kg[-1] == pytest.approx(linepack_kg(GAS, TRUNK, steady)[0], rel=1e-4)


def test_steady_flow_over_hills_stays_steady():
    line = pipe_line(8e6, 3e6, [40e3, 40e3], [1.0, 1.0], [1e-5, 1e-5], [400.0, -200.0])

    course = simulate_gas_line(GAS, line, held(line, 300.0), NONE, NONE, until_s=48 * HOUR, step_s=1_800.0)

    assert course.delivery_pa[-1] == pytest.approx(course.delivery_pa[0], rel=1e-4)


def test_suction_behind_a_trip_falls_within_hours_and_is_back_after_the_return():
    """The station behind the one that trips feels it first."""
    clock = clock_of(TRUNK, TRIP, 1 * HOUR, 49 * HOUR)

    fallen = TRIP.suction_pa[0] - TRIP.suction_pa[TRIP.time_s == 7 * HOUR][0]
    assert int(np.argmax(fallen)) == 5
    assert fallen[5] > 1e6
    assert clock.lost_kg > 0.03 * TRIP.linepack_kg[0]
    assert 0 < clock.recovery_s < 119 * HOUR
    assert TRIP.linepack_kg[-1] == pytest.approx(TRIP.linepack_kg[0], rel=0.01)


def test_clock_stops_when_the_delivery_breaks_its_contract():
    """The time is where the course crosses the contract pressure; a tighter contract breaks sooner."""
    line = example_line(3)
    start, end = stations_out(line, s1=(0, 1_000))
    course = simulate_gas_line(GAS, line, held(line, 580.0), start, end, until_s=48 * HOUR)

    clock = clock_of(line, course, 0.0)
    sooner = clock_of(line._replace(delivery_pa=6.8e6), course, 0.0)

    assert (clock.limit, clock.limit_at) == (s.DELIVERY, s.NOBODY)
    assert clock.survival_s == clock.delivery_breaks_s
    assert np.interp(clock.survival_s, course.time_s, course.delivery_pa) == pytest.approx(6.5e6, rel=1e-9)
    assert sooner.survival_s < clock.survival_s
    assert clock.recovery_s == np.inf


def test_flow_that_is_taken_on_and_on_chokes_the_line():
    """What cannot go on ends, with its time, and never with a pressure below zero."""
    line = pipe_line(8e6, 4e6, 200e3, 1.0, 1e-5)
    starve = Boundary(np.array([0.0, HOUR]), np.full(2, 8e6), np.full(2, np.nan), np.array([200.0, 900.0]))

    course = simulate_gas_line(GAS, line, starve, NONE, NONE, until_s=48 * HOUR)
    clock = clock_of(line, course, 0.0)

    assert course.limit == s.CHOKED
    assert np.nanmin(course.delivery_pa) > 0
    assert np.isnan(course.delivery_pa[-1])
    assert clock.limit == s.DELIVERY
    assert HOUR / 2 < clock.survival_s < course.ended_s


def test_inflow_that_stops_is_borne_from_the_linepack():
    """With the inlet shut, linepack falls by the offtake and the clock is near linepack above the lowest over flow."""
    line = pipe_line(8e6, 4e6, 200e3, 1.0, 1e-5)
    inflow = np.array([200.0, 200.0, 0.0, 0.0])
    shut = Boundary(HOUR * np.array([0.0, 1.0, 1.001, 99.0]), np.full(4, np.nan), inflow, np.full(4, 200.0))

    course = simulate_gas_line(GAS, line, shut, NONE, NONE, until_s=12 * HOUR)

    assert clock_of(line, course, HOUR).limit == s.DELIVERY
    k = course.time_s == 3 * HOUR
    assert course.linepack_kg[0] - course.linepack_kg[k] == pytest.approx(2 * HOUR * 200.0, rel=0.05)


def test_a_start_that_does_not_pass_has_a_reason_and_no_numbers():
    line = example_line(3)

    course = simulate_gas_line(GAS, line, held(line, 900.0), *stations_out(line), until_s=HOUR)
    clock = clock_of(line, course, 0.0)

    assert course.limit != s.PASSES
    assert np.isnan(course.linepack_kg).all()
    assert clock.limit == course.limit
    assert np.isnan(clock.survival_s)


def test_same_course_whatever_is_asked_besides():
    again = simulate_gas_line(
        GAS, TRUNK, held(TRUNK, 500.0), *stations_out(TRUNK, s4=(1, 49)), until_s=10 * HOUR, step_s=600.0
    )

    assert np.array_equal(again.suction_pa, TRIP.suction_pa[:61])


def test_capacity_and_course_agree_on_what_is_steady():
    """The start of a course is the closed form, to the pressures."""
    line = example_line(4)
    course = simulate_gas_line(GAS, line, held(line, 500.0), *stations_out(line), until_s=HOUR)

    steady = solve_gas_line(GAS, line, course.inflow_kg_per_s[:1], none_out(line))

    assert course.suction_pa[0, 1:] == pytest.approx(steady.end_pa[0, :-1], rel=1e-9)


def test_nothing_flows_back_when_the_head_station_trips():
    """A check valve shuts while the pipe is above the source; linepack feeds the line until they meet."""
    start, end = stations_out(TRUNK, s0=(1, 12))

    course = simulate_gas_line(GAS, TRUNK, held(TRUNK, 450.0), start, end, until_s=48 * HOUR, step_s=900.0)

    at = course.time_s == 2 * HOUR
    assert course.limit == s.PASSES
    assert course.inflow_kg_per_s.min() > -1e-6
    assert course.inflow_kg_per_s[at] == pytest.approx(0.0, abs=1e-6)
    assert course.discharge_pa[at, 0] > course.suction_pa[at, 0]
    assert course.inflow_kg_per_s[-1] > 400.0


@pytest.mark.parametrize("step_s", [600.0, 1_800.0, 3_600.0])
def test_trips_and_returns_of_three_stations_are_followed_with_any_step(step_s):
    """Two hours after the last return, pressures differ from those of steps of 120 s by 2 % for an hour, in proportion."""
    out = stations_out(TRUNK, s0=(2, 3), s6=(4, 10), s8=(6, 10))
    fine = simulate_gas_line(GAS, TRUNK, held(TRUNK, 420.0), *out, until_s=12 * HOUR, step_s=120.0)

    course = simulate_gas_line(GAS, TRUNK, held(TRUNK, 420.0), *out, until_s=12 * HOUR, step_s=step_s)

    assert course.limit == s.PASSES
    assert course.suction_pa[-1] == pytest.approx(fine.suction_pa[-1], rel=0.02 * step_s / HOUR)
