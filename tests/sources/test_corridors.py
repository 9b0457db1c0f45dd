"""Corridors in a project folder: read, and their faults with file and line."""

from pathlib import Path

import pytest

from crossgauge.model.corridors import BorderStop, Ride, Stop
from crossgauge.model.randomness import Constant
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project as written_out
from sources.post import message_of, write_project

CORRIDORS = """\
places:
  sea: {name: Sea, country: CN, latitude: 34.6, longitude: 119.2}
  town: {name: Town, country: KZ, latitude: 43.3, longitude: 76.9}
sections:
  east: {from: sea, to: horgos, mode: rail, country: CN, gauge: 1435 mm, length: 4_339 km, speed: "lognormal(mean 80 km/h, cv 0.1)", halts: 4 h, cost: {value: 0.6 USD/km, assumed: a rate}, emission: 27 g/tkm}
  west:
    from: altynkol
    to: town
    mode: rail
    country: KZ
    length: 340 km
    speed: 58 km/h
    halts: 4 h
    cost: 1.3 USD/km
    emission: 28 g/tkm
corridors:
  silk:
    name: {en: Sea to Town, zh: 海—城}
    mode: rail
    from: sea
    route:
    - east
    - crossing: rail
      direction: west
      chains: [west, box]
      length: 14 km
      fees: [{post: cn, amount: 50 USD}]
    - {section: west, cost: 0.7 USD/km}
    - {at: town, activity: unloading, time: 6 h, cost: 30 USD}
"""


def write(folder: Path, text: str = CORRIDORS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corridors.yaml").write_text(text, encoding="utf-8")
    return write_project(folder)


def test_corridor_is_read_in_si(tmp_path: Path):
    network = read_project(write(tmp_path))

    silk = network.corridors[0]
    assert (silk.name, silk.names, silk.start) == ("Sea to Town", (("zh", "海—城"),), "sea")
    assert silk.route[0] == Ride(section="east")
    assert isinstance(silk.route[1], BorderStop)
    assert (silk.route[1].chains, silk.route[1].length_m) == (("west", "box"), 14_000.0)
    assert silk.route[2] == Ride(section="west", cost_usd_per_km=0.7)
    assert silk.route[3] == Stop(at="town", activity="unloading", time=Constant(21_600.0), cost_usd=30.0)
    west = network.sections[1]
    assert (west.length_m, west.speed, west.halts) == (340_000.0, Constant(58 / 3.6), Constant(14_400.0))
    assert (west.cost_usd_per_km, west.emission_g_per_tkm) == (1.3, 28.0)
    assert any(one.path == "sections.east.cost" and one.assumed == "a rate" for one in network.provenance)


def test_a_section_is_ridden_from_either_end(tmp_path: Path):
    """A section joins by whichever end the trip is at."""
    turned = CORRIDORS.replace("from: altynkol\n    to: town", "from: town\n    to: altynkol")

    assert message_of(write(tmp_path, turned)) == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong", "expected"),
    [
        ("length: 340 km", "length: 0 km", 11, "length is '0 km'", "above 0"),
        ("cost: 1.3 USD/km", "cost: 1.3 USD", 14, "cost is '1.3 USD'", "a rate such as '0.6 USD/km'"),
        ("emission: 28 g/tkm", "emission: -1 g/tkm", 15, "emission is '-1 g/tkm'", "at least 0"),
        ("to: town", "to: toun", 8, "to is 'toun', which is no place", "Did you mean 'town'?"),
        ("to: town", "to: altynkol", 8, "to is 'altynkol', where it begins", "another place"),
        ("speed: 58 km/h", "speed: 0 km/h", 12, "speed is nothing on average", "a speed such as '60 km/h'"),
        ("    - east\n", "    - eastt\n", 22, "is 'eastt', which is no section", "Did you mean 'east'?"),
        ("    - east\n", "    - {sektion: east}\n", 22, "is '{sektion: east}'", "Expected {section: …}"),
        ("    - east\n", "", 22, "the trip is at 'sea', crossing 'rail' is at altynkol and horgos", "begins where the one before"),
        ("crossing: rail", "crossing: rial", 23, "crossing is 'rial', which is no crossing", "Did you mean 'rail'?"),
        ("direction: west", "direction: east", 24, "direction is 'east', but chain 'west' goes 'west'", "direction of its chains"),
        ("[west, box]", "[box, west]", 25, "has 'west' behind 'box', which does not lead to it", "'box' leads to no chain"),
        ("[west, box]", "[west, boxes]", 25, "is 'boxes', which is no chain", "Did you mean 'box'?"),
        ("post: cn", "post: ch", 27, "post is 'ch', which is no post", "There are: cn, kz."),
        ("route:\n    - east\n", "route: []\n    stops:\n    - east\n", 21, "route is", "Expected a list: sections, borders, stops"),
        ("at: town", "at: tawn", 29, "at is 'tawn', which is no place", "Did you mean 'town'?"),
        ("time: 6 h", "time: 6", 29, "time is '6'", "It has no unit"),
        ("from: sea\n    route", "from: see\n    route", 20, "from is 'see', which is no place", "Did you mean 'sea'?"),
    ],
)  # fmt: skip
def test_fault_is_told_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, wrong: str, expected: str
):
    assert CORRIDORS.count(old) == 1

    said = message_of(write(tmp_path, CORRIDORS.replace(old, new)))

    assert f"corridors.yaml:{line}: " in said
    assert wrong in said
    assert expected in said


def test_way_without_sections_and_cargo_is_no_corridor(tmp_path: Path):
    text = CORRIDORS.split("    route:")[0] + "    route:\n    - {at: sea, activity: rest, time: 1 h}\n"

    said = message_of(write(tmp_path, text))

    assert "corridor 'silk': route has no section" in said
    assert "corridor 'silk': mass is missing on a corridor without a border" in said


VIA = CORRIDORS.replace("    mode: rail\n    country: KZ\n", "    mode: rail\n    country: KZ\n    via: [ile, gorge]\n").replace(
    "sections:\n",
    "  ile: {name: Ile, country: KZ, kind: waypoint, latitude: 43.9, longitude: 79.0}\n"
    "  gorge: {name: Gorge, country: KZ, latitude: 43.6, longitude: 78.0}\nsections:\n",
)


def test_section_tells_the_places_that_it_passes(tmp_path: Path):
    network = read_project(write(tmp_path, VIA))

    assert [section.via for section in network.sections] == [(), ("ile", "gorge")]


def test_places_passed_are_written_and_read_back(tmp_path: Path):
    network = read_project(write(tmp_path / "a", VIA))

    written_out(network, tmp_path / "b")

    assert read_project(tmp_path / "b").sections == network.sections


@pytest.mark.parametrize(
    ("via", "wrong", "expected"),
    [
        ("[ile, georg]", "via is 'georg', which is no place", "Did you mean 'gorge'?"),
        ("[ile, gorge, ile]", "via passes 'ile' twice", "Expected each place once"),
        ("[ile, town]", "via passes 'town' twice", "and neither end"),
        ("[sea, ile]", "via leads over 7228 km, but its line is 340 km long", "at most 1.6 times its length"),
        ("{ile: 3}", "via is a mapping", "Expected a list"),
    ],
)
def test_fault_of_places_passed_is_told_with_file_and_line(tmp_path: Path, via: str, wrong: str, expected: str):
    said = message_of(write(tmp_path, VIA.replace("[ile, gorge]", via)))

    assert "corridors.yaml:13: " in said
    assert wrong in said
    assert expected in said
