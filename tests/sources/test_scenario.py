"""A scenario file becomes changes, and the network that they make; every fault of it is told at its line."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from crossgauge.errors import NotFound, ProjectFaulty
from crossgauge.model.changes import network_on, target_of
from crossgauge.model.network import Network
from crossgauge.sources.project import read_project
from crossgauge.sources.scenario import read_scenario
from crossgauge.sources.scenarios import ScenariosCircular, scenarios_in, with_scenario
from sources.post import DATED, write_project

CRANES = "crossings.rail.resources.cranes.count"
MEASURES = """\
measures:
  joint-control:
    name: One control for both sides
    changes:
      - {scale: crossings.*.chains.*.steps.cranes.for, by: {value: 0.5, assumed: half is done twice}}
      - {scale: crossings.*.chains.*.steps.branch.arms.red.share, by: 0.4}
"""
WINTER, SUMMER = date(2023, 1, 10), date(2023, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small project, with a measure and room for scenarios; the number of its cranes is that of their count."""
    write_project(tmp_path, dated=DATED + MEASURES)
    for file in tmp_path.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("hours: crews", "hours: day"), "utf-8")
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def made(folder: Path, text: str, name: str = "wish") -> Network:
    """The network that a scenario text makes of the small project."""
    (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return with_scenario(read_project(folder), name, folder)[1]


def value(network: Network, path: str, day: date = WINTER) -> object:
    """What a path leads to on one day."""
    return target_of(network_on(network, day), path).value


def test_a_value_is_set_for_its_days_and_over_every_agreement(folder):
    """The base has 3 cranes, and 5 from June by an agreement that began later than the scenario's change."""
    network = made(folder, f"changes: [{{set: {CRANES}, to: 9, from: 2023-01-05, until: 2023-07-31}}]")

    assert [
        value(network, CRANES, date(2023, *day)) for day in [(1, 4), (1, 5), (7, 31), (8, 1), (9, 1)]
    ] == [
        3,
        9,
        9,
        5,
        3,
    ]


def test_a_value_is_scaled_as_it_then_is(folder):
    """Twice the cranes: 6, and 10 while the agreement gives 5."""
    network = made(folder, f"changes: [{{scale: {CRANES}, by: 2}}]")

    assert (value(network, CRANES, WINTER), value(network, CRANES, SUMMER)) == (6, 10)


def test_the_other_arms_divide_the_rest(folder):
    """Of 5 % red become 2 %: 98 % are green."""
    network = made(
        folder, "changes: [{set: crossings.rail.chains.west.steps.branch.arms.red.share, to: 2 %}]"
    )

    assert value(network, "crossings.rail.chains.west.steps.branch.arms.green.share") == pytest.approx(0.98)


def test_a_pattern_means_every_path_like_it(folder):
    """All resources of the crossing that have a count."""
    network = made(folder, "changes: [{scale: crossings.*.resources.*.count, by: 2}]")

    counts = {one.id: one.count for one in network_on(network, WINTER).crossings[0].resources}
    assert counts == {"tracks": 12, "cranes": 6, "room": 800}


def test_what_is_new_is_written_as_in_the_project(folder):
    """A resource of a crossing that is there, and a place."""
    text = """
add:
  places: {brest: {name: Brest, latitude: 52.1, longitude: 23.7}}
  crossings: {rail: {resources: {stackers: {post: kz, kind: machines, count: 4}}}}
"""

    network = made(folder, text)

    assert network.places[-1].name == "Brest"
    assert [one.id for one in network.crossings[0].resources] == ["tracks", "cranes", "room", "stackers"]


def test_an_addition_may_begin_later(folder):
    """A chain from June: its arrivals are there, and their share is nothing before."""
    text = """
add:
  from: 2023-06-01
  crossings:
    rail: {chains: {east: {class: train, arrivals: {count: {2023: 100}}, steps: [{move: border, back: true}]}}}
"""

    network = made(folder, text)

    share = "crossings.rail.chains.east.arrivals.share"
    assert [value(network, share, date(2023, *day)) for day in [(5, 31), (6, 1)]] == [0.0, 1.0]


def test_an_element_or_a_step_is_removed(folder):
    """The step in the red arm, and the gate with the step that waits for it."""
    text = "changes: [{remove: crossings.rail.chains.box.steps.wait:paths}, {remove: crossings.rail.gates.paths}]"

    network = made(folder, text)

    assert network.crossings[0].gates == ()
    assert [type(step).__name__ for step in network.crossings[0].chains[1].steps] == ["Leave", "Release"]


def test_closing_and_opening(folder):
    """The wind closure of 1 February is lifted; a strike closes the crossing for two weeks."""
    text = """
changes:
  - {open: wind}
  - {close: rail, from: 2023-05-01, until: 2023-05-14, reason: strike}
"""

    network = made(folder, text)

    told = [(one.id, one.of, one.start, one.end, one.reason) for one in network.closures]
    assert told == [("wish-closure-1", ("rail",), datetime(2023, 5, 1), datetime(2023, 5, 15), "strike")]


def test_an_opening_cuts_a_closure(folder):
    """Closed for a month, open from the 10th to the 19th."""
    made(folder, "changes: [{close: rail, from: 2023-05-01, until: 2023-05-31}]", "strike")
    text = "scenario: {after: strike}\nchanges: [{open: rail, from: 2023-05-10, until: 2023-05-19}]"

    network = made(folder, text)

    left = [(one.start.day, one.end.day, one.end.month) for one in network.closures if "strike" in one.id]
    assert left == [(1, 10, 5), (20, 1, 6)]


def test_a_measure_is_adopted_at_a_crossing_with_its_evidence(folder):
    """Half the time at the cranes, and fewer opened; each value has where it came from."""
    network = made(folder, "changes: [{adopt: joint-control, at: rail, from: 2023-03-01}]")

    spring = date(2023, 4, 1)
    before = value(network, "crossings.rail.chains.west.steps.cranes.for")
    after = value(network, "crossings.rail.chains.west.steps.cranes.for", spring)
    assert after.mean == pytest.approx(before.mean / 2)
    assert value(network, "crossings.rail.chains.west.steps.branch.arms.red.share", spring) == pytest.approx(
        0.02
    )
    assert "half is done twice" in {entry.assumed for entry in network.provenance}


def test_where_a_value_came_from_goes_with_every_value_that_it_set(folder):
    """One line that sets three counts gives three provenances, named by what they are of."""
    network = made(
        folder, "changes: [{scale: crossings.*.resources.*.count, by: {value: 2, assumed: a wish}}]"
    )

    paths = [entry.path for entry in network.provenance if entry.assumed == "a wish"]
    assert paths == [f"agreements.wish.changes.{nth}.by" for nth in range(3)]


def test_scenarios_are_applied_one_after_the_other(folder):
    """`after` first, and each once; several names are joined by '+'."""
    made(folder, f"changes: [{{set: {CRANES}, to: 4}}]", "one")
    made(folder, f"scenario: {{after: one}}\nchanges: [{{scale: {CRANES}, by: 2}}]", "two")
    network = read_project(folder)

    applied, both = with_scenario(network, "two+one", folder)

    assert [scenario.id for scenario in applied] == ["one", "two"]
    assert value(both, CRANES) == 8
    assert with_scenario(network, "base", folder) == ((), network)
    assert sorted(scenarios_in(folder)) == ["one", "two"]


def test_the_network_itself_stays_as_it_was(folder):
    """A second scenario is a second trip."""
    network = read_project(folder)

    made(folder, f"changes: [{{set: {CRANES}, to: 9}}]")

    assert network == read_project(folder)


SHIFTS = """\
add:
  calendars:
    watch: {clock: Asia/Almaty, shifts: {daily: {"08:00-20:00": 6, "20:00-08:00": STAFF}}}
changes:
  - {set: crossings.rail.resources.cranes.hours, to: watch}
  - {scale: crossings.rail.resources.cranes.count, by: 2}
"""


def test_a_count_that_shifts_overrule_is_a_fault_and_not_a_change_without_effect(folder):
    """§10.2 Where every shift has staff of its own the count is not looked at, so twice of it would be no more."""
    with pytest.raises(ProjectFaulty) as caught:
        made(folder, SHIFTS.replace("STAFF", "3"))

    assert "cranes.count' is not looked at: the shifts of 'watch' say how many" in str(caught.value)
    assert "wish.yaml:6" in str(caught.value)


def test_a_count_holds_in_shifts_without_staff_of_their_own(folder):
    """§10.2 A period without staff of its own brings the resource's own count."""
    text = SHIFTS.replace('{"08:00-20:00": 6, "20:00-08:00": STAFF}', '"08:00-20:00"').replace("shifts", "open")

    network = made(folder, text)

    assert value(network, CRANES) == 6  # twice the 3 that are there


FAULTS = [
    (
        f"scenario: {{name: More cranes, day and night}}\nchanges: [{{set: {CRANES}, to: 4}}]",
        "wish.yaml:1: scenario: there is no 'day and night'\n    Expected an attribute that exists. There are: after, "
        "name, note. Inside { } a text with a comma needs quotes.",
    ),
    (
        "changes: [{set: crossings.rail.resources.crane.count, to: 4}]",
        "wish.yaml:1: change 1 names 'crossings.rail.resources.crane.count', but no resource is called 'crane'\n"
        "    Expected the path of a value. Did you mean 'cranes'?",
    ),
    (
        f"changes: [{{set: {CRANES}, to: 3, until: 2023-05-01}}]",
        f"wish.yaml:1: change 1: '{CRANES}' is 3 already: nothing changes\n"
        "    Expected a change that touches something.",
    ),
    (
        f"changes:\n- {{set: {CRANES}, to: many}}\n- {{set: {CRANES}}}",
        "wish.yaml:2: change 1: to is 'many'\n    Expected a whole number such as 6.\n"
        "wish.yaml:3: change 2 has no 'to'\n    Expected one of set, scale, remove, close, open, adopt, "
        "as {set: path, to: value, from: 2025-01-01}.",
    ),
    (
        f"changes: [{{set: {CRANES}, to: 4, from: 2023-05-01, until: 2023-04-01}}]",
        "wish.yaml:1: change 1: ends on 2023-04-01, before 2023-05-01\n    Expected an end not before the start.",
    ),
    (
        "changes: [{scale: crossings.*.gates.q*.count, by: 2}]",
        "wish.yaml:1: change 1 names 'crossings.*.gates.q*.count', which means nothing in this network\n"
        "    Expected a pattern of paths that are there.",
    ),
    (
        "changes: [{remove: crossings.rail.gates.paths}]",
        "wish.yaml:1: crossing 'rail', chain 'box', step 'wait:paths': wait is 'paths', which is no gate\n"
        "    Expected the id of a gate. There are none.",
    ),
    (
        "changes: [{adopt: joint-controls, at: rail}]",
        "wish.yaml:1: change 1 names 'joint-controls', but there is no such measure\n"
        "    Did you mean 'joint-control'?",
    ),
    (
        "changes: [{open: strike}]",
        "wish.yaml:1: change 1 names 'strike', but there is no such closure\n    There are: rail.cranes, wind.",
    ),
    (
        "changes: [{close: rails, from: 2023-05-01, until: 2023-05-15}]",
        "wish.yaml:1: closure 'wish-closure-1': of names 'rails', which is none\n    Expected a crossing, a link, a "
        "shared gate or resource, or one as 'crossing.gate'. Did you mean 'rail'?",
    ),
    (
        "add: {crossings: {rail: {resources: {cranes: {count: 2}}}}}",
        "wish.yaml:1: crossing 'rail', resource 'cranes': 'cranes' is in resources already\n"
        "    Expected a new id; `set` changes a value.",
    ),
    (
        "scenario: {name: Nothing}",
        "wish.yaml: changes nothing\n    Expected 'changes' or 'add' with something in it.",
    ),
    (
        "scenaro: {}\nchanges: [{open: wind}]",
        "wish.yaml:1: there is no 'scenaro'\n    Expected an attribute that exists. Did you mean 'scenario'?",
    ),
    (
        "changes: [{set: crossings.rail.chains.west.arrivals.growth, to: {value: 7 %, fact: trains.2032}}]",
        "wish.yaml:1: agreement 'wish', change 1: to cites the fact 'trains.2032'\n"
        "    Expected the id of a fact. Did you mean 'trains.2023'?",
    ),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_every_fault_is_told_at_its_line(folder, text, said):
    """File, line, what is wrong, what was expected, the nearest right thing."""
    with pytest.raises(ProjectFaulty) as error:
        made(folder, text)

    assert "\n".join(str(fault) for fault in error.value.faults) == said


def test_a_scenario_that_is_not_there(folder):
    """With what is near."""
    made(folder, f"changes: [{{set: {CRANES}, to: 4}}]", "second-track")

    with pytest.raises(NotFound, match=r"no scenario is called .second-trak.\. Did you mean .second-track.\?"):
        with_scenario(read_project(folder), "second-trak", folder)


def test_scenarios_that_wait_for_each_other(folder):
    """The circle is told."""
    for name, other in (("one", "two"), ("two", "one")):
        text = f"scenario: {{after: {other}}}\nchanges: [{{set: {CRANES}, to: 4}}]"
        (folder / "scenarios" / f"{name}.yaml").write_text(text)

    with pytest.raises(ScenariosCircular, match="one → two → one"):
        with_scenario(read_project(folder), "one", folder)


def test_a_scenario_reads_nothing_outside_of_its_folder(folder):
    """A link that leads out is refused."""
    (folder.parent / "outside.yaml").write_text("changes: [{open: wind}]")
    (folder / "scenarios" / "wish.yaml").symlink_to(folder.parent / "outside.yaml")

    with pytest.raises(ProjectFaulty, match="leads out of the project folder"):
        read_scenario(folder / "scenarios" / "wish.yaml", read_project(folder))


def test_a_scenario_is_applied_once(folder):
    """Twice the same would count twice."""
    network = made(folder, f"changes: [{{set: {CRANES}, to: 9}}]")

    with pytest.raises(ProjectFaulty, match="is applied already"):
        read_scenario(folder / "scenarios" / "wish.yaml", replace(network))
