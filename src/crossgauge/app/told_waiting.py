"""Who waits and who is at each crossing over time, for the rings of the map."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.app.kept import Kept
from crossgauge.app.results import Opened
from crossgauge.app.shapes.runs import Waiting, WaitingAt
from crossgauge.app.told_network import crossing_told
from crossgauge.indicators.border import queue_by_day
from crossgauge.study.movements import HOUR_MS, first_ms

Floats = NDArray[np.float64]
GRID_H = 0.25  # the finest step
DAY_H = 24.0
GRIDS = Kept["Grids"](most=8)


@dataclass(frozen=True, eq=False)
class Grids:
    """Hours waited and hours present since the start, summed up to each point of the grid, by crossing.

    hours    : (n_points,) the grid, h since the run's first instant
    waiting  : (n_points,) by crossing; present likewise, empty where no unit was recorded
    """

    basis: str
    hours: Floats
    waiting: Mapping[str, Floats]
    present: Mapping[str, Floats]


def waiting_of(run: Opened, from_h: float, to_h: float, step_h: float) -> Waiting:
    """Mean numbers over steps between two hours; a step is rounded up to a whole number of `GRID_H`."""
    grids = GRIDS.get((str(run.results.folder), run.stamp), lambda: grids_of(run))
    every = max(1, int(np.ceil(step_h / GRID_H - 1e-9)))
    first = max(0, int(np.floor(max(from_h, 0.0) / GRID_H)))
    last = min(len(grids.hours) - 1, int(np.ceil(to_h / GRID_H)))
    edges = np.arange(first, last + 1, every)
    step = every * GRID_H
    places = {one.id: crossing_told(one, {place.id: place for place in run.network.places}, {})
              for one in run.network.crossings}  # fmt: skip

    def means(sums: Floats) -> list[float]:
        return [round(float(value), 3) for value in np.diff(sums[edges]) / step] if len(sums) else []

    return Waiting(
        step_h=step,
        hours=grids.hours[edges[:-1]].tolist(),
        basis=grids.basis,
        crossings=[
            WaitingAt(
                crossing=name,
                lon=places[name].lon if name in places else None,
                lat=places[name].lat if name in places else None,
                waiting=means(sums),
                present=means(grids.present.get(name, np.empty(0))),
            )
            for name, sums in grids.waiting.items()
        ],
    )


def grids_of(run: Opened) -> Grids:
    """The sums of a run: by stages of replica 1, else by days of all replicas."""
    days = int(run.manifest["days"])
    hours = np.arange(int(days * DAY_H / GRID_H) + 1, dtype=np.float64) * np.float64(GRID_H)
    names = list(run.manifest["labels"]["crossings"])
    stages = run.results.scan("stages", 1)
    if stages.select(pl.len()).collect().item() == 0:
        return Grids("days", hours, by_days(run, names, hours), {})
    start = first_ms(run.results)
    begins = ((pl.col("entered").dt.epoch("ms") - start) / HOUR_MS).alias("a")
    rows = stages.filter(pl.col("waited_h") > 0).select(
        pl.col("crossing").cast(pl.String), begins, (begins + pl.col("waited_h")).alias("b")
    )
    visits = run.results.scan("visits", 1).select(
        pl.col("crossing").cast(pl.String),
        *(
            ((pl.col(old).dt.epoch("ms") - start) / HOUR_MS).alias(new)
            for old, new in (("arrived", "a"), ("left", "b"))
        ),
    )
    waits, here = rows.collect(), visits.collect()
    unseen = without_rows(run, names, hours)
    return Grids(
        "stages",
        hours,
        {name: covered(waits.filter(pl.col("crossing") == name), hours) + unseen[name] for name in names},
        {name: covered(here.filter(pl.col("crossing") == name), hours) for name in names},
    )


def covered(rows: pl.DataFrame, hours: Floats) -> Floats:
    """Hours of the intervals a to b that lie between 0 and each of `hours`, summed.

    >>> covered(pl.DataFrame({"a": [0.0, 1.0], "b": [2.0, 4.0]}), np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [0.0, 1.0, 3.0, 5.0]
    """
    clipped = rows.select(pl.col("a", "b").clip(lower_bound=0.0))
    total = np.zeros(len(hours))
    for name, sign in (("a", 1.0), ("b", -1.0)):
        at = np.sort(clipped[name].to_numpy())
        sums = np.concatenate([[0.0], np.cumsum(at)])
        before = np.searchsorted(at, hours, "right")
        total += sign * (before * hours - sums[before])
    return total


def without_rows(run: Opened, names: list[str], hours: Floats) -> dict[str, Floats]:
    """Hours waited in chains whose units have no rows, of replica 1: those of each day spread over it."""
    keys = [pl.col("crossing").cast(pl.String), pl.col("chain").cast(pl.String)]
    seen = run.results.scan("visits", 1).select(*keys).unique().collect()
    flows = run.results.scan("flows", 1).select(*keys, "day", "waited_h").collect()
    rest = (
        flows.join(seen, on=["crossing", "chain"], how="anti")
        .group_by("crossing", "day")
        .agg(pl.col("waited_h").sum())
    )
    return spread(run, names, hours, rest.with_columns((pl.col("waited_h") / DAY_H).alias("number")))


def by_days(run: Opened, names: list[str], hours: Floats) -> dict[str, Floats]:
    """Hours waited by the mean queue of each day, over replicas."""
    days = queue_by_day(run.results.resources).with_columns(
        pl.col("crossing").cast(pl.String), pl.col("queue").alias("number")
    )
    return spread(run, names, hours, days)


def spread(run: Opened, names: list[str], hours: Floats, days: pl.DataFrame) -> dict[str, Floats]:
    """Sums of a number that is constant in each day. days : crossing, day, number."""
    first = pl.lit(run.manifest["start"]).str.to_date()
    rows = days.with_columns((pl.col("day") - first).dt.total_days().alias("n")).filter(pl.col("n") >= 0)
    found = {}
    for name in names:
        numbers = np.zeros(int(run.manifest["days"]))
        mine = rows.filter((pl.col("crossing") == name) & (pl.col("n") < len(numbers)))
        numbers[mine["n"].to_numpy()] = mine["number"].to_numpy()
        sums = np.concatenate([[0.0], np.cumsum(numbers * DAY_H)])
        found[name] = np.interp(hours, np.arange(len(sums)) * DAY_H, sums)
    return found
