"""The rules hold for networks that are built in Python too."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.calendars import Calendar, Closure, Gate, Period
from crossgauge.model.checks import check_network
from crossgauge.model.crossings import Chain, Crossing, Failure, Post, Resource
from crossgauge.model.demand import Arrivals, Timetable
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant, Exponential, Lognormal, Mixture
from crossgauge.model.steps import (
    Arm,
    Batch,
    Branch,
    Delay,
    Goto,
    Join,
    Leave,
    Release,
    Seize,
    Split,
    Stage,
    Step,
    Unbatch,
    Use,
    Wait,
)

LANE = Resource(id="lane", post="a", count=2)
TAKE, GIVE = Seize(seize="lane"), Release(release="lane")
WORK = Delay(delay=Constant(60.0))
COMES = Arrivals(count=((2023, 100.0),))
STEPS = "crossings.post.chains.out.steps"


def network_of(*steps: Step, chains: tuple[Chain, ...] = (), **changed: object) -> Network:
    """One post with lanes, and trucks that do these steps; `changed` replaces attributes of the network."""
    out = Chain(id="out", unit_class="truck", arrivals=(COMES,), steps=steps or (WORK,))
    post = Crossing(
        id="post",
        name="Post",
        mode="road",
        posts=(Post(id="a", name="A", place="here", country="AA", clock="UTC"),),
        resources=(LANE, Resource(id="room", kind="room", count=5, stock=True)),
        gates=(Gate(id="gate", kind="hours", post="a"),),
        chains=(out, *chains),
    )
    network = Network(
        id="test",
        places=(Place(id="here", name="Here", latitude=0, longitude=0),),
        classes=(
            TrafficClass(id="truck", name="Truck", kind="truck"),
            TrafficClass(id="train", name="Train", kind="block train", load=Constant(3.0), carries="box"),
            TrafficClass(id="box", name="Box", kind="container"),
        ),
        crossings=(post,),
    )
    return replace(network, **changed)


def with_crossing(**changed: object) -> Network:
    network = network_of()
    return replace(network, crossings=(replace(network.crossings[0], **changed),))


def wrongs(network: Network) -> list[tuple[str, str]]:
    """Path and what is wrong of every fault, without the words of the path."""
    return [(fault.where, fault.wrong) for fault in check_network(network)]


def arms(*of_each: tuple[Step, ...]) -> Branch:
    share = 1 / len(of_each)
    return Branch(
        arms=tuple(Arm(name=f"arm{index}", share=share, steps=steps) for index, steps in enumerate(of_each))
    )


@pytest.mark.parametrize(
    "steps",
    [
        (TAKE, WORK, GIVE),
        (TAKE, TAKE, Release(release="lane", count=2)),
        (TAKE, arms((WORK,), ()), GIVE),
        (arms((TAKE, WORK, GIVE), (WORK,)), Leave(), WORK),
        (arms((TAKE, GIVE, Goto(goto="end")), (WORK,)), replace(WORK, label="end")),
        (Release(release="room"), Release(release="room")),
        (Seize(seize="room"), WORK),
        (Seize(seize="lane", patience=Constant(60.0), otherwise="end"), GIVE, replace(WORK, label="end")),
        (replace(WORK, label="again"), arms((Goto(goto="again"),), ())),
        (Wait(wait="gate"), Stage(stage="x", post="a"), Use(use="lane", duration=Exponential(60.0), count=2)),
    ],
)
def test_a_right_chain_has_no_fault(steps):
    """What is held is given back on every way."""
    assert wrongs(network_of(*steps)) == []


@pytest.mark.parametrize(
    ("steps", "where", "wrong"),
    [
        ((TAKE,), "seize:lane", "ends the chain while it holds 1 of 'lane'"),
        ((GIVE,), "release:lane", "releases 1 of 'lane' and holds 0"),
        ((TAKE, Release(release="lane", count=2)), "release:lane", "releases 2 of 'lane' and holds 1"),
        ((arms((TAKE,), ()), GIVE), "release:lane", "is reached holding nothing and holding 1 of 'lane'"),
        ((TAKE, arms((GIVE, Goto(goto="x")), ()), replace(WORK, label="x"), GIVE), "x", "is reached holding"),
        (
            (TAKE, Seize(seize="lane", balk_above=3), Release(release="lane", count=2)),
            "seize:lane#2",
            "ends the chain while it holds 1 of 'lane'",
        ),
        ((Goto(goto="nowhere"),), "goto:nowhere.goto", "is 'nowhere', which is no label"),
        (
            (Use(use="lane", duration=Constant(1.0), otherwise="no"),),
            "use:lane.otherwise",
            "is 'no', which is no label",
        ),
        ((replace(WORK, label="a"), replace(WORK, label="a")), "a", "has its label 2 times"),
        ((Join(),), "join", "waits for children that nobody makes"),
        ((Leave(), WORK, Leave()), "leave#2", "leaves again"),
        ((Branch(arms=(Arm(share=0.5), Arm(share=0.4))),), "branch", "has shares that add to 0.9"),
        ((Branch(arms=(Arm(share=1.0), Arm())),), "branch.arms.1", "has no share"),
        ((Seize(seize="lain"), GIVE), "seize:lain.seize", "is 'lain', which is no resource"),
        ((Wait(wait="gaet"),), "wait:gaet.wait", "is 'gaet', which is no gate"),
        ((Stage(stage="x", post="b"),), "stage:x.post", "is 'b', which is no post"),
        ((Split(split="none"),), "split:none.split", "is 'none', which is no chain"),
        ((Split(split="out", count=Constant(2.0)),), "", "makes units of itself without end"),
        ((Use(use="lane", duration=Constant(1.0), count=3),), "use:lane", "asks for 3 of 'lane', of which"),
        (
            (Use(use="lane", duration=Lognormal(-1.0, 0.3)),),
            "use:lane.for",
            "is Lognormal(mean=-1.0, cv=0.3)",
        ),
        ((Delay(delay=Mixture((0.5,), (Constant(1.0),))),), "delay.delay", "is Mixture("),
        ((replace(TAKE, count=0), GIVE), "seize:lane.count", "is 0"),
    ],
)
def test_a_wrong_chain_is_told_at_its_step(steps, where, wrong):
    """One rule a case."""
    path = f"{STEPS}.{where}" if where else STEPS.removesuffix(".steps")

    found = dict(wrongs(network_of(*steps)))

    assert wrong in found[path]


def test_a_chain_that_nobody_enters_is_told():
    """No arrivals, and no chain makes its units."""
    assert wrongs(network_of(chains=(Chain(id="lost", unit_class="box", steps=(WORK,)),))) == [
        ("crossings.post.chains.lost", "crossing 'post', chain 'lost' is entered by nobody")
    ]


def test_members_of_a_batch_go_on_only_where_it_is_unbatched():
    """What a member holds at a batch that is never undone stays held."""
    into = Chain(id="full", unit_class="truck", steps=(WORK,))
    steps = (TAKE, Batch(batch=2, into="full"), GIVE)

    kept = wrongs(network_of(*steps, chains=(into,)))
    freed = wrongs(network_of(*steps, chains=(replace(into, steps=(Unbatch(),)),)))

    assert "holds 1 of 'lane'" in dict(kept)[f"{STEPS}.batch:full"]
    assert freed == []


def test_who_splits_without_a_count_has_a_load():
    """A truck carries nothing here, a train does."""
    box = Chain(id="box", unit_class="box", steps=(WORK,))
    network = network_of(Split(split="box"), Join(), chains=(box,))
    train = replace(network.crossings[0].chains[0], unit_class="train")
    loaded = replace(network, crossings=(replace(network.crossings[0], chains=(train, box)),))

    assert "has no count, and class 'truck' has no load" in dict(wrongs(network))[f"{STEPS}.split:box"]
    assert wrongs(loaded) == []


@pytest.mark.parametrize(
    ("network", "where", "wrong"),
    [
        (with_crossing(resources=(LANE, LANE)), "crossings.post.resources.lane", "is declared 2 times"),
        (
            with_crossing(resources=(replace(LANE, post="b"),)),
            "crossings.post.resources.lane.post",
            "which is no post",
        ),
        (
            with_crossing(resources=(replace(LANE, hours="day"),)),
            "crossings.post.resources.lane.hours",
            "no calendar",
        ),
        (
            with_crossing(resources=(replace(LANE, kind="lamp"),)),
            "crossings.post.resources.lane.kind",
            "is 'lamp'",
        ),
        (
            with_crossing(resources=(replace(LANE, initial=1),)),
            "crossings.post.resources.lane.initial",
            "it is no stock",
        ),
        (
            with_crossing(
                resources=(replace(LANE, failures=(Failure(between=Constant(0.0), lasting=Constant(1.0)),)),)
            ),
            "crossings.post.resources.lane.failures.0.between",
            "is Constant(value=0.0)",
        ),
        (
            with_crossing(gates=(Gate(id="q", kind="quota"),)),
            "crossings.post.gates.q",
            "of kind quota without count",
        ),
        (
            with_crossing(gates=(Gate(id="p", kind="paths"),)),
            "crossings.post.gates.p",
            "without count and times",
        ),
        (
            with_crossing(gates=(Gate(id="p", kind="hours", clock="Mars"),)),
            "crossings.post.gates.p.clock",
            "no time zone",
        ),
        (network_of(clock="../../etc/passwd"), "network.clock", "which is no time zone"),
        (network_of(start=date(2023, 1, 2), end=date(2023, 1, 1)), "network.until", "before 2023-01-02"),
        (network_of(resources=(LANE,)), "resources.lane.post", "but crossings share it"),
        (
            network_of(calendars=(Calendar(id="always", clock="UTC", periods=()),)),
            "calendars.always",
            "is declared",
        ),
        (
            network_of(
                calendars=(
                    Calendar(id="c", clock="UTC", periods=(Period(weekday=0, start_s=9.0, end_s=8.0),)),
                )
            ),
            "calendars.c",
            "has mon 00:00-00:00",
        ),
        (
            network_of(
                closures=(
                    Closure(id="c", of=("pots",), start=datetime(2023, 1, 1), end=datetime(2023, 1, 2)),
                )
            ),
            "closures.c.of",
            "names 'pots', which is none",
        ),
        (
            network_of(
                closures=(
                    Closure(id="c", of=("post",), start=datetime(2023, 1, 2), end=datetime(2023, 1, 2)),
                )
            ),
            "closures.c.until",
            "ends before it begins",
        ),
    ],
)
def test_a_wrong_declaration_is_told_at_its_path(network, where, wrong):
    """One rule a case."""
    assert wrong in dict(wrongs(network))[where]


def test_periods_that_pass_the_end_of_the_week_do_not_overlap_its_begin():
    """Sunday 22:00-06:00 falls into Monday 05:00."""
    night = Period(weekday=6, start_s=22 * 3600.0, end_s=30 * 3600.0)
    early = Period(weekday=0, start_s=5 * 3600.0, end_s=8 * 3600.0)
    late = replace(early, start_s=6 * 3600.0)

    def overlaps(*periods: Period) -> bool:
        return bool(wrongs(network_of(calendars=(Calendar(id="c", clock="UTC", periods=periods),))))

    assert overlaps(early, night)
    assert not overlaps(late, night)


@pytest.mark.parametrize(
    ("demand", "word"),
    [
        (replace(COMES, months=(1.0,) * 11), "months"),
        (replace(COMES, day_hours=(0.0,) * 24), "hours"),
        (replace(COMES, weekdays=(1.0,) * 6 + (-1.0,)), "weekdays"),
        (replace(COMES, count=()), "count"),
        (replace(COMES, count=((2023, 1.0), (2023, 2.0))), "count"),
        (replace(COMES, clock="Nowhere/Atall"), "clock"),
        (replace(COMES, growth=-1.0), "growth"),
        (replace(COMES, closed="no"), "closed"),
    ],
)
def test_wrong_arrivals_are_told(demand, word):
    """Weights are 12, 7 and 24, none below 0, one above."""
    chain = Chain(id="out", unit_class="truck", arrivals=(demand,), steps=(WORK,))

    assert [where for where, _ in wrongs(with_crossing(chains=(chain,)))] == [
        f"crossings.post.chains.out.arrivals.{word}"
    ]


def test_a_timetable_without_times_is_told():
    """Nobody would come."""
    chain = Chain(id="out", unit_class="truck", arrivals=(Timetable(times=()),), steps=(WORK,))

    assert "has no times" in wrongs(with_crossing(chains=(chain,)))[0][1]


def agreed(path: str, value: object, verb: str = "set") -> Agreement:
    return Agreement(
        id="x", name="X", start=date(2023, 1, 1), changes=(Change(path=path, verb=verb, value=value),)
    )


@pytest.mark.parametrize(
    ("agreement", "where", "wrong"),
    [
        (
            agreed("crossings.post.resources.lain.count", 1),
            "agreements.x.changes.0",
            "no resource is called 'lain'",
        ),
        (
            agreed("crossings.post.name", 2.0, "scale"),
            "agreements.x.changes.0",
            "scales 'crossings.post.name'",
        ),
        (
            agreed("crossings.post.resources.lane.count", -1.0, "scale"),
            "agreements.x.changes.0",
            "scales by -1.0",
        ),
        (
            agreed("crossings.post.resources.lane.hours", "day"),
            "agreements.x",
            "then crossing 'post', resource 'lane'",
        ),
        (replace(agreed("clock", "UTC"), end=date(2022, 1, 1)), "agreements.x.until", "before 2023-01-01"),
    ],
)
def test_agreements_are_checked_in_the_state_that_they_make(agreement, where, wrong):
    """A change may break a rule as well as the declaration."""
    assert wrong in dict(wrongs(network_of(agreements=(agreement,))))[where]


def test_an_agreement_may_bring_what_there_is_none_of_before():
    """A capacity of 0 is no fault where it is not 0 for ever."""
    use = Chain(
        id="out", unit_class="truck", arrivals=(COMES,), steps=(Use(use="lane", duration=Constant(1.0)),)
    )
    closed = with_crossing(resources=(replace(LANE, count=0),), chains=(use,))

    assert "never more than 0" in wrongs(closed)[0][1]
    assert wrongs(replace(closed, agreements=(agreed("crossings.post.resources.lane.count", 1),))) == []
