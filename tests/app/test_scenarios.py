"""Scenarios as the page lists them, changes that it wants checked, and what the server says of itself."""

import asyncio

import pytest

from app.served import serving, stand_in, workspace_in
from crossgauge.app import limits
from crossgauge.app.told_scenarios import text_told

OFFICERS = "crossings.hill-road.resources.kz-officers.count"
FASTER = """
scenario:
  name: {en: Faster, zh: 更快, ru: Быстрее, kk: Жылдамырақ}
  note: Three officers.
  after: slower
changes:
  - {set: crossings.hill-road.resources.kz-officers.count, to: {value: 3, assumed: a wish}, from: 2024-04-02, until: 2024-04-09}
  - {close: [hill-road, other-road], from: 2024-04-10, until: 2024-04-12, reason: wind}
add:
  from: 2024-04-05
  places: {dale: {name: Dale, country: KZ}}
  crossings: {hill-road: {gates: {slots: {kind: slots}}, resources: {lanes: {kind: lanes}}}, dale-road: {posts: {}}}
"""


@pytest.fixture
def asked(tmp_path):
    """Asks one thing of a server whose project has two scenarios, one with faults."""
    workspace = workspace_in(tmp_path)
    (workspace.project / "scenarios").mkdir()
    (workspace.project / "scenarios" / "faster.yaml").write_text(FASTER)
    (workspace.project / "scenarios" / "torn.yaml").write_text("scenario: {name: [")

    def ask(method, path, **request):
        async def whole():
            async with serving(workspace, stand_in(tmp_path)) as client:
                return await client.request(method, path, **request)

        return asyncio.run(whole())

    return ask


def test_the_network_as_it_is_comes_first_and_one_with_faults_is_told_by_its_name(asked):
    base, faster, torn = asked("GET", "/api/scenarios").json()

    assert (base["id"], base["name"]["en"], base["changes"]) == ("base", "A first crossing", [])
    assert (faster["id"], faster["name"]["kk"], faster["note"]) == ("faster", "Жылдамырақ", "Three officers.")
    assert faster["after"] == ["slower"]
    assert faster["days"] == ["2024-04-02", "2024-04-12"]
    assert (torn["id"], torn["name"]["en"], torn["changes"]) == ("torn", "torn", [])


def test_changes_are_told_as_edits_say_them():
    changes = [one.model_dump(by_alias=True, exclude_none=True) for one in text_told("faster", FASTER).changes]

    assert changes == [
        {"path": "places.dale", "verb": "add", "from": "2024-04-05"},
        {"path": "crossings.hill-road.gates.slots", "verb": "add", "from": "2024-04-05"},
        {"path": "crossings.hill-road.resources.lanes", "verb": "add", "from": "2024-04-05"},
        {"path": "crossings.dale-road", "verb": "add", "from": "2024-04-05"},
        {"path": OFFICERS, "verb": "set", "value": "3", "from": "2024-04-02", "to": "2024-04-09", "assumed": "a wish"},
        {"path": "hill-road, other-road", "verb": "close", "value": "wind", "from": "2024-04-10", "to": "2024-04-12"},
    ]


@pytest.mark.parametrize("text", ["", "[]", "changes: 3", "changes: [[1], {}]", "scenario: x\nadd: [y]", "a: &a [*a]", "!!python/object:os.x {}"])
def test_text_that_says_nothing_is_told_as_nothing(text):
    told = text_told("x", text)

    assert told.id == "x"
    assert [change for change in told.changes if change.path] == []


def test_one_scenario_is_told_and_an_unknown_one_is_not_found(asked):
    assert asked("GET", "/api/scenarios/faster").json()["id"] == "faster"
    assert asked("GET", "/api/scenarios/fastr").status_code == 404
    assert "Did you mean 'faster'?" in asked("GET", "/api/scenarios/fastr").json()["error"]["detail"]
    assert asked("GET", "/api/scenarios/faster+base").status_code == 404


def test_edits_that_can_be_made_are_told_as_a_scenario(asked):
    edits = [{"path": OFFICERS, "verb": "set", "value": 3, "from": "2024-04-02"}]

    answer = asked("POST", "/api/scenarios/check", json={"edits": edits})

    (change,) = answer.json()["changes"]
    assert answer.status_code == 200
    assert (change["path"], change["value"], change["from"]) == (OFFICERS, "3", "2024-04-02")


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"edits": [{"path": OFFICERS, "verb": "set", "value": "three"}]}, 422, "to is 'three'"),
        ({"text": "changes: [{set: crossings.hil-road.name, to: x}]"}, 422, "Did you mean 'hill-road'?"),
        ({"text": "changes: !!python/object/apply:os.system [ls]"}, 422, "edited.yaml:1"),
        ({"text": "changes: [{set: " + OFFICERS + ", to: {value: 'column(/etc/passwd, x)'}}]"}, 422, "edited.yaml:1"),
        ({"text": "changes: [", "scenario": "base"}, 422, "edited.yaml:1"),
        ({"scenario": "fastr", "text": "changes: []"}, 404, "Did you mean 'faster'?"),
        ({}, 422, "Expected either 'edits' or 'text'"),
    ],
)
def test_what_cannot_be_changed_is_told_with_its_line(asked, body, status, told):
    answer = asked("POST", "/api/scenarios/check", json=body)

    assert answer.status_code == status
    assert told in answer.text
    assert "root:" not in answer.text


def test_server_says_what_it_is_and_what_one_may_ask(asked):
    about = asked("GET", "/api/about").json()

    assert about["network"] == {
        "id": "first",
        "name": dict.fromkeys(("en", "zh", "ru", "kk"), "A first crossing"),
        "zone": "Asia/Almaty",
        "start": "2024-04-01",
        "end": "2024-04-21",
        "embedded": False,
    }
    assert about["languages"] == ["en", "zh", "ru", "kk"]
    assert about["kinds"][:2] == ["run", "compare"]
    assert about["defaults"] == {"replicas": 8, "seed": 1, "warmup_days": 30}
    assert about["limits"]["most_queued"] == limits.MOST_QUEUED
    assert all(about["boundaries"].values())
