"""`crossgauge facilities` as one types it."""

import json

import pytest

from cli.post import call


@pytest.fixture(autouse=True)
def _read_once(network, monkeypatch):
    monkeypatch.setattr("crossgauge.cli.facilities.with_scenarios", lambda *_: network)


def test_all_six_are_listed_with_what_crosses(capsys):
    code, text, _ = call(capsys, "facilities")

    assert code == 0
    for name in ("Shymkent refinery", "Solar station", "Agricultural park", "Fuel assemblies", "glass", "Kostanay"):
        assert name in text


def test_one_is_told_with_its_hauls_facts_and_how_much_is_assumed(capsys):
    code, text, _ = call(capsys, "facilities", "kostanay-cars")

    assert code == 0
    assert "Kits by Dostyk" in text
    assert "J-allur-2022" in text
    assert "values are assumed" in text


def test_a_refinery_that_stops_is_told_by_its_lines_without_simulating_a_border(capsys):
    code, text, _ = call(capsys, "facilities", "shymkent-refinery", "--stop")

    assert code == 0
    assert "the border is as it was" in text
    assert "the export takes 6.20" in text


def test_json_is_the_whole_answer(capsys):
    code, text, _ = call(capsys, "facilities", "shymkent-refinery", "--scale", "1.5", "--json")

    told = json.loads(text)
    assert code == 0
    assert told["factor"] == 1.5
    assert told["beyond_capacity"]
    assert {line["line"] for line in told["lines"]} == {"kenkiyak-kumkol", "kcp"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--stop",), "Expected its name"),
        (("kostanay-cars", "--stop", "--scale", "2"), "Expected one of them"),
        (("kostany-cars",), "Did you mean 'kostanay-cars'"),
        (("kostanay-cars", "--scale", "1"), "other than 1"),
        (("kostanay-cars", "--scale", "-1"), "at least 0"),
        (("kostanay-cars", "--stop", "--days", "0"), "has no day"),
    ],
)
def test_what_cannot_be_asked_is_told_without_a_traceback(capsys, arguments, told):
    code, _, text = call(capsys, "facilities", *arguments)

    assert code == 2
    assert told in text
    assert "Traceback" not in text
