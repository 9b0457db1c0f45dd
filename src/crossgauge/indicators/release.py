"""Dwell by stage as a time-release study tells it, how reliable a crossing is, and what passes it."""

import polars as pl

from crossgauge.indicators.averages import averages

STAGE = ["crossing", "post", "direction", "chain", "stage"]
VISIT = ["replica", "unit", "crossing", "direction", "chain"]
MILLISECONDS = 3_600_000.0  # in an hour
CROSSING = ["crossing", "direction", "unit_class"]


def release_stages(stages: pl.DataFrame) -> pl.DataFrame:
    """Hours of each stage of a chain, in the order in which they are passed: averages over units, and `share`.

    share : of the mean hours of all stages of the chain, each weighted by the units that pass it

    Source: WCO, Guide to Measure the Time Required for the Release of Goods (version 3, 2018): time between the
    stamps of each step. A unit that passes a stage twice counts with the sum.
    """
    keys = [*VISIT, "post", "stage"]
    known = pl.col("stage_h").is_not_null().all()
    each = stages.group_by(keys, maintain_order=True).agg(
        pl.when(known).then(pl.col("stage_h").sum()).alias("stage_h"), pl.col("entered").min()
    )
    start = pl.col("entered").min().over(VISIT)
    each = each.with_columns((pl.col("entered") - start).dt.total_milliseconds().alias("after"))
    order = each.group_by(STAGE).agg(pl.col("after").mean())
    found = averages(each, STAGE, "stage_h").join(order, on=STAGE, how="left")
    hours = pl.col("trips") * pl.col("mean")
    found = found.with_columns((hours / hours.sum().over("crossing", "direction", "chain")).alias("share"))
    return found.sort("crossing", "direction", "chain", "after", "stage").drop("weighted", "after")


def dwell(visits: pl.DataFrame) -> pl.DataFrame:
    """Hours at a crossing by direction and class, `weighted` by tonnes; those that went through."""
    return averages(visits.filter(pl.col("outcome") == "through"), CROSSING, "border_h", "mass_t")


def reliability(visits: pl.DataFrame) -> pl.DataFrame:
    """How much later than usual: `buffer_time_index`, `planning_time_index`, and the hours they come from.

    buffer time index = (95th percentile - mean) / mean; planning time index = 95th percentile / 15th percentile, the
    time of those whom little hinders. Source: FHWA, Travel Time Reliability: Making It There On Time, All The Time.

    >>> hours = pl.DataFrame({"crossing": "a", "direction": "w", "unit_class": "truck", "outcome": "through",
    ...                       "border_h": [1.0, 2.0, 3.0]})
    >>> reliability(hours).select("mean_h", "p95_h", "buffer_time_index").with_columns(pl.all().round(3)).row(0)
    (2.0, 2.9, 0.45)
    """
    hours = pl.col("border_h")
    passed = visits.filter((pl.col("outcome") == "through") & hours.is_not_null())
    found = passed.group_by(CROSSING, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("trips"),
        hours.mean().alias("mean_h"),
        hours.quantile(0.15, "linear").alias("p15_h"),
        hours.quantile(0.95, "linear").alias("p95_h"),
    )
    return found.with_columns(
        pl.when(pl.col("mean_h") > 0)
        .then((pl.col("p95_h") - pl.col("mean_h")) / pl.col("mean_h"))
        .alias("buffer_time_index"),
        pl.when(pl.col("p15_h") > 0).then(pl.col("p95_h") / pl.col("p15_h")).alias("planning_time_index"),
    ).sort(CROSSING)


def throughput(visits: pl.DataFrame, every: str = "1mo") -> pl.DataFrame:
    """What left a crossing in each period: `units`, `loads`, `teu`, `mass_t`, `persons`; mean over replicas.

    every : as Polars says periods: 1d, 1w, 1mo, 1y. Null where no unit of the class states the cargo.
    """
    passed = visits.filter((pl.col("outcome") == "through") & pl.col("left").is_not_null())
    replicas = max(visits["replica"].n_unique(), 1)
    cargo = [
        (pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()) / replicas).alias(alias)
        for name, alias in (("load", "loads"), ("teu", "teu"), ("mass_t", "mass_t"), ("persons", "persons"))
    ]
    # By the wall clock: some clocks skip a midnight, which then is no instant to cut at.
    period = pl.col("left").dt.replace_time_zone(None).dt.truncate(every).alias("period")
    found = passed.group_by(*CROSSING, period).agg((pl.len() / replicas).alias("units"), *cargo)
    return found.sort(*CROSSING, "period")


def units_present(visits: pl.DataFrame) -> pl.DataFrame:
    """Mean number of units at each crossing, day by day: those that wait and those at work; mean over replicas.

    Hours that units spent there on the day, over 24 (Little's law read backwards). What is `open` counts up to the
    last instant of the table; what has no exit and is not open is left out. Days and hours are of the wall clock.

    >>> import datetime as dt
    >>> visits = pl.DataFrame({"replica": 1, "crossing": "x", "direction": "", "unit_class": "", "outcome": "through",
    ...     "arrived": [dt.datetime(2023, 1, 1, 12)], "left": [dt.datetime(2023, 1, 2, 6)]})
    >>> units_present(visits)["units"].to_list()
    [0.5, 0.25]
    """
    end = pl.max_horizontal(pl.col("left").max(), pl.col("arrived").max())
    until = pl.when(pl.col("outcome") == "open").then(end).otherwise(pl.col("left")).alias("until")
    stays = visits.with_columns(until).with_columns(pl.col("arrived", "until").dt.replace_time_zone(None))
    stays = stays.filter(pl.col("until") >= pl.col("arrived"))
    days = pl.datetime_ranges(pl.col("arrived").dt.truncate("1d"), pl.col("until"), "1d").alias("begins")
    each = stays.select("replica", *CROSSING, "arrived", "until", days).explode("begins")
    ends = pl.min_horizontal("until", pl.col("begins").dt.offset_by("1d"))
    hours = (ends - pl.max_horizontal("arrived", "begins")).dt.total_milliseconds() / MILLISECONDS
    replicas = max(visits["replica"].n_unique(), 1)
    day = pl.col("begins").dt.date().alias("day")
    return (
        each.group_by(*CROSSING, day)
        .agg((hours.sum() / 24.0 / replicas).alias("units"))
        .sort(*CROSSING, "day")
    )
