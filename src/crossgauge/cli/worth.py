"""The verb `worth`: what hours saved at the border are worth in trade, income and visits."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.compare import Project, networks_of
from crossgauge.cli.languages import Language
from crossgauge.cli.run import progress

if TYPE_CHECKING:
    from crossgauge.study.worth import Worth

Scenario = Annotated[
    str, typer.Option(metavar="NAME", help="Scenario whose hours are valued; 'a+b' for several.", show_default=False)
]
Base = Annotated[str, typer.Option(metavar="NAME", help="What it is compared with; 'base' is the network itself.")]
Closure = Annotated[
    str,
    typer.Option(
        metavar="WORD",
        help="Trade balances when incomes change: 'ratio' of spending to output kept, 'deficit' kept, 'balanced'.",
    ),
]
Draws = Annotated[int, typer.Option(help="Draws of elasticities, values and shares, each meeting one replica.")]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Write worth.json, the tables as parquet and tornado.svg there.", show_default=False
    ),
]


def worth(
    scenario: Scenario,
    base: Base = "base",
    project: Project = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day; else the network's own.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    replicas: Annotated[int, typer.Option(help="Years of luck, the same for both networks.")] = 8,
    draws: Draws = 2000,
    seed: Annotated[int, typer.Option(help="Same seed, same numbers.")] = 1,
    closure: Closure = "ratio",
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    warmup: Annotated[int, typer.Option(metavar="DAYS", help="Days simulated before the first, not counted.")] = 30,
    out: Out = None,
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Tell what hours at the border are worth: what they cost, what trade, income and visits make of them.

    Both networks are simulated over the same luck. Hours and buffers saved become costs of goods by the value of a
    day, costs become trade with each partner (partial, conditional and full effects side by side), trade becomes real
    income, and hours on buses become visits. Every figure has its 90 % interval. The project's worth.yaml has the
    elasticities, values and shares, each with its source.

    [bold]Examples[/bold]

    crossgauge worth --scenario both-posts-24h

    crossgauge worth --scenario both-posts-24h --closure deficit --replicas 4 --out worth-24h
    """
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.worth import read_worth
    from crossgauge.study.worth import worth as study
    from crossgauge.study.worth.valuing import check_asked

    check_asked(draws, seed, closure)
    (name, network), (other_name, other) = networks_of([base, scenario], project).items()
    declared = read_worth(project or reference_folder(), network)
    names = (name, other_name)
    with progress(f"{other_name} against {name}") as tell:
        found = study(
            network,
            other,
            declared,
            names=names,
            start=start,
            end=end,
            replicas=replicas,
            draws=draws,
            seed=seed,
            closure=closure,
            workers=workers,
            warmup_days=warmup,
            on_progress=tell,
        )
    show(found, names, out, json, language)


def show(found: "Worth", names: tuple[str, str], out: Path | None, json: bool, language: str) -> None:
    """Write what was found where that was asked, and print it."""
    from crossgauge.cli.worth_table import print_worth
    from crossgauge.study.worth.told import worth_json

    text = worth_json(found, names)
    if out is not None:
        write(found, names, out, text, language)
    if json:
        sys.stdout.write(text)
        return
    print_worth(found, names)
    if out is not None:
        sys.stdout.write(f"\nworth.json, tables and the picture tornado.svg: {out}\n")


def write(found: "Worth", names: tuple[str, str], folder: Path, text: str, language: str) -> None:
    """The answer, its tables and its picture in a folder."""
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_worth

    with plain_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / "worth.json", text)
        for table, frame in found.tables.items():
            frame.write_parquet(folder / f"{table}.parquet")
        write_text(folder / "tornado.svg", of_worth(found, names, language).svg)
