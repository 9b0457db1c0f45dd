"""A gas line over time: implicit box scheme with its linepack, so that a trip shows its clock.

Inertia is kept, the convective term is left out (speeds are a few per cent of sound). In steady flow the scheme is the
closed form of `gas_march` whatever the cells: potentials are differenced, not pressures.
"""

import numpy as np
from scipy.linalg import LinAlgError, solve_banded

from crossgauge.engines.pipes.checks import gas_line_faults
from crossgauge.engines.pipes.gas_line import none_out, solve_gas_line
from crossgauge.engines.pipes.gas_march import end_pressure, potential_lost
from crossgauge.engines.pipes.legs import cut, gas_caps_pa
from crossgauge.engines.pipes.state import (
    CHOKED,
    NOBODY,
    PASSES,
    REFUSED,
    UNSOLVED,
    Bools,
    Boundary,
    Course,
    Float64s,
    Gas,
    GasLine,
    Legs,
)
from crossgauge.engines.pipes.transient_cells import MPA, Gaps, assemble, friction_factors, gaps_of, linepack

MOST_ROUNDS = 30
ENOUGH = 1e-9  # of a pressure or of the largest flow
NOTHING = 1e-4  # of the highest pressure: no pressure at all


def held(line: GasLine, offtake_kg_per_s: float) -> Boundary:
    """The source at its pressure and the offtake at its flow, for ever."""
    return Boundary(
        np.zeros(1), np.array([line.source_pa]), np.array([np.nan]), np.array([float(offtake_kg_per_s)])
    )


def simulate_gas_line(
    gas: Gas,
    line: GasLine,
    boundary: Boundary,
    out_from_s: Float64s,
    out_to_s: Float64s,
    *,
    until_s: float,
    step_s: float = 300.0,
    cell_m: float = 5_000.0,
) -> Course:
    """What happens in a line from a steady start, with stations out from and to given times, (n_stations,).

    A station with infinite times never fails. The start is the steady state of the first offtake with every station
    running and the source at `line.source_pa`; if it does not pass, or the line has faults, nothing has numbers and
    `limit` says why. Flow at the end is taken whatever the pressure: limits that break are read from the course
    (`trips.clock_of`); only where a pressure would come to zero does it end, CHOKED. A trip is at the step whose middle
    is past it; check valves at stations let nothing back. Raises nothing.
    Source of the scheme: Kiuchi (1994); Wylie and Streeter, Fluid Transients (1993), ch. 13.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> from crossgauge.engines.pipes.gas_line import example_line
    >>> line, never = example_line(2), np.full(2, np.inf)
    >>> course = simulate_gas_line(cnga_gas(0.0172, 288.15), line, held(line, 500.0), never, never, until_s=3_600.0)
    >>> bool(np.ptp(course.linepack_kg) < 1e-6 * course.linepack_kg[0])
    True
    """
    times = step_s * np.arange(round(until_s / step_s) + 1, dtype=float)
    legs = cut(line.pipes, line.stations.at_m) if not len(gas_line_faults(gas, line).code) else None
    course = _blank(times, len(line.stations.at_m))
    if legs is None:
        return course._replace(limit=REFUSED)
    gaps = gaps_of(legs, cell_m)
    limit, p, f = _steady_start(gas, line, legs, gaps, float(boundary.offtake_kg_per_s[0]))
    if limit != PASSES:
        return course._replace(limit=limit)
    source_cap, caps = gas_caps_pa(gas, legs, line.stations.discharge_max_pa)
    _record(course, 0, gas, gaps, p, f, float(boundary.offtake_kg_per_s[0]))
    factors = np.empty(len(gaps.station))
    for k in range(1, len(times)):
        middle = (times[k - 1] + times[k]) / 2
        out = (out_from_s <= middle) & (middle < out_to_s)
        ends = _ends(boundary, times[k], source_cap)
        friction_factors(gas, gaps, f, factors)
        limit, p, f = _advance(gas, gaps, line, caps, out, step_s, factors, ends, p, f)
        if limit != PASSES:
            return course._replace(limit=limit)
        _record(course, k, gas, gaps, p, f, ends[2])
        course = course._replace(ended_s=float(times[k]))
    return course


def _advance(
    gas: Gas, gaps: Gaps, line: GasLine, caps: Float64s, out: Bools, dt: float, factors: Float64s, ends: Float64s,
    p: Float64s, f: Float64s,
) -> tuple[int, Float64s, Float64s]:  # fmt: skip
    """PASSES, pressures and flows after one step; in smaller ones where it is too large for Newton."""
    for parts in (1, 8, 64):
        now = PASSES, p, f
        for _ in range(parts):
            now = _step(gas, gaps, line, caps, out, dt / parts, factors, ends, now[1], now[2])
            if now[0] != PASSES:
                break
        else:
            return now
    return now


