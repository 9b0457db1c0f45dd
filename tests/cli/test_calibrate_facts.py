"""`crossgauge calibrate --facts` fits, tells, and writes a copy in which each fitted value says where it came from."""

import json
import re

import pytest

from cli.post import PROJECT, call, write_project
from crossgauge.model.changes import target_of
from crossgauge.sources.project import read_project

pytestmark = pytest.mark.usefixtures("plain_terminal")

FACTS = """
  hours.2024: {subject: Hill, quantity: hours of customs, value: 6.0, unit: h, period: 2024, confidence: high, measure: {what: hours, crossing: hill-road, post: kz, from: 2024-01-01, until: 2024-12-31}}
  hours.2025: {subject: Hill, quantity: hours of customs, value: 6.5, unit: h, period: 2025, confidence: low, measure: {what: hours, crossing: hill-road, post: kz, from: 2025-01-01, until: 2025-12-31}}
agreements:
  more-officers: {name: More officers, from: 2024-07-01, changes: [{set: crossings.hill-road.resources.kz-officers.count, to: {value: 3, assumed: a notice}}]}
"""
CHECKED = PROJECT.rstrip() + FACTS
CHECK = "crossings.hill-road.chains.truck-west.steps.use:kz-officers.for"
LATER = "agreements.more-officers.crossings.hill-road.resources.kz-officers.count"
FEW = ("--replicas", "2", "--warmup", "2", "--workers", "1", "--keep", "kept", "--evaluations", "4")
FIT = ("--facts", "hours*", "--until", "2024-12-31", "--free", f"{CHECK}*=0.6..1.2")


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "first", CHECKED)


def test_copy_has_the_fitted_values_with_where_they_came_from(capsys, project, tmp_path):
    code, out, err = call(
        capsys, "calibrate", project, *FIT, "--free", f"{LATER}=2..4", *FEW, "--out", "fitted"
    )

    assert (code, err) == (0, "")
    assert "fitted to 1 fact up to 2024-12-31" in out
    assert "held out" in out
    told = json.loads((tmp_path / "fitted/calibration/fit.json").read_text())
    factor, officers = (one["written"] for one in told["parameters"])
    network = read_project(tmp_path / "fitted")
    assert target_of(network, CHECK).value.mean == pytest.approx(720 * factor, rel=1e-3)
    assert target_of(network, "agreements.more-officers.changes.0.value").value == officers
    assert target_of(network, "crossings.hill-road.resources.kz-officers.count").value == 2
    (reason,) = (one.assumed for one in network.provenance if one.path == CHECK)
    assert re.match(r"fitted to 1 fact up to 2024-12-31: mean [\d.]+ min", reason)
    before, after = (
        (tmp_path / name / "crossing.yaml").read_text().splitlines() for name in ("first", "fitted")
    )
    assert 1 <= sum(one != other for one, other in zip(before, after, strict=True)) <= 2


def test_values_that_an_anchor_shares_are_written_all_the_same(capsys, tmp_path):
    """They have no place of their own in the YAML, so the project is written anew."""
    shared = CHECKED.replace('for: "lognormal', 'for: &check "lognormal')

    code, out, _ = call(
        capsys, "calibrate", write_project(tmp_path / "first", shared), *FIT, *FEW, "--out", "fitted"
    )

    assert code == 0
    assert "written anew, without its comments" in out
    told = json.loads((tmp_path / "fitted/calibration/fit.json").read_text())
    network = read_project(tmp_path / "fitted")
    assert target_of(network, CHECK).value.mean == pytest.approx(
        720 * told["parameters"][0]["written"], rel=1e-3
    )
    assert any(one.path == CHECK and one.assumed.startswith("fitted to 1 fact") for one in network.provenance)


def test_without_a_folder_a_table_or_json_is_all(capsys, project, tmp_path):
    code, out, _ = call(capsys, "calibrate", project, *FIT, *FEW, "--json")
    told = json.loads(out)

    assert code == 0
    assert [one["group"] for one in told["errors"]] == ["fitted", "held out"]
    assert told["ended"] == "the 4 evaluations were used"
    assert {path.name for path in tmp_path.iterdir()} == {"first", "kept"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--facts", "hours*"), "Expected --free"),
        (("--free", f"{CHECK}*=0.6..1.2"), "Expected --facts"),
        ((), "expected --log with --map, or --facts with --free"),
        ((*FIT, "--log", "gate.csv"), "two ways to calibrate"),
        ((*FIT, "--budget", "soon"), "--budget is 'soon'. Expected a time"),
        ((*FIT[:3], "2024", *FIT[4:]), "--until is '2024'. Expected a day, as 2022-12-31"),
        (("--facts", "hour.2024", *FIT[2:]), "Did you mean 'hours.2024'?"),
        ((*FIT[:3], "2023-12-31", *FIT[4:]), "Expected --until 2024-12-31 or later"),
        ((*FIT[:5], f"{CHECK}*=1.2..0.6"), "Expected two, the lower end first"),
        ((*FIT, "--replicas", "1"), "Expected 2 or more"),
    ],
)
def test_bad_input_is_told_without_a_traceback(capsys, project, options, message):
    code, out, err = call(capsys, "calibrate", project, *options)

    assert (code, out) == (2, "")
    assert message in " ".join(re.sub(r"[│╭╮╰╯─]", " ", err).split())
    assert "Traceback" not in err
