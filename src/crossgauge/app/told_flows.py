"""What ran over each border link of a run, for the widths of lines on the map."""

import polars as pl

from crossgauge.app.results import Opened
from crossgauge.app.shapes.runs import LineFlow, LineFlows
from crossgauge.app.told_runs import interval
from crossgauge.indicators.intervals import over_replicas
from crossgauge.study.movements import directions, numbers_of


def flows_over(run: Opened) -> pl.DataFrame:
    """A row a link that trains or trucks ran over and direction: `units` and `loads`, mean and half width (`_pm`).

    back : 0 from the link's start to its end, 1 back
    """
    ways = pl.DataFrame(
        [(*key, backs[0]) for key, backs in directions(run.network).items()],
        schema={**dict.fromkeys(("crossing", "chain", "link"), pl.String), "back": pl.Int64},
        orient="row",
    )
    keys = ["crossing", "chain", "link"]
    counts = (
        run.results.scan("legs").group_by("replica", *keys).agg(pl.len().alias("units"), pl.col("load").sum())
    )
    named = counts.collect().with_columns(pl.col(keys).cast(pl.String)).join(ways, on=keys)
    sums = named.group_by("replica", "link", "back").agg(
        pl.col("units").sum().cast(pl.Float64), pl.col("load").sum().cast(pl.Float64).alias("loads")
    )
    replicas = pl.DataFrame({"replica": range(1, run.results.replicas + 1)}, schema={"replica": pl.Int32})
    grid = sums.select("link", "back").unique().join(replicas, how="cross")
    every = grid.join(sums, on=["replica", "link", "back"], how="left").with_columns(
        pl.col("units", "loads").fill_null(0.0)
    )
    return over_replicas(
        every.sort("link", "back", "replica"), ["link", "back"], ["units", "loads"], run.results.replicas
    )


def line_flows(run: Opened) -> LineFlows:
    """The flows by the number of their line."""
    numbers = numbers_of(run.network).lines
    return LineFlows(
        flows=[
            LineFlow(
                line=numbers[row["link"]],
                id=row["link"],
                dir=row["back"],
                units=interval(row, "units"),
                loads=interval(row, "loads"),
            )
            for row in flows_over(run).iter_rows(named=True)
        ]
    )
