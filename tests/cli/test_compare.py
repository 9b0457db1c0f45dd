"""Scenarios by the command: listed, applied, run, compared; and what a figure depends on."""

import json
from pathlib import Path

import polars as pl
import pytest

from cli.post import call, write_project
from crossgauge import read_results

pytestmark = pytest.mark.usefixtures("plain_terminal")

FEW = ("--replicas", "6", "--warmup", "2", "--workers", "1", "--to", "2024-04-10")
THIRD = """
scenario: {name: A third officer, note: one more in every shift}
changes:
  - {set: crossings.hill-road.resources.kz-officers.count, to: 3}
"""
SHUT = """
scenario: {name: Closed for two days}
changes:
  - {close: hill-road, from: 2024-04-02, until: 2024-04-03}
"""


@pytest.fixture
def project(tmp_path):
    folder = write_project(tmp_path / "first")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "third-officer.yaml").write_text(THIRD, encoding="utf-8")
    (folder / "scenarios" / "shut.yaml").write_text(SHUT, encoding="utf-8")
    return folder


def test_scenarios_are_listed_with_dates_and_text(capsys, project):
    code, out, _ = call(capsys, "scenarios", project)

    assert code == 0
    for words in ("third-officer", "A third officer", "one more in every shift", "always", "from 2024-04-02"):
        assert words in out


def test_comparison_tells_what_differs_and_what_is_left_of_a_closure(capsys, project):
    code, out, err = call(
        capsys, "compare", "base", "third-officer", "shut", "--project", project, *FEW, "--out", "c"
    )

    assert (code, err) == (0, "")
    for words in (
        "A first crossing: 10 days from 2024-04-01",
        "6 replicas, as asked. 2 days of warm-up, as asked.",
        "Hill Road, west truck",
        "border hours, mean, h",
        "longer by",
        "After closures",
        "02 Apr 2024 to 04 Apr",
        "differences.svg: c",
    ):
        assert words in out
    assert Path("c/differences.svg").read_text().startswith("<?xml")
    assert json.loads(Path("c/shut/manifest.json").read_text())["scenario"] == "shut"
    verdicts = pl.read_csv("c/differences.csv").filter(scenario="shut", metric="border_h")["verdict"]
    assert verdicts[0].startswith("longer by")


def test_json_of_a_comparison_is_the_same_when_it_is_asked_for_again(capsys, project):
    asked = ("compare", "base", "third-officer", "--project", project, *FEW, "--out", "c", "--json")
    _, first, _ = call(capsys, *asked)

    code, again, _ = call(capsys, *asked)

    assert (code, again) == (0, first)
    told = json.loads(first)
    assert (told["base"], told["replicas"], told["stopped"]["by"]) == ("base", 6, "asked")


def test_comparison_holds_rows_of_units_where_that_is_asked(capsys, project):
    """Those that are shared with the base as well: the runs within are whole runs."""
    for record in ("counts", "first"):
        call(capsys, "compare", "base", "third-officer", "--project", project, *FEW, "--record", record, "--out", record)

    visits = {record: read_results(f"{record}/third-officer").visits.height for record in ("counts", "first")}

    assert visits["counts"] == 0 < visits["first"]


def test_comparison_of_like_with_like_says_that_nothing_was_found(capsys, project):
    """The name of a file is another name for the same scenario."""
    other = Path("copy.yaml")
    other.write_text(THIRD, encoding="utf-8")

    code, out, _ = call(capsys, "compare", "third-officer", other, "--project", project, *FEW)

    assert code == 0
    assert "No difference found in any of" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("base", "third-oficer"), "Did you mean 'third-officer'"),
        (("base", "base"), "named twice"),
        (("base",), "two or more"),
        (("base", "shut", "--half-width", "5 km"), "--half-width"),
        (("base", "shut", "--budget", "soon"), "--budget"),
        (("base", "shut", "--warmup", "long"), "Expected days, or 'auto'"),
    ],
)
def test_what_cannot_be_compared_is_told(capsys, project, words, told):
    code, _, err = call(capsys, "compare", *words, "--project", project)

    assert code == 2
    assert told in err


def test_run_names_its_scenario(capsys, project):
    code, out, _ = call(capsys, "run", project, "--scenario", "third-officer+shut", *FEW, "--out", "r")

    assert code == 0
    assert "A first crossing, scenario third-officer+shut: 10 days" in out
    assert json.loads(Path("r/manifest.json").read_text())["scenario"] == "third-officer+shut"


def test_applied_project_is_what_the_scenario_gives(capsys, project):
    call(capsys, "apply", "third-officer", "--project", project, "--out", "changed")
    call(capsys, "run", project, "--scenario", "third-officer", *FEW, "--out", "a")
    call(capsys, "run", "changed", *FEW, "--out", "b")

    first, second = (json.loads(Path(f"{folder}/summary.json").read_text()) for folder in "ab")

    assert first["border"] == second["border"]


def test_sensitivity_prints_a_tornado_and_indices(capsys, project):
    code, out, err = call(
        capsys, "sensitivity", project, "--days", "5", "--replicas", "2", "--warmup", "2", "--workers", "1",
        "--vary", "crossings.hill-road.chains.truck-west.arrivals.count*=0.8..1.2",
        "--vary", "crossings.hill-road.chains.truck-west.steps.use:kz-officers.for=10 min..14 min", "--sobol", "16",
    )  # fmt: skip

    assert code == 0
    assert "5 networks, 2 replicas each" in err
    assert "64 networks, 2 replicas each: about" in err
    for words in (
        "Hill Road, west truck: border hours, mean",
        "10 min",
        "× 1.2",
        "with others",
        "tornado.svg",
    ):
        assert words in out
    assert Path("tornado.svg").read_text().startswith("<?xml")


def test_sensitivity_without_a_parameter_says_how_one_is_written(capsys, project):
    code, _, err = call(capsys, "sensitivity", project)

    assert code == 2
    assert "PATH*=0.8..1.2" in err
