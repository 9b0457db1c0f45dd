"""Verbs about scenarios: list those of a project, and write one out as a project of its own."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.model.scenario import Scenario


def scenarios(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
) -> None:
    """List the scenarios of a project: name, what it is, from when, and what it rests on.

    [bold]Example[/bold]: crossgauge scenarios
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from crossgauge.cli.report import console
    from crossgauge.cli.run import network_of
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.scenarios import scenarios_in, with_scenario

    network, place, out = network_of(folder), folder or reference_folder(), console()
    names = scenarios_in(place)
    if not names:
        out.print(f"{place} has no scenarios. A file scenarios/NAME.yaml is one: docs/how-to-compare.md")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, show_lines=True)
    table.add_column("name", overflow="fold", min_width=12)
    table.add_column("dates", overflow="fold", min_width=10)
    table.add_column("what it is", overflow="fold", ratio=1)
    for name in names:
        scenario = with_scenario(network, name, place)[0][-1]
        words = Text(scenario.name or name)
        if scenario.note:
            words.append(f"\n{scenario.note}", style="dim")
        table.add_row(name, dates_of(scenario), words)
    out.print(table)
    of = f" --project {folder}" if folder else ""
    out.print(Text(f"crossgauge compare base {next(iter(names))}{of}", style="dim"), soft_wrap=True)


def dates_of(scenario: "Scenario") -> str:
    """From the first to the last day that a scenario names."""
    starts = [str(day)[:10] for edit in scenario.edits if (day := getattr(edit, "start", None)) is not None]
    ends = [str(day)[:10] for edit in scenario.edits if (day := getattr(edit, "end", None)) is not None]
    if not starts and not ends:
        return "always"
    first = f"from {min(starts)}" if starts else ""
    return f"{first}{' ' if first and ends else ''}{f'to {max(ends)}' if ends else ''}"


def apply(
    name: Annotated[
        str, typer.Argument(help="Scenario, or several as 'a+b', or a YAML file.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="New or empty folder for the project.", show_default=False)],
    project: Annotated[
        Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
    ] = None,
) -> None:
    """Write the network that a scenario gives as a project folder, to run or to go on from.

    [bold]Example[/bold]: crossgauge apply second-track --out with-second-track
    """
    from crossgauge.cli.run import with_scenarios
    from crossgauge.sources.write import write_project

    network = with_scenarios(project, name)
    write_project(network, out)
    sys.stdout.write(f"{out}: the network with {name}. Next: crossgauge check {out}\n")
