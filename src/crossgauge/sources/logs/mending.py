"""The rules by which rows of a log are mended, dropped or kept as censored. Each is told in the report."""

import polars as pl

from crossgauge.sources.logs.columns import NUMBERS, LogMap
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.logs.report import CENSORED, DROPPED, MENDED, Report
from crossgauge.sources.logs.spans import neighbours, spans_of

SAME = [
    "unit",
    "crossing",
    "post",
    "place",
    "stage",
    "class",
    "direction",
    "event",
    "entered",
    "left",
    "stamp",
]
MILLISECONDS = 3_600_000.0  # in an hour


def mended(frame: pl.DataFrame, told: LogMap, report: Report) -> pl.DataFrame:
    """Stages that can be believed, by unit and time. `censored` where they are open at the end of the log.

    In this order: rows without a unit and repeated rows are dropped; events are paired; missing stamps are filled
    from neighbours, if the map says so, or left out; impossible orders and stages longer than `longest` are
    dropped; units are told apart by trip; distances that fall along a trip are left out.
    """
    frame = without(frame, pl.col("unit").is_null(), "unit", "", "unit missing", report)
    frame = without_repeats(frame, report)
    spans = spans_of(frame, told, report)
    order = pl.coalesce("entered", "left")
    spans = spans.sort(pl.col("unit"), order, pl.col("left"), pl.col(ROW), nulls_last=True)
    if told.missing_stamps == "neighbour":
        spans = neighbours(spans, report)
    both = pl.col("entered").is_null() & pl.col("left").is_null()
    spans = without(spans, both, "entered", "", "entry and exit missing", report)
    spans = without(spans, pl.col("entered").is_null(), "entered", "", "entry missing", report)
    hours = (pl.col("left") - pl.col("entered")).dt.total_milliseconds() / MILLISECONDS
    spans = without(
        spans, hours < 0, "left", hours.round(3).cast(pl.String) + " h", "left before entered", report
    )
    if told.longest_h != float("inf"):
        text = hours.round(1).cast(pl.String) + " h"
        spans = without(
            spans, hours > told.longest_h, "left", text, f"longer than {told.longest_h:g} h", report
        )
    return distances(by_trip(censored(spans, report), told), told, report)


def without(
    frame: pl.DataFrame, wrong: pl.Expr, column: str, found: pl.Expr | str, reason: str, report: Report
) -> pl.DataFrame:
    """The frame without the rows that are wrong, which are told as dropped."""
    told = frame.select(ROW, wrong.fill_null(value=False).alias("wrong"))
    if not told["wrong"].any():
        return frame
    what = found if isinstance(found, pl.Expr) else pl.lit(found)
    bad = frame.filter(told["wrong"]).select(ROW, what.alias("found"))
    report.note(bad[ROW], column, bad["found"], reason, DROPPED)
    return frame.filter(~told["wrong"])


def without_repeats(frame: pl.DataFrame, report: Report) -> pl.DataFrame:
    """The frame with each row once; a repeat has the same unit, place, stage and stamps."""
    same = [name for name in SAME if name in frame.columns]
    key = frame.select(pl.struct(same).hash().alias("key"))["key"]
    if key.n_unique() == frame.height:
        return frame
    first = frame.select(ROW, *same).with_columns(pl.col(ROW).min().over(same).alias("first"))
    text = "as row " + first["first"].cast(pl.String)
    repeat = first[ROW] != first["first"]
    report.note(first[ROW].filter(repeat), "unit", text.filter(repeat), "repeated row", DROPPED)
    return frame.filter(~repeat)


def censored(frame: pl.DataFrame, report: Report) -> pl.DataFrame:
    """Stages without an exit stay. `censored` are those open at the end of the log: the unit is seen no more.

    An exit that is missing before a later stage, or that could not be read, is unknown but not still to come.
    """
    unknown = pl.col("left").is_null()
    last = pl.int_range(pl.len()).over("unit") == pl.len().over("unit") - 1
    unread = pl.col(ROW).is_in(report.unread.implode()) if len(report.unread) else pl.lit(value=False)
    frame = frame.with_columns((unknown & last & ~unread).alias("censored"))
    told = frame.filter(unknown).select(ROW, "entered", "censored")
    is_open, missing = told.filter("censored"), told.filter(~pl.col("censored"))
    report.note(is_open[ROW], "left", is_open["entered"], "still open at the end of the log", CENSORED)
    report.note(missing[ROW], "left", missing["entered"], "exit missing: kept without it", MENDED)
    return frame


def by_trip(frame: pl.DataFrame, told: LogMap) -> pl.DataFrame:
    """Units that come again, as wagons do, by trip: 'W1', 'W1 #2', …, where the map says when a trip is new."""
    if told.new_trip_h == float("inf"):
        return frame
    seen = pl.coalesce("left", "entered").cum_max().shift(1).over("unit")
    away = (pl.col("entered") - seen).dt.total_milliseconds() / MILLISECONDS
    earlier = (away > told.new_trip_h).fill_null(value=False).cast(pl.Int64).cum_sum().over("unit")
    name = pl.format("{} #{}", pl.col("unit"), earlier + 1)
    return frame.with_columns(pl.when(earlier > 0).then(name).otherwise(pl.col("unit")).alias("unit"))


def distances(frame: pl.DataFrame, told: LogMap, report: Report) -> pl.DataFrame:
    """Chainage only where it does not fall along the trip."""
    if "distance" not in told.fields:
        return frame
    reached = pl.col("distance").cum_max().forward_fill().over("unit")
    falls = frame.select(
        ROW, "distance", (pl.col("distance") < reached).fill_null(value=False).alias("falls")
    )
    wrong = falls.filter("falls")
    report.note(wrong[ROW], "distance", wrong["distance"], "distance falls along the trip: left out", MENDED)
    return frame.with_columns(pl.when(~falls["falls"]).then(pl.col("distance")).alias("distance"))


def records_of(frame: pl.DataFrame, told: LogMap) -> pl.DataFrame:
    """The stages under the names by which they go on, see `crossgauge.sources.logs.Log`."""
    words = [word.lower() for word in told.moving]
    texts = [pl.col(name).fill_null("") for name in ("crossing", "post", "place", "direction")]
    return frame.select(
        pl.col(ROW).alias("row"),
        "unit",
        *texts,
        pl.col("stage").fill_null(""),
        pl.col("class").fill_null("").alias("unit_class"),
        "entered",
        "left",
        "censored",
        pl.col("stage").str.to_lowercase().is_in(words).fill_null(value=False).alias("moving"),
        pl.col("distance").alias("distance_km"),
        pl.col("cost").alias("cost_usd"),
        pl.col("mass").alias("mass_t"),
        *(name for name in NUMBERS if name in ("teu", "load", "persons")),
    )
