"""Travellers, an exemption's effect, and institutes, on a terminal."""

from typing import TYPE_CHECKING

import polars as pl
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, table_of

if TYPE_CHECKING:
    from crossgauge.indicators.exemption import Interval
    from crossgauge.model.network import Network
    from crossgauge.study.exemption import ExemptionEffect, Growth
    from crossgauge.tables.store import Results

BASIS = (
    "Difference in differences of logarithms: growth of the exempted over that of the control. Drawn are the series,"
    " the months of the control, and how far series drift apart in years that are alike (placebo)."
)
DOUBTS = (
    "Both recovered in 2023 from a closed border, the control faster at first, which makes the effect look smaller;"
    " who comes without a visa may visit the control too, which does the same; flights between the countries doubled in"
    " that time, which makes it look larger. One control is one draw: no fit to it can be tested."
)


def print_travellers(network: "Network", ran: "Results", months: pl.DataFrame, counts: pl.DataFrame) -> None:
    """Persons by month and series, and every count of the days beside what was simulated."""
    out = console()
    replicas = "1 replica" if ran.replicas == 1 else f"{ran.replicas} replicas"
    out.print(Text(f"Travellers by month, simulated, {replicas}; ± is half of the 95 % interval", style="bold"))
    out.print(month_table(network, months))
    out.print(Text("\nAs counted, and simulated for the same days", style="bold"))
    out.print(count_table(counts))
    missing = counts.filter(pl.col("simulated").is_null()).height
    if missing:
        words = f"{missing} counts are of other days, or of travel that is not simulated (by air)."
        out.print(Text(words, style="dim"))


def month_table(network: "Network", months: pl.DataFrame) -> Table:
    """A row a month, a column a series."""
    ids = [one.id for one in network.travel if one.crossing]
    names = {one.id: one.name for one in network.travel}
    table = table_of(("month", "left"), *[(names[name], "right") for name in ids])
    told = {(row["month"], row["series"]): row for row in months.iter_rows(named=True)}
    for month in months["month"].unique().sort():
        table.add_row(f"{month:%Y-%m}", *[persons(told.get((month, name))) for name in ids])
    return table


def persons(row: dict[str, float] | None) -> str:
    """'12,340 ± 120', or '–'."""
    if row is None or row["persons"] is None:
        return "–"
    pm = "" if row["pm"] is None else f" ± {row['pm']:,.0f}"
    return f"{row['persons']:,.0f}{pm}"


def count_table(counts: pl.DataFrame) -> Table:
    """A row a count."""
    table = table_of(
        ("who", "left"), ("days", "left"), ("counted", "right"), ("simulated", "right"), ("apart", "right")
    )
    before = ""
    for row in counts.filter(pl.col("simulated").is_not_null()).iter_rows(named=True):
        pm = "" if row["pm"] is None else f" ± {row['pm']:,.0f}"
        apart = f"{row['simulated'] / row['observed'] - 1:+.1%}".replace("%", " %").replace("-", "−")
        table.add_row(
            row["name"] if row["name"] != before else "", f"{row['from']} to {row['until']}",
            f"{row['observed']:,.0f}", f"{row['simulated']:,.0f}{pm}", apart,
        )  # fmt: skip
        before = row["name"]
    return table


def print_effect(network: "Network", effect: "ExemptionEffect") -> None:
    """The factor of an exemption with its control, and what may be said of it."""
    from crossgauge.study.travel import statement

    out = console()
    out.print(Text(f"\n{effect.agreement.name}, from {effect.agreement.start}: travel times", style="bold"))
    table = table_of(("by", "left"), ("median", "right"), ("90 % interval", "left"), ("above 1 with", "right"))
    rows: list[tuple[str, Interval | None]] = [("counts, all months of the control", effect.counts)]
    rows += [(f"   control {days_of(pair)} only", one) for pair, one in effect.by_window]
    rows += [("studies of other exemptions", effect.studies), ("both together", effect.together)]
    for name, one in rows:
        if one is not None:
            table.add_row(name, f"{one.median:.2f}", f"{one.low:.2f} to {one.high:.2f}", f"{100 * one.above_one:.0f} %")
    out.print(table)
    grown = table_of(("growth", "left"), ("of", "left"), ("before", "right"), ("after", "right"), ("times", "right"))
    placebo = tuple(one for pair in effect.placebo for one in pair)
    for title, pairs in (("exempted", effect.exempted), ("control", effect.control), ("placebo", placebo)):
        for nth, pair in enumerate(pairs):
            grown.add_row(
                title if nth == 0 else "", f"{pair.name}, {days_of(pair)}", f"{pair.before.persons:,.0f}",
                f"{pair.after.persons:,.0f}", f"{pair.factor:.2f}",
            )  # fmt: skip
    out.print(grown)
    out.print(Text(statement(effect)))
    out.print(Text(f"{BASIS} {DOUBTS}", style="dim"))


def days_of(pair: "Growth") -> str:
    """'Jan–May 2023 to 2024'-like: the days compared."""
    first, last = pair.before.start, pair.before.end
    return f"{first:%d %b} to {last:%d %b}, {first.year} and {pair.after.start.year}"


def print_institutes(network: "Network") -> None:
    """Institutes and consulates with the persons they served."""
    if not network.institutes:
        return
    out = console()
    out.print(Text("\nInstitutes and consulates", style="bold"))
    table = table_of(("what", "left"), ("of", "left"), ("in", "left"), ("since", "left"), ("persons a year", "left"))
    for one in network.institutes:
        served = [f"{year}: {n:,.0f} trainees" for year, n in one.trainees]
        served += [f"{year}: {n:,.0f} visas" for year, n in one.visas]
        many = f" ({one.number})" if one.number > 1 else ""
        table.add_row(
            f"{'  ' if one.part_of else ''}{one.name}{many}", one.of, f"{one.city or 'several cities'}, {one.country}",
            "–" if one.opened is None else f"{one.opened:%Y-%m}", "; ".join(served) or "–",
        )  # fmt: skip
    out.print(table)
