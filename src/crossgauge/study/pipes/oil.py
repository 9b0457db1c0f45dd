"""An oil line in the engine's terms: capacity and states in yearly masses, and the way of batches."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossgauge.arrays.index import LineIndex
from crossgauge.arrays.pipelines import batches_of, index_of, oil_line_of
from crossgauge.engines.pipes.batches import track_batches
from crossgauge.engines.pipes.legs import cut
from crossgauge.engines.pipes.oil_line import (
    linefill_m3,
    oil_capacity,
    oil_energy_j_per_tonne_km,
    pumps_left,
    solve_oil_line,
)
from crossgauge.engines.pipes.oils import fit_pump_curve, viscosity_at
from crossgauge.engines.pipes.state import (
    PASSES,
    BatchArrivals,
    Bools,
    Capacity,
    Float64s,
    Grades,
    Legs,
    OilLine,
)
from crossgauge.model.pipelines import Grade, Pipeline
from crossgauge.study.pipes.twin import YEAR_S, Steady

MEASURED_K = (293.15, 323.15)  # 20 and 50 °C, at which viscosities are declared
ZERO_C = 273.15


@dataclass(frozen=True, slots=True, kw_only=True)
class OilTwin:
    """An oil line; capacity and states are with the first grade in the whole of it."""

    declared: Pipeline
    index: LineIndex
    line: OilLine
    legs: Legs
    grades: Grades

    @property
    def kg_per_m3(self) -> float:
        """Density of the grade that fills the line."""
        return float(self.grades.density_kg_per_m3[0])

    def flow_of(self, amount: float) -> float:
        """Volume flow of a yearly amount."""
        return amount * 1e3 / self.kg_per_m3 / YEAR_S

    def amount_of(self, flow_m3_per_s: Float64s) -> Float64s:
        """Yearly amounts of volume flows."""
        return flow_m3_per_s * YEAR_S * self.kg_per_m3 / 1e3

    def capacity(self, out: Bools) -> Capacity:
        """What passes; as much arrives."""
        pumps = pumps_left(self.line, out)
        return oil_capacity(self.line, pumps, self.kg_per_m3, float(self.grades.viscosity_m2_per_s[0]))

    def carried(self, found: Capacity, out: Bools) -> Float64s:
        """The same in yearly amounts."""
        return self.amount_of(found.flow)

    def steady(self, amount: float, out: Bools) -> Steady | None:
        """The state with an amount delivered."""
        flow = self.flow_of(amount)
        pumps = pumps_left(self.line, out[None])
        nu = float(self.grades.viscosity_m2_per_s[0])
        states = solve_oil_line(self.line, np.array([flow]), pumps, self.kg_per_m3, nu)
        if states.limit[0] != PASSES:
            return None
        fill = linefill_m3(self.line)
        energy = oil_energy_j_per_tonne_km(self.line, states, self.kg_per_m3)[0]
        figures = {
            "linefill": fill * self.kg_per_m3 / 1e6,
            "days": fill / flow / 86_400,
            "transit": fill / flow / 3_600,
            "shaft": states.shaft_w.sum() / 1e6,
            "energy": energy / 1e3,
            "co2": energy * self.declared.grid_kg_per_j * 1e3,
        }
        ends = [self.legs.from_m, self.legs.from_m + self.legs.length_m]
        return Steady(
            amount=amount,
            at_m=np.stack(ends, axis=1).ravel(),
            pressure_pa=np.stack([states.start_pa[0], states.end_pa[0]], axis=1).ravel(),
            maop_pa=np.repeat(self.legs.maop_pa, 2),
            figures={name: float(value) for name, value in figures.items()},
        )

    def batches(self, amount: float, out: Bools) -> BatchArrivals:
        """The way of the declared batches, pumped in at the rate of a yearly amount."""
        batches = batches_of(self.declared, list(self.grades.density_kg_per_m3), self.flow_of(amount))
        return track_batches(self.line, self.grades, batches, 0, pumps_left(self.line, out[None])[0])


def oil_twin(line: Pipeline, names: Mapping[str, str], units_out: Mapping[str, int]) -> OilTwin:
    """The twin of an oil line; `names` of places."""
    engine = oil_line_of(line, fit_pump_curve, units_out)
    return OilTwin(
        declared=line,
        index=index_of(line, names),
        line=engine,
        legs=cut(engine.pipes, engine.stations.at_m),
        grades=Grades(
            np.array([grade.density_kg_per_m3 for grade in line.grades]),
            np.array([viscosity_of(grade, line.temperature_c) for grade in line.grades]),
        ),
    )


def viscosity_of(grade: Grade, temperature_c: float) -> float:
    """Kinematic viscosity of a grade in m²/s at a temperature."""
    points = grade.viscosity_20c_m2_per_s, grade.viscosity_50c_m2_per_s
    return float(viscosity_at(np.array([temperature_c + ZERO_C]), MEASURED_K, points)[0])
