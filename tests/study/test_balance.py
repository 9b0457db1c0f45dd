"""Flows and simulated waits agree: two gates of a kind share a demand, and the kernel says how long each takes."""

from pathlib import Path

import pytest

from crossgauge.errors import RunImpossible
from crossgauge.study.balance import balance
from crossgauge.study.passage_curves import law_near
from study.two_gates import two_gates

CROSSINGS = """\
classes:
  train: {name: Train, kind: wagon, mass: 60 t}
crossings:
  north-rail: {name: North, mode: rail, posts: &posts {cn: {name: CN, place: north-in, country: CN, clock: UTC}, kz: {name: KZ, place: north-out, country: KZ, clock: UTC}}, resources: {cranes: {post: kz, kind: cranes, count: 1}}, chains: {west: &west {class: train, direction: west, arrivals: {count: {2023: 3650}, dispersion: 1}, steps: [{stage: gauge, post: kz}, {use: cranes, for: "exponential(mean 1 h)"}]}}}
  south-rail: {name: South, mode: rail, posts: *posts, resources: {cranes: {post: kz, kind: cranes, count: 1}}, chains: {west: *west}}
"""
# One crane of an hour a load: 24 a day; the wait is that of M/M/1.
SIMULATED = (
    ("time: 10 h, cost: 100 USD, capacity: 20", "time: 1 h, cost: 100 USD, capacity: 24, crossing: north-rail, chains: [west]"),
    ("time: 10 h, cost: 100 USD, capacity: 40", "time: 1 h, cost: 100 USD, capacity: 24, crossing: south-rail, chains: [west]"),
)  # fmt: skip


def network_of(folder: Path):
    return two_gates(folder, *SIMULATED, more=CROSSINGS)


@pytest.mark.parametrize("method", ["choice", "equilibrium"])
def test_flows_agree_with_the_hours_that_are_simulated_for_them(tmp_path: Path, method: str):
    found = balance(network_of(tmp_path), method=method, days=60, warmup_days=20, replicas=2, workers=1)

    assert found.agreed
    assert found.gap <= 0.002
    assert len(found.rounds) <= 15
    last = found.rounds[-1]
    assert sum(last.loads_a_day.values()) == pytest.approx(30.0)
    if method == "choice":  # all ways are in use, so hours of curve and simulation are near each other
        for name, hours in last.simulated_h.items():
            assert hours == pytest.approx(last.curve_h[name], rel=0.2)


def test_same_seed_gives_the_same_flows_whatever_the_workers(tmp_path: Path):
    network = network_of(tmp_path)

    one, other = (
        balance(network, days=30, warmup_days=5, replicas=2, rounds=1, gap=0.0, workers=workers)
        for workers in (1, 2)
    )

    assert one.rounds == other.rounds
    assert one.other_gap == other.other_gap
    assert not one.agreed


def test_naive_way_is_told_beside_it(tmp_path: Path):
    """Both gates are alike but for the way to them: hours without a slope send the loads to and fro."""
    found = balance(
        network_of(tmp_path), days=30, warmup_days=5, replicas=1, rounds=4, gap=0.0, workers=1, naive=True
    )

    gaps = [one.naive_gap for one in found.rounds]
    assert gaps[0] is None
    assert min(gap for gap in gaps if gap is not None) > 3 * min(one.gap for one in found.rounds)


def test_law_is_that_of_hours_that_go_with_a_power_of_load():
    """Hours of load^5 in all rounds: the law is it, whatever the curve (here load^2) lets expect."""
    points = [(load, 3.0 * (load / 100.0) ** 5) for load in (98.0, 102.0, 99.0, 101.0, 100.0)]

    load, hours, power = law_near(points, 2.0)

    assert (load, hours) == (100.0, 3.0)
    assert power == pytest.approx(5.0, rel=0.15)  # the expectation of 2 pulls a little


def test_one_round_alone_is_taken_as_the_curve_lets_expect():
    assert law_near([(50.0, 20.0)], 6.0) == pytest.approx((50.0, 20.0, 6.0))


def test_rounds_far_away_do_not_bend_the_law():
    """Near 100 hours go with load^10; at 60 they are those of an empty port."""
    near = [(load, (load / 100.0) ** 10) for load in (98.5, 101.5, 99.0, 100.0)]

    alone, beside = law_near(near, 5.0), law_near([(60.0, 0.5), *near], 5.0)

    assert beside == pytest.approx(alone, rel=0.01)


@pytest.mark.parametrize("seed", range(1, 7))
def test_nearly_full_gates_agree_with_any_luck(tmp_path: Path, seed: int):
    """45 loads a day for two cranes of 24: hours simulated rise as they please, and each luck has its agreement."""
    network = two_gates(
        tmp_path,
        *SIMULATED,
        ("spread: 100 USD", "spread: 20 USD"),
        ("2023: 657000", "2023: 985500"),
        more=CROSSINGS,
    )

    found = balance(network, days=60, warmup_days=20, replicas=2, seed=seed, workers=1)

    assert found.rounds[0].gap > 0.1
    assert found.agreed
    assert found.gap <= 0.002


def test_network_without_simulated_passages_says_so(tmp_path: Path):
    with pytest.raises(RunImpossible, match="has no passage with chains"):
        balance(two_gates(tmp_path))
