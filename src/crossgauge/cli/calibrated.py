"""What a calibration found, on a terminal."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console
from crossgauge.sources.written import time_text

if TYPE_CHECKING:
    from crossgauge.sources.edits import Edit
    from crossgauge.sources.logs import Log
    from crossgauge.study.calibrate import Calibration, Finding
    from crossgauge.study.calibrate.durations import Parameter

MOST_LINES = 12
TIMES = ("mean", "low", "mode", "high", "mean 1", "mean 2")
NOTES = {
    "duration": "Law by BIC; p of a bootstrap test; in brackets 95 %.",
    "arrivals": "Units a year; dispersion 1 is by chance; day_spread varies whole days.",
    "hours": "In quarters of an hour, local time.",
}
TITLES = {"duration": "Durations", "arrivals": "Arrivals", "hours": "Opening hours"}


def print_calibration(
    found: "Calibration", log: "Log", out: Path | None, refused: list[tuple["Edit", str]]
) -> None:
    """Print every finding, what was not found in the project, and what was written."""
    page, told = console(), log.report
    head = f"{told.file}: {told.rows_read:,} rows read, {told.rows_dropped:,} dropped, {told.records:,} stages of units"
    page.print(Text(head, style="bold"), soft_wrap=True)
    for kind, title in TITLES.items():
        rows = [one for one in found.findings if one.kind == kind and one.n]
        if rows:
            page.print(Text(f"\n{title}", style="bold"), soft_wrap=True)
            page.print(Text(NOTES[kind], style="dim"), soft_wrap=True)
            page.print(sheet(rows))
    alone = [
        f"{name(one, ', ')}. {one.verdict.removeprefix('left as it is: ')}"
        for one in found.findings
        if not one.n
    ]
    for title, lines in (("Not told by the log", alone), ("Not found in the project", found.missing)):
        if lines:
            page.print(Text(f"\n{title}", style="bold"))
        for line in lines[:MOST_LINES]:
            page.print(Text(f"  {line}"), soft_wrap=True)
        if len(lines) > MOST_LINES:
            page.print(Text(f"  and {len(lines) - MOST_LINES} more: --json"), soft_wrap=True)
    for edit, why in refused:
        page.print(Text(f"\nNot written: {'.'.join(edit.path)} {why}."), soft_wrap=True)
    page.print(Text(f"\n{last_line(found, out, refused)}"), soft_wrap=True)


def last_line(found: "Calibration", out: Path | None, refused: list[tuple["Edit", str]]) -> str:
    """What was written, or could be."""
    n = len(found.edits) - len(refused)
    values = "1 value" if n == 1 else f"{n} values"
    if out is None and not n:
        return "Nothing to write."
    if out is None:
        return f"{values} could be written into a copy of the project: --out NEWFOLDER"
    told = f"{out}: a copy of the project with {values} fitted; figures in {out / 'calibration'}."
    return f"{told} Next: crossgauge check {out}"


def sheet(findings: list["Finding"]) -> Table:
    """A row a finding."""
    with_p = any(not isnan(one.p) for one in findings)
    with_open = any(one.n_censored for one in findings)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("what", overflow="fold", ratio=30)
    table.add_column("n", justify="right")
    if with_open:
        table.add_column("open", justify="right")
    table.add_column("found", overflow="fold", ratio=42)
    if with_p:
        table.add_column("p", justify="right")
    table.add_column("verdict", overflow="fold", ratio=34)
    for one in findings:
        told = [one.law or "–", *(interval(parameter) for parameter in one.parameters)]
        was = [f"was {one.before}"] if one.law and one.before != one.law else []
        cells = [
            name(one),
            f"{one.n:,}",
            *([f"{one.n_censored:,}"] if with_open else []),
            "\n".join(told + was),
        ]
        cells += ["–" if isnan(one.p) else f"{one.p:.3f}"] if with_p else []
        table.add_row(*(Text(cell) for cell in (*cells, one.verdict)))
    return table


def name(finding: "Finding", between: str = "\n") -> str:
    """The value in few words: crossing, then chain and step."""
    path = finding.path
    if path[0] != "crossings":
        return path[1]
    return f"{path[1]}{between}{path[3]}" + (f": {path[-2]}" if finding.kind == "duration" else "")


def interval(parameter: "Parameter") -> str:
    """A parameter with its 95 % interval."""
    shown = hours if parameter.name in TIMES else percent if parameter.name.startswith("trend") else plain
    told = f"{parameter.name} {shown(parameter.value)}"
    return told if isnan(parameter.low) else f"{told} [{shown(parameter.low)}, {shown(parameter.high)}]"


def hours(value: float) -> str:
    """A time as short as it is useful."""
    return "∞" if value == float("inf") else time_text(float(f"{value * 3600.0:.3g}"))


def percent(value: float) -> str:
    """A change in per cent, with its sign."""
    return f"{value:+.0%}".replace("%", " %")


def plain(value: float) -> str:
    """A number to three digits, large ones whole."""
    return "–" if isnan(value) else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
