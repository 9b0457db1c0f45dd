"""`crossgauge timeline` as one types it."""

import json

import pytest

from cli.post import call
from crossgauge.study.run import run


@pytest.fixture(autouse=True)
def _read_once(network, monkeypatch):
    monkeypatch.setattr("crossgauge.cli.timeline.network_of", lambda _: network)


def test_events_of_two_years_are_told_with_what_they_changed(capsys):
    code, text, _ = call(capsys, "timeline", "--from", "2022-01-01", "--to", "2023-12-31")

    assert code == 0
    assert "E-18" in text
    assert "khorgos-24h" in text
    assert "2024" not in text.splitlines()[-3]


def test_json_has_every_name_and_source(capsys):
    code, text, _ = call(capsys, "timeline", "--from", "2023-11-01", "--to", "2023-11-30", "--json")

    rows = {row["id"]: row for row in json.loads(text)}
    assert code == 0
    assert set(rows) == {"booking-2023", "visa-exemption-2023", "khorgos-24h-2023"}
    assert rows["visa-exemption-2023"]["changes"] == 0
    assert rows["khorgos-24h-2023"]["changes"] > 0
    assert set(rows["khorgos-24h-2023"]["name"]) == {"en", "zh", "ru", "kk"}


def test_events_are_told_in_the_language_that_is_asked_for(capsys):
    _, text, _ = call(capsys, "timeline", "--from", "2022-09-01", "--to", "2022-09-30", "--language", "kk")

    assert "Қазақстанға сапары" in text


def test_the_picture_is_drawn_beside_the_curves_of_results_that_are_there(capsys, network, tmp_path):
    run(network, start="2023-11-01", days=10, replicas=1, workers=1, warmup_days=0, record="counts", out=tmp_path / "run")

    code, _, _ = call(capsys, "timeline", "--run", str(tmp_path / "run"), "--from", "2023-11-01", "--to", "2023-11-30", "--svg", str(tmp_path / "t.svg"))

    assert code == 0
    assert "visa exemption" in (tmp_path / "t.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--from", "2023-12-01", "--to", "2023-01-01"), "not before --from"),
        (("--from", "soon"), "Expected a day"),
        (("--language", "de"), "no language is called 'de'"),
    ],
)
def test_what_cannot_be_asked_is_told_without_a_traceback(capsys, arguments, told):
    code, _, text = call(capsys, "timeline", *arguments)

    assert code == 2
    assert told in text
