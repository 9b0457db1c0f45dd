"""The verb `travel`: travellers by month and crossing, an exemption's effect, institutes and consulates."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.run import progress, with_scenarios

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.tables.store import Results

Project = Annotated[
    Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
]
ScenarioName = Annotated[str, typer.Option(metavar="NAME", help="Scenario that is run; 'base' is none.")]
Run = Annotated[
    Path | None,
    typer.Option("--run", metavar="FOLDER", help="Results to tell of; else the days are run.", show_default=False),
]
Effect = Annotated[bool, typer.Option("--effect", help="Tell the exemption's effect only; nothing is run.")]
Agreement = Annotated[
    str | None, typer.Option(metavar="AGREEMENT", help="The exemption; else the one that travellers came under.")
]
Institutes = Annotated[bool, typer.Option("--institutes", help="Tell institutes and consulates only; nothing is run.")]


def travel(
    project: Project = None,
    scenario: ScenarioName = "base",
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day; else the network's own.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    replicas: Annotated[int, typer.Option(help="Years of luck; intervals come from them.")] = 4,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    results: Run = None,
    effect: Effect = False,
    agreement: Agreement = None,
    institutes: Institutes = False,
    json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON, and nothing else.")] = False,
) -> None:
    """Visitors and passengers by month and crossing beside what was counted, and what an exemption did.

    [bold]Examples[/bold]

    crossgauge travel --from 2023-01-01 --to 2024-12-31

    crossgauge travel --effect
    """
    from crossgauge.errors import RunImpossible

    network = with_scenarios(project, "" if scenario == "base" else scenario)
    if not network.travel and not network.institutes:
        raise RunImpossible(f"network '{network.id}' tells of no travellers. Expected 'travel:' in it: docs/travel.md.")
    ran = None
    if not effect and not institutes:
        ran = results_of(network, start, end, replicas, seed, workers, results)
    show(network, ran, agreement, effect, institutes, json)


def results_of(
    network: "Network",
    start: str | None,
    end: str | None,
    replicas: int,
    seed: int,
    workers: int | None,
    folder: Path | None,
) -> "Results":
    """The results in a folder, or of a run of the days."""
    from crossgauge import read_results
    from crossgauge.study.run import run

    if folder is not None:
        return read_results(folder)
    with progress("travellers") as tell:
        return run(
            network, start=start, end=end, replicas=replicas, seed=seed, workers=workers, record="counts",
            on_progress=tell,
        )  # fmt: skip


def show(
    network: "Network", ran: "Results | None", agreement: str | None, effect: bool, institutes: bool, json: bool
) -> None:
    """Print what was asked for."""
    import polars as pl

    from crossgauge.cli.travel_table import print_effect, print_institutes, print_travellers
    from crossgauge.study.exemption import exemption_effect
    from crossgauge.study.travel import beside, months_of, travel_json

    exempted = agreement is not None or any(one.exempted_by for one in network.travel)
    found = exemption_effect(network, agreement) if exempted and not institutes else None
    months = pl.DataFrame() if ran is None else months_of(network, ran)
    counts = pl.DataFrame() if ran is None else beside(network, ran)
    if json:
        sys.stdout.write(travel_json(network, months, counts, found))
        return
    if ran is not None:
        print_travellers(network, ran, months, counts)
    if found is not None:
        print_effect(network, found)
    if not effect:
        print_institutes(network)
