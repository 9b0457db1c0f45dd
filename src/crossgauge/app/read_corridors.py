"""What a run says beyond the border: corridors, facts beside it, milestones; and forecasts from facts alone."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from crossgauge.app.kept import Kept
from crossgauge.app.read_runs import RunId
from crossgauge.app.results import opened
from crossgauge.app.shapes.series import Corridors, CorridorTold, Forecast, Mark, Milestones, ObservedTold
from crossgauge.app.told_corridors import corridor_rows, corridor_told
from crossgauge.app.told_observed import milestones_of, observed_told
from crossgauge.app.workspace import Here
from crossgauge.study.forecast.marks import counter_named, counters_of
from crossgauge.study.forecast.milestone import Milestone, day_of, forecast

router = APIRouter(prefix="/api", tags=["corridors and facts"])
FORECASTS = Kept[Forecast](most=32)


@router.get("/runs/{run}/corridors")
def read_corridors(here: Here, run: RunId) -> Corridors:
    """Corridors of the run."""
    return Corridors(corridors=corridor_rows(opened(here, run)))


@router.get("/runs/{run}/corridors/{corridor}")
def read_corridor(here: Here, run: RunId, corridor: str) -> CorridorTold:
    """Time, cost and distance along a corridor, and its measures with intervals."""
    return corridor_told(opened(here, run), corridor)


@router.get("/runs/{run}/observed")
def read_observed(here: Here, run: RunId) -> ObservedTold:
    """Facts beside what the run gives for them."""
    return observed_told(opened(here, run))


@router.get("/runs/{run}/milestones")
def read_milestones(here: Here, run: RunId) -> Milestones:
    """Cumulative counts of the year with their fan over replicas, and reported marks."""
    return Milestones(milestones=milestones_of(opened(here, run)))


@router.get("/forecasts/{counter}")
def read_forecast(
    here: Here,
    counter: str,
    count: Annotated[
        int | None, Query(ge=1, le=1_000_000_000, description="the number; else the next round one")
    ] = None,
    year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
    as_of: Annotated[date | None, Query(description="use only what was known by this day")] = None,
    seed: Annotated[int, Query(ge=0, lt=1 << 63)] = 1,
) -> Forecast:
    """When the N-th of a year passes, learnt from reported marks alone."""
    network = here.network

    def make() -> Forecast:
        return told(forecast(counter_named(counters_of(network.facts), counter), count, year, as_of, seed))

    return FORECASTS.get((id(network), counter, count, year, as_of, seed), make)


def told(found: Milestone) -> Forecast:
    """A forecast as the page reads it; the 95 % interval is the last of its levels."""
    days = [date(found.year, 1, 1) + timedelta(days=n) for n in range(len(found.fan.median))]
    ends = [day_of(found.year, day) for day in (found.date.median, found.date.low[-1], found.date.high[-1])]
    median, low, high = (None if day is None else day.isoformat() for day in ends)
    return Forecast(
        counter=found.counter.id,
        subject=found.counter.subject,
        things=found.counter.things,
        year=found.year,
        count=found.count,
        as_of=found.as_of.isoformat(),
        median_day=median,
        low_day=low,
        high_day=high,
        reached=found.reached,
        days=[day.isoformat() for day in days],
        median=found.fan.median.tolist(),
        low=found.fan.low.tolist(),
        high=found.fan.high.tolist(),
        marks=[
            Mark(day=mark.day.isoformat(), count=mark.count, fact=mark.fact, reported=mark.reported)
            for mark in found.marks
        ],
    )
