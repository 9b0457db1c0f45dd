"""A folder becomes the network that it declares."""

from datetime import UTC, date, datetime

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.facts import Provenance
from crossgauge.model.randomness import Empirical, Lognormal, Uniform
from crossgauge.model.steps import Join, Transload
from crossgauge.sources.project import read_project
from sources.post import CROSSING, DATED, FACTS, FLEET, NETWORK, message_of, write_project

HOUR = 3_600.0


@pytest.fixture
def network(tmp_path):
    return read_project(write_project(tmp_path))


def test_texts_become_si(network):
    """Units go in at this door only."""
    link, consist = network.links[0], network.consists[0]

    assert (link.length_m, link.gauge_m, link.running_time.value) == (7_000.0, 1.435, 1_200.0)
    assert (consist.wagons, consist.teu) == (55, 110.0)
    assert network.classes[0].load == Uniform(50.0, 55.0)


def test_names_come_in_languages(network):
    """`{en: …, kk: …}` gives name and names; a table has a column for each."""
    assert (network.name, network.names) == ("Small", (("kk", "Шағын"),))
    assert network.places[0].names == (("zh", "霍尔果斯"),)


def test_breaks_are_cut_out_and_later_days_overrule_daily(network):
    """Docs: Calendars."""
    periods = network.calendars[0].periods

    assert [(one.start_s / HOUR, one.end_s / HOUR) for one in periods if one.weekday == 0] == [
        (8, 12),
        (13, 17),
    ]
    assert not [one for one in periods if one.weekday == 6]
    assert network.calendars[0].closed == (date(2023, 1, 1),)


def test_a_shift_may_pass_midnight(network):
    """20:00-08:00 ends at 32 h of its day."""
    monday = [one for one in network.calendars[1].periods if one.weekday == 0]

    assert [(one.start_s / HOUR, one.end_s / HOUR, one.count) for one in monday] == [(8, 20, 6), (20, 32, 3)]


def test_steps_have_the_verb_first(network):
    """Docs: A crossing."""
    steps = network.crossings[0].chains[0].steps

    assert steps[4] == Transload(
        transload="box", machine="cranes", onto="room", duration=Lognormal(174.0, 0.3), label="cranes"
    )
    assert steps[5] == Join()
    assert [arm.name for arm in steps[3].arms] == ["green", "red"]


def test_where_a_value_comes_from_is_kept(network):
    """`{value: …, fact: …, assumed: …}` at any depth, by the path that changes use."""
    assert network.provenance[0] == Provenance(
        path="crossings.rail.resources.tracks.count", text="6", assumed="as many as wait", where="rail.yaml:9"
    )
    assert network.provenance[1].path == "crossings.rail.chains.west.arrivals.count.2023"
    assert network.provenance[1].fact == "trains.2023"


def test_yaml_adds_a_measure_to_a_fact_of_the_table(network):
    """Docs: Facts."""
    fact = network.facts[0]

    assert (fact.value, fact.confidence, fact.role, fact.measure.chains) == (
        "4137",
        "high",
        "check",
        ("west",),
    )


def test_the_last_day_of_a_closure_is_closed_whole(network):
    """Docs: Closures."""
    closure = network.closures[0]

    assert (closure.start, closure.end) == (datetime(2023, 2, 1), datetime(2023, 2, 3))


def test_a_change_has_its_value_in_si(tmp_path):
    """The text of a change is read as that of the attribute it changes."""
    changed = DATED.replace(
        "{scale: crossings.rail.chains.west.steps.cranes.for, by: 0.8}",
        '{set: crossings.rail.chains.west.steps.cranes.for, to: "lognormal(mean 2 min, cv 0.3)"}',
    )

    network = read_project(write_project(tmp_path, dated=changed))

    assert [change.value for change in network.agreements[0].changes] == [5, Lognormal(120.0, 0.3)]


