"""`crossgauge calibrate --facts`: free parameters fitted to published facts, printed and written."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from crossgauge.errors import CalibrationImpossible
from crossgauge.units import NotAQuantity, read

if TYPE_CHECKING:
    from crossgauge.sources.edits import Edit
    from crossgauge.study.calibrate.to_facts import FactCalibration

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def calibrate_to_facts(
    folder: Path,
    facts: Sequence[str],
    free: Sequence[str],
    *,
    until: str = "",
    evaluations: int | None = None,
    budget: str = "",
    replicas: int = 8,
    seed: int = 1,
    warmup: int = 30,
    workers: int | None = None,
    keep: Path | None = None,
    out: Path | None = None,
    json: bool = False,
) -> None:
    """Fit, print, and with `out` write a copy of the project. Raises CalibrationImpossible, ProjectFaulty."""
    if not facts or not free:
        lacking = (
            "--facts, as 'cpmm.*'"
            if not facts
            else "--free, as 'crossings.x.resources.lanes.count*=0.8..1.2'"
        )
        raise CalibrationImpossible(f"what is free and what it is fitted to go together. Expected {lacking}.")
    last, seconds = day_of(until), seconds_of(budget)
    from crossgauge.sources.project import read_project
    from crossgauge.study.calibrate.fitted_values import edits_of
    from crossgauge.study.calibrate.free import read_free
    from crossgauge.study.calibrate.kept import Kept
    from crossgauge.study.calibrate.to_facts import calibrated

    network = read_project(folder)
    with telling(evaluations, seconds) as tell:
        found = calibrated(
            network,
            read_free(free),
            patterns_of(facts),
            until=last,
            most=evaluations,
            seconds=seconds,
            replicas=replicas,
            seed=seed,
            warmup_days=warmup,
            workers=workers,
            kept=Kept(keep / "evaluations.jsonl") if keep else None,
            on_progress=tell,
        )
    edits = edits_of(network, found)
    anew = write_fitted(folder, out, found, edits) if out is not None else False
    if json:
        from crossgauge.cli.fitted_table import as_json

        sys.stdout.write(as_json(found))
        return
    from crossgauge.cli.fitted_table import print_fitted

    print_fitted(network.name or network.id, found, edits, out, anew)


def write_fitted(folder: Path, out: Path, found: "FactCalibration", edits: Sequence["Edit"]) -> bool:
    """Write the copy of the project with its tables, and read it to be sure; whether it was written anew.

    A copy in which nothing but the values differs, where each has a place of its own in the YAML; else, as where an
    anchor shares it, the network is written anew.
    """
    from crossgauge.cli.fitted_table import as_json
    from crossgauge.sources.edits import edited_project
    from crossgauge.sources.project import read_project
    from crossgauge.sources.write import write_project
    from crossgauge.study.calibrate.fitted_values import with_reasons
    from crossgauge.study.calibrate.heldout import table_of_misses
    from crossgauge.tables.store import plain_faults, write_text

    def beside(draft: Path, refused: list[tuple["Edit", str]]) -> None:
        if refused:
            shutil.rmtree(draft)
            write_project(with_reasons(found.network, edits), draft)
        read_project(draft)
        aside = draft / "calibration"
        aside.mkdir(exist_ok=True)
        table_of_misses(found.rows).write_csv(aside / "fitted.csv")
        write_text(aside / "fit.json", as_json(found))

    with plain_faults(out):
        return bool(edited_project(folder, out, edits, beside))


def patterns_of(told: Sequence[str]) -> tuple[str, ...]:
    """Patterns, also where several stand in one option with commas."""
    return tuple(word.strip() for text in told for word in text.split(",") if word.strip())


def day_of(text: str) -> date | None:
    """The last day of the facts to fit."""
    if not text:
        return None
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise CalibrationImpossible(f"--until is '{text}'. Expected a day, as 2022-12-31.") from None


def seconds_of(text: str) -> float | None:
    """The time to spend."""
    if not text:
        return None
    try:
        return read(text, "s")
    except NotAQuantity as error:
        raise CalibrationImpossible(f"--budget {error}") from None


@contextmanager
def telling(most: int | None, seconds: float | None) -> Iterator[Callable[[int, int], None] | None]:
    """A line on standard error with evaluations, years run and time; nothing where that is not a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("calibrating", total=seconds if seconds and not most else most)

        def tell(count: int, runs: int) -> None:
            spent = bar.tasks[0].elapsed or 0.0
            done = spent if seconds and not most else float(count)
            of = f" of {most}" if most else ""
            what = "slopes at the minimum" if most and count > most else f"{count}{of} evaluations"
            bar.update(task, completed=done, description=f"{what}, {runs} years run")

        yield tell
