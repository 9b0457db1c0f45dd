"""Lines, outages, clocks and substitutes on a terminal."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console, table_of
from crossgauge.indicators.pipelines import hardest

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.pipes import LineStudy

MOST_PAIRS = 5  # sets of two stations that are printed
LEAST = 1e-4  # below it a figure is told as 0
NOTE = "Absolute pressures; a year has 365 days. Station data are assumed where nobody publishes them."


def number(value: float | None, digits: int = 3) -> str:
    """A figure as one reads it, '–' where there is none.

    >>> number(25.0797), number(18.98), number(404.2), number(1234.5), number(None), number(0.0)
    ('25.1', '19.0', '404', '1,234', '–', '0')
    """
    if value is None or not np.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:#.{digits}g}".removesuffix(".") if abs(value) >= LEAST else "0"


def share(value: float | None) -> str:
    """A share in per cent."""
    return "–" if value is None else f"{value:.0%}"


def print_overview(network: "Network", rows: pl.DataFrame, year: int | None) -> None:
    """All lines: those that cross the border first, then those that bring to them."""
    from crossgauge.study.pipes.overview import usual_year

    out = console()
    asked = usual_year(network) if year is None else year
    out.print(Text(f"{network.name}: gas and oil lines", style="bold"), soft_wrap=True)
    bases = sorted({line.base for line in network.pipelines if line.fluid == "gas"})
    out.print(
        Text(f"Gas in bcm a year at {', '.join(bases)}; oil in Mt a year. {NOTE}", style="dim"),
        soft_wrap=True,
    )
    table = table_of(
        ("line", "left"), ("", "left"), ("km", "right"), ("design", "right"), ("computed", "right"),
        (f"flow {asked or ''}", "right"), ("used", "right"), ("one station out", "right"), ("transit", "right"),
    )  # fmt: skip
    for row in rows.sort(pl.col("feeds") != "", maintain_order=True).iter_rows(named=True):
        unit = row["unit"]
        worst = f"{number(row['worst'])} ({row['worst_out']})" if row["worst_out"] else "–"
        told = Text(row["name"])
        if row["feeds"]:
            told.append(f", feeds {row['feeds']}", style="dim")
        table.add_row(
            row["line"], told, f"{row['km']:,.0f}", f"{number(row['design'])} {unit}",
            f"{number(row['capacity'])} {unit}", number(row["nominated"]), share(row["used"]), worst,
            hours(row["transit_h"]),
        )  # fmt: skip
    out.print(table)
    out.print(
        Text("One line: crossgauge pipes --line gas-c --out-of-service kp4", style="dim"), soft_wrap=True
    )


def hours(value: float | None) -> str:
    """A time in hours, in days where it is long.

    >>> hours(76.2), hours(313.9), hours(None)
    ('76 h', '13.1 d', '–')
    """
    if value is None:
        return "–"
    return f"{value:.0f} h" if value < 168 else f"{value / 24:.1f} d"


def print_line(study: "LineStudy") -> None:
    """One line: what passes and what is short, the outages, the state, its clock or its batches."""
    from crossgauge.study.pipes.told import base_words

    out = console()
    out.print(Text(f"{study.line.name}: {headline(study)}", style="bold"), soft_wrap=True)
    out.print(Text(f"In {base_words(study)}, delivered at its end. {NOTE}", style="dim"), soft_wrap=True)
    if study.line.note:
        out.print(Text(study.line.note, style="dim"), soft_wrap=True)
    if study.stations:
        out.print()
        out.print(capacity_table(study))
        out.print(Text(year_line(study)), soft_wrap=True)
    if study.steady is not None:
        out.print()
        out.print(figure_table(study))
    if study.times.clocks.height:
        out.print(Text("\nHow long a trip is borne, the delivery going on", style="bold"))
        out.print(clock_table(study.times.clocks))
        if study.times.recovery_h is not None:
            back = f"{study.times.recovery_h:.0f} h after the return"
            out.print(
                Text(f"Twelve hours of {study.times.tripped} out are made good {back}."), soft_wrap=True
            )
    if study.times.batches.height:
        out.print(Text("\nBatches, from full of the first grade", style="bold"))
        out.print(batch_table(study.times.batches))
    if study.times.tanks_h is not None:
        told = f"Tanks at the start are full after {study.times.tanks_h:.0f} h of what the line cannot take."
        out.print(Text(told), soft_wrap=True)
    if study.flows.height:
        out.print(Text("\nWhat was delivered", style="bold"))
        out.print(flow_table(study.flows))


def headline(study: "LineStudy") -> str:
    """What passes with the outage asked for, and whether it is enough."""
    out = f"with {study.outage.words} out " if study.outage.words else ""
    if np.isnan(study.carried):
        what = f"{out}nothing passes, since {study.binding.removeprefix('nothing passes: ')}"
    else:
        what = f"{out}carries {number(study.carried)} {study.unit} a year; {study.binding}"
    if study.asked is None:
        return what
    if study.short > 0:
        return f"{what}. {number(study.short)} of the {number(study.asked)} {study.unit} of {study.year} are short"
    return f"{what}. The {number(study.asked)} {study.unit} of {study.year} pass"


def capacity_table(study: "LineStudy") -> Table:
    """Everything running, each station out, and the hardest pairs."""
    rows = study.capacities
    pairs = hardest(rows, 2).head(MOST_PAIRS)
    shown = pl.concat([rows.filter(pl.col("n_out") < 2), pairs])
    columns = [("stations out", "left"), (f"{study.unit} a year", "right"), ("of all", "right")]
    columns += [(f"short of {study.year}", "right")] if "short" in rows.columns else []
    table = table_of(*columns, ("what binds", "left"))
    for row in shown.iter_rows(named=True):
        cells = [row["out"] or "none", number(row["carried"] or 0.0), share(row["share"])]
        cells += [number(row["short"])] if "short" in row else []
        table.add_row(*cells, row["binding"])
    left = rows.filter(pl.col("n_out") == 2).height - pairs.height
    if left:
        table.caption = f"{left} more pairs leave more: --json, or capacities.csv with --out."
        table.caption_justify = "left"
    return table


def year_line(study: "LineStudy") -> str:
    """What random outages leave, in a sentence."""
    year = study.year_of_outages
    nothing = f" Nothing passes in {year.nothing_share:.1%} of the hours." if year.nothing_share else ""
    expected = f"{number(year.expected, 4)} ± {number(year.half_width, 2)} {study.unit} a year expected"
    hours_kept = f"{number(year.p10)} or more in 90 % of the hours, {number(year.p1)} in 99 %"
    drawn = f"(95 %, {len(year.year_mean)} years)"
    return f"Stations failing at random: {expected} {drawn}; {hours_kept}.{nothing}"


def figure_table(study: "LineStudy") -> Table:
    """The figures of the state."""
    from crossgauge.study.pipes.twin import FIGURES, SCALE

    steady = study.steady
    assert steady is not None
    amount = steady.amount / SCALE[study.line.fluid]
    table = table_of((f"at {number(amount)} {study.unit} a year", "left"), ("", "right"), ("", "left"))
    for name, value in steady.figures.items():
        unit, meaning = FIGURES[name]
        table.add_row(name, f"{number(value)} {unit}", meaning)
    if study.line.reported_transit_s:
        told = study.line.reported_transit_s / 3_600
        table.add_row(
            "", f"{number(told)} h", "reported from end to end; the flow it was worked out for is not"
        )
    return table


def clock_table(clocks: pl.DataFrame) -> Table:
    """Hours until a limit breaks, a row a station, at the nomination and full."""
    flows = list(dict.fromkeys(clocks["flow"]))
    amounts = {flow: clocks.filter(pl.col("flow") == flow)["amount"][0] for flow in flows}
    columns: list[tuple[str, str]] = [("station", "left")]
    for flow in flows:
        columns += [
            (f"at {number(amounts[flow])} {'(full)' if flow == 'full' else 'bcm'}", "right"),
            ("first", "left"),
        ]
    table = table_of(*columns)
    for name in dict.fromkeys(clocks["out"]):
        cells: list[str] = [name]
        for flow in flows:
            row = clocks.filter((pl.col("out") == name) & (pl.col("flow") == flow)).row(0, named=True)
            cells += [
                "holds" if row["hours"] is None else f"{row['hours']:.1f} h",
                short_words(row["breaks"]),
            ]
        table.add_row(*cells)
    return table


def short_words(breaks: str) -> str:
    """'suction of kp5' of 'suction of kp5 is at its lowest'."""
    return breaks.removesuffix(" is at its lowest")


def batch_table(batches: pl.DataFrame) -> Table:
    """When each batch enters and arrives, and how much it mixes."""
    table = table_of(
        ("batch", "right"), ("grade", "left"), ("kt", "right"), ("enters, day", "right"), ("arrives, day", "right"),
        ("arrived, day", "right"), ("interface before it, m³", "right"),
    )  # fmt: skip
    for row in batches.iter_rows(named=True):
        table.add_row(
            str(row["batch"]), row["grade"], number(row["mass_kt"]),
            *[number(row[name]) for name in ("enters_d", "arrives_d", "arrived_d")],
            number(row["mixed_m3"] or None, 4),
        )  # fmt: skip
    return table


def flow_table(flows: pl.DataFrame) -> Table:
    """Deliveries by year and the share of the capacity."""
    table = table_of(("year", "left"), ("delivered", "right"), ("capacity", "right"), ("used", "right"))
    for row in flows.iter_rows(named=True):
        table.add_row(str(row["year"]), number(row["nominated"]), number(row["capacity"]), share(row["used"]))
    return table
