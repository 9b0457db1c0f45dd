"""Ensembles over a Dask scheduler and two workers on loopback: the same bits, and nothing lost with a worker."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble import ensemble
from crossgauge.study.ensemble.cluster import cluster, run_task
from crossgauge.tables.manifest import versions
from study.small_ensemble import ASKED, networks, tables

ROOT = Path(__file__).parents[2]
WAIT_S = 60.0


class Cluster:
    """A scheduler and its workers as processes of this machine."""

    def __init__(self, folder):
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "DASK_LOGGING__DISTRIBUTED": "error",
        }
        told = folder / "scheduler.json"
        quiet = ["--host", "127.0.0.1", "--no-dashboard"]
        self.scheduler = self.start("dask_scheduler", "--port", "0", *quiet, "--scheduler-file", str(told))
        begin = time.monotonic()
        while not told.exists() and time.monotonic() - begin < WAIT_S:
            time.sleep(0.05)
        self.address = json.loads(told.read_text())["address"]
        alone = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", str(folder)]
        self.workers = [self.start("dask_worker", self.address, *quiet, *alone) for _ in range(2)]

    def start(self, what, *options):
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{what}", *options],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def count(self, wanted):
        """Wait until there are so many workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            begin = time.monotonic()
            while len(client.nthreads()) != wanted and time.monotonic() - begin < WAIT_S:
                time.sleep(0.05)
            return len(client.nthreads())

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        assert started.count(2) == 2
        yield started
    finally:
        started.end()


def test_a_cluster_gives_the_bits_of_processes_even_when_a_worker_is_killed(two_workers, tmp_path):
    """With two workers; one of them killed when the first piece is back; the scheduler killed then, and gone on without."""
    ensemble(networks(), tmp_path / "alone", **ASKED, workers=1)

    ensemble(networks(), tmp_path / "both", **ASKED, cluster=two_workers.address)

    assert tables(tmp_path / "both") == tables(tmp_path / "alone")

    def kill_one(fraction):
        if fraction > 0:
            two_workers.workers[0].kill()

    ensemble(networks(), tmp_path / "killed", **ASKED, cluster=two_workers.address, on_progress=kill_one)

    assert tables(tmp_path / "killed") == tables(tmp_path / "alone")
    assert two_workers.count(1) == 1

    def kill_scheduler(fraction):
        if fraction > 0:
            two_workers.scheduler.kill()

    with pytest.raises(RunImpossible, match=r"is gone .* the same command goes on"):
        ensemble(
            networks(), tmp_path / "lost", **ASKED, cluster=two_workers.address, on_progress=kill_scheduler
        )
    found = ensemble(networks(), tmp_path / "lost", **ASKED, workers=1)

    assert found.kept > 0
    assert tables(tmp_path / "lost") == tables(tmp_path / "alone")


def test_a_scheduler_that_is_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("crossgauge.study.ensemble.cluster.CONNECT_S", 0.2)

    with pytest.raises(RunImpossible, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        ensemble(networks(), tmp_path / "out", **ASKED, cluster="tcp://127.0.0.1:9")


def test_without_dask_one_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(RunImpossible, match=r"pip install 'crossgauge\[cluster\]'"):
        cluster("tcp://127.0.0.1:9")


def test_a_worker_of_other_versions_is_refused():
    """Its bits would be others."""
    with pytest.raises(RunImpossible, match=r"has numpy .*, not 0\.1"):
        run_task(None, (), {**versions(), "numpy": "0.1"})
