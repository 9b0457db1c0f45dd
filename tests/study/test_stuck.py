"""A run that is stuck says who waits for what, since when, and who holds it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crossgauge.errors import RunStuck
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Chain, Resource
from crossgauge.model.demand import Replay
from crossgauge.model.randomness import Constant
from crossgauge.model.steps import Batch, Delay, Join, Release, Seize, Split, Unbatch, Use
from crossgauge.study.run import run
from study.small import road, small_network

WORK = Delay(delay=Constant(1_800.0))


def stuck(resources, *chains):
    """What a run of these chains says; the declaration itself has no fault."""
    crossing = replace(road(), gates=(), resources=resources, chains=chains)
    network = replace(small_network(), crossings=(crossing,), facts=(), provenance=())
    assert check_network(network) == ()
    with pytest.raises(RunStuck) as caught:
        run(network, replicas=1, workers=1, warmup_days=0)
    return str(caught.value).splitlines()


def chain(name, *steps, hours=()):
    instants = tuple(datetime(2023, 1, 2, hour, tzinfo=UTC) for hour in hours)
    arrivals = (Replay(instants=instants),) if hours else ()
    return Chain(id=name, unit_class="truck", arrivals=arrivals, steps=steps)


def both(first, second, name):
    """Take one, then the other as well."""
    give = [Release(release=one) for one in (second, first)]
    return chain(name, Seize(seize=first), WORK, Seize(seize=second), WORK, *give, hours=(3,))


def resource(name, count=1, **changed):
    return Resource(id=name, post="kz", kind="tracks", count=count, **changed)


def test_two_who_take_crosswise_are_named_with_what_each_holds():
    """East takes the track and wants the crane, west the other way round."""
    lines = stuck(
        (resource("track"), resource("crane")), both("track", "crane", "east"), both("crane", "track", "west")
    )

    assert lines == [
        "replica 1: at 2023-01-02 09:30 units wait, and nothing can happen any more:",
        "  road.east.seize:crane: 1 unit waits, unit 0 since 2023-01-02 09:30, for 1 of 'crane', holding 1 of 'track'",
        "  road.west.seize:track: 1 unit waits, unit 1 since 2023-01-02 09:30, for 1 of 'track', holding 1 of 'crane'",
        "  'track', of which there are 1, is held: 1 at road.east.seize:crane",
        "  'crane', of which there are 1, is held: 1 at road.west.seize:track",
        "  in a circle: unit 0 waits for 'crane', held by unit 1 waits for 'track', held by unit 0",
        "Expected a step that gives back, lets pass or fills what they wait for.",
    ]


def test_a_parent_that_holds_what_its_children_want_is_named():
    """It waits for them, and they for its track."""
    parent = chain(
        "parent",
        Seize(seize="track"),
        Split(split="child", count=Constant(3.0)),
        Join(),
        Release(release="track"),
        hours=(3,),
    )
    text = "\n".join(
        stuck((resource("track"),), parent, chain("child", Use(use="track", duration=Constant(60.0))))
    )

    assert "road.parent.join: 1 unit waits, unit 0 since" in text
    assert "for its children, holding 1 of 'track'" in text
    assert "road.child.use:track: 3 units wait, unit 1 since" in text
    assert "for 1 of 'track', each holding nothing" in text
    assert "'track', of which there are 1, is held: 1 at road.parent.join" in text


def test_members_of_a_batch_and_an_empty_stock_are_named():
    """Two of three are inside of a batch that waits for fuel, which another took; the third wants their room."""
    early = chain("early", Seize(seize="fuel"), hours=(2,))
    truck = chain(
        "truck", Seize(seize="room"), Batch(batch=2, into="pair"), Release(release="room"), hours=(3, 4, 5)
    )
    pair = chain("pair", Seize(seize="fuel"), Unbatch())
    text = "\n".join(stuck((resource("room", 2), resource("fuel", stock=True)), early, truck, pair))

    assert "road.pair.seize:fuel: 1 unit waits" in text
    assert "'fuel' is a stock that nobody fills" in text
    assert "for 1 of 'room', holding nothing" in text
    assert (
        "'room', of which there are 2, is held: 2 free, down, or with units that are gone or inside of a batch"
        in text
    )
