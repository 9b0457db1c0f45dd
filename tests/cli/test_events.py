"""`crossgauge --events`: what a program that starts the command reads and how the command ends with it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.post import write_project

PACKAGE = Path(__file__).parents[2] / "src"
RUN = ["--from", "2024-03-01", "--to", "2024-03-14", "--replicas", "2", "--workers", "1", "--warmup", "2"]


def started(*words, cwd):
    return subprocess.Popen(
        [sys.executable, "-m", "crossgauge", "--events", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )


def told(*words, cwd):
    """Events, what was printed, and the exit code."""
    with started(*words, cwd=cwd) as process:
        lines = process.stdout.read().decode().splitlines()
        printed = process.stderr.read().decode()
        return [json.loads(line) for line in lines], printed, process.wait(timeout=60)


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "first")


def test_a_run_tells_its_stages_and_that_it_is_done(tmp_path, project):
    """Standard output has events alone; the report is printed on standard error."""
    events, printed, code = told("run", project, *RUN, "--out", "there", cwd=tmp_path)

    fractions = [event["fraction"] for event in events[:-1]]
    assert code == 0
    assert {event["is"] for event in events[:-1]} == {"stage"}
    assert {event["stage"] for event in events[:-1]} == {"A first crossing"}
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert events[-1] == {"is": "done"}
    assert "A first crossing" in printed
    assert (tmp_path / "there" / "manifest.json").is_file()


def test_an_error_is_told_with_every_fault(tmp_path):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "network.yaml").write_text("network: {id: bad, name: Bad, stat: 2024-01-01}\nplces: {}\n")

    events, printed, code = told("run", bad, cwd=tmp_path)

    (event,) = events
    assert code == 2
    assert (event["is"], event["kind"], event["code"]) == ("error", "ProjectFaulty", 2)
    assert [fault["where"] for fault in event["faults"]] == ["network.yaml:1", "network.yaml:2"]
    assert "Did you mean 'places'?" in event["faults"][1]["expected"]
    assert event["detail"] == "project 'bad' has 2 faults:"
    assert "crossgauge: project 'bad' has 2 faults" in printed


def test_a_word_that_is_not_understood_is_told_too(tmp_path):
    events, _, code = told("run", "--replicass", "2", cwd=tmp_path)

    assert code == 2
    assert "--replicass" in events[0]["detail"]


def test_the_command_ends_when_whoever_started_it_is_gone(tmp_path, project):
    """The end of standard input is the end of the starter: no orphan computes on."""
    words = ["run", project, "--from", "2024-01-01", "--to", "2033-12-31", "--replicas", "500", "--out", "there"]
    with started(*words, cwd=tmp_path) as process:
        assert json.loads(process.stdout.readline())["is"] == "stage"
        process.stdin.close()
        begun = time.monotonic()
        code = process.wait(timeout=20)

    assert code == 130
    assert time.monotonic() - begun < 5
    assert not (tmp_path / "there").exists()
