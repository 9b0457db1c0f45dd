"""Editors complete scenarios by a schema that every scenario which is read fits, and that the reader's faults do not."""

import json
from pathlib import Path

import jsonschema
import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.reference import folder as reference_folder
from crossgauge.sources.project import read_project
from crossgauge.sources.scenario import KINDS, read_scenario
from crossgauge.sources.schema_scenario import scenario_schema
from sources.post import DATED, write_project
from sources.test_schema import loaded

VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SHIPPED = sorted([*reference_folder().parent.glob("*/scenarios/*.yaml"), *EXAMPLES.glob("*/scenarios/*.yaml")])
MEASURES = """\
measures:
  joint-control:
    name: One control for both sides
    changes: [{scale: crossings.*.chains.*.steps.cranes.for, by: 0.5}]
"""
EVERYTHING = """\
scenario:
  name: {en: All at once, kk: Бәрі бірден}
  note: Every kind of change.
add:
  from: 2023-03-01
  places:
    yard: {name: Yard, country: KZ, kind: station, latitude: 44.3, longitude: 80.2}
  crossings:
    rail:
      resources:
        officers: {post: kz, kind: officers, count: {value: 2, assumed: a wish}}
    road:
      name: Road
      mode: road
      posts: {kz: {name: Yard, place: yard, country: KZ, clock: Asia/Almaty}}
      chains: {}
changes:
  - {set: crossings.rail.resources.tracks.count, to: {value: 4, assumed: one more}, from: 2023-02-01, until: 2023-03-01}
  - {scale: crossings.*.chains.west.arrivals.count, by: 1.2}
  - {adopt: joint-control, at: rail, from: 2023-05-01}
  - {close: [rail.tracks], from: 2023-07-01, until: 2023-07-03, reason: works}
  - {open: wind}
  - {remove: crossings.road}
"""


@pytest.fixture
def project(tmp_path):
    """The small project, with a measure."""
    return write_project(tmp_path, dated=DATED + MEASURES)


def is_read(project: Path, text: str) -> bool:
    """Whether the reader takes a scenario."""
    file = project / "wish.yaml"
    network = read_project(project)
    file.write_text(text, encoding="utf-8")
    try:
        read_scenario(file, network)
    except ProjectFaulty:
        return False
    return True


def test_the_schema_is_a_schema():
    """Draft 2020-12, nothing in it that JSON cannot say, and every verb of a change."""
    jsonschema.Draft202012Validator.check_schema(scenario_schema())

    assert json.loads(json.dumps(scenario_schema())) == scenario_schema()
    changes = scenario_schema()["$defs"]["change"]["anyOf"]
    assert [set(one["required"]) & set(KINDS) for one in changes] == [{verb} for verb in KINDS]


def test_there_are_scenarios_to_judge():
    assert len(SHIPPED) > 20


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_every_shipped_scenario_fits(file):
    VALIDATOR.validate(loaded(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        EVERYTHING,
        "changes: {set: crossings.rail.resources.tracks.count, to: 4}",
        "changes: [{set: network.crossings.rail.resources.tracks.count, to: 4}]",
        "add: {places: {yard: {name: Yard, country: KZ, kind: station, latitude: 44.3, longitude: 80.2}}}\nchanges:\n",
    ],
    ids=["everything", "a single change", "with the head told", "an addition alone"],
)
def test_what_is_read_fits(project, text):
    VALIDATOR.validate(loaded(text))

    assert is_read(project, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scenario:\n", "scenarios:\n"),
        ("  note:", "  notes:"),
        ("add:\n", "adds:\n"),
        ("  from: 2023-03-01", "  form: 2023-03-01"),
        ("  from: 2023-03-01", "  from: March"),
        ("  places:", "  agreements:"),
        ("latitude: 44.3", "latitude: 443"),
        ("kind: officers", "kind: officer"),
        ("      resources:", "      resource:"),
        ("      mode: road\n", ""),
        ("{set: crossings", "{sets: crossings"),
        ("{set: crossings", "{set: crossing"),
        (", to: {value: 4, assumed: one more}", ""),
        ("by: 1.2", "to: 1.2"),
        ("until: 2023-03-01", "untill: 2023-03-01"),
        ("at: rail", "on: rail"),
        ("from: 2023-07-01, until: 2023-07-03, ", "from: 2023-07-01, "),
        ("{open: wind}", "{opens: wind}"),
        ("{remove: crossings.road}", "{remove: crossings.road, from: 2023-01-01}"),
        ("{remove: crossings.road}", "{remove: crossings.road, open: wind}"),
    ],
)
def test_what_is_wrong_does_not_fit_and_is_not_read(project, old, new):
    """Words, bounds and missing attributes show in the editor before the file is asked for."""
    assert EVERYTHING.count(old) == 1
    text = EVERYTHING.replace(old, new)

    assert not VALIDATOR.is_valid(loaded(text))
    assert not is_read(project, text)


@pytest.mark.parametrize("text", ["scenario: {name: nothing}", "changes: [text]", "- changes", "changes: [{set: {}, to: 4}]"])
def test_a_file_that_changes_nothing_does_not_fit(project, text):
    assert not VALIDATOR.is_valid(loaded(text))
    assert not is_read(project, text)
