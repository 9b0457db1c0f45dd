"""`crossgauge observe`: from a blank sheet to figures, files and the chart."""

import json
from pathlib import Path

import polars as pl
import pytest

from crossgauge.cli.command import run_command
from indicators.test_corridor import MAP, TRIPS


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    Path("trips.csv").write_text(
        TRIPS + "B,truck,Almaty,1000,,,rest,2023-01-02 03:00,2023-01-02 02:00,0,ten\n"
    )
    Path("map.yaml").write_text(MAP + "tolerate: 20 %\n")
    return tmp_path


def test_blank_sheet_and_its_map_are_read_once_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)

    assert run_command(["observe", "--template", "sheet.csv"]) == 0
    assert run_command(["observe", "sheet.csv", "--map", "sheet.map.yaml"]) == 2
    with Path("sheet.csv").open("a") as sheet:
        sheet.write(
            "1,truck,west,Horgos,0,khorgos,cn,customs control,2023-01-01 08:00,2023-01-01 11:00,40,20,\n"
        )
    assert run_command(["observe", "sheet.csv", "--map", "sheet.map.yaml"]) == 0
    assert run_command(["observe", "--template", "sheet.csv"]) == 2

    told = capsys.readouterr()
    assert "sheet.csv: has no rows" in told.err
    assert "sheet.csv: is there already" in told.err
    side = next(line.split() for line in told.out.splitlines() if line.startswith("khorgos"))
    assert side[:6] == ["khorgos", "cn", "west", "truck", "1", "3.0"]


def test_figures_and_report_are_printed(log: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["observe", "trips.csv", "--map", "map.yaml"]) == 0

    told = capsys.readouterr().out
    assert "trips.csv: 9 rows read, 1 dropped, 8 stages of units" in told
    assert "1 dropped  left: left before entered" in told
    assert "1 mended   t: not a number: left out" in told
    for title in ("TFI1", "TFI2", "TFI3", "TFI4", "Stages", "How reliable"):
        assert title in told


def test_folder_has_tables_figures_report_and_chart(log: Path):
    assert run_command(["observe", "trips.csv", "--map", "map.yaml", "--out", "one"]) == 0
    assert run_command(["observe", "trips.csv", "--map", "map.yaml", "--out", "two"]) == 0
    assert run_command(["observe", "trips.csv", "--map", "map.yaml", "--out", "two"]) == 2

    report = pl.read_csv("one/report.csv")
    assert report.select("row", "reason", "action").rows() == [
        (10, "not a number: left out", "mended"),
        (10, "left before entered", "dropped"),
    ]
    assert pl.read_csv("one/tfi1.csv")["mean"].to_list() == pytest.approx([7.0, 1.5])
    assert pl.read_parquet("one/stages.parquet").height == 4
    for file in Path("one").iterdir():
        assert file.read_bytes() == (Path("two") / file.name).read_bytes()
    assert "<svg" in Path("one/tcd.svg").read_text()


def test_json_is_all_that_is_printed(log: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["observe", "trips.csv", "--map", "map.yaml", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["report"]["rows_read"] == 9
    assert [row["post"] for row in told["tfi1"]] == ["cn", "kz"]


def test_log_without_distances_has_no_corridor_and_no_chart(log: Path):
    Path("map.yaml").write_text(MAP.replace("distance: km, ", "") + "tolerate: 20 %\n")

    assert run_command(["observe", "trips.csv", "--map", "map.yaml", "--out", "out"]) == 0

    assert not Path("out/tcd.svg").exists()
    assert not Path("out/tfi3.csv").exists()
    assert Path("out/tfi1.csv").exists()


def test_log_or_map_missing_is_told(capsys: pytest.CaptureFixture[str]):
    assert run_command(["observe"]) == 2
    assert "--template trips.csv" in capsys.readouterr().err


def test_run_is_printed_by_the_same_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from crossgauge.study.run import run
    from study.small import small_network

    run(
        small_network(),
        start="2023-01-02",
        end="2023-01-08",
        replicas=1,
        workers=1,
        warmup_days=1,
        out=tmp_path / "run",
    )

    assert run_command(["indicators", str(tmp_path / "run"), "--out", str(tmp_path / "figures")]) == 0
    told = capsys.readouterr().out
    assert "TFI1, hours at each side of a crossing" in told
    assert "TFI2" not in told
    assert (tmp_path / "figures" / "tfi1.csv").exists()
    assert run_command(["indicators", str(tmp_path / "none")]) == 2
