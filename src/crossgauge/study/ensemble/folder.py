"""An ensemble's folder: its plan, the pieces that are finished, and the partitioned tables that they become.

plan.json                                       what is simulated; another plan is refused here
pieces/<scenario>/<sample>/<replica>.zip        finished, until all replicas of the network are
flows/scenario=<scenario>/sample=<sample>/…      100 replicas a file; and so dwells, resources, histograms
samples.parquet, means.parquet                  values drawn; means over replicas, written last
"""

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble.pieces import TABLES, read_table
from crossgauge.study.ensemble.plan import Piece, Plan, pieces_of_plan
from crossgauge.tables.store import plain_faults, settle, take_lock, write_text

PLAN, PIECES, LOCK = "plan.json", "pieces", "lock"
SAMPLES, MEANS = "samples.parquet", "means.parquet"
A_FILE = 100  # replicas: what is held in memory while a table is written
NAME = re.compile(r"[\w.+-]{1,100}", re.ASCII)
MOST_SHOWN = 60  # letters of a damaged range


@contextmanager
def opened(folder: Path, plan: Plan) -> Iterator[Path]:
    """The folder of this plan, locked against a second run. Raises RunImpossible for what else is there."""
    with plain_faults(folder):
        if folder.exists() and not folder.is_dir():
            raise RunImpossible(f"{folder}: is a file. Expected the name of a folder.")
        check_plan(folder, plan.terms)
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
        try:
            if not take_lock(lock):
                raise RunImpossible(f"{folder}: another ensemble is writing there. Wait for it.")
            if not (folder / PLAN).exists():
                told = json.dumps({"key": plan.brief.key, **plan.terms}, indent=1, ensure_ascii=False)
                write_text(folder / PLAN, told + "\n")
                settle(folder)
            yield folder
        finally:
            os.close(lock)


def check_plan(folder: Path, terms: Mapping[str, Any]) -> None:
    """Raises RunImpossible where a folder holds another plan, or something else."""
    if not (folder / PLAN).is_file():
        held = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        if set(held) - {LOCK, f"{PLAN}.draft"}:
            raise RunImpossible(f"{folder}: is there and holds no ensemble. Expected a new or empty folder.")
        return
    there = read_plan(folder)
    other = [
        f"  {name}: {short(there.get(name))} there, {short(asked)} asked"
        for name, asked in terms.items()
        if there.get(name) != asked
    ]
    if other:
        raise RunImpossible(
            f"{folder}: holds an ensemble of another plan:\n"
            + "\n".join(other)
            + "\nExpected the same command"
            " to go on with it, or another folder for a new one."
        )


def read_plan(folder: Path) -> dict[str, Any]:
    """The plan in a folder. Raises RunImpossible."""
    try:
        told = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunImpossible(f"{folder}: no ensemble. Expected a folder of `crossgauge ensemble`.") from None
    except (ValueError, OSError, RecursionError) as error:
        raise RunImpossible(f"{folder / PLAN}: cannot be read ({error}).") from None
    return dict(told) if isinstance(told, dict) else {}


def short(told: Any) -> str:
    """A term of a plan, in few words."""
    match told:
        case dict():
            return ", ".join(f"{name} {str(value)[:8]}" for name, value in told.items())
        case list():
            return (
                f"{len(told)}"
                if told and isinstance(told[0], list)
                else ", ".join(map(short_range, told)) or "none"
            )
    return str(told)


def short_range(told: Any) -> str:
    """A range of a plan; as it stands there, cut, where a file was damaged.

    >>> short_range({"verb": "scale", "path": "a.for", "low": 0.8, "high": 1.2}), short_range({"path": "a.for"})
    ('a.for*=0.8..1.2', "{'path': 'a.for'}")
    """
    try:
        verb = "*=" if told["verb"] == "scale" else "="
        return f"{told['path']}{verb}{told['low']:g}..{told['high']:g}"
    except (KeyError, TypeError, ValueError):
        return str(told)[:MOST_SHOWN]


def piece_file(folder: Path, piece: Piece) -> Path:
    """Where a finished piece is kept.

    >>> piece_file(Path("out"), Piece(0, 7, "base")).as_posix()
    'out/pieces/base/0/replica-0007.zip'
    """
    return folder / PIECES / piece.scenario / str(piece.sample) / f"replica-{piece.replica:04d}.zip"


def table_files(
    folder: Path, table: str, scenario: str, sample: int, replicas: int
) -> dict[Path, list[Piece]]:
    """Where a table of a network with all its replicas is, and the pieces that are in each file."""
    place = folder / table / f"scenario={scenario}" / f"sample={sample}"
    spans = [(first, min(replicas, first + A_FILE - 1)) for first in range(1, replicas + 1, A_FILE)]
    return {
        place / f"replicas-{first:04d}-{last:04d}.parquet": [
            Piece(sample, one, scenario) for one in range(first, last + 1)
        ]
        for first, last in spans
    }


def keep_piece(folder: Path, piece: Piece, archive: bytes) -> None:
    """Have a piece on the disk, whole or not at all."""
    write_whole(piece_file(folder, piece), archive)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name, and give it its own when it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(content)
    settle(draft)
    draft.replace(path)
    settle(path.parent)


def is_whole(folder: Path, scenario: str, sample: int, replicas: int) -> bool:
    """Whether all replicas of a network are in its tables."""
    return all(
        file.is_file() for table in TABLES for file in table_files(folder, table, scenario, sample, replicas)
    )


def missing_pieces(folder: Path, plan: Plan) -> list[Piece]:
    """The pieces that are still to be simulated; one that is damaged is among them."""
    networks = [(scenario, sample) for sample in plan.samples for scenario in plan.brief.networks]
    done = {network for network in networks if is_whole(folder, *network, plan.replicas)}
    return [
        piece
        for piece in pieces_of_plan(plan)
        if (piece.scenario, piece.sample) not in done and not reads_back(piece_file(folder, piece))
    ]


def reads_back(path: Path) -> bool:
    """Whether a piece is there with the right checksums."""
    try:
        with zipfile.ZipFile(path) as file:
            return file.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def merge(folder: Path, scenario: str, sample: int, replicas: int) -> None:
    """Make the pieces of a network, all finished, its tables; then they go."""
    if not is_whole(folder, scenario, sample, replicas):
        for table in TABLES:
            for file, pieces in table_files(folder, table, scenario, sample, replicas).items():
                content = io.BytesIO()
                frames = [read_table(piece_file(folder, piece), table) for piece in pieces]
                pl.concat(frames).write_parquet(content, compression="zstd", compression_level=1)
                write_whole(file, content.getvalue())
                for above in (file.parents[1], file.parents[2], folder):
                    settle(above)
    shutil.rmtree(folder / PIECES / scenario / str(sample), ignore_errors=True)


def tables_of(folder: Path, scenario: str, sample: int, replicas: int) -> dict[str, pl.DataFrame]:
    """The tables of a network, all replicas in turn."""
    return {
        table: pl.read_parquet(list(table_files(folder, table, scenario, sample, replicas)))
        for table in TABLES
    }


def samples_table(plan: Plan) -> pl.DataFrame:
    """A row for each sample and range: its value in SI, or its factor."""
    rows = [
        (sample, one.path, one.verb, value)
        for sample, values in enumerate(plan.brief.draws, 1)
        for one, value in zip(plan.brief.ranges, values, strict=True)
    ]
    schema = {"sample": pl.Int64, "path": pl.String, "verb": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
