"""Studies are told as their verbs wrote them; pipelines as the study of lines finds them."""

import json

import pytest

import crossgauge as cg
from app.reading import answer_of, told
from cli.post import write_project
from crossgauge.app.workspace import Workspace
from crossgauge.cli.compare import show
from crossgauge.study.compare import compare
from crossgauge.study.pipes import overview, study_line

SCENARIO = """
scenario: {name: More officers}
changes:
  - {set: crossings.hill-road.resources.kz-officers.count, to: 4}
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A workspace with one comparison, and the comparison."""
    place = tmp_path_factory.mktemp("compared")
    project = write_project(place / "first")
    (project / "scenarios").mkdir()
    (project / "scenarios" / "more.yaml").write_text(SCENARIO, encoding="utf-8")
    folder = place / "runs" / "compare-0001"
    found = compare(
        cg.read(project), {"more": cg.scenario("more", project)}, days=10, replicas=3, warmup_days=2, workers=1,
        out=folder,
    )  # fmt: skip
    show(found, folder, json=True, every=False, language="en")
    return Workspace(place / "runs", project=project), found


def test_comparison_is_listed_and_told_with_its_runs(compared):
    workspace, found = compared

    (row,) = told(workspace, "/api/comparisons")["studies"]
    shown = told(workspace, "/api/comparisons/compare-0001")

    assert (row["id"], row["readable"], row["scenarios"]) == ("compare-0001", True, ["base", "more"])
    assert row["title"]["en"] == "network as declared beside More officers"
    assert shown["runs"] == {"base": "compare-0001~base", "more": "compare-0001~more"}
    assert shown["total"] == found.differences.height
    listed = {run["id"]: run for run in told(workspace, "/api/runs")["runs"]}
    assert listed["compare-0001~more"]["scenario"] == "more"
    assert listed["compare-0001~more"]["within"] == "compare-0001"
    assert listed["compare-0001~more"]["title"]["en"] == "More officers, 2024-04-01 to 2024-04-10"
    assert told(workspace, "/api/runs/compare-0001~more")["same_network"]


def test_differences_are_told_with_both_intervals_and_the_verdict_in_words(compared):
    workspace, found = compared

    rows = told(workspace, "/api/comparisons/compare-0001")["differences"]

    for row, expected in zip(rows, found.differences.iter_rows(named=True), strict=True):
        assert row["verdict"]["en"] == expected["verdict"]
        assert row["difference"]["mean"] == pytest.approx(expected["difference"], rel=1e-5)
        for name in ("low", "high"):
            assert row["difference"][name] == pytest.approx(expected[name], rel=1e-5)
            assert row["joint"][name] == pytest.approx(expected[f"{name}_all"], rel=1e-5)
    shorter = [row for row in rows if row["verdict"]["en"].startswith("shorter by")]
    assert shorter
    assert all(row["found"] and row["verdict"]["zh"].startswith("缩短") for row in shorter)


def test_differences_are_told_a_part_at_a_time_and_by_metric(compared):
    workspace, found = compared
    hours = found.differences.filter(found.differences["metric"] == "border_h")

    shown = told(workspace, "/api/comparisons/compare-0001?metric=border_h&limit=1")

    assert shown["total"] == hours.height
    assert [row["metric"] for row in shown["differences"]] == ["border_h"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"base": "base", "networks": 3}'])
def test_study_that_cannot_be_read_is_listed_with_the_reason(tmp_path, text):
    folder = tmp_path / "runs" / "compare-0001"
    folder.mkdir(parents=True)
    (folder / "comparison.json").write_text(text)
    workspace = Workspace(tmp_path / "runs")

    (row,) = told(workspace, "/api/comparisons")["studies"]
    answer = answer_of(workspace, "/api/comparisons/compare-0001")

    assert not row["readable"]
    assert row["message"].startswith("compare-0001: comparison.json")
    assert answer.status_code == 409
    assert str(tmp_path) not in answer.text + row["message"]


def figure(mean, pm):
    return {"mean": mean, "pm": pm}


def portfolio(*projects, npv):
    """A row of investment.json."""
    figures = ("npv_usd", "benefits_usd", "of_hours_usd", "of_money_usd", "eirr", "benefit_cost_ratio")
    return {
        "portfolio": list(projects), "cost_usd": 5.0, "interaction": 0.0, "beats_next": None,
        **dict.fromkeys(figures, figure(None, None)), "npv_usd": npv,
    }  # fmt: skip


