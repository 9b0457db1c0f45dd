"""The verb `facilities`: plants and parks, and what their growth or stop does to ports and lines."""

import json as texts
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.run import progress, with_scenarios

if TYPE_CHECKING:
    from crossgauge.model.network import Network

Name = Annotated[str | None, typer.Argument(help="One facility; without it all are listed.", show_default=False)]
Project = Annotated[
    Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
]
Scale = Annotated[float | None, typer.Option(metavar="FACTOR", help="Multiply its output, as 1.5.", show_default=False)]
Stop = Annotated[bool, typer.Option("--stop", help="Stop it: the same as --scale 0.")]
ScenarioName = Annotated[str, typer.Option(metavar="NAME", help="On a scenario of the project; 'base' is none.")]
Folder = Annotated[Path | None, typer.Option(help="Folder for the comparison's results.", show_default=False)]


def facilities(
    name: Name = None,
    scale: Scale = None,
    stop: Stop = False,
    project: Project = None,
    scenario: ScenarioName = "base",
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day; else the network's own.")
    ] = None,
    days: Annotated[int, typer.Option(help="Days at the border.")] = 90,
    replicas: Annotated[int, typer.Option(help="Years of luck there, the same before and after.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    out: Folder = None,
    json: Annotated[bool, typer.Option("--json", help="Print what is found as JSON, and nothing else.")] = False,
) -> None:
    """What a plant's growth or stop does to trains, trucks, queues and oil lines.

    Its hauls are a part of what comes to the border. With --scale or --stop that part is made more or less, and the
    border is simulated with and without it over the same luck.

    [bold]Examples[/bold]

    crossgauge facilities

    crossgauge facilities kostanay-cars --scale 1.5

    crossgauge facilities shymkent-refinery --stop
    """
    from crossgauge.errors import RunImpossible
    from crossgauge.study.facilities import facility_called

    network = with_scenarios(project, "" if scenario == "base" else scenario)
    if not network.facilities:
        raise RunImpossible(f"network '{network.id}' has no facilities. Expected some: docs/facilities.md.")
    if scale is not None and stop:
        raise RunImpossible("--scale and --stop are both given. Expected one of them.")
    factor = 0.0 if stop else scale
    if name is None:
        if factor is not None:
            raise RunImpossible("--scale and --stop are of one facility. Expected its name before them.")
        show_all(network, start, json)
        return
    facility_called(network, name)
    if factor is None:
        show_one(network, name, start, json)
        return
    show_change(network, name, factor, start, days, replicas, seed, workers, out, json)


def show_all(network: "Network", start: str | None, json: bool) -> None:
    """Print all facilities with what they haul."""
    from crossgauge.cli.facilities_table import print_facilities
    from crossgauge.study.facilities import hauls_of
    from crossgauge.study.run import period_of
    from crossgauge.study.summary import rows_of

    day = period_of(network, start, 1, None, 0).start
    rows = hauls_of(network, day)
    if json:
        sys.stdout.write(texts.dumps(rows_of(rows), ensure_ascii=False, indent=1) + "\n")
        return
    print_facilities(network, rows, day)


def show_one(network: "Network", name: str, start: str | None, json: bool) -> None:
    """Print one facility: what it makes, what it hauls by which way, what is known of it."""
    from crossgauge.cli.facilities_table import print_facility
    from crossgauge.study.facilities import facility_called, hauls_of
    from crossgauge.study.run import period_of
    from crossgauge.study.summary import rows_of

    day = period_of(network, start, 1, None, 0).start
    rows = hauls_of(network, day, name)
    if json:
        sys.stdout.write(texts.dumps(rows_of(rows), ensure_ascii=False, indent=1) + "\n")
        return
    print_facility(network, facility_called(network, name), rows, day)


def show_change(
    network: "Network",
    name: str,
    factor: float,
    start: str | None,
    days: int,
    replicas: int,
    seed: int,
    workers: int | None,
    out: Path | None,
    json: bool,
) -> None:
    """Simulate the border with and without the change, and print what differs."""
    from crossgauge.cli.facilities_table import print_change
    from crossgauge.study.facilities import study_facility
    from crossgauge.study.facility_told import facility_json

    with progress(f"{name} × {factor:g}") as tell:
        study = study_facility(
            network, name, factor, start=start, days=days, replicas=replicas, seed=seed, workers=workers, out=out,
            on_progress=tell,
        )  # fmt: skip
    if json:
        sys.stdout.write(facility_json(study))
        return
    print_change(study)
