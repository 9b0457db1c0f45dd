"""The verb `timeline`: what happened, dated and with sources, and beside the curves of a run."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import network_of, progress

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.model.timeline import Event
    from crossgauge.study.timeline import Told
    from crossgauge.tables.store import Results

Project = Annotated[
    Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
]
Start = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; else the first event.")]
End = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included; else the last event.")]
Svg = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw them below the curves of a run, as an SVG file.", show_default=False),
]
Run = Annotated[
    Path | None,
    typer.Option("--run", metavar="FOLDER", help="Results with the curves; else the days are run.", show_default=False),
]


def timeline(
    project: Project = None,
    start: Start = None,
    end: End = None,
    svg: Svg = None,
    results: Run = None,
    language: Language = "en",
    replicas: Annotated[int, typer.Option(help="Replicas of the run that is drawn.")] = 2,
    seed: Annotated[int, typer.Option(help="Same seed, same picture.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the events as JSON, and nothing else.")] = False,
) -> None:
    """Visits, summits, agreements, rules and works with their days and sources; which of them changed the model.

    [bold]Examples[/bold]

    crossgauge timeline --from 2022-01-01 --to 2023-12-31

    crossgauge timeline --from 2022-01-01 --to 2023-12-31 --svg timeline.svg
    """
    from crossgauge.errors import RunImpossible
    from crossgauge.study.run import day_of
    from crossgauge.study.timeline import events_of, timeline_json

    network = network_of(project)
    first, last = day_of(start, "--from"), day_of(end, "--to")
    if first is not None and last is not None and last < first:
        raise RunImpossible(f"--to is {last}, before {first}. Expected it not before --from.")
    if not network.timeline:
        raise RunImpossible(f"network '{network.id}' has no timeline. Expected 'timeline:' in it: docs/travel.md.")
    told = events_of(network, first, last)
    if svg is not None:
        draw(network, told, first, last, svg, results, language, replicas, seed)
    if json:
        sys.stdout.write(timeline_json(told))
        return
    show(told, language)
    if svg is not None:
        sys.stdout.write(f"\nPicture: {svg}\n")


def draw(
    network: "Network",
    told: "tuple[Told, ...]",
    first: date | None,
    last: date | None,
    svg: Path,
    folder: Path | None,
    language: str,
    replicas: int,
    seed: int,
) -> None:
    """Write the picture of the events beside the curves of a run."""
    from datetime import timedelta

    from crossgauge.study.timeline import curves_of
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_timeline

    results = run_of(network, first, last, folder, replicas, seed)
    start = first or date.fromisoformat(results.manifest["start"])
    end = last or date.fromisoformat(results.manifest["start"]) + timedelta(days=results.manifest["days"] - 1)
    text = of_timeline(curves_of(results), told, start, end, network, language).svg
    with plain_faults(svg):
        write_text(svg, text)


def run_of(
    network: "Network", first: date | None, last: date | None, folder: Path | None, replicas: int, seed: int
) -> "Results":
    """The results in a folder, or of a run of the days."""
    from crossgauge import read_results
    from crossgauge.study.run import run

    if folder is not None:
        return read_results(folder)
    with progress("the curves") as tell:
        return run(network, start=first, end=last, replicas=replicas, seed=seed, record="counts", on_progress=tell)


def show(told: "tuple[Told, ...]", language: str) -> None:
    """Print the events."""
    from rich.text import Text

    from crossgauge.cli.report import console, table_of


    out = console()
    table = table_of(("when", "left"), ("what", "left"), ("event", "left"), ("fact", "left"), ("changes", "left"))
    for one in told:
        event = one.event
        what = f"{one.changes} value{'' if one.changes == 1 else 's'}: {event.agreement}" if one.changes else "–"
        name = dict(event.names).get(language, event.name)
        scenario = f" (scenario {event.scenario})" if event.scenario else ""
        table.add_row(when(event), event.kind, f"{name}{scenario}", event.fact, what, style=None if one.changes else "")
    out.print(table)
    moved = sum(1 for one in told if one.changes)
    out.print(Text(f"{len(told)} events; {moved} changed values of the model, the others are told only.", style="dim"))


def when(event: "Event") -> str:
    """An event's days, as far as they are known: '2023-05-18 to 05-19', '2023-06', '2025'."""
    if event.known_to != "day":
        return f"{event.start:%Y-%m}" if event.known_to == "month" else str(event.start.year)
    if event.end is None:
        return event.start.isoformat()
    same = event.end.year == event.start.year
    return f"{event.start} to {f'{event.end:%m-%d}' if same else event.end}"
