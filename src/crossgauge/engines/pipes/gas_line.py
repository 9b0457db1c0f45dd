"""Questions to a gas line in steady state: does a flow pass, with what pressures, and how much can pass at most?"""

from itertools import combinations

import numpy as np

from crossgauge.engines.pipes.checks import gas_line_faults
from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.gas_march import largest_flow, march_many
from crossgauge.engines.pipes.legs import cut, gas_caps_pa
from crossgauge.engines.pipes.state import (
    BYPASS,
    DELIVERY,
    NOBODY,
    REFUSED,
    SUCTION,
    Bools,
    Capacity,
    Float64s,
    Gas,
    GasLine,
    GasStates,
    Int64s,
    Legs,
)

LEAST_KG_PER_S = 1e-6  # what "passes at all" means
FIRST_KG_PER_S = 1_000.0


def none_out(line: GasLine, n: int = 1) -> Bools:
    """Outages of no station, (n, n_stations)."""
    return np.zeros((n, len(line.stations.at_m)), bool)


def outages_up_to(n_stations: int, at_once: int = 2) -> Bools:
    """Every set of at most `at_once` stations out, intact first, then singles, then pairs; (n_sets, n_stations).

    >>> outages_up_to(3).astype(int).sum(1).tolist()
    [0, 1, 1, 1, 2, 2, 2]
    """
    sets = [c for size in range(at_once + 1) for c in combinations(range(n_stations), size)]
    out = np.zeros((len(sets), n_stations), bool)
    for row, stations in enumerate(sets):
        out[row, list(stations)] = True
    return out


def solve_gas_line(gas: Gas, line: GasLine, flow_kg_per_s: Float64s, out: Bools) -> GasStates:
    """Steady states of a line whose stations lift as high as they may, a row an inflow and a set of outages.

    flow_kg_per_s (n,), out (n, n_stations); one row of either goes with every row of the other. A row that does not
    pass is NaN with its limit; a line with faults gives REFUSED throughout. Raises nothing.
    Source of the formulas: `gas_march`, `compressors`.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> gas, line = cnga_gas(0.0172, 288.15), example_line(1)
    >>> state = solve_gas_line(gas, line, np.array([566.8, 5_000.0]), none_out(line))
    >>> (state.end_pa[0] / 1e6).round(4).tolist(), state.limit.tolist()
    ([8.0373], [0, 1])
    """
    flow = np.atleast_1d(np.asarray(flow_kg_per_s, float))
    out = np.atleast_2d(np.asarray(out, bool))
    n = max(len(flow), len(out))
    flow, out = np.broadcast_to(flow, n).copy(), np.broadcast_to(out, (n, len(line.stations.at_m)))
    if len(gas_line_faults(gas, line).code):
        return _empty(flow, 0, len(line.stations.at_m), REFUSED)
    legs = cut(line.pipes, line.stations.at_m)
    states = _empty(flow, len(legs.station), out.shape[1], DELIVERY)
    caps, ends = _limits(gas, line, legs)
    march_many(gas, legs, line.stations, caps, ends, np.ascontiguousarray(out), states)
    return states


def gas_capacity(gas: Gas, line: GasLine, out: Bools) -> Capacity:
    """The largest inflow that passes under each set of outages, and what would break next; out (n, n_stations).

    Capacity is counted at the inlet. To lift as high as allowed everywhere is best for a line without branches, so
    there is nothing to optimise. One more outage never raises it, but for the fuel that it makes others burn. A line
    with faults gives REFUSED throughout. Raises nothing.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> found = gas_capacity(cnga_gas(0.0172, 288.15), example_line(1), none_out(example_line(1)))
    >>> found.flow.round(1).tolist(), found.limit.tolist() == [DELIVERY]
    ([737.9], True)
    """
    out = np.ascontiguousarray(np.atleast_2d(np.asarray(out, bool)))
    n = len(out)
    found = Capacity(
        np.full(n, np.nan), np.full(n, REFUSED), np.full(n, NOBODY), np.full(n, BYPASS), np.full(n, NOBODY)
    )
    if len(gas_line_faults(gas, line).code):
        return found
    legs = cut(line.pipes, line.stations.at_m)
    caps, ends = _limits(gas, line, legs)
    _search(gas, legs, line.stations, caps, ends, out, found)
    return found


@compiled
def _search(gas, legs, stations, caps, ends, out, found):  # type: ignore[no-untyped-def]
    """Writes: found. The flow of one row is where the next search starts."""
    n_legs, n_stations = len(legs.station), out.shape[1]
    room, power, held = np.empty((3, n_legs)), np.empty(n_stations), np.empty(n_stations, np.int64)
    start = FIRST_KG_PER_S
    for row in range(len(out)):
        flow, limit, at = largest_flow(
            gas, legs, stations, caps, ends, out[row], start, LEAST_KG_PER_S, room, power, held
        )
        found.flow[row], found.limit[row], found.limit_at[row] = flow, limit, at
        if np.isnan(flow):
            continue
        start = flow * 1.01
        before = n_stations
        if limit == SUCTION:
            before = at
        elif limit != DELIVERY:
            before = 0
            for leg in range(at + 1):
                before = max(before, legs.station[leg] + 1)
        for station in range(before):
            if not out[row, station]:
                found.held_by[row], found.held_at[row] = held[station], station


def _limits(gas: Gas, line: GasLine, legs: Legs) -> tuple[Float64s, Float64s]:
    source_cap, caps = gas_caps_pa(gas, legs, line.stations.discharge_max_pa)
    return caps, np.array([line.source_pa, source_cap, line.delivery_pa])


def _empty(flow: Float64s, n_legs: int, n_stations: int, limit: int) -> GasStates:
    n = len(flow)

    def legs() -> Float64s:
        return np.full((n, n_legs), np.nan)

    def stations() -> Float64s:
        return np.full((n, n_stations), np.nan)

    whole: Int64s = np.full(n, limit)
    return GasStates(
        whole, np.full(n, NOBODY), flow, np.full(n, np.nan), legs(), legs(), legs(), stations(), stations(),
        np.full((n, n_stations), NOBODY),
    )  # fmt: skip


def example_line(n_segments: int = 11, segment_m: float = 150_000.0) -> GasLine:
    """A trunk line of 48 inches for examples and measures: a head station of 90 MW, then one of 20 MW a segment.

    Assumed throughout, like no real line's: one segment has its source at 9.81 MPa and no station.
    """
    from crossgauge.engines.pipes.state import Compressors, Pipes

    def pipes(value: float) -> Float64s:
        return np.full(n_segments, value)

    n = 0 if n_segments == 1 else n_segments

    def stations(value: float) -> Float64s:
        return np.full(n, value)

    power = stations(20e6)
    power[:1] = 90e6
    return GasLine(
        Pipes(pipes(segment_m), pipes(1.182), pipes(1e-5), pipes(0.0), pipes(9.81e6)),
        Compressors(
            segment_m * np.arange(n, dtype=float), power, stations(2.0), stations(5e6), stations(9.81e6),
            stations(0.82 * 0.98), stations(1 / (0.34 * 48.7e6)), stations(0.995),
        ),
        6e6 if n else 9.81e6, 6.5e6,
    )  # fmt: skip
