"""What the verb `flows` was asked, and its answers: as asked, without the scenario, and within capacities."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
