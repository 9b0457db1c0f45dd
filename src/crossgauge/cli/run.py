"""The verb `run`: simulate a network and print where the time goes."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.tables.store import Results

RESULTS = Path("crossgauge-results")
Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")]
Scenario = Annotated[
    str, typer.Option(metavar="NAME", help="Run a scenario of the project, or several as 'a+b'.")
]


def run(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First day, as 2023-01-01; else the network's own."),
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    replicas: Annotated[int, typer.Option(help="Years of luck to simulate; intervals come from them.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same results, to the byte.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="New or empty folder for the results. A killed run goes on there.")
    ] = None,
    warmup: Annotated[
        int, typer.Option(metavar="DAYS", help="Days simulated before the first, not counted.")
    ] = 30,
    record: Annotated[
        str,
        typer.Option(
            help="Stages of the 'first' replica, of 'units' in all, 'summary': none; 'counts': no visits either."
        ),
    ] = "first",
    scenario: Scenario = "",
    json: Json = False,
) -> None:
    """Simulate a network unit by unit and print the time at each border, the queues and what binds.

    Every replica is one period with luck of its own. Figures are means over replicas, with the half width of
    their 95 % interval behind ±.

    [bold]Examples[/bold]

    crossgauge run                                        the embedded network, its own period, 8 replicas

    crossgauge run mine --from 2024-01-01 --to 2024-03-31 --out spring

    crossgauge run mine --replicas 2 --json > summary.json
    """
    from crossgauge.study.run import run as simulate

    network = with_scenarios(folder, scenario)
    with progress(f"{network.name or network.id}") as tell:
        results = simulate(
            network,
            start=start,
            end=end,
            replicas=replicas,
            seed=seed,
            workers=workers,
            out=out or free_folder(network.id),
            warmup_days=warmup,
            record=record,
            on_progress=tell,
            on_finish=pictures,
            scenario=called(scenario),
        )
    show(network, results, json, folder)


def network_of(folder: Path | None) -> "Network":
    """The network in a folder, or the embedded one."""
    from crossgauge import read, reference

    return reference() if folder is None else read(folder)


def with_scenarios(folder: Path | None, asked: str) -> "Network":
    """The network in a folder with scenarios applied. Raises NotFound, ProjectFaulty."""
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.scenarios import with_scenario

    network = network_of(folder)
    return with_scenario(network, asked, folder or reference_folder())[1] if asked else network


def called(scenario: str) -> str:
    """What a scenario is called, where parts of it are files.

    >>> called("second-track+mine/wide.yaml")
    'second-track+wide'
    """
    parts = [part.strip() for part in scenario.split("+")]
    return "+".join(Path(part).stem if part.endswith(".yaml") else part for part in parts)


def free_folder(network_id: str) -> Path:
    """The first folder below `crossgauge-results` that is not there yet."""
    number = 1
    while (folder := RESULTS / f"{network_id}-{number:03d}").exists():
        number += 1
    return folder


def pictures(results: "Results") -> dict[str, str]:
    """The static picture of a run, by file name."""
    from crossgauge.views.queues import picture

    return {"queues.svg": picture(results)}


def show(network: "Network", results: "Results", json: bool, folder: Path | None) -> None:
    """Print the summary, for people or for scripts."""
    text = (results.folder / "summary.json").read_text(encoding="utf-8")
    if json:
        sys.stdout.write(text)
        return
    from crossgauge.cli.report import print_report

    print_report(network, results, text, folder)


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None] | None]:
    """A bar on standard error while something runs; nothing where that is not a terminal; events where they are wanted.

    Before the first news it says that the engine is being compiled, if that is so.
    """
    from crossgauge.cli.events import event_stage, events_wanted

    if events_wanted():
        from crossgauge.engines.events.cached import COMPILING, is_compiled

        with event_stage(title, "" if is_compiled() else COMPILING) as tell:
            yield tell
        return
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from crossgauge.engines.events.cached import COMPILING, is_compiled

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title if is_compiled() else COMPILING, total=1.0)
        yield lambda fraction: bar.update(task, completed=fraction, description=title)
