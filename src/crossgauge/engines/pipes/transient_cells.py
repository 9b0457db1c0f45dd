"""Cells of a gas line for the implicit box scheme: the equations of one step, and their derivatives in a band.

A node has a pressure and a flow; between two nodes is a cell of pipe or a station. Unknowns go p0, f0, p1, f1 …;
pressures in MPa and potentials over that of 1 MPa keep the band's numbers alike.
"""

from typing import Any, NamedTuple

import numpy as np

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.compressors import discharge
from crossgauge.engines.pipes.friction import friction_factor
from crossgauge.engines.pipes.gas_laws import density, potential
from crossgauge.engines.pipes.legs import GRAVITY_M_PER_S2
from crossgauge.engines.pipes.state import NOBODY, Float64s, Int64s, Legs

THETA = 0.6  # weight of the new time; above a half, so that waves that the steps do not resolve die away
MPA = 1e6
VALVE_KG_PER_S = 100.0  # weighs flow against MPa when a check valve is between open and shut
TOUCH = 1e-7  # relative step of the one-sided differences through a station


class Gaps(NamedTuple):
    """What lies between neighbouring nodes of a line.

    station      (n_gaps,)  int64    NOBODY for a cell of pipe
    leg          (n_gaps,)  int64    the leg of a cell, or the leg behind a station
    length_m     (n_gaps,)  float64  0 for a station
    diameter_m   (n_gaps,)  float64
    roughness_m  (n_gaps,)  float64
    rise_m       (n_gaps,)  float64
    """

    station: Int64s
    leg: Int64s
    length_m: Float64s
    diameter_m: Float64s
    roughness_m: Float64s
    rise_m: Float64s


def gaps_of(legs: Legs, cell_m: float) -> Gaps:
    """A line in cells of at most `cell_m`; a leg of no length gets a cell of a metre."""
    rows = []
    for leg, station in enumerate(legs.station):
        if station != NOBODY:
            rows.append((station, leg, 0.0, legs.diameter_m[leg], legs.roughness_m[leg], 0.0))
        n = max(1, int(np.ceil(legs.length_m[leg] / cell_m)))
        length, rise = max(legs.length_m[leg] / n, 1.0), legs.rise_m[leg] / n
        rows += [(NOBODY, leg, length, legs.diameter_m[leg], legs.roughness_m[leg], rise)] * n
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Gaps(
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        columns[2],
        columns[3],
        columns[4],
        columns[5],
    )


@compiled
def linepack(gas: Any, gaps: Any, p: Any) -> Any:
    """Gas in the line in kg, as the scheme counts it: density of a cell is the mean of its ends."""
    total = 0.0
    for j in range(len(gaps.station)):
        area = np.pi * gaps.diameter_m[j] ** 2 / 4
        total += area * gaps.length_m[j] * (density(gas, p[j]) + density(gas, p[j + 1])) / 2
    return total


@compiled
def pull(gas: Any, gaps: Any, j: Any, factor: Any, p: Any, f: Any) -> Any:
    """Potential that friction and weight take in a cell beyond the fall there is, Pa kg/m³; 0 in steady flow."""
    area = np.pi * gaps.diameter_m[j] ** 2 / 4
    resistance = factor * gaps.length_m[j] / (2 * gaps.diameter_m[j] * area * area)
    rho = (density(gas, p[j]) + density(gas, p[j + 1])) / 2
    dragged = resistance * (f[j] * abs(f[j]) + f[j + 1] * abs(f[j + 1])) / 2
    weight = GRAVITY_M_PER_S2 * gaps.rise_m[j] * rho * rho
    return potential(gas, p[j + 1]) - potential(gas, p[j]) + dragged + weight


