"""The verb `route`: the best few ways between two places, border by border."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.run import with_scenarios

if TYPE_CHECKING:
    from rich.table import Table

    from crossgauge.model.network import Network
    from crossgauge.model.places import Place
    from crossgauge.study.routes import Part, Route


def route(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    start: Annotated[
        str, typer.Option("--from", help="Place where it begins, by name in any language.")
    ] = "",
    end: Annotated[str, typer.Option("--to", help="Place where it goes.")] = "",
    goods: Annotated[
        str, typer.Option("--class", help="Goods, as 'express'; else the first of the network.")
    ] = "",
    scenario: Annotated[str, typer.Option(help="Name of a scenario, several joined by '+'.")] = "",
    year: Annotated[int | None, typer.Option(help="Year whose waits hold; else the network's.")] = None,
    routes: Annotated[int, typer.Option(help="How many routes.", min=1, max=20)] = 3,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell the best few routes between two places: time, cost, carbon and reliability, border by border.

    Hours at borders are those to which the flows of the year lead. Routes are ordered by money, time and reliability
    at the values of the goods; a scenario that closes a border is asked for the days on which it is closed.

    [bold]Example[/bold]

    crossgauge route --from "Xi'an" --to Duisburg --class manufactures
    """
    from crossgauge.cli.run import network_of
    from crossgauge.cli.visits import as_json
    from crossgauge.errors import RunImpossible
    from crossgauge.study.flows import closed_days, flows
    from crossgauge.study.routes import goods_named, place_named
    from crossgauge.study.routes import routes as routes_of

    if not start or not end:
        raise RunImpossible(
            'no way is asked for. Expected --from and --to, as --from "Xi\'an" --to Duisburg.'
        )
    network = with_scenarios(folder, scenario)
    ends = place_named(network, start), place_named(network, end)
    carried = goods_named(network, goods) if goods else next(iter(network.goods), None)
    if carried is None:
        raise RunImpossible(f"network '{network.id}' has no goods. Expected 'goods' (docs/flows.md).")
    days = closed_days(network_of(folder), network) if scenario and year is None else None
    flowed = flows(network, year=year, days=days)
    found = routes_of(flowed, *ends, carried, count=routes)
    if not found:
        there = f"from {ends[0].name} to {ends[1].name}"
        raise RunImpossible(
            f"no way is open for '{carried.id}' {there}. Expected another --class, or open borders."
        )
    if json:
        sys.stdout.write(as_json([asdict(one) for one in found]))
        return
    when = f"{days[0]} to {days[1]}" if days else str(flowed.start.year)
    show(network, ends, f"{carried.name}, {when}{f', {scenario}' if scenario else ''}", found)


def show(network: "Network", ends: "tuple[Place, Place]", what: str, found: "Sequence[Route]") -> None:
    """Print the routes beside each other, then each part by part."""
    from rich.text import Text

    from crossgauge.cli.report import console

    page = console()
    page.print(Text(f"{ends[0].name} – {ends[1].name}: {what}", style="bold"), soft_wrap=True)
    page.print(Text("One load, door to door of its terminals. ± is one standard deviation.", style="dim"))
    page.print(summary(found))
    names = {place.id: place.name for place in network.places}
    for number, one in enumerate(found, 1):
        page.print(Text(f"\n{number}. {title(one, names)}", style="bold"), soft_wrap=True)
        page.print(parts_table(one.parts, names))


def title(route: "Route", names: dict[str, str]) -> str:
    """A route in a few words: its modes, its borders and its seas."""
    middle = [part.name for part in route.parts if part.what == "border"]
    seas = [
        f"{names[part.start]} – {names[part.end]} by sea"
        for part in route.parts
        if part.mode == "sea" and part.km
    ]
    modes = dict.fromkeys(part.mode for part in route.parts if part.what == "ride")
    return f"By {' and '.join(modes)}: " + ("; ".join((*middle, *seas)) or "no border")


def summary(found: "Sequence[Route]") -> "Table":
    """One row a route."""
    table = new_table(
        "route", "km", "days", "±", "19 of 20 within", "USD", "kg CO2e", "USD, time and risk too"
    )
    for number, one in enumerate(found, 1):
        table.add_row(
            f"{number}",
            f"{one.km:,.0f}",
            f"{one.hours / 24:.1f}",
            f"{one.deviation_h / 24:.1f}",
            f"{one.sure_h / 24:.1f} d",
            f"{one.usd:,.0f}",
            f"{one.kg_co2e:,.0f}",
            f"{one.generalised_usd:,.0f}",
        )
    return table


def parts_table(parts: "Sequence[Part]", names: dict[str, str]) -> "Table":
    """One row a ride, border or terminal."""
    table = new_table("", "km", "h", "±", "USD", "kg CO2e")
    for part in parts:
        gauge = f" {part.gauge_mm} mm" if part.gauge_mm and part.what == "ride" else ""
        if part.what == "ride":
            where = f"{names[part.start]} – {names[part.end]} by {part.mode}{gauge}"
        elif part.start != part.end:
            where = f"  {part.name}"
        else:
            where = f"  {part.name} ({names[part.start]})"
        table.add_row(
            where,
            f"{part.km:,.0f}" if part.km else "",
            f"{part.hours:.1f}",
            f"{part.deviation_h:.1f}",
            f"{part.usd:,.0f}",
            f"{part.kg_co2e:,.0f}" if part.kg_co2e else "",
        )
    return table


def new_table(first: str, *others: str) -> "Table":
    """A plain table whose first column is of words, the others of figures."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table
