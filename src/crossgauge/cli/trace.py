"""The verb `trace`: what became of one unit, told as a story."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from crossgauge.study.story import Moment, Relatives, Story

WITHIN = "↳"
WIDEST_BAR, NARROWEST_BAR = 32, 12  # characters of the time axis
BESIDE_BAR = 74  # what the other columns want
WAITING, WORKING, RUNNING, INSTANT = "░", "█", "━", "│"
RELATIVES_SHOWN = 6


def trace(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", show_default=False)],
    unit: Annotated[
        int | None,
        typer.Option(metavar="N", help="Number of the unit, as in the table of visits.", show_default=False),
    ] = None,
    replica: Annotated[int, typer.Option(help="Replica that it belongs to.")] = 1,
    first: Annotated[
        str | None,
        typer.Option(metavar="CLASS", help="The first unit of a class to arrive.", show_default=False),
    ] = None,
    longest: Annotated[
        bool,
        typer.Option(
            "--longest", help="The one that was at the border for longest; with --first, of that class."
        ),
    ] = False,
) -> None:
    """Tell what became of one unit: when it came, each stage with its hours and waiting, runs, when it left.

    Times are in the network's clock. Waiting is drawn at the front of a stage; how much of it there was is
    known, not when.

    [bold]Examples[/bold]

    crossgauge trace crossgauge-results/mine-001 --unit 1234

    crossgauge trace spring --first truck --longest
    """
    from crossgauge.cli.report import console
    from crossgauge.errors import RunImpossible
    from crossgauge.study.story import find_unit, story_of
    from crossgauge.tables.store import read_results

    if (unit is None) == (first is None and not longest):
        raise RunImpossible("which unit? Expected one of: --unit N, --first CLASS, --longest.")
    results = read_results(folder)
    if unit is None:
        unit = find_unit(results, replica, unit_class=first, longest=longest)
    story = story_of(results, unit, replica)
    labels, out = results.manifest["labels"], console()
    out.print(heading(story, labels))
    for relatives in story.relatives:
        out.print(kinship(relatives, labels))
    out.print(timeline(story, labels, max(NARROWEST_BAR, min(WIDEST_BAR, out.width - BESIDE_BAR))))


def heading(story: "Story", labels: dict[str, Any]) -> "Text":
    """Who it is, where, and what the visit came to."""
    from rich.text import Text

    visit = story.visit
    crossing = labels["crossings"].get(visit["crossing"], {}).get("name", visit["crossing"])
    way = f", {visit['direction']}" if visit["direction"] else ""
    load = f", {visit['load']} loads" if visit["load"] > 1 else ""
    text = Text(f"{class_name(visit['unit_class'], labels)} {visit['unit']}", style="bold")
    text.append(
        f" of replica {visit['replica']} at {crossing}{way} (chain {visit['chain']}){load}\n",
        style="not bold",
    )
    ending = {"through": "", "balked": "; turned away", "reneged": "; gave up waiting"}[visit["outcome"]]
    waited = f", {hours(visit['waited_h'])} of them waiting" if visit["waited_h"] else ", without waiting"
    text.append(f"{hours(visit['border_h'])} at the border{waited}{ending}", style="not bold")
    return text


def kinship(relatives: "Relatives", labels: dict[str, Any]) -> "Text":
    """'split from train 12', or the first of many children."""
    from rich.text import Text

    units, name = relatives.units, class_name(relatives.unit_class, labels) or "unit"
    shown = ", ".join(str(unit) for unit in units[:RELATIVES_SHOWN])
    count = f"{len(units)} × " if len(units) > 1 else ""
    more = f", … {units[-1]}" if len(units) > RELATIVES_SHOWN else ""
    return Text(f"{relatives.how} {count}{name} {shown}{more}")


def timeline(story: "Story", labels: dict[str, Any], width: int) -> "Table":
    """A line a moment, with hours, waiting and its place on the visit's time axis."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    visit = story.visit
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=legend(story, labels), caption_justify="left")
    table.add_column("when", no_wrap=True)
    table.add_column("what", overflow="fold")
    table.add_column("where", overflow="fold")
    table.add_column("lasted", justify="right", no_wrap=True)
    table.add_column("waiting", justify="right", no_wrap=True)
    table.add_column(axis(visit["border_h"], width), no_wrap=True, min_width=width)
    table.add_row(clock(visit["arrived"]), "arrives", "", "", "", mark(0.0, width))
    posts = labels["crossings"].get(visit["crossing"], {}).get("posts", {})
    for moment in story.moments:
        table.add_row(
            clock(moment.start),
            what_of(moment, visit["unit"]),
            str(posts.get(moment.where, {}).get("name", moment.where)),
            hours((moment.end - moment.start).total_seconds() / 3600),
            hours(moment.waited_h) if moment.waited_h else "",
            bar(moment, visit["arrived"], visit["left"], width),
        )
    word = {"through": "leaves", "balked": "turns away", "reneged": "gives up"}[visit["outcome"]]
    table.add_row(Text(clock(visit["left"])), word, "", "", "", mark(1.0, width))
    return table


def what_of(moment: "Moment", unit: int) -> str:
    """Stage or link; marked where it is the batch's that the unit travels in."""
    return moment.what if moment.of == unit else f"{WITHIN} {moment.what}"


def bar(moment: "Moment", start: datetime, end: datetime, width: int) -> str:
    """A stretch of an axis of `width` characters: waiting light, the rest dark, runs over a link as a line.

    Never shorter than one character, never over the end of the axis; a thin mark for what took no time.
    """
    whole = (end - start).total_seconds() or 1.0
    lasted_s = (moment.end - moment.start).total_seconds()
    first = min(width - 1, int(width * (moment.start - start).total_seconds() / whole))
    last = min(width, max(first + 1, round(width * (moment.end - start).total_seconds() / whole)))
    length = last - first
    if moment.waited_h is None:
        return " " * first + RUNNING * length
    if lasted_s == 0.0:
        return " " * first + INSTANT
    waiting = round(length * min(1.0, moment.waited_h * 3600 / lasted_s))
    return " " * first + WAITING * waiting + WORKING * (length - waiting)


def mark(where: float, width: int) -> str:
    """A point of the axis."""
    return " " * round((width - 1) * where) + INSTANT


def axis(border_h: float, width: int) -> str:
    """The head of the axis: from nothing to the whole visit."""
    end = hours(border_h)
    return "0" + end.rjust(width - 1)


def legend(story: "Story", labels: dict[str, Any]) -> str:
    """What the signs mean, and whose clock it is."""
    within = any(moment.of != story.visit["unit"] for moment in story.moments)
    batch = f"  {WITHIN} of the batch that it left in" if within else ""
    return f"{WAITING} waiting  {WORKING} other time  {RUNNING} on a link{batch}; clock of {labels['clock']}"


def class_name(unit_class: str, labels: dict[str, Any]) -> str:
    """Name of a class, as people say it."""
    return str(labels["classes"].get(unit_class, {}).get("name", unit_class))


def clock(instant: datetime) -> str:
    """A day and a minute.

    >>> clock(datetime(2023, 3, 5, 7, 8))
    'Sun 2023-03-05 07:08'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[instant.weekday()]} {instant:%Y-%m-%d %H:%M}"


def hours(value: float) -> str:
    """Hours; minutes below one hour and a half, seconds below two minutes.

    >>> hours(30.25), hours(1.0), hours(0.01)
    ('30.2 h', '60 min', '36 s')
    """
    if value >= 1.5:
        return f"{value:,.1f} h"
    return f"{value * 60:.0f} min" if value * 60 >= 2 else f"{value * 3600:.0f} s"
