"""Declared pipelines as the pipeline engine eats them, and the index back to places and stations.

Yearly amounts stay with the declaration: which flow they are, the fluid's density says (`study.pipes`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from crossgauge.arrays.index import LineIndex
from crossgauge.engines.pipes.state import (
    Batches,
    Bools,
    Compressors,
    Float64s,
    GasLine,
    OilLine,
    Pipes,
    PumpStations,
)
from crossgauge.model.pipelines import LineStation, Pipeline
from crossgauge.model.randomness import mean_of

NONE_OUT: Mapping[str, int] = {}
BYPASS_RATIO = (
    0.995  # assumed: half a per cent of the pressure is lost in the yard of a station that is passed by
)
Fit = Callable[[Float64s, Float64s], tuple[float, float]]  # flow, head -> shutoff head in m, slope in s²/m⁵


def index_of(line: Pipeline, names: Mapping[str, str]) -> LineIndex:
    """The index of a line; `names` gives the name of a place by its id."""
    return LineIndex(
        line=line.id,
        fluid=line.fluid,
        stations=tuple(station.id for station in line.stations),
        station_at_m=tuple(station.at_m for station in line.stations),
        places=tuple((point.at_m, names.get(point.place, point.place)) for point in line.route),
    )


def pipes_of(line: Pipeline) -> Pipes:
    """The pipe of a line, a row a segment; diameters are inner ones.

    >>> from crossgauge.model.pipelines import Segment
    >>> steel = Segment(length_m=1e3, diameter_m=0.813, wall_m=0.01, roughness_m=5e-5, maop_pa=6.3e6)
    >>> ends = {"supply_pa": 4e5, "delivery_pa": 3e5, "temperature_c": 15.0}
    >>> pipes_of(Pipeline(id="x", name="X", fluid="oil", route=(), segments=(steel,), **ends)).diameter_m.round(3)
    array([0.793])
    """
    rows = line.segments
    return Pipes(
        column(one.length_m for one in rows),
        column(one.diameter_m - 2 * one.wall_m for one in rows),
        column(one.roughness_m for one in rows),
        column(one.rise_m for one in rows),
        column(one.maop_pa for one in rows),
    )


def running(station: LineStation, units_out: Mapping[str, int] = NONE_OUT) -> int:
    """Units that run with some out: spares take over as far as there are any."""
    return max(min(station.units, station.units + station.spare - units_out.get(station.id, 0)), 0)


def gas_line_of(line: Pipeline, units_out: Mapping[str, int] = NONE_OUT) -> GasLine:
    """A gas line, with some units of stations out; a station with none left lifts nothing."""
    rows = line.stations
    fuel = column(
        1 / (one.drive_efficiency * (line.heating_value_j_per_kg or np.inf)) if one.drive == "gas" else 0.0
        for one in rows
    )
    return GasLine(
        pipes_of(line),
        Compressors(
            column(one.at_m for one in rows),
            column(one.power_w * running(one, units_out) for one in rows),
            column(one.ratio_max for one in rows),
            column(one.suction_min_pa for one in rows),
            column(one.discharge_max_pa for one in rows),
            column(one.efficiency for one in rows),
            fuel,
            column(BYPASS_RATIO for _ in rows),
        ),
        line.supply_pa,
        line.delivery_pa,
    )


def oil_line_of(line: Pipeline, fit: Fit, units_out: Mapping[str, int] = NONE_OUT) -> OilLine:
    """An oil line, with some pumps of stations out; `fit` makes a curve of its points."""
    rows = line.stations
    curves = [
        fit(column(p.flow_m3_per_s for p in one.curve), column(p.head_m for p in one.curve)) for one in rows
    ]
    return OilLine(
        pipes_of(line),
        PumpStations(
            column(one.at_m for one in rows),
            np.array([running(one, units_out) for one in rows], np.int64),
            column(shutoff for shutoff, _ in curves),
            column(slope for _, slope in curves),
            column(one.efficiency * one.drive_efficiency for one in rows),
            column(one.suction_min_pa for one in rows),
            column(one.discharge_max_pa for one in rows),
        ),
        line.supply_pa,
        line.delivery_pa,
        line.vapour_pa or 0.0,
    )


def batches_of(line: Pipeline, density_kg_per_m3: Sequence[float], rate_m3_per_s: float) -> Batches:
    """The batches of a line at one rate; densities are of its grades, in order."""
    grades = [grade.id for grade in line.grades]
    grade = np.array([grades.index(one.grade) for one in line.batches], np.int64)
    volume = column(
        one.mass_t * 1e3 / density_kg_per_m3[at] for one, at in zip(line.batches, grade, strict=True)
    )
    return Batches(grade, volume, np.full(len(grade), rate_m3_per_s))


def outages_of(line: Pipeline) -> tuple[Float64s, Float64s]:
    """Mean time between failures and of repair of every station, (n_stations,) s; infinite: never fails."""
    failures = [station.failure for station in line.stations]
    between = column(np.inf if one is None else mean_of(one.between) for one in failures)
    return between, column(0.0 if one is None else mean_of(one.lasting) for one in failures)


def out_of(line: Pipeline, names: Sequence[str]) -> Bools:
    """Which stations are out as a whole, (n_stations,)."""
    return np.array([station.id in names for station in line.stations], bool)


def column(values: Iterable[float]) -> Float64s:
    """A column of an engine's table."""
    return np.array(list(values), float)
