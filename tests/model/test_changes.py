"""Dated changes: by path, in their time, without touching what they do not name."""

from dataclasses import replace
from datetime import date

import pytest

from crossgauge.errors import NotFound
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import ChangeImpossible, apply_changes, network_on, target_of
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals
from crossgauge.model.epochs import epochs
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.randomness import Constant, Exponential, Lognormal
from crossgauge.model.steps import Arm, Branch, Delay, Use

LANES = "crossings.post.resources.lanes.count"
CHECK = "crossings.post.chains.out.steps.check.for"


def network_of(*agreements: Agreement) -> Network:
    steps = (
        Use(use="lanes", duration=Lognormal(600.0, 0.5), label="check"),
        Use(use="lanes", duration=Constant(60.0)),
        Branch(
            arms=(
                Arm(name="green", share=0.9),
                Arm(
                    name="red",
                    share=0.1,
                    steps=(Use(use="lanes", duration=Constant(90.0)), Delay(delay=Exponential(30.0))),
                ),
            ),
            label="channel",
        ),
    )
    chain = Chain(
        id="out", unit_class="truck", arrivals=(Arrivals(count=((2022, 100.0), (2023, 200.0))),), steps=steps
    )
    crossing = Crossing(
        id="post",
        name="Post",
        mode="road",
        posts=(Post(id="a", name="A", place="here", country="AA", clock="UTC"),),
        resources=(Resource(id="lanes", count=3), Resource(id="yard", kind="room", count=10)),
        chains=(chain,),
    )
    truck = TrafficClass(id="truck", name="Truck", kind="truck", mass_t=20.0)
    return Network(id="test", classes=(truck,), crossings=(crossing,), agreements=agreements)


def set_to(path: str, value: object) -> Change:
    return Change(path=path, verb="set", value=value)


def scale_by(path: str, factor: float) -> Change:
    return Change(path=path, verb="scale", value=factor)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (LANES, 3),
        (CHECK, Lognormal(600.0, 0.5)),
        ("crossings.post.chains.out.steps.use:lanes#1.for", Constant(60.0)),
        ("crossings.post.chains.out.steps.use:lanes#2.for", Constant(90.0)),
        ("crossings.post.chains.out.steps.delay.delay", Exponential(30.0)),
        ("crossings.post.chains.out.steps.channel.arms.red.share", 0.1),
        ("crossings.post.chains.out.steps.channel.red.share", 0.1),
        ("crossings.post.chains.out.arrivals.count", ((2022, 100.0), (2023, 200.0))),
        ("crossings.post.chains.out.arrivals.0.count", ((2022, 100.0), (2023, 200.0))),
        ("crossings.post.chains.out.arrivals.count.2023", 200.0),
        ("crossings.post.chains.out.class", "truck"),
        ("classes.truck.mass", 20.0),
        ("classes.truck.mass_t", 20.0),
        ("network.clock", "UTC"),
        ("clock", "UTC"),
    ],
)
def test_a_path_leads_to_a_value(path, value):
    """Words of YAML, ids, labels or verb and subject, arms by name."""
    assert target_of(network_of(), path).value == value


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("crosings.post", "no attribute is called 'crosings'. Did you mean 'crossings'?"),
        ("crossings.past.name", "no crossing is called 'past'. Did you mean 'post'?"),
        ("crossings.post", "no attribute of crossing 'post' is called ''. There are: chains"),
        ("crossings.post.resources.lane.count", "no resource is called 'lane'. Did you mean 'lanes'?"),
        ("crossings.post.resources.lanes.cuont", "no attribute is called 'cuont'. Did you mean 'count'?"),
        ("crossings.post.resources.lanes.count.x", "no attribute of 'count' is called 'x'. There are none."),
        ("crossings.post.chains.out.steps.chek.for", "no step is called 'chek'. Did you mean 'check'?"),
        (
            "crossings.post.chains.out.steps.use:lanes.for",
            "no single step is called 'use:lanes'. Did you mean 'use:lanes#1'?",
        ),
        ("crossings.post.chains.out.arrivals.count.2024", "no year is called '2024'. Did you mean '2023'?"),
        ("crossings.post.resources.lanes.id", "no attribute is called 'id'. "),
        ("", "no attribute is called ''. "),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path, said):
    """The nearest right word."""
    with pytest.raises(NotFound) as error:
        target_of(network_of(), path)

    assert str(error.value).startswith(said)


