"""Steady gas along a line, leg by leg: one walk from the source to the delivery, or to the first limit that breaks."""

from typing import Any

import numpy as np

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.compressors import discharge
from crossgauge.engines.pipes.friction import friction_factor
from crossgauge.engines.pipes.gas_laws import density, potential, pressure_of
from crossgauge.engines.pipes.legs import GRAVITY_M_PER_S2
from crossgauge.engines.pipes.state import CHOKED, DELIVERY, NOBODY, PASSES, SUCTION

PIECES = 4  # of a sloping leg
NEARLY = 1.0 + 1e-12  # a limit that holds with equality is not broken by the last bit


@compiled
def potential_lost(gas: Any, flow_kg_per_s: Any, length_m: Any, diameter_m: Any, roughness_m: Any) -> Any:
    """Potential that friction takes along a level pipe, with the sign of the flow, Pa kg/m³.

    Source: Darcy and Weisbach, isothermal, inertia left out; Colebrook and White for the factor.

    >>> from crossgauge.engines.pipes.gas_laws import gas_of_z
    >>> potential_lost(gas_of_z(0.016, 288.15), 0.0, 1e5, 1.0, 1e-5)
    0.0
    """
    area = np.pi * diameter_m * diameter_m / 4
    reynolds = abs(flow_kg_per_s) * diameter_m / (area * gas.viscosity_pa_s)
    factor = friction_factor(reynolds, roughness_m / diameter_m)
    return factor * length_m * flow_kg_per_s * abs(flow_kg_per_s) / (2 * diameter_m * area * area)


@compiled
def end_pressure(gas: Any, start_pa: Any, lost: Any, rise_m: Any) -> Any:
    """Pressure at the end of a leg, NaN if it would not stay above zero.

    A slope weights the potential by e^s, with density squared over potential taken at the mean pressure of each of
    `PIECES`; four rounds, for the mean depends on the end. Within 5e-5 of a fine march up to 6 m a kilometre.
    Source: Menon, Gas Pipeline Hydraulics (2005), eq. 2.10, on the potential instead of p².
    """
    if rise_m == 0.0:
        return pressure_of(gas, potential(gas, start_pa) - lost)
    before, p = start_pa, start_pa
    for _ in range(PIECES):
        for _ in range(4):
            mean = 2 / 3 * (before + p - before * p / (before + p))
            rho = density(gas, mean)
            s = GRAVITY_M_PER_S2 * rise_m / PIECES * rho * rho / potential(gas, mean)
            stretched = np.expm1(s)
            weighted = lost / PIECES if abs(s) < 1e-9 else lost / PIECES * stretched / s
            p = pressure_of(gas, (potential(gas, before) - weighted) / (1 + stretched))
            if np.isnan(p):
                return p
        before = p
    return p


@compiled
def march(
    gas: Any, legs: Any, stations: Any, caps: Any, ends: Any, flow_kg_per_s: Any, out: Any,
    start_pa: Any, end_pa: Any, leg_flow: Any, shaft_w: Any, held_by: Any,
) -> Any:  # fmt: skip
    """One walk; returns the limit and where. `ends`: source, cap of the source, delivery, Pa.

    Writes: start_pa, end_pa, leg_flow (n_legs,), shaft_w, held_by (n_stations,), as far as it came.
    """
    p = min(ends[0], ends[1])
    flow = flow_kg_per_s
    for leg in range(len(legs.station)):
        station = legs.station[leg]
        if station != NOBODY:
            if p * NEARLY < stations.suction_min_pa[station]:
                return SUCTION, station
            p, held_by[station], shaft_w[station] = discharge(
                gas, stations, station, caps[station], flow, p, out[station]
            )
            flow -= shaft_w[station] * stations.fuel_kg_per_j[station]
        start_pa[leg], leg_flow[leg] = p, flow
        lost = potential_lost(gas, flow, legs.length_m[leg], legs.diameter_m[leg], legs.roughness_m[leg])
        p = end_pressure(gas, p, lost, legs.rise_m[leg])
        end_pa[leg] = p
        if np.isnan(p):
            return CHOKED, leg
    if p * NEARLY < ends[2]:
        return DELIVERY, NOBODY
    return PASSES, NOBODY


@compiled
def march_many(gas: Any, legs: Any, stations: Any, caps: Any, ends: Any, out: Any, states: Any) -> None:
    """A walk for every row of `states.flow_kg_per_s`. Writes: the rest of `states`."""
    for row in range(len(states.flow_kg_per_s)):
        limit, at = march(
            gas, legs, stations, caps, ends, states.flow_kg_per_s[row], out[row], states.start_pa[row],
            states.end_pa[row], states.leg_flow_kg_per_s[row], states.shaft_w[row], states.held_by[row],
        )  # fmt: skip
        states.limit[row], states.limit_at[row] = limit, at
        if limit == PASSES:
            states.delivered_kg_per_s[row] = states.leg_flow_kg_per_s[row, -1]
            states.fuel_kg_per_s[row] = states.shaft_w[row] * stations.fuel_kg_per_j
        else:
            states.start_pa[row], states.end_pa[row], states.leg_flow_kg_per_s[row] = np.nan, np.nan, np.nan
            states.shaft_w[row], states.held_by[row] = np.nan, NOBODY


@compiled
def largest_flow(
    gas: Any, legs: Any, stations: Any, caps: Any, ends: Any, out: Any, start: Any, tight: Any, legs_room: Any,
    stations_room: Any, held_by: Any,
) -> Any:  # fmt: skip
    """Largest inflow that passes, by halving, to 1e-10 of itself; NaN if none does; with the limit above it.

    `start`: a flow to start from. Every pressure falls as flow rises, so what passes is one interval from zero.
    """
    args = (legs_room[0], legs_room[1], legs_room[2], stations_room, held_by)
    low, high = tight, start
    limit, at = march(gas, legs, stations, caps, ends, low, out, *args)
    if limit != PASSES:
        return np.nan, limit, at
    limit, at = march(gas, legs, stations, caps, ends, high, out, *args)
    while limit == PASSES:
        low, high = high, high * 2
        limit, at = march(gas, legs, stations, caps, ends, high, out, *args)
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        found, where = march(gas, legs, stations, caps, ends, middle, out, *args)
        if found == PASSES:
            low = middle
        else:
            high, limit, at = middle, found, where
    march(gas, legs, stations, caps, ends, low, out, *args)
    return low, limit, at
