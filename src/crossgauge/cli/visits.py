"""Indicators of the units of a run, printed or written."""

import sys
from pathlib import Path

from rich.text import Text

from crossgauge.cli.money import money_figures, print_money
from crossgauge.cli.observed import print_sheets
from crossgauge.cli.report import console
from crossgauge.errors import RunImpossible
from crossgauge.indicators.money import with_costs
from crossgauge.indicators.observed import indicators
from crossgauge.sources.project import read_project
from crossgauge.study.tariffs import charges_in
from crossgauge.tables.store import Results, plain_faults


def tell_visits(results: Results, out: Path | None, json: bool, project: Path | None = None) -> None:
    """Print TFI1, TFI2, stages, reliability and money of a run, for people or as JSON; with `out` write them as CSV.

    project : folder whose charges count; without it those that the run holds
    """
    visits, stages = results.visits, results.stages
    if visits.height == 0:
        raise RunImpossible(
            f"{results.folder}: has no visits. Run again with --record first or --record units."
        )
    charges = charges_in(results, read_project(project) if project else None)
    costed = with_costs(stages, visits, charges) if charges.height else stages
    figures = indicators({"visits": visits, "stages": costed}) | money_figures(results, charges)
    if out is not None:
        make_folder(out)
        with plain_faults(out):
            for name, frame in figures.items():
                if frame.height:
                    frame.write_csv(out / f"{name}.csv")
    if json:
        sys.stdout.write(as_json({name: frame.to_dicts() for name, frame in figures.items()}))
        return
    page = console()
    page.print(Text(f"{results.network}: {visits.height:,} visits, {stages.height:,} stages", style="bold"))
    print_sheets(figures, page)
    print_money(figures, charges, page)


def make_folder(out: Path) -> None:
    """Make a new or empty folder. Raises RunImpossible where it holds something."""
    if out.is_dir() and any(out.iterdir()):
        raise RunImpossible(f"{out}: is not empty. Expected a new or empty folder.")
    with plain_faults(out):
        out.mkdir(parents=True, exist_ok=True)


def as_json(told: object) -> str:
    """Figures for scripts; days and instants as text."""
    import json

    return json.dumps(told, default=str, ensure_ascii=False, indent=1) + "\n"
