"""What a log says, on a terminal: the report, TFI1 to TFI4, stages, reliability."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, form_of

if TYPE_CHECKING:
    from crossgauge.sources.logs import Log

AVERAGES = ("mean", "margin", "median", "trimmed", "weighted", "p10", "p90")
HEADS = {"margin": "± 95 %", "weighted": "by tonnes", "p10": "10 %", "p90": "90 %", "total": "total/total"}
MOST_ROWS = 40
BORDER = ("crossing", "post", "direction", "chain")
SHEETS = (
    ("tfi1", "TFI1, hours at each side of a crossing", BORDER, ("trips", *AVERAGES)),
    ("tfi2", "TFI2, USD paid at each side of a crossing", BORDER, ("trips", *AVERAGES)),
    ("tfi3", "TFI3, USD for 500 km and 20 t", ("unit_class", "direction"), ("trips", *AVERAGES)),
    (
        "tfi4",
        "TFI4 (SWD) and speed without delay, km/h",
        ("measure", "unit_class", "direction"),
        ("trips", "total", *AVERAGES),
    ),
    (
        "stages",
        "Stages, hours, in their order",
        ("crossing", "post", "direction", "chain", "stage"),
        ("trips", "mean", "margin", "median", "p90", "share"),
    ),
    (
        "reliability",
        "How reliable: hours and buffer-time index",
        ("crossing", "direction", "unit_class"),
        ("trips", "mean_h", "p95_h", "buffer_time_index", "planning_time_index"),
    ),
)


def print_observed(log: "Log", figures: Mapping[str, pl.DataFrame], out: Path | None) -> None:
    """Print the report and every indicator that has rows."""
    told, page = log.report, console()
    head = f"{told.file}: {told.rows_read:,} rows read, {told.rows_dropped:,} dropped, {told.records:,} stages of units"
    page.print(Text(head, style="bold"), soft_wrap=True)
    for action, column, reason, rows in told.counts.iter_rows():
        page.print(Text(f"  {rows:>9,} {action:<8} {column}: {reason}"), soft_wrap=True)
    print_sheets(figures, page)
    if out is not None:
        page.print(Text(f"\nTables, report.csv row by row and tcd.svg: {out}"), soft_wrap=True)


def print_sheets(figures: Mapping[str, pl.DataFrame], page: Console) -> None:
    """Print every indicator that has rows."""
    for name, title, keys, values in SHEETS:
        frame = figures.get(name)
        if frame is not None and frame.height:
            page.print(Text(f"\n{title}", style="bold"), soft_wrap=True)
            page.print(sheet(frame, keys, values))


def sheet(frame: pl.DataFrame, keys: tuple[str, ...], values: tuple[str, ...]) -> Table:
    """A table of figures; keys and values that are empty in all rows are left out."""
    shown = frame.head(MOST_ROWS)
    keys = tuple(key for key in keys if (shown[key].cast(pl.String) != "").any())
    values = tuple(value for value in values if shown[value].null_count() < shown.height)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for key in keys:
        table.add_column(key.replace("_", " "), overflow="fold")
    for value in values:
        table.add_column(HEADS.get(value, value.replace("_", " ").removesuffix(" h")), justify="right")
    for row in shown.iter_rows(named=True):
        table.add_row(*(str(row[key]) for key in keys), *(figure(value, row[value]) for value in values))
    if frame.height > MOST_ROWS:
        table.caption = f"and {frame.height - MOST_ROWS} more rows: --out or --json"
    return table


def figure(name: str, value: float | None) -> str:
    """A figure as fine as it is."""
    if value is None:
        return "–"
    if name == "trips":
        return f"{value:,.0f}"
    return f"{value:.0%}" if name == "share" else form_of(abs(value)).format(value)
