"""The verb `forecast`: dates with intervals, days earlier, the marks with their facts, a fan chart."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crossgauge.cli.command import run_command

ASKED = ("horgos", "--count", 2000, "--year", 2024, "--as-of", "2024-02-18", "--paths", 400)


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    """What `crossgauge forecast` prints, to the side where it belongs."""
    assert run_command(["forecast", *map(str, arguments)]) == code
    out, err = capsys.readouterr()
    assert (out == "") == (code != 0)
    return out or err


def test_answer_is_a_sentence_with_its_intervals_and_marks(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")

    text = told(capsys, *ASKED)

    lines = text.splitlines()
    assert lines[0].startswith("Horgos railway port: 2,000 trains on 2024-04-0")
    assert "than in 2023 (95 %: " in lines[0]
    for level in ("median", "50 %", "80 %", "95 %"):
        assert any(line.strip().startswith(level) for line in lines)
    assert any("1,000" in line and "rail.horgos.cum.2024-02-18" in line for line in lines)
    assert "Reported since, not used: 2,055 by 2024-04-09 (rail.horgos.cum.2024-04-09)." in lines
    assert "rail.horgos.cum.2024-08-13" not in text


def test_narrow_terminal_cuts_no_id(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    text = told(capsys, *ASKED)

    assert max(map(len, text.splitlines()[1:])) <= 80
    assert "rail.horgos.cum.2022-09-30" in text and "…" not in text


def test_json_holds_what_the_table_shows_and_is_the_same_again(capsys):
    one, other = (told(capsys, *ASKED, "--json") for _ in range(2))

    answer = json.loads(one)
    assert one == other
    assert (answer["count"], answer["year"], answer["as_of"]) == (2000, 2024, "2024-02-18")
    low, high = answer["date"]["95%"]
    assert low < answer["date"]["median"] < high
    assert answer["days_earlier"]["95%"][0] <= answer["days_earlier"]["median"]
    assert answer["marks"][-1] == {
        "day": "2024-02-18", "count": 1000, "fact": "rail.horgos.cum.2024-02-18", "reported": True,
    }  # fmt: skip


def test_chart_is_written_and_the_same_again(tmp_path: Path, capsys):
    one, other = tmp_path / "new" / "one.svg", tmp_path / "other.svg"

    text = told(capsys, *ASKED, "--svg", one)
    told(capsys, *ASKED, "--out", other)

    assert f"Fan chart: {one}" in text
    assert ElementTree.fromstring(one.read_text("utf-8")).tag.endswith("svg")
    assert one.read_bytes() == other.read_bytes()


def test_number_that_is_not_reached_is_told_and_drawn(tmp_path: Path, capsys):
    out = tmp_path / "fan.svg"

    text = told(capsys, "horgos", "--count", 9500, "--year", 2024, "--paths", 200, "--svg", out)

    assert text.startswith("Horgos railway port: 9,500 trains are not reached in 2024")
    assert "with a probability of 0%" in text
    assert out.exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["horgoss"], "no counter is called 'horgoss'. Did you mean 'horgos'?"),
        (["horgos", "--as-of", "soon"], "--as-of is 'soon'. Expected a day such as 2024-02-18."),
        (["horgos", "--as-of", "2010-01-01"], "as of 2010-01-01 no mark was known. The first is "),
        (["horgos", "--year", 2010], "no mark of trains in 2010 or the year before."),
        (["horgos", "--count", 2000, "--as-of", "2023-04-08"], "2,032 trains had passed by 2023-04-08"),
        (["horgos", "--count", 0], "count is 0."),
    ],
)
def test_what_cannot_be_forecast_says_why(capsys, arguments, expected):
    assert expected in told(capsys, *arguments, "--paths", 100, code=2)


def test_project_without_counts_says_which_facts_it_wants(tmp_path: Path, capsys):
    (tmp_path / "network.yaml").write_text(
        (Path(__file__).parents[2] / "docs/classics/bank/network.yaml").read_text()
    )

    text = told(capsys, "bank", tmp_path, code=2)

    assert "no two facts of this network count the same thing since 1 January" in text
