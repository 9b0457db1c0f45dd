"""Facilities on a terminal: what they haul, and what a change of their output does to ports and lines."""

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.table import Table
from rich.text import Text

from crossgauge.cli.pipes_table import number
from crossgauge.cli.report import console, table_of

if TYPE_CHECKING:
    from crossgauge.model.facilities import Facility
    from crossgauge.model.network import Network
    from crossgauge.study.facilities import FacilityStudy

WAYS = {"in": "takes in", "out": "gives out"}
SHOWN = ("border_h", "units", "queue")
NOTE = (
    "Paired differences, replica by replica over the same luck; [ ] is the 95 % interval of each by itself. Where it"
    " holds 0, the change cannot be told from luck; of twenty such intervals one leaves out the truth by luck."
)


def print_facilities(network: "Network", rows: pl.DataFrame, day: date) -> None:
    """All facilities: output, tonnes a day, and what of it passes this network's borders."""
    out = console()
    out.print(Text(f"Facilities, hauls of {day.year}", style="bold"))
    table = table_of(
        ("facility", "left"), ("makes in a year", "left"), ("hauls, t a day", "right"), ("over the border", "right"),
        ("loads a day", "right"), ("by", "left"),
    )  # fmt: skip
    for one in network.facilities:
        mine = rows.filter(pl.col("facility") == one.id)
        ways = [name for name in (*mine["crossing"], *mine["pipeline"]) if name]
        table.add_row(
            f"{one.name}\n{one.id}", output_text(one), number(float(mine["t_per_day"].sum())),
            number(float(mine["border_t_per_day"].sum())), number(float(mine["loads_per_day"].sum())),
            ", ".join(dict.fromkeys(ways)) or "–",
        )  # fmt: skip
    out.print(table)
    first = network.facilities[0].id
    out.print(Text(f"One of them: crossgauge facilities {first}; stopped: --stop; grown: --scale 1.5", style="dim"))


def output_text(facility: "Facility") -> str:
    """'70,000 vehicle, 70 % of what it can'."""
    most = facility.capacity
    used = "" if most is None else f"; {facility.output / most:.0%} of what it can".replace("%", " %")
    return f"{facility.output:,.0f} × {facility.makes}{used}"


def print_facility(network: "Network", facility: "Facility", rows: pl.DataFrame, day: date) -> None:
    """One facility and its hauls."""
    out = console()
    out.print(Text(f"{facility.name}: {output_text(facility)}", style="bold"), soft_wrap=True)
    if facility.note:
        out.print(Text(facility.note))
    out.print(haul_table(rows, names_of(network)))
    told = [one for one in network.provenance if one.path.startswith(f"facilities.{facility.id}.")]
    cited = sorted({fact.strip() for one in told for fact in one.fact.split(",")} - {""})
    assumed = sum(1 for one in told if one.assumed)
    out.print(Text(f"Facts: {', '.join(cited) or 'none'}; {assumed} values are assumed, with reasons.", style="dim"))
    out.print(Text(f"Parts are of all loads that come by the chain in {day.year}.", style="dim"))


def names_of(network: "Network") -> dict[str, str]:
    """Names of crossings and lines by id."""
    return {one.id: one.name for one in network.crossings} | {one.id: one.name for one in network.pipelines}


def way_text(row: dict[str, Any], names: dict[str, str]) -> str:
    """'Horgos – Altynkol rail, container-west', or the line, or that it stays in the country."""
    if row["crossing"]:
        return f"{names.get(row['crossing'], row['crossing'])}, {row['chain']}"
    return names.get(row["pipeline"], row["pipeline"]) or "inside the country"


def haul_table(rows: pl.DataFrame, names: dict[str, str]) -> Table:
    """A row a haul."""
    table = table_of(
        ("haul", "left"), ("by", "left"), ("way", "left"), ("t a day", "right"), ("over the border", "right"),
        ("loads a day", "right"), ("trains or trucks", "right"), ("part of the chain", "right"),
    )  # fmt: skip
    for row in rows.iter_rows(named=True):
        table.add_row(
            f"{WAYS[row['way']]}: {row['name']}", row["mode"], way_text(row, names), number(row["t_per_day"]),
            number(row["border_t_per_day"]), number(row["loads_per_day"]), number(row["units_per_day"]),
            "–" if row["part"] is None else f"{100 * row['part']:.2g} %",
        )  # fmt: skip
    return table


