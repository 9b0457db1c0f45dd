"""The fast gas line and the plain march give the same; laws that hold for any line."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.gas_laws import cnga_gas, density, gas_of_z, potential
from crossgauge.engines.pipes.gas_line import gas_capacity, none_out, outages_up_to, solve_gas_line
from crossgauge.engines.pipes.linepack import leg_linepack_kg, linepack_kg, usable_linepack_kg
from crossgauge.engines.pipes.state import Compressors, GasLine, Pipes
from engines.pipes import twin
from engines.pipes.lines import GAS, TRUNK, pipe_line

TWIN = 3e-6  # the march of 400 steps against the closed form, relative
SLOPED = 5e-5  # density squared over potential is taken at the mean pressure of a quarter of a leg


@st.composite
def gas_lines(draw, slopes=False):
    """A line of one to three pipes of one length, a station before some of them."""
    n = draw(st.integers(1, 3))
    floats = st.floats

    def column(low, high):
        return np.array(draw(st.lists(floats(low, high), min_size=n, max_size=n)))

    rise = column(-300.0, 300.0) if slopes else np.zeros(n)
    length = column(50e3, 150e3)
    pipes = Pipes(length, column(0.7, 1.4), column(5e-6, 5e-5), rise, np.full(n, 12e6))
    stands = np.flatnonzero(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    k = len(stands)
    at_m = np.concatenate([[0.0], np.cumsum(length)])[stands]

    def station(low, high):
        return np.array(draw(st.lists(floats(low, high), min_size=k, max_size=k)), float)

    stations = Compressors(
        at_m, station(1e6, 60e6), station(1.1, 2.5), station(2e6, 6e6), np.full(k, 9.8e6), station(0.6, 0.9),
        station(0.0, 8e-8), np.full(k, 0.995),
    )  # fmt: skip
    return GasLine(pipes, stations, draw(floats(5e6, 9.8e6)), draw(floats(2e6, 6.5e6)))


@given(gas_lines(), st.floats(20.0, 900.0), st.data())
@settings(max_examples=60)
def test_line_equals_the_plain_march(line, flow, data):
    """Pressures, delivery and whether it passes at all."""
    out = np.array(
        data.draw(
            st.lists(st.booleans(), min_size=len(line.stations.at_m), max_size=len(line.stations.at_m))
        ),
        bool,
    )

    state = solve_gas_line(GAS, line, np.array([flow]), out)
    plain = twin.walked(GAS, line, flow, out)

    if plain is None:
        assert state.limit[0] != s.PASSES
        assert np.isnan(state.end_pa).all()
        assert np.isnan(state.delivered_kg_per_s[0])
        return
    assert state.limit[0] == s.PASSES
    pressures, delivered = plain
    assert state.start_pa[0] == pytest.approx([a for a, _ in pressures], rel=TWIN)
    assert state.end_pa[0] == pytest.approx([b for _, b in pressures], rel=TWIN)
    assert state.delivered_kg_per_s[0] == pytest.approx(delivered, rel=1e-9)


@given(gas_lines(slopes=True), st.floats(20.0, 600.0))
@settings(max_examples=40)
def test_line_over_hills_equals_the_plain_march(line, flow):
    """Where the line starts below the cap that keeps its valleys to the highest pressure."""
    state = solve_gas_line(GAS, line, np.array([flow]), none_out(line))
    assume(state.limit[0] == s.PASSES and np.min(state.end_pa) > 3e6)
    plain = twin.walked(GAS, line._replace(delivery_pa=1e5), flow, none_out(line)[0], 200)

    assert state.end_pa[0] == pytest.approx([b for _, b in plain[0]], rel=SLOPED)


@given(gas_lines())
@settings(max_examples=8)
def test_capacity_equals_the_plain_search(line):
    """Bisection over the plain march, 24 halvings of 5 t/s."""
    out = none_out(line)

    found = gas_capacity(GAS, line, out)
    plain = twin.capacity(GAS, line, out[0])

    if np.isnan(found.flow[0]):
        assert plain < 1.1e-3
    else:
        assert found.flow[0] == pytest.approx(plain, rel=1e-4, abs=1e-3)


@given(gas_lines(slopes=True), st.data())
@settings(max_examples=60)
def test_capacity_never_rises_with_one_more_outage(line, data):
    """Exactly if drivers are electric; else by no more than the fuel that others burn in its stead."""
    n = len(line.stations.at_m)
    out = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool)
    worse = np.vstack([out[None], out | np.eye(n, dtype=bool)])
    electric = line._replace(stations=line.stations._replace(fuel_kg_per_j=np.zeros(n)))

    plain = np.nan_to_num(gas_capacity(GAS, electric, worse).flow)
    found = gas_capacity(GAS, line, worse)

    assert np.all(plain[1:] <= plain[0] * (1 + 1e-9))
    delivered = np.nan_to_num(solve_gas_line(GAS, line, found.flow, worse).delivered_kg_per_s)
    assert np.all(delivered[1:] <= np.nan_to_num(found.flow[0]) * (1 + 1e-9))


@given(gas_lines(slopes=True))
@settings(max_examples=40)
def test_flow_at_capacity_passes_and_a_little_more_does_not(line):
    """The limit that is named is the one that breaks."""
    found = gas_capacity(GAS, line, none_out(line))
    assume(not np.isnan(found.flow[0]))

    states = solve_gas_line(GAS, line, found.flow[0] * np.array([1.0, 1 + 1e-6]), none_out(line))

    assert states.limit[0] == s.PASSES
    assert (states.limit[1], states.limit_at[1]) == (found.limit[0], found.limit_at[0])


@given(gas_lines(slopes=True), st.lists(st.floats(1.0, 5_000.0), min_size=1, max_size=6))
@settings(max_examples=60)
def test_mass_is_conserved_and_pressures_are_above_zero_or_nothing_is_said(line, flows):
    states = solve_gas_line(GAS, line, np.array(flows), none_out(line))

    passes = states.limit == s.PASSES
    burnt = states.fuel_kg_per_s.sum(axis=1)
    assert states.delivered_kg_per_s[passes] + burnt[passes] == pytest.approx(
        states.flow_kg_per_s[passes], rel=1e-12
    )
    assert np.all(states.end_pa[passes] > 0)
    assert np.all(states.end_pa[passes] <= 12e6 * (1 + 1e-6))
    assert np.isnan(states.end_pa[~passes]).all()
    assert np.isnan(states.delivered_kg_per_s[~passes]).all()


@given(gas_lines(), st.floats(20.0, 500.0))
@settings(max_examples=40)
def test_line_without_stations_reversed_gives_the_same(line, flow):
    """Level pipes in series take the same potential in any order."""
    line = pipe_line(9e6, 1e5, line.pipes.length_m, line.pipes.diameter_m, line.pipes.roughness_m)
    back = line._replace(pipes=Pipes(*(column[::-1].copy() for column in line.pipes)))

    there, home = (solve_gas_line(GAS, one, np.array([flow]), none_out(one)) for one in (line, back))

    assert there.limit[0] == home.limit[0]
    assert home.end_pa[0, -1] == pytest.approx(there.end_pa[0, -1], rel=1e-12, nan_ok=True)


def test_every_single_and_double_outage_of_the_trunk_line():
    """A5: of the intact line a head station out leaves about a half, a booster about 0.87, two neighbours about 0.78."""
    sets = outages_up_to(11)

    found = gas_capacity(GAS, TRUNK, sets)

    share = found.flow / found.flow[0]
    assert len(sets) == 1 + 11 + 55
    assert share[1] == pytest.approx(0.52, abs=0.02)
    assert np.all((share[2:12] > 0.85) & (share[2:12] < 0.89))
    neighbours = np.flatnonzero((sets.sum(axis=1) == 2) & sets[:, 4] & sets[:, 5])[0]
    assert share[neighbours] == pytest.approx(0.78, abs=0.02)
    assert (found.limit[1], found.limit_at[1], found.held_by[1]) == (s.SUCTION, 1, s.BYPASS)
    assert (found.limit[0], found.held_by[0]) == (s.DELIVERY, s.POWER)


@pytest.mark.parametrize(
    "gas", [GAS, gas_of_z(0.016, 280.0), gas_of_z(0.018, 290.0, 0.88), cnga_gas(0.019, 275.0)]
)
def test_linepack_is_the_integral_of_density(gas):
    """The closed form against 20,000 slices; usable pack is what lies above the lowest profile."""
    line = pipe_line(9.8e6, 5e6, 100e3, 1.0, 1e-5)
    states = solve_gas_line(gas, line, np.array([300.0]), none_out(line))
    start, end = states.start_pa[0, 0], states.end_pa[0, 0]

    share = (np.arange(20_000) + 0.5) / 20_000
    table = np.linspace(end, start, 200_001)
    at = potential(gas, start) + share * (potential(gas, end) - potential(gas, start))
    rho = density(gas, np.interp(at, potential(gas, table), table))

    assert leg_linepack_kg(gas, line, states)[0, 0] == pytest.approx(np.pi / 4 * 100e3 * rho.mean(), rel=1e-8)
    assert 0 < usable_linepack_kg(gas, line, states)[0] < linepack_kg(gas, line, states)[0]


def test_linepack_grows_with_pressure():
    starts = np.linspace(6e6, 9.8e6, 9)
    lines = [pipe_line(p, 1e6, 100e3, 1.0, 1e-5) for p in starts]

    pack = [
        linepack_kg(GAS, line, solve_gas_line(GAS, line, np.array([200.0]), none_out(line)))[0]
        for line in lines
    ]

    assert np.all(np.diff(pack) > 0)


def test_at_the_lowest_profile_nothing_is_usable():
    line = pipe_line(9.8e6, 5e6, 100e3, 1.0, 1e-5)
    full = gas_capacity(GAS, line, none_out(line)).flow

    spare = usable_linepack_kg(GAS, line, solve_gas_line(GAS, line, full, none_out(line)))

    assert spare[0] == pytest.approx(0.0, abs=1.0)
