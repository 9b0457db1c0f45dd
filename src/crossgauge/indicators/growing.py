"""Lines that only grow: where times at the border depend on how long one looks."""

import polars as pl

from crossgauge.indicators.border import QUEUE
from crossgauge.indicators.intervals import over_replicas

QUARTERS = 4
SHORTEST = QUARTERS * 7  # days: a quarter has every day of a week
LEAST = 1.0  # units that wait in the last quarter: fewer are no line


def growing_queues(resources: pl.DataFrame, replicas: int) -> pl.DataFrame:
    """Resources, gates and links whose line never came back in any replica, the longest first.

    `first` and `last` are the mean of the line, in units, in the first and last quarter of the period, means over
    replicas with 95 % half widths (`_pm`). A line only grows where each quarter's mean is above the one before and no
    day of the last is at or below the mean of the third. Batches, which want to grow, are left out. Periods below
    28 days have none.

    resources : a run's table of a row a day, resource and replica

    >>> days = pl.DataFrame({"day": range(40), "queue": [float(day) for day in range(40)]})
    >>> told = {"replica": 1, "crossing": "x", "resource": "lanes", "kind": "staff", "post": "kz"}
    >>> lines = days.with_columns(*(pl.lit(value).alias(name) for name, value in told.items()))
    >>> growing_queues(lines, 1).select("resource", "first", "last").rows()
    [('lanes', 4.5, 34.5)]
    """
    lines = resources.filter(pl.col("kind") != "batch")
    quarter = (pl.col("day").rank("dense") - 1) * QUARTERS // pl.col("day").n_unique()
    cut = lines.with_columns(quarter.alias("quarter"))
    if lines["day"].n_unique() < SHORTEST:
        cut = cut.clear()
    means = [
        pl.col("queue").filter(pl.col("quarter") == number).mean().alias(f"mean_{number}") for number in range(QUARTERS)
    ]
    least = pl.col("queue").filter(pl.col("quarter") == QUARTERS - 1).min().alias("least")
    found = cut.group_by(["replica", *QUEUE], maintain_order=True).agg(*means, least)
    rising = [pl.col(f"mean_{number}") > pl.col(f"mean_{number - 1}") for number in range(1, QUARTERS)]
    grows = pl.all_horizontal(*rising, pl.col("least") > pl.col("mean_2"), pl.col("mean_3") >= LEAST)
    each = found.with_columns(grows.all().over(QUEUE).alias("grows")).filter("grows")
    ends = each.rename({"mean_0": "first", "mean_3": "last"})
    return over_replicas(ends, QUEUE, ["first", "last"], replicas).sort("last", descending=True)
