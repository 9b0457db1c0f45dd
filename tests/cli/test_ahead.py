"""`crossgauge ahead`: a template, a state out of a run, and the hours ahead of it."""

import json

import pytest

from crossgauge import read, write
from crossgauge.cli.command import run_command
from crossgauge.study.run import run
from study.small import small_network

AT = "2023-01-11T14:00"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder, a run of it, and the state of that run."""
    folder = tmp_path_factory.mktemp("ahead")
    write(small_network(), folder / "small")
    run(read(folder / "small"), replicas=1, days=14, out=folder / "run", workers=1)
    code = run_command(
        ["ahead", str(folder / "now.csv"), str(folder / "small"), "--state-of", str(folder / "run"), "--at", AT]
    )
    assert code == 0
    return folder


def test_a_state_out_of_a_run_tells_the_hours_ahead(project, capsys):
    code = run_command(
        ["ahead", str(project / "now.csv"), str(project / "small"), "--at", AT, "--hours", "24", "--replicas", "10",
         "--out", str(project / "ahead.svg"), "--json"]
    )  # fmt: skip

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [group["class"] for group in told["groups"]] == ["truck", "car", "train", "box"]
    assert list(told["groups"][0]["inside"]) == ["+6 h", "+12 h", "+24 h"]
    assert all(group["passed"]["+24 h"]["low"] <= group["passed"]["+24 h"]["high"] for group in told["groups"])
    assert (project / "ahead.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_table_fits_a_page(project, capsys):
    code = run_command(["ahead", str(project / "now.csv"), str(project / "small"), "--at", AT, "--replicas", "5"])

    out = capsys.readouterr().out
    assert code == 0
    assert "Hill Road" in out
    assert "passed by +48 h" in out
    assert "…" not in out.replace("+6 h …", "")


def test_a_template_is_written_to_fill_in(project, capsys):
    assert run_command(["ahead", "--template", str(project / "t.csv"), str(project / "small")]) == 0

    assert (project / "t.csv").read_text(encoding="utf-8").startswith("crossing,chain,post,stage,step,count")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--at", "soon"], "--at is 'soon'. Expected an instant such as '2024-03-01T14:00'"),
        ([], "--at is missing"),
        (["--at", "2023-01-11T14:20"], "Expected a whole hour of Asia/Almaty, such as 2023-01-11T14:00"),
        (["--at", AT, "--hours", "0"], "hours is 0. Expected 1 to 672."),
        (["--at", AT, "--replicas", "1"], "replicas is 1. Expected 2 to 9999"),
    ],
)
def test_what_cannot_be_asked_is_told(project, capsys, arguments, told):
    code = run_command(["ahead", str(project / "now.csv"), str(project / "small"), *arguments])

    assert code == 2
    assert told in capsys.readouterr().err


def test_a_state_of_another_network_is_refused(project, capsys):
    code = run_command(["ahead", str(project / "x.csv"), "--state-of", str(project / "run"), "--at", AT])

    assert code == 2
    assert "was simulated from network 'small', and this one is not the same" in capsys.readouterr().err
