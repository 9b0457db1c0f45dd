"""The verb `indicators`: what a log has too, of a run; and whole trips along corridors."""

from pathlib import Path
from typing import Annotated

import typer


def indicators(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="New or empty folder for the figures as CSV, and charts of corridors.")
    ] = None,
    corridor: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Trips along this corridor; more than once for more."),
    ] = None,
    corridors: Annotated[bool, typer.Option("--corridors", help="Trips along all corridors.")] = False,
    trips: Annotated[int, typer.Option(help="Corridors: trips in each replica that recorded stages.")] = 400,
    seed: Annotated[
        int | None, typer.Option(help="Corridors: luck of the road; without it that of the run.")
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(help="Project folder whose corridors and charges count, else those that the run holds."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Print the indicators of a run that a log has too: hours and USD at each border side, stages, how reliable.

    They are of units recorded one by one (`crossgauge run --record units` for all replicas; stages of the first
    replica without it). Half widths are over units, as CPMM prints them. Money by payer is of all replicas, with
    intervals between them; another tariff (--project) needs no new run.

    With --corridor, of whole trips: TFI3, TFI4, standing, hours, USD and CO2e of a trip, with intervals between
    replicas, and the time-cost-distance chart in --out.

    [bold]Examples[/bold]

    crossgauge indicators crossgauge-results/china-kazakhstan-001

    crossgauge indicators crossgauge-results/china-kazakhstan-001 --corridors --out corridors
    """
    from crossgauge.tables.store import read_results

    results = read_results(folder)
    if corridor or corridors:
        from crossgauge.cli.corridors import tell_corridors

        tell_corridors(
            results, tuple(corridor or ()), trips=trips, seed=seed, project=project, out=out, json=json
        )
        return
    from crossgauge.cli.visits import tell_visits

    tell_visits(results, out, json, project)
