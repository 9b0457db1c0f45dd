"""Studies that are told as their tables: flows, and what hours are worth."""

from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.app.shapes.studies import StudyTables
from crossgauge.app.shapes.words import Column, Table
from crossgauge.app.told_studies import file_of
from crossgauge.app.workspace import Workspace
from crossgauge.errors import NotFound, ResultsUnreadable

UNITS = {
    **dict.fromkeys(("hours", "free_h", "load_hours"), "h"),
    **dict.fromkeys(("loads_a_day", "empty_a_day", "capacity_a_day"), "1/day"),
    **dict.fromkeys(("use", "part", "closed"), "fraction"),
    **dict.fromkeys(("usd", "worth_usd"), "USD"),
    "usd_a_day": "USD/day",
    "teu": "TEU",
    "tonnes": "t",
    "km": "km",
    "tkm": "t km",
    "mtkm": "million t km",
    "kg_co2e": "kg",
    "t_co2e": "t",
}


def flows_told(here: Workspace, study: str, limit: int, offset: int) -> StudyTables:
    """The tables of a study of flows."""
    told = file_of(here, study, "flows")
    if "certificate" not in told and "method" not in told:
        raise NotFound("flows", study[:100], [])
    files = sorted(here.folder_of(study).glob("*.csv"))
    tables = {file.stem: table_told(read_table(file), limit, offset) for file in files}
    return StudyTables(id=study, kind="flows", told=dict(told), tables=tables)


def worth_told(here: Workspace, study: str, limit: int, offset: int) -> StudyTables:
    """The tables of a study of worth, each row with its interval."""
    told = file_of(here, study, "worth")
    rows = {name: value for name, value in told.items() if is_table(value)}
    tables = {
        name: table_told(pl.DataFrame(value, infer_schema_length=None), limit, offset)
        for name, value in rows.items()
    }
    rest = {name: value for name, value in told.items() if name not in rows}
    return StudyTables(id=study, kind="worth", told=rest, tables=tables)


def is_table(value: Any) -> bool:
    """Whether a value is rows of a table."""
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def read_table(file: Path) -> pl.DataFrame:
    """A table of a study. Raises ResultsUnreadable."""
    try:
        return pl.read_csv(file, infer_schema_length=None)
    except (pl.exceptions.PolarsError, OSError):
        raise ResultsUnreadable(f"{file.parent.name}: {file.name} cannot be read; it was damaged.") from None


def table_told(frame: pl.DataFrame, limit: int, offset: int) -> Table:
    """Rows of a table, with the units that its columns are known by."""
    columns = [
        Column(name=name, unit=UNITS.get(name, "1" if kind.is_numeric() else ""), meaning="")
        for name, kind in frame.schema.items()
    ]
    rows = [[plain(value) for value in row] for row in frame.slice(offset, limit).iter_rows()]
    return Table(columns=columns, rows=rows, total=frame.height, offset=offset, limit=limit)


def plain(value: Any) -> str | float | bool | None:
    """A value as JSON can hold it."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
