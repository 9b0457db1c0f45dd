"""The answer of `ahead` as people read it: a table a crossing."""

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.model.network import Network


def print_ahead(told: dict[str, Any], network: Network) -> None:
    """Print a table a crossing, and what its columns mean."""
    from crossgauge.cli.report import console

    out = console()
    head = f"{network.name or network.id}: the {told['hours']} hours from {told['at']}"
    out.print(Text(head, style="bold"), soft_wrap=True)
    futures = f"{told['replicas']} futures, seed {told['seed']}; medians with {told['band']:.0%} bands"
    out.print(Text(f"{futures}; '>' is beyond the {told['followed_h']} h followed.", style="dim"), soft_wrap=True)
    for crossing in dict.fromkeys(group["crossing"] for group in told["groups"]):
        groups = [group for group in told["groups"] if group["crossing"] == crossing]
        out.print(inside_table(groups, told["followed_h"]))
        out.print(hours_table(groups, told["followed_h"]))
    out.print(Text(MEANING, style="dim"), soft_wrap=True)


MEANING = (
    "now, +6 h …: units at the crossing. Gone: hours until the last of those there now has left. Hours at the border:"
    " from arrival to leaving. Passed: left through since now."
)


def begun(title: str, *columns: str) -> Table:
    """A table whose first column is the class."""
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("class", overflow="fold", min_width=18)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def inside_table(groups: list[dict[str, Any]], followed: int) -> Table:
    """Who is at one crossing, and when those who are there now are gone."""
    marks = list(groups[0]["inside"])
    table = begun(f"\n{groups[0]['crossing_name']}", "now", *marks, "gone, h")
    for group in groups:
        table.add_row(
            class_of(group),
            f"{group['inside_now']:,}",
            *[shown(group["inside"][mark], 0, followed) for mark in marks],
            shown(group["gone_h"], 0, followed) if group["gone_h"] else "–",
        )
    return table


def hours_table(groups: list[dict[str, Any]], followed: int) -> Table:
    """Hours at one border, and who has passed."""
    marks = list(groups[0]["passed"])[-2:]
    passed = [f"passed by {mark}" for mark in marks]
    table = begun("", "border h, there now", "border h, who comes", *passed)
    for group in groups:
        table.add_row(
            class_of(group),
            shown(group["border_h_of_those_there"], 1, followed),
            shown(group["border_h_of_those_coming"], 1, followed),
            *[shown(group["passed"][mark], 0, followed) for mark in marks],
        )
    return table


def class_of(group: dict[str, Any]) -> str:
    """Class and direction of a row."""
    return f"{group['class_name']}, {group['direction']}" if group["direction"] else str(group["class_name"])


def shown(band: dict[str, float | None], digits: int, followed: int) -> str:
    """A median with the ends of its band; an end that is not known lies beyond what was followed.

    >>> shown({"median": 12.0, "low": 8.0, "high": None}, 0, 120)
    '12 (8–>120)'
    """
    if band["low"] is None:
        return "–" if band["mean"] is None and band["median"] is None and digits else f">{followed}"
    texts = [f">{followed}" if band[end] is None else f"{band[end]:,.{digits}f}" for end in ("median", "low", "high")]
    return f"{texts[0]} ({texts[1]}–{texts[2]})"
