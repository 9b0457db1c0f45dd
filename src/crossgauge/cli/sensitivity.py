"""The verb `sensitivity`: what a figure depends on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import network_of, progress

if TYPE_CHECKING:
    from crossgauge.model.network import Network
    from crossgauge.study.sensitivity import Indices, Tornado

Vary = Annotated[
    list[str],
    typer.Option(
        metavar="RANGE",
        help="'PATH*=0.8..1.2' factors of what is declared, 'PATH=10 min..20 min' values; again for more.",
        show_default=False,
    ),
]
Metric = Annotated[
    str | None,
    typer.Option(help="crossing.direction.class.figure; else hours of the busiest class that is touched."),
]
Sobol = Annotated[
    int | None, typer.Option(metavar="N", help="Sobol indices too, from N × (parameters + 2) networks.")
]
Days = Annotated[int, typer.Option(help="Days to simulate; few for a first screening.")]

NOT_TOUCHED = "does not touch it"


def sensitivity(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Project folder; without it the embedded network.", show_default=False),
    ] = None,
    vary: Vary = [],  # noqa: B006 - typer reads it, nobody writes it
    metric: Metric = None,
    sobol: Sobol = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day.")] = None,
    days: Days = 60,
    replicas: Annotated[int, typer.Option(help="Years of luck, the same for every network.")] = 4,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    workers: Annotated[int | None, typer.Option(help="Processes; results do not depend on it.")] = None,
    warmup: Annotated[int, typer.Option(metavar="DAYS", help="Days before the first, not counted.")] = 14,
    out: Annotated[Path, typer.Option(help="File of the tornado, an SVG.")] = Path("tornado.svg"),
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Vary parameters, one at a time (a tornado) or all at once (Sobol indices), and see what a figure depends on.

    A path is that of a value in the project; `*` stands for any id. What it would cost is told first.

    [bold]Example[/bold]

    crossgauge sensitivity --vary 'crossings.khorgos-road.chains.truck-west.arrivals.count*=0.8..1.2' --days 30
    """
    from crossgauge.study.sensitivity import sobol as indices_of
    from crossgauge.study.sensitivity import tornado
    from crossgauge.study.sensitivity.parameters import parameters_of
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_sensitivity

    network, out = network_of(folder), out.with_suffix(".svg") if not out.suffix else out
    parameters = parameters_of(vary, network)
    asked: dict[str, Any] = {
        "metric": metric, "start": start, "days": days, "seed": seed, "workers": workers, "warmup_days": warmup,
        "on_plan": say,
    }  # fmt: skip
    with progress("one at a time") as tell:
        found = tornado(network, parameters, replicas=replicas, on_progress=tell, **asked)
    indices = None
    if sobol is not None:
        asked["metric"] = found.metric
        with progress("Sobol") as tell:
            indices = indices_of(network, parameters, sobol, replicas=replicas, on_progress=tell, **asked)
    with plain_faults(out):
        write_text(out, of_sensitivity(found, network, days=days, seed=seed, language=language).svg)
    show(network, found, indices, out, f"{days} days, {found.replicas} replicas, seed {seed}", json)


def say(words: str) -> None:
    """What is about to be simulated, on standard error."""
    sys.stderr.write(f"{words}.\n")


def show(
    network: "Network", found: "Tornado", indices: "Indices | None", out: Path, terms: str, json: bool
) -> None:
    """Print the tables, and where the picture is."""
    from crossgauge.cli.report import console
    from crossgauge.indicators.differences import amount
    from crossgauge.views.answers import figure_words

    if json:
        sys.stdout.write(as_json(found, indices))
        return
    name = f"[bold]{figure_words(network, found.metric)}[/bold] ({found.metric})"
    console().print(f"{name}: {amount(found.base)} {found.unit}; {terms}", soft_wrap=True)
    console().print(tornado_table(found))
    if indices is not None:
        words = (
            f"\n[bold]Sobol indices[/bold]: parts of the variance over {indices.evaluations} networks"
            f" ({amount(indices.mean)} ± {amount(indices.deviation)} {indices.unit}, standard deviation);"
            " ±: half of the 95 % bootstrap interval"
        )
        console().print(words, soft_wrap=True)
        console().print(sobol_table(indices, found))
    sys.stdout.write(f"Picture: {out}\n")


def tornado_table(found: "Tornado") -> Any:
    """A row a parameter: what is put in, and the difference that it makes."""
    from rich import box
    from rich.table import Table

    from crossgauge.cli.difference_table import signed
    from crossgauge.indicators.differences import amount

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("parameter", overflow="fold", ratio=1)
    for title in ("low", "makes", "high", "makes"):
        table.add_column(title, justify="right")
    for row in found.table.iter_rows(named=True):
        if not row["touches"]:
            table.add_row(row["parameter"], row["low_value"], NOT_TOUCHED, row["high_value"], NOT_TOUCHED)
            continue
        cells: list[str] = []
        for end in ("low", "high"):
            width = row[f"{end}_pm"]
            spread = "" if width is None else f" ± {amount(width)}"
            cells += [row[f"{end}_value"], f"{signed(row[end] or 0.0)}{spread}"]
        table.add_row(row["parameter"], *cells)
    return table


def sobol_table(indices: "Indices", found: "Tornado") -> Any:
    """A row a parameter: alone, and with others."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("parameter", overflow="fold", ratio=1)
    table.add_column("alone", justify="right")
    table.add_column("with others", justify="right")
    apart = set(found.table.filter(~found.table["touches"])["parameter"])
    for row in indices.table.iter_rows(named=True):
        if row["parameter"] in apart:
            table.add_row(row["parameter"], NOT_TOUCHED, NOT_TOUCHED)
            continue
        pairs = [(row[name], row[f"{name}_pm"]) for name in ("first", "total")]
        table.add_row(
            row["parameter"], *["–" if part is None else f"{part:.0%} ± {pm:.0%}" for part, pm in pairs]
        )
    return table


def as_json(found: "Tornado", indices: "Indices | None") -> str:
    """Both tables as JSON text."""
    import json

    from crossgauge.study.summary import rows_of

    told: dict[str, Any] = {
        "metric": found.metric, "unit": found.unit, "base": found.base, "replicas": found.replicas,
        "tornado": rows_of(found.table),
    }  # fmt: skip
    if indices is not None:
        told["sobol"] = {"evaluations": indices.evaluations, "indices": rows_of(indices.table)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
