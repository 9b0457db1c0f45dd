"""An answer of the verb `flows`, printed, written and drawn."""

import hashlib
from datetime import timedelta
from pathlib import Path

import polars as pl
from rich.text import Text

from crossgauge.cli.flow_answers import Asked, tables_of
from crossgauge.cli.report import console
from crossgauge.cli.route import new_table
from crossgauge.cli.visits import as_json, make_folder
from crossgauge.model.codes import codes_text
from crossgauge.study.flows import Flowed
from crossgauge.study.run import plain
from crossgauge.tables import manifest as manifests
from crossgauge.tables.store import plain_faults, write_text

MOST_ROWS = 12
METHOD = {
    "choice": "shippers differ: path-size logit with waiting",
    "equilibrium": "every load takes its cheapest way",
    "optimum": "least cost of all together, with waiting",
    "least-cost": "a linear programme within capacities, without waiting",
}


def told_flows(asked: Asked) -> dict[str, pl.DataFrame]:
    """The tables and the certificate, for scripts."""
    sure = pl.DataFrame([asked.flowed.answer.certificate._asdict()])
    return {"certificate": sure, **tables_of(asked)}


def print_flows(asked: Asked, out: Path | None) -> None:
    """Borders first, then what moved, modes, goods, what is unmet and what capacity is worth."""
    page, tables = console(), tables_of(asked)
    page.print(Text(heading(asked), style="bold"), soft_wrap=True)
    page.print(
        Text(f"{METHOD[asked.flowed.method].capitalize()}. {certified(asked.flowed)}", style="dim"),
        soft_wrap=True,
    )
    page.print()
    page.print(border_table(asked, tables))
    if asked.base is not None:
        page.print(Text("\nWhat moved where", style="bold"))
        page.print(moved_table(tables["moved-between"]))
    page.print(Text("\nBy mode", style="bold"))
    page.print(mode_table(tables["modes"]))
    page.print(Text("\nBy goods", style="bold"))
    page.print(goods_table(tables))
    told = coded(asked)
    if told:
        page.print(Text(told, style="dim"), soft_wrap=True)
    page.print(
        Text(unmet_text(tables["unmet"]), style="bold" if tables["unmet"].height else ""), soft_wrap=True
    )
    print_bounded(asked, tables)
    if out is not None:
        page.print(Text(f"\nTables, map.svg and sankey.svg: {out}"), soft_wrap=True)


def print_bounded(asked: Asked, tables: dict[str, pl.DataFrame]) -> None:
    """What a linear programme within capacities says: what cannot pass, and what one more is worth."""
    page, left = console(), tables["unmet-within-capacities"]
    page.print(Text("\nWithin capacities, nobody in line", style="bold"))
    if left.height:
        by_cut = left.group_by("cut_off_at").agg(pl.col("loads").sum()).sort("loads", descending=True)
        for cut, loads in by_cut.head(MOST_ROWS).rows():
            where = f", held back at {cut}" if cut else ": waiting to the end is cheaper than what is left"
            page.print(Text(f"{loads:,.0f} loads cannot pass in this time{where}."), soft_wrap=True)
    else:
        page.print(Text("Everything can pass."))
    if tables["worth"].height:
        table = new_table("one more a day", "at", "loads", "saves USD a day")
        table.columns[1].justify = "left"
        for where, one, loads, usd in tables["worth"].head(MOST_ROWS).rows():
            table.add_row(one, where, f"{loads:,.2f}", f"{usd:,.0f}")
        page.print(table)


def heading(asked: Asked) -> str:
    """What network, scenario and time it is."""
    last = asked.flowed.start + timedelta(days=asked.flowed.days - 1)
    time = str(asked.flowed.start.year) if asked.flowed.days >= 365 else f"{asked.flowed.start} to {last}"
    scenario = f", scenario {asked.scenario}" if asked.scenario else ""
    return f"{asked.network.name or asked.network.id}{scenario}: flows of {time}"


def certified(flowed: Flowed) -> str:
    """What the answer is worth, recomputed from its ways."""
    sure = flowed.answer.certificate
    return f"Gap {sure.relative_gap:.1e}, imbalance {sure.conservation:.0e} of all demand."


def border_table(asked: Asked, tables: dict[str, pl.DataFrame]) -> object:
    """The borders that are simulated or have a capacity, those of the base beside them."""
    rows = tables["borders"].filter((pl.col("crossing") != "") | pl.col("capacity_a_day").is_not_null())
    base = {row["passage"]: row for row in tables["base-borders"].iter_rows(named=True)} if asked.base else {}
    empties = bool((rows["empty_a_day"] > 0).any())
    more = (*(("of them empty",) if empties else ()), *(("before", "change") if base else ()))
    table = new_table("border", "loads a day", "Mt", "use", "hours", *more)
    for row in rows.iter_rows(named=True):
        use = "closed" if row["closed"] >= 1 else "–" if row["use"] is None else f"{row['use']:.0%}"
        beside: tuple[str, ...] = (f"{row['empty_a_day']:,.0f}",) if empties else ()
        if base:
            before = base.get(row["passage"])
            change = row["loads_a_day"] - (before["loads_a_day"] if before else 0.0)
            was = f"{before['loads_a_day']:,.0f}" if before else "–"
            beside = (*beside, was, f"{change:+,.0f}" if abs(change) >= 0.5 else "")
        hours = "–" if row["loads"] <= 0 else f"{row['hours']:.0f}"
        table.add_row(
            row["name"], f"{row['loads_a_day']:,.0f}", f"{row['tonnes'] / 1e6:.2f}", use, hours, *beside
        )
    return table


