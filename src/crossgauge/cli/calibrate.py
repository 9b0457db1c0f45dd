"""The verb `calibrate`: declared values fitted to what a port logs or to published facts, in a copy of the project."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossgauge.cli import fitted_options as options
from crossgauge.cli.languages import Language

if TYPE_CHECKING:
    from datetime import datetime

    from crossgauge.sources.edits import Edit
    from crossgauge.sources.logs import Log
    from crossgauge.study.calibrate import Calibration


def calibrate(
    folder: Annotated[Path, typer.Argument(help="Project folder.", show_default=False)],
    log: Annotated[Path | None, typer.Option(help="Log in CSV, XLSX, Parquet or XES.", show_default=False)] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Column map of the log in YAML.", show_default=False)
    ] = None,
    facts: options.Facts = None,
    free: options.Free = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for a copy of the project with the fitted values.")
    ] = None,
    until: Annotated[
        str,
        typer.Option(
            help="When the log was taken, as 2024-05-04T12:00; with --facts, the last day of those to fit."
        ),
    ] = "",
    draws: Annotated[int, typer.Option(min=0, max=9_999, help="Samples drawn for each test.")] = 199,
    seed: Annotated[int, typer.Option(help="Seed of these draws; with --facts, of all runs.")] = 1,
    evaluations: options.Evaluations = None,
    budget: options.Budget = "",
    replicas: options.Replicas = 8,
    warmup: options.Warmup = 30,
    workers: options.Workers = None,
    keep: options.Keep = None,
    language: Language = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Fit a project to what a port logs, or its free parameters to published facts.

    A log gives durations, arrivals and opening hours, by the names of stages and steps that both have. Facts are
    fitted by simulation: what is free moves until simulated figures are near the observed; facts later than --until
    or not named are held out. Only the parts and years on which facts hang are run, none twice; a command that was
    killed goes on from what was run.

    With --out the project is copied, and in the copy each fitted value says where it came from; nothing else changes.
    Its folder `calibration` has the figures.

    [bold]Examples[/bold]

    crossgauge calibrate mine --log gate.csv --map gate.map.yaml

    crossgauge calibrate mine --log gate.csv --map gate.map.yaml --out mine-fitted

    crossgauge calibrate mine --facts 'cpmm.*' --until 2022-12-31 --free free.yaml --budget "10 min" --out mine-fitted
    """
    if facts or free:
        from crossgauge.cli.fitted import calibrate_to_facts

        if log or map_file:
            raise typer.BadParameter("--log and --facts are two ways to calibrate. Expected one of them.")
        calibrate_to_facts(
            folder, facts or [], free or [], until=until, evaluations=evaluations, budget=budget, replicas=replicas,
            seed=seed, warmup=warmup, workers=workers, keep=keep, out=out, json=json,
        )  # fmt: skip
        return
    if log is None or map_file is None:
        raise typer.BadParameter("expected --log with --map, or --facts with --free.")
    fit_log(folder, log, map_file, out=out, until=until, draws=draws, seed=seed, language=language, json=json)


def fit_log(
    folder: Path,
    log: Path,
    map_file: Path,
    *,
    out: Path | None,
    until: str,
    draws: int,
    seed: int,
    language: str,
    json: bool,
) -> None:
    """Fit a log, print, and with `out` write a copy of the project."""
    from crossgauge.sources.logs import read_log, read_map
    from crossgauge.sources.project import read_project
    from crossgauge.study.calibrate import calibration

    network = read_project(folder)
    told = read_map(map_file)
    found_log = read_log(log, told)
    taken = instant_of(until, told.clock) if until else None
    found = calibration(network, found_log, until=taken, n_draws=draws, seed=seed)
    refused: list[tuple[Edit, str]] = []
    if out is not None:
        refused = write_all(folder, out, found_log, found, language)
    if json:
        sys.stdout.write(as_json(found, refused))
        return
    from crossgauge.cli.calibrated import print_calibration

    print_calibration(found, found_log, out, refused)


def instant_of(text: str, clock: str) -> "datetime":
    """The instant that an option says, in the clock of the log unless it says. Raises BadParameter."""
    from zoneinfo import ZoneInfo

    from crossgauge.sources.texts import instant
    from crossgauge.units import NotAQuantity

    try:
        moment = instant(text.strip())
    except NotAQuantity as error:
        raise typer.BadParameter(f"--until {error.wrong}. {error.expected}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(clock))


def write_all(
    folder: Path, out: Path, log: "Log", found: "Calibration", language: str
) -> list[tuple["Edit", str]]:
    """Write the copy of the project with its figures; the edits that found no place. The copy is read to be sure."""
    from crossgauge.sources.edits import edited_project
    from crossgauge.sources.project import read_project
    from crossgauge.study.calibrate import table_of
    from crossgauge.study.calibrate.shapes import shape_of
    from crossgauge.tables.store import plain_faults, write_text
    from crossgauge.views import of_fits
    from crossgauge.views.words import number, word

    def beside(draft: Path, refused: list[tuple["Edit", str]]) -> None:
        read_project(draft)
        aside = draft / "calibration"
        aside.mkdir(exist_ok=True)
        table_of(found.findings).write_csv(aside / "fits.csv")
        log.report.rows.write_csv(aside / "report.csv")
        shapes = [shape for shape in map(shape_of, found.findings) if shape is not None]
        if shapes:
            records = number(log.report.records, language)
            source = word("fits.source", language, file=log.report.file, records=records)
            write_text(aside / "fits.svg", of_fits(shapes, source, language).svg)

    with plain_faults(out):
        return edited_project(folder, out, found.edits, beside)


def as_json(found: "Calibration", refused: list[tuple["Edit", str]]) -> str:
    """Findings for scripts."""
    import json

    from crossgauge.study.calibrate import table_of

    told = {
        "findings": table_of(found.findings).to_dicts(),
        "missing": list(found.missing),
        "not_written": {".".join(edit.path): why for edit, why in refused},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
