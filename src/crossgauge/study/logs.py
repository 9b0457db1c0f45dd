"""A log as the tables of a run, so that the same indicators read both."""

import polars as pl

from crossgauge.tables.schema import columns_of

VISIT = ["unit", "crossing", "direction"]
MILLISECONDS = 3_600_000.0  # in an hour


def tables_of(records: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`visits`, `stages` and `legs` of a log with the columns of `tables.schema`, and `stops` of trips.

    records : as `crossgauge.sources.logs.Log` has them

    The whole log is replica 1; the chain is the class. Stages are the records at a crossing or post. `left`,
    `stage_h` and `border_h` are null where an exit is not known; the outcome is then `open` (still there at the end of
    the log) or `unknown`. `waited_h` is null: a
    log says how long, not why. Stages carry `cost_usd` besides. `stops` has every record, with distance and money.
    """
    hours = (pl.col("left") - pl.col("entered")).dt.total_milliseconds() / MILLISECONDS
    every = records.with_columns(
        pl.lit(1, dtype=pl.Int64).alias("replica"),
        pl.col("unit_class").alias("chain"),
        hours.alias("stage_h"),
        pl.lit(None, dtype=pl.Float64).alias("waited_h"),
    )
    # Where the log knows posts, what has none is on the way; else all at a crossing is at the border.
    site = "post" if (records["post"] != "").any() else "crossing"
    border = every.filter((pl.col(site) != "") & ~pl.col("moving"))
    return {
        "visits": visits_of(border),
        "stages": border.select(*columns_of("stages"), "cost_usd"),
        "legs": legs_of(every),
        "stops": every.select(
            *("replica", "unit", "unit_class", "direction", "crossing", "post", "place", "stage", "moving"),
            *("entered", "left", "distance_km", "cost_usd", "mass_t"),
        ),
    }


def visits_of(border: pl.DataFrame) -> pl.DataFrame:
    """A row a unit and crossing: first entry to last exit."""
    known = pl.col("left").is_not_null().all()
    outcome = pl.when(known).then(pl.lit("through")).when(pl.col("censored").any()).then(pl.lit("open"))
    found = border.group_by(VISIT, maintain_order=True).agg(
        pl.col("replica").first(),
        pl.col("chain", "unit_class").first(),
        pl.col("load", "teu", "mass_t", "persons").max(),
        pl.col("entered").min().alias("arrived"),
        pl.when(known).then(pl.col("left").max()).alias("left"),
        outcome.otherwise(pl.lit("unknown")).alias("outcome"),
    )
    hours = (pl.col("left") - pl.col("arrived")).dt.total_milliseconds() / MILLISECONDS
    return found.with_columns(
        pl.int_range(1, pl.len() + 1).alias("ordinal"),
        pl.lit(None, dtype=pl.String).alias("parent"),
        hours.alias("border_h"),
        pl.lit(None, dtype=pl.Float64).alias("waited_h"),
    ).select(columns_of("visits"))


def legs_of(every: pl.DataFrame) -> pl.DataFrame:
    """A row a stretch between two places of a unit: from the last exit at one to the first entry at the next."""
    place = pl.coalesce(pl.col("place").replace("", None), pl.col("post").replace("", None), "crossing")
    stops = every.filter(~pl.col("moving")).with_columns(place.alias("at"))
    stops = stops.with_columns(
        pl.col("at").shift(-1).over("unit").alias("next"),
        pl.col("left").alias("departed"),
        pl.col("entered").shift(-1).over("unit").alias("arrived"),
    )
    legs = stops.filter((pl.col("next") != pl.col("at")) & pl.col("departed").is_not_null())
    link = pl.concat_str("at", pl.lit("–"), "next").alias("link")
    return legs.with_columns(link).select(columns_of("legs"))
