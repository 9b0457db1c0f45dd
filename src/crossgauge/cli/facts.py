"""The verb `facts`: observed beside simulated, and what is assumed."""

import json as texts
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.observe import Observation


def facts(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    assumed: Annotated[
        bool, typer.Option("--assumed", help="List what is assumed and why; nothing is run.")
    ] = False,
    replicas: Annotated[int, typer.Option(help="Replicas of each year; two or more for intervals.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; else one a processor.")] = None,
    warmup: Annotated[
        int, typer.Option(metavar="DAYS", help="Days simulated before each year, not counted.")
    ] = 30,
    out: Annotated[
        Path | None, typer.Option(help="Folder that keeps the years; else the cache of this machine.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Hold observed figures against simulated years, fact by fact, each with its source.

    The years that facts speak of are run (and kept for the next time). A fact holds when the observed figure
    lies in the interval in which one new simulated year falls with 95 %. Facts of role "input" went into the
    network, so that they hold shows only that the network is read right; "check" facts did not.

    [bold]Examples[/bold]

    crossgauge facts

    crossgauge facts mine --replicas 4 --json

    crossgauge facts --assumed
    """
    from crossgauge.cli.run import network_of, progress

    network = network_of(folder)
    if assumed:
        show_assumed(network, json)
        return
    from crossgauge.study.observe import observe, years_of
    from crossgauge.study.years import run_years

    years = years_of(network)
    with progress(f"{network.name or network.id}, {len(years)} years") as tell:
        found = run_years(
            network,
            years,
            replicas=replicas,
            seed=seed,
            workers=workers,
            warmup_days=warmup,
            out=out,
            on_progress=tell,
        )
    show_facts(network, observe(network, found), replicas, json)


def show_facts(
    network: "Network", observations: "tuple[Observation, ...]", replicas: int, json: bool
) -> None:
    """Print observed beside simulated, for people or for scripts."""
    if json:
        told = [as_json(one) for one in observations]
        sys.stdout.write(texts.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    from crossgauge.cli.factsheet import print_facts

    print_facts(network, observations, replicas)


def as_json(one: "Observation") -> dict[str, Any]:
    """An observation for scripts; days as text."""
    fact = one.fact
    told = {
        name: getattr(fact, name)
        for name in (
            "id",
            "subject",
            "quantity",
            "unit",
            "period",
            "role",
            "confidence",
            "source",
            "source_url",
        )
    }
    figures = {name: plain(getattr(one, name), one.is_date) for name in ("mean", "low", "high")}
    replicas = [plain(value, one.is_date) for value in one.values]
    found = {"simulated": {**figures, "replicas": replicas}, "holds": one.holds, "why": one.why}
    return {**told, "observed": fact.value, **found}


def plain(value: float | None, is_date: bool) -> float | str | None:
    """A figure to six digits, or a day."""
    if value is None:
        return None
    return date.fromordinal(round(value)).isoformat() if is_date else float(f"{value:.6g}")


def show_assumed(network: "Network", json: bool) -> None:
    """Print what is assumed and why, and how many values cite a fact."""
    from rich.text import Text

    from crossgauge.cli.report import console

    values = [value for value in network.provenance if value.assumed]
    cited = sum(1 for value in network.provenance if value.fact)
    if json:
        rows = [
            {"path": one.path, "value": one.text, "why": one.assumed, "where": one.where} for one in values
        ]
        told = {"assumed": rows, "assumed_count": len(rows), "cited_count": cited}
        sys.stdout.write(texts.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    out = console()
    reasons: dict[str, list[str]] = {}
    for one in values:
        reasons.setdefault(one.assumed, []).append(f"{one.path} = {one.text}")
    for reason, paths in reasons.items():
        out.print(Text(reason[:1].upper() + reason[1:], style="bold"), soft_wrap=True)
        for path in paths:
            out.print(Text(f"  {path}"), soft_wrap=True)
    count = "1 value is assumed" if len(values) == 1 else f"{len(values)} values are assumed"
    out.print(f"\n{count}, {len(reasons)} different reasons; {cited} cite a fact.", soft_wrap=True)
