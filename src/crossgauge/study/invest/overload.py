"""Crossings whose queues outgrow a benchmark year: what is saved there depends on how long one looks."""

import polars as pl

LONGER = 1.5  # times as long in the second half of the days as in the first
BY_H = 24.0  # and by so much


def outgrown(flows: pl.DataFrame) -> tuple[str, ...]:
    """Crossings with a chain whose units take ever longer: in the second half of the days by half, and by a day.

    flows : of all replicas, as `tables.schema` has them
    """
    days = flows["day"].unique().sort()
    if len(days) < 2:
        return ()
    half = pl.when(pl.col("day") < days[len(days) // 2]).then(pl.lit("first")).otherwise(pl.lit("second"))
    means = (
        flows.with_columns(pl.col("crossing", "chain").cast(pl.String), half.alias("half"))
        .group_by("crossing", "chain", "half", maintain_order=True)
        .agg((pl.col("border_h").sum() / pl.col("units").sum()).alias("hours"))
        .pivot("half", index=["crossing", "chain"], values="hours")
    )
    grown = means.filter(
        pl.col("second").is_not_nan()
        & (pl.col("second") > LONGER * pl.col("first").fill_nan(0.0))
        & (pl.col("second") > pl.col("first").fill_nan(0.0) + BY_H)
    )
    return tuple(grown["crossing"].unique(maintain_order=True))
