"""What networks are compared by: one figure a replica for each crossing, direction and class, and for queues."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from crossgauge.indicators.border import histogram_quantiles

KEY = ["crossing", "direction", "unit_class", "resource", "metric"]
CELL = ["crossing", "direction", "unit_class"]
SUMS = ["units", "lost", "teu", "mass_t", "border_h", "waited_h"]
HIGH = 0.95  # of the units are as fast or faster
FIGURES = {"replica": pl.Int32, **dict.fromkeys(KEY, pl.String), "value": pl.Float64}


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that networks are compared by, and the words for more and less of it."""

    id: str
    name: str
    unit: str
    more: str
    less: str


METRICS = {
    metric.id: metric
    for metric in (
        Metric("border_h", "border hours, mean", "h", "longer", "shorter"),
        Metric("waited_h", "hours waited, mean", "h", "longer", "shorter"),
        Metric("p95_h", "border hours, 95 %", "h", "longer", "shorter"),
        Metric("units", "units through", "units", "more", "fewer"),
        Metric("teu", "TEU", "TEU", "more", "fewer"),
        Metric("mass_t", "tonnes", "t", "more", "less"),
        Metric("lost", "units lost", "units", "more", "fewer"),
        Metric("queue", "queue, mean", "units", "longer", "shorter"),
    )
}


def figures(
    flows: pl.DataFrame,
    histograms: pl.DataFrame,
    resources: pl.DataFrame,
    visits: pl.LazyFrame | None = None,
    bound: Collection[tuple[str, str]] = (),
) -> pl.DataFrame:
    """A row for each replica, `KEY` and its `value`: of every crossing, direction and class, of queues, of classes.

    visits : units that have rows; their 95 % is exact, that of others is read off the histogram
    bound  : (crossing, resource) whose mean queue is told
    A class at more than one crossing or direction has rows with both empty: its sums, and means a visit, over all.
    Hours of a replica in which no unit passed are null.
    """
    named = flows.with_columns(pl.col(CELL).cast(pl.String))
    cells = named.group_by(["replica", *CELL], maintain_order=True).agg(pl.col(SUMS).sum())
    many = cells.select(CELL).unique().group_by("unit_class").len().filter(pl.col("len") > 1)["unit_class"]
    totals = (
        named.filter(pl.col("unit_class").is_in(many.implode()))
        .group_by("replica", "unit_class", maintain_order=True)
        .agg(pl.col(SUMS).sum())
        .with_columns(pl.lit("").alias("crossing"), pl.lit("").alias("direction"))
    )
    means = pl.concat([cells, totals.select(cells.columns)]).with_columns(
        (pl.col("border_h") / pl.col("units")).fill_nan(None),
        (pl.col("waited_h") / pl.col("units")).fill_nan(None),
    )
    found = [
        longer(means, ["border_h", "waited_h", "units", "teu", "mass_t", "lost"]),
        longer(slow_units(histograms, named, visits), ["p95_h"]),
        queue_means(resources, bound),
    ]
    return pl.concat(found)


def longer(frame: pl.DataFrame, metrics: list[str]) -> pl.DataFrame:
    """Columns of figures as rows of `FIGURES`."""
    return (
        frame.with_columns(pl.lit("").alias("resource"), pl.col(metrics).cast(pl.Float64))
        .unpivot(metrics, index=["replica", *CELL, "resource"], variable_name="metric")
        .with_columns(pl.col("metric").cast(pl.String))
        .select(FIGURES.keys())
        .cast(FIGURES)  # type: ignore[arg-type]
    )


def slow_units(histograms: pl.DataFrame, flows: pl.DataFrame, visits: pl.LazyFrame | None) -> pl.DataFrame:
    """`p95_h` by replica and `CELL`: exact where units have rows, else within bins."""
    classes = flows.select(pl.col("crossing", "chain").cast(pl.String), "unit_class").unique()
    whole = histograms.filter(pl.col("stage") == "").with_columns(
        pl.col("crossing", "chain", "direction").cast(pl.String)
    )
    bins = (
        whole.join(classes, on=["crossing", "chain"])
        .group_by(["replica", *CELL, "lower_h", "upper_h"])
        .agg(pl.col("count").sum())
    )
    found = histogram_quantiles(bins, ["replica", *CELL], {"p95_h": HIGH}).sort("replica", *CELL)
    if visits is None:
        return found
    exact = (
        visits.filter(pl.col("outcome") == "through")
        .with_columns(pl.col(CELL).cast(pl.String))
        .group_by(["replica", *CELL])
        .agg(pl.col("border_h").quantile(HIGH, "linear").alias("p95_h"))
        .collect()
    )
    every = pl.concat([exact, found]).unique(["replica", *CELL], keep="first", maintain_order=True)
    return every.sort("replica", *CELL)


def queue_means(resources: pl.DataFrame, bound: Collection[tuple[str, str]]) -> pl.DataFrame:
    """Mean number waiting before each of `bound`, by replica."""
    wanted = pl.DataFrame(list(bound), schema={"crossing": pl.String, "resource": pl.String}, orient="row")
    return (
        resources.select("replica", pl.col("crossing", "resource").cast(pl.String), "queue")
        .join(wanted, on=["crossing", "resource"])
        .group_by("replica", "crossing", "resource", maintain_order=True)
        .agg(pl.col("queue").mean().alias("value"))
        .with_columns(direction=pl.lit(""), unit_class=pl.lit(""), metric=pl.lit("queue"))
        .select(FIGURES.keys())
        .cast(FIGURES)  # type: ignore[arg-type]
    )
