"""Oil lines: hydraulics against theory, outages, batches against parcels that stand one behind another."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.batches import track_batches
from crossgauge.engines.pipes.gas_line import outages_up_to
from crossgauge.engines.pipes.oil_line import (
    example_oil_line,
    linefill_m3,
    oil_capacity,
    oil_energy_j_per_tonne_km,
    pumps_left,
    solve_oil_line,
)
from crossgauge.engines.pipes.oil_march import head_lost_m
from crossgauge.engines.pipes.oils import blend_m2_per_s, fit_pump_curve, interface_m3, viscosity_at
from crossgauge.engines.pipes.state import Batches, Grades, OilLine, Pipes, PumpStations
from engines.pipes import twin
from engines.pipes.lines import DAY, arrays

LINE = example_oil_line()
RHO, NU = 845.0, 12e-6
GRADES = Grades(*arrays([845.0, 830.0, 870.0], [12e-6, 8e-6, 30e-6]))


@st.composite
def oil_lines(draw):
    n, k = draw(st.integers(1, 4)), draw(st.integers(1, 3))

    def column(low, high, size):
        return np.array(draw(st.lists(st.floats(low, high), min_size=size, max_size=size)))

    length = column(20e3, 150e3, n)
    maop = np.full(n, 7e6)
    pipes = Pipes(length, column(0.5, 0.9, n), column(1e-5, 1e-4, n), column(-150.0, 150.0, n), maop)
    at = np.sort(column(0.0, 1.0, k)) * length.sum()
    at[0] = 0.0
    pumps = np.array(draw(st.lists(st.integers(1, 3), min_size=k, max_size=k)))
    stations = PumpStations(
        at,
        pumps,
        column(150.0, 300.0, k),
        column(20.0, 200.0, k),
        np.full(k, 0.8),
        np.full(k, 3e5),
        np.full(k, 7e6),
    )
    return OilLine(pipes, stations, 4e5, 3e5, 1e5)


def test_capacity_is_where_pumps_and_friction_meet():
    """One station, one pipe: shutoff − slope Q² is the head lost, by a root finder."""
    line = OilLine(
        Pipes(*arrays(100e3, 0.6, 5e-5, 30.0, 20e6)),
        PumpStations(np.zeros(1), np.array([2]), *arrays(250.0, 150.0, 0.8, 1e5, 20e6)), 3e5, 2e5, 1e4,
    )  # fmt: skip

    found = oil_capacity(line, line.stations.pumps, RHO, NU)

    def short(q):
        return 1e5 / (RHO * 9.80665) + 2 * (250 - 150 * q * q) - 30 - head_lost_m(q, 100e3, 0.6, 5e-5, NU)

    assert found.flow[0] == pytest.approx(brentq(short, 0.01, 2.0, xtol=1e-14), rel=1e-9)
    assert (found.limit[0], found.held_by[0], found.held_at[0]) == (s.DELIVERY, s.PUMPS, 0)


def test_pressures_add_up_along_the_line():
    """From source to delivery: what pumps give and throttles take, less friction."""
    q = 0.7

    state = solve_oil_line(LINE, np.array([q]), LINE.stations.pumps, RHO, NU)

    lost = RHO * 9.80665 * head_lost_m(q, 962e3 / 4, 0.793, 5e-5, NU)
    assert state.start_pa[0] - state.end_pa[0] == pytest.approx(np.full(4, lost), rel=1e-12)
    head = 3 * (290 - 107 * q * q)
    assert state.start_pa[0, 0] == pytest.approx(min(4e5 + RHO * 9.80665 * head, 6.3e6), rel=1e-12)
    assert state.shaft_w[0, 0] == pytest.approx(RHO * 9.80665 * q * head / 0.8, rel=1e-12)


def test_outages_of_the_example_line():
    """Ordered as in A5: head station worst, two neighbours worse than two apart, a single pump least."""
    sets = outages_up_to(4)
    pumps = np.vstack([pumps_left(LINE, sets), [[3, 2, 3, 3]]])

    found = oil_capacity(LINE, pumps, RHO, NU)

    share = found.flow / found.flow[0]
    of = {tuple(np.flatnonzero(out)): value for out, value in zip(sets, share, strict=False)}
    assert of[0,] < 0.2
    assert 0.65 < of[1,] < 0.75
    assert of[1, 2] < of[1, 3] <= of[1,] < share[-1] < 1


@given(oil_lines(), st.data())
@settings(max_examples=60)
def test_capacity_never_rises_with_a_pump_less(line, data):
    pumps = line.stations.pumps
    left = np.array([data.draw(st.integers(0, int(n))) for n in pumps])
    less = np.maximum(left - np.eye(len(pumps), dtype=int), 0)

    flow = np.nan_to_num(oil_capacity(line, np.vstack([left, less]), RHO, NU).flow)

    assert np.all(flow[1:] <= flow[0] * (1 + 1e-9))


@given(oil_lines(), st.floats(0.01, 2.0))
@settings(max_examples=60)
def test_oil_keeps_to_its_limits_or_nothing_is_said(line, flow):
    state = solve_oil_line(line, np.array([flow]), line.stations.pumps, RHO, NU)

    if state.limit[0] != s.PASSES:
        assert np.isnan(state.end_pa).all()
        return
    assert np.all(state.start_pa[0] <= 7e6 * (1 + 1e-12))
    assert np.all(state.end_pa[0] <= 7e6 * (1 + 1e-12))
    assert np.all(state.end_pa[0] >= 1e5 * (1 - 1e-9))
    assert state.end_pa[0, -1] >= 3e5 * (1 - 1e-9)


@given(oil_lines())
@settings(max_examples=30)
def test_flow_at_capacity_passes_and_a_little_more_breaks_what_is_named(line):
    found = oil_capacity(line, line.stations.pumps, RHO, NU)
    assume(not np.isnan(found.flow[0]))

    states = solve_oil_line(line, found.flow[0] * np.array([1.0, 1 + 1e-6]), line.stations.pumps, RHO, NU)

    assert states.limit[0] == s.PASSES
    assert (states.limit[1], states.limit_at[1]) == (found.limit[0], found.limit_at[0])


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 60)), min_size=1, max_size=8))
@settings(max_examples=20)
def test_batches_arrive_as_parcels_do(sent):
    """At a rate that every content allows, against a queue of parcels of 4,751.29 m³."""
    parcel = linefill_m3(LINE) / 100
    batches = Batches(
        np.array([g for g, _ in sent]), np.array([n * parcel for _, n in sent]), np.full(len(sent), 0.5)
    )

    found = track_batches(LINE, GRADES, batches, 0, LINE.stations.pumps)
    first, last, out = twin.parcels(linefill_m3(LINE), batches.volume_m3, 0.5, parcel)

    for batch in range(len(sent)):
        assert found.delivered_m3[batch] == pytest.approx(parcel * out.count(batch), abs=1.0)
        if batch in out:
            assert found.arrives_s[batch] == pytest.approx(first[batch], abs=1.0)
        if out.count(batch) == sent[batch][1] and not np.isnan(found.arrived_s[batch]):
            assert found.arrived_s[batch] == pytest.approx(last[batch], abs=1.0)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(500.0, 300_000.0)), min_size=1, max_size=8),
    st.floats(0.2, 2.0),
)
@settings(max_examples=20)
def test_volume_of_batches_is_constant(sent, rate):
    """What is in the line and what came out is what went in; the line stays full; flow never exceeds the nomination."""
    grade, volume = (np.array(column) for column in zip(*sent, strict=True))

    found = track_batches(
        LINE, GRADES, Batches(grade, volume, np.full(len(sent), rate)), 0, LINE.stations.pumps
    )

    assert found.limit == s.PASSES
    assert found.delivered_m3 + found.in_line_m3 == pytest.approx(volume, rel=1e-9)
    assert found.in_line_m3.sum() <= linefill_m3(LINE) * (1 + 1e-9)
    assert (found.flow_m3_per_s * np.diff(found.time_s)).sum() == pytest.approx(volume.sum(), rel=1e-9)
    assert np.all(found.flow_m3_per_s <= rate)


def test_heavy_oil_slows_the_line_as_it_fills():
    """Capacity goes from that of the light grade to that of the heavy one."""
    sent = Batches(np.array([2, 2]), np.array([480_000.0, 1_000.0]), np.full(2, 5.0))

    found = track_batches(LINE, GRADES, sent, 1, LINE.stations.pumps)

    light, heavy = (
        oil_capacity(
            LINE, LINE.stations.pumps, GRADES.density_kg_per_m3[g], GRADES.viscosity_m2_per_s[g]
        ).flow[0]
        for g in (1, 2)
    )
    assert found.flow_m3_per_s[0] == pytest.approx(light, rel=1e-9)
    assert found.flow_m3_per_s[-1] == pytest.approx(heavy, rel=1e-9)
    assert heavy < light


def test_transit_at_twelve_and_ten_million_tonnes():
    """A5: 12.2 days at 12 Mt a year, 14.65 at 10."""
    rates = np.array([12e9, 10e9]) / 845 / (365 * DAY)
    sent = [Batches(np.zeros(2, int), np.array([475_130.0, 10.0]), np.full(2, rate)) for rate in rates]

    days = [track_batches(LINE, GRADES, one, 0, LINE.stations.pumps).arrives_s[0] / DAY for one in sent]

    assert days == pytest.approx([12.2, 14.65], abs=0.03)


def test_interface_lies_only_between_different_grades_and_is_that_of_the_formula():
    sent = Batches(np.array([1, 1, 0]), np.array([200_000.0, 200_000.0, 480_000.0]), np.full(3, 0.6))

    found = track_batches(LINE, GRADES, sent, 0, LINE.stations.pumps)

    blend = blend_m2_per_s(np.array([8e-6, 12e-6]), np.array([0.5, 0.5]))
    assert 8e-6 < blend < 12e-6
    expected = interface_m3(LINE.pipes.length_m, LINE.pipes.diameter_m, 0.6, blend)
    assert found.mixed_m3[[0, 2]] == pytest.approx([expected, expected], rel=1e-6)
    assert found.mixed_m3[1] == 0.0


def test_nothing_is_pumped_with_every_station_out():
    line = LINE._replace(delivery_pa=5e5)  # above the source's
    sent = Batches(np.zeros(1, int), np.array([1e4]), np.ones(1))

    found = track_batches(line, GRADES, sent, 0, np.zeros(4, int))

    assert found.limit == s.DELIVERY
    assert len(found.flow_m3_per_s) == 0


def test_pump_curve_through_points_of_a_maker():
    flow = np.array([0.2, 0.5, 0.9, 1.1])
    noise = np.array([0.3, -0.3, -0.2, 0.2])

    shutoff, slope = fit_pump_curve(flow, 280 - 90 * flow**2 + noise)

    assert shutoff == pytest.approx(280, abs=0.5)
    assert slope == pytest.approx(90, abs=0.8)


def test_viscosity_passes_through_its_points_and_falls_with_warmth():
    at = np.linspace(273.15, 333.15, 13)

    nu = viscosity_at(at, (293.15, 323.15), (12e-6, 5e-6))

    assert nu[[4, 10]] == pytest.approx([12e-6, 5e-6], rel=1e-12)
    assert np.all(np.diff(nu) < 0)


def test_energy_of_the_example_line():
    """Work done is at least friction's: g times head lost per metre, over the efficiency of 0.8."""
    state = solve_oil_line(LINE, np.array([0.75]), LINE.stations.pumps, RHO, NU)

    energy = oil_energy_j_per_tonne_km(LINE, state, RHO)[0]

    friction = 9.80665 * head_lost_m(0.75, 1_000.0, 0.793, 5e-5, NU) * 1_000
    assert friction / 0.8 < energy < 1.15 * friction / 0.8
