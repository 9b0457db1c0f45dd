"""Columns of data that distributions and replays refer to, gathered while a network is written, as CSV."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, zip_longest
from pathlib import PurePosixPath

from crossgauge.model.checks_references import COLLECTIONS
from crossgauge.model.randomness import Empirical
from crossgauge.sources.texts_out import column_text, day_text, hinted, number_text, written_units
from crossgauge.units import UNITS

FILE = re.compile(r"(\w[\w-]*/)*\w[\w.-]*\.csv")
NAME = re.compile(r"\w([\w .-]*\w)?")


@dataclass(slots=True)
class Columns:
    """Cells by file and column. What came without a usable file goes to `data.csv`."""

    files: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def cite(self, values: Empirical, unit: str) -> str:
        """The text that cites the values, which are kept to be written in a unit that says them exactly."""
        _, _, name = values.column.partition(", ")
        word, cells = _exact(values.values, unit, hinted(name, unit))
        file, name = self.keep(values.column, cells)
        return column_text(file, name, word)

    def replay(self, instants: Sequence[datetime], column: str) -> tuple[str, str]:
        """File and column of the instants of a log, which are kept to be written."""
        return self.keep(column, [day_text(moment) for moment in instants])

    def keep(self, column: str, cells: list[str]) -> tuple[str, str]:
        """File and column where the cells now are; another column where theirs holds other cells."""
        file, _, stem = column.partition(", ")
        usable = FILE.fullmatch(file) and PurePosixPath(file).stem not in COLLECTIONS
        file, stem = file if usable else "data.csv", stem if NAME.fullmatch(stem) else "values"
        columns = self.files.setdefault(file, {})
        for number in count(1):
            name = stem if number == 1 else f"{stem}-{number}"
            if columns.setdefault(name, cells) == cells:
                return file, name
        raise AssertionError("a free number is always found")

    def texts(self) -> dict[str, str]:
        """Every file's text; columns are as long as they are, empty cells are not read."""
        return {
            file: table_text(list(columns), list(zip_longest(*columns.values(), fillvalue="")))
            for file, columns in self.files.items()
        }


def _exact(values: Sequence[float], unit: str, hint: str) -> tuple[str, list[str]]:
    """The unit and the cells that say all values exactly: in the unit of the column's name, else the shortest."""
    told: list[tuple[bool, int, str, list[str]]] = []
    for word, factor in written_units(unit):
        texts = [number_text(float(f"{value / factor:.15g}")) for value in values]
        if all(float(text) * UNITS[unit][word] == value for text, value in zip(texts, values, strict=True)):
            told.append((word != hint, sum(map(len, texts)), word, texts))
    si = next(word for word, factor in written_units(unit) if factor == 1.0)
    told.append((si != hint, 10**12, si, [number_text(value) for value in values]))
    _, _, word, cells = min(told)
    return word, cells


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The text of a CSV file; all cells in quotes where one holds what would end a row.

    >>> table_text(["id", "note"], [["a", "b, c"]])
    'id,note\\na,"b, c"\\n'
    """
    file = io.StringIO()
    plain = all(cell.isprintable() for row in rows for cell in row)
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_MINIMAL if plain else csv.QUOTE_ALL).writerows(
        [header, *rows]
    )
    return file.getvalue()
