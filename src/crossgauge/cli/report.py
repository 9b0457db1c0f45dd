"""A run's summary on a terminal: border times, stages, queues, what binds."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.tables.store import Results

Row = dict[str, Any]
WIDTH = 120  # where nobody says how wide, as in a file
NARROW = 100  # below, cargo is left out
CARGO = {"teu": "TEU", "mass_t": "tonnes", "persons": "persons"}
TIMES = (("mean h", 11), ("median h", 11), ("90 % h", 11), ("waiting", 7))
BESIDE = (0, 1, 0, 0)
MORE_THAN_ALL = 1.005  # of the open capacity, as it is printed
OVER = "Over 100 %: work that is in hand when a shift ends is finished after it."


def console() -> Console:
    """Standard output as rich sees it; as wide as a page where it is not a terminal."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(file=sys.stdout, width=None if known else WIDTH, highlight=False, soft_wrap=False)


def table_of(*columns: tuple[str, str]) -> Table:
    """An empty table; columns are (title, 'left' or 'right').

    >>> [column.justify for column in table_of(("year", "left"), ("used", "right")).columns]
    ['left', 'right']
    """
    table = Table(box=box.SIMPLE_HEAD, padding=BESIDE, pad_edge=False, show_edge=False)
    for title, side in columns:
        table.add_column(title, justify="right" if side == "right" else "left", overflow="fold")
    return table


def print_report(network: "Network", results: "Results", summary: str, project: Path | None = None) -> None:
    """Print what a run gave: each crossing's classes and stages, then what binds where.

    project : folder of the network; none: the embedded one
    """
    told, out = json.loads(summary), console()
    labels = results.manifest["labels"]
    replicas = "1 replica" if told["replicas"] == 1 else f"{told['replicas']} replicas"
    scenario = results.manifest.get("scenario", "")
    name = f"{told['network']['name']}{f', scenario {scenario}' if scenario else ''}"
    title = f"{name}: {told['days']} days from {told['start']}, {replicas}"
    out.print(Text(title, style="bold"), soft_wrap=True)
    if told["replicas"] > 1:
        out.print(
            Text("Means over replicas; ± is half of their 95 % interval. h: hours.", style="dim"),
            soft_wrap=True,
        )
    for crossing in labels["crossings"]:
        rows = [row for row in told["border"] if row["crossing"] == crossing]
        if not rows:
            continue
        out.print(Text(f"\n{crossing_name(labels, crossing)}", style="bold"), soft_wrap=True)
        # A paper has come with its unit: its own hours are those of its stages.
        moving = [row for row in rows if labels["classes"].get(row["unit_class"], {}).get("kind") != "document"]
        out.print(border_table(moving, labels, out.width))
        if (stages := stage_table(told["stages"], rows, labels, out.width)).row_count:
            out.print()
            out.print(stages)
        out.print(Text(paper_lines(told.get("papers", ()), rows, labels)), end="", soft_wrap=True)
    out.print(Text("\nWhere the queue is", style="bold"))
    out.print(queue_table(told, labels))
    if any((row["utilisation"] or 0.0) > MORE_THAN_ALL for row in told["busiest_resources"]):
        out.print(Text(OVER, style="dim"), soft_wrap=True)
    if lines := growing_lines(told.get("growing", ()), labels):
        out.print(Text(lines, style="bold"), soft_wrap=True)
    out.print(Text(assumed_line(network, project)), soft_wrap=True)
    out.print(Text(f"Results: {shown(results)}"), soft_wrap=True)


def shown(results: "Results") -> str:
    """The results folder as one would type it from here."""
    folder = results.folder
    return str(folder.relative_to(Path.cwd())) if folder.is_relative_to(Path.cwd()) else str(folder)


def assumed_line(network: "Network", project: Path | None) -> str:
    """How many values are assumed, and how to see them."""
    assumed = sum(1 for value in network.provenance if value.assumed)
    cited = sum(1 for value in network.provenance if value.fact)
    if not assumed and not cited:
        return "No value of this network says where it comes from."
    told = "1 value is assumed" if assumed == 1 else f"{assumed} values are assumed"
    return f"{told}, {cited} cite a fact: crossgauge facts{f' {project}' if project else ''} --assumed"


def border_table(rows: list[Row], labels: Row, width: int) -> Table:
    """Units, cargo and time at the border of a crossing, by direction and class."""
    table = Table(box=box.SIMPLE_HEAD, padding=BESIDE, pad_edge=False, show_edge=False)
    widest = max((len(amount(row[name])) for row in rows for name in ("units", *CARGO)), default=0)
    first = first_width(width) - (len(CARGO) + 1 if width >= NARROW else 1) * max(0, widest - 9)
    table.add_column("direction, class", overflow="fold", width=max(14, first))
    cargo = [name for name in CARGO if width >= NARROW]
    for title, room in (("units", 9), *[(CARGO[name], 9) for name in cargo], *TIMES):
        table.add_column(title, justify="right", min_width=room, no_wrap=True)
    for row in rows:
        table.add_row(
            way(row, rows, labels),
            amount(row["units"]),
            *[amount(row[name]) for name in cargo],
            *[hours(row[name], row[f"{name}_pm"]) for name in ("mean_h", "median_h", "p90_h")],
            "–" if row["waited_share"] is None else f"{row['waited_share']:.0%}",
        )
    return table


def first_width(width: int) -> int:
    """Room for direction and class beside the figures, alike for all crossings."""
    return max(14, width - (93 if width >= NARROW else 60))


