"""The verb `invest`: tables, JSON, the picture, and what cannot be."""

import json
from xml.etree import ElementTree

import pytest

from crossgauge.cli.command import run_command
from sources.test_investments import FILE, GROWTH, NETWORK, OFFICER

FAST = FILE.replace("benchmarks: [2031, 2034]", "benchmarks: [2031]\n  days: 8\n  warmup: 2")


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    for place in ("scenarios", "investments"):
        (folder / place).mkdir(parents=True)
    (folder / "network.yaml").write_text(NETWORK.replace("2030: 9000", "2030: 15000"))
    (folder / "scenarios" / "officer.yaml").write_text(OFFICER)
    (folder / "scenarios" / "growth.yaml").write_text(GROWTH)
    (folder / "investments" / "works.yaml").write_text(FAST.split("  second:")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def invest(*words):
    return run_command(["invest", *words, "--replicas", "2", "--workers", "1"])


def test_the_answer_is_printed_and_kept(capsys, project):
    code = invest("--project", "mine", "--out", "answer")

    said = capsys.readouterr().out
    assert code == 0
    assert "Each project alone" in said
    assert "1 of 1 costs and 1 of 1 values of time are assumed" in said
    assert "Least regret (minimax): officer" in said or "Least regret (minimax): nothing" in said
    assert "All 2 feasible portfolios were simulated" in said
    assert {path.name for path in (project.parent / "answer").iterdir()} == {
        "investment.json",
        "marginal.svg",
    }
    ElementTree.parse(project.parent / "answer" / "marginal.svg")


def test_json_is_all_that_a_script_reads(capsys, project):
    assert invest("works", "--project", "mine", "--budget", "100 m USD", "--out", "answer", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    best = told["portfolios"][0]
    assert told["budget_usd"] == 1e8
    assert best["portfolio"] in ([], ["officer"])
    assert told["projects"][0]["npv_usd"]["pm"] >= 0
    assert told == json.loads((project.parent / "answer" / "investment.json").read_text())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--budget", "2"],
            "--budget is '2'. Expected an amount such as '120 USD' or '45 m USD'. It has no unit.",
        ),
        (["--budget", "2 m USD"], "the budget of 2 m USD is below every cost. Expected at least 45 m USD"),
        (["work"], "no investment file is called 'work'. Did you mean 'works'?"),
        (["--from", "2031"], "project 'officer' begins service in 2032"),
        (["--horizon", "1"], "Expected all within the horizon, 2030 to 2030"),
        (["--between", "officer", "oficer"], "no project is called 'oficer'. Did you mean 'officer'?"),
    ],
)
def test_bad_input_is_code_2_and_a_message(capsys, project, words, told):
    assert invest(*words, "--project", "mine", "--out", "answer") == 2
    assert told in capsys.readouterr().err


def test_another_answer_is_not_written_over(project):
    """Without --out every study has a folder of its own."""
    assert invest("--project", "mine") == 0
    assert invest("--project", "mine") == 0

    found = sorted(path.name for path in (project.parent / "crossgauge-results").iterdir())
    assert found == ["hill-invest-001", "hill-invest-002"]
