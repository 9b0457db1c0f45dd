"""The verb `compare`: two or more scenarios over the same luck."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import RESULTS, called, network_of, progress

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.compare import Comparison


Names = Annotated[
    list[str],
    typer.Argument(
        metavar="BASE SCENARIO…",
        help="Scenarios of the project; 'base' is the network itself, 'a+b' both. The first is compared with.",
        show_default=False,
    ),
]
Project = Annotated[
    Path | None, typer.Option(help="Project folder; without it the embedded network.", show_default=False)
]
HalfWidth = Annotated[
    str | None,
    typer.Option(metavar="WISH", help="Add replicas until the metric is so sure, as '0.5 h'."),
]
Metric = Annotated[
    str | None,
    typer.Option(help="For --half-width: crossing.direction.class.figure; else hours of the busiest class."),
]

Record = Annotated[
    str, typer.Option(help="Rows of single units, which maps need: 'counts' (none), 'summary', 'first', 'units'.")
]


def compare(
    names: Names,
    project: Project = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day; else the network's own.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    replicas: Annotated[int, typer.Option(help="Years of luck, the same for every scenario.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same results, to the byte.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    warmup: Annotated[
        str, typer.Option(metavar="DAYS", help="Days before the first, not counted; or 'auto'.")
    ] = "30",
    half_width: HalfWidth = None,
    metric: Metric = None,
    budget: Annotated[
        str | None, typer.Option(metavar="TIME", help="Add replicas for so long, as '5 min'.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; a comparison that was killed goes on there.")
    ] = None,
    record: Record = "counts",
    language: Language = "en",
    every: Annotated[bool, typer.Option("--all", help="Print figures without a difference too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON, and nothing else.")] = False,
) -> None:
    """Compare scenarios: what takes longer or shorter, what passes, and how sure that is.

    All scenarios meet the same luck, so that a difference is the scenario's. What they share is simulated once.

    [bold]Examples[/bold]

    crossgauge compare base second-track third-crossing --replicas 16

    crossgauge compare base dostyk-closed-14-days --half-width "0.5 h" --budget "5 min"
    """
    from crossgauge.study.compare import compare as compare_networks

    (name, network), *others = networks_of(names, project).items()
    folder = out or free_folder(network.id)
    with progress(" and ".join((name, *dict(others)))) as tell:
        comparison = compare_networks(
            network,
            dict(others),
            name=name,
            start=start,
            end=end,
            replicas=replicas,
            seed=seed,
            workers=workers,
            warmup_days=warmup if not warmup.isdecimal() else int(warmup),
            half_width=None if half_width is None else wish_of(half_width),
            metric=metric,
            budget_s=None if budget is None else quantity(budget, "s", "--budget"),
            out=folder,
            record=record,
            on_progress=tell,
        )
    show(comparison, folder, json, every, language)


def networks_of(names: list[str], project: Path | None) -> "dict[str, Network]":
    """The networks of scenarios by name, in the order asked. Raises RunImpossible for one named twice."""
    from crossgauge.errors import RunImpossible
    from crossgauge.reference import folder as reference_folder
    from crossgauge.sources.scenarios import with_scenario

    base, found = network_of(project), {}
    for name in names:
        short = called(name)
        if short in found:
            raise RunImpossible(f"scenario '{short}' is named twice. Expected different ones.")
        found[short] = with_scenario(base, name, project or reference_folder())[1]
    return found


def free_folder(network_id: str) -> Path:
    """The first folder below `crossgauge-results` for a comparison that is not there yet."""
    number = 1
    while (folder := RESULTS / f"{network_id}-compared-{number:03d}").exists():
        number += 1
    return folder


def quantity(text: str, unit: str, option: str) -> float:
    """The SI value of an option. Raises RunImpossible with what was expected."""
    from crossgauge.errors import RunImpossible
    from crossgauge.units import NotAQuantity, read

    try:
        return read(text, unit)
    except NotAQuantity as error:
        raise RunImpossible(f"{option} {error}") from None


def wish_of(text: str) -> float:
    """A half-width in the unit of the tables: hours where a time is said, else the number."""
    from crossgauge.units import HOUR, NotAQuantity, number

    try:
        return number(text)
    except NotAQuantity:
        return quantity(text, "s", "--half-width") / HOUR


def show(comparison: "Comparison", folder: Path, json: bool, every: bool, language: str) -> None:
    """Write the comparison beside its results, and print it."""
    from crossgauge.cli.difference_table import print_comparison
    from crossgauge.study.compare.told import comparison_json
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_differences

    text = comparison_json(comparison)
    with plain_faults(folder):
        write_text(folder / "comparison.json", text)
        write_text(folder / "differences.csv", comparison.differences.write_csv())
        write_text(folder / "differences.svg", of_differences(comparison, language).svg)
    if json:
        sys.stdout.write(text)
        return
    print_comparison(comparison, every)
    sys.stdout.write(f"\nResults, differences.csv and the picture differences.svg: {folder}\n")
