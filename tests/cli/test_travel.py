"""`crossgauge travel` as one types it."""

import json

import pytest

from cli.post import call
from crossgauge.study.run import run


@pytest.fixture(autouse=True)
def _read_once(network, monkeypatch):
    monkeypatch.setattr("crossgauge.cli.travel.with_scenarios", lambda *_: network)


def test_the_effect_is_told_with_interval_control_and_what_may_be_said(capsys):
    code, text, _ = call(capsys, "travel", "--effect")

    assert code == 0
    assert "90 % interval" in text
    assert "cooperation centre" in text
    assert "do not tell it from none" in text
    assert "Confucius" not in text


def test_institutes_are_told_with_their_yearly_numbers(capsys):
    code, text, _ = call(capsys, "travel", "--institutes")

    assert code == 0
    assert "Confucius Institutes in Kazakhstan (5)" in text
    assert "2023: 3,000 trainees" in text
    assert "118,321 visas" in text


def test_travellers_of_a_run_are_told_by_month_and_crossing(capsys, network, tmp_path):
    run(network, start="2024-01-01", days=10, replicas=1, workers=1, warmup_days=0, record="counts", out=tmp_path / "run")

    code, text, _ = call(capsys, "travel", "--run", str(tmp_path / "run"))

    assert code == 0
    assert "2024-01" in text
    assert "Nur Zholy" in text


def test_json_is_the_whole_answer(capsys):
    _, text, _ = call(capsys, "travel", "--effect", "--json")

    told = json.loads(text)
    assert told["effect"]["agreement"] == "visa-exemption"
    assert told["effect"]["counts"]["low"] < told["effect"]["counts"]["high"]
    assert len(told["institutes"]) == 12


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--effect", "--agreement", "visa-exemptio"), "Did you mean 'visa-exemption'"),
        (("--run", "nowhere"), "nowhere"),
        (("--from", "2024-01-01", "--to", "2023-01-01"), "has no day"),
    ],
)
def test_what_cannot_be_asked_is_told_without_a_traceback(capsys, arguments, told):
    code, _, text = call(capsys, "travel", *arguments)

    assert code == 2
    assert told in text
    assert "Traceback" not in text
