"""The verb `indicators`: what a log has too, of a run, and its money."""

from pathlib import Path
from typing import Annotated

import typer


def indicators(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="New or empty folder for the figures as CSV.")] = None,
    project: Annotated[
        Path | None, typer.Option(help="Project folder whose charges count, else those that the run holds.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Print the indicators of a run that a log has too: hours and USD at each border side, stages, how reliable.

    They are of units recorded one by one (`crossgauge run --record units` for all replicas; stages of the first
    replica without it). Half widths are over units, as CPMM prints them. Money by payer is of all replicas, with
    intervals between them; another tariff (--project) needs no new run.

    [bold]Example[/bold]: crossgauge indicators crossgauge-results/china-kazakhstan-001
    """
    from crossgauge.cli.visits import tell_visits
    from crossgauge.tables.store import read_results

    tell_visits(read_results(folder), out, json, project)