def print_change(study: "FacilityStudy") -> None:
    """What a changed output does."""
    out, one = console(), study.facility
    told = "stops" if study.factor == 0 else f"makes {study.factor:g} times as much"
    out.print(
        Text(f"{one.name} {told}: {one.output:,.0f} → {one.output * study.factor:,.0f} × {one.makes}", style="bold"),
        soft_wrap=True,
    )
    if study.beyond:
        most = f"{one.capacity:,.0f}" if one.capacity else ""
        out.print(Text(f"That is more than it can make as it stands ({most}): read it as the plant enlarged."))
    names = names_of(study.network)
    out.print(change_table(study, names))
    if study.lines:
        out.print(Text("\nLines, Mt a year", style="bold"))
        out.print(line_table(study))
        for supply in study.supplies:
            out.print(Text(supply_words(supply)))
    if study.comparison is None:
        crosses = any(haul.crossing for haul in one.hauls)
        few = "Less than one load comes more or fewer in the period: the border would show nothing."
        none = "None of it passes a crossing of this network: the border is as it was."
        out.print(Text(f"\n{few if crosses else none}"))
        return
    words = f"\nAt the border, {study.days} days from {study.start}, {study.comparison.replicas} replicas"
    out.print(Text(words, style="bold"))
    rows = border_rows(study)
    out.print(border_table(study, rows))
    hidden = study.differences.filter(pl.col("metric").is_in(SHOWN), ~pl.col("same")).height - rows.height
    if hidden:
        out.print(Text(f"In {hidden} more figures of these crossings the interval holds 0."))
    out.print(Text(NOTE, style="dim"), soft_wrap=True)


def change_table(study: "FacilityStudy", names: dict[str, str]) -> Table:
    """Hauls before and after."""
    table = table_of(
        ("haul", "left"), ("way", "left"), ("t a day", "right"), ("then", "right"), ("loads a day", "right"),
        ("then", "right"), ("trains or trucks", "right"), ("then", "right"),
    )  # fmt: skip
    for old, new in zip(study.before.iter_rows(named=True), study.after.iter_rows(named=True), strict=True):
        pairs = [(old[key], new[key]) for key in ("t_per_day", "loads_per_day", "units_per_day")]
        told = [number(value) for pair in pairs for value in pair]
        table.add_row(f"{WAYS[old['way']]}: {old['name']}", way_text(old, names), *told)
    return table


def line_table(study: "FacilityStudy") -> Table:
    """Lines before and after."""
    table = table_of(
        ("line", "left"), ("carries", "right"), ("then", "right"), ("of", "right"), ("in use", "right"),
        ("then", "right"), ("transit, d", "right"), ("then", "right"), ("why", "left"),
    )  # fmt: skip
    for one in study.lines:
        days = [None if hours is None else hours / 24 for hours in (one.transit_h_before, one.transit_h_after)]
        table.add_row(
            f"{one.name}, {one.year}", number(one.before), number(one.after), number(one.capacity),
            f"{one.used_before:.0%}".replace("%", " %"), f"{one.used_after:.0%}".replace("%", " %"),
            *["–" if value is None else number(value) for value in days], one.why,
        )  # fmt: skip
    return table


def supply_words(supply: Any) -> str:
    """Where a change of intake comes from, or goes to."""
    if supply.wanted >= 0:
        return (
            f"Of {number(supply.wanted / 1e6)} Mt more the line brings {number(supply.by_line / 1e6)}, the export gives"
            f" up {number(supply.from_rival / 1e6)}, and {number(supply.short / 1e6)} are not to be had."
        )
    return (
        f"Of {number(-supply.wanted / 1e6)} Mt let go the export takes {number(-supply.from_rival / 1e6)}, and"
        f" {number(supply.left / 1e6)} find no room. Production is as before."
    )


def border_rows(study: "FacilityStudy") -> pl.DataFrame:
    """Figures that differ by more than luck, queues, and hours and units of the classes that the goods come in."""
    classes = {
        (crossing.id, chain.direction, chain.unit_class)
        for crossing in study.network.crossings
        for chain in crossing.chains
        for haul in study.facility.hauls
        if (crossing.id, chain.id) == (haul.crossing, haul.chain)
    }
    rows = study.differences.filter(pl.col("metric").is_in(SHOWN), ~pl.col("same"), pl.col("low").is_not_null())
    own = pl.struct("crossing", "direction", "unit_class").map_elements(
        lambda key: tuple(key.values()) in classes, return_dtype=pl.Boolean
    )
    apart = (pl.col("low") > 0) | (pl.col("high") < 0)
    return rows.filter(own | apart | (pl.col("metric") == "queue")).with_columns(apart=apart)


def border_table(study: "FacilityStudy", rows: pl.DataFrame) -> Table:
    """Hours, units and queues at the crossings concerned, with paired intervals."""
    from crossgauge.cli.difference_table import labels_of, signed, title_of
    from crossgauge.indicators.figures import KEY, METRICS

    assert study.comparison is not None
    labels = labels_of(study.comparison)
    table = table_of(
        ("crossing, direction, class", "left"), ("figure", "left"), ("before", "right"), ("difference", "right"),
        ("95 %", "left"),
    )  # fmt: skip
    titled = [(title_of([row[name] for name in KEY], labels), row) for row in rows.iter_rows(named=True)]
    before = ""
    for title, row in sorted(titled, key=lambda pair: (pair[0], SHOWN.index(pair[1]["metric"]))):
        metric = METRICS[row["metric"]]
        table.add_row(
            title if title != before else "", f"{metric.name}, {metric.unit}", number(row["base"]),
            signed(row["difference"]), f"[{signed(row['low'])}, {signed(row['high'])}]",
            style=None if row["apart"] else "dim",
        )  # fmt: skip
        before = title
    return table
