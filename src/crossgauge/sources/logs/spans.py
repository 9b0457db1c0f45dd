"""Rows with one stamp as stages with entry and exit."""

import polars as pl

from crossgauge.sources.logs.columns import NUMBERS, LogMap
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.logs.report import DROPPED, MENDED, Report

WHO = ["unit", "crossing", "post", "place", "stage"]


def spans_of(frame: pl.DataFrame, told: LogMap, report: Report) -> pl.DataFrame:
    """A row a stage: `entered`, `left`. Rows that have both stay as they are.

    Events: an entry and the next event of the same unit and stage, if that is an exit, are one stage. Stamps: a
    stage lasts to the unit's next stamp, or from its last one where the map says `stamp_marks: end`; the
    closing (opening) stamp of a unit has no stage of its own.
    """
    if told.shape == "spans":
        missing = [name for name in ("entered", "left") if name not in told.fields]
        return frame.with_columns(
            pl.lit(None, dtype=pl.Datetime("ms", told.clock)).alias(name) for name in missing
        )
    lost = frame["stamp"].is_null()
    report.note(frame[ROW].filter(lost), "stamp", "", "stamp missing", DROPPED)
    frame = frame.filter(~lost)
    return of_events(frame, told, report) if told.shape == "events" else of_stamps(frame, told)


def of_stamps(frame: pl.DataFrame, told: LogMap) -> pl.DataFrame:
    """Stages between the stamps of each unit."""
    ordered = frame.sort("unit", "stamp", ROW, nulls_last=True, maintain_order=True)
    if told.stamp_marks == "start":
        spans = ordered.with_columns(
            pl.col("stamp").alias("entered"), pl.col("stamp").shift(-1).over("unit").alias("left")
        )
        # A unit's last stamp closes its record; alone it is a stage that is still open.
        closing = pl.col("left").is_null() & (pl.len().over("unit") > 1)
        return spans.filter(~closing)
    spans = ordered.with_columns(
        pl.col("stamp").shift(1).over("unit").alias("entered"), pl.col("stamp").alias("left")
    )
    return spans.filter(pl.col("entered").is_not_null() | (pl.len().over("unit") == 1))


def of_events(frame: pl.DataFrame, told: LogMap, report: Report) -> pl.DataFrame:
    """Stages from pairs of an entry and an exit."""
    word = pl.col("event").str.to_lowercase()
    starts, ends = ([one.lower() for one in words] for words in (told.starts, told.ends))
    foreign = frame.filter(~word.is_in([*starts, *ends]).fill_null(value=False))
    report.note(foreign[ROW], "event", foreign["event"], "event is no start and no end in the map", DROPPED)
    keys = [pl.col(name).fill_null("") for name in WHO]
    known = frame.filter(word.is_in([*starts, *ends]).fill_null(value=False)).with_columns(
        word.is_in(ends).alias("is_end"), pl.struct(keys).rank("dense").alias("who")
    )
    known = known.sort("who", "stamp", "is_end", ROW)
    after = known.select(pl.all().shift(-1))
    before_same = pl.col("who").shift(1) == pl.col("who")
    paired = ~pl.col("is_end") & after["is_end"] & (after["who"] == known["who"])
    known = known.with_columns(
        paired.fill_null(value=False).alias("paired"),
        (before_same & ~pl.col("is_end").shift(1)).fill_null(value=False).alias("follows"),
        *(after[name].alias(f"{name}_after") for name in NUMBERS),
    )
    entered = pl.when(~pl.col("is_end")).then(pl.col("stamp"))
    left = pl.when(pl.col("is_end")).then(pl.col("stamp")).when(pl.col("paired")).then(after["stamp"])
    numbers = [
        pl.when(pl.col("paired")).then(pl.coalesce(name, f"{name}_after")).otherwise(pl.col(name)).alias(name)
        for name in NUMBERS
    ]
    spans = known.with_columns(entered.alias("entered"), left.alias("left"), *numbers)
    return spans.filter(~(pl.col("is_end") & pl.col("follows"))).select(frame.columns)


def neighbours(frame: pl.DataFrame, report: Report) -> pl.DataFrame:
    """Missing stamps filled: an exit by the unit's next entry, an entry by the exit before it."""
    after = pl.col("entered").shift(-1).over("unit")
    before = pl.col("left").shift(1).over("unit")
    for name, other, what in (
        ("left", after, "the unit's next entry"),
        ("entered", before, "the exit before it"),
    ):
        filled = frame.select(
            ROW, (pl.col(name).is_null() & other.is_not_null()).alias("fill"), other.alias("by")
        )
        filled = filled.filter("fill")
        report.note(filled[ROW], name, filled["by"], f"{name} missing: taken as {what}", MENDED)
        frame = frame.with_columns(pl.coalesce(name, other).alias(name))
    return frame
