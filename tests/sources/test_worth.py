"""The file `worth.yaml` and its trade matrix: what it declares, and every fault with its line."""

import pytest

from crossgauge.errors import NotFound, ProjectFaulty
from crossgauge.model.randomness import Uniform
from crossgauge.sources.project import read_project
from crossgauge.sources.worth import read_worth

NETWORK = """\
network: {id: hill, name: Hill road, clock: UTC, from: 2030-01-01, until: 2030-02-28}
places: {hill: {name: Hill, latitude: 44, longitude: 80}}
classes:
  truck: {name: truck, kind: truck, mass: 16 t}
  bus: {name: bus, kind: bus, persons: 30}
calendars:
  day: {clock: UTC, open: {mon-sun: "08:00-20:00"}}
crossings:
  hill-road:
    name: Hill road
    mode: road
    posts: {kz: {name: post, place: hill, country: KZ, clock: UTC}}
    resources:
      officers: {post: kz, kind: officers, count: 2, hours: day}
    chains:
      truck-west:
        class: truck
        direction: west
        arrivals: {count: {2030: 20000}}
        steps: [{stage: customs, post: kz}, {use: officers, for: "lognormal(mean 16 min, cv 0.5)"}]
      truck-east:
        class: truck
        direction: east
        arrivals: {count: {2030: 5000}}
        steps: [{stage: customs, post: kz}, {use: officers, for: "lognormal(mean 10 min, cv 0.5)"}]
      bus-west:
        class: bus
        direction: west
        arrivals: {count: {2030: 1500}}
        steps: [{stage: passports, post: kz}, {use: officers, for: "lognormal(mean 20 min, cv 0.5)"}]
facts:
  a.day: {subject: a day, quantity: worth, value: "1", unit: "%", confidence: high, source: a study}
  trade.ab: {subject: trade, quantity: A to B, value: "900", unit: million USD, confidence: high, source: customs}
"""
WORTH = """\
worth:
  name: An hour at Hill
  home: A
  elasticity: {value: "triangular(3, 5, 8)", assumed: within what is published}
  reliability: {value: "uniform(0, 1)", assumed: nobody measured it here}
countries:
  A: {name: Avalia, gdp: {value: 50 bn USD, assumed: example}, output: {value: "uniform(1.8, 2.1)", assumed: example}}
  B: {name: Borland, gdp: {value: 9 bn USD, assumed: example}, output: {value: 1.9, assumed: example}}
  C: {name: elsewhere, gdp: {value: 900 bn USD, assumed: example}, output: {value: 2, assumed: example}}
goods:
  machines: {name: machines, day: {value: "uniform(0.6 %, 2.1 %)", fact: a.day}}
  grain: {name: grain, day: {value: "uniform(0.05 %, 0.4 %)", assumed: keeps}}
cargoes:
  trucks-west:
    class: truck
    direction: west
    mode: road
    tonne: {value: "uniform(4000 USD, 9000 USD)", assumed: example}
    goods: {value: {machines: 80 %, grain: 20 %}, assumed: example}
  trucks-east:
    class: truck
    direction: east
    mode: road
    tonne: {value: 900 USD, assumed: example}
    goods: {value: {grain: 100 %}, assumed: example}
routes:
  B-west: {partner: B, direction: west, mode: road, share: {value: "uniform(60 %, 90 %)", assumed: example}}
  B-east: {partner: B, direction: east, mode: road, share: {value: 70 %, assumed: example}}
visits:
  bus: {elasticity: {value: "uniform(0.05, 0.3)", assumed: example}}
"""
MATRIX = """\
exporter,importer,value,year,fact,assumed
A,B,900,2030,trade.ab,
B,A,200,2030,,example
A,C,4000,2030,,example
C,A,4200,2030,,example
B,C,500,2030,,example
C,B,600,2030,,example
"""
SCENARIO = """\
scenario: {name: A third officer}
changes: [{set: crossings.hill-road.resources.officers.count, to: 3}]
"""


