"""Markdown of the reference pages."""

import inspect
from collections.abc import Iterable
from typing import Any


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown; an upright line within a cell is kept as a letter."""
    cells = [list(heads), *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(cells[0]), *lines[1:]])


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def first_line(told: Any) -> str:
    return (inspect.getdoc(told) or "").split("\n\n")[0].replace("\n", " ")
