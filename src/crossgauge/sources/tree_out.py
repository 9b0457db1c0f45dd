"""Declared elements as the trees that a project folder says them in, by what their attributes say of themselves."""

from collections.abc import Callable
from dataclasses import Field, dataclass, field, is_dataclass
from datetime import date, datetime
from pathlib import Path as PathOfFiles
from typing import Any

from crossgauge.model.calendars import Calendar
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.randomness import Distribution
from crossgauge.sources.build import attribute_value, attributes
from crossgauge.sources.calendars_out import word_of_periods
from crossgauge.sources.columns_out import Columns
from crossgauge.sources.folder import Folder
from crossgauge.sources.project import READERS
from crossgauge.sources.reading import Reading
from crossgauge.sources.said import Said, said_by
from crossgauge.sources.texts_out import clock_text, day_text, distribution_text, number_text, quantity_text
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar

EMPTY = Scalar("", "~")


@dataclass(frozen=True, slots=True)
class Rows(Mapping):
    """Elements by id, each on lines of its own."""


@dataclass(slots=True)
class Writing:
    """One writing of a network. `writers` has the attributes that are not told by their type alone."""

    network: Network
    writers: "dict[tuple[type[Any], str], Writer]"
    said: Said = field(default_factory=lambda: said_by(()))
    columns: Columns = field(default_factory=Columns)


Writer = Callable[[Writing, Any, Path], Node]


def element_tree(writing: Writing, element: Any, path: Path) -> Mapping:
    """What an element says beyond its id; what is as by default is left out, unless its source is told."""
    declared = type(element)
    tree = Mapping("")
    for word, entry in attributes(declared).items():
        name, value = entry.name, getattr(element, entry.name)
        if declared is Calendar and name == "periods":
            word = word_of_periods(value, path, writing.said)
        within = (*path, word)
        if name in ("id", "names"):
            continue
        if name == "name" and getattr(element, "names", None):
            tree.entries[word] = writing.said.told(_names(value, element.names), within)
            continue
        if _is_default(entry, value) and not writing.said.below(within):
            continue
        tree.entries[word] = attribute_tree(writing, declared, entry, value, within)
    return tree


def _is_default(entry: Field[Any], value: Any) -> bool:
    return bool(value == entry.default and type(value) is type(entry.default))


def _names(name: str, names: tuple[tuple[str, str], ...]) -> Node:
    return Mapping("", {language: _text(text) for language, text in (("en", name), *names)})


def attribute_tree(writing: Writing, declared: type[Any], entry: Field[Any], value: Any, path: Path) -> Node:
    """What one attribute of a declared class says, with its source; as it once was written, if it still says so."""
    as_written = writing.said.at(path)
    if as_written and _says(writing, as_written, declared, entry, value):
        return writing.said.told(Scalar("", as_written, plain=not isinstance(value, str)), path)
    writer = writing.writers.get((declared, entry.name))
    if value is None:
        node: Node = EMPTY
    elif writer is not None:
        node = writer(writing, value, path)
    else:
        node = value_tree(writing, entry, value, path)
    return writing.said.told(node, path)


def _says(writing: Writing, text: str, declared: type[Any], entry: Field[Any], value: Any) -> bool:
    """Whether the text is read as the value."""
    if isinstance(value, Distribution) and "column" in text:
        return False  # its file is yet to be written
    start = writing.network.start
    reading = Reading(Folder(PathOfFiles()), READERS, first_year=start.year if start else None)
    read = attribute_value(reading, Scalar("", text), declared, entry, ())
    return bool(not reading.faults and read == value and type(read) is type(value))


def value_tree(writing: Writing, entry: Field[Any], value: Any, path: Path) -> Node:
    """What a value says, by its own type and the attribute's unit."""
    unit = entry.metadata.get("unit", "")
    if isinstance(value, Distribution):
        return Scalar("", distribution_text(value, unit, writing.columns.cite), plain=True)
    if isinstance(value, tuple):
        return _many(writing, entry, value, path)
    if is_dataclass(value):
        return element_tree(writing, value, path)
    if isinstance(value, bool):
        return Scalar("", "true" if value else "false")
    if isinstance(value, int | float):
        return Scalar("", quantity_text(value, unit))
    if isinstance(value, date | datetime):
        return Scalar("", day_text(value))
    return _text(str(value))


def _text(text: str) -> Scalar:
    return Scalar("", text, plain=False)


def _many(writing: Writing, entry: Field[Any], values: tuple[Any, ...], path: Path) -> Node:
    """Elements by id, elements in a list, or plain values."""
    if values and is_dataclass(values[0]) and hasattr(values[0], "id"):
        return rows_tree(writing, values, path)
    items = [_member(writing, entry, one, (*path, str(index))) for index, one in enumerate(values)]
    return Listing("", tuple(items))


def _member(writing: Writing, entry: Field[Any], value: Any, path: Path) -> Node:
    if isinstance(value, float):
        of_day = entry.metadata.get("unit") == "s"
        node: Node = _text(clock_text(value)) if of_day else Scalar("", number_text(value))
    else:
        node = value_tree(writing, entry, value, path)
    return writing.said.told(node, path)


def rows_tree(writing: Writing, elements: tuple[Any, ...], path: Path) -> Rows:
    """Elements by their ids."""
    rows = Rows("")
    for one in elements:
        within = (*path, one.id)
        rows.entries[one.id] = writing.said.told(element_tree(writing, one, within), within)
    return rows
