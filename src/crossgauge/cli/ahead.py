"""The verb `ahead`: from today's queues, stocks and positions, the next hours with intervals."""

import json as texts
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.ahead.simulating import Ahead

PANELS = 6  # of the picture
At = Annotated[
    str,
    typer.Option(
        metavar="INSTANT",
        help="The present, a whole hour on the network's clock, as 2024-03-01T14:00.",
        show_default=False,
    ),
]


def ahead(
    state: Annotated[
        Path | None, typer.Argument(metavar="STATE.csv", help="Who is where now.", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    at: At = "",
    hours: Annotated[int, typer.Option(help="How far to look.")] = 48,
    replicas: Annotated[int, typer.Option(help="Futures to simulate; bands come from them.")] = 100,
    seed: Annotated[int, typer.Option(help="Same seed, same answer, to the bit.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Threads; the answer does not depend on it.")] = None,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="A scenario of the project that holds now.")] = "",
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a state to fill in, all counts 0, and stop.", show_default=False),
    ] = None,
    state_of: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN",
            help="Write to STATE.csv where all were in a finished run at the instant, and stop.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "--svg", metavar="FILE", help="Write a picture.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell how the queues of now go on: the next 48 hours of every crossing, with 90 % bands.

    Calendars, capacities, quotas and paths are those of the days themselves; who comes is drawn, unless rows with
    stage 'arriving' tell it.

    [bold]Examples[/bold]

    crossgauge ahead --template today.csv                       a row for every stage, to fill in

    crossgauge ahead today.csv --at 2024-03-01T14:00 --out ahead.svg

    crossgauge ahead today.csv mine --at 2024-03-01T14:00 --hours 24 --json
    """
    from crossgauge.cli.run import with_scenarios

    if template is not None:
        write_file(template, template_text(with_scenarios(state or folder, scenario)))
        sys.stdout.write(f"A state to fill in: {template}\n")
        return
    network = with_scenarios(folder, scenario)
    present = instant_asked(at, network)
    if state is None:
        raise typer.BadParameter("Expected a STATE.csv; `crossgauge ahead --template FILE` writes one to fill in.")
    if state_of is not None:
        write_file(state, state_text(state_of, network, present))
        sys.stdout.write(f"The state at {present.isoformat()}: {state}\n")
        return
    found = simulated(network, state, present, hours, replicas, seed, workers)
    show(found, network, out, json)


def instant_asked(at: str, network: "Network") -> datetime:
    """The present that was asked for, aware. Raises RunImpossible where it is no instant."""
    from zoneinfo import ZoneInfo

    from crossgauge.errors import RunImpossible
    from crossgauge.sources.present import INSTANT, instant_of

    try:
        return instant_of(at.strip(), ZoneInfo(network.clock))
    except ValueError:
        told = f"--at is '{at}'" if at else "--at is missing"
        raise RunImpossible(f"{told}. {INSTANT}") from None


def template_text(network: "Network") -> str:
    """A state to fill in."""
    from crossgauge.sources.present_out import template

    return template(network)


def state_text(run: Path, network: "Network", at: datetime) -> str:
    """The state of a finished run."""
    from crossgauge.sources.present_out import present_text
    from crossgauge.study.ahead.present_of import present_of

    return present_text(present_of(run, network, at), network.clock)


def write_file(path: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def simulated(
    network: "Network", state: Path, at: datetime, hours: int, replicas: int, seed: int, workers: int | None
) -> "Ahead":
    """The futures of a state."""
    from crossgauge.cli.run import progress
    from crossgauge.sources.present import read_present
    from crossgauge.study.ahead.simulating import ahead as simulate

    present = read_present(state, network, at)
    with progress("the hours ahead") as tell:
        return simulate(
            network, present, hours=hours, replicas=replicas, seed=seed, workers=workers, on_progress=tell
        )


def show(found: "Ahead", network: "Network", out: Path | None, json: bool) -> None:
    """Print the answer and write the picture."""
    from crossgauge.cli.ahead_table import print_ahead
    from crossgauge.study.ahead.told import figures

    told = figures(found, network)
    if out is not None:
        write_file(out, picture_of(found, network))
    if json:
        sys.stdout.write(texts.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    print_ahead(told, network)
    if out is not None:
        sys.stdout.write(f"Picture: {out}\n")


def picture_of(found: "Ahead", network: "Network") -> str:
    """The panels of those groups of which most are there now or then."""
    from zoneinfo import ZoneInfo

    import numpy as np

    from crossgauge.study.ahead.told import ends, middle, names_of
    from crossgauge.views.ahead import HoursAhead, Panel, picture

    names = names_of(network)
    size = [max(there, float(found.inside[:, place].mean())) for place, there in enumerate(found.there)]
    chosen = sorted(sorted(range(len(size)), key=lambda place: -size[place])[:PANELS])
    panels = []
    for place in chosen:
        by_hour = list(found.inside[:, place].T)
        bands = np.array([[ends(values, band) for values in by_hour] for band in (0.9, 0.5)])
        crossing, unit_class, direction = found.groups[place]
        panels.append(
            Panel(
                crossing=names[crossing], unit_class=names[unit_class], direction=direction, now=found.there[place],
                median=np.array([middle(values) for values in by_hour]), low=bands[..., 0], high=bands[..., 1],
            )
        )  # fmt: skip
    at = found.at.astimezone(ZoneInfo(network.clock))
    return picture(HoursAhead(at=at, replicas=len(found.inside), panels=tuple(panels)))