def test_set_and_scale_change_what_they_name_and_nothing_else():
    """Counts are rounded, distributions keep their shape."""
    network = network_of()

    changed = apply_changes(
        network,
        [
            scale_by(LANES, 1.5),
            scale_by(CHECK, 0.5),
            scale_by("crossings.post.chains.out.arrivals.count", 2.0),
            scale_by("crossings.post.chains.out.arrivals.count.2023", 0.5),
            set_to("crossings.post.chains.out.steps.use:lanes#2.for", Constant(1.0)),
        ],
    )

    crossing = changed.crossings[0]
    assert crossing.resources[0].count == 4
    assert crossing.resources[1] is network.crossings[0].resources[1]
    assert crossing.chains[0].steps[0].duration == Lognormal(300.0, 0.5)
    assert crossing.chains[0].arrivals[0].count == ((2022, 200.0), (2023, 200.0))
    assert crossing.chains[0].steps[2].arms[1].steps[0].duration == Constant(1.0)
    assert crossing.chains[0].steps[1] == network.crossings[0].chains[0].steps[1]
    assert network == network_of()


def test_words_cannot_be_scaled():
    """Only numbers, counts by year and distributions."""
    with pytest.raises(ChangeImpossible, match="Expected a number or a distribution"):
        apply_changes(network_of(), [scale_by("crossings.post.name", 2.0)])


def test_an_agreement_is_in_force_from_its_first_to_its_last_day():
    """Docs: Closures and agreements."""
    works = Agreement(
        id="works", name="Works", start=date(2023, 3, 1), end=date(2023, 3, 31), changes=(set_to(LANES, 1),)
    )
    network = network_of(works)

    days = [date(2023, 2, 28), date(2023, 3, 1), date(2023, 3, 31), date(2023, 4, 1)]

    assert [network_on(network, day).crossings[0].resources[0].count for day in days] == [3, 1, 1, 3]


def test_of_two_in_force_the_later_begun_counts():
    """A later measure is laid over an earlier one, wherever it stands in the file."""
    late = Agreement(id="late", name="Late", start=date(2023, 2, 1), changes=(set_to(LANES, 9),))
    early = Agreement(id="early", name="Early", start=date(2023, 1, 1), changes=(set_to(LANES, 5),))

    assert network_on(network_of(late, early), date(2023, 3, 1)).crossings[0].resources[0].count == 9


def test_epochs_are_the_days_on_which_the_network_becomes_another():
    """One state for every stretch in which nothing changes; agreements that tell only make none."""
    before = Agreement(id="before", name="Before", start=date(2020, 1, 1), changes=(set_to(LANES, 2),))
    told = Agreement(id="told", name="Told", start=date(2023, 2, 1))
    works = replace(
        before, id="works", start=date(2023, 3, 1), end=date(2023, 3, 31), changes=(set_to(LANES, 1),)
    )
    after = replace(before, id="after", start=date(2024, 1, 1), changes=(set_to(LANES, 7),))

    found = epochs(network_of(before, told, works, after), date(2023, 1, 1), date(2023, 12, 31))

    assert [(day, state.crossings[0].resources[0].count) for day, state in found] == [
        (date(2023, 1, 1), 2),
        (date(2023, 3, 1), 1),
        (date(2023, 4, 1), 2),
    ]


def test_epochs_of_one_day_are_one():
    """An agreement that begins on the first day is in force in it."""
    works = Agreement(id="works", name="Works", start=date(2023, 3, 1), changes=(set_to(LANES, 1),))

    found = epochs(network_of(works), date(2023, 3, 1), date(2023, 3, 1))

    assert [state.crossings[0].resources[0].count for _, state in found] == [1]
