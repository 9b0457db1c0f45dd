"""What can never be is told before the run: loops without time, batches that never fill, passes there are none of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crossgauge.model.calendars import Calendar, Gate
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Chain, Failure
from crossgauge.model.demand import Replay
from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant, Empirical, Exponential, Lognormal, Mixture, Uniform
from crossgauge.model.steps import (
    Arm,
    Batch,
    Branch,
    Delay,
    Goto,
    Join,
    Move,
    Release,
    Seize,
    Split,
    Stage,
    Unbatch,
    Use,
    Wait,
)
from model.test_checks import (
    COMES,
    GIVE,
    LANE,
    STEPS,
    TAKE,
    WORK,
    agreed,
    arms,
    network_of,
    with_crossing,
    wrongs,
)

BEGIN = Stage(stage="x", post="a", label="again")
BACK = Goto(goto="again")
NOTHING = Constant(0.0)
ROAD = Link(id="road", start="here", end="here", mode="road", length_m=1.0, running_time=NOTHING)


def looped(*steps, **changed):
    return wrongs(network_of(BEGIN, *steps, BACK, **changed))


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Delay(delay=NOTHING),),
        (Delay(delay=Constant(0.0004)),),
        (Delay(delay=Uniform(0.0, 0.0)), Use(use="lane", duration=Empirical((0.0, 0.0)))),
        (Delay(delay=Mixture((1.0, 0.0), (NOTHING, Constant(5.0)))),),
        (TAKE, GIVE),
        (Seize(seize="room"), Release(release="room")),
        (Wait(wait="gate"),),
        (arms((), (TAKE, GIVE)),),
        (Branch(arms=(Arm(share=0.0, steps=(WORK,)), Arm(share=1.0))),),
        (Move(move="road"),),
        (Split(split="box", count=Constant(1.0)),),
    ],
)
def test_a_loop_without_time_is_told(steps):
    """The clock would stand still in it."""
    box = Chain(id="box", unit_class="box", steps=(WORK,))
    chains = (box,) if any(isinstance(step, Split) for step in steps) else ()

    where, wrong = looped(*steps, chains=chains, links=(ROAD,))[0]

    assert where == f"{STEPS}.goto:again"
    assert wrong.startswith(
        "crossing 'post', chain 'out', step 'goto:again' closes a loop that takes no time: again"
    )


@pytest.mark.parametrize(
    "steps",
    [
        (WORK,),
        (Delay(delay=Exponential(1.0)),),
        (Delay(delay=Uniform(0.0, 1.0)),),
        (Delay(delay=Mixture((0.5, 0.5), (NOTHING, Constant(5.0)))),),
        (Use(use="lane", duration=Constant(1.0)),),
        (Wait(wait="slots"),),
        (Seize(seize="room"),),
        (arms((WORK,), ()),),
        (Move(move="road", duration=Constant(1.0)),),
        (Move(move="tracks"),),
    ],
)
def test_a_loop_that_takes_time_or_may_be_left_is_none(steps):
    """A unit that repeats by chance comes out; a stock is empty in the end; passes run out."""
    slots = Gate(id="slots", kind="slots", count=1, period_s=60.0, clock="UTC")
    links = (ROAD, replace(ROAD, id="tracks", headway_s=60.0))

    assert looped(*steps, gates=(slots,), links=links) == []


def test_a_join_of_children_takes_their_time():
    """A parent that makes children and waits for them does not run on."""
    box = Chain(id="box", unit_class="box", steps=(WORK,))

    assert looped(Split(split="box", count=Constant(1.0)), Join(), chains=(box,)) == []


def test_turning_away_to_the_same_line_is_a_loop():
    """Who finds the line full would look again in the same instant, for ever."""
    use = Use(use="lane", duration=Constant(60.0), balk_above=0, otherwise="again")

    assert "closes a loop that takes no time: again, use:lane" in wrongs(network_of(BEGIN, use))[0][1]
    assert wrongs(network_of(replace(WORK, label="again"), use)) == []


def test_a_loop_without_time_after_an_agreement_is_told():
    """The change is named."""
    network = network_of(BEGIN, replace(WORK, label="work"), BACK)
    changed = agreed(f"{STEPS}.work.delay", NOTHING)

    assert wrongs(network) == []
    assert "closes a loop" in wrongs(replace(network, agreements=(changed,)))[0][1]


def closed(*steps, n=3, chains=()):
    """A network into which n units come in all."""
    instants = tuple(datetime(2023, 1, 1, hour, tzinfo=UTC) for hour in range(n))
    out = Chain(id="out", unit_class="truck", arrivals=(Replay(instants=instants),), steps=steps)
    return with_crossing(chains=(out, *chains))


FULL = Chain(id="full", unit_class="truck", steps=(WORK,))
GATHER = Batch(batch=8, into="full", label="gather")


@pytest.mark.parametrize(
    ("network", "wrong"),
    [
        (closed(GATHER, chains=(FULL,)), "never gathers 8: no more than 3 units ever come"),
        (
            closed(replace(GATHER, at_most=60.0, at_least=4), chains=(FULL,)),
            "never gathers 4: no more than 3",
        ),
        (network_of(replace(GATHER, at_least=9), chains=(FULL,)), "waits for 9 and is full with 8"),
        (
            network_of(TAKE, GATHER, GIVE, chains=(replace(FULL, steps=(Unbatch(),)),)),
            "never gathers 8: each holds 1 of 'lane', enough for 2",
        ),
    ],
)
def test_a_batch_that_never_fills_is_told(network, wrong):
    """Too few ever come, or the room is too small for all who wait for the last."""
    assert [(where, wrong in told) for where, told in wrongs(network)] == [(f"{STEPS}.gather", True)]


def test_children_of_a_constant_count_may_be_too_few():
    """Three trains with two wagons each: six at most."""
    wagons = Chain(id="wagons", unit_class="box", steps=(GATHER,))
    split = Split(split="wagons", count=Constant(2.0))

    def told(size, count=split.count, *before):
        gather = replace(wagons, steps=(replace(GATHER, batch=size),))
        return wrongs(closed(*before, replace(split, count=count), chains=(gather, FULL)))

    assert "no more than 6 units" in told(7)[0][1]
    assert told(6) == []
    assert told(7, Uniform(1.0, 3.0)) == []
    assert told(7, Exponential(1.0)) == []


def test_a_batch_that_may_fill_is_none():
    """Arrivals without end, a timer, a loop that brings more."""
    box = Chain(id="box", unit_class="box", steps=(GATHER,))
    again = (replace(WORK, label="a"), Split(split="box", count=Constant(1.0)), arms((Goto(goto="a"),), ()))

    assert wrongs(network_of(GATHER, chains=(FULL,))) == []
    assert wrongs(closed(replace(GATHER, at_most=60.0), chains=(FULL,))) == []
    assert wrongs(closed(*again, chains=(box, FULL))) == []


def gated(count, asked, kind="quota", **changed):
    gate = Gate(id="q", kind=kind, count=count, clock="UTC", **changed)
    return network_of(Wait(wait="q", count=asked), gates=(gate,))


@pytest.mark.parametrize("kind", ["quota", "slots"])
def test_more_passes_than_a_window_has_are_told(kind):
    """Passes lapse with their window, so they never add up."""
    assert "asks for 4 passes of 'q', of which a window has 3" in wrongs(gated(3, 4, kind))[0][1]
    assert wrongs(gated(3, 3, kind)) == []
    assert wrongs(replace(gated(3, 4, kind), agreements=(agreed("gates.q.count", 4),))) == []


def test_a_path_lets_one_pass():
    assert "a window has 1" in wrongs(gated(12, 2, "paths"))[0][1]
    assert wrongs(gated(12, 1, "paths")) == []


def test_a_gate_and_a_resource_that_never_open_are_told():
    """A calendar without a period."""
    never = (Calendar(id="never", clock="UTC", periods=()),)
    gate = replace(gated(3, 1, hours="never"), calendars=never)
    chain = Chain(
        id="out", unit_class="truck", arrivals=(COMES,), steps=(Use(use="lane", duration=Constant(1.0)),)
    )
    lane = replace(with_crossing(resources=(replace(LANE, hours="never"),), chains=(chain,)), calendars=never)

    assert "waits at 'q', which never opens" in wrongs(gate)[0][1]
    assert "asks for 1 of 'lane', of which there are never more than 0" in wrongs(lane)[0][1]


def test_who_waits_for_what_he_holds_is_told():
    """Two lanes: both held, a third asked for."""
    steps = (
        replace(TAKE, count=2),
        Use(use="lane", duration=Constant(1.0)),
        Release(release="lane", count=2),
    )

    assert wrongs(network_of(*steps)) == [
        (
            f"{STEPS}.use:lane",
            "crossing 'post', chain 'out', step 'use:lane' asks for 1 of 'lane' while it holds 2 of at most 2",
        )
    ]
    assert wrongs(network_of(TAKE, Use(use="lane", duration=Constant(1.0)), GIVE)) == []


def test_a_stock_that_begins_with_too_little_and_that_nobody_fills_is_told():
    """Two are there for one who asks for three; where anybody gives back, it may come to be enough."""
    fuel = replace(LANE, id="fuel", post="", stock=True, count=5, initial=2)
    asks = (Seize(seize="fuel", count=3), WORK)
    filler = Chain(id="filler", unit_class="truck", arrivals=(COMES,), steps=(WORK, Release(release="fuel")))

    assert wrongs(network_of(*asks, resources=(fuel,))) == [
        (
            f"{STEPS}.seize:fuel",
            "crossing 'post', chain 'out', step 'seize:fuel' asks for 3 of 'fuel', a stock that begins with 2 and"
            " nobody fills",
        )
    ]
    assert wrongs(network_of(*asks, resources=(fuel,), chains=(filler,))) == []
    assert wrongs(network_of(*asks, resources=(replace(fuel, initial=3),))) == []
    assert wrongs(network_of(*asks, resources=(replace(fuel, initial=None),))) == []


def test_a_failure_without_pause_is_told():
    """Up for no millisecond, down for none."""
    failure = Failure(between=Constant(0.0004), lasting=NOTHING)

    found = wrongs(with_crossing(resources=(replace(LANE, failures=(failure,)),)))

    assert [where for where, _ in found] == ["crossings.post.resources.lane.failures.between"]


@pytest.mark.parametrize(
    "steps",
    [
        (Delay(delay=Constant(-1.0)),),
        (Use(use="lane", duration=Lognormal(-60.0, 1.0)),),
        (Use(use="lane", duration=Mixture((0.5, 0.5), (Constant(1.0), Constant(-1.0)))),),
        (Seize(seize="lane", patience=Constant(-1.0)), GIVE),
    ],
)
def test_negative_durations_are_told(steps):
    assert any(
        "Expected parameters of at least 0" in one.expected for one in check_network(network_of(*steps))
    )
