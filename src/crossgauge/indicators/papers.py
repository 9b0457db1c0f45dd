"""Papers: how often units wait for them, and how long."""

import polars as pl

from crossgauge.indicators.intervals import over_replicas

WAITING = "waiting for papers"  # stage of a unit whose papers are not ready
KEYS = ["crossing", "chain", "direction"]


def paper_waits(histograms: pl.DataFrame, dwells: pl.DataFrame, replicas: int) -> pl.DataFrame:
    """Per chain that needs papers: the share of its units that waited for one, and hours of those that did.

    A unit waited whose papers came a second or more behind it (the first bin of the recorder). Both with 95 % half
    widths (`_pm`); `wait_h` is null where nobody waited. No rows where nothing needs papers.
    """
    bins = histograms.filter(pl.col("stage").cast(pl.String) == WAITING)
    late = pl.col("count").filter(pl.col("lower_h") > 0).sum()
    shares = bins.group_by(["replica", *KEYS], maintain_order=True).agg(
        late.alias("late"), (late / pl.col("count").sum()).alias("waited_share")
    )
    hours = (
        dwells.filter(pl.col("stage").cast(pl.String) == WAITING)
        .group_by(["replica", *KEYS], maintain_order=True)
        .agg(pl.col("stage_h").sum())
    )
    every = shares.join(hours, on=["replica", *KEYS], how="left").with_columns(
        pl.when(pl.col("late") > 0).then(pl.col("stage_h") / pl.col("late")).alias("wait_h")
    )
    return over_replicas(every, KEYS, ["waited_share", "wait_h"], replicas)
