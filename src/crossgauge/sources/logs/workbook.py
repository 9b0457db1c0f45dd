"""A workbook as a frame: looked through first, as its reader takes room for whatever a workbook says that it has."""

import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import polars as pl

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.sources.logs.limits import MOST_LOG_BYTES, MOST_SHEET_CELLS
from crossgauge.units import shown

EXCEL_HINT = "Expected the extra for Excel: pip install 'crossgauge[excel]'. Or save the sheet as CSV."
PIECE, OVERLAP = 1 << 20, 200  # bytes read at a time, and those looked at again, as a word may lie across
CELL = re.compile(rb"""<[\w:]*c\s[^<>]*?\br\s*=\s*["']\s*([A-Za-z]{1,9})([0-9]{1,12})""")
COUNT = re.compile(rb"""uniqueCount\s*=\s*["']\s*\+?([0-9]+)""")  # of texts; `count` takes no room
QUIET = ("fastexcel", "calamine")  # they warn of columns that are empty; the report tells of what is missing


def excel_frame(path: Path, sheet: str) -> pl.DataFrame:
    """The rows of one sheet, the first if none is named; dates stay dates. Raises ProjectFaulty."""
    look_through(path)
    try:
        import fastexcel
    except ImportError:
        raise refused(path, "is a workbook", EXCEL_HINT) from None
    for name in QUIET:
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        # All rows decide what a column holds: with the first thousand, text further down would be lost silently.
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        if sheet and sheet not in names:
            raise refused(path, f"has no sheet {shown(sheet)}", f"There are: {', '.join(names)}.")
        return book.load_sheet(sheet or 0, schema_sample_rows=None).to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, ValueError) as error:
        raise unreadable(path, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the reader's language; it has no class that one can name
            raise
        raise unreadable(path, error) from None


def refused(path: Path, wrong: str, expected: str) -> ProjectFaulty:
    """The one fault of a workbook."""
    return ProjectFaulty(path.name, [Fault(path.name, wrong, expected)])


def unreadable(path: Path, error: BaseException) -> ProjectFaulty:
    """What the reader said, in one line."""
    said = (str(error).splitlines() or ["without a word"])[0]
    return refused(path, f"cannot be read: {said}", "Expected a workbook.")


def look_through(path: Path) -> None:
    """Raises ProjectFaulty for what is no archive, is damaged, or says that it has more than it can have."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            size = sum(part.file_size for part in parts)
            if size > MOST_LOG_BYTES:
                expected = f"Expected at most {MOST_LOG_BYTES:,} (MOST_LOG_BYTES)."
                raise refused(path, f"unpacks to {size:,} bytes", expected)
            for part in parts:
                with packed.open(part) as file:
                    look_at(path, part, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        wrong = f"is not XLSX ({error})" if str(error) else "is not XLSX"
        raise refused(path, wrong, "Expected a workbook saved as .xlsx.") from None


def look_at(path: Path, part: zipfile.ZipInfo, file: IO[bytes]) -> None:
    """Raises ProjectFaulty for cells too far from the first, and for more entries than a part has bytes."""
    rows = columns = 0
    for piece in pieces(file):
        for count in COUNT.findall(piece):
            if int(count[:30]) > part.file_size:
                wrong = f"says that {shown(part.filename)} has {shown(count.decode())} entries, more than bytes"
                raise refused(path, wrong, "Expected a workbook as a spreadsheet program saves it.")
        for letters, number in CELL.findall(piece):
            rows, columns = max(rows, int(number)), max(columns, column_number(letters))
    if rows * columns > MOST_SHEET_CELLS:
        wrong = f"has cells down to row {rows:,} and out to column {columns:,} in {shown(part.filename)}"
        raise refused(path, wrong, f"Expected at most {MOST_SHEET_CELLS:,} cells (MOST_SHEET_CELLS), empty ones too.")


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part, the end of each piece again before the next."""
    before = b""
    while piece := file.read(PIECE):
        yield before + piece
        before = piece[-OVERLAP:]


def column_number(letters: bytes) -> int:
    """The number of a column by its letters.

    >>> column_number(b"A"), column_number(b"xfd")
    (1, 16384)
    """
    found = 0
    for letter in letters.upper():
        found = 26 * found + letter - 64
    return found
