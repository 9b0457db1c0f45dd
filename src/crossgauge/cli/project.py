"""Verbs about a project folder: check it, start one, its schema; and the version."""

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crossgauge.sources.whole_folder import WholeFolder


def check(
    folder: Annotated[Path, typer.Argument(help="Project folder of YAML and CSV files.", show_default=False)],
    scenarios: Annotated[
        bool,
        typer.Option(
            "--scenarios", help="Hold the rules against what each scenario makes of the network too: slower."
        ),
    ] = False,
) -> None:
    """Find every fault of a project at once: file, line, what is wrong, what was expected.

    Every file that some command reads is read: the network, scenarios, investments, worth.yaml and trade.csv.

    Exit code 0 if all can be used, 2 if not.

    [bold]Example[/bold]: crossgauge check mine
    """
    from crossgauge.sources.whole_folder import check_folder

    found = check_folder(folder, ruled=scenarios)
    network = found.network
    counts = {
        "crossing": len(network.crossings),
        "process chain": sum(len(crossing.chains) for crossing in network.crossings),
        "link": len(network.links),
        "fact": len(network.facts),
    }
    told = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
    sys.stdout.write(f"{network.name or network.id}: no faults. {told}.\n")
    sys.stdout.write(checked_too(found, scenarios))


def checked_too(found: "WholeFolder", ruled: bool) -> str:
    """What was read beside the network, a line each; nothing where there is nothing."""
    counts = {"scenario": len(found.scenarios), "investment file": len(found.investments)}
    told = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    if not told + list(found.beside):
        return ""
    lines = f"Read without faults too: {', '.join([*told, *found.beside])}.\n"
    if not told:
        return lines
    held = " and what each of these makes of it" if ruled else "; --scenarios: what each of these makes of it too"
    return f"{lines}Held against the rules: the network{held}.\n"


class Template(StrEnum):
    """What a project of one's own begins with."""

    border = "border"
    reference = "reference"


def init(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.", show_default=False)],
    template: Annotated[
        Template,
        typer.Option(
            help="'reference' is the embedded network, China–Kazakhstan; 'border' a road and a railway with a break of"
            " gauge on one page, each figure a question to you."
        ),
    ] = Template.reference,
) -> None:
    """Copy the embedded network, or a small border, as a start of your own.

    [bold]Examples[/bold]

    crossgauge init mine --template border && crossgauge facts mine --assumed

    crossgauge init china-kazakhstan && crossgauge run china-kazakhstan
    """
    from crossgauge.reference import border_folder
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.draft import check_free, draft_of
    from crossgauge.tables.store import plain_faults

    check_free(folder)
    with plain_faults(folder), draft_of(folder) as draft:
        source = border_folder() if template is Template.border else reference_folder()
        shutil.copytree(source, draft, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    told = "a small border" if template is Template.border else "a copy of the embedded network"
    sys.stdout.write(f"{folder}: {told}. Next: crossgauge check {folder}\n")


class Of(StrEnum):
    """The files of which there is a schema."""

    project = "project"
    scenario = "scenario"


def schema(
    of: Annotated[Of, typer.Option("--of", help="Of which files: those of the project, or scenarios.")] = Of.project,
    out: Annotated[Path | None, typer.Option(help="File to write; without it, standard output.")] = None,
) -> None:
    """Print the JSON Schema of project files or of scenarios, for editors that complete and check while one writes.

    [bold]Examples[/bold]

    crossgauge schema --out crossgauge.schema.json

    crossgauge schema --of scenario --out scenario.schema.json
    """
    import json

    from crossgauge.sources.schema import project_schema
    from crossgauge.sources.schema_scenario import scenario_schema
    from crossgauge.tables.store import plain_faults, write_text

    made = scenario_schema() if of is Of.scenario else project_schema()
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    with plain_faults(out):
        write_text(out, text)
    sys.stdout.write(f"{out}: written. In YAML: # yaml-language-server: $schema={out.name}\n")


def version() -> None:
    """Print the version, and those of the libraries that results depend on."""
    from crossgauge.tables.manifest import versions

    told = versions()
    rest = ", ".join(f"{name} {number}" for name, number in told.items() if name != "crossgauge")
    sys.stdout.write(f"crossgauge {told['crossgauge']} ({rest})\n")
