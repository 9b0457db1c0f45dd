"""A line cut where pipes join and stations stand, so that the engine walks over legs of one kind."""

from typing import Any

import numpy as np

from crossgauge.engines.pipes.gas_laws import compressibility
from crossgauge.engines.pipes.state import NOBODY, Float64s, Gas, Legs, Pipes

GRAVITY_M_PER_S2 = 9.80665
SAME_PLACE_M = 1e-3  # sums of lengths round


def cut(pipes: Pipes, station_at_m: Float64s) -> Legs:
    """The legs of a line: a leg starts at each pipe and at each station.

    Two stations at one place, or a station at a joint or at the end, have a leg of no length between; the line must
    have no faults (`checks`).

    >>> pipes = Pipes(*(np.array(x, float) for x in ([100, 50], [1, 1], [1e-5, 1e-5], [10, 0], [9e6, 9e6])))
    >>> legs = cut(pipes, np.array([0.0, 20.0]))
    >>> legs.length_m.tolist(), legs.station.tolist(), legs.rise_m.tolist()
    ([20.0, 80.0, 50.0], [0, 1, -1], [2.0, 8.0, 0.0])
    """
    joints = np.concatenate([[0.0], np.cumsum(pipes.length_m)])
    stations = [(float(at), k) for k, at in enumerate(station_at_m)]
    apart = np.abs(joints[:-1, None] - station_at_m[None, :]).min(axis=1, initial=np.inf) > SAME_PLACE_M
    starts = [(float(at), NOBODY) for at in joints[:-1][apart]]
    marks = sorted(stations + starts)
    from_m = np.array([at for at, _ in marks])
    station = np.array([k for _, k in marks], np.int64)
    inside = np.searchsorted(joints, from_m + SAME_PLACE_M, side="right") - 1
    pipe = np.minimum(inside, len(pipes.length_m) - 1)
    length_m = np.maximum(np.diff(np.append(from_m, joints[-1])), 0.0)
    return Legs(
        pipe, station, from_m, length_m, pipes.diameter_m[pipe], pipes.roughness_m[pipe],
        pipes.rise_m[pipe] * length_m / pipes.length_m[pipe], pipes.maop_pa[pipe],
    )  # fmt: skip


def gas_caps_pa(gas: Gas, legs: Legs, discharge_max_pa: Float64s) -> tuple[float, Float64s]:
    """The highest pressures at the source and behind stations, () and (n_stations,), that keep every pipe to its MAOP.

    Downhill a standing column adds pressure, so the cap is lower where the line falls; Z is taken at the MAOP, which
    errs to the safe side. Source: barometric formula.
    """
    source, caps = np.inf, discharge_max_pa.astype(float)
    behind, fallen_m = NOBODY, 0.0
    for leg, station in enumerate(legs.station):
        if station != NOBODY:
            behind, fallen_m = int(station), 0.0
        maop = float(legs.maop_pa[leg])
        fallen_m = fallen_m - float(legs.rise_m[leg])
        cap = min(maop, maop * float(np.exp(-GRAVITY_M_PER_S2 * fallen_m / _column(gas, maop))))
        if behind == NOBODY:
            source = min(source, cap)
        else:
            caps[behind] = min(caps[behind], cap)
    return source, caps


def _column(gas: Gas, pressure_pa: float) -> float:
    z: Any = compressibility(gas, pressure_pa)
    return float(z) * gas.specific_gas_constant_j_per_kg_k * gas.temperature_k
