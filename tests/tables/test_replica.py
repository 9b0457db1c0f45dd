"""A replica's tables written piece by piece: the same files as at once, and whole or not there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import crossgauge as cg
from crossgauge.errors import RunImpossible
from crossgauge.tables import replica as writing
from crossgauge.tables.replica import write_replica
from crossgauge.tables.schema import TABLES
from crossgauge.tables.store import DONE, PIECES, file_of, finished_files, plain_faults
from crossgauge.tables.tabulate import tabulate, tabulated
from crossgauge.tables.vocabulary import vocabulary_of
from traces import small_index, small_trace

HERE = Path(__file__).resolve().parents[1]


def numbered(first, n):
    """Rows `first` to `first + n` of a table with a label and an instant."""
    number = pl.int_range(first, first + n, eager=True)
    label = (number % 3).cast(pl.String).cast(pl.Enum(["0", "1", "2"]))
    instant = number.cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone("Asia/Almaty")
    return pl.DataFrame({"number": number, "label": label, "instant": instant})


def cut(heights):
    """Frames of these heights under each other."""
    first = 0
    for height in heights:
        yield "visits", numbered(first, height)
        first += height


@pytest.mark.parametrize("heights", [[23], [1] * 23, [8, 8, 7], [0, 0, 23, 0], [3, 17, 0, 3], [8, 8, 8], [0]])
def test_the_file_does_not_tell_in_which_pieces_its_rows_came(tmp_path, monkeypatch, heights):
    whole = numbered(0, sum(heights))
    write_replica(tmp_path / "whole", 1, [("visits", whole)])
    form = {"compression": "zstd", "compression_level": 1, "row_group_size": 8}
    whole.write_parquet(tmp_path / "expected.parquet", **form)
    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)

    write_replica(tmp_path / "cut", 1, cut(heights))

    path = tmp_path / "cut" / file_of("visits", 1)
    assert path.read_bytes() == (tmp_path / "expected.parquet").read_bytes()
    assert pl.read_parquet(path).equals(pl.read_parquet(tmp_path / "whole" / file_of("visits", 1)))
    assert finished_files(tmp_path / "cut", 1)["visits/replica-0001.parquet"]["rows"] == sum(heights)


def test_no_more_than_a_row_group_waits_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)
    grown = writing.Growing(tmp_path, "visits")

    waiting = []
    for _, frame in cut([5, 5, 30, 1, 7]):
        grown.add(frame)
        waiting.append((grown.rows_waiting, sum(one.height for one in grown.waiting), len(grown.pieces)))

    assert waiting == [(5, 5, 0), (2, 2, 1), (0, 0, 2), (1, 1, 2), (0, 0, 3)]


def test_a_frame_is_asked_for_when_the_one_before_is_in_its_table(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)
    seen = []

    def frames():
        for number in range(3):
            seen.append(len(list((tmp_path / PIECES).rglob("*.parquet"))))
            yield "visits", numbered(8 * number, 8)

    write_replica(tmp_path, 1, frames())

    assert seen == [0, 1, 2]


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_a_trace_cut_into_pieces_gives_the_tables_of_the_whole(rows):
    words = vocabulary_of([small_index()])
    whole = tabulate(small_trace(), small_index(), replica=1)

    pieces = list(tabulated(small_trace(), small_index(), 1, words, rows=rows))

    assert list(dict.fromkeys(table for table, _ in pieces)) == list(TABLES)
    for table in TABLES:
        assert pl.concat([frame for name, frame in pieces if name == table]).equals(whole[table])
    assert sum(name == "stages" for name, _ in pieces) == -(-3 // rows)


def test_a_part_that_fails_takes_the_whole_replica_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)
    write_replica(tmp_path, 1, cut([20]))
    before = (tmp_path / file_of("visits", 1)).read_bytes()

    def frames():
        yield from cut([20])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_replica(tmp_path, 2, frames())

    assert finished_files(tmp_path, 2) is None
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        "replica-0001.json",
        "replica-0001.parquet",
    ]
    assert (tmp_path / file_of("visits", 1)).read_bytes() == before


KILLED = """
import os, signal
from pathlib import Path
from crossgauge.tables import replica as writing
from test_replica import cut
writing.ROWS_IN_GROUP = 8
def frames():
    yield from cut([20, 20])
    os.kill(os.getpid(), signal.SIGKILL)
writing.write_replica(Path({folder!r}), 1, frames())
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
def test_a_kill_between_parts_leaves_no_half_replica(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    path = os.pathsep.join([str(HERE), str(HERE / "tables"), str(Path(cg.__file__).resolve().parents[1])])
    script = [sys.executable, "-c", KILLED.format(folder=str(folder))]

    killed = subprocess.run(script, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(list((folder / PIECES).rglob("*.parquet"))) == 2
    assert not (folder / DONE).exists()
    assert not (folder / file_of("visits", 1)).exists()
    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)
    for place in (folder, tmp_path / "other"):
        write_replica(place, 1, cut([20, 20, 5]))
    assert (folder / file_of("visits", 1)).read_bytes() == (
        tmp_path / "other" / file_of("visits", 1)
    ).read_bytes()
    assert list((folder / PIECES).rglob("*.parquet")) == []


def test_a_half_written_replica_does_not_count(tmp_path):
    write_replica(tmp_path, 1, tabulate(small_trace(), small_index(), replica=1).items())
    assert finished_files(tmp_path, 1) is not None

    (tmp_path / file_of("legs", 1)).unlink()

    assert finished_files(tmp_path, 1) is None
    assert finished_files(tmp_path, 2) is None


@pytest.mark.parametrize("place", [(pl.DataFrame, "write_parquet"), (pl.LazyFrame, "sink_parquet")])
def test_a_full_disk_under_polars_is_a_full_disk(tmp_path, monkeypatch, place):
    def full(*_, **__):
        raise pl.exceptions.ComputeError(
            "parquet: underlying IO error: No space left on device (os error 28)"
        )

    monkeypatch.setattr(writing, "ROWS_IN_GROUP", 8)
    monkeypatch.setattr(*place, full)

    with pytest.raises(RunImpossible, match="the disk is full"), plain_faults(tmp_path):
        write_replica(tmp_path, 1, cut([20]))
    assert list(tmp_path.rglob("*.parquet")) == []


def test_the_same_frames_are_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_replica(tmp_path / name, 1, tabulate(small_trace(), small_index(), replica=1).items())

    for table in TABLES:
        left, right = (tmp_path / name / file_of(table, 1) for name in ("a", "b"))
        assert left.read_bytes() == right.read_bytes()