def moved_table(table: pl.DataFrame) -> object:
    """The largest changes by goods, border and modes."""
    shown = new_table("goods", "by", "modes", "loads before", "then", "change")
    for column in shown.columns[1:3]:
        column.justify = "left"
    for row in table.head(MOST_ROWS).iter_rows(named=True):
        loads = (f"{row['loads']:,.0f}", f"{row['loads_then']:,.0f}", f"{row['change']:+,.0f}")
        shown.add_row(row["goods"], row["by"], row["modes"], *loads)
    return shown


def mode_table(modes: pl.DataFrame) -> object:
    """Tonne-kilometres, money and carbon of sections by mode."""
    table = new_table("mode", "bn tkm", "m USD", "kt CO2e")
    sums = modes.group_by("mode").agg(pl.col("mtkm", "usd", "t_co2e").sum()).sort("mtkm", descending=True)
    for mode, mtkm, usd, tonnes in sums.rows():
        table.add_row(mode, f"{mtkm / 1e3:,.2f}", f"{usd / 1e6:,.1f}", f"{tonnes / 1e3:,.1f}")
    return table


def goods_table(tables: dict[str, pl.DataFrame]) -> object:
    """Sums by goods, those of the base in the last columns."""
    base = (
        {row["goods"]: row for row in tables["base-goods"].iter_rows(named=True)}
        if "base-goods" in tables
        else {}
    )
    more = ("Δ h a load", "Δ m USD", "Δ kt CO2e") if base else ()
    table = new_table("goods", "1,000 loads", "Mt", "h a load", "m USD", "kt CO2e", *more)
    for row in tables["goods"].iter_rows(named=True):
        before = base.get(row["goods"])
        beside: tuple[str, ...] = ()
        if before:
            beside = (
                f"{(row['hours'] or 0.0) - (before['hours'] or 0.0):+,.1f}",
                f"{(row['usd'] - before['usd']) / 1e6:+,.1f}",
                f"{(row['t_co2e'] - before['t_co2e']) / 1e3:+,.1f}",
            )
        hours = "–" if not row["loads"] else f"{row['hours']:,.0f}"
        table.add_row(
            row["goods"], f"{row['loads'] / 1e3:,.1f}", f"{row['tonnes'] / 1e6:,.2f}", hours,
            f"{row['usd'] / 1e6:,.1f}", f"{row['t_co2e'] / 1e3:,.1f}", *beside,
        )  # fmt: skip
    return table


def coded(asked: Asked) -> str:
    """The commodity codes of goods, each on a line; empty where none has any."""
    named = [one for one in asked.network.goods if one.codes]
    return "\n".join(f"{one.id}: {codes_text(one.codes)}" for one in named)


def unmet_text(unmet: pl.DataFrame) -> str:
    """What is not carried and where it is cut off, in a few lines."""
    if not unmet.height:
        return (
            "\nUnmet: none. What a closed border would have carried goes another way or waits in line there."
        )
    lines = [f"\nUnmet: {unmet['loads'].sum():,.0f} loads"]
    for row in unmet.sort("loads", descending=True).head(MOST_ROWS).iter_rows(named=True):
        cut = f"cut off at {row['cut_off_at']}" if row["cut_off_at"] else "dearer than not going"
        lines.append(f"  {row['demand']}: {row['loads']:,.0f} loads of {row['goods']}, {cut}")
    return "\n".join(lines)


def write_flows(out: Path, asked: Asked, language: str = "en") -> None:
    """Write tables as CSV, the map and the Sankey figure, and a manifest that says what they are of."""
    from crossgauge.study.flow_ways import ways
    from crossgauge.views import of_flows, of_ways

    make_folder(out)
    with plain_faults(out):
        for name, table in tables_of(asked).items():
            table.write_csv(out / f"{name}.csv")
        told = (asked.network, asked.scenario, language)
        write_text(out / "map.svg", of_flows(asked.flowed, *told).svg)
        write_text(out / "sankey.svg", of_ways(ways(asked.flowed), asked.flowed, *told).svg)
        manifest = {
            "network": asked.network.id,
            "input": hashlib.sha256(manifests.canonical(plain(asked.network)).encode()).hexdigest(),
            "scenario": asked.scenario,
            "start": asked.flowed.start,
            "days": asked.flowed.days,
            "method": asked.flowed.method,
            "certificate": asked.flowed.answer.certificate._asdict(),
            "versions": manifests.versions(),
        }
        write_text(out / "manifest.json", as_json(manifest))
