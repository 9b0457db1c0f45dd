"""A gas line in the engine's terms: capacity and states in yearly volumes, and the clock of a trip."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossgauge.arrays.index import LineIndex
from crossgauge.arrays.pipelines import gas_line_of, index_of
from crossgauge.engines.pipes.bases import BASE_15C, NORMAL_0C, STANDARD_20C, base_density_kg_per_m3
from crossgauge.engines.pipes.gas_laws import cnga_gas, potential, pressure_of
from crossgauge.engines.pipes.gas_line import gas_capacity, solve_gas_line
from crossgauge.engines.pipes.legs import cut
from crossgauge.engines.pipes.linepack import (
    co2_kg_per_tonne_km,
    energy_j_per_tonne_km,
    fuel_share,
    linepack_kg,
    transit_s,
    usable_s,
)
from crossgauge.engines.pipes.state import (
    PASSES,
    Bools,
    Capacity,
    Clock,
    Course,
    Float64s,
    Gas,
    GasLine,
    GasStates,
    Legs,
)
from crossgauge.engines.pipes.transient import held, simulate_gas_line
from crossgauge.engines.pipes.trips import clock_of
from crossgauge.model.pipelines import BASES, Pipeline
from crossgauge.study.pipes.twin import YEAR_S, Steady

BASE_OF = dict(zip(BASES, (STANDARD_20C, NORMAL_0C, BASE_15C), strict=True))
JUST_BELOW = 1 - 1e-9  # a flow at capacity itself breaks a limit by rounding
POINTS = 9  # of pressure along a leg, for the picture
STEP_S = 900.0
ZERO_C = 273.15


@dataclass(frozen=True, slots=True, kw_only=True)
class GasTwin:
    """A gas line; `kg_per_m3` is the density at the base of its volumes."""

    declared: Pipeline
    index: LineIndex
    gas: Gas
    line: GasLine
    legs: Legs
    kg_per_m3: float
    grid_kg_per_j: Float64s

    def flow_of(self, amount: float) -> float:
        """Mass flow of a yearly amount."""
        return amount * self.kg_per_m3 / YEAR_S

    def amount_of(self, flow_kg_per_s: Float64s) -> Float64s:
        """Yearly amounts of mass flows."""
        return flow_kg_per_s * YEAR_S / self.kg_per_m3

    def capacity(self, out: Bools) -> Capacity:
        """What passes, counted at the inlet."""
        return gas_capacity(self.gas, self.line, out)

    def carried(self, found: Capacity, out: Bools) -> Float64s:
        """What arrives of it: fuel is burnt on the way."""
        flow = np.nan_to_num(found.flow, nan=1.0) * JUST_BELOW
        states = solve_gas_line(self.gas, self.line, flow, out)
        return np.where(np.isnan(found.flow), np.nan, self.amount_of(states.delivered_kg_per_s))

    def steady(self, amount: float, out: Bools) -> Steady | None:
        """The state with an amount delivered."""
        states = self.delivering(amount, out)
        if states is None:
            return None
        at_m, pressure_pa, maop_pa = self.profile(states)
        pack = linepack_kg(self.gas, self.line, states)[0]
        co2 = co2_kg_per_tonne_km(self.gas, self.line, states, self.grid_kg_per_j)[0]
        figures = {
            "linepack": pack / self.kg_per_m3 / 1e6,
            "days": pack / states.delivered_kg_per_s[0] / 86_400,
            "transit": transit_s(self.gas, self.line, states)[0] / 3_600,
            "usable": usable_s(self.gas, self.line, states)[0] / 3_600,
            "shaft": states.shaft_w.sum() / 1e6,
            "fuel": 100 * fuel_share(states)[0],
            "energy": energy_j_per_tonne_km(self.line, states)[0] / 1e3,
            "co2": co2 * 1e3,
        }
        told = {name: float(value) for name, value in figures.items()}
        return Steady(amount=amount, at_m=at_m, pressure_pa=pressure_pa, maop_pa=maop_pa, figures=told)

    def delivering(self, amount: float, out: Bools) -> GasStates | None:
        """The state whose delivery is the amount: what comes in is that and the fuel, found by repetition."""
        wanted = self.flow_of(amount)
        inflow = wanted
        for _ in range(40):
            states = solve_gas_line(self.gas, self.line, np.array([inflow]), out[None])
            if states.limit[0] != PASSES:
                return None
            short = wanted - float(states.delivered_kg_per_s[0])
            if abs(short) <= 1e-10 * wanted:
                break
            inflow += short
        return states

    def profile(self, states: GasStates) -> tuple[Float64s, Float64s, Float64s]:
        """Chainage, pressure and MAOP of points along the line; the potential falls in a straight line."""
        share = np.linspace(0.0, 1.0, POINTS)
        at, pressure, maop = [], [], []
        for leg in range(len(self.legs.station)):
            ends = [potential(self.gas, p[0, leg]) for p in (states.start_pa, states.end_pa)]
            at.append(self.legs.from_m[leg] + share * self.legs.length_m[leg])
            pressure.append([pressure_of(self.gas, ends[0] + x * (ends[1] - ends[0])) for x in share])
            maop.append(np.full(POINTS, self.legs.maop_pa[leg]))
        return np.concatenate(at), np.concatenate(pressure), np.concatenate(maop)

    def trip(self, out: Bools, amount: float, days: float, back_s: float = np.inf) -> tuple[Course, Clock]:
        """What happens, and what breaks when, if stations fail an hour after the start with an amount taken on.

        `back_s`: how long after the trip they come back.
        """
        trip_s = 3_600.0
        failing = np.where(out, trip_s, np.inf)
        course = simulate_gas_line(
            self.gas,
            self.line,
            held(self.line, self.flow_of(amount) * JUST_BELOW),
            failing,
            np.where(out, trip_s + back_s, np.inf),
            until_s=trip_s + days * 86_400,
            step_s=STEP_S,
            cell_m=10_000.0,
        )
        clock = clock_of(self.line, course, trip_s, trip_s + back_s)
        return course._replace(time_s=course.time_s - trip_s), clock


def gas_twin(line: Pipeline, names: Mapping[str, str], units_out: Mapping[str, int]) -> GasTwin:
    """The twin of a gas line. `names` of places; a station with no unit left is out, with its bypass."""
    molar = line.molar_mass_kg_per_mol or 0.0
    gas = cnga_gas(molar, line.temperature_c + ZERO_C)
    engine = gas_line_of(line, units_out)
    grid = [
        line.grid_kg_per_j / station.drive_efficiency if station.drive == "electric" else 0.0
        for station in line.stations
    ]
    return GasTwin(
        declared=line,
        index=index_of(line, names),
        gas=gas,
        line=engine,
        legs=cut(engine.pipes, engine.stations.at_m),
        kg_per_m3=base_density_kg_per_m3(molar, BASE_OF[line.base]),
        grid_kg_per_j=np.array(grid, float),
    )
