"""A run that ends between two parts of a replica: nothing half is left, and it goes on to the same bytes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import crossgauge as cg

HERE = Path(__file__).resolve().parents[1]
RUN = """
import os, sys
import crossgauge as cg
from crossgauge.tables import replica as writing
from study.small import small_network

writing.ROWS_IN_GROUP = 64
how = int(sys.argv[2])
told = []

def tell(fraction):
    told.append(fraction)
    if how and len(told) == 5:  # the second part of replica 2; the rows of its first are in their tables
        os.kill(os.getpid(), how)

cg.run(small_network(), days=14, replicas=2, workers=1, warmup_days=5, out=sys.argv[1], on_progress=tell)
"""


def run_in_a_process(out, how=0):
    """The run in a process of its own; it sends itself the signal `how` in the second part of replica 2."""
    path = os.pathsep.join([str(HERE), str(Path(cg.__file__).resolve().parents[1])])
    command = [sys.executable, "-c", RUN, str(out), str(int(how))]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False)


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert run_in_a_process(out).returncode == 0
    return bytes_of(out)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_broken_off_between_parts_leaves_no_half_replica(tmp_path, undisturbed, how):
    """SIGKILL leaves pieces that nobody takes for a table; Ctrl-C takes them away."""
    out = tmp_path / "out"

    broken = run_in_a_process(out, how)

    assert broken.returncode == -how, broken.stderr
    assert not out.exists()
    (partial,) = tmp_path.glob(".out.partial-*")
    assert [path.name for path in (partial / "done").iterdir()] == ["replica-0001.json"]
    assert [path.name for path in (partial / "visits").iterdir()] == ["replica-0001.parquet"]
    assert bool(list((partial / "pieces").rglob("*.parquet"))) == (how == signal.SIGKILL)

    again = run_in_a_process(out)

    assert again.returncode == 0, again.stderr
    assert bytes_of(out) == undisturbed
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
