"""A second transload line is worthless if the far side lacks wagons: only the whole portfolio shows it."""

from datetime import datetime, timedelta

import pytest

import crossgauge
from crossgauge.sources.investments import read_investments
from crossgauge.study.invest import invest
from crossgauge.study.invest.networks import Networks

NETWORK = """
network: {id: gap, name: Gap, clock: UTC, from: 2031-01-01, until: 2031-01-28}
places: {gap: {name: Gap, latitude: 44, longitude: 80}}
classes:
  train: {name: train 1435, kind: block train, load: 40, carries: box}
  box: {name: container, kind: container, mass: 16 t}
  departing: {name: train 1520, kind: block train, load: 40, carries: box}
  empties: {name: empty platforms, kind: wagon train}
  lorry: {name: lorry, kind: truck}
crossings:
  gap-rail:
    name: Gap railway
    mode: rail
    posts: {kz: {name: station, place: gap, country: KZ, clock: UTC}}
    resources:
      fronts: {post: kz, kind: cranes, count: 1}
      platforms: {post: kz, kind: wagons, stock: true, count: 40}
    gates:
      line: {kind: paths, post: kz, times: ["14:00"], clock: UTC}
    chains:
      train-west:
        class: train
        direction: west
        arrivals: {log: trains.csv, column: arrived, clock: UTC}
        steps:
          - {stage: transshipment, post: kz}
          - {transload: box-west, with: fronts, onto: platforms, for: 12 min}
      box-west:
        class: box
        direction: west
        steps:
          - {stage: making up, post: kz}
          - {batch: 40, into: departure-west}
      departure-west:
        class: departing
        direction: west
        steps:
          - {stage: waiting for a path, post: kz}
          - {wait: line}
      empties-east:
        class: empties
        direction: east
        arrivals: {log: empties.csv, column: arrived, clock: UTC}
        steps: [{stage: arrival, post: kz}, {release: platforms, count: 40}]
  gap-road:
    name: Gap road
    mode: road
    posts: {kz: {name: post, place: gap, country: KZ, clock: UTC}}
    resources: {lanes: {post: kz, kind: lanes, count: 1}}
    chains:
      west:
        class: lorry
        direction: west
        arrivals: {count: {2031: 900}}
        steps: [{stage: check, post: kz}, {use: lanes, for: 1 h}]
"""
SCENARIOS = {
    "second-front": "{set: crossings.gap-rail.resources.fronts.count, to: 2}",
    "platforms": "{set: crossings.gap-rail.resources.platforms.count, to: 80}",
}
PROJECTS = """
programme: {from: 2030, years: 10, discount: 0 %, budget: 20 m USD, benchmarks: [2031], days: 28, warmup: 7}
values:
  box: {amount: {value: 1 USD/h, assumed: x}, per: tonne}
  departing: {amount: {value: 1 USD/h, assumed: x}, per: tonne}
demands: {same: {scenario: base}}
projects:
  second-front: {scenario: second-front, cost: {value: 3 m USD, assumed: x}, life: 20 years, service: 2031}
  platforms: {scenario: platforms, cost: {value: 2 m USD, assumed: x}, life: 20 years, service: 2031}
"""


@pytest.fixture(scope="module")
def gap(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gap")
    (folder / "network.yaml").write_text(NETWORK)
    for name, first in (("trains", datetime(2030, 12, 26, 8)), ("empties", datetime(2030, 12, 28, 18))):
        days = ((first + timedelta(days=2 * number)).isoformat(" ", "minutes") for number in range(17))
        (folder / f"{name}.csv").write_text("\n".join(["arrived", *days]))
    for place in ("scenarios", "investments"):
        (folder / place).mkdir()
    for name, change in SCENARIOS.items():
        text = f"scenario: {{name: {name}}}\nchanges: [{change}]\n"
        (folder / "scenarios" / f"{name}.yaml").write_text(text)
    (folder / "investments" / "works.yaml").write_text(PROJECTS)
    network = crossgauge.read(folder)
    return read_investments(folder / "investments" / "works.yaml", network, folder)


def test_a_second_line_is_worthless_without_wagons(gap):
    """A train comes at 8 every second day, and one may leave at 14 every day; 640 t, hours by head.

    Forty wagons come back at 18 of that day: whether the last container is on at 2 or at 22, it leaves at 14 next day,
    after 30 h. With forty more and one front the last is on at 16: too late. Only both reach the path, after 6 h. The
    hours of the train that is made up are those of its containers, and count once.
    """
    found = invest(gap, replicas=2, seed=2, workers=1)
    hours = {row.portfolio: row.worth.hours / 9 / (365 / 28) / 640 / 14 for row in found.ranked}

    both = next(row for row in found.ranked if len(row.portfolio) == 2)

    assert hours["second-front",].tolist() == [0.0, 0.0]
    assert hours["platforms",].tolist() == [0.0, 0.0]
    assert hours["second-front", "platforms"] == pytest.approx([24.0, 24.0])
    assert both.interaction == 1.0
    assert {row.portfolio: row.worth.npv[0] > 0 for row in found.ranked if row.portfolio} == {
        ("second-front",): False,
        ("platforms",): False,
        ("second-front", "platforms"): True,
    }


def test_the_road_that_shares_nothing_is_left_alone(gap):
    assert Networks(gap).groups == (frozenset({"gap-rail"}),)
