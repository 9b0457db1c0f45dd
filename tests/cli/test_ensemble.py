"""The verb `ensemble`: what it prints, goes on from and answers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.post import call, write_project

SOURCE = Path(__file__).parents[2] / "src"
THIRD = (
    "changes:\n  - {set: crossings.hill-road.resources.kz-officers.count, to: {value: 3, assumed: a test}}\n"
)
RANGE = "crossings.hill-road.chains.truck-west.steps.use:kz-officers.for*=0.9..1.1"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A post with two officers, and a scenario with a third."""
    folder = write_project(tmp_path_factory.mktemp("ensemble") / "hill")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "third-officer.yaml").write_text(THIRD, encoding="utf-8")
    return folder


def asked(project, out, *more):
    common = ["--project", project, "--out", out, "--replicas", 3, "--workers", 1, "--warmup", 7]
    return ["ensemble", "base", "third-officer", *common, *more]


def test_means_are_printed_with_intervals_and_the_folder_is_asked(project, tmp_path, capsys):
    code, told, _ = call(capsys, *asked(project, tmp_path / "out"))

    assert code == 0
    assert "A first crossing: 21 days from 2024-04-01, 2 scenarios, 3 replicas" in told
    assert "Hill Road, west truck" in told
    assert told.count("±") >= 5
    assert "third-officer" in told
    assert "from samples" not in told

    sql = "select scenario, sum(units)::bigint units from flows group by all order by all"
    code, table, _ = call(capsys, "ensemble", "query", tmp_path / "out", sql, "--csv")
    assert code == 0
    lines = table.splitlines()
    assert lines[0] == "scenario,units"
    assert [line.split(",")[0] for line in lines[1:]] == ["base", "third-officer"]

    code, table, _ = call(capsys, "ensemble", "query", tmp_path / "out", sql)
    assert code == 0
    assert lines[1].split(",")[1] in table


def test_samples_tell_whose_the_spread_is_and_the_same_command_goes_on(project, tmp_path, capsys):
    words = asked(project, tmp_path / "out", "--sample", RANGE, "--samples", 2)
    _, first, _ = call(capsys, *words)

    _, again, _ = call(capsys, *words)

    assert "2 scenarios, 2 samples, 3 replicas" in first
    assert "from samples" in first
    assert "12 pieces of an earlier run went in." in again
    assert [line for line in again.splitlines() if "earlier run" not in line] == first.splitlines()


def test_what_cannot_be_is_told_without_a_traceback(project, tmp_path, capsys):
    call(capsys, *asked(project, tmp_path / "out"))

    code, _, told = call(capsys, *asked(project, tmp_path / "out", "--seed", 2))
    assert (code, "seed: 1 there, 2 asked" in told) == (2, True)

    code, _, told = call(capsys, "ensemble", "query", tmp_path / "out", "drop view flows")
    assert (code, "not one SELECT" in told) == (2, True)

    code, _, told = call(capsys, "ensemble", "bse", "--project", project, "--out", tmp_path / "new")
    assert (code, "Did you mean 'base'?" in told) == (2, True)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux which processes there are")
def test_ctrl_c_ends_every_process_and_keeps_what_is_finished(project, tmp_path):
    """300 replicas are asked; it is interrupted when one is there."""
    words = [
        "ensemble",
        "base",
        "--project",
        project,
        "--out",
        tmp_path / "out",
        "--replicas",
        300,
        "--workers",
        2,
    ]
    running = subprocess.Popen(
        [sys.executable, "-m", "crossgauge", *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    begin = time.monotonic()
    while not any(tmp_path.rglob("replica-*.zip")) and time.monotonic() - begin < 60:
        time.sleep(0.02)
    assert len(at_work_in(tmp_path)) == 3

    running.send_signal(signal.SIGINT)
    told = running.communicate(timeout=30)[1]

    assert running.returncode == 130
    assert (
        told == "crossgauge: interrupted. Finished replicas are kept; the same command goes on from them.\n"
    )
    assert at_work_in(tmp_path) == []
    assert any(tmp_path.rglob("replica-*.zip"))


def at_work_in(folder):
    """Processes whose working folder it is."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdecimal() and (process / "cwd").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue
    return found
