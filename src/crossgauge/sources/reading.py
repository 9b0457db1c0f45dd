"""What a reading of a project gathers on its way: faults, lines, provenance, and columns of data."""

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import Field, dataclass, field
from typing import Any

from crossgauge.errors import Fault, nearest
from crossgauge.model.facts import Provenance
from crossgauge.model.paths import Path, said
from crossgauge.sources.folder import Folder, Unreadable, rows_of
from crossgauge.sources.tree import Mapping, Node, Scalar, described, text_of
from crossgauge.units import EXAMPLES, NotAQuantity, number, shown

WRAPPED = {"value", "fact", "assumed"}


class Failed:
    """Stands for a value that could not be read; its fault is already noted."""


FAILED = Failed()
Reader = Callable[["Reading", Node, Path], Any]


@dataclass(slots=True)
class Reading:
    """One reading. `readers` has the attributes that are not read by their type alone."""

    folder: Folder
    readers: Table[tuple[type[Any], str], Reader]
    first_year: int | None = None
    faults: list[tuple[Path, Fault]] = field(default_factory=list)
    lines: dict[Path, str] = field(default_factory=dict)
    provenance: list[Provenance] = field(default_factory=list)
    tables: dict[str, tuple[list[str], list[tuple[int, list[str]]]]] = field(default_factory=dict)

    def fault(self, path: Path, where: str, wrong: str, expected: str) -> Failed:
        """Note that what `path` names is `wrong`, as in "is '18 hh'"."""
        begin = said(path)
        self.faults.append((path, Fault(where, f"{begin} {wrong}" if begin else wrong, expected)))
        return FAILED

    def unknown(self, path: Path, where: str, word: str, known: list[str]) -> Failed:
        """Note a key that is none of the known ones."""
        begin = said(path)
        wrong = f"{begin}: there is no '{word}'" if begin else f"there is no '{word}'"
        comma = " Inside { } a text with a comma needs quotes." if " " in word else ""  # no attribute has a space
        expected = f"Expected an attribute that exists. {nearest(word, known)}{comma}"
        self.faults.append((path, Fault(where, wrong, expected)))
        return FAILED

    def unwrapped(self, node: Node, path: Path) -> Node:
        """The value of `{value: …, fact: …}`, where it came from noted; any other node as it is."""
        self.lines.setdefault(path, node.where)
        if not isinstance(node, Mapping) or "value" not in node.entries:
            return node
        foreign = node.entries.keys() - WRAPPED
        if foreign and len(node.entries.keys() & WRAPPED) < 2:
            return node
        for key in sorted(foreign):
            expected = "Expected value, fact and assumed. Inside { } a text with a comma needs quotes."
            self.faults.append((path, Fault(node.lines[key], f"{said(path)}: there is no '{key}'", expected)))
        value = node.entries["value"]
        texts = {}
        for word in ("fact", "assumed"):
            said_by = node.entries.get(word, Scalar(node.where, ""))
            if not isinstance(said_by, Scalar):
                self.fault((*path, word), said_by.where, f"is {described(said_by)}", "Expected a text.")
                said_by = Scalar(node.where, "")
            texts[word] = said_by.text.strip()
        where = node.lines.get("value", node.where)
        entry = Provenance(path=".".join(path), text=text_of(value), where=where, **texts)
        self.provenance.append(entry)
        return value

    def column(self, file: str, column: str) -> tuple[float, ...]:
        """Numbers of one column of a CSV file of the folder. Raises NotAQuantity."""
        numbers = []
        for line, cell in self.cells(file, column):
            try:
                numbers.append(number(cell))
            except NotAQuantity as error:
                raise NotAQuantity(f"reads {file}:{line}, which {error.wrong}", error.expected) from None
        return tuple(numbers)

    def cells(self, file: str, column: str) -> list[tuple[int, str]]:
        """Line and text of the filled cells of one column. Raises NotAQuantity."""
        try:
            if file not in self.tables:
                if not file.endswith(".csv"):
                    raise NotAQuantity(f"reads {shown(file)}", "Expected a CSV file in the project folder.")
                self.tables[file] = rows_of(self.folder.text(file), file)
        except Unreadable as error:
            wrong = f"reads {shown(file)}, which {error.fault.wrong}"
            raise NotAQuantity(wrong, error.fault.expected) from None
        header, rows = self.tables[file]
        if column not in header:
            raise NotAQuantity(f"reads column {shown(column)} of {file}", f"{nearest(column, header)}")
        place = header.index(column)
        return [(line, row[place]) for line, row in rows if len(row) > place and row[place]]


def told(entry: Field[Any]) -> str:
    """What an attribute means, to say what was expected."""
    meaning, unit = str(entry.metadata.get("meaning", entry.name)), entry.metadata.get("unit", "")
    return f"{meaning}: {EXAMPLES[unit]}" if unit in EXAMPLES and unit != "1" else meaning
