"""The files of a project folder: found, bounded, kept inside, and decoded."""

import csv
import os
import stat
from pathlib import Path

from crossgauge.errors import Fault
from crossgauge.sources.limits import (
    MOST_COLUMNS,
    MOST_FILE_BYTES,
    MOST_FILES,
    MOST_ROWS,
    MOST_TEXT,
    MOST_TOTAL_BYTES,
    MOST_YAML_BYTES,
)
from crossgauge.sources.tree import Mapping, Scalar
from crossgauge.units import shown

READ = (".yaml", ".csv")
ENDING = (
    "has an ending that is not read",
    "Expected a name that ends in .yaml or .csv; other files are not read.",
)
SCENARIOS = "scenarios"  # folder of a project whose files are read when one asks for them
INVESTMENTS = "investments"  # and another: files of projects under a budget
WORTH = "worth.yaml"  # a file that is read when one asks what hours are worth


class Unreadable(Exception):
    """A file that cannot be read, as a fault."""

    def __init__(self, where: str, wrong: str, expected: str) -> None:
        self.fault = Fault(where, wrong, expected)
        super().__init__(wrong)


def files_of(folder: Path) -> tuple[list[str], list[Fault]]:
    """Names of the YAML and CSV files relative to the folder, sorted; not hidden ones, nor those read when asked."""
    found: list[str] = []
    faults: list[Fault] = []
    for root, folders, names in os.walk(folder):
        top = Path(root) == folder
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (top and name in (SCENARIOS, INVESTMENTS))
        )
        for name in sorted(names):
            path = (Path(root) / name).relative_to(folder).as_posix()
            if name.startswith(".") or path == WORTH:
                continue
            if _ends_wrong(name):
                faults.append(Fault(_printable(path), *ENDING))
            elif name.endswith(READ):
                found.append(path)
            if len(found) > MOST_FILES:
                wrong = f"has more than {MOST_FILES} files"
                faults.append(Fault(str(folder), wrong, f"Expected at most {MOST_FILES} (MOST_FILES)."))
                return [], faults
    return sorted(found), faults


def misnamed(folder: Path, place: str) -> list[Fault]:
    """The files of one folder of a project that look as if they were read and are not, by their ending."""
    names = sorted(file.name for file in (folder / place).glob("*"))
    return [Fault(_printable(f"{place}/{name}"), *ENDING) for name in names if _ends_wrong(name)]


def _ends_wrong(name: str) -> bool:
    return (
        not name.startswith(".")
        and name.lower().endswith((".yml", ".yaml", ".csv"))
        and not name.endswith(READ)
    )


def _printable(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")


class Folder:
    """Reads texts below a folder, and no more of them than the limits allow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = path.resolve()
        self.bytes = 0

    def text(self, name: str) -> str:
        """The text of one file. Raises Unreadable for whatever is not one."""
        where = _printable(name)
        most = MOST_YAML_BYTES if name.endswith(".yaml") else MOST_FILE_BYTES
        limit = "MOST_YAML_BYTES" if name.endswith(".yaml") else "MOST_FILE_BYTES"
        data = self._bytes(name, where, most, limit)
        self.bytes += len(data)
        if self.bytes > MOST_TOTAL_BYTES:
            expected = f"Expected at most {MOST_TOTAL_BYTES} bytes in all (MOST_TOTAL_BYTES)."
            raise Unreadable(where, "makes the folder too large", expected)
        if b"\0" in data:
            raise Unreadable(where, "holds NUL bytes, so it is not text", "Expected UTF-8 text.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            wrong = f"is not UTF-8: byte 0x{data[error.start]:02x}"
            raise Unreadable(f"{where}:{line}", wrong, "Expected UTF-8 text.") from None

    def _bytes(self, name: str, where: str, most: int, limit: str) -> bytes:
        inside = "Expected a file inside the project folder."
        try:
            path = (self.root / name).resolve()
            if not path.is_relative_to(self.root):
                raise Unreadable(where, "leads out of the project folder", inside)
            if not path.exists():
                raise Unreadable(where, "does not exist", inside)
            if not stat.S_ISREG(path.stat().st_mode):
                raise Unreadable(where, "is not a file", inside)
            with path.open("rb") as file:
                data = file.read(most + 1)
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "not a path"
            raise Unreadable(where, f"cannot be read: {reason}", "Expected a readable file.") from None
        if len(data) > most:
            raise Unreadable(where, f"has more than {most} bytes", f"Expected at most {most} ({limit}).")
        return data


def rows_of(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows of a CSV text, every row with its line. Raises Unreadable."""
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    previous = csv.field_size_limit(MOST_TEXT)
    try:
        for row in lines:
            if any(cell.strip() for cell in row):
                rows.append((line, [cell.strip() for cell in row]))
            line = lines.line_num + 1
            if len(rows) > MOST_ROWS + 1:
                expected = f"Expected at most {MOST_ROWS} (MOST_ROWS)."
                raise Unreadable(f"{name}:{line}", f"has more than {MOST_ROWS} rows", expected)
    except csv.Error as error:
        expected = f"Expected values of at most {MOST_TEXT} characters (MOST_TEXT), with closed quotes."
        raise Unreadable(f"{name}:{line}", f"is not CSV: {error}", expected) from None
    finally:
        csv.field_size_limit(previous)
    if not rows:
        raise Unreadable(name, "is empty", "Expected a header with the names of the columns.")
    header = rows[0][1]
    again = sorted({column for column in header if header.count(column) > 1 and column})
    if again:
        raise Unreadable(
            f"{name}:1", f"has the column {shown(again[0])} twice", "Expected every column once."
        )
    if len(header) > MOST_COLUMNS:
        expected = f"Expected at most {MOST_COLUMNS} (MOST_COLUMNS)."
        raise Unreadable(f"{name}:1", f"has {len(header)} columns", expected)
    return header, rows[1:]


def table_tree(text: str, name: str, faults: list[Fault]) -> Mapping:
    """A CSV collection as the mapping that the same elements would be in YAML."""
    header, rows = rows_of(text, name)
    tree = Mapping(f"{name}:1")
    if "id" not in header:
        raise Unreadable(f"{name}:1", "has no column 'id'", "Expected a column 'id' that names every row.")
    for line, row in rows:
        where = f"{name}:{line}"
        if len(row) > len(header):
            wrong = f"has {len(row)} values"
            faults.append(Fault(where, wrong, f"Expected {len(header)}, one for each column of the header."))
            continue
        cells = {
            column: Scalar(where, cell, False)
            for column, cell in zip(header, row, strict=False)
            if cell and column
        }
        key = cells.pop("id", Scalar(where, "")).text
        if key in tree.entries:
            expected = f"Expected it once; the first is {tree.lines[key]}."
            faults.append(Fault(where, f"has the id {shown(key)} again", expected))
            continue
        tree.entries[key] = row_tree(where, cells)
        tree.lines[key] = where
    return tree


def row_tree(where: str, cells: dict[str, Scalar]) -> Mapping:
    """One row; columns `name_zh`, `name_ru`, … become the mapping of a name."""
    row = Mapping(where)
    languages = {column[5:]: cell for column, cell in cells.items() if column.startswith("name_")}
    for column, cell in cells.items():
        if not column.startswith("name_"):
            row.entries[column] = cell
            row.lines[column] = where
    if languages and "name" in cells:
        languages = {"en": cells["name"], **languages}
    if languages:
        row.entries["name"] = Mapping(where, dict(languages), dict.fromkeys(languages, where))
        row.lines["name"] = where
    return row
