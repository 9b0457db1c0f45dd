"""The door by which the results of a run come back: its manifest, and every table that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crossgauge.tables.manifest import NAME
from crossgauge.tables.store import read_results
from hardening.door import Door, Files
from study.handmade import handmade_run

TABLES = ("visits", "stages")


def read_tables(folder: Path) -> Any:
    """The results and their tables, each file checked by its hash."""
    results = read_results(folder)
    return results.network, results.replicas, [results.table(name).height for name in TABLES]


def handmade() -> Files:
    """A folder of results as files."""
    with TemporaryDirectory() as made:
        handmade_run(Path(made))
        found = {path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(Path(made).rglob("*")) if path.is_file()}
    return {**found, NAME: found[NAME].decode()}


def result_doors() -> Iterator[Door]:
    """The manifest is what is spoiled; tables have a hash in it."""
    yield Door("results", handmade(), (NAME,), read_tables)
