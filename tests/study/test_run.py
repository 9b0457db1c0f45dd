"""A network run: periods, replicas, processes, folders; and what happens when it is stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import crossgauge as cg
from crossgauge.errors import RunImpossible, RunStuck
from crossgauge.study.run import input_hash, run
from crossgauge.tables.schema import TABLES
from crossgauge.tables.store import file_of
from study.small import small_network, stuck_network

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run(small_network(), replicas=2, seed=1, workers=1, out=tmp_path_factory.mktemp("run") / "small")


def test_the_face_runs_a_network_without_a_folder():
    results = cg.run(small_network(), start="2023-01-01", days=3, replicas=1, seed=1, warmup_days=2)

    assert results.visits["replica"].unique().to_list() == [1]
    assert results.network == "Small crossings"
    folder = results.folder
    del results
    assert not folder.exists()


def test_visits_and_flows_agree(results):
    counted = results.visits.filter(pl.col("outcome") == "through").group_by("replica", "chain").len("rows")
    summed = results.flows.group_by("replica", "chain").agg(pl.col("units").sum())

    both = counted.join(summed, on=["replica", "chain"])

    assert both.height == 6
    assert (both["rows"] == both["units"]).all()


def test_histograms_hold_classes_that_have_no_rows(results):
    assert "car-west" not in results.visits["chain"].cast(pl.String).to_list()
    border = json.loads((results.folder / "summary.json").read_text())["border"]

    cars = next(row for row in border if row["chain"] == "car-west")

    assert 0 < cars["median_h"] < cars["p90_h"]


def test_units_that_left_left_in_the_recorded_period(results):
    left = results.visits["left"]

    assert left.dt.date().min() >= date(2023, 1, 1)
    assert left.dt.date().max() <= date(2023, 1, 28)


def test_stages_add_up_to_the_time_at_the_border(results):
    stages = results.stages.group_by("replica", "unit").agg(pl.col("stage_h").sum())
    visits = results.visits.filter(
        (pl.col("replica") == 1) & (pl.col("chain").cast(pl.String) == "truck-west")
    )

    both = visits.join(stages, on=["replica", "unit"])

    assert both.height == visits.height > 0
    assert (both["border_h"] - both["stage_h"]).abs().max() < 1e-9


@pytest.mark.parametrize(
    ("record", "replicas_with_stages", "visits"),
    [("first", [1], True), ("units", [1, 2], True), ("summary", [], True), ("counts", [], False)],
)
def test_what_is_recorded(record, replicas_with_stages, visits):
    results = run(small_network(), days=2, replicas=2, workers=1, warmup_days=1, record=record)

    assert sorted(results.stages["replica"].unique().to_list()) == replicas_with_stages
    assert (results.visits.height > 0) == visits
    assert results.dwells["units"].sum() > 0


@pytest.mark.parametrize("table", ["resources", "flows", "dwells", "histograms", "legs"])
def test_sums_do_not_depend_on_the_rows_that_are_kept(results, table):
    counted = run(small_network(), replicas=2, seed=1, workers=1, record="counts")

    assert counted.visits.height == 0
    assert counted.table(table).height > 0
    assert counted.table(table).equals(results.table(table))


def test_workers_do_not_change_a_byte(results, tmp_path):
    again = run(small_network(), replicas=2, seed=1, workers=2, out=tmp_path / "two")

    for table in TABLES:
        for replica in (1, 2):
            path = file_of(table, replica)
            assert (again.folder / path).read_bytes() == (results.folder / path).read_bytes()
    assert (again.folder / "manifest.json").read_bytes() == (results.folder / "manifest.json").read_bytes()


def test_another_seed_gives_other_luck(results):
    other = run(small_network(), replicas=1, seed=2, workers=1)

    assert not other.visits.equals(results.scan("visits", replica=1).collect())


def test_more_replicas_leave_the_first_as_they_were(results):
    more = run(small_network(), replicas=3, seed=1, workers=1)

    assert more.scan("visits", replica=2).collect().equals(results.scan("visits", replica=2).collect())


def test_progress_rises_to_one(tmp_path):
    told = []

    run(
        small_network(),
        days=3,
        replicas=3,
        workers=2,
        warmup_days=1,
        out=tmp_path / "x",
        on_progress=told.append,
    )

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_facts_and_provenance_do_not_change_the_input_hash():
    from dataclasses import replace

    network = small_network()

    assert input_hash(network) == input_hash(replace(network, facts=(), provenance=()))
    assert input_hash(network) != input_hash(replace(network, clock="UTC"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"start": "2023-13-01"}, "start is '2023-13-01'"),
        ({"days": 3, "end": "2023-01-03"}, "both given"),
        ({"days": 0}, "has no day"),
        ({"end": "2022-12-01"}, "has no day"),
        ({"days": 9_000}, "at most 6000"),
        ({"warmup_days": -1}, "none below 0"),
        ({"replicas": 0}, "replicas is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"workers": 0}, "workers is 0"),
        ({"record": "all"}, "record is 'all'"),
    ],
)
def test_a_run_that_cannot_start_says_what_to_change(asked, words):
    with pytest.raises(RunImpossible, match=words):
        run(small_network(), **asked)


def test_a_start_of_ones_own_keeps_the_length_of_the_networks_period(tmp_path):
    results = run(small_network(), start=date(2023, 3, 1), replicas=1, warmup_days=0)

    assert (results.manifest["start"], results.manifest["days"]) == ("2023-03-01", 28)


@pytest.mark.parametrize("workers", [1, 2])
def test_stuck_units_are_named_with_where_and_since_when(tmp_path, workers):
    with pytest.raises(RunStuck) as caught:
        run(stuck_network(), replicas=2, workers=workers, out=tmp_path / "out")

    text = str(caught.value)
    assert "road.truck-west.take-a-lane" in text
    assert "3 units wait, unit 2 since 2023-01-02 08:00" in text
    assert not (tmp_path / "out").exists()


SCRIPT = """
from study.small import small_network
import crossgauge as cg
cg.run(small_network(), days=600, replicas=6, workers=2, warmup_days=0, record="units", out={out!r})
"""


def start(out):
    """A run of some seconds in a process of its own, with no guard against being imported again."""
    script = out.parent / "script.py"
    script.write_text(SCRIPT.format(out=str(out)))
    source = str(Path(cg.__file__).resolve().parents[1])
    path = os.pathsep.join([str(HERE), source])
    return subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.PIPE
    )


def wait_for(condition, seconds=120.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def children(pid):
    """Processes that a process started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def alive(pids):
    """Those that still run."""
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists()]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_no_process_and_goes_on_where_it_was(tmp_path, how):
    out = tmp_path / "out"
    process = start(out)
    wait_for(lambda: list(tmp_path.glob(".out.partial-*/done/replica-*.json")) or process.poll() is not None)
    workers = children(process.pid)
    assert process.poll() is None
    assert workers

    process.send_signal(how)
    process.communicate()

    wait_for(lambda: not alive(workers), 10.0)
    assert not out.exists()
    kept = list(tmp_path.glob(".out.partial-*/done/replica-*.json"))
    assert kept
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob(".out.partial-*/visits/*.parquet")}
    finished = {path.stem for path in kept}

    again = start(out)
    again.communicate()

    assert again.returncode == 0
    assert list(tmp_path.glob(".out.*")) == []
    for path, changed in before.items():
        if path.stem in finished:
            assert (out / "visits" / path.name).stat().st_mtime_ns == changed
    assert cg.read_results(out).replicas == 6


def test_a_full_disk_is_one_message(tmp_path, monkeypatch):
    import crossgauge.study.replicas as replicas

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(replicas, "write_replica", full)

    with pytest.raises(RunImpossible, match="the disk is full"):
        run(small_network(), days=2, replicas=1, workers=1, warmup_days=0, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
