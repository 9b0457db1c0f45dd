"""The verb `flows`: what goes which way, what a scenario moves, what is left behind, and what capacity is worth."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.run import network_of, with_scenarios

if TYPE_CHECKING:
    import polars as pl

    from crossgauge.model.network import Network
    from crossgauge.study.flows import Flowed


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the flows, those of the network without the scenario, and the programme within capacities."""

    network: "Network"
    scenario: str
    flowed: "Flowed"
    base: "Flowed | None"
    bounded: "Flowed"


def flows(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    scenario: Annotated[str, typer.Option(help="Name of a scenario, several joined by '+'.")] = "",
    year: Annotated[int | None, typer.Option(help="Year; else the network's.")] = None,
    month: Annotated[int | None, typer.Option(help="One month of it, 1 to 12.")] = None,
    method: Annotated[str, typer.Option(help="choice, equilibrium, optimum or least-cost.")] = "choice",
    out: Annotated[
        Path | None, typer.Option(help="New folder for tables, map and Sankey figure.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell which way goods go: by border, mode and goods, what moved against the base, cost and CO2, what is unmet.

    A scenario that closes borders for a time is asked for those days, unless --year or --month says otherwise, and
    beside it stands the network without it on the same days.

    [bold]Example[/bold]

    crossgauge flows --scenario dostyk-closed-14-days --out flows
    """
    from crossgauge.cli.flow_report import print_flows, told_flows, write_flows
    from crossgauge.cli.visits import as_json

    asked = answers(folder, scenario, year, month, method)
    if out is not None:
        write_flows(out, asked)
    if json:
        sys.stdout.write(as_json({name: table.to_dicts() for name, table in told_flows(asked).items()}))
        return
    print_flows(asked, out)


def answers(folder: Path | None, scenario: str, year: int | None, month: int | None, method: str) -> Asked:
    """Flows of the network as asked, of its base where there is a scenario, and those within capacities."""
    from crossgauge.study.flows import LEAST_COST, closed_days
    from crossgauge.study.flows import flows as flows_of

    network = with_scenarios(folder, scenario)
    base = network_of(folder) if scenario else None
    days = closed_days(base, network) if base and year is None and month is None else None
    with silent_library():
        flowed = flows_of(network, year=year, month=month, days=days, method=method)
        beside = flows_of(base, year=year, month=month, days=days, method=method) if base else None
        bounded = flows_of(network, year=year, month=month, days=days, method=LEAST_COST)
    return Asked(network, scenario, flowed, beside, bounded)


@contextmanager
def silent_library() -> Iterator[None]:
    """Let no library write to standard output: HiGHS greets there when it is first made, in the midst of JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def tables_of(asked: Asked) -> "dict[str, pl.DataFrame]":
    """Every table of an answer by name; those of the base have 'base-' before it."""
    from crossgauge.study import flow_tables, flow_ways

    found = {
        "borders": flow_tables.border_flows(asked.flowed),
        "goods": flow_tables.totals(asked.flowed),
        "modes": flow_tables.modes(asked.flowed),
        "sections": flow_tables.section_flows(asked.flowed),
        "links": flow_tables.link_flows(asked.flowed),
        "ways": flow_ways.ways(asked.flowed),
        "unmet": flow_tables.unmet(asked.flowed),
        "unmet-within-capacities": flow_tables.unmet(asked.bounded),
        "worth": flow_tables.worths(asked.bounded),
    }
    if asked.base is not None:
        found |= {
            "base-borders": flow_tables.border_flows(asked.base),
            "base-goods": flow_tables.totals(asked.base),
            "moved": flow_ways.moved(asked.base, asked.flowed),
            "moved-between": flow_ways.moved_between(asked.base, asked.flowed),
        }
    return found
