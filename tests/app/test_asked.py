"""What a job is asked to do: checked before it is queued, and said as the command's own words."""

import pytest
from pydantic import ValidationError

from app.served import workspace_in
from crossgauge.app import asked as asking
from crossgauge.app.asked import Asked, check_asked, title_of, words_of, write_edits
from crossgauge.app.errors import Refused
from crossgauge.app.workspace import Workspace
from crossgauge.errors import NotFound, ProjectFaulty, RunImpossible

OFFICERS = "crossings.hill-road.resources.kz-officers.count"
THREE = {"path": OFFICERS, "verb": "set", "value": 3}
FASTER = """
scenario: {name: Faster}
changes: [{set: crossings.hill-road.resources.kz-officers.count, to: {value: 3, assumed: a wish}}]
"""


@pytest.fixture
def workspace(tmp_path):
    there = workspace_in(tmp_path)
    for name in ("faster", "edited"):
        (there.project / "scenarios").mkdir(exist_ok=True)
        (there.project / "scenarios" / f"{name}.yaml").write_text(FASTER)
    return there


def words(workspace, **options):
    """The words of the command, without the folder of the job."""
    folder = workspace.runs / ".jobs" / "job"
    said = words_of(Asked(**options), folder, workspace)
    assert said[1] == f"--out={folder / 'result'}"
    return [said[0], *said[2:]]


def test_run_is_said_with_all_that_was_asked(workspace):
    said = words(workspace, kind="run", scenario="faster", seed=3, replicas=2, warmup_days=0, **{"from": "2024-04-02"})

    assert said == [
        "run", "--from=2024-04-02", "--replicas=2", "--seed=3", "--warmup=0", "--scenario=faster", "--", str(workspace.project),
    ]  # fmt: skip


def test_edits_are_a_scenario_of_their_own_on_top_of_another(workspace):
    asked = Asked(kind="run", scenario="faster", edits=[THREE])

    write_edits(asked, workspace.runs / ".jobs" / "job", workspace)

    (file,) = (workspace.runs / ".jobs" / "job" / "given").iterdir()
    assert file.name == "edited-here.yaml"  # because the project has one called 'edited'
    assert OFFICERS in file.read_text()
    assert "--scenario=faster+edited-here.yaml" in words(workspace, kind="run", scenario="faster", edits=[THREE])


def test_comparison_names_its_scenarios_and_the_edited_one_last(workspace):
    said = words(workspace, kind="compare", scenarios=["base", "faster"], edits=[THREE])

    assert said[:3] == ["compare", f"--project={workspace.project}", "--record=first"]
    assert said[3:] == ["--", "base", "faster", "faster+edited-here.yaml"]
    on_base = words(workspace, kind="compare", scenarios=["base", "faster"], scenario="base", edits=[THREE])
    assert on_base[-1] == "edited-here.yaml"


def test_the_embedded_network_needs_no_folder(tmp_path):
    embedded = Workspace(tmp_path / "runs")

    assert words(embedded, kind="flows", year=2023) == ["flows", "--year=2023", "--"]
    assert words(embedded, kind="invest", budget="2 bn USD", first_year=2026) == [
        "invest", "--budget=2 bn USD", "--from=2026", "--",
    ]  # fmt: skip
    assert words(embedded, kind="worth", scenario="second-track") == ["worth", "--scenario=second-track"]


def test_brief_is_of_a_result_and_beside_another(workspace):
    for name in ("run-0001", "run-0002"):
        (workspace.runs / name).mkdir()

    said = words(workspace, kind="brief", run="run-0001", compare="run-0002", language="kk")

    assert said == [
        "brief",
        "--language=kk",
        f"--project={workspace.project}",
        f"--compare={workspace.runs / 'run-0002'}",
        "--",
        str(workspace.runs / "run-0001"),
    ]


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"kind": "run", "scenario": "fastr"}, NotFound, "Did you mean 'faster'?"),
        ({"kind": "run", "scenario": "../../etc/passwd.yaml"}, NotFound, "no scenario is called"),
        ({"kind": "run", "year": 2024}, Refused, "has no use for year"),
        ({"kind": "run", "edits": [{**THREE, "value": "three"}]}, ProjectFaulty, "to is 'three'"),
        ({"kind": "run", "edits": [{**THREE, "path": "crossings.hil-road.name"}]}, ProjectFaulty, "Did you mean 'hill-road'?"),
        ({"kind": "run", "from": "2024-04-02", "to": "2024-04-01"}, RunImpossible, "has no day"),
        ({"kind": "run", "replicas": 1000, "to": "2026-04-01"}, Refused, "MOST_DAYS_TIMES_REPLICAS"),
        ({"kind": "compare", "scenarios": ["base"]}, Refused, "MOST_COMPARED"),
        ({"kind": "compare", "scenarios": ["base", "base"]}, Refused, "named twice"),
        ({"kind": "brief"}, Refused, "Expected 'run'"),
        ({"kind": "brief", "run": "run-0009"}, NotFound, "no result is called 'run-0009'"),
        ({"kind": "worth"}, Refused, "Expected a scenario"),
    ],
)
def test_what_cannot_be_done_is_told_before_it_is_queued(workspace, monkeypatch, options, error, told):
    monkeypatch.setattr(asking.importlib.util, "find_spec", lambda name: name)

    with pytest.raises(error) as raised:
        check_asked(Asked(**options), workspace)

    assert told in str(raised.value)


def test_a_verb_that_this_version_has_not_is_told(workspace, monkeypatch):
    monkeypatch.setattr(asking.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(Refused, match="has no verb 'flows'"):
        check_asked(Asked(kind="flows"), workspace)


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "fly"},
        {"kind": "run", "program": "x"},
        {"kind": "run", "seed": 1 << 63},
        {"kind": "run", "project": "../first"},
        {"kind": "brief", "run": "--help"},
        {"kind": "invest", "budget": "--all"},
        {"kind": "run", "edits": [{**THREE, "from": "soon"}]},
        {"kind": "run", "edits": [{**THREE, "verb": "include"}]},
        {"kind": "run", "edits": [{**THREE, "value": float("inf")}]},
    ],
)
def test_what_is_not_as_described_is_no_job(options):
    with pytest.raises(ValidationError):
        Asked(**options)


def test_job_without_a_title_is_called_after_what_it_does():
    assert title_of(Asked(kind="run", scenario="faster", edits=[THREE])) == "faster, edited"
    assert title_of(Asked(kind="compare", scenarios=["base", "faster"])) == "base – faster"
    assert title_of(Asked(kind="compare", scenarios=["base"], edits=[THREE])) == "base – edited"
    assert title_of(Asked(kind="invest", budget="2 bn USD")) == "2 bn USD"
    assert title_of(Asked(kind="run", title="Mine")) == "Mine"
