"""Figures of pipelines out of their tables: how far they are used, what an outage leaves, what is then short."""

import polars as pl


def utilisation(flows: pl.DataFrame) -> pl.DataFrame:
    """Yearly deliveries with the share of the capacity that they use (`used`) and what is free (`free`).

    >>> flows = pl.DataFrame({"year": [2022], "nominated": [12.0], "capacity": [15.0]})
    >>> utilisation(flows).select("used", "free").row(0)
    (0.8, 3.0)
    """
    return flows.with_columns(
        (pl.col("nominated") / pl.col("capacity")).alias("used"),
        (pl.col("capacity") - pl.col("nominated")).alias("free"),
    )


def hardest(capacities: pl.DataFrame, n_out: int = 1) -> pl.DataFrame:
    """Sets of so many outages, from the one that leaves least; where nothing passes, nothing is left."""
    rows = capacities.filter(pl.col("n_out") == n_out)
    return rows.sort(pl.col("carried").fill_null(0.0), maintain_order=True)


def shortfalls(capacities: pl.DataFrame, nominated: float) -> pl.DataFrame:
    """Capacities with what is short of a nomination under each set of outages, in the table's amounts a year.

    >>> capacities = pl.DataFrame({"out": ["", "a"], "n_out": [0, 1], "carried": [25.0, None]})
    >>> shortfalls(capacities, 20.0)["short"].to_list()
    [0.0, 20.0]
    """
    short = (nominated - pl.col("carried").fill_null(0.0)).clip(lower_bound=0.0)
    return capacities.with_columns(short.alias("short"))
