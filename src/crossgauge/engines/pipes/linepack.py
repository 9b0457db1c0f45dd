"""What lies in a gas line, how long a parcel travels, and what moving it takes."""

import numpy as np

from crossgauge.engines.pipes.compiled import compiled
from crossgauge.engines.pipes.gas_laws import density, potential, pressure_of
from crossgauge.engines.pipes.gas_march import potential_lost
from crossgauge.engines.pipes.legs import GRAVITY_M_PER_S2, cut
from crossgauge.engines.pipes.state import NOBODY, Float64s, Gas, GasLine, GasStates


def leg_linepack_kg(gas: Gas, line: GasLine, states: GasStates) -> Float64s:
    """Gas in every leg, (n, n_legs), kg; NaN where the state does not pass.

    Exact for level legs: the potential falls in a straight line, so the mean density is a ratio of polynomials in the
    pressures at both ends; on slopes within the square of the head over the pressure.

    >>> from crossgauge.engines.pipes.gas_laws import cnga_gas
    >>> from crossgauge.engines.pipes.gas_line import example_line, none_out, solve_gas_line
    >>> gas, line = cnga_gas(0.0172, 288.15), example_line(1)
    >>> states = solve_gas_line(gas, line, np.array([566.8]), none_out(line))
    >>> (leg_linepack_kg(gas, line, states) / 1e6).round(1).tolist()
    [[12.8]]
    """
    legs = cut(line.pipes, line.stations.at_m)
    room_m3 = np.pi * legs.diameter_m**2 / 4 * legs.length_m
    pack: Float64s = room_m3 * _mean_density(gas, states.start_pa, states.end_pa)
    return pack


def linepack_kg(gas: Gas, line: GasLine, states: GasStates) -> Float64s:
    """Gas in the line, (n,), kg."""
    pack: Float64s = leg_linepack_kg(gas, line, states).sum(axis=1)
    return pack


def transit_s(gas: Gas, line: GasLine, states: GasStates) -> Float64s:
    """Time a parcel takes from end to end, (n,), s: what lies in a leg over what flows through it, summed."""
    time_s: Float64s = (leg_linepack_kg(gas, line, states) / states.leg_flow_kg_per_s).sum(axis=1)
    return time_s


def usable_linepack_kg(gas: Gas, line: GasLine, states: GasStates) -> Float64s:
    """What may be taken out before the pressures are at their lowest allowed, (n,), kg.

    Lowest allowed: the pressure at the end of every run of pipe is the least of the next station or of the delivery,
    and what lies before it follows from the same flow. Over the flow it is the usable time (`usable_s`).
    """
    legs = cut(line.pipes, line.stations.at_m)
    lowest = np.full_like(states.end_pa, np.nan), np.full_like(states.end_pa, np.nan)
    _lowest(gas, legs, line.stations.suction_min_pa, line.delivery_pa, states.leg_flow_kg_per_s, *lowest)
    start, end = (
        np.minimum(low, now) for low, now in zip(lowest, (states.start_pa, states.end_pa), strict=True)
    )
    room_m3 = np.pi * legs.diameter_m**2 / 4 * legs.length_m
    spare = _mean_density(gas, states.start_pa, states.end_pa) - _mean_density(gas, start, end)
    usable: Float64s = (room_m3 * spare).sum(axis=1)
    return usable


def usable_s(gas: Gas, line: GasLine, states: GasStates) -> Float64s:
    """How long the usable linepack feeds the delivery when nothing comes in, (n,), s."""
    return usable_linepack_kg(gas, line, states) / states.delivered_kg_per_s


def energy_j_per_tonne_km(line: GasLine, states: GasStates) -> Float64s:
    """Shaft work over what is delivered and how far, (n,), J/(t km)."""
    energy: Float64s = states.shaft_w.sum(axis=1) / _tonne_km_per_s(line, states)
    return energy


def fuel_share(states: GasStates) -> Float64s:
    """Fuel over what comes in, (n,)."""
    share: Float64s = states.fuel_kg_per_s.sum(axis=1) / states.flow_kg_per_s
    return share


def co2_kg_per_tonne_km(
    gas: Gas, line: GasLine, states: GasStates, grid_kg_per_j: Float64s | None = None
) -> Float64s:
    """Carbon dioxide over what is delivered and how far, (n,), kg/(t km): fuel burnt, and power bought.

    grid_kg_per_j (n_stations,) carbon dioxide of a joule at the shaft of electric drivers; left out: none is bought.
    """
    emitted = states.fuel_kg_per_s.sum(axis=1) * gas.co2_kg_per_kg
    if grid_kg_per_j is not None:
        emitted = emitted + states.shaft_w @ grid_kg_per_j
    per_tonne_km: Float64s = emitted / _tonne_km_per_s(line, states)
    return per_tonne_km


def _tonne_km_per_s(line: GasLine, states: GasStates) -> Float64s:
    return states.delivered_kg_per_s / 1_000 * float(line.pipes.length_m.sum()) / 1_000


def _mean_density(gas: Gas, start_pa: Float64s, end_pa: Float64s) -> Float64s:
    """Mean over the length: integral of density squared over that of density, between the two pressures."""

    def squared(p: Float64s) -> Float64s:
        terms = gas.b1**2 / 3 + gas.b1 * gas.b2_per_pa * p / 2 + gas.b2_per_pa**2 * p**2 / 5
        value: Float64s = p**3 * terms / rt**2
        return value

    rt = gas.specific_gas_constant_j_per_kg_k * gas.temperature_k
    fall = potential(gas, start_pa) - potential(gas, end_pa)
    flat = np.abs(fall) < 1e-6 * potential(gas, start_pa)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (squared(start_pa) - squared(end_pa)) / fall
    either: Float64s = np.where(flat, density(gas, (start_pa + end_pa) / 2), mean)
    return either


@compiled
def _lowest(gas, legs, suction_min_pa, delivery_pa, flow, start_pa, end_pa):  # type: ignore[no-untyped-def]
    """Pressures of the lowest profile, from the end backwards. Writes: start_pa, end_pa (n, n_legs)."""
    for row in range(len(flow)):
        least = delivery_pa
        for leg in range(len(legs.station) - 1, -1, -1):
            end_pa[row, leg] = least
            lost = potential_lost(
                gas, flow[row, leg], legs.length_m[leg], legs.diameter_m[leg], legs.roughness_m[leg]
            )
            rise = GRAVITY_M_PER_S2 * legs.rise_m[leg] * density(gas, least) ** 2
            start_pa[row, leg] = pressure_of(gas, potential(gas, least) + lost + rise)
            station = legs.station[leg]
            least = start_pa[row, leg] if station == NOBODY else suction_min_pa[station]