def test_investment_is_told_with_intervals_and_the_marginal_curve(tmp_path):
    folder = tmp_path / "runs" / "invest-0001"
    folder.mkdir(parents=True)
    step = {"budget_usd": 5.0, "portfolio": ["crane"], "npv_usd": 7.0, "benefits_usd": 12.0}
    study = {
        "programme": "works", "from": 2026, "years": 20, "discount": 0.05, "budget_usd": None, "central": "middle",
        "benchmarks": [2030], "days": 120, "replicas": 4, "seed": 1, "curve": [step], "robust": {},
        "portfolios": [portfolio("crane", npv=figure(7.0, 2.0)), portfolio(npv=figure(0.0, None))],
        "projects": [portfolio("crane", npv=figure(7.0, 2.0))],
    }  # fmt: skip
    (folder / "investment.json").write_text(json.dumps(study))
    workspace = Workspace(tmp_path / "runs")

    shown = told(workspace, "/api/investments/invest-0001?limit=1")

    assert shown["portfolios"][0]["npv_usd"] == {"mean": 7.0, "low": 5.0, "high": 9.0}
    assert shown["portfolios"][0]["eirr"] == {"mean": None, "low": None, "high": None}
    assert (len(shown["portfolios"]), shown["total"]) == (1, 2)
    assert shown["curve"] == [{"budget_usd": 5.0, "projects": ["crane"], "npv_usd": 7.0, "benefits_usd": 12.0}]
    assert [row["id"] for row in told(workspace, "/api/investments")["studies"]] == ["invest-0001"]


def test_flows_and_worth_are_told_as_their_tables(tmp_path):
    flows, worth = (tmp_path / "runs" / name for name in ("flows-0001", "worth-0001"))
    for folder in (flows, worth):
        folder.mkdir(parents=True)
    (flows / "manifest.json").write_text(json.dumps({"scenario": "", "method": "choice", "start": "2023-01-01", "days": 365}))
    (flows / "goods.csv").write_text("goods,loads,hours\nore,3.5,12\nall,,\n")
    (worth / "worth.json").write_text(json.dumps({"scenario": "more", "trade": [{"partner": "CN", "p50": 1.5}]}))
    workspace = Workspace(tmp_path / "runs")

    table = told(workspace, "/api/flows/flows-0001?limit=1&offset=1")["tables"]["goods"]
    traded = told(workspace, "/api/worth/worth-0001")

    assert (table["rows"], table["total"]) == ([["all", None, None]], 2)
    assert [column["unit"] for column in table["columns"]] == ["", "1", "h"]
    assert traded["tables"]["trade"]["rows"] == [["CN", 1.5]]
    assert traded["told"] == {"scenario": "more"}
    assert told(workspace, "/api/runs")["runs"] == []


def test_pipelines_stand_beside_each_other_as_in_the_overview(seen):
    network = seen.workspace.network

    shown = told(seen.workspace, "/api/pipelines?year=2019")

    expected = overview(network, 2019)
    assert [row["id"] for row in shown["pipelines"]] == expected["line"].to_list()
    assert [row["capacity"] for row in shown["pipelines"]] == expected["capacity"].to_list()
    assert shown["pipelines"][0]["name"]["ru"].startswith("Нефтепровод")


def test_pressure_along_a_line_is_that_of_the_study(seen):
    study = study_line(seen.workspace.network, "kcp", ("ps2",), 2019)

    shown = told(seen.workspace, "/api/pipelines/kcp?out_of_service=ps2&year=2019")

    assert shown["profile"]["pressure_mpa"] == study.profile["pressure_mpa"].to_list()
    assert (shown["carried"], shown["binding"]) == (study.carried, study.binding)
    assert shown["capacity"] == study.capacity
    assert answer_of(seen.workspace, "/api/pipelines/kcp?out_of_service=ps9").status_code in (404, 422)


def test_forecast_is_the_fan_that_the_verb_prints(seen):
    shown = told(seen.workspace, "/api/forecasts/horgos?count=2000&year=2024&as_of=2024-02-18")

    assert (shown["count"], shown["as_of"], shown["days"][0]) == (2000, "2024-02-18", "2024-01-01")
    assert shown["low_day"] < shown["median_day"] < shown["high_day"]
    assert len(shown["median"]) == len(shown["low"]) == len(shown["days"]) == 366
    assert answer_of(seen.workspace, "/api/forecasts/nowhere").status_code == 404
