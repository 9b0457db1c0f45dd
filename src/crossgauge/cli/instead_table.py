"""What goes by rail and road instead of a line, and the border with and without it, on a terminal."""

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.table import Table
from rich.text import Text

from crossgauge.cli.pipes_table import number
from crossgauge.cli.report import console, table_of

if TYPE_CHECKING:
    from crossgauge.study.substitution import Substitution


def print_substitution(found: "Substitution") -> None:
    """Who carries what is short, and the border before and after."""
    out = console()
    last = found.days
    out.print(
        Text(
            f"\nInstead of the line: {number(found.short_t_per_day)} t a day, {last} days from {found.start}",
            style="bold",
        )
    )
    table = table_of(
        ("by", "left"), ("chain", "left"), ("t each", "right"), ("a day now", "right"), ("needed", "right"),
        ("room for", "right"), ("put there", "right"), ("t a day", "right"), ("what ends the room", "left"),
    )  # fmt: skip
    for one in found.carriers:
        table.add_row(
            one.id, f"{one.crossing}.{one.chain}", number(one.unit_t), number(one.before), number(one.wanted),
            number(one.room.units_per_day), number(one.taken), number(one.tonnes_per_day), one.room.binding or "–",
        )  # fmt: skip
    out.print(table)
    out.print(
        Text(
            f"Nobody carries {number(found.left_t_per_day)} t a day. Room: up to 90 % of open time and paths."
        )
    )
    if found.comparison is None:
        out.print(Text("No unit could be put there, so the border is as it was."))
        return
    out.print()
    out.print(border_table(found))
    n = found.comparison.replicas
    out.print(
        Text(
            f"Hours at the border, means of {n} replicas over the same luck; ends are of the 95 % interval.",
            style="dim",
        ),
        soft_wrap=True,
    )


def border_table(found: "Substitution") -> Table:
    """Border hours before and after at the crossings concerned."""
    from crossgauge.cli.difference_table import labels_of, signed, title_of

    assert found.comparison is not None
    mine = {one.crossing for one in found.carriers if one.taken > 0}
    rows = found.comparison.differences.filter(
        pl.col("crossing").is_in(list(mine)), pl.col("metric") == "border_h", pl.col("resource") == ""
    )
    labels: dict[str, Any] = labels_of(found.comparison)
    table = table_of(
        ("crossing, direction, class", "left"),
        ("before, h", "right"),
        ("after, h", "right"),
        ("difference, h", "right"),
        ("95 %", "left"),
    )
    for row in rows.iter_rows(named=True):
        key = [row[name] for name in ("crossing", "direction", "unit_class", "resource", "metric")]
        ends = "" if row["low"] is None else f"[{signed(row['low'])}, {signed(row['high'])}]"
        difference = "as before" if row["same"] else signed(row["difference"] or 0.0)
        table.add_row(
            title_of(key, labels),
            number(row["base"]),
            number(row["other"]),
            difference,
            "" if row["same"] else ends,
        )
    return table