def _step(
    gas: Gas, gaps: Gaps, line: GasLine, caps: Float64s, out: Bools, dt: float, factors: Float64s, ends: Float64s,
    p0: Float64s, f0: Float64s,
) -> tuple[int, Float64s, Float64s]:  # fmt: skip
    """One step of Newton's; CHOKED if a pressure runs to zero, UNSOLVED if the equations do not come to hold."""
    p, f = p0.copy(), f0.copy()
    wrong, band = np.empty(2 * len(p)), np.empty((5, 2 * len(p)))
    for _ in range(MOST_ROUNDS):
        assemble(gas, gaps, line.stations, caps, out, dt, factors, ends, p0, f0, p, f, wrong, band)
        try:
            change = solve_banded((2, 2), band, -wrong, check_finite=False)
        except LinAlgError:
            return UNSOLVED, p0, f0
        dp, df = change[::2] * MPA, change[1::2]
        falling = dp < 0
        room = float(np.min(-0.7 * p[falling] / dp[falling], initial=1.0))
        if not np.isfinite(room):
            return UNSOLVED, p0, f0
        p, f = p + room * dp, f + room * df
        if p.min() < NOTHING * p0.max():
            return CHOKED, p0, f0
        if (
            room == 1.0
            and np.abs(dp / p).max() < ENOUGH
            and np.abs(df).max() < ENOUGH * max(np.abs(f).max(), 1.0)
        ):
            return PASSES, p, f
    return UNSOLVED, p0, f0


def _steady_start(
    gas: Gas, line: GasLine, legs: Legs, gaps: Gaps, offtake: float
) -> tuple[int, Float64s, Float64s]:
    """Why not, or PASSES with pressures and flows at the nodes: inflow is the offtake and the fuel of the way."""
    inflow = offtake
    for _ in range(60):
        states = solve_gas_line(gas, line, np.array([inflow]), none_out(line))
        if states.limit[0] != PASSES:
            return int(states.limit[0]), np.empty(0), np.empty(0)
        short = offtake - states.delivered_kg_per_s[0]
        inflow += short
        if abs(short) < 1e-12 * inflow:
            break
    source_cap, _ = gas_caps_pa(gas, legs, line.stations.discharge_max_pa)
    p, f = [min(line.source_pa, source_cap)], [inflow]
    for j, leg in enumerate(gaps.leg):
        flow = float(states.leg_flow_kg_per_s[0, leg])
        if gaps.station[j] == NOBODY:
            lost = potential_lost(gas, flow, gaps.length_m[j], gaps.diameter_m[j], gaps.roughness_m[j])
            p.append(float(end_pressure(gas, p[-1], lost, gaps.rise_m[j])))
        else:
            p.append(float(states.start_pa[0, leg]))
        f.append(flow)
    return PASSES, np.array(p), np.array(f)


def _ends(boundary: Boundary, time_s: float, source_cap_pa: float) -> Float64s:
    def at(values: Float64s) -> float:
        return float(np.interp(time_s, boundary.time_s, values))

    return np.array(
        [min(at(boundary.source_pa), source_cap_pa) if not np.isnan(boundary.source_pa).any() else np.nan,
         at(boundary.inflow_kg_per_s), at(boundary.offtake_kg_per_s)]
    )  # fmt: skip


def _record(course: Course, k: int, gas: Gas, gaps: Gaps, p: Float64s, f: Float64s, offtake: float) -> None:
    """Writes: row k of the course."""
    at = np.flatnonzero(gaps.station != NOBODY)
    course.suction_pa[k, gaps.station[at]] = p[at]
    course.discharge_pa[k, gaps.station[at]] = p[at + 1]
    course.delivery_pa[k], course.inflow_kg_per_s[k] = p[-1], f[0]
    course.offtake_kg_per_s[k] = offtake
    course.fuel_kg_per_s[k] = (f[at] - f[at + 1]).sum()
    course.linepack_kg[k] = linepack(gas, gaps, p)


def _blank(times: Float64s, n_stations: int) -> Course:
    def line() -> Float64s:
        return np.full(len(times), np.nan)

    def stations() -> Float64s:
        return np.full((len(times), n_stations), np.nan)

    return Course(times, stations(), stations(), line(), line(), line(), line(), line(), PASSES, 0.0)
