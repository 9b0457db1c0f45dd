"""Texts to instants: formats told from the texts, orders of day and month never mixed, clocks by post."""

import polars as pl

from crossgauge.sources.logs.columns import LogMap
from crossgauge.sources.logs.limits import EARLIEST_YEAR, LATEST_YEAR, MOST_SHOWN
from crossgauge.sources.logs.reading import ROW
from crossgauge.sources.logs.report import MENDED, STAMP, Report
from crossgauge.units import shown

ORDERED = r"^(\d{1,2})[./-](\d{1,2})[./-]\d{4}"  # 01/02/2023: day or month first
OFFSET = r":\d{2}(?:[.,]\d+)? ?(Z|[+-]\d{2}:?\d{2})$"
TIMES = (" %H:%M:%S", " %H:%M", " %H:%M:%S%.f", "")
DAYS = {
    "iso": ("%Y-%m-%d",),
    "year first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "day first": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"),
    "month first": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"),
}
NAIVE = pl.Datetime("ms")


def instants(
    frame: pl.DataFrame, names: list[str], columns: dict[str, str], told: LogMap, report: Report
) -> pl.DataFrame:
    """The frame with the stamps of `names` as instants in the map's clock; unreadable ones are null and told.

    frame   : `#row`, `post` and the stamps as text or dates
    columns : by stamp, its column in the log, as the report says it
    """
    texts = [name for name in names if frame.schema[name] == pl.String]
    frame = frame.with_columns(pl.col(name).str.strip_chars().replace("", None) for name in texts)
    order = told.dates if "%" in told.dates else order_of(frame, texts, columns, told.dates, report)
    for name in names:
        column = frame[name]
        naive, offset = read_texts(column, order) if name in texts else of_type(column, columns[name], report)
        believed = naive.dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)
        naive = pl.select(pl.when(believed).then(naive)).to_series()
        lost = frame.filter(naive.is_null() & column.is_not_null()).select(
            ROW, pl.col(name).cast(pl.String).alias("found")
        )
        report.unreadable(lost, columns[name], STAMP, told.tolerate, len(column) - column.null_count())
        at = None
        if offset is not None:  # what states its own offset needs no clock
            at = pl.select(
                pl.when(naive.is_not_null()).then(offset.dt.convert_time_zone(told.clock))
            ).to_series()
            naive = pl.select(pl.when(at.is_null()).then(naive)).to_series()
        local = located(frame.select(ROW, "post", naive.alias("naive")), columns[name], told, report)
        frame = frame.with_columns(
            (local if at is None else pl.select(pl.coalesce(at, local)).to_series()).alias(name)
        )
    return frame


