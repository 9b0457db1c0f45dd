"""What a run shows over time: queue curves, rings, movements, the train graph."""

from datetime import date, timedelta
from typing import Annotated

import polars as pl
from fastapi import APIRouter, Query, Response

from crossgauge.app.names import Names, names_of
from crossgauge.app.read_runs import Crossing, RunId
from crossgauge.app.results import Opened, opened
from crossgauge.app.shapes.runs import LineFlows, Queues, QueueSeries, Waiting
from crossgauge.app.shapes.series import TrainGraph
from crossgauge.app.shapes.words import Band
from crossgauge.app.told_flows import line_flows
from crossgauge.app.told_movements import arrow, prepared, train_graph, window
from crossgauge.app.told_waiting import waiting_of
from crossgauge.app.workspace import Here
from crossgauge.indicators.intervals import over_replicas

MOST_TRIPS, MOST_PATHS, MOST_SERIES = 100_000, 5_000, 500
MOST_STEPS = 20_000
ARROW = "application/vnd.apache.arrow.stream"
STREAM = {
    200: {
        "content": {ARROW: {"schema": {"type": "string", "format": "binary"}}},
        "description": "columns trip u32, line u16, dir u8, t0 f32, t1 f32 (h since the run's first instant), "
        "load f32, class u8, sorted by trip, then t0. `line` and `class` are places in /network of the run. "
        "Header X-Sample says what a dot stands for, X-Trips how many trips there are in the window.",
    }
}
router = APIRouter(prefix="/api/runs/{run}", tags=["series"])
From = Annotated[float, Query(ge=-200_000, le=200_000, description="h since the run's first instant")]
To = Annotated[float, Query(ge=-200_000, le=200_000, description="h since the run's first instant")]


@router.get("/movements", response_class=Response, responses=STREAM)  # type: ignore[arg-type]
def read_movements(
    here: Here,
    run: RunId,
    from_h: From = 0.0,
    to_h: To = 168.0,
    limit: Annotated[int, Query(ge=1, le=MOST_TRIPS, description="most trips")] = 20_000,
) -> Response:
    """Rides under way in a window of time."""
    found = window(prepared(opened(here, run)), from_h, to_h, limit)
    unit = "unit" if found.one_in == 1 else "units"
    told = {
        "X-Sample": f"1 dot = {found.one_in} {unit}",
        "X-One-In": str(found.one_in),
        "X-Trips": str(found.trips),
    }
    return Response(arrow(found.rows), media_type=ARROW, headers=told)


@router.get("/lines")
def read_line_flows(here: Here, run: RunId) -> LineFlows:
    """Units and loads over each border link and direction, with intervals."""
    return line_flows(opened(here, run))


@router.get("/waiting")
def read_waiting(
    here: Here,
    run: RunId,
    from_h: From = 0.0,
    to_h: To = 168.0,
    step_h: Annotated[float, Query(gt=0, le=10_000, description="h; rounded up to a quarter")] = 1.0,
) -> Waiting:
    """Units waiting and present at each crossing."""
    step = max(step_h, (to_h - from_h) / MOST_STEPS)
    return waiting_of(opened(here, run), from_h, to_h, step)


@router.get("/traingraph")
def read_train_graph(
    here: Here,
    run: RunId,
    line: Annotated[str, Query(max_length=100, description="id of a link, section or corridor")],
    from_h: From = 0.0,
    to_h: To = 168.0,
    limit: Annotated[int, Query(ge=1, le=MOST_PATHS, description="most trains")] = 1_000,
) -> TrainGraph:
    """Paths of trains, trucks and followed containers: time against distance."""
    return train_graph(opened(here, run), line, from_h, to_h, limit)


@router.get("/queues")
def read_queues(
    here: Here,
    run: RunId,
    crossing: Crossing = "",
    limit: Annotated[int, Query(ge=1, le=MOST_SERIES, description="most series")] = 30,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Queues:
    """Queues of each day, the longest-waited first, with intervals over replicas."""
    return queues_of(opened(here, run), crossing, limit, offset)


def queues_of(run: Opened, crossing: str, limit: int, offset: int) -> Queues:
    """Queue curves of a crossing, or of all."""
    keys = ["crossing", "resource", "kind", "post"]
    rows = run.results.resources.with_columns(pl.col(keys).cast(pl.String))
    if crossing:
        rows = rows.filter(pl.col("crossing") == crossing)
    order = (
        rows.group_by(keys, maintain_order=True)
        .agg(pl.col("queue").sum())
        .sort("queue", descending=True, maintain_order=True)
    )
    chosen = order.slice(offset, limit).select(keys)
    mine = rows.join(chosen, on=keys, how="semi", maintain_order="left").with_columns(
        pl.col("longest").cast(pl.Float64)
    )
    told = over_replicas(
        mine, [*keys, "day"], ["queue", "longest", "capacity", "in_use"], run.results.replicas
    )
    everyone = (
        rows.filter(pl.col("kind") != "batch")
        .group_by("replica", "crossing", "day")
        .agg(pl.col("queue").sum())
    )
    sums = over_replicas(everyone.sort("replica"), ["crossing", "day"], ["queue"], run.results.replicas)
    start = date.fromisoformat(run.manifest["start"])
    days = [start + timedelta(days=n) for n in range(int(run.manifest["days"]))]
    by_key = {tuple(key): frame for key, frame in told.group_by(keys)}
    names = names_of(run)
    return Queues(
        days=[day.isoformat() for day in days],
        hours=[24.0 * n for n in range(len(days))],
        series=[series_of(key, by_key[key], days, names) for key in chosen.iter_rows()],
        crossings={str(key[0]): band(frame, "queue", days) for key, frame in sums.group_by("crossing")},
        total=order.height,
        offset=offset,
        limit=limit,
    )


def series_of(key: tuple[str, ...], frame: pl.DataFrame, days: list[date], names: Names) -> QueueSeries:
    """One resource, gate, link or batch."""
    crossing, resource, kind, post = key
    return QueueSeries(
        crossing=crossing,
        resource=resource,
        name=names.queue(crossing, resource),
        kind=kind,
        post=post,
        queue=band(frame, "queue", days),
        longest=band(frame, "longest", days),
        capacity=band(frame, "capacity", days).mean,
        in_use=band(frame, "in_use", days).mean,
    )


def band(frame: pl.DataFrame, name: str, days: list[date]) -> Band:
    """A figure day by day with its interval; null for a day without a row."""
    axis = pl.DataFrame({"day": days}, schema={"day": pl.Date})
    half = pl.col(f"{name}_pm")
    told = axis.join(frame, on="day", how="left", maintain_order="left").select(
        pl.col(name).round(4),
        (pl.col(name) - half).round(4).alias("low"),
        (pl.col(name) + half).round(4).alias("high"),
    )
    return Band(mean=told[name].to_list(), low=told["low"].to_list(), high=told["high"].to_list())
