"""The verb `invest`: which projects first under a budget."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.compare import Project, quantity
from crossgauge.cli.languages import Language
from crossgauge.cli.run import RESULTS, network_of, progress

if TYPE_CHECKING:
    from crossgauge.sources.investments import Investments
    from crossgauge.study.invest import Investment

File = Annotated[
    str,
    typer.Argument(
        metavar="[PROJECTS]",
        help="File of projects, or its name in the folder 'investments'; without it the only one there.",
        show_default=False,
    ),
]
Budget = Annotated[
    str | None,
    typer.Option(
        metavar="USD", help="Most to spend on building, as '2 bn USD' or '45 m USD'; else the file's."
    ),
]


First = Annotated[
    int | None, typer.Option("--from", metavar="YEAR", help="First year of the horizon; else the file's.")
]
Years = Annotated[int | None, typer.Option(metavar="YEARS", help="Years of the horizon; else the file's.")]
Between = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="A B", help="Tell the probability that project A truly beats B."),
]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the answer; a study that was killed goes on there.")
]


def invest(
    file: File = "",
    budget: Budget = None,
    project: Project = None,
    start: First = None,
    horizon: Years = None,
    replicas: Annotated[int, typer.Option(help="Years of luck, the same for every portfolio.")] = 4,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    between: Between = None,
    every: Annotated[bool, typer.Option("--all", help="Print all portfolios, not the first ten.")] = False,
    out: Out = None,
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell which projects to build first: what each portfolio is worth, and which is right whatever the demand.

    Benefits are hours at the border times their value, and money paid, against doing nothing: simulated with the
    portfolio as a whole, over the same luck, in a few benchmark years and demand cases.

    [bold]Examples[/bold]

    crossgauge invest --budget "2 bn USD"

    crossgauge invest mine/investments/works.yaml --project mine --between gantry second-track --json
    """
    from crossgauge.study.invest import invest as study
    from crossgauge.study.invest.investing import beats

    asked = None if budget is None else quantity(budget, "USD", "--budget")
    with progress("reading projects and scenarios"):
        declared = declared_in(file, project)
    known_projects(between or (), declared)
    folder = out or free_folder(declared.base.id)
    with progress(declared.programme.name or declared.programme.id) as tell:
        found = study(
            declared,
            budget=asked,
            first_year=start,
            years=horizon,
            replicas=replicas,
            seed=seed,
            workers=workers,
            out=folder,
            on_progress=tell,
        )
    chance = None if between is None else beats(found, *between)
    show(found, folder, json, every, language)
    if between is not None and not json:
        told = f"{between[0]} is truly worth more than {between[1]} with a probability of {chance:.3f}."
        sys.stdout.write(f"\n{told}\n")


def known_projects(names: tuple[str, ...], declared: "Investments") -> None:
    """Raises NotFound for a project that is not there, before hours are spent on the others."""
    from crossgauge.errors import NotFound

    known = [project.id for project in declared.programme.projects]
    for name in names:
        if name not in known:
            raise NotFound("project", name, known)


def declared_in(file: str, project: Path | None) -> "Investments":
    """The programme of a file, with the network and scenarios that it speaks of."""
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.investments import investments_file, read_investments

    place = project or reference_folder()
    path = investments_file(file, place)
    return read_investments(path, network_of(project), place)


def free_folder(network_id: str) -> Path:
    """The first folder below `crossgauge-results` for an investment study that is not there yet."""
    number = 1
    while (folder := RESULTS / f"{network_id}-invest-{number:03d}").exists():
        number += 1
    return folder


def show(found: "Investment", folder: Path, json: bool, every: bool, language: str) -> None:
    """Write the answer, and print it."""
    from crossgauge.cli.invest_table import print_investment
    from crossgauge.study.invest.told import investment_json
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_investment

    text = investment_json(found)
    with plain_faults(folder):
        shutil.rmtree(folder / "simulated", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / "investment.json", text)
        write_text(folder / "marginal.svg", of_investment(found, language).svg)
    if json:
        sys.stdout.write(text)
        return
    print_investment(found, every)
    sys.stdout.write(f"\ninvestment.json and the picture marginal.svg: {folder}\n")
