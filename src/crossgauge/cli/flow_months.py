"""`crossgauge flows --months`: a year month by month with stores between, printed, as JSON and as files."""

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich.text import Text

from crossgauge.cli.flow_answers import silent_library
from crossgauge.cli.report import console
from crossgauge.cli.route import new_table
from crossgauge.cli.run import with_scenarios
from crossgauge.cli.visits import as_json, make_folder
from crossgauge.errors import RunImpossible
from crossgauge.study import seasons
from crossgauge.study.flows import CHOICE, LEAST_COST
from crossgauge.study.run import plain
from crossgauge.tables import manifest as manifests
from crossgauge.tables.store import plain_faults, write_text

if TYPE_CHECKING:
    from crossgauge.model.network import Network

NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tell_months(
    folder: Path | None,
    scenario: str,
    year: int | None,
    month: int | None,
    method: str,
    out: Path | None,
    json: bool,
) -> None:
    """Print the months of a year, and write them if asked. Raises RunImpossible for a month or another method."""
    if month is not None:
        raise RunImpossible("--months and --month are both given. Expected one of them.")
    if method not in (CHOICE, LEAST_COST):
        raise RunImpossible(
            f"method is '{method}' with --months. Expected {LEAST_COST}, the only one over months."
        )
    network = with_scenarios(folder, scenario)
    with silent_library():
        answer = seasons.flows_over_months(network, year=year)
    if out is not None:
        write_months(out, network, scenario, answer)
    if json:
        told = {name: table.to_dicts() for name, table in month_tables(answer).items()}
        sys.stdout.write(as_json(told))
        return
    print_months(network, scenario, answer)
    if out is not None:
        console().print(Text(f"\nTables: {out}"), soft_wrap=True)


def month_tables(answer: seasons.Seasons) -> dict[str, pl.DataFrame]:
    """The tables by name, the certificate and the cost among them."""
    sure = answer.answer.certificate._asdict()
    return {
        "certificate": pl.DataFrame([sure]),
        "cost": pl.DataFrame({"usd": [answer.usd], "usd_months_alone": [answer.usd_alone]}),
        "months": seasons.months(answer),
        "borders-by-month": seasons.borders_by_month(answer),
        "stores-by-month": seasons.stores_by_month(answer),
    }


def print_months(network: "Network", scenario: str, answer: seasons.Seasons) -> None:
    """Months first, then cost, borders by month and what stands in stores."""
    page, sure = console(), answer.answer.certificate
    told = f", scenario {scenario}" if scenario else ""
    title = f"{network.name or network.id}{told}: flows of {answer.year} month by month"
    page.print(Text(title, style="bold"), soft_wrap=True)
    rule = "Least cost of the year within capacities, nobody in line, loads stored between months"
    certified = f"Gap {sure.relative_gap:.0e}, imbalance {sure.conservation:.0e} of all demand."
    page.print(Text(f"{rule}. {certified}", style="dim"), soft_wrap=True)
    page.print()
    table = new_table("loads", "asked", "carried", "in store at the end", "unmet", "unmet, month alone")
    for month, *loads in seasons.months(answer).rows():
        table.add_row(NAMES[month - 1], *(whole(one) for one in loads))
    page.print(table)
    page.print(Text(cost_text(network, answer)), soft_wrap=True)
    page.print(Text("\nBy border, 1,000 loads (* full)", style="bold"))
    page.print(border_table(answer))


def cost_text(network: "Network", answer: seasons.Seasons) -> str:
    """What storage saves in the year, or why it does not."""
    alone = f"{answer.usd_alone / 1e6:,.1f} m USD with every month by itself"
    sums = f"\nThe year costs {answer.usd / 1e6:,.1f} m USD, {alone}"
    if not network.stores:
        return f"{sums}. No stores are declared (docs/flows.md)."
    if seasons.stores_by_month(answer).is_empty():
        return f"{sums}. Nothing is stored: no month asks for more than can pass, or storage is dearer."
    saved = (answer.usd_alone - answer.usd) / 1e6
    return f"{sums}: storage saves {saved:,.1f} m. Hours and what is unmet are in it at their value."


def border_table(answer: seasons.Seasons) -> object:
    """Thousand loads of every border with a capacity that is used, month by month; what is full is starred."""
    table = new_table("", *NAMES)
    bounded = seasons.borders_by_month(answer).filter(pl.col("use").is_not_null())
    used = bounded.filter(pl.col("loads").sum().over("passage") > 0.5)
    for (_, name), rows in used.group_by("passage", "name", maintain_order=True):
        cells = [
            f"{loads / 1e3:,.1f}{'*' if use > 0.9995 else ''}"
            for loads, use in rows.select("loads", "use").rows()
        ]
        table.add_row(str(name), *cells)
    return table


def whole(loads: float) -> str:
    """Loads as a whole number; a dash for none."""
    return f"{loads:,.0f}" if loads >= 0.5 else "–"


def write_months(out: Path, network: "Network", scenario: str, answer: seasons.Seasons) -> None:
    """Write the tables as CSV, and a manifest that says what they are of."""
    make_folder(out)
    with plain_faults(out):
        for name, table in month_tables(answer).items():
            table.write_csv(out / f"{name}.csv")
        told = {
            "network": network.id,
            "input": hashlib.sha256(manifests.canonical(plain(network)).encode()).hexdigest(),
            "scenario": scenario,
            "year": answer.year,
            "method": LEAST_COST,
            "certificate": answer.answer.certificate._asdict(),
            "versions": manifests.versions(),
        }
        write_text(out / "manifest.json", as_json(told))
