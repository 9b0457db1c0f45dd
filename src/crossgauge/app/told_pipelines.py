"""Pipelines as the page reads them: all beside each other, and one with stations out of service."""

from threading import Lock

import polars as pl

from crossgauge.app.kept import Kept
from crossgauge.app.shapes.studies import (
    Capacity,
    Course,
    Figure,
    PipelineRow,
    Pipelines,
    PipelineTold,
    ProfileTold,
    Spot,
)
from crossgauge.app.texts import texts
from crossgauge.model.network import Network
from crossgauge.study.pipes import overview, study_line
from crossgauge.study.pipes.line import LineStudy
from crossgauge.study.pipes.overview import usual_year
from crossgauge.study.pipes.told import base_words, known
from crossgauge.study.pipes.twin import FIGURES

ALL = Kept[Pipelines](most=8)
ONE = Kept[PipelineTold](most=64)
STUDYING = Lock()  # one line at a time: each takes a processor for seconds


def pipelines_told(network: Network, year: int | None) -> Pipelines:
    """All lines in a year, kept."""
    return ALL.get((id(network), year), lambda: tell_all(network, year))


def tell_all(network: Network, year: int | None) -> Pipelines:
    """All lines in a year; without one, in that of most nominations."""
    names = {line.id: texts(line.name, line.names) for line in network.pipelines}
    rows = overview(network, year).to_dicts() if network.pipelines else []
    return Pipelines(
        year=usual_year(network) if year is None else year,
        pipelines=[
            PipelineRow(
                id=row["line"],
                name=names[row["line"]],
                length_km=row["km"],
                **{word: row[word] for word in PipelineRow.model_fields if word in row and word != "name"},
            )
            for row in rows
        ],
    )


def pipeline_told(network: Network, line: str, out: tuple[str, ...], year: int | None) -> PipelineTold:
    """One line with stations out, kept. Raises NotFound, RunImpossible."""

    def make() -> PipelineTold:
        with STUDYING:
            return tell(study_line(network, line, out, year))

    return ONE.get((id(network), line, out, year), make)


def tell(study: LineStudy) -> PipelineTold:
    """What is found of a line."""
    line, random = study.line, study.year_of_outages
    half = known(random.half_width)
    return PipelineTold(
        id=line.id,
        name=texts(line.name, line.names),
        fluid=line.fluid,
        unit=study.unit,
        counted=base_words(study),
        year=study.year,
        nominated=study.asked,
        out=study.outage.words,
        carried=known(study.carried),
        short=study.short,
        binding=study.binding,
        capacity=study.capacities["carried"][0],
        figures=[]
        if study.steady is None
        else [
            Figure(key=name, value=known(float(value)), unit=FIGURES[name][0])
            for name, value in study.steady.figures.items()
        ],
        profile=profile_told(study.profile),
        intact=profile_told(study.intact),
        stations=[Spot(id=name, name=name, km=at_m / 1e3) for name, at_m in study.stations],
        places=[Spot(id="", name=name, km=at_m / 1e3) for at_m, name in study.places],
        capacities=[
            Capacity(out=row["out"], carried=row["carried"], share=row["share"], binding=row["binding"])
            for row in study.capacities.iter_rows(named=True)
        ],
        courses=[course for flow, table in study.times.courses.items() for course in courses_of(flow, table)],
        tripped=study.times.tripped,
        recovery_h=study.times.recovery_h,
        tanks_h=study.times.tanks_h,
        expected=known(random.expected),
        expected_low=None if half is None else random.expected - half,
        expected_high=None if half is None else random.expected + half,
    )


def profile_told(profile: pl.DataFrame) -> ProfileTold:
    """Pressure along a line."""
    return ProfileTold(**{name: profile[name].to_list() for name in ("km", "pressure_mpa", "maop_mpa")})


def courses_of(flow: str, table: pl.DataFrame) -> list[Course]:
    """Pressure over time at each place."""
    return [
        Course(
            flow=flow,
            where=str(where),
            hours=frame["hour"].to_list(),
            pressure_mpa=frame["pressure_mpa"].to_list(),
            least_mpa=frame["least_mpa"][0],
        )
        for (where,), frame in table.group_by("where", maintain_order=True)
    ]
