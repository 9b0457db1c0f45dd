"""Questions to an oil line: does a flow pass, how much can pass with pumps out, what lies in it, what it takes."""

import numpy as np

from crossgauge.engines.pipes.checks import oil_line_faults
from crossgauge.engines.pipes.legs import cut
from crossgauge.engines.pipes.oil_march import march_many, search_many
from crossgauge.engines.pipes.state import (
    BYPASS,
    NOBODY,
    PASSES,
    REFUSED,
    Bools,
    Capacity,
    Float64s,
    Int64s,
    OilLine,
    OilStates,
)


def pumps_left(line: OilLine, stations_out: Bools) -> Int64s:
    """Pumps that run when stations are out as a whole, (n, n_stations); take one off for a single pump out."""
    return np.where(stations_out, 0, line.stations.pumps)


def solve_oil_line(
    line: OilLine,
    flow_m3_per_s: Float64s,
    pumps: Int64s,
    density_kg_per_m3: Float64s | float,
    viscosity_m2_per_s: Float64s | float,
) -> OilStates:
    """Steady states of an oil line, a row a flow and a set of pumps that run.

    flow (n,), pumps (n, n_stations); density and viscosity of what lies in each leg (`legs.cut`), (n_legs,) or one for
    all. Pumps give their whole head; what would break a MAOP is throttled away behind them. Slack flow behind a summit
    is not modelled: the pressure must stay above the vapour's. A row that does not pass is NaN with its limit; a line
    with faults gives REFUSED throughout. Raises nothing.

    >>> line = example_oil_line()
    >>> state = solve_oil_line(line, np.array([0.75, 5.0]), line.stations.pumps[None], 845.0, 12e-6)
    >>> state.limit.tolist(), (state.end_pa[0] / 1e6).round(2).tolist()
    ([0, 2], [0.7, 0.89, 0.89, 0.89])
    """
    flow, pumps = np.atleast_1d(np.asarray(flow_m3_per_s, float)), np.atleast_2d(pumps)
    n, n_stations = max(len(flow), len(pumps)), pumps.shape[1]
    refused = len(oil_line_faults(line).code) > 0 or not np.all(np.asarray(density_kg_per_m3) > 0)
    refused = refused or not np.all(np.asarray(viscosity_m2_per_s) > 0)
    n_legs = 0 if refused else len(cut(line.pipes, line.stations.at_m).station)
    states = OilStates(
        np.full(n, REFUSED), np.full(n, NOBODY), np.broadcast_to(flow, n).copy(), np.full((n, n_legs), np.nan),
        np.full((n, n_legs), np.nan), np.full((n, n_stations), np.nan), np.full((n, n_stations), NOBODY),
    )  # fmt: skip
    if refused:
        return states
    legs = cut(line.pipes, line.stations.at_m)
    rho, nu = _along(density_kg_per_m3, n_legs), _along(viscosity_m2_per_s, n_legs)
    running = np.ascontiguousarray(np.broadcast_to(pumps, (n, n_stations)).astype(np.int64))
    march_many(legs, line.stations, _ends(line), rho, nu, running, states)
    return states


def oil_capacity(
    line: OilLine,
    pumps: Int64s,
    density_kg_per_m3: Float64s | float,
    viscosity_m2_per_s: Float64s | float,
) -> Capacity:
    """The largest flow in m³/s that passes with each set of running pumps, (n, n_stations), and what would break next.

    What passes is one interval from zero, unless a valley lies so deep below a summit that its MAOP keeps the summit
    from being filled: such a line gives VAPOUR. A line with faults gives REFUSED throughout. Raises nothing.

    >>> line = example_oil_line()
    >>> found = oil_capacity(line, pumps_left(line, np.array([[False] * 4, [False, True, False, False]])), 845.0, 12e-6)
    >>> found.flow.round(3).tolist()
    [0.769, 0.541]
    """
    pumps = np.ascontiguousarray(np.atleast_2d(pumps).astype(np.int64))
    n = len(pumps)
    found = Capacity(
        np.full(n, np.nan), np.full(n, REFUSED), np.full(n, NOBODY), np.full(n, BYPASS), np.full(n, NOBODY)
    )
    fluid = np.all(np.asarray(density_kg_per_m3) > 0) and np.all(np.asarray(viscosity_m2_per_s) > 0)
    if len(oil_line_faults(line).code) or not fluid:
        return found
    legs = cut(line.pipes, line.stations.at_m)
    rho, nu = _along(density_kg_per_m3, len(legs.station)), _along(viscosity_m2_per_s, len(legs.station))
    search_many(legs, line.stations, _ends(line), rho, nu, pumps, found)
    return found


def linefill_m3(line: OilLine) -> float:
    """Oil in the line, m³; over the flow it is the transit time.

    >>> round(linefill_m3(example_oil_line()))
    475129
    """
    return float((np.pi * line.pipes.diameter_m**2 / 4 * line.pipes.length_m).sum())


def oil_energy_j_per_tonne_km(line: OilLine, states: OilStates, density_kg_per_m3: float) -> Float64s:
    """Power drawn over mass carried and how far, (n,), J/(t km); times the grid's kg/J it is the carbon dioxide."""
    tonne_km_per_s = (
        states.flow_m3_per_s * density_kg_per_m3 / 1_000 * float(line.pipes.length_m.sum()) / 1_000
    )
    energy: Float64s = np.where(states.limit == PASSES, states.shaft_w.sum(axis=1) / tonne_km_per_s, np.nan)
    return energy


def _ends(line: OilLine) -> Float64s:
    return np.array([line.source_pa, line.delivery_pa, line.vapour_pa])


def _along(value: Float64s | float, n_legs: int) -> Float64s:
    return np.broadcast_to(np.asarray(value, float), n_legs).copy()


def example_oil_line() -> OilLine:
    """A level line of 962 km with four stations of three pumps, for examples and measures; pumps are assumed."""
    from crossgauge.engines.pipes.state import Pipes, PumpStations

    def stations(value: float) -> Float64s:
        return np.full(4, value)

    return OilLine(
        Pipes(np.array([962e3]), np.array([0.793]), np.array([5e-5]), np.array([0.0]), np.array([6.3e6])),
        PumpStations(
            np.arange(4) * 962e3 / 4, np.full(4, 3), stations(290.0), stations(107.0), stations(0.8),
            stations(3e5), stations(6.3e6),
        ),
        4e5, 3e5, 1e5,
    )  # fmt: skip
