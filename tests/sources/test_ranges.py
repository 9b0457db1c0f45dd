"""Ranges: one way of writing for sensitivity, ensembles and calibration, and faults that say the right one."""

import pytest

from crossgauge.sources.ranges import aimed, read_range
from crossgauge.units import NotAQuantity
from study.small import small_network

LANES = "crossings.road.resources.lanes.count"
DURATION = "crossings.road.chains.truck-west.steps.use:lanes.for"
COUNT = "crossings.rail.chains.train-west.arrivals.count"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (f"{LANES}=2..4", (2.0, 4.0)),
        (f"{LANES}*=0.5..2", (0.5, 2.0)),
        (f" {LANES} *= 0.5 .. 2 ", (0.5, 2.0)),
        (f"network.{LANES}=2..4", (2.0, 4.0)),
        (f"{DURATION}=10 min..0.5 h", (600.0, 1_800.0)),
        (f"{DURATION}*=0.8..1.2", (0.8, 1.2)),
        (f"{COUNT}*=0.8..1.2", (0.8, 1.2)),
        ("crossings.*.chains.*-west.arrivals.share=50 %..100 %", (0.5, 1.0)),
    ],
)
def test_star_says_factors_and_its_absence_values_in_their_unit(text, ends):
    aim = aimed(read_range(text), small_network())

    assert (aim.low, aim.high) == ends


def test_pattern_means_all_its_paths_and_may_end_in_a_star():
    aim = aimed(read_range("crossings.*.resources.*.count*=0.5..2"), small_network())

    assert {LANES, "crossings.rail.resources.crane.count"} <= set(aim.paths)
    assert len(aim.paths) == len(aim.targets)
    assert read_range(f"{COUNT}.*=2..4").path == read_range(f"{COUNT}.**=2..4").path == f"{COUNT}.*"
    assert (read_range(f"{COUNT}.*=2..4").verb, read_range(f"{COUNT}.**=2..4").verb) == ("set", "scale")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lanes", "Expected 'PATH*=0.8..1.2' for factors, or 'PATH=10 min..20 min' or 'PATH=2..4' for values."),
        (f"{LANES}=2", "Expected 'PATH*=0.8..1.2'"),
        (f"{LANES}=2..3..4", "Expected 'PATH*=0.8..1.2'"),
        (f"{LANES}=x0.8..x1.2", f"Expected '{LANES}*=0.8..1.2' for factors."),
        (f"{LANES}=set 2..4", f"Expected '{LANES}=2..4' for values."),
        (f"{LANES}=0.8..1.2", f"Expected whole numbers. For factors write '{LANES}*=0.8..1.2'."),
        (f"{LANES}=3.5..7", "a count, but 3.5..7 has an end between counts. Expected whole numbers."),
        (f"{DURATION}=0.8..1.2", f"It has no unit. For factors write '{DURATION}*=0.8..1.2'."),
        (f"{DURATION}*=8 min..12 min", f"For values write '{DURATION}=8 min..12 min'."),
        (f"{COUNT}=0.8..1.2", f"Expected the path of one year, or factors, as '{COUNT}*=0.8..1.2'."),
        (f"{LANES}=4..2", "Expected two, the lower end first."),
        (f"{LANES}*=-1..2", "has a factor below 0"),
        ("crossings.road.resources.lane.count=1..2", "Did you mean 'lanes'?"),
        ("crossings.*.resources.lane.count=1..2", "Did you mean 'crossings.*.resources.lanes.count'?"),
        ("crossings.*.resources.wagons.count=1..2", "Expected a pattern of paths that are there."),
        ("crossings.road.name=1..2", "Expected the path of a number, a duration or arrivals."),
    ],
)  # fmt: skip
def test_fault_says_how_it_is_written(text, told):
    with pytest.raises(NotAQuantity) as raised:
        aimed(read_range(text), small_network())

    assert told in str(raised.value)


def test_number_far_from_values_that_look_like_factors_is_a_fault():
    path = "places.hill.latitude"

    with pytest.raises(NotAQuantity) as raised:
        aimed(read_range(f"{path}=0.8..1.2"), small_network())

    assert str(raised.value) == (
        "is 44, far from 0.8..1.2. Expected values about what is declared."
        f" For factors write '{path}*=0.8..1.2'."
    )
    assert aimed(read_range(f"{path}=40..48"), small_network()).low == 40.0
