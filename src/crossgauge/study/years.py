"""Whole years of a network, run once and kept."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from crossgauge.errors import ResultsUnreadable, RunImpossible
from crossgauge.model.network import Network
from crossgauge.study.run import input_hash, run
from crossgauge.tables.manifest import NAME, key_of, read_manifest, versions
from crossgauge.tables.store import Results, read_results

MOST_KEPT = 12  # years in the cache of this machine; the oldest go

Progress = Callable[[float], None]


def run_years(
    network: Network,
    years: Sequence[int],
    *,
    replicas: int = 8,
    seed: int = 1,
    workers: int | None = None,
    warmup_days: int = 30,
    out: Path | None = None,
    on_progress: Progress | None = None,
) -> dict[int, Results]:
    """Results of each whole year, counts only; those that were run before with the same input are read.

    out : folder that keeps them, one folder a year; without it the cache of this machine
    """
    place = out if out is not None else cache_folder()
    terms = {"input": input_hash(network), "versions": versions(), "seed": seed, "warmup_days": warmup_days}
    key = key_of({**terms, "replicas": replicas})
    found: dict[int, Results] = {}
    for number, year in enumerate(years):
        folder = place / (f"{year}-{key}" if out is None else str(year))
        results = kept(folder, {**terms, "seed": seed_of(seed, year)}, replicas)
        if results is None:
            results = run(
                network,
                start=date(year, 1, 1),
                end=date(year, 12, 31),
                replicas=replicas,
                seed=seed_of(seed, year),
                workers=workers,
                warmup_days=warmup_days,
                out=folder,
                record="counts",
                on_progress=part_of(on_progress, number, len(years)),
            )
        found[year] = results
    if out is None and years:
        forget_oldest(place)
    return found


def seed_of(seed: int, year: int) -> int:
    """A seed for each year: with one for all, two years would share their luck and differ too little."""
    return seed * 10_000 + year


def kept(folder: Path, terms: dict[str, object], replicas: int) -> Results | None:
    """Results that are there already for the same input; none if there is nothing. Others are an error of `run`."""
    if not (folder / NAME).is_file():
        return None
    try:
        told = read_manifest(folder)
    except ResultsUnreadable:
        return None
    same = all(told.get(name) == value for name, value in terms.items()) and told.get("replicas") == replicas
    return read_results(folder) if same else None


def part_of(tell: Progress | None, number: int, count: int) -> Progress | None:
    """Progress of one of several runs as progress of all."""
    return None if tell is None else lambda fraction: tell((number + fraction) / count)


def cache_folder() -> Path:
    """Where this machine keeps what can be made again. Raises RunImpossible where no home is known."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - raises nothing where no home is known
    if sys.platform == "darwin":
        base = home / "Library" / "Caches"
    elif os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    if not base.is_absolute():
        raise RunImpossible("no home folder is known. Set HOME, or XDG_CACHE_HOME, to one to keep years in.")
    return base / "crossgauge" / "years"


def forget_oldest(place: Path) -> None:
    """Keep the newest years of the cache only; what cannot be removed stays."""
    folders = sorted(entries(place), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[MOST_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def entries(place: Path) -> Iterator[Path]:
    """Finished years in the cache."""
    return (folder for folder in place.iterdir() if (folder / NAME).is_file())
