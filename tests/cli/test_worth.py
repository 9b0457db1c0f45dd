"""The verb `worth`: tables, JSON, the folder, and what cannot be."""

import json
from xml.etree import ElementTree

import polars as pl
import pytest

from cli.post import call
from sources.test_worth import WORTH, write_hill

SHORT = ("--to", "2030-01-07", "--warmup", "1", "--replicas", "2", "--draws", "20", "--workers", "1")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write_hill(tmp_path / "mine")


def test_the_chain_is_printed_from_hours_to_visits(capsys, project):
    code, said, _ = call(capsys, "worth", "--project", "mine", "--scenario", "third-officer", *SHORT)

    assert code == 0
    parts = [
        "Hours at the border", "What passes", "Cost of goods", "Trade of Avalia", "Real income", "Visits in a year",
        "What drives",
    ]  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "Hill road, west truck" in said
    assert "Assumed, citing no fact: 16 of 17 inputs, 5 of 6 flows" in said
    assert "an hour of all" in said


def test_no_effect_is_printed_without_its_interval(capsys, project):
    """Every figure of trade is 0 or has both ends in brackets; full effects stand beside partial ones."""
    _, said, _ = call(capsys, "worth", "--project", "mine", "--scenario", "third-officer", *SHORT)

    line = next(line for line in said.splitlines() if line.startswith("Borland"))
    assert line.count("[") == 6  # cost, partial, conditional and full in per cent, partial and full in USD


def test_folder_holds_json_tables_and_the_picture(capsys, project):
    words = ("--project", "mine", "--scenario", "third-officer", "--out", "answer", "--json", *SHORT)

    code, said, _ = call(capsys, "worth", *words)

    answer = project.parent / "answer"
    assert code == 0
    told = json.loads(said)
    assert told == json.loads((answer / "worth.json").read_text(encoding="utf-8"))
    assert {path.stem for path in answer.glob("*.parquet")} == {
        "hours", "lanes", "cost", "routes", "passing", "trade", "income", "visits", "tornado",
    }  # fmt: skip
    trade = pl.read_parquet(answer / "trade.parquet")
    assert trade.filter(pl.col("way") == "both")["full_pct"][0] > 0
    assert told["closure"] == "ratio"
    assert {entry["path"] for entry in told["assumed"] if entry["fact"]} == {"goods.machines.day"}
    assert told["matrix"][0] | {"fact": "trade.ab", "musd": 900.0} == told["matrix"][0]
    ElementTree.parse(answer / "tornado.svg")


def test_same_seed_gives_the_same_text_and_another_seed_another(capsys, project):
    words = ("--project", "mine", "--scenario", "third-officer", "--json", *SHORT)

    texts = [call(capsys, "worth", *words, "--seed", seed)[1] for seed in ("1", "1", "2")]

    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


def test_project_without_visits_has_no_table_of_them(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_hill(tmp_path / "mine", worth=WORTH.split("visits:")[0])

    code, said, _ = call(capsys, "worth", "--project", "mine", "--scenario", "third-officer", "--out", "answer", *SHORT)

    assert code == 0
    assert "Visits in a year" not in said
    assert pl.read_parquet(tmp_path / "answer" / "trade.parquet").height == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--scenario", "third-offizer"), "no scenario is called 'third-offizer'. Did you mean 'third-officer'?"),
        (("--scenario", "base"), "scenario 'base' is named twice"),
        (("--scenario", "third-officer", "--closure", "open"), "closure is 'open'. Expected one of: ratio"),
        (("--scenario", "third-officer", "--draws", "1"), "draws is 1. Expected 20 to"),
        (("--scenario", "third-officer", "--replicas", "0"), "replicas is 0"),
        ((), "--scenario"),
    ],
)
def test_what_cannot_be_is_told_with_code_two(capsys, project, words, told):
    code, _, said = call(capsys, "worth", "--project", "mine", *words)

    assert code == 2
    assert told in said
    assert "Traceback" not in said


def test_faults_of_the_file_are_told_with_their_lines(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_hill(tmp_path / "mine", worth=WORTH.replace("home: A", "home: Q"))

    code, _, said = call(capsys, "worth", "--project", "mine", "--scenario", "third-officer", *SHORT)

    assert code == 2
    assert "worth.yaml:3: worth home is 'Q'" in said


def test_project_without_the_file_is_told(capsys, project):
    (project / "worth.yaml").unlink()

    code, _, said = call(capsys, "worth", "--project", "mine", "--scenario", "third-officer", *SHORT)

    assert code == 2
    assert "no file of what hours are worth" in said
