"""A part is compiled from what it sees: changes of other crossings leave no trace in it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from crossgauge.arrays import compile as compiling
from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from crossgauge.model.agreements import Agreement, Change
from study.small import small_network

START, DAYS = date(2023, 1, 2), 28
LANES = "crossings.road.resources.lanes.count"


def works(number, path, value):
    """A change for five days, from the number-th third day."""
    since = START + timedelta(days=3 * number)
    change = Change(path=path, verb="set", value=value)
    return Agreement(
        id=f"works-{number}", name="W", start=since, end=since + timedelta(days=4), changes=(change,)
    )


@pytest.fixture(scope="module")
def network():
    """Lanes change often, once how many a truck takes, and once who comes to the other crossing."""
    told = [works(number, LANES, 1 + number % 3) for number in range(6)]
    told.append(works(6, "crossings.road.chains.truck-west.steps.use:lanes.count", 2))
    told.append(works(4, "crossings.rail.chains.train-west.arrivals.count.2023", 4_000.0))
    return replace(small_network(), agreements=tuple(told))


def compiled(network):
    return compile_network(network, start=START, days=DAYS, warmup_days=7)


def same_bits(one, other):
    """Whether two traces, named tuples of arrays within each other, are equal."""
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return bool(np.array_equal(one, other))


def test_a_part_runs_as_if_compiled_with_all_seasons_of_the_network(network, monkeypatch):
    """The plain twin keeps every season that any crossing makes; the traces are the same to the bit."""
    narrow = compiled(network)
    monkeypatch.setattr(compiling, "seen_by", lambda declared, chains: declared)
    wide = compiled(network)

    for one, other in zip(narrow, wide, strict=True):
        assert one.index == other.index
        assert same_bits(
            run_part(one.program, seed=1, replica=1), run_part(other.program, seed=1, replica=1)
        )


def test_a_change_of_one_crossing_leaves_the_program_of_another_alone(network):
    """The rail part with and without works on the road, to the array."""
    still = replace(network, agreements=network.agreements[-1:])

    *_, rail = compiled(network)
    *_, alone = compiled(still)

    assert rail.index == alone.index
    assert same_bits(rail.program, alone.program)