def test_a_bare_count_is_of_the_year_in_which_the_network_begins(tmp_path):
    """`count: 4000` is {2023: 4000} where the network is from 2023."""
    bare = CROSSING.replace("{2022: 2000, 2023: {value: 4137, fact: trains.2023}}", "4000")

    network = read_project(write_project(tmp_path, rail=bare))

    assert network.crossings[0].chains[0].arrivals[0].count == ((2023, 4000.0),)


def test_arrivals_may_be_a_timetable_and_a_log(tmp_path):
    """A list of arrivals; each by its keys."""
    begin, end = CROSSING.index("        arrivals:"), CROSSING.index("        steps:")
    listed = """\
        arrivals:
          - {times: ["08:00", "14:30"], weekdays: mon-fri, clock: Asia/Almaty, jitter: "uniform(0 min, 30 min)"}
          - {log: seen.csv, column: arrived, clock: Asia/Almaty}
          - {count: 10}
"""
    (tmp_path / "seen.csv").write_text("arrived\n2023-01-02T10:00\n2023-01-01T06:00Z\n")

    network = read_project(write_project(tmp_path, rail=CROSSING[:begin] + listed + CROSSING[end:]))

    timetable, replay, rate = network.crossings[0].chains[0].arrivals
    assert isinstance(timetable, Timetable) and isinstance(replay, Replay) and isinstance(rate, Arrivals)
    assert (timetable.times, timetable.weekdays) == ((8 * HOUR, 14.5 * HOUR), (0, 1, 2, 3, 4))
    assert [one.astimezone(UTC).hour for one in replay.instants] == [6, 4]


def test_a_column_of_a_table_is_a_distribution(tmp_path):
    """`column(file.csv, minutes, unit min)`."""
    (tmp_path / "waits.csv").write_text("minutes,other\n10,x\n,y\n20,z\n")
    fleet = FLEET.replace("running_time: 20 min", 'running_time: "column(waits.csv, minutes, unit min)"')

    network = read_project(write_project(tmp_path, fleet=fleet))

    assert network.links[0].running_time == Empirical((600.0, 1_200.0), "waits.csv, minutes")


def test_how_the_files_are_cut_is_free(tmp_path, network):
    """One file of everything, below a folder, gives the same network."""
    (tmp_path / "one" / "deep").mkdir(parents=True)
    places = "places:\n  horgos: {name: {en: Horgos, zh: 霍尔果斯}, country: CN, latitude: 44.2, longitude: 80.4}\n"
    places += "  altynkol: {name: Altynkol, country: KZ, latitude: 44.2, longitude: 80.3}\n"
    text = NETWORK + places + FLEET + CROSSING + DATED.replace("facts:", "facts:")
    (tmp_path / "one" / "deep" / "all.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "one" / "facts.csv").write_text(FACTS, encoding="utf-8")

    again = read_project(tmp_path / "one")

    assert (again.places, again.crossings, again.facts) == (network.places, network.crossings, network.facts)


def test_a_key_with_its_unit_takes_a_bare_number(tmp_path):
    """`length_m: 7000` as in a table is `length: 7 km`."""
    network = read_project(write_project(tmp_path, fleet=FLEET.replace("length: 7 km", "length_m: 7000")))

    assert network.links[0].length_m == 7_000.0


@pytest.mark.parametrize("missing", ["nothing", "file"])
def test_a_folder_that_is_none_is_a_fault(tmp_path, missing):
    """No traceback for what is not a folder."""
    path = tmp_path / missing
    if missing == "file":
        path.write_text("x")

    with pytest.raises(ProjectFaulty, match="Expected a project folder"):
        read_project(path)


def test_an_empty_folder_is_a_fault(tmp_path):
    """It says what a project has."""
    assert "has no YAML or CSV file to read\n    Expected a project folder: network.yaml" in message_of(
        tmp_path
    )


@pytest.mark.parametrize("empty", ["''", "' '"])
def test_a_calendar_without_a_name_is_told(tmp_path, empty):
    """Nothing is always open by such hours: what is left out is."""
    told = message_of(write_project(tmp_path, rail=CROSSING.replace("hours: crews", f"hours: {empty}")))

    assert "resource 'cranes': hours is empty\n    Expected calendar of its work." in told
