"""The one figure that decides when there are enough replicas: named, or the hours of the busiest class."""

from collections.abc import Collection

import polars as pl

from crossgauge.errors import NotFound
from crossgauge.indicators.differences import Key
from crossgauge.indicators.figures import KEY, METRICS

HOURS = ("border_h", "waited_h", "p95_h")


def metric_of(asked: str | None, figures: pl.DataFrame, same: Collection[Key] = ()) -> Key:
    """The key that a text means: 'crossing.direction.class.metric', from the left as much as is needed.

    figures : of the base; without a text, the hours at the border of the class with the most hours waited, among
    those that are not the same in all networks. Raises NotFound with what is near.

    >>> row = dict(replica=1, crossing="hill", direction="west", unit_class="truck", resource="")
    >>> told = pl.DataFrame([row | dict(metric=name, value=2.0) for name in ("border_h", "waited_h", "units")])
    >>> metric_of("hill.west.truck.units", told)
    ('hill', 'west', 'truck', '', 'units')
    >>> metric_of("hill", told) == metric_of(None, told) == ('hill', 'west', 'truck', '', 'border_h')
    True
    """
    words = [] if asked is None else asked.split(".")
    if words and words[-1] in METRICS:
        metric = words.pop()
    else:
        metric = "border_h"
    hours = figures.filter(pl.col("metric").is_in([*HOURS, "units"]) & (pl.col("crossing") != ""))
    means = hours.group_by(KEY[:3], maintain_order=True).agg(
        (pl.col("value").filter(pl.col("metric") == "waited_h").mean() * through()).alias("waited"),
        (pl.col("value").filter(pl.col("metric") == "border_h").mean() * through()).alias("hours"),
    )
    known = means.with_columns(pl.lit("").alias("resource"), pl.lit(metric).alias("metric"))
    rows = (
        known.fill_null(0.0)
        .sort("waited", "hours", descending=True, maintain_order=True)
        .iter_rows(named=True)
    )
    keys: list[Key] = [tuple(row[name] for name in KEY) for row in rows]
    fitting = [key for key in keys if list(key[: len(words)]) == words]
    if not fitting:
        raise NotFound("figure", asked or metric, [".".join((*key[:3], metric)) for key in keys])
    return next((key for key in fitting if key not in same), fitting[0])


def through() -> pl.Expr:
    """Units through, mean over replicas."""
    return pl.col("value").filter(pl.col("metric") == "units").mean()


def said(key: Key) -> str:
    """A key as one writes it.

    >>> said(("hill", "west", "truck", "", "border_h"))
    'hill.west.truck.border_h'
    """
    return ".".join(word for word in key if word)
