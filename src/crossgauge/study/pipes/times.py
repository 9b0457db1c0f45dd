"""What takes time on a line: the clock of a trip on a gas line, batches and full tanks on an oil line."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from crossgauge.arrays.pipelines import out_of
from crossgauge.indicators.pipelines import hardest
from crossgauge.model.pipelines import Pipeline
from crossgauge.study.pipes.gas import GasTwin
from crossgauge.study.pipes.oil import OilTwin
from crossgauge.study.pipes.twin import SCALE
from crossgauge.tables.pipes import batch_table, clock_row, course_table

DAYS = {"nominated": 5.0, "full": 2.0}  # of a trip that are looked at; a full line breaks soon or not at all
BACK_S = 12 * 3_600.0  # after which a station that trips is taken to come back, to see the recovery
JUST_BELOW = 1 - 1e-6
HOURS_A_YEAR = 365 * 24


@dataclass(frozen=True, eq=False, kw_only=True)
class Times:
    """What takes time. Gas: `tripped` to `recovery_h`. Oil: `batches`, `tanks_h`.

    tripped    : station of the courses: the one asked for, else the hardest to miss
    clocks     : `tables.pipes.CLOCKS`, each station at the nomination and full
    courses    : `COURSES` by flow ('nominated', 'full')
    recovery_h : until limits hold and the linepack is back, from the return after `BACK_S`; None: not within `DAYS`
    batches    : `BATCHES`, at the nomination with the outage
    tanks_h    : until the tanks at the start are full of what the line cannot take; None: never
    """

    tripped: str = ""
    clocks: pl.DataFrame = field(default_factory=pl.DataFrame)
    courses: dict[str, pl.DataFrame] = field(default_factory=dict)
    recovery_h: float | None = None
    batches: pl.DataFrame = field(default_factory=pl.DataFrame)
    tanks_h: float | None = None


def trips_of(
    twin: GasTwin, out: tuple[str, ...], asked: float | None, intact: float, capacities: pl.DataFrame
) -> Times:
    """The clock of every station, and the course of the trip asked for; amounts in bcm a year."""
    line, scale = twin.declared, SCALE["gas"]
    if not line.stations or np.isnan(intact):
        return Times()
    flows = {"full": intact * JUST_BELOW}
    if asked is not None and 0 < asked < intact:
        flows = {"nominated": asked, **flows}
    tripped = out or tuple(hardest(capacities)["out"][0].split(", "))
    rows, courses = [], {}
    for stations in dict.fromkeys([*[(station.id,) for station in line.stations], tripped]):
        for flow, amount in flows.items():
            course, clock = twin.trip(out_of(line, stations), amount * scale, DAYS[flow])
            rows.append(clock_row(twin.index, ", ".join(stations), flow, amount, clock, 1 / twin.kg_per_m3))
            if stations == tripped:
                suction = twin.line.stations.suction_min_pa
                courses[flow] = course_table(twin.index, course, suction, twin.line.delivery_pa)
    first, amount = next(iter(flows.items()))
    _, back = twin.trip(out_of(line, tripped), amount * scale, DAYS[first], BACK_S)
    recovery = back.recovery_s / 3_600
    return Times(
        tripped=", ".join(tripped),
        clocks=pl.DataFrame(rows, schema_overrides={"hours": pl.Float64, "breaks": pl.String}),
        courses=courses,
        recovery_h=recovery if np.isfinite(recovery) else None,
    )


def batches_of(twin: OilTwin, out: tuple[str, ...], asked: float | None, carried: float) -> Times:
    """Batches at what is asked, as far as it passes, and how long the tanks take the rest; amounts in Mt a year."""
    line: Pipeline = twin.declared
    passes = 0.0 if np.isnan(carried) else carried
    short = max((asked or 0.0) - passes, 0.0)
    tanks = line.storage_t / (short * SCALE["oil"]) * HOURS_A_YEAR if short and line.storage_t else None
    if not line.batches or not passes:
        return Times(tanks_h=tanks)
    amount = passes if asked is None else min(asked, passes * JUST_BELOW)
    found = twin.batches(amount * SCALE["oil"], out_of(line, out))
    names = {grade.id: grade.name or grade.id for grade in line.grades}
    grades = [names[one.grade] for one in line.batches]
    return Times(batches=batch_table(grades, [one.mass_t for one in line.batches], found), tanks_h=tanks)
