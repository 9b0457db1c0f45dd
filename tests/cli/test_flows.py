"""`crossgauge route`, `flows` and `balance`: printed, as JSON, as files, and wrong names told."""

import json
from pathlib import Path

import polars as pl
import pytest

from crossgauge.cli.command import run_command
from study.test_balance import network_of
from study.two_gates import two_gates

CLOSING = """\
scenario: {name: North closed}
changes:
  - {close: north, from: 2023-03-06, until: 2023-03-19}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    two_gates(tmp_path / "mine")
    (tmp_path / "mine" / "scenarios").mkdir()
    (tmp_path / "mine" / "scenarios" / "north-closed.yaml").write_text(CLOSING, encoding="utf-8")
    return tmp_path


def test_routes_are_printed_border_by_border(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["route", "mine", "--from", "Mine", "--to", "town"]) == 0

    told = capsys.readouterr().out
    assert "Mine – Town: Ore, 2023" in told
    assert "1. By rail: North gate" in told
    assert "2. By rail: South gate" in told
    assert "Mine – North by rail 1435 mm" in told
    assert "North beyond – Town by rail 1520 mm" in told


def test_routes_as_json_have_their_parts(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["route", "mine", "--from", "Mine", "--to", "Town", "--json"]) == 0

    first, *_ = json.loads(capsys.readouterr().out)
    assert first["usd"] == 1_700
    assert [part["what"] for part in first["parts"]] == ["terminal", "ride", "border", "ride", "terminal"]


def test_route_on_the_days_of_a_closure_goes_the_other_way(folder: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["route", "mine", "--from", "Mine", "--to", "Town", "--scenario", "north-closed"]

    assert run_command(asked) == 0

    told = capsys.readouterr().out
    assert "2023-03-06 to 2023-03-19, north-closed" in told
    assert "North gate" not in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--from", "Mien", "--to", "Town"], "no place is called 'Mien'. Did you mean 'Mine'?"),
        (
            ["--from", "Mine", "--to", "Town", "--class", "oar"],
            "no goods is called 'oar'. Did you mean 'ore'?",
        ),
        (["--from", "Mine"], "Expected --from and --to"),
        (["--from", "Mine", "--to", "South"], "no way is open for 'ore' from Mine to South"),
    ],
)
def test_what_is_not_there_is_told_with_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
):
    assert run_command(["route", "mine", *asked]) == 2

    assert told in capsys.readouterr().err


def test_flows_tell_what_moved(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["flows", "mine", "--scenario", "north-closed"]) == 0

    told = capsys.readouterr().out
    assert "Two gates, scenario north-closed: flows of 2023-03-06 to 2023-03-19" in told
    assert "What moved where" in told
    assert "Unmet: none." in told


def test_flows_as_json_are_nothing_but_json(folder: Path, capfd: pytest.CaptureFixture[str]):
    """What a library writes to the same output would spoil it."""
    assert run_command(["flows", "mine", "--json"]) == 0

    told = json.loads(capfd.readouterr().out)
    assert sum(row["loads_a_day"] for row in told["borders"]) == pytest.approx(30.0)
    assert told["certificate"][0]["conservation"] < 1e-12
    assert told["worth"][0]["one_more"] == "load"


def test_flows_write_tables_pictures_and_a_manifest(folder: Path):
    assert run_command(["flows", "mine", "--scenario", "north-closed", "--out", "answer"]) == 0

    names = {path.name for path in (folder / "answer").iterdir()}
    assert names >= {
        "borders.csv",
        "links.csv",
        "moved.csv",
        "ways.csv",
        "worth.csv",
        "map.svg",
        "sankey.svg",
    }
    assert pl.read_csv(folder / "answer" / "moved.csv")["change"].sum() == pytest.approx(0.0, abs=1e-6)
    told = json.loads((folder / "answer" / "manifest.json").read_text(encoding="utf-8"))
    assert (told["scenario"], told["start"], told["days"]) == ("north-closed", "2023-03-06", 14)
    assert len(told["input"]) == 64
    assert "North closed" not in (folder / "answer" / "map.svg").read_text(encoding="utf-8")
    assert run_command(["flows", "mine", "--out", "answer"]) == 2


def test_same_flows_give_the_same_pictures(folder: Path):
    for name in ("one", "other"):
        assert run_command(["flows", "mine", "--out", name]) == 0

    for picture in ("map.svg", "sankey.svg"):
        assert (folder / "one" / picture).read_bytes() == (folder / "other" / picture).read_bytes()


STORED = """\
closures:
  strike: {of: [south], from: 2023-01-01, until: 2023-12-31}
stores:
  yard: {at: north-in, side: rail 1435 mm, room: 1000}
"""
PEAK = ("tonnes: {2023: 657000}", "tonnes: {2023: 657000}, months: [2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]")


def test_months_are_printed_with_stores_and_what_they_save(folder: Path, capsys: pytest.CaptureFixture[str]):
    """1,825 loads are asked in January, 912.5 pass in a month: the rest stands in the yard at its end."""
    two_gates(folder / "peak", ("capacity: 20", "capacity: 30"), PEAK, more=STORED)

    assert run_command(["flows", "peak", "--months", "--out", "year"]) == 0

    told = capsys.readouterr().out
    assert "Two gates: flows of 2023 month by month" in told
    january = next(line.split() for line in told.splitlines() if line.startswith("Jan"))
    assert january == ["Jan", "1,825", "912", "912", "–", "912"]
    assert "storage saves" in told
    north = next(line.split() for line in told.splitlines() if line.startswith("North gate"))
    assert north[2:] == ["0.9*"] * 12
    assert pl.read_csv(folder / "year" / "stores-by-month.csv").rows() == [
        ("yard", 1, "ore", pytest.approx(912.5), pytest.approx(0.9125))
    ]
    assert json.loads((folder / "year" / "manifest.json").read_text(encoding="utf-8"))["year"] == 2023


def test_months_as_json_are_nothing_but_json(folder: Path, capfd: pytest.CaptureFixture[str]):
    assert run_command(["flows", "mine", "--months", "--json"]) == 0

    told = json.loads(capfd.readouterr().out)
    assert sum(row["carried"] for row in told["months"]) == pytest.approx(10_950)
    assert told["cost"][0]["usd"] == pytest.approx(told["cost"][0]["usd_months_alone"])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--month", "3"], "--months and --month are both given"),
        (["--method", "equilibrium"], "Expected least-cost, the only one over months"),
    ],
)
def test_months_take_no_month_and_no_other_method(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], told: str
):
    assert run_command(["flows", "mine", "--months", *more]) == 2

    assert told in capsys.readouterr().err


def test_network_without_demand_says_so(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "empty").mkdir()
    (folder / "empty" / "network.yaml").write_text(
        "network: {id: empty, from: 2023-01-01}\n", encoding="utf-8"
    )

    assert run_command(["flows", "empty"]) == 2

    assert "network 'empty' has no demand" in capsys.readouterr().err


def test_balance_prints_its_gap_a_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    network_of(tmp_path / "gates")

    asked = [
        "balance",
        "gates",
        "--days",
        "30",
        "--replicas",
        "1",
        "--workers",
        "1",
        "--rounds",
        "3",
        "--gap",
        "0",
    ]
    assert run_command(asked) == 0

    told = capsys.readouterr().out
    assert "round  1: gap 0." in told
    assert "Not agreed after 3 rounds" in told
    assert "With other luck" in told
