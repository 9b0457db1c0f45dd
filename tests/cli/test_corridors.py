"""`crossgauge indicators RUN --corridor NAME`: printed, as JSON, and as files."""

import json
from pathlib import Path

import polars as pl
import pytest

from crossgauge.cli.command import run_command
from study.handmade import CURVED, handmade_network, handmade_run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    (tmp_path / "run").mkdir()
    handmade_run(tmp_path / "run", handmade_network(CURVED), replicas=2)
    return tmp_path


def test_figures_of_a_corridor_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["indicators", "run", "--corridor", "way", "--trips", "10"]) == 0

    told = capsys.readouterr().out
    assert "A to D (way): 20 trips in 2 of 2 replicas" in told
    rows = {line[:30].strip(): line[30:].split() for line in told.splitlines()}
    assert rows["distance"] == ["km", "320", "100", "200"]
    assert rows["of it at simulated borders"][1] == "10.0"
    assert "well to wheel (ISO 14083)" in told


def test_json_has_means_intervals_and_legs(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["indicators", "run", "--corridors", "--trips", "10", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)["way"]
    summary = {row["measure"]: row for row in told["summary"]}
    assert summary["km"]["mean"] == 320.0
    assert summary["hours"]["pm"] > 0
    assert summary["stop_hours_500km"]["mean"] == pytest.approx(15.0 * 500 / 320, rel=1e-6)
    assert [row["section"] for row in told["legs"]] == ["first", "gate", "second"]
    assert [row["mode"] for row in told["modes"]] == ["rail"]
    assert "trips" not in told


def test_folder_has_tables_and_the_chart_and_is_the_same_twice(folder: Path):
    for name in ("one", "two"):
        assert run_command(["indicators", "run", "--corridors", "--trips", "10", "--out", name]) == 0

    files = {path.name for path in Path("one/way").iterdir()}
    assert {"summary.csv", "trips.csv", "legs.csv", "stops.parquet", "tcd.svg", "tcd.png"} <= files
    for name in files:
        assert (Path("one/way") / name).read_bytes() == (Path("two/way") / name).read_bytes()
    trips = pl.read_csv("one/way/trips.csv")
    assert trips.height == 20
    assert trips["kg_co2e"].to_list() == pytest.approx([20.0 + 4.0 + 60.0] * 20)
    chart = Path("one/way/tcd.svg").read_text()
    assert "<svg" in chart
    assert Path("one/way/tcd.png").read_bytes().startswith(b"\x89PNG")


def test_one_replica_says_that_it_has_no_intervals(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    handmade_run(tmp_path)

    assert run_command(["indicators", str(tmp_path), "--corridors", "--trips", "2"]) == 0

    assert "run with --record units and more replicas" in capsys.readouterr().out


def test_unknown_corridor_and_full_folder_are_told(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["indicators", "run", "--corridor", "wey"]) == 2
    assert run_command(["indicators", "run", "--corridor", "way", "--out", "run"]) == 2

    told = capsys.readouterr().err
    assert "no corridor is called 'wey'. Did you mean 'way'?" in told
    assert "run: is not empty" in told


def test_visits_of_a_run_are_told_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from crossgauge.study.run import run
    from study.small import small_network

    run(
        small_network(),
        start="2023-01-02",
        end="2023-01-04",
        replicas=1,
        workers=1,
        warmup_days=1,
        out=tmp_path / "run",
    )

    assert run_command(["indicators", str(tmp_path / "run"), "--json"]) == 0

    assert {row["crossing"] for row in json.loads(capsys.readouterr().out)["tfi1"]} == {"rail", "road"}
    assert run_command(["indicators", str(tmp_path / "run"), "--corridors"]) == 2
    assert "its network has no corridors" in capsys.readouterr().err
