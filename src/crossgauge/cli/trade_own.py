"""The verbs `trade estimate` and `trade counterfactual`: gravity and changed costs of one's own table of trade."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.run import progress
from crossgauge.cli.trade_options import (
    CHANGES,
    CLOSURE,
    ELASTICITY,
    FIXED,
    ON,
    Exporter,
    Importer,
    Json,
    Out,
    PanelFile,
    TableFile,
    Value,
    YearColumn,
    check_free,
    deliver,
    told,
)

if TYPE_CHECKING:
    from crossgauge.sources.trade_changes import Uncertain


def estimate(
    panel: PanelFile,
    on: Annotated[str, told(metavar="TERMS", help=ON)],
    exporter: Exporter = "exporter",
    importer: Importer = "importer",
    year: YearColumn = "year",
    value: Value = "value",
    fixed: Annotated[str | None, told(metavar="EFFECTS", help=FIXED)] = None,
    cluster: Annotated[str, typer.Option(metavar="EFFECT", help="Rows of one may err together.")] = "pair",
    level: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
    foreign_only: Annotated[bool, typer.Option("--foreign-only", help="Leave out trade at home.")] = False,
    out: Out = None,
    json: Json = False,
) -> None:
    """Elasticities of trade by PPML with fixed effects and clustered errors.

    Zeros count; rows that tell nothing are left out, and told. What fixed effects tell already is refused, with who
    tells it.

    [bold]Examples[/bold]

    crossgauge trade estimate panel.csv --on 'log(distance),contiguity,agreement'

    crossgauge trade estimate panel.csv --on agreement --fixed exporter-year,importer-year,pair

    crossgauge trade estimate mine.csv --exporter from --importer to --value usd --on 'log(border_hours)'
    """
    from crossgauge.cli.trade_table import print_gravity
    from crossgauge.errors import RunImpossible
    from crossgauge.sources.sheets import has_column
    from crossgauge.sources.trade import Columns, read_panel
    from crossgauge.study.trade.gravity import estimate_gravity
    from crossgauge.study.trade.told import gravity_told

    if not 0.5 <= level < 1.0:
        raise RunImpossible(f"--level is {level:g}. Expected at least 0.5 and below 1, as 0.95.")
    if not listed(on):
        raise RunImpossible("--on names no column. Expected some, as 'log(distance),border_hours'.")
    check_free(out)
    usual = "exporter-year,importer-year" if has_column(panel, year) else "exporter,importer"
    effects = [] if fixed == "none" else listed(fixed or usual)
    names = Columns(exporter=exporter, importer=importer, year=year, value=value)
    rows = read_panel(panel, listed(on), [*effects, cluster.strip()], names, without_home=foreign_only)
    found = estimate_gravity(rows, effects, cluster.strip(), level=level)
    tables = {"estimates.csv": found.estimates.write_csv(), "dropped.csv": found.dropped.write_csv()}
    if deliver(gravity_told(found, level), tables, out, json):
        print_gravity(found, level, out)


def counterfactual(
    table: TableFile,
    changes: Annotated[Path, told(metavar="CHANGES.csv", help=CHANGES)],
    elasticity: Annotated[str, typer.Option(metavar="THETA", help=ELASTICITY)] = "4..6",
    closure: Annotated[str, typer.Option(help=CLOSURE)] = "ratio",
    draws: Annotated[int, typer.Option(help="Of what is uncertain; intervals hold 90 % of them.")] = 500,
    seed: Annotated[int, typer.Option(help="Same seed, same results.")] = 1,
    exporter: Exporter = "exporter",
    importer: Importer = "importer",
    value: Value = "value",
    year_column: Annotated[str, typer.Option(metavar="COLUMN", help="When, if the file has it.")] = "year",
    year: Annotated[str | None, told(help="Which year, if the file has several.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Print all rows, not only the largest.")] = False,
    out: Out = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """What cheaper or dearer trade does to who sells to whom and to real income.

    Three readings stand side by side: partial (each flow answers to its own cost), conditional (competition answers
    too) and full (prices and incomes answer too). Needs what each country sells to itself.

    [bold]Examples[/bold]

    crossgauge trade counterfactual world.csv --changes cheaper.csv

    crossgauge trade counterfactual world.csv --changes cheaper.csv --elasticity 5±1 --closure deficit --out found
    """
    from crossgauge.cli.trade_table import print_counterfactual
    from crossgauge.errors import RunImpossible, nearest
    from crossgauge.sources.trade import Columns, read_world
    from crossgauge.sources.trade_changes import read_changes
    from crossgauge.study.trade.counterfactual import CLOSURES
    from crossgauge.study.trade.counterfactual import counterfactual as change
    from crossgauge.study.trade.told import counterfactual_told
    from crossgauge.views import of_effects
    from crossgauge.views.words import number, word

    theta = elasticity_said(elasticity)
    if closure not in CLOSURES:
        raise RunImpossible(f"--closure is '{closure}'. {nearest(closure, CLOSURES)}")
    check_free(out)
    names = Columns(exporter=exporter, importer=importer, value=value, year=year_column)
    world = read_world(table, names, year=year)
    rows = read_changes(changes, world.countries)
    with progress(f"{world.name}, {len(world.countries)} countries") as tell:
        found = change(world, rows, theta, closure=closure, draws=draws, seed=seed, on_progress=tell)
    tables = {"countries.csv": found.countries.write_csv(), "pairs.csv": found.pairs.write_csv()}
    if out is not None:
        source = word(
            "trade.effects.source", language, table=world.name, elasticity=elasticity,
            closure=word(f"worth.closure.{closure}", language), draws=number(found.solved, language),
        )  # fmt: skip
        tables["effects.svg"] = of_effects(found, source, language).svg
    if deliver(counterfactual_told(found), tables, out, json):
        print_counterfactual(found, elasticity, out, every)


def elasticity_said(text: str) -> "Uncertain":
    """The elasticity that the option says. Raises RunImpossible with its name."""
    from crossgauge.errors import RunImpossible
    from crossgauge.sources.trade_changes import elasticity_of
    from crossgauge.units import NotAQuantity

    try:
        return elasticity_of(text)
    except NotAQuantity as error:
        raise RunImpossible(f"--elasticity {error.wrong}. {error.expected}") from None


def listed(text: str) -> list[str]:
    """The parts of a text between commas that stand outside of brackets.

    >>> listed("log(distance), contiguity,")
    ['log(distance)', 'contiguity']
    """
    return [part.strip() for part in text.split(",") if part.strip()]
