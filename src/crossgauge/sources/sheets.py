"""A CSV file as columns of numbers and codes, with every fault of every row: where, what is wrong, what is right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from crossgauge.errors import Fault, ProjectFaulty, nearest
from crossgauge.sources.countries import code_of, near_code
from crossgauge.sources.limits import (
    MOST_COLUMNS,
    MOST_FAULTS_OF_A_KIND,
    MOST_TRADE_BYTES,
    MOST_TRADE_ROWS,
)
from crossgauge.sources.logs.reading import ROW, check_header, check_own, csv_frame, refused
from crossgauge.units import NotAQuantity, shown

MOST_HEADER = 65_536  # characters of a header that are looked at
A_NUMBER = "Expected a number with a point, such as 1234.5."


@dataclass(slots=True)
class Sheet:
    """A file as texts, with its lines in `#row`, and what is wrong with it so far."""

    name: str
    frame: pl.DataFrame
    faults: list[Fault] = field(default_factory=list)

    def fault(self, wrong: str, expected: str, row: int | None = None) -> None:
        """Note one fault, of a line or of the file."""
        self.faults.append(Fault(self.name if row is None else f"{self.name}:{row}", wrong, expected))

    def faults_of(self, rows: pl.Series, wrongs: Sequence[str], expected: str) -> None:
        """Note faults of one kind: the first few with their lines, the rest counted."""
        for row, wrong in zip(rows[:MOST_FAULTS_OF_A_KIND], wrongs, strict=False):
            self.fault(wrong, expected, int(row))
        if len(rows) > MOST_FAULTS_OF_A_KIND:
            rest = len(rows) - MOST_FAULTS_OF_A_KIND
            more = f"{rest:,} more {'row is' if rest == 1 else 'rows are'}"
            alike = f"{more} wrong as line {int(rows[0])} is, to this one"
            self.fault(alike, expected, int(rows[-1]))

    def settle(self) -> None:
        """Raises ProjectFaulty with all that was noted, in order of lines."""
        if self.faults:
            raise ProjectFaulty(self.name, sorted(self.faults, key=line_of))


def line_of(fault: Fault) -> tuple[str, int]:
    """File, then line as a number: line 9 stands before line 10."""
    file, _, line = fault.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (fault.where, 0)


def sheet_of(path: Path) -> Sheet:
    """The file as texts, without the spaces around them.

    Raises ProjectFaulty for a file that is missing, empty, no CSV or above a limit.
    """
    name = path.name
    if not path.is_file():
        near = get_close_matches(name, [one.name for one in path.parent.glob("*.csv")], n=1, cutoff=0.75)
        wrong = "is a folder" if path.is_dir() else "is not there"
        raise refused(str(path), wrong, f"Did you mean '{near[0]}'?" if near else "Expected a CSV file.")
    size = path.stat().st_size
    if size > MOST_TRADE_BYTES:
        expected = f"Expected at most {MOST_TRADE_BYTES:,} (MOST_TRADE_BYTES)."
        raise refused(name, f"has {size:,} bytes", expected)
    if not size:
        raise refused(name, "is empty", "Expected a header and rows.")
    check_text(path)
    frame = csv_frame(path, "utf-8")
    if frame.height > MOST_TRADE_ROWS or frame.width > MOST_COLUMNS:
        wrong = f"has {frame.height:,} rows of {frame.width} columns"
        limits = f"{MOST_TRADE_ROWS:,} (MOST_TRADE_ROWS) of {MOST_COLUMNS} (MOST_COLUMNS)"
        raise refused(name, wrong, f"Expected at most {limits}.")
    if not frame.height:
        raise refused(name, "has no rows", "Expected at least one row below the header.")
    names = [column.strip() for column in frame.columns]
    check_header(names, name)
    check_own(names, name)
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    frame = frame.with_columns(pl.all().str.strip_chars()).with_row_index(ROW, offset=2)
    # An empty line is no row, and those behind it keep their numbers.
    return Sheet(name, frame.filter(~pl.all_horizontal(pl.exclude(ROW).fill_null("") == "")))


def check_text(path: Path) -> None:
    """Raises ProjectFaulty with the line of the first byte that is no UTF-8."""
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{path.name}:{raw.count(bytes([10]), 0, error.start) + 1}"
        wrong = f"has the byte {raw[error.start]:#04x}, which is no UTF-8"
        raise refused(where, wrong, "Expected UTF-8: in a spreadsheet, save as 'CSV UTF-8'.") from None


def has_column(path: Path, column: str) -> bool:
    """Whether the header of a file names a column; False where there is no file to read."""
    if not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return column in {name.strip().strip('"') for name in re.split(r"[,;\t|]", file.readline(MOST_HEADER))}


def check_columns(sheet: Sheet, wanted: Sequence[tuple[str, str]]) -> None:
    """Note each column that is not there, `wanted` as (column, option that names it); raises if any is not."""
    known = [name for name in sheet.frame.columns if name != ROW]
    for column, option in dict.fromkeys(wanted):
        if column not in known:
            told = f" Or name it with {option}." if option else ""
            sheet.fault(f"has no column {shown(column)}", f"{nearest(column, known)}{told}", 1)
    sheet.settle()


def countries_in(sheet: Sheet, column: str) -> pl.Series:
    """Codes of three letters; null where the text is none, which is noted."""
    texts = sheet.frame[column].fill_null("")
    known: dict[str, str | None] = {}
    why: dict[str, str] = {}
    for text in sorted(texts.unique().to_list()):
        try:
            known[text] = code_of(text)
        except NotAQuantity as error:
            known[text], why[text] = None, error.expected
    right = [text for text, code in known.items() if code is not None]
    for text, expected in why.items():
        rows = sheet.frame[ROW].filter(texts == text)
        more = f", in {len(rows):,} rows" if len(rows) > 1 else ""
        wrong = f"{column} is {shown(text)}" if text else f"{column} is missing"
        # What the file itself has is likelier than what the world has.
        near = near_code(text.upper(), right) if len(text) < 4 else None
        told = f"Expected an ISO 3166 code. Did you mean '{near}'?" if near else expected
        sheet.fault(f"{wrong}{more}", told, int(rows[0]))
    return texts.replace_strict(known, return_dtype=pl.String)


def numbers_in(sheet: Sheet, column: str, *, least: float | None = None) -> pl.Series:
    """Numbers; null where the text is none or below `least`, which is noted."""
    texts = sheet.frame[column].fill_null("")
    values = texts.cast(pl.Float64, strict=False)
    rows = sheet.frame[ROW]
    missing = texts.str.to_lowercase().is_in(["", "na", "nan", "null", "none", ".", "n/a", "..", "-"])
    bad = ~missing & (values.is_null() | ~values.is_finite().fill_null(value=True))
    sheet.faults_of(
        rows.filter(missing), [f"{column} is missing"] * int(missing.sum()),
        "Expected a number: 0 where nothing was traded; a row that is not known is left out.",
    )  # fmt: skip
    sheet.faults_of(rows.filter(bad), [f"{column} is {shown(text)}" for text in texts.filter(bad)], A_NUMBER)
    if least is not None:
        low = ~missing & ~bad & (values < least)
        told = [f"{column} is {shown(text)}, below {least:g}" for text in texts.filter(low)]
        sheet.faults_of(rows.filter(low), told, f"Expected {least:g} or more.")
        bad = bad | low
    return pl.select(pl.when(~missing & ~bad).then(values)).to_series().alias(column)


def check_once(sheet: Sheet, keys: Sequence[str], frame: pl.DataFrame, expected: str) -> None:
    """Note every row whose `keys` a row before it has; `frame` has `#row` and the keys."""
    known = frame.drop_nulls(list(keys))
    first = known.with_columns(pl.col(ROW).first().over(list(keys)).alias("first"))
    again = first.filter(pl.col("first") != pl.col(ROW))
    wrongs = [
        f"{', '.join(str(row[key]) for key in keys)} stands in line {row['first']} already"
        for row in again.iter_rows(named=True)
    ]
    sheet.faults_of(again[ROW], wrongs, expected)
