"""A run's summary on a terminal: border times, stages, queues, what binds."""

import json
import os
import sys
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


def console() -> Console:
    """Standard output as rich sees it; as wide as a page where it is not a terminal."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(file=sys.stdout, width=None if known else WIDTH, highlight=False, soft_wrap=False)


def print_report(network: "Network", results: "Results", summary: str) -> None:
    """Print what a run gave."""
    told, out = json.loads(summary), console()
    labels = results.manifest["labels"]
    replicas = "1 replica" if told["replicas"] == 1 else f"{told['replicas']} replicas"
    out.print(f"[bold]{told['network']['name']}[/bold], {told['days']} days from {told['start']}, {replicas}")
    out.print(border_table(told["border"], labels, out.width))
    out.print(stage_table(told["stages"], told["border"], labels))
    out.print(queue_table(told, labels))
    out.print("[bold]What binds[/bold]")
    for row in told["binding"]:
        name = crossing_name(labels, row["crossing"])
        out.print(Text(f"  {name}: {row['words']}; {row['share']:.0%} of the hours waited there"))
    out.print()
    out.print(assumed_line(network))
    out.print(Text(f"Results: {shown(results)}"), soft_wrap=True)


def shown(results: "Results") -> str:
    """The results folder as one would type it from here."""
    from pathlib import Path

    folder = results.folder
    return str(folder.relative_to(Path.cwd())) if folder.is_relative_to(Path.cwd()) else str(folder)


def assumed_line(network: "Network") -> str:
    """How many values are assumed, and how to see them."""
    assumed = sum(1 for value in network.provenance if value.assumed)
    cited = sum(1 for value in network.provenance if value.fact)
    if not assumed and not cited:
        return "No value of this network says where it comes from."
    return f"{assumed} values are assumed, {cited} cite a fact: crossgauge facts --assumed"


def border_table(rows: list[Row], labels: Row, width: int) -> Table:
    """Units, cargo and time at the border by crossing, direction and class."""
    table = Table(box=box.SIMPLE_HEAD, title="Time at the border", title_justify="left", title_style="bold", pad_edge=False)
    wide = width >= NARROW
    table.add_column("crossing, direction, class", overflow="fold")
    for name in ("units", *(("TEU", "tonnes", "persons") if wide else ()), "mean h", "median h", "90 % h", "waiting"):
        table.add_column(name, justify="right", no_wrap=True)
    last = None
    for row in rows:
        if row["crossing"] != last:
            table.add_row(Text(crossing_name(labels, row["crossing"]), style="bold"))
            last = row["crossing"]
        cargo = [amount(row[name]) for name in ("teu", "mass_t", "persons")] if wide else []
        table.add_row(
            f"  {way(row, rows, labels)}",
            amount(row["units"]),
            *cargo,
            *[hours(row[name], row[f"{name}_pm"]) for name in ("mean_h", "median_h", "p90_h")],
            "–" if row["waited_share"] is None else f"{row['waited_share']:.0%}",
        )
    return table


def stage_table(rows: list[Row], border: list[Row], labels: Row) -> Table:
    """The stages of each chain in order, with the hours of them that are waiting."""
    table = Table(
        box=box.SIMPLE_HEAD, title="Stages, mean hours (of them waiting)", title_justify="left", title_style="bold",
        pad_edge=False,
    )  # fmt: skip
    table.add_column("crossing, direction, class", overflow="fold", ratio=1)
    table.add_column("stages", overflow="fold", ratio=2)
    last = None
    for chain in border:
        mine = [row for row in rows if row["crossing"] == chain["crossing"] and row["chain"] == chain["chain"]]
        mine = [row for row in mine if row["stage_h"] is not None]
        if not mine:
            continue
        if chain["crossing"] != last:
            table.add_row(Text(crossing_name(labels, chain["crossing"]), style="bold"))
            last = chain["crossing"]
        table.add_row(f"  {way(chain, border, labels)}", " → ".join(stage_words(row) for row in mine))
    return table


def stage_words(row: Row) -> str:
    """A stage as 'cn customs 2.1 (1.8)'."""
    waited = f" ({figure(row['waited_h'])})" if row["waited_h"] and row["waited_h"] >= 0.05 else ""
    return f"{row['post']} {row['stage']} {figure(row['stage_h'])}{waited}".strip()


def queue_table(told: Row, labels: Row) -> Table:
    """Longest queue and busiest resource of each crossing."""
    table = Table(box=box.SIMPLE_HEAD, title="Queues and use", title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("crossing", overflow="fold")
    table.add_column("longest queue", justify="right")
    table.add_column("at", overflow="fold")
    table.add_column("busiest", overflow="fold")
    table.add_column("in use", justify="right")
    busiest = {row["crossing"]: row for row in told["busiest_resources"]}
    longest = {row["crossing"]: row for row in told["longest_queues"]}
    for crossing in [*labels["crossings"], ""]:
        queue, used = longest.get(crossing), busiest.get(crossing)
        if queue is None and used is None:
            continue
        table.add_row(
            crossing_name(labels, crossing),
            amount(queue["longest"]) + pm(queue["longest_pm"], "{:,.0f}") if queue else "–",
            queue_name(labels, queue),
            queue_name(labels, used),
            f"{used['utilisation']:.0%}" if used else "–",
        )
    return table


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
    return "–" if not value else f"{value:,.0f}"


def hours(value: float | None, width: float | None) -> str:
    """Hours with their half width."""
    return "–" if value is None else figure(value) + pm(width, "{:.2f}" if value < 1 else "{:.1f}")


def figure(value: float) -> str:
    """Hours, finer where they are few."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def pm(width: float | None, form: str) -> str:
    """± and a half width; nothing where there is none."""
    return "" if width is None else f" ± {form.format(width)}"
