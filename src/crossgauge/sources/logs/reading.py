"""A log file as a frame with its header and its rows' numbers, before anyone knows what they mean."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.logs.limits import MOST_LOG_BYTES, MOST_LOG_COLUMNS, MOST_LOG_ROWS
from crossgauge.sources.logs.workbook import excel_frame
from crossgauge.sources.logs.xes import xes_frame
from crossgauge.units import shown

ROW = "#row"  # row in the file: 1 is the header; in XES the line
SEPARATORS = ",;\t|"
SUFFIXES = ".csv, .tsv, .txt, .xlsx, .parquet, .xes or .xes.gz"


def log_frame(path: Path, encoding: str = "utf-8", sheet: str = "") -> pl.DataFrame:
    """Every row of the file with its number in `#row`. Text stays text.

    Raises ProjectFaulty for a file that is missing, empty, above a limit or of another kind.
    """
    name = path.name
    reader = reader_of(path, encoding, sheet)
    if not path.is_file():
        raise refused(name, "is not there", "Expected a file.")
    size = path.stat().st_size
    if size == 0:
        raise refused(name, "is empty", "Expected a header and rows.")
    if size > MOST_LOG_BYTES:
        expected = (
            f"Expected at most {MOST_LOG_BYTES:,} (MOST_LOG_BYTES). Split the log, by month for example."
        )
        raise refused(name, f"has {size:,} bytes", expected)
    frame = reader()
    if frame.height == 0:
        raise refused(name, "has no rows", "Expected at least one row below the header.")
    if frame.height > MOST_LOG_ROWS or frame.width > MOST_LOG_COLUMNS:
        wrong = f"has {frame.height:,} rows of {frame.width} columns"
        limits = f"{MOST_LOG_ROWS:,} (MOST_LOG_ROWS) of {MOST_LOG_COLUMNS} (MOST_LOG_COLUMNS)"
        raise refused(name, wrong, f"Expected at most {limits}.")
    check_own(frame.columns, name)
    if "line" in frame.columns and path.name.endswith((".xes", ".xes.gz")):
        return frame.with_columns(pl.col("line").cast(pl.Int64).alias(ROW))
    return frame.with_row_index(ROW, offset=2).with_columns(pl.col(ROW).cast(pl.Int64))


def refused(where: str, wrong: str, expected: str) -> ProjectFaulty:
    """The one fault that keeps a file from being read."""
    return ProjectFaulty(where, [Fault(where, wrong, expected)])


def reader_of(path: Path, encoding: str, sheet: str) -> Callable[[], pl.DataFrame]:
    """What reads files of this kind."""
    name = path.name.lower()
    if name.endswith((".csv", ".tsv", ".txt")):
        return lambda: csv_frame(path, encoding)
    if name.endswith((".xlsx", ".xlsm")):
        return lambda: excel_frame(path, sheet)
    if name.endswith((".parquet", ".pq")):
        return lambda: parquet_frame(path)
    if name.endswith((".xes", ".xes.gz")):
        return lambda: xes_frame(path)
    raise refused(path.name, f"ends in {shown(path.suffix)}", f"Expected {SUFFIXES}.")


def csv_frame(path: Path, encoding: str) -> pl.DataFrame:
    """The rows of a CSV file as text; its separator is told from the header."""
    raw = path.read_bytes()
    if encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        try:
            raw = raw.decode(encoding).encode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise refused(
                f"{path.name}:{line}", f"is not {encoding}", "Expected another encoding: in the map."
            ) from None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    head = raw[:65_536].split(b"\n", 1)[0]
    separator = max(SEPARATORS, key=lambda sign: head.count(sign.encode()))
    check_utf8(raw, path.name)
    check_header(header_in(head.decode("utf-8", "replace"), separator, path.name), path.name)
    try:
        return pl.read_csv(io.BytesIO(raw), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise refused(*ragged(raw, separator, path.name, str(error))) from None


def check_utf8(raw: bytes, name: str) -> None:
    """Raises ProjectFaulty with the line of the first byte that is no UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        expected = "Expected UTF-8, or the encoding in the map: encoding: cp1251."
        raise refused(
            f"{name}:{line}", f"has the byte {raw[error.start]:#04x}, which is no UTF-8", expected
        ) from None


def check_own(header: list[str], name: str) -> None:
    """Raises ProjectFaulty for a column that is called as the numbers of rows are."""
    if ROW in header:
        raise refused(f"{name}:1", f"names a column {shown(ROW)}", "Expected another name: rows are numbered in it.")


def header_in(line: str, separator: str, name: str) -> list[str]:
    """The names in the first line. Raises ProjectFaulty where lines end as on an old Macintosh."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        wrong = "has a carriage return inside its first line"
        raise refused(f"{name}:1", wrong, "Expected lines that end in LF or CRLF.") from None


def check_header(header: list[str], name: str) -> None:
    """Raises ProjectFaulty for a header with a name twice."""
    again = sorted({column for column in header if header.count(column) > 1 and column})
    if again:
        raise refused(f"{name}:1", f"names the column {shown(again[0])} twice", "Expected each name once.")


def ragged(raw: bytes, separator: str, name: str, said: str) -> tuple[str, str, str]:
    """Where a row has more cells than the header, as a fault; else what the parser said."""
    reader = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), delimiter=separator)
    width = len(next(reader, []))
    try:
        for cells in reader:
            if len(cells) > width:
                wrong = f"has {len(cells)} cells"
                return f"{name}:{reader.line_num}", wrong, f"Expected {width}, as in the header."
    except csv.Error as error:
        return f"{name}:{reader.line_num}", f"is not CSV: {error}", "Expected quotes in pairs."
    return name, f"is not CSV: {said.splitlines()[0]}", "Expected a header and rows with as many cells."


def parquet_frame(path: Path) -> pl.DataFrame:
    """The rows of a Parquet file, with their types; more rows than the limit are not read."""
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
        if rows > MOST_LOG_ROWS:
            raise refused(path.name, f"has {rows:,} rows", f"Expected {MOST_LOG_ROWS:,} (MOST_LOG_ROWS).")
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise refused(
            path.name, f"is not Parquet: {str(error).splitlines()[0]}", "Expected a Parquet file."
        ) from None
