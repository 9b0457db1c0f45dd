"""What the glossary names exists: `Class.attribute` in the model, `table.column` in the schema."""

import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from crossgauge import model
from crossgauge.engines.events import state
from crossgauge.tables.schema import TABLES

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def names_of(owner: type) -> set[str]:
    return {field.name for field in fields(owner)} if is_dataclass(owner) else set(owner._fields)


DECLARED = {
    name: names_of(owner)
    for module in (
        *(import_module(f"crossgauge.model.{m.name}") for m in iter_modules(model.__path__)),
        state,
    )
    for name, owner in vars(module).items()
    if isinstance(owner, type) and (is_dataclass(owner) or hasattr(owner, "_fields"))
}
KNOWN = DECLARED | {table: {column.name for column in columns} for table, columns in TABLES.items()}


@pytest.mark.parametrize(
    ("owner", "name"), sorted(set(re.findall(r"`(\w+)\.(\w+)", GLOSSARY.read_text("utf-8"))))
)
def test_term_is_carried_by_what_is_there(owner: str, name: str):
    assert name in KNOWN[owner]


def test_no_term_stands_twice():
    terms = re.findall(r"^\| ([^|]+) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE)

    assert sorted({term for term in terms if terms.count(term) > 1}) == ["term"]  # the heads of the tables
