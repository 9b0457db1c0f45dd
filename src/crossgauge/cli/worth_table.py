"""What hours are worth, on a terminal: hours, cost, trade, income, visits, and what drives them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console
from crossgauge.indicators.differences import amount
from crossgauge.indicators.intervals import signed, spread

if TYPE_CHECKING:
    from crossgauge.study.worth import Worth

Row = Mapping[str, Any]
DRIVERS = 8
NOTE = (
    "Medians, and 90 % intervals in [ ] over luck of the year, elasticities, values of time and shares of trade drawn"
    " together. Elasticities are of the long run."
)
READINGS = (
    "Trade is exports and imports together, each apart in --json and --out. Partial: each flow answers to its own cost"
    " alone; conditional: other sellers and buyers answer too, incomes held; full: prices and incomes answer."
)


def print_worth(found: "Worth", names: tuple[str, str]) -> None:
    """Print the tables of a study, in the order of the chain."""
    out = console()
    declared = found.declared
    title = f"{names[1]} against {names[0]}: {declared.name or declared.id}"
    out.print(Text(title, style="bold"), soft_wrap=True)
    out.print(
        Text(
            f"{found.told.days} days from {found.told.start}, {found.replicas} replicas, {found.draws} draws, closure"
            f" '{found.closure}'. {assumed_line(found)}"
        ),
        soft_wrap=True,
    )
    out.print(Text(NOTE, style="dim"), soft_wrap=True)
    parts = (
        ("Hours at the border", hours_table(found)),
        ("What passes in a year, and what an hour of it is worth to those who own it", hours_worth(found)),
        ("Cost of goods, % of their value", cost_table(found)),
        (f"Trade of {country(found, declared.home)}, % and million USD a year", trade_table(found)),
        ("Real income, full effect", income_table(found)),
        ("Visits in a year", visits_table(found)),
        (drivers_title(found), drivers_table(found)),
    )
    for heading, table in parts:
        if table is not None:
            out.print(Text(f"\n{heading}", style="bold"), soft_wrap=True)
            out.print(table)
    out.print(Text(READINGS, style="dim"), soft_wrap=True)


def assumed_line(found: "Worth") -> str:
    """How many values of the chain are assumed."""
    told = found.declared.provenance
    flows = found.declared.flows
    bare = sum(not entry.fact for entry in told)
    free = sum(not flow.fact for flow in flows)
    return f"Assumed, citing no fact: {bare} of {len(told)} inputs, {free} of {len(flows)} flows of the trade matrix."


def new_table(first: str, *columns: str) -> Table:
    """An empty table with a first column of words and columns of figures."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column(first, overflow="fold", ratio=2)
    for column in columns:
        table.add_column(column, justify="right", overflow="fold")
    return table


def hours_table(found: "Worth") -> Table | None:
    """Crossings, directions and classes whose hours change."""
    rows = found.hours.filter((pl.col("change_h") != 0) | (pl.col("buffer_change_h") != 0))
    if not rows.height:
        return None
    table = new_table("crossing, direction, class", "now, h", "change of mean, h", "change of buffer, h", "in a year")
    for row in rows.iter_rows(named=True):
        table.add_row(
            place(found, row),
            spread(row, "base_h", amount),
            spread(row, "change_h"),
            spread(row, "buffer_change_h"),
            f"{amount(row['tonnes'])} t" if row["tonnes"] else f"{amount(row['persons'])} persons",
        )
    return table


def place(found: "Worth", row: Row) -> str:
    """Crossing, direction and class as people call them."""
    names = found.told.names
    at, kind = row["crossing"], row["unit_class"]
    return f"{names.get(at, at)}, {row['direction']} {names.get(kind, kind)}"


