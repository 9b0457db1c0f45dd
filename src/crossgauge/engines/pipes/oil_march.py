"""Steady oil along a line, leg by leg: Darcy and Weisbach, pumps in series, and the first limit that breaks."""

from typing import Any

import numpy as np

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.friction import friction_factor
from crossgauge.engines.pipes.legs import GRAVITY_M_PER_S2
from crossgauge.engines.pipes.state import BYPASS, DELIVERY, MAOP, NOBODY, PASSES, PUMPS, SUCTION, VAPOUR

NEARLY = 1.0 + 1e-12


@compiled
def head_lost_m(
    flow_m3_per_s: Any, length_m: Any, diameter_m: Any, roughness_m: Any, viscosity_m2_per_s: Any
) -> Any:
    """Head that friction takes along a full pipe, in metres of the oil, with the sign of the flow.

    Source: Darcy and Weisbach; Colebrook and White.

    >>> round(float(head_lost_m(0.7505, 1_000.0, 0.793, 5e-5, 12e-6)), 2)
    2.72
    """
    speed = flow_m3_per_s / (np.pi * diameter_m * diameter_m / 4)
    factor = friction_factor(abs(speed) * diameter_m / viscosity_m2_per_s, roughness_m / diameter_m)
    return factor * length_m / diameter_m * speed * abs(speed) / (2 * GRAVITY_M_PER_S2)


@compiled
def fall_of_leg(legs: Any, leg: Any, flow: Any, rho: Any, nu: Any) -> Any:
    """Pressure lost along a leg by friction and rise, Pa."""
    lost = head_lost_m(flow, legs.length_m[leg], legs.diameter_m[leg], legs.roughness_m[leg], nu[leg])
    return rho[leg] * GRAVITY_M_PER_S2 * (lost + legs.rise_m[leg])


@compiled
def cap_from(legs: Any, first: Any, falls: Any) -> Any:
    """The highest pressure at the start of leg `first` that keeps every pipe to the next station to its MAOP."""
    cap, lost = legs.maop_pa[first], 0.0
    for leg in range(first, len(legs.station)):
        if leg > first and legs.station[leg] != NOBODY:
            break
        cap = min(cap, legs.maop_pa[leg] + lost)
        lost += falls[leg]
        cap = min(cap, legs.maop_pa[leg] + lost)
    return cap


@compiled
def march(
    legs: Any, stations: Any, ends: Any, rho: Any, nu: Any, flow: Any, pumps: Any, falls: Any,
    start_pa: Any, end_pa: Any, shaft_w: Any, held_by: Any,
) -> Any:  # fmt: skip
    """One walk; returns the limit and where. `ends`: source, delivery, vapour, Pa; `pumps` that run, (n_stations,).

    Writes: falls, start_pa, end_pa (n_legs,), shaft_w, held_by (n_stations,), as far as it came.
    """
    n_legs = len(legs.station)
    for leg in range(n_legs):
        falls[leg] = fall_of_leg(legs, leg, flow, rho, nu)
    p = ends[0]
    if legs.station[0] == NOBODY:
        p = min(p, cap_from(legs, 0, falls))
    for leg in range(n_legs):
        station = legs.station[leg]
        if station != NOBODY:
            if p * NEARLY < stations.suction_min_pa[station]:
                return SUCTION, station
            one = stations.shutoff_m[station] - stations.slope_s2_per_m5[station] * flow * flow
            head = pumps[station] * max(one, 0.0)
            cap = min(cap_from(legs, leg, falls), stations.discharge_max_pa[station])
            weight = rho[leg] * GRAVITY_M_PER_S2
            shaft_w[station] = weight * flow * head / stations.efficiency[station]
            held_by[station] = BYPASS if pumps[station] == 0 else PUMPS
            p += weight * head
            if p > cap:
                p = cap
                held_by[station] = MAOP
        start_pa[leg] = p
        p -= falls[leg]
        end_pa[leg] = p
        before_station = leg + 1 < n_legs and legs.station[leg + 1] != NOBODY
        if leg + 1 == n_legs:
            if p * NEARLY < ends[1]:
                return DELIVERY, NOBODY
        elif not before_station and p * NEARLY < ends[2]:
            return VAPOUR, leg
    return PASSES, NOBODY


@compiled
def march_many(legs: Any, stations: Any, ends: Any, rho: Any, nu: Any, pumps: Any, states: Any) -> None:
    """A walk for every row of `states.flow_m3_per_s`; pumps (n, n_stations). Writes: the rest of `states`."""
    falls = np.empty(len(legs.station))
    for row in range(len(states.flow_m3_per_s)):
        limit, at = march(
            legs, stations, ends, rho, nu, states.flow_m3_per_s[row], pumps[row], falls, states.start_pa[row],
            states.end_pa[row], states.shaft_w[row], states.held_by[row],
        )  # fmt: skip
        states.limit[row], states.limit_at[row] = limit, at
        if limit != PASSES:
            states.start_pa[row], states.end_pa[row] = np.nan, np.nan
            states.shaft_w[row], states.held_by[row] = np.nan, NOBODY


@compiled
def search_many(legs: Any, stations: Any, ends: Any, rho: Any, nu: Any, pumps: Any, found: Any) -> None:
    """The largest flow for every row of pumps that run, by halving, to 1e-10 of itself. Writes: found."""
    n_legs, n_stations = len(legs.station), pumps.shape[1]
    falls, start, end = np.empty(n_legs), np.empty(n_legs), np.empty(n_legs)
    shaft, held = np.empty(n_stations), np.empty(n_stations, np.int64)
    for row in range(len(pumps)):
        low, high = 1e-9, 1.0
        limit, at = march(legs, stations, ends, rho, nu, low, pumps[row], falls, start, end, shaft, held)
        if limit != PASSES:
            found.limit[row], found.limit_at[row] = limit, at
            continue
        limit, at = march(legs, stations, ends, rho, nu, high, pumps[row], falls, start, end, shaft, held)
        while limit == PASSES:
            low, high = high, 2 * high
            limit, at = march(legs, stations, ends, rho, nu, high, pumps[row], falls, start, end, shaft, held)
        while high - low > 1e-10 * high:
            middle = (low + high) / 2
            now, where = march(
                legs, stations, ends, rho, nu, middle, pumps[row], falls, start, end, shaft, held
            )
            if now == PASSES:
                low = middle
            else:
                high, limit, at = middle, now, where
        march(legs, stations, ends, rho, nu, low, pumps[row], falls, start, end, shaft, held)
        found.flow[row], found.limit[row], found.limit_at[row] = low, limit, at
        before = at if limit == SUCTION else n_stations
        if limit == VAPOUR:
            before = 0
            for leg in range(at + 1):
                before = max(before, legs.station[leg] + 1)
        for station in range(before):
            if pumps[row, station] > 0:
                found.held_by[row], found.held_at[row] = held[station], station
