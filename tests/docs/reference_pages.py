"""The pages of docs/reference/, made of the code: `python -m docs.reference_pages` in `tests/` writes them anew."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from crossgauge import model, tables
from crossgauge.model.attribute import attributes_of
from crossgauge.model.randomness import Distribution
from crossgauge.sources.texts_out import distribution_text, quantity_text
from crossgauge.tables.schema import TABLES, Column
from docs.reference_cli import cli_page
from docs.reference_markdown import code, first_line, table
from docs.reference_python import python_page

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"
TYPES_OF_NETWORK = ("network", "places", "links", "calendars", "fleet", "crossings", "steps", "demand")
TOLD_BY = {"trade": "crossgauge trade", "pipes": "crossgauge pipes"}


# ---------------------------------------------------------------- attributes


def modules_of(package: ModuleType) -> dict[str, ModuleType]:
    """The modules of a package by name, those that a reader meets first in front."""
    names = [one.name for one in iter_modules(package.__path__)]
    first = [name for name in TYPES_OF_NETWORK if name in names]
    return {
        name: import_module(f"{package.__name__}.{name}") for name in [*first, *sorted(set(names) - set(first))]
    }


def heading_of(module: ModuleType) -> str:
    """What a module is of, without what it says further."""
    return re.split(r": |[.(]", first_line(module))[0].strip()


def declared_in(module: ModuleType) -> list[type[Any]]:
    """The classes of a module whose every attribute says what it means, in the order of the file."""
    return [
        owner
        for owner in vars(module).values()
        if isinstance(owner, type)
        and is_dataclass(owner)
        and owner.__module__ == module.__name__
        and fields(owner)
        and all("meaning" in entry.metadata for entry in fields(owner))
    ]


def bounds_of(entry: Field[Any]) -> str:
    told = entry.metadata
    limits = (("≥", told["at_least"]), (">", told["above"]), ("≤", told["at_most"]))
    found = [f"{sign} {limit:g}" for sign, limit in limits if limit is not None]
    if told["one_of"]:
        found.append(", ".join(code(word) for word in told["one_of"]))
    if told["refers"]:
        found.append(f"id of a {told['refers']}")
    return "; ".join(found)


def default_of(entry: Field[Any]) -> str:
    """The default as a project folder writes it."""
    value, unit = entry.default, entry.metadata["unit"]
    if value is MISSING:
        if entry.default_factory is MISSING:
            return "**needed**"
        value = entry.default_factory()
    if value is None or value == "" or value == ():
        return "none"
    if isinstance(value, Distribution):
        return code(distribution_text(value, unit))
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, int | float):
        return code(quantity_text(value, unit))
    if isinstance(value, date | datetime | str):
        return code(str(value))
    if isinstance(value, tuple) and not any(is_dataclass(one) for one in value):
        return code("[" + ", ".join(str(one) for one in value) + "]")
    return code(type(value).__name__ + "()")


def attribute_rows(owner: type[Any]) -> Iterator[tuple[str, ...]]:
    for word, entry in attributes_of(owner).items():
        name = code(word) if word == entry.name else f"{code(word)} ({code(entry.name)})"
        told = entry.metadata
        yield name, told["meaning"], told["unit"] or "–", bounds_of(entry) or "–", default_of(entry)


def attributes_page() -> str:
    parts = [
        "# Every attribute\n",
        "What can be declared, class by class. *Word* is what YAML and CSV say; in brackets what Python says where it"
        " differs. *Unit* is that of the stored value: a text carries its own (`18 h`, `836 km`). How a folder is laid"
        " out: [the project folder](../project-format.md). What a step does: [the law of the kernel](../semantics.md).",
    ]
    for module in modules_of(model).values():
        owners = declared_in(module)
        if not owners:
            continue
        parts.append(f"\n## {heading_of(module)}")
        for owner in owners:
            parts += [
                f"\n### {owner.__name__}\n",
                first_line(owner) + "\n",
                table(("word", "meaning", "unit", "bounds", "default"), attribute_rows(owner)),
            ]
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- tables


def columns_in(module: ModuleType) -> dict[str, tuple[Column, ...]]:
    """The tables that a module of columns declares, by their name in lower case."""
    return {
        name.lower(): value
        for name, value in vars(module).items()
        if name.isupper()
        and isinstance(value, tuple)
        and value
        and all(isinstance(one, Column) for one in value)
        and not name.startswith("_")
    }


def table_part(name: str, columns: Iterable[Column]) -> list[str]:
    rows = ((code(one.name), one.unit or "–", one.meaning) for one in columns)
    return [f"\n### {name}\n", table(("column", "unit", "meaning"), rows)]


def tables_page() -> str:
    parts = [
        "# Every column\n",
        "Instants are in the clock of the network, days are its days. `1` is a count; – is a text.",
        "\n## What a run leaves\n",
        "A folder for each table, a Parquet file for each replica. `stages`, `legs` and rows of single units are there"
        " with `--record units`.",
    ]
    for name, columns in TABLES.items():
        parts += table_part(name, columns)
    for name, module in modules_of(tables).items():
        found = {} if name == "schema" else columns_in(module)
        if found:
            parts.append(f"\n## {heading_of(module)}\n")
            parts.append(f"Told by `{TOLD_BY.get(name, 'crossgauge run')}`.")
        for one, columns in found.items():
            parts += table_part(one.replace("_", " "), columns)
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- files


def file_rows(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of a folder with what each says of itself first."""
    for path in sorted(folder.glob("*.py")):
        told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        yield code(path.name), told.split("\n\n")[0].replace("\n", " ")


def files_page() -> str:
    source = ROOT / "src" / "crossgauge"
    folders = [source, *sorted({path.parent for path in source.rglob("*.py")} - {source})]
    parts = [
        "# Every file\n",
        "Why each file of the package is there, in its own words. What flows between the folders"
        " stands in `src/crossgauge/README.md`.",
    ]
    for folder in folders:
        rows = list(file_rows(folder))
        parts += [f"\n## {folder.relative_to(source.parent).as_posix()}/\n", table(("file", "is"), rows)]
    return "\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "attributes": attributes_page,
    "tables": tables_page,
    "cli": cli_page,
    "python": python_page,
    "files": files_page,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for page, made in PAGES.items():
        (FOLDER / f"{page}.md").write_text(made(), "utf-8")