def write_hill(folder, worth=WORTH, matrix=MATRIX):
    """A project of one road post with all that is asked of hours that are worth something."""
    (folder / "scenarios").mkdir(parents=True)
    (folder / "network.yaml").write_text(NETWORK, encoding="utf-8")
    (folder / "worth.yaml").write_text(worth, encoding="utf-8")
    (folder / "trade-matrix.csv").write_text(matrix, encoding="utf-8")
    (folder / "scenarios" / "third-officer.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def faults_of(folder):
    with pytest.raises(ProjectFaulty) as caught:
        read_worth(folder, read_project(folder))
    return [str(fault) for fault in caught.value.faults]


def test_file_is_read_as_declared(tmp_path):
    folder = write_hill(tmp_path / "mine")

    declared = read_worth(folder, read_project(folder))

    assert declared.home == "A"
    assert (declared.exports, declared.imports) == ("west", "east")
    assert declared.goods[0].day == Uniform(0.006, 0.021)
    assert [(part.id, part.share) for part in declared.cargoes[0].goods] == [("machines", 0.8), ("grain", 0.2)]
    assert declared.flows[0].value == 900e6
    assert declared.flows[0].fact == "trade.ab"
    assert {entry.path for entry in declared.provenance if entry.fact} == {"goods.machines.day"}


def test_network_is_read_without_it(tmp_path):
    """worth.yaml has other collections than a network; it is read when one asks what hours are worth."""
    assert read_project(write_hill(tmp_path / "mine", worth="nonsense: 1")).id == "hill"


def test_folder_without_the_file_is_told(tmp_path):
    folder = write_hill(tmp_path / "mine")
    (folder / "worth.yaml").unlink()

    with pytest.raises(NotFound, match="no file of what hours are worth"):
        read_worth(folder, read_project(folder))


FAULTS = [
    ("home: A", "home: Q", "worth.yaml:3: worth home is 'Q'"),
    ("fact: a.day", "fact: a.dey", "goods 'machines': day cites the fact 'a.dey'\n    Expected the id of a fact. Did you mean 'a.day'?"),
    (", assumed: keeps", "", "worth.yaml:12: goods 'grain': day does not say where it came from"),
    ("machines: 80 %", "machines: 70 %", "cargo 'trucks-west': goods adds up to 90 %"),
    ("grain: 20 %", "grein: 20 %", "is no class of goods\n    Expected a class of goods. Did you mean 'grain'?"),
    ("class: truck\n    direction: east", "class: trick\n    direction: east", "names 'trick'\n    Expected a class of traffic. Did you mean 'truck'?"),
    ("mode: road\n    tonne: {value: 900", "mode: rail\n    tonne: {value: 900", "route 'B-east' goes by road east, which no cargo does"),
    ("direction: east, mode", "direction: north, mode", "route 'B-east': direction is 'north'\n    Expected a direction of trade: west or east."),
    ("partner: B, direction: west", "partner: A, direction: west", "route 'B-west': partner is 'A'"),
    ("uniform(60 %, 90 %)", "uniform(60 %, 110 %)", "route 'B-west': share brings the routes west with B to 110 % of its trade"),
    ("uniform(60 %, 90 %)", "lognormal(mean 60 %, cv 0.2)", "share has no upper end"),
    ("triangular(3, 5, 8)", "triangular(0, 5, 8)", "worth elasticity can be 0\n    Expected values above 0 only."),
    ("9 bn USD", "0.3 bn USD", "country 'B': output leaves no trade at home: 0.57 bn USD of output, 0.7 bn sold abroad"),
    ("  bus: {elast", "  boat: {elast", "visits 'boat' is of no class"),
    ("routes:", "roads:", "there is no 'roads'"),
    ("uniform(0.05 %, 0.4 %)", "uniform(0.05 days, 0.4 days)", "goods 'grain': day is 'uniform(0.05 days, 0.4 days)'"),
    ("{machines: 80 %, grain: 20 %}", "much", "goods is a text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), FAULTS, ids=[told[:40] for _, _, told in FAULTS])
def test_fault_is_told_with_its_line(tmp_path, old, new, told):
    assert WORTH.count(old) == 1

    found = faults_of(write_hill(tmp_path / "mine", worth=WORTH.replace(old, new)))

    assert any(told in fault for fault in found), found
    assert all(fault.startswith("worth.yaml") for fault in found)


ROWS = [
    ("A,B,900", "A,D,900", "trade-matrix.csv:2: importer is 'D'"),
    ("A,B,900", "A,B,-900", "trade-matrix.csv:2: value is '-900'\n    Expected million USD, at least 0."),
    ("B,A,200", "B,A,much", "trade-matrix.csv:3: value is 'much'"),
    ("B,A,200", "A,B,200", "trade-matrix.csv:3: has trade from A to B again\n    Expected it once; the first is trade-matrix.csv:2."),
    ("B,A,200", "A,A,200", "trade-matrix.csv:3: is trade of a country with itself"),
    ("B,A,200,2030,,example\n", "", "trade-matrix.csv: has no trade from B to A"),
    ("B,A,200,2030,,example", "B,A,200,2030,,", "trade-matrix.csv:3: does not say where it came from"),
    ("trade.ab", "trade.ba", "trade-matrix.csv:2: cites the fact 'trade.ba'"),
    ("exporter,", "seller,", "trade-matrix.csv:1: has no column 'exporter'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), ROWS, ids=[told[17:50] for _, _, told in ROWS])
def test_fault_of_the_matrix_is_told_with_its_line(tmp_path, old, new, told):
    assert MATRIX.count(old) == 1

    found = faults_of(write_hill(tmp_path / "mine", matrix=MATRIX.replace(old, new)))

    assert any(told in fault for fault in found), found


def test_all_faults_are_told_at_once(tmp_path):
    worth = WORTH.replace("fact: a.day", "fact: a.dey").replace("70 %, assumed: example", "70 %%, assumed: example")

    found = faults_of(write_hill(tmp_path / "mine", worth=worth, matrix=MATRIX.replace("A,B,900", "A,B,-9")))

    assert len(found) == 3