@compiled
def cell_rows(
    gas: Any, gaps: Any, j: Any, dt: Any, factor: Any, p0: Any, f0: Any, p: Any, f: Any, wrong: Any, band: Any
) -> None:
    """Continuity and momentum of a cell. Writes: wrong, band, rows 2j+1 and 2j+2."""
    area, length = np.pi * gaps.diameter_m[j] ** 2 / 4, gaps.length_m[j]
    scale, rt = potential(gas, MPA), gas.specific_gas_constant_j_per_kg_k * gas.temperature_k
    held = area * length / (2 * dt)
    old = density(gas, p0[j]) + density(gas, p0[j + 1])
    new = density(gas, p[j]) + density(gas, p[j + 1])
    inertia = old / 2 * length / (area * 2 * dt)
    row = 2 * j + 1
    wrong[row] = held * (new - old) + THETA * (f[j + 1] - f[j]) + (1 - THETA) * (f0[j + 1] - f0[j])
    wrong[row + 1] = (
        inertia * (f[j] + f[j + 1] - f0[j] - f0[j + 1])
        + THETA * pull(gas, gaps, j, factor, p, f)
        + (1 - THETA) * pull(gas, gaps, j, factor, p0, f0)
    ) / scale
    resistance = factor * length / (2 * gaps.diameter_m[j] * area * area)
    weight = GRAVITY_M_PER_S2 * gaps.rise_m[j] * new / 2
    for side in range(2):
        at = 2 * (j + side)
        sign = 2.0 * side - 1.0
        denser = (gas.b1 + 2 * gas.b2_per_pa * p[j + side]) / rt
        band[2 + row - at, at] = held * denser * MPA
        band[2 + row - at - 1, at + 1] = THETA * sign
        band[3 + row - at, at] = THETA * (sign * density(gas, p[j + side]) + weight * denser) * MPA / scale
        band[2 + row - at, at + 1] = (inertia + THETA * resistance * abs(f[j + side])) / scale


@compiled
def station_rows(
    gas: Any, stations: Any, caps: Any, station: Any, out: Any, j: Any, p: Any, f: Any, wrong: Any, band: Any
) -> None:
    """Lift and fuel of a station, running or passed by; its check valve lets nothing back.

    Writes: wrong, band, rows 2j+1 and 2j+2.
    """
    fuel = stations.fuel_kg_per_j[station]
    lifted, _, power = discharge(gas, stations, station, caps[station], f[j], p[j], out)
    dp, df = p[j] * TOUCH, max(abs(f[j]), 1.0) * TOUCH
    by_p, _, power_p = discharge(gas, stations, station, caps[station], f[j], p[j] + dp, out)
    by_f, _, power_f = discharge(gas, stations, station, caps[station], f[j] + df, p[j], out)
    row, at = 2 * j + 1, 2 * j
    wrong[row] = f[j + 1] - f[j] + fuel * power
    band[2 + row - at, at] = fuel * (power_p - power) / dp * MPA
    band[2 + row - at - 1, at + 1] = -1 + fuel * (power_f - power) / df
    band[2 + row - at - 3, at + 3] = 1.0
    if f[j] / VALVE_KG_PER_S < (p[j + 1] - lifted) / MPA:  # of two that are not below zero, one is zero
        wrong[row + 1] = f[j]
        band[2 + row - at, at + 1] = 1.0
        return
    wrong[row + 1] = (p[j + 1] - lifted) / MPA
    band[3 + row - at, at] = -(by_p - lifted) / dp
    band[2 + row - at, at + 1] = -(by_f - lifted) / df / MPA
    band[1 + row - at, at + 2] = 1.0


@compiled
def assemble(
    gas: Any, gaps: Any, stations: Any, caps: Any, out: Any, dt: Any, factors: Any, ends: Any, p0: Any, f0: Any,
    p: Any, f: Any, wrong: Any, band: Any,
) -> None:  # fmt: skip
    """All equations of a step. `ends`: source pressure (NaN if the flow is held), inflow, offtake.

    Writes: wrong (2 n_nodes,), band (5, 2 n_nodes).
    """
    band[:] = 0.0
    last = len(p) - 1
    if np.isnan(ends[0]):
        wrong[0], band[1, 1] = f[0] - ends[1], 1.0
    else:
        wrong[0], band[2, 0] = (p[0] - ends[0]) / MPA, 1.0
    wrong[2 * last + 1], band[2, 2 * last + 1] = f[last] - ends[2], 1.0
    for j in range(last):
        station = gaps.station[j]
        if station == NOBODY:
            cell_rows(gas, gaps, j, dt, factors[j], p0, f0, p, f, wrong, band)
        else:
            station_rows(gas, stations, caps, station, out[station], j, p, f, wrong, band)


@compiled
def friction_factors(gas: Any, gaps: Any, f: Any, factors: Any) -> None:
    """Writes: factors (n_gaps,), Darcy's, at the flows of now; a crawl counts as 1 g/s."""
    for j in range(len(gaps.station)):
        flow = max(abs(f[j] + f[j + 1]) / 2, 1e-3)
        reynolds = 4 * flow / (np.pi * gaps.diameter_m[j] * gas.viscosity_pa_s)
        factors[j] = friction_factor(reynolds, gaps.roughness_m[j] / gaps.diameter_m[j])
