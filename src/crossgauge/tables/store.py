"""Parquet out and in: a results folder that is whole or not there, and the Results read from it."""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.errors import NotFound, ResultsUnreadable, RunImpossible
from crossgauge.tables.manifest import NAME, read_manifest, sha256_of
from crossgauge.tables.schema import TABLES

DONE = "done"
PIECES = "pieces"


@dataclass(frozen=True, eq=False)
class Results:
    """What a run gave. The tables are read from its folder when asked for, and checked by their hash."""

    folder: Path
    manifest: dict[str, Any]
    keeper: Any = None
    checked: set[str] = field(default_factory=set, repr=False)

    @property
    def network(self) -> str:
        """Name of the network."""
        return str(self.manifest["network"]["name"])

    @property
    def replicas(self) -> int:
        """Number of replicas."""
        return int(self.manifest["replicas"])

    @property
    def visits(self) -> pl.DataFrame:
        """A row a unit that left (of classes recorded by unit)."""
        return self.table("visits")

    @property
    def stages(self) -> pl.DataFrame:
        """A row a stage of those units; replica 1 only, unless the run was told to record more or fewer."""
        return self.table("stages")

    @property
    def legs(self) -> pl.DataFrame:
        """A row a move over a link."""
        return self.table("legs")

    @property
    def resources(self) -> pl.DataFrame:
        """A row a day for each resource, gate, link and batch."""
        return self.table("resources")

    @property
    def flows(self) -> pl.DataFrame:
        """A row a day for each chain."""
        return self.table("flows")

    @property
    def dwells(self) -> pl.DataFrame:
        """A row a day for each stage."""
        return self.table("dwells")

    @property
    def histograms(self) -> pl.DataFrame:
        """A row a filled bin for each chain and stage."""
        return self.table("histograms")

    def table(self, name: str) -> pl.DataFrame:
        """A table, all replicas in turn."""
        return self.scan(name).collect()

    def scan(self, name: str, replica: int | None = None) -> pl.LazyFrame:
        """A table not read yet, for those that do not fit in memory; of one replica or of all."""
        if name not in TABLES:
            raise NotFound("table", name, TABLES)
        replicas = range(1, self.replicas + 1) if replica is None else [replica]
        return pl.scan_parquet([self.checked_file(name, number) for number in replicas])

    def checked_file(self, table: str, replica: int) -> Path:
        """The file of one replica, its hash checked the first time. Raises ResultsUnreadable."""
        relative = file_of(table, replica)
        path = self.folder / relative
        if relative not in self.checked:
            told = self.manifest["files"].get(relative)
            if told is None:
                raise ResultsUnreadable(f"{self.folder}: the manifest knows no {relative}.")
            if not path.is_file():
                raise ResultsUnreadable(f"{path}: is missing. Expected the file that the manifest names.")
            if sha256_of(path) != told["sha256"]:
                raise ResultsUnreadable(f"{path}: was changed or damaged; its sha256 is not the manifest's.")
            self.checked.add(relative)
        return path


def read_results(folder: str | Path) -> Results:
    """The results in a folder. The manifest is checked now, each file when its table is first asked for."""
    return Results(Path(folder), read_manifest(Path(folder)))


def file_of(table: str, replica: int) -> str:
    """Where a table of a replica is, relative to the folder.

    >>> file_of("visits", 3)
    'visits/replica-0003.parquet'
    """
    return f"{table}/replica-{replica:04d}.parquet"


def finished_files(folder: Path, replica: int) -> dict[str, Any] | None:
    """Rows and sha256 by file of a replica that is there and whole, else None."""
    try:
        told: dict[str, Any] = json.loads(
            (folder / DONE / f"replica-{replica:04d}.json").read_text(encoding="utf-8")
        )
        whole = all(sha256_of(folder / relative) == entry["sha256"] for relative, entry in told.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return told if whole else None


def partial_of(out: Path, key: str) -> Path:
    """The folder in which results for `out` grow, beside it.

    >>> partial_of(Path("runs/base"), "0123abcd").name
    '.base.partial-0123abcd'
    """
    return out.parent / f".{out.name}.partial-{key}"


def check_target(out: Path) -> None:
    """Raises RunImpossible where results cannot become `out`."""
    if out.exists() and not out.is_dir():
        raise RunImpossible(f"{out}: is a file. Expected the name of a folder that is not there yet.")
    if out.is_dir() and any(out.iterdir()):
        raise RunImpossible(f"{out}: is there and not empty. Expected a new folder; nothing is overwritten.")


@contextmanager
def growing(out: Path, key: str) -> Iterator[Path]:
    """The partial folder for `out`, locked against a second run; disk faults become one clear message."""
    check_target(out)
    partial = partial_of(out, key)
    with plain_faults(out):
        partial.mkdir(parents=True, exist_ok=True)
        lock = os.open(partial / "lock", os.O_RDWR | os.O_CREAT)
        try:
            if not take_lock(lock):
                raise RunImpossible(
                    f"{out}: another run is writing there. Wait for it, or choose another folder."
                )
            yield partial
        finally:
            os.close(lock)


def publish(partial: Path, out: Path, manifest: Mapping[str, Any]) -> Results:
    """Make the partial folder the results: manifest last, everything on the disk, then one rename."""
    for name in (DONE, PIECES):
        shutil.rmtree(partial / name, ignore_errors=True)
    write_text(partial / NAME, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    known = {NAME, "lock", *manifest["files"]}
    for path in sorted(partial.rglob("*")):
        if path.is_file() and path.relative_to(partial).as_posix() not in known:
            path.unlink()
    (partial / "lock").unlink(missing_ok=True)
    for folder in [path for path in partial.rglob("*") if path.is_dir()]:
        settle(folder)
    settle(partial)
    if out.is_dir():
        out.rmdir()
    partial.rename(out)
    settle(out.parent)
    return Results(out, dict(manifest))


def add_text(partial: Path, name: str, text: str) -> dict[str, Any]:
    """Write a file beside the tables; returns its entry in the manifest."""
    write_text(partial / name, text)
    return {"sha256": sha256_of(partial / name)}


def write_text(path: Path, text: str) -> None:
    """Write a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    settle(draft)
    draft.replace(path)


def settle(path: Path) -> None:
    """Have a file or folder on the disk before going on (folders where the system can)."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def take_lock(handle: int) -> bool:
    """Whether this process alone has the lock now; it is given back when the handle closes."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


FAULTS = {
    errno.ENOSPC: "the disk is full. Make room; what is finished is kept, and the same command goes on from it",
    errno.EDQUOT: "your disk quota is used up. Make room; the same command goes on from what is finished",
    errno.EROFS: "the disk is read-only. Choose another folder with --out",
    errno.EACCES: "you may not write there. Choose another folder with --out",
    errno.EPERM: "you may not write there. Choose another folder with --out",
    errno.ENOTDIR: "a part of that path is a file. Choose another folder with --out",
    errno.ENAMETOOLONG: "that name is too long. Choose a shorter one with --out",
}


@contextmanager
def plain_faults(out: Path) -> Iterator[None]:
    """Turn what the disk refuses into RunImpossible with what to do."""
    try:
        yield
    except OSError as error:
        raise RunImpossible(disk_fault(out, error)) from error


def disk_fault(out: Path, error: OSError) -> str:
    """One sentence on what the disk refused.

    >>> disk_fault(Path("runs"), OSError(errno.EROFS, "Read-only file system"))
    'runs: the disk is read-only. Choose another folder with --out.'
    """
    told = FAULTS.get(error.errno or 0, f"cannot be written ({error.strerror or error})")
    return f"{out}: {told}."
