"""Money of a run on a terminal: what each side of a crossing costs, and who pays whom."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import form_of, pm

if TYPE_CHECKING:
    from crossgauge.tables.store import Results

SIDE = ("crossing", "post", "direction", "chain")
COSTS = {"usd_unit": "a unit", "usd_load": "a load", "usd_teu": "a TEU", "usd_t": "a tonne"}
MILLION = 1e6


def money_figures(results: "Results", charges: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`tfi2_replicas`, `money` by payer and payee, `money_by_payer` and `money_by_charge`; nothing without charges."""
    from crossgauge.indicators.money import PAYMENT, cost_by_side, money_by
    from crossgauge.study.tariffs import payments_of

    if not charges.height:
        return {}
    paid = payments_of(results, charges)
    by_charge = ["year", "crossing", "post", "charge", "name", "payer", "payee", "official"]
    return {
        "tfi2_replicas": cost_by_side(paid, results.flows),
        "money": money_by(paid, PAYMENT),
        "money_by_payer": money_by(paid, ["year", "payer"]),
        "money_by_charge": money_by(paid, by_charge),
    }


def print_money(figures: Mapping[str, pl.DataFrame], charges: pl.DataFrame, page: Console) -> None:
    """Print the tables of `money_figures`, and which charges some replica cannot know."""
    from crossgauge.indicators.money import needing_rows

    if "money" not in figures:
        page.print(Text("\nNo charges are declared: what a crossing costs is not told.", style="dim"))
        return
    page.print(
        Text("\nTFI2 between replicas, USD at each side; ± is half of the 95 % interval", style="bold"),
        soft_wrap=True,
    )
    page.print(side_table(figures["tfi2_replicas"]))
    large = figures["money_by_payer"].filter(pl.col("usd") >= MILLION).height > 0
    unit = "million USD" if large else "USD"
    page.print(Text(f"\nMoney by payer, {unit} in a calendar year of the run", style="bold"), soft_wrap=True)
    page.print(payer_table(figures["money"], figures["money_by_payer"], MILLION if large else 1.0))
    missing = needing_rows(charges)
    if missing and figures["money_by_charge"]["replicas"].n_unique() > 1:
        told = f"{', '.join(missing)}: known only where units have rows. Run with --record units for all replicas."
        page.print(Text(told, style="dim"), soft_wrap=True)


def side_table(frame: pl.DataFrame) -> Table:
    """What a side costs for a unit and for what it carries; columns that are empty in all rows are left out."""
    costs = [name for name in COSTS if frame[name].null_count() < frame.height]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for key in SIDE:
        table.add_column(key, overflow="fold")
    for name in (*costs, "replicas"):
        table.add_column(COSTS.get(name, name), justify="right")
    for row in frame.iter_rows(named=True):
        cells = [amount(row[name], row[f"{name}_pm"]) for name in costs]
        table.add_row(*(row[key] for key in SIDE), *cells, str(row["replicas"]))
    return table


def payer_table(payees: pl.DataFrame, payers: pl.DataFrame, scale: float) -> Table:
    """Each payer's money, and below it whom it goes to."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for title in ("year", "payer", "to", "official"):
        table.add_column(title)
    for title in ("USD" if scale == 1.0 else "million USD", "replicas"):
        table.add_column(title, justify="right")
    for whole in payers.iter_rows(named=True):
        cell = amount(whole["usd"], whole["usd_pm"], scale)
        table.add_row(
            str(whole["year"]), whole["payer"], "all", "", cell, str(whole["replicas"]), style="bold"
        )
        parts = payees.filter(pl.col("year") == whole["year"], pl.col("payer") == whole["payer"])
        for row in parts.iter_rows(named=True):
            cell = amount(row["usd"], row["usd_pm"], scale)
            official = "yes" if row["official"] else "no"
            table.add_row("", "", row["payee"], official, cell, str(row["replicas"]))
    return table


def amount(mean: float | None, half: float | None, scale: float = 1.0) -> str:
    """A mean with its half width.

    >>> amount(123.4, 5.0), amount(None, None), amount(2_500_000.0, None, 1e6)
    ('123 ± 5', '–', '2.5')
    """
    if mean is None:
        return "–"
    form = form_of(abs(mean / scale))
    return form.format(mean / scale) + pm(None if half is None else half / scale, form)
