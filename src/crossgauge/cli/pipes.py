"""The verb `pipes`: gas and oil lines under outages, and what goes by rail and road instead."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import network_of, progress, with_scenarios

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.pipes import LineStudy
    from crossgauge.study.substitution import Substitution


Line = Annotated[str | None, typer.Option(metavar="ID", help="One line; without it all beside each other.")]
Out = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STATION",
        help="A station that is out, 'kp4'; or some of its units, 'kp4:2'. Repeat for more.",
    ),
]
Year = Annotated[int | None, typer.Option(help="Whose nomination is asked for; without it the last one.")]
Project = Annotated[
    Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
]
ScenarioName = Annotated[
    str, typer.Option(metavar="NAME", help="Scenario of the project, as 'gas-line-d'; 'base' is none.")
]
ByRail = Annotated[bool, typer.Option("--by-rail", help="Put what is short on the line's substitute 'rail'.")]
ByRoad = Annotated[bool, typer.Option("--by-road", help="Put it on 'road', after rail.")]
Push = Annotated[bool, typer.Option("--push", help="Put all on the first, room at the border or not.")]
Start = Annotated[
    str | None,
    typer.Option("--from", metavar="DAY", help="First day at the border; else 1 July of the year."),
]
Folder = Annotated[Path | None, typer.Option(help="New folder for pictures and tables.", show_default=False)]


def pipes(
    line: Line = None,
    out_of_service: Out = None,
    year: Year = None,
    project: Project = None,
    scenario: ScenarioName = "base",
    by_rail: ByRail = False,
    by_road: ByRoad = False,
    push: Push = False,
    start: Start = None,
    days: Annotated[int, typer.Option(help="Days at the border.")] = 30,
    replicas: Annotated[int, typer.Option(help="Years of luck there, the same before and after.")] = 4,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    out: Folder = None,
    language: Language = "en",
    json: Annotated[
        bool, typer.Option("--json", help="Print what is found as JSON, and nothing else.")
    ] = False,
) -> None:
    """What gas and oil lines can carry, with stations out, for how long, and what then goes by rail.

    Volumes are told with their base. An overview needs no option; --line looks at one.

    [bold]Examples[/bold]

    crossgauge pipes

    crossgauge pipes --line gas-c --out-of-service kp4 --out gas-c-without-kp4

    crossgauge pipes --line kcp --out-of-service ps1 --by-rail --push
    """
    from crossgauge.errors import RunImpossible
    from crossgauge.study.pipes import study_line

    network = with_scenarios(project, scenario) if scenario != "base" else network_of(project)
    by = [name for name, wanted in (("rail", by_rail), ("road", by_road)) if wanted]
    if line is None:
        if out_of_service or by or out:
            told = "an outage, --by-rail and --out are of one line."
            raise RunImpossible(f"{told} Expected --line, as --line gas-c.")
        show_all(network, year, json)
        return
    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunImpossible(f"{out} is not empty. Expected a new folder; nothing is overwritten.")
    study = study_line(network, line, out_of_service or (), year, seed=seed)
    found = None
    if by:
        found = elsewhere(network, study, by, push, start, days, replicas, seed, workers)
    show(network, study, found, out, json, language)


def elsewhere(
    network: "Network",
    study: "LineStudy",
    by: list[str],
    push: bool,
    start: str | None,
    days: int,
    replicas: int,
    seed: int,
    workers: int | None,
) -> "Substitution":
    """The substitution, with its progress told."""
    from crossgauge.errors import RunImpossible
    from crossgauge.study.run import day_of
    from crossgauge.study.substitution import substitute

    if days < 1:
        raise RunImpossible(f"--days is {days}. Expected at least 1.")

    with progress(f"what {study.line.id} cannot carry, by {' and '.join(by)}") as tell:
        return substitute(
            network, study, by, start=day_of(start, "--from"), days=days, push=push, replicas=replicas, seed=seed,
            workers=workers, on_progress=tell,
        )  # fmt: skip


def show_all(network: "Network", year: int | None, json: bool) -> None:
    """Print all lines beside each other."""
    import json as texts

    from crossgauge.cli.pipes_table import print_overview
    from crossgauge.errors import RunImpossible
    from crossgauge.study.pipes import overview
    from crossgauge.study.summary import rows_of

    if not network.pipelines:
        raise RunImpossible(f"network '{network.id}' has no pipelines. Expected some: docs/pipelines.md.")
    rows = overview(network, year)
    if json:
        sys.stdout.write(texts.dumps(rows_of(rows), ensure_ascii=False, indent=1) + "\n")
        return
    print_overview(network, rows, year)


def show(
    network: "Network",
    study: "LineStudy",
    found: "Substitution | None",
    out: Path | None,
    json: bool,
    language: str,
) -> None:
    """Write pictures and tables where asked, and print."""
    from crossgauge.cli.instead_table import print_substitution
    from crossgauge.cli.pipes_table import print_line
    from crossgauge.study.pipes.told import line_json
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views.lines import of_line, of_outage, takes_time

    text = line_json(study, found)
    if out is not None:
        texts = {
            "pipes.json": text,
            "capacities.csv": study.capacities.write_csv(),
            "profile.csv": study.profile.write_csv(),
            "profile.svg": of_line(study, network, language).svg,
        }
        if takes_time(study):
            texts["clock.svg"] = of_outage(study, network, language).svg
        with plain_faults(out):
            out.mkdir(parents=True, exist_ok=True)
            for name, content in texts.items():
                write_text(out / name, content)
    if json:
        sys.stdout.write(text)
        return
    print_line(study)
    if found is not None:
        print_substitution(found)
    told = "Pictures and tables: --out FOLDER" if out is None else f"Pictures and tables: {out}"
    sys.stdout.write(f"\n{told}\n")
