"""A network is written as a project folder that reads back as the same network."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from crossgauge.errors import ProjectFaulty
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.attribute import attributes_of
from crossgauge.model.changes import apply_changes, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Chain, Resource
from crossgauge.model.demand import Arrivals, Replay
from crossgauge.model.facts import Provenance
from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant, Empirical, Gamma, Lognormal, Mixture, pert
from crossgauge.model.steps import Arm, Branch, Leave, Use
from crossgauge.sources.project import READERS, read_project
from crossgauge.sources.quantities import distribution
from crossgauge.sources.steps_out import WRITERS
from crossgauge.sources.texts_out import distribution_text, quantity_text
from crossgauge.sources.write import ProjectUnwritable, as_declared, project_files, value_text, write_project
from crossgauge.units import UNITS, read
from docs.blocks import blocks_of
from sources import post
from sources.networks import amounts, distributions, networks
from sources.test_schema import VALIDATOR, loaded
from study.small import small_network

ROOT = Path(__file__).parents[2]
REFERENCE = Path(str(files("crossgauge.reference"))) / "china-kazakhstan"
CLASSICS = sorted(folder for folder in (ROOT / "docs" / "classics").iterdir() if folder.is_dir())
HOUR = 3_600.0


def small():
    """A small network with a source that tells of a value that is there."""
    return replace(small_network(), provenance=small_network().provenance[:1])


def there_and_back(network, folder):
    """The network as it reads back from where it was written."""
    write_project(network, folder)
    return read_project(folder)


def assert_same(network, folder):
    """Written and read back it declares the same."""
    assert as_declared(there_and_back(network, folder)) == as_declared(network)


def test_the_embedded_network_reads_back_with_every_source_as_it_was_written(tmp_path):
    """Texts of values too: `90 min` stays `90 min` while it is still right."""
    network = read_project(REFERENCE)

    back = there_and_back(network, tmp_path / "mine")

    assert as_declared(back) == as_declared(network)
    assert replace(back, provenance=()) == replace(network, provenance=())
    assert sources(back) == sources(network)


def sources(network):
    """All of provenance but the line."""
    return sorted((one.path, one.text, one.fact, one.assumed) for one in network.provenance)


@pytest.mark.parametrize("folder", CLASSICS, ids=lambda folder: folder.name)
def test_every_classic_reads_back(folder, tmp_path):
    """Textbook models, with loops, batches, stocks, balking."""
    assert_same(read_project(folder), tmp_path / "mine")


def test_the_crossing_of_the_tutorial_reads_back(tmp_path):
    """docs/tutorial-1.md, as its blocks write it."""
    mine = tmp_path / "page"
    for block in blocks_of(ROOT / "docs" / "tutorial-1.md"):
        name = block.rest.partition("file=")[2].split(" ")[0]
        if block.word in ("yaml", "csv") and name and "scenario" not in name:
            (mine / name).parent.mkdir(parents=True, exist_ok=True)
            (mine / name).write_text(block.text, encoding="utf-8")
    (project,) = {path.parent for path in mine.rglob("*.yaml")}

    assert_same(read_project(project), tmp_path / "mine")


def test_a_network_made_in_python_reads_back(tmp_path):
    """What tells of a value that is not there is left out: this one has a source for a chain that it has not."""
    back = there_and_back(small_network(), tmp_path / "mine")

    assert replace(back, provenance=()) == replace(small_network(), provenance=())
    assert [one.path for one in back.provenance] == ["crossings.road.resources.lanes.count"]


def test_a_project_of_many_files_reads_back(tmp_path):
    """Wrapped years, shifts, transloads, tables of places and facts."""
    (tmp_path / "here").mkdir()
    assert_same(read_project(post.write_project(tmp_path / "here")), tmp_path / "mine")


CALENDARS = {
    "whole": 'open: {daily: "00:00-24:00"}',
    "breaks": 'open: {mon-fri: "08:00-12:00, 13:00-17:00", sat: "08:00-12:00"}',
    "night": 'open: {fri: "22:00-06:00"}',
    "never": "open: {daily: closed}",
    "holidays": 'open: {daily: "09:00-17:00", sun: closed}, closed: [2023-12-16, 2024-01-01]',
    "shifts": 'shifts: {mon-sat: {"08:00-20:00": 6, "20:00-08:00": 3}, sun: closed}',
    "told": 'open: {value: {daily: "08:00-17:00"}, assumed: why}',
    "told-by-day": 'open: {daily: {value: "08:00-17:00", assumed: why}, sat: "08:00-12:00", sun: closed}',
    "told-of-days": 'open: {"sat, sun": {value: "08:00-12:00", assumed: why}, tue-wed: "07:00-19:00"}',
    "told-by-shift": 'shifts: {daily: {"08:00-20:00": {value: 6, assumed: why}, "20:00-08:00": 3}}',
}


@pytest.mark.parametrize("text", CALENDARS.values(), ids=CALENDARS)
def test_every_kind_of_calendar_reads_back(text, tmp_path):
    """docs/project-format.md, Calendars; a source stays with the days and shifts that it was given for."""
    (tmp_path / "here").mkdir()
    fleet = post.FLEET.replace("calendars:\n", f"calendars:\n  drawn: {{clock: Asia/Almaty, {text}}}\n")
    network = read_project(post.write_project(tmp_path / "here", fleet=fleet))

    back = there_and_back(network, tmp_path / "mine")

    assert back.calendars == network.calendars
    assert sources(back) == sources(network)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(network=networks())
def test_drawn_networks_read_back(network, tmp_path_factory):
    """`write_project` itself compares; what it cannot say it refuses, and here it refuses nothing."""
    assume(not check_network(network))

    assert_same(network, tmp_path_factory.mktemp("drawn") / "mine")


@given(law=distributions())
def test_distributions_read_back_bit_for_bit(law):
    """Each kind; columns are cited in the file that is written with them."""
    kept = {}

    def cite(values, unit):
        kept["column"] = values
        return "column(kept.csv, values, unit s)"

    text = distribution_text(law, "s", cite)

    found = distribution(text, "s", lambda _, __: kept["column"].values)
    assert as_text_says(found) == as_text_says(law)


def as_text_says(law):
    """A law without the name of its column."""
    if isinstance(law, Mixture):
        return replace(law, parts=tuple(as_text_says(part) for part in law.parts))
    return replace(law, column="") if isinstance(law, Empirical) else law


@given(value=amounts())
@pytest.mark.parametrize("unit", sorted(UNITS))
def test_quantities_read_back_bit_for_bit(value, unit):
    """In every unit that is stored."""
    assert read(quantity_text(value, unit), unit) == value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (18 * HOUR, "s", "18 h"), (5_400.0, "s", "1.5 h"), (3_300.0, "s", "55 min"), (14 * 86_400.0, "s", "14 d"),
        (0.0, "s", "0 s"), (1.435, "m", "1435 mm"), (1.52, "m", "1520 mm"), (272_000.0, "m", "272 km"),
        (800.0, "m", "800 m"), (16.5, "t", "16.5 t"), (0.35, "fraction", "0.35"), (110.0, "TEU", "110 TEU"),
        (60 / 3.6, "m/s", "60 km/h"), (6.0, "1", "6"), (2e7, "t/year", "20 Mt/year"), (1 / 3, "s", "0.3333333333333333 s"),
    ],
)  # fmt: skip
def test_quantities_are_in_units_of_a_person(value, unit, text):
    """The largest unit that says it exactly with one decimal at most."""
    assert quantity_text(value, unit) == text


@pytest.mark.parametrize(
    ("law", "text"),
    [
        (Lognormal(3 * HOUR, 0.4), "lognormal(mean 3 h, cv 0.4)"),
        (Gamma(2 * HOUR, 1 / sqrt(3)), "erlang(mean 2 h, phases 3)"),
        (pert(HOUR, 2 * HOUR, 4 * HOUR), "pert(1 h, 2 h, 4 h)"),
        (
            Mixture((0.9, 0.1), (Constant(60.0), Gamma(HOUR, 0.5))),
            "mixture(0.9: 1 min, 0.1: gamma(mean 1 h, cv 0.5))",
        ),
    ],
)
def test_distributions_are_said_as_a_person_would(law, text):
    """docs/project-format.md, Values."""
    assert distribution_text(law, "s") == text


def test_a_value_is_said_by_its_attribute():
    """Scenarios and calibrations say single values so."""
    network = small_network()
    lanes = target_of(network, "crossings.road.resources.lanes.count")
    counts = target_of(network, "crossings.road.chains.truck-west.arrivals.count")

    assert value_text(lanes.value, lanes.entry) == "2"
    assert value_text(counts.value, counts.entry, Arrivals) == "{2023: 15000}"
    assert value_text(1.52, attributes_of(Link)["gauge"]) == "1520 mm"
    assert value_text(Lognormal(720.0, 0.5), attributes_of(Use)["for"]) == '"lognormal(mean 12 min, cv 0.5)"'
    assert (
        value_text((Leave(), Leave(label="end")), attributes_of(Chain)["steps"], Chain)
        == "[{leave: ~}, {leave: ~, label: end}]"
    )


def test_a_changed_network_says_its_new_values(tmp_path):
    """A source stays with its value; the text that is no longer right is written anew."""
    (tmp_path / "here").mkdir()
    network = read_project(post.write_project(tmp_path / "here"))
    changes = [
        Change(path="crossings.rail.resources.tracks.count", verb="set", value=8),
        Change(path="crossings.rail.chains.west.arrivals.count", verb="scale", value=1.1),
        Change(path="links.border.running_time", verb="scale", value=0.7),
        *network.agreements[0].changes,
    ]

    back = there_and_back(apply_changes(network, changes), tmp_path / "mine")

    assert as_declared(back) == as_declared(apply_changes(network, changes))
    assert [(one.text, one.assumed) for one in back.provenance if one.path.endswith("tracks.count")] == [
        ("8", "as many as wait")
    ]


def test_data_is_written_beside_it(tmp_path):
    """Columns in the unit of their name; instants of a log; a scaled column gets a name of its own."""
    network = small()
    waits = Empirical((600.0, 1_200.0), "waits.csv, minutes")
    link = replace(network.links[0], running_time=waits)
    twice = replace(link, id="other", running_time=Empirical((1_200.0, 2_400.0), "waits.csv, minutes"))
    instants = (datetime(2023, 1, 2, 6, tzinfo=UTC), datetime(2023, 1, 2, 7, 30, 15, tzinfo=UTC))
    road = network.crossings[0]
    chain = replace(road.chains[0], arrivals=(Replay(instants=instants, column="gate/log.csv, arrived"),))
    network = replace(
        network, links=(link, twice), crossings=(replace(road, chains=(chain,)), network.crossings[1])
    )

    texts = project_files(network)

    assert texts["waits.csv"] == "minutes,minutes-2\n10,20\n20,40\n"
    assert texts["gate/log.csv"] == "arrived\n2023-01-02T06:00+00:00\n2023-01-02T07:30:15+00:00\n"
    assert_same(network, tmp_path / "mine")
    assert read_project(tmp_path / "mine").links[0].running_time == waits


def test_crossings_have_a_file_each_in_an_order_that_reading_keeps(tmp_path):
    """Numbered where the order of their names is another."""
    network = small()
    turned = replace(network, crossings=network.crossings[::-1])

    assert [name for name in project_files(network) if "crossing" in name] == [
        "crossing-1-road.yaml",
        "crossing-2-rail.yaml",
    ]
    assert [name for name in project_files(turned) if "crossing" in name] == [
        "crossing-rail.yaml",
        "crossing-road.yaml",
    ]


ROAD = """\
crossings:
  road:
    name: Hill Road
    mode: road
    posts:
      cn: {name: East Hill, place: hill, country: CN, clock: Asia/Shanghai}
      kz: {name: West Hill, place: plain, country: KZ, clock: Asia/Almaty}
    resources:
      lanes:
        name: lanes
        post: kz
        kind: lanes
        count: {value: 2, assumed: "nobody publishes a count, and the trucks of the year need two lanes by day"}
        hours: office
    gates:
      open: {kind: hours, post: kz, hours: office}
    chains:
      truck-west:
        class: truck
        direction: west
        arrivals: {count: {2023: 15000}}
        steps:
          - {stage: waiting area, post: cn}
          - {wait: open}
          - branch:
              - {name: green, share: 0.95}
              - name: red
                share: 0.05
                steps:
                  - {use: lanes, for: "lognormal(mean 12 min, cv 0.5)"}
          - leave:
"""


def test_the_text_is_one_that_a_person_would_write():
    """Defaults left out, the verb first, what fits on one line, a value and its source on one line always."""
    network = small()
    road = network.crossings[0]
    stage, wait, _, use = road.chains[0].steps
    branch = Branch(arms=(Arm(share=0.95, name="green"), Arm(share=0.05, name="red", steps=(use,))))
    chain = replace(road.chains[0], steps=(stage, wait, branch, Leave()))
    reason = "nobody publishes a count, and the trucks of the year need two lanes by day"
    told = replace(network.provenance[0], assumed=reason)

    texts = project_files(replace(network, crossings=(replace(road, chains=(chain,)),), provenance=(told,)))

    assert texts["crossing-road.yaml"] == ROAD
    assert (
        texts["calendars.yaml"]
        == """\
calendars:
  office: {clock: Asia/Almaty, open: {mon-fri: "08:00-18:00"}}
"""
    )


def test_what_is_written_fits_the_schema():
    """Editors find nothing to underline."""
    for text in (
        one for name, one in project_files(read_project(REFERENCE)).items() if name.endswith(".yaml")
    ):
        VALIDATOR.validate(loaded(text))


def test_what_is_read_in_its_own_way_is_written_in_its_own_way():
    """A reader without a writer would lose something one day; tested by name. Collections and names aside."""
    by_its_type = {"calendars", "route"}

    assert {key for key in READERS if key[1] not in by_its_type} <= WRITERS.keys()


def test_a_folder_that_is_taken_is_refused(tmp_path):
    """Nothing is overwritten; an empty one is used."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine.txt").write_text("kept")

    write_project(small(), tmp_path / "empty")
    with pytest.raises(ProjectUnwritable, match="is not empty"):
        write_project(small(), tmp_path / "empty")
    with pytest.raises(ProjectUnwritable, match="is a file"):
        write_project(small(), tmp_path / "mine.txt")


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"name": "ends with a blank "}, ProjectUnwritable, "network.name: 'ends with a blank ' reads back as"),
        ({"provenance": (Provenance(path="calendars.office.open.0.start", text="8", assumed="x"),)}, ProjectUnwritable, "office.open.0.start"),
        ({"clock": "Mars"}, ProjectFaulty, "Mars"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_leaves_nothing(changed, error, told, tmp_path):
    """The folder appears whole or not at all."""
    with pytest.raises(error, match=told):
        write_project(replace(small(), **changed), tmp_path / "mine")

    assert list(tmp_path.iterdir()) == []


def test_shared_things_and_told_agreements_have_their_files(tmp_path):
    """Laid out as the embedded network is."""
    network = replace(
        small(),
        resources=(Resource(id="wagons", kind="wagons", count=9, stock=True),),
        agreements=(Agreement(id="told", name="Told only", start=date(2023, 1, 5)),),
    )

    names = set(project_files(network))

    assert names >= {
        "network.yaml",
        "places.yaml",
        "links.yaml",
        "calendars.yaml",
        "fleet.yaml",
        "shared.yaml",
    }
    assert names >= {"agreements.yaml", "facts.csv", "facts.yaml"}
    assert_same(network, tmp_path / "mine")