def stage_table(rows: list[Row], border: list[Row], labels: Row, width: int) -> Table:
    """The stages of each chain in order, with the hours of them that are waiting."""
    table = Table(box=box.SIMPLE_HEAD, padding=BESIDE, pad_edge=False, show_edge=False)
    table.add_column("direction, class", overflow="fold", width=first_width(width))
    table.add_column("stages: mean h (of them waiting)", overflow="fold")
    for chain in border:
        mine = [
            row for row in rows if row["crossing"] == chain["crossing"] and row["chain"] == chain["chain"]
        ]
        mine = [row for row in mine if row["stage_h"] is not None]
        if mine:
            table.add_row(way(chain, border, labels), " → ".join(stage_words(row) for row in mine))
    return table


def paper_lines(papers: Iterable[Row], border: list[Row], labels: Row) -> str:
    """How often the units of a crossing waited for papers, a line a chain; '' where none needs any."""
    lines = []
    for row in papers:
        mine = [one for one in border if (one["crossing"], one["chain"]) == (row["crossing"], row["chain"])]
        for one in mine:
            share = f"{row['waited_share']:.0%}{pm(row['waited_share_pm'], '{:.1%}')}"
            late = f", then {hours(row['wait_h'], row['wait_h_pm'])} h" if row["wait_h"] else ""
            lines.append(f"Papers: {way(one, border, labels)} waits for them {share} of the time{late}.\n")
    return "".join(lines)


def stage_words(row: Row) -> str:
    """A stage as 'cn customs 2.1 (1.8)'."""
    waited = f" ({figure(row['waited_h'])})" if row["waited_h"] and row["waited_h"] >= 0.05 else ""
    return f"{row['post']} {row['stage']} {figure(row['stage_h'])}{waited}".strip()


def queue_table(told: Row, labels: Row) -> Table:
    """Longest queue, busiest resource and what binds, of each crossing."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, show_lines=True)
    table.add_column("crossing", overflow="fold", ratio=3)
    table.add_column("longest queue", overflow="fold", ratio=3)
    table.add_column("busiest", overflow="fold", ratio=3)
    table.add_column("what binds", overflow="fold", ratio=5)
    busiest, longest, binding = (
        {row["crossing"]: row for row in told[name]}
        for name in ("busiest_resources", "longest_queues", "binding")
    )
    for crossing in [*labels["crossings"], ""]:
        queue, used, binds = longest.get(crossing), busiest.get(crossing), binding.get(crossing)
        if not crossing and binds is None:
            continue
        at = f"{longest_words(queue)} at {queue_name(labels, queue)}" if queue else "–"
        use = f"{used['utilisation']:.0%} of {queue_name(labels, used)}" if used else "–"
        words = (
            f"{binds['words']}: {binds['share']:.0%} of the hours waited here"
            if binds
            else "nothing: nobody waits"
        )
        by_id = binds is not None and words.startswith(binds["resource"])  # an id stays as it is written
        table.add_row(crossing_name(labels, crossing), at, use, Text(words if by_id else words[:1].upper() + words[1:]))
    return table


def growing_lines(growing: Iterable[Row], labels: Row) -> str:
    """Which lines only grew, and what follows for the times above; '' where none did."""
    lines = [
        f"  {queue_name(labels, row)}, {crossing_name(labels, row['crossing'])}: "
        f"{hours(row['first'], row['first_pm'])} → {hours(row['last'], row['last_pm'])} waiting"
        for row in growing
    ]
    if not lines:
        return ""
    return "\n".join(["Lines that only grew, first to last quarter; a longer period has longer times there:", *lines])


def longest_words(row: Row) -> str:
    """Units in the longest queue, with their half width."""
    return amount(row["longest"]) + pm(row["longest_pm"], "{:,.0f}" if row["longest"] >= 10 else "{:.1f}")


def way(row: Row, rows: list[Row], labels: Row) -> str:
    """Direction and class, with the chain where two are alike."""
    name = labels["classes"].get(row["unit_class"], {}).get("name", row["unit_class"])
    alike = [
        other
        for other in rows
        if all(other[key] == row[key] for key in ("crossing", "direction", "unit_class"))
    ]
    words = f"{row['direction']} {name}".strip()
    return words if len(alike) < 2 else f"{words} ({row['chain']})"


def crossing_name(labels: Row, crossing: str) -> str:
    """Name of a crossing; what several share has none."""
    return str(labels["crossings"].get(crossing, {}).get("name", crossing or "shared by crossings"))


def queue_name(labels: Row, row: Row | None) -> str:
    """Name and post of a resource, gate or link."""
    if row is None:
        return "–"
    names = {(one["crossing"], one["id"]): one["name"] or one["id"] for one in labels["queues"]}
    name = names.get((row["crossing"], row["resource"]), row["resource"])
    return f"{name} ({row['post']})" if row["post"] else str(name)


def amount(value: float | None) -> str:
    """A count or sum, whole."""
    return "–" if not value else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def hours(value: float | None, width: float | None) -> str:
    """Hours with their half width, as fine as they."""
    if value is None:
        return "–"
    form = form_of(max(value, width or 0.0))
    return form.format(value) + pm(width, form)


def figure(value: float) -> str:
    """Hours, finer where they are few."""
    return form_of(value).format(value)


def form_of(value: float) -> str:
    """Two digits behind the point below 1, one below 100, then none."""
    return "{:.2f}" if value < 1 else "{:.1f}" if value < 100 else "{:,.0f}"


def pm(width: float | None, form: str) -> str:
    """± and a half width; nothing where there is none."""
    return "" if width is None else f" ± {form.format(width)}"
