"""The border in figures: time, waiting, stages, queues, use, and what binds. Tables in, tables out."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from crossgauge.indicators.intervals import over_replicas

CHAIN = ["crossing", "direction", "chain", "unit_class"]
STAGE = ["crossing", "chain", "direction", "post", "stage"]
QUEUE = ["crossing", "resource", "kind", "post"]
SUMS = ["units", "lost", "loads", "teu", "mass_t", "persons", "border_h", "waited_h"]
TIMES = ["mean_h", "median_h", "p90_h", "waited_share"]
MEDIAN_AND_90 = {"median_h": 0.5, "p90_h": 0.9}


def border_times(
    flows: pl.DataFrame, histograms: pl.DataFrame, visits: pl.LazyFrame | None, replicas: int
) -> pl.DataFrame:
    """Per crossing, direction and chain: what passed and its time at the border, with 95 % half widths (`_pm`).

    Mean, units and cargo are of the recorded period and one replica on average. Median and 90 % are exact where
    visits have rows for the chain, else read off its histogram.
    """
    sums = flows.group_by(["replica", *CHAIN], maintain_order=True).agg(pl.col(SUMS).sum())
    times = sums.with_columns(
        (pl.col("border_h") / pl.col("units")).alias("mean_h"),
        (pl.col("waited_h") / pl.col("border_h")).alias("waited_share"),
    )
    whole = histograms.filter(pl.col("stage") == "")
    found = histogram_quantiles(whole, ["replica", "crossing", "chain"])
    if visits is not None:
        exact = visit_quantiles(visits)
        found = pl.concat([exact, found], how="vertical_relaxed").unique(
            ["replica", "crossing", "chain"], keep="first", maintain_order=True
        )
    every = times.join(found, on=["replica", "crossing", "chain"], how="left").fill_nan(None)
    return over_replicas(every, CHAIN, [*SUMS[:6], *TIMES], replicas)


def visit_quantiles(visits: pl.LazyFrame) -> pl.DataFrame:
    """Median and 90 % of the time of units that went through, by replica and chain."""
    return (
        visits.filter(pl.col("outcome") == "through")
        .group_by("replica", "crossing", "chain")
        .agg(
            pl.col("border_h").quantile(0.5, "linear").alias("median_h"),
            pl.col("border_h").quantile(0.9, "linear").alias("p90_h"),
        )
        .collect()
    )


def histogram_quantiles(
    histograms: pl.DataFrame, keys: list[str], shares: Mapping[str, float] = MEDIAN_AND_90
) -> pl.DataFrame:
    """Quantiles within bins that a time is spread evenly over; in the last, its lower edge.

    shares : names of the columns and the shares of the units that are as fast or faster
    """
    ordered = histograms.sort([*keys, "lower_h"]).with_columns(
        pl.col("count").cum_sum().over(keys).alias("above"), pl.col("count").sum().over(keys).alias("all")
    )

    def quantile(share: float, name: str) -> pl.Expr:
        rank = share * pl.col("all")
        below = pl.col("above") - pl.col("count")
        part = (rank - below) / pl.col("count")
        width = (pl.col("upper_h") - pl.col("lower_h")).replace(float("inf"), 0.0)
        return (pl.col("lower_h") + part * width).filter(pl.col("above") >= rank).first().alias(name)

    told = [quantile(share, name) for name, share in shares.items()]
    return ordered.group_by(keys, maintain_order=True).agg(*told)


def stage_times(dwells: pl.DataFrame, flows: pl.DataFrame, replicas: int) -> pl.DataFrame:
    """Mean hours of each stage for a unit of the chain, and the hours of it that were waiting.

    Per unit that left, so that the stages of a chain add up to its time at the border, whichever way a unit took.
    """
    units = flows.group_by("replica", "crossing", "chain").agg(pl.col("units").sum().alias("left"))
    sums = dwells.group_by(["replica", *STAGE], maintain_order=True).agg(
        pl.col("units", "stage_h", "waited_h").sum()
    )
    means = (
        sums.join(units, on=["replica", "crossing", "chain"], how="left")
        .with_columns(pl.col("stage_h") / pl.col("left"), pl.col("waited_h") / pl.col("left"))
        .fill_nan(None)
    )
    return over_replicas(means, STAGE, ["stage_h", "waited_h"], replicas)


def queues(resources: pl.DataFrame, replicas: int) -> pl.DataFrame:
    """Per resource, gate, link and batch: utilisation of the open time, longest queue, and hours waited.

    Waited hours are mean length of the queue times 24 h a day: of all who stood there, served or not.
    """
    sums = (
        resources.group_by(["replica", *QUEUE], maintain_order=True)
        .agg(
            (pl.col("in_use").sum() / pl.col("capacity").sum()).alias("utilisation"),
            pl.col("longest").max(),
            pl.col("queue").mean().alias("queue"),
            (pl.col("queue").sum() * 24.0).alias("queued_h"),
        )
        .with_columns(pl.when(pl.col("utilisation").is_finite()).then(pl.col("utilisation")))
    )
    return over_replicas(sums, QUEUE, ["utilisation", "longest", "queue", "queued_h"], replicas)


def queue_by_day(resources: pl.DataFrame) -> pl.DataFrame:
    """Units that wait at each crossing, daily mean: mean over replicas (`queue`), least and most of them.

    Batches are left out, as in `binding_constraints`.
    """
    days = (
        resources.filter(pl.col("kind") != "batch")
        .group_by("replica", "crossing", "day", maintain_order=True)
        .agg(pl.col("queue").sum())
    )
    value = pl.col("queue")
    return (
        days.group_by("crossing", "day", maintain_order=True)
        .agg(value.mean(), value.min().alias("least"), value.max().alias("most"))
        .sort("crossing", "day")
    )


def longest_queues(found: pl.DataFrame) -> pl.DataFrame:
    """Of `queues`, the longest of each crossing; batches, which want to be long, left out."""
    return first_of(found.filter(pl.col("kind") != "batch"), "longest")


def busiest_resources(found: pl.DataFrame) -> pl.DataFrame:
    """Of `queues`, the resource of each crossing that is most in use while open."""
    return first_of(found.filter(pl.col("utilisation").is_not_null()), "utilisation")


def binding_constraints(found: pl.DataFrame) -> pl.DataFrame:
    """Of `queues`, what binds each crossing: the resource, gate or link where most hours were waited.

    `share` is its part of all hours waited at the crossing. Batches are left out: who waits for a train to fill
    waits for others to come, not for a capacity. What crossings share stands under the empty crossing.
    """
    waits = found.filter((pl.col("kind") != "batch") & (pl.col("queued_h") > 0))
    share = (pl.col("queued_h") / pl.col("queued_h").sum().over("crossing")).alias("share")
    return first_of(waits.with_columns(share), "queued_h")


def first_of(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """The row of each crossing with the largest value."""
    order = [pl.col(column), pl.col("crossing").cast(pl.String), pl.col("resource").cast(pl.String)]
    return found.sort(order, descending=[True, False, False]).unique(
        "crossing", keep="first", maintain_order=True
    )


def in_words(row: dict[str, Any], name: str, post: str) -> str:
    """What binds, as a clause: a gate tells whether hours, quota, paths or slots hold it.

    row : of `binding_constraints`; name, post : as people say them, post '' where there is none

    >>> in_words({"kind": "quota", "utilisation": None}, "kz-quota", "Nur Zholy")
    'the daily quota (kz-quota, at Nur Zholy)'
    >>> in_words({"kind": "cranes", "utilisation": 0.934}, "gantries", "Dostyk")
    'gantries, at Dostyk (93 % in use)'
    """
    at = f", at {post}" if post else ""
    match row["kind"]:
        case "hours":
            return f"opening hours ({name}{at})"
        case "quota":
            return f"the daily quota ({name}{at})"
        case "paths":
            return f"departure paths ({name}{at})"
        case "slots":
            return f"booked slots ({name}{at})"
        case "link":
            return f"room on the line {name}"
    use = row.get("utilisation")
    return f"{name}{at}" + (f" ({100 * use:.0f} % in use)" if use is not None else "")