def cost_table(found: "Worth") -> Table:
    """Goods whose cost changes, by mode and direction."""
    table = new_table("goods", "mode", "direction", "cost, %")
    names = {one.id: one.name or one.id for one in found.declared.goods}
    rows = found.cost.filter(pl.col("cost_pct") != 0)
    for row in rows.iter_rows(named=True):
        table.add_row(names[row["goods"]], row["mode"], row["direction"], spread(row, "cost_pct"))
    if not rows.height:
        table.add_row("none changes", "", "", "0")
    return table


def trade_table(found: "Worth") -> Table:
    """Partners with both ways of trade, the three readings side by side."""
    table = new_table("partner", "cost, %", "partial, %", "conditional, %", "full, %", "partial, M USD", "full, M USD")
    for row in found.trade.filter(pl.col("way") == "both").iter_rows(named=True):
        partner = "all partners" if row["partner"] == "all" else country(found, row["partner"])
        readings = [spread(row, f"{name}_pct") for name in ("cost", "partial", "conditional", "full")]
        table.add_row(partner, *readings, spread(row, "partial_musd"), spread(row, "full_musd"))
    return table


def income_table(found: "Worth") -> Table:
    """Countries with the change of their real income."""
    table = new_table("country", "%", "million USD a year")
    for row in found.income.iter_rows(named=True):
        table.add_row(country(found, row["country"]), spread(row, "income_pct"), spread(row, "income_musd"))
    return table


def visits_table(found: "Worth") -> Table | None:
    """Crossings whose visits change, and all."""
    if not found.visits.height:
        return None
    rows = found.visits.filter((pl.col("change_pct") != 0) | (pl.col("crossing") == "all"))
    table = new_table("crossing, direction, class", "persons now", "change, %", "change, persons")
    for row in rows.iter_rows(named=True):
        words = "all" if row["crossing"] == "all" else place(found, row)
        table.add_row(words, spread(row, "persons", amount), spread(row, "change_pct"), spread(row, "change_persons"))
    return table


def drivers_title(found: "Worth") -> str:
    """What the inputs drive, with its interval and its partial effect."""
    row = found.trade.row(-1, named=True)
    return (
        f"What drives the full effect on all trade: {spread(row, 'full_musd')} million USD a year,"
        f" partial {spread(row, 'partial_musd')}"
    )


def drivers_table(found: "Worth") -> Table:
    """The inputs that move the answer most, at both ends of their 90 %."""
    table = new_table("input", "low", "makes", "high", "makes")
    rows = found.tornado.filter(pl.col("touches")).head(DRIVERS)
    for row in rows.iter_rows(named=True):
        cells: list[str] = []
        for end in ("low", "high"):
            cells += [row[f"{end}_value"], made(row, end)]
        table.add_row(row["parameter"], *cells)
    if not rows.height:
        table.add_row("nothing", "", "0", "", "0")
    return table


def made(row: Row, end: str) -> str:
    """What an end makes, with half of its 95 % interval over replicas; the luck of a year has none.

    >>> made({"low": -12.3, "low_pm": 0.4}, "low")
    '−12 ± 0.40'
    """
    width = row[f"{end}_pm"]
    return signed(row[end]) if width is None else f"{signed(row[end])} ± {amount(width)}"


def hours_worth(found: "Worth") -> Table:
    """What passes, and what an hour of it costs those who own the goods."""
    table = new_table(
        "what passes", "by shares of trade, bn USD", "by tonnes and their values, bn USD", "an hour of all of it, M USD"
    )
    for row in found.passing.iter_rows(named=True):
        shares, tonnes = (
            "{} [{}, {}]".format(*(amount(row[f"{name}{end}"] / 1e3) for end in ("", "_low", "_high")))
            for name in ("by_shares_musd", "by_tonnes_musd")
        )
        table.add_row(f"{row['mode']}, {row['direction']}", shares, tonnes, spread(row, "hour_musd", amount))
    return table


def country(found: "Worth", name: str) -> str:
    """The name of a country."""
    return next((one.name or one.id for one in found.declared.countries if one.id == name), name)