def of_type(column: pl.Series, name: str, report: Report) -> tuple[pl.Series, pl.Series | None]:
    """Stamps that the file holds as dates already: without their clock, and those with one as instants."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return column.dt.replace_time_zone(None).cast(NAIVE), column.dt.convert_time_zone("UTC").cast(
            pl.Datetime("ms", "UTC")
        )
    if kind in (pl.Date, pl.Datetime, pl.Null):
        return column.cast(NAIVE), None
    report.fault(None, f"{name} holds {kind}", "Expected dates with times, or their texts.")
    return pl.Series(name, [None] * len(column), NAIVE), None


def order_of(
    frame: pl.DataFrame, names: list[str], columns: dict[str, str], said: str, report: Report
) -> str:
    """Which of day, month and year comes first in all stamps; a fault where texts contradict or cannot tell."""
    seen: dict[str, tuple[int, str, str]] = {}  # order -> row, column and text that shows it
    unclear: tuple[int, str, str] | None = None
    dots = True
    for name in names:
        parts = frame.select(ROW, name).filter(pl.col(name).str.contains(ORDERED)).with_columns(
            pl.col(name).str.extract(ORDERED, 1).cast(pl.Int64).alias("first"),
            pl.col(name).str.extract(ORDERED, 2).cast(pl.Int64).alias("second"),
        )  # fmt: skip
        if parts.height == 0:
            continue
        for order, sign in (("day first", "first"), ("month first", "second")):
            shows = parts.filter(pl.col(sign) > 12)
            if shows.height:
                seen.setdefault(order, (shows[ROW][0], columns[name], shows[name][0]))
        unclear = unclear or (parts[ROW][0], columns[name], parts[name][0])
        dots = dots and bool(parts[name].str.contains(".", literal=True).all())
    if unclear is None:
        return said or "year first"
    if len(seen) == 2:
        tell_mixed(frame, names, columns, said, seen, report)
    elif seen and said and said not in seen:
        (row, column, text), found = next(iter(seen.values())), next(iter(seen))
        report.fault(
            row, f"{column} is {shown(text)}, {found}", f"Expected {said}, as `dates` in the map says."
        )
    elif not seen and not said and not dots:
        row, column, text = unclear
        expected = "Expected the order in the map: dates: day first, or dates: month first."
        report.fault(row, f"{column} is {shown(text)}, and no row tells day from month", expected)
    return said or next(iter(seen), "day first")


def tell_mixed(
    frame: pl.DataFrame,
    names: list[str],
    columns: dict[str, str],
    said: str,
    seen: dict[str, tuple[int, str, str]],
    report: Report,
) -> None:
    """Faults for day-first and month-first dates in one log: those against `dates`, or the first of each."""
    against = {"day first": 2, "month first": 1}.get(said)
    if against is None:
        (first, column, text), (second, _, other) = seen["day first"], seen["month first"]
        wrong = f"{column} is {shown(text)}, day first, but row {second} has {shown(other)}, month first"
        report.fault(first, wrong, "Expected one order in a log. Split it, or correct these rows.")
        return
    for name in names:
        wrong_rows = frame.filter(pl.col(name).str.extract(ORDERED, against).cast(pl.Int64) > 12)
        for row, text in wrong_rows.select(ROW, name).head(MOST_SHOWN).iter_rows():
            report.fault(
                row, f"{columns[name]} is {shown(text)}", f"Expected {said}, as `dates` in the map says."
            )


def read_texts(column: pl.Series, order: str) -> tuple[pl.Series, pl.Series | None]:
    """Stamps without their clock, and those that state an offset as instants (None where none does)."""
    if "%" in order:
        return column.str.to_datetime(order, strict=False, time_unit="ms"), None
    text = column
    if text.str.contains("T", literal=True).any():
        text = text.str.replace("T", " ", literal=True)
    offset = None
    if text.str.contains(OFFSET).any():
        offset = (
            text.str.extract(OFFSET, 1)
            .str.replace("Z", "+0000", literal=True)
            .str.replace(":", "", literal=True)
        )
        text = bare(text, offset)
    naive = first_that_fits(text, [day + time for time in TIMES for day in DAYS[order]])
    if order in ("day first", "month first") and naive.null_count() > text.null_count():
        iso = first_that_fits(text, ["%Y-%m-%d" + time for time in TIMES])
        naive = pl.select(pl.coalesce(naive, iso)).to_series()
    if offset is None:
        return naive, None
    minutes = (offset.str.slice(1, 2).cast(pl.Int64) * 60 + offset.str.slice(3, 2).cast(pl.Int64)) * (
        1 - 2 * offset.str.starts_with("-").cast(pl.Int64)
    )
    at = (naive - (minutes * 60_000).cast(pl.Duration("ms"))).cast(NAIVE)
    return naive, at.dt.replace_time_zone("UTC")


def bare(text: pl.Series, offset: pl.Series) -> pl.Series:
    """The texts without the offset of those that have one."""
    cut = text.str.replace(r" ?(Z|[+-]\d{2}:?\d{2})$", "")
    return pl.select(pl.when(offset.is_not_null()).then(cut).otherwise(text)).to_series()


def first_that_fits(text: pl.Series, formats: list[str]) -> pl.Series:
    """Each text by the first format that reads it; each format sees only what is still unread."""
    frame = pl.DataFrame({"text": text, "at": pl.Series([None] * len(text), dtype=NAIVE)}).with_row_index("n")
    rest = frame.filter(pl.col("text").is_not_null())
    found = []
    for form in formats:
        if rest.height == 0:
            break
        if "%H" in form:
            at = rest["text"].str.to_datetime(form, strict=False, time_unit="ms")
        else:
            at = rest["text"].str.to_date(form, strict=False).cast(NAIVE)
        rest = rest.with_columns(at.alias("at"))
        found.append(rest.filter(pl.col("at").is_not_null()).select("n", "at"))
        rest = rest.filter(pl.col("at").is_null())
    if not found:
        return frame["at"]
    return frame.select("n").join(pl.concat(found), on="n", how="left", maintain_order="left")["at"]


def located(frame: pl.DataFrame, column: str, told: LogMap, report: Report) -> pl.Series:
    """Naive stamps, each in the clock of its post, as instants in the map's clock."""
    zones = dict(told.zones)
    rest = zones.pop("", None)
    posts = frame["post"]
    known = posts.is_in(list(zones)).fill_null(value=False)
    homeless = ~known & frame["naive"].is_not_null()
    if rest is None and homeless.any():
        row, post = frame.filter(homeless).select(ROW, "post").row(0)
        expected = "Expected its clock in the map's time_zone, or others: for all that are not named."
        wrong = f"no clock is known for post {shown(str(post))}"
        if not post:
            wrong = "no clock is known: time_zone is told by post, and no post stands here"
            expected = "Expected a post in columns, or of each stage: [entry, exit, post]; or others: in time_zone."
        report.fault(row, wrong, expected)
        return pl.Series([None] * frame.height, dtype=pl.Datetime("ms", told.clock))
    early, late = (
        in_clocks(frame, zones, rest or "UTC", told.clock, which) for which in ("earliest", "latest")
    )
    twice = frame.filter(early != late)
    report.note(
        twice[ROW], column, twice["naive"], "in the hour that the clock shows twice: the earlier", MENDED
    )
    skipped = frame.filter(early.is_null() & frame["naive"].is_not_null())
    report.note(skipped[ROW], column, skipped["naive"], "in the hour that the clock skips: left out", MENDED)
    return early


def in_clocks(frame: pl.DataFrame, zones: dict[str, str], rest: str, clock: str, which: str) -> pl.Series:
    """The stamps, read in each post's zone. which : of two instants that the clock shows alike."""

    def at(zone: str) -> pl.Expr:
        local = pl.col("naive").dt.replace_time_zone(zone, ambiguous=which, non_existent="null")  # type: ignore[arg-type]
        return local.dt.convert_time_zone(clock)

    expression = at(rest)
    for post, zone in zones.items():
        expression = pl.when(pl.col("post") == post).then(at(zone)).otherwise(expression)
    return frame.select(expression.alias("at"))["at"]
