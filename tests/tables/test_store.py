"""Results folders: whole or not there, and read alike by everyone."""

import json
import os

import duckdb
import pandas as pd
import polars as pl
import pytest

from crossgauge.errors import NotFound, ResultsUnreadable, RunImpossible
from crossgauge.tables.manifest import FORMAT, read_manifest
from crossgauge.tables.replica import write_replica
from crossgauge.tables.schema import TABLES
from crossgauge.tables.store import (
    check_target,
    file_of,
    finished_files,
    growing,
    plain_faults,
    publish,
    read_results,
)
from crossgauge.tables.tabulate import tabulate
from traces import small_index, small_trace

KEY = "0123456789abcdef"


@pytest.fixture
def results(tmp_path):
    out = tmp_path / "runs" / "base"
    with growing(out, KEY) as partial:
        write_replica(partial, 1, tabulate(small_trace(), small_index(), replica=1).items())
        manifest = {
            "format": FORMAT,
            "replicas": 1,
            "network": {"id": "small", "name": "Small"},
            "files": finished_files(partial, 1),
        }
        assert not out.exists()
        return publish(partial, out, manifest)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_polars_and_duckdb_read_the_same(results, table):
    path = results.folder / file_of(table, 1)

    by_polars = pl.read_parquet(path)
    by_pandas = pd.read_parquet(path)
    by_duckdb = duckdb.sql(f"set timezone = 'UTC'; select * from '{path}'").pl()

    assert by_pandas.columns.to_list() == by_polars.columns == by_duckdb.columns
    assert len(by_pandas) == by_polars.height == by_duckdb.height
    for column in by_polars.columns:
        told = by_polars[column]
        if isinstance(told.dtype, pl.Enum):
            told = told.cast(pl.String)
        if isinstance(told.dtype, pl.Datetime):
            told = told.dt.epoch("ms")
            assert by_duckdb[column].dt.epoch("ms").to_list() == told.to_list()
            assert (
                by_pandas[column].astype("int64") // by_scale(by_pandas[column])
            ).to_list() == told.to_list()
            continue
        assert by_duckdb[column].cast(told.dtype).to_list() == told.to_list()
        assert [None if pd.isna(value) else value for value in by_pandas[column]] == told.to_list()


def by_scale(column):
    """What one millisecond is in pandas' unit of a column."""
    return {"ms": 1, "us": 1_000, "ns": 1_000_000}[column.dt.unit]


def test_a_finished_folder_holds_tables_and_manifest_only(results):
    assert sorted(path.name for path in results.folder.iterdir()) == sorted([*TABLES, "manifest.json"])
    assert [path.name for path in results.folder.parent.iterdir()] == ["base"]


def test_the_manifest_names_neither_machine_nor_place_nor_hour(results):
    text = (results.folder / "manifest.json").read_text()

    assert str(results.folder.parent) not in text
    assert os.uname().nodename not in text or len(os.uname().nodename) < 4


def test_results_read_back_are_the_results(results):
    again = read_results(results.folder)

    assert again.visits.equals(results.visits)
    assert again.network == "Small"
    assert again.scan("flows", replica=1).collect().height == 4


def test_an_unknown_table_is_answered_with_the_nearest(results):
    with pytest.raises(NotFound, match="Did you mean 'visits'"):
        results.table("visit")


def test_a_changed_file_is_noticed_when_it_is_read(results):
    path = results.folder / file_of("visits", 1)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    again = read_results(results.folder)

    assert again.flows.height == 4
    with pytest.raises(ResultsUnreadable, match="changed or damaged"):
        _ = again.visits


def test_a_folder_of_another_version_is_refused(results):
    path = results.folder / "manifest.json"
    path.write_text(json.dumps({**read_manifest(results.folder), "format": 99}))

    with pytest.raises(ResultsUnreadable, match="format is 99"):
        read_results(results.folder)


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_what_is_no_results_folder_is_told(tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(ResultsUnreadable):
        read_results(tmp_path)


def test_a_folder_with_anything_in_it_is_not_overwritten(tmp_path):
    (tmp_path / "precious.txt").write_text("mine")

    with pytest.raises(RunImpossible, match="nothing is overwritten"):
        check_target(tmp_path)
    with pytest.raises(RunImpossible, match="is a file"):
        check_target(tmp_path / "precious.txt")


def test_two_runs_do_not_write_to_one_place(tmp_path):
    first = growing(tmp_path / "out", KEY)
    with first, pytest.raises(RunImpossible, match="another run is writing"), growing(tmp_path / "out", KEY):
        pass


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "disk is full"), (30, "read-only"), (13, "may not write"), (5, "cannot be written")],
)
def test_what_the_disk_refuses_is_told_in_one_line(tmp_path, number, words):
    with pytest.raises(RunImpossible, match=words), plain_faults(tmp_path):
        raise OSError(number, os.strerror(number))
