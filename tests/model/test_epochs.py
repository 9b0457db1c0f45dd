"""Days of many crossings: the same states as the law gives, made once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crossgauge
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import PathUnknown, network_on
from crossgauge.model.checks import check_network
from crossgauge.model.checks_demand import most_ever, states_of
from crossgauge.model.epochs import states_by_day

FIRST = date(2023, 1, 1)
CHANGES = (
    Change(path="crossings.khorgos-road.resources.cn-lanes.count", verb="set", value=3),
    Change(path="crossings.khorgos-road.resources.cn-lanes.count", verb="scale", value=2.0),
    Change(path="crossings.khorgos-road.gates.cn-release.count", verb="scale", value=1.5),
    Change(path="crossings.dulata-road.chains.truck-west.steps.branch.arms.red.share", verb="set", value=0.2),
    Change(path="network.crossings.dulata-road.resources.cn-hall.count", verb="set", value=1),
    Change(path="classes.container-train-1435.load", verb="scale", value=1.1),
    Change(path="calendars.icbc.clock", verb="set", value="UTC"),
)


@pytest.fixture(scope="module")
def network():
    return crossgauge.reference()


def agreements():
    """A few, with changes of any crossings, in force from and to any days of two months, in any order."""
    one = st.builds(
        lambda since, lasting, order, changes: (since, lasting, order, tuple(changes)),
        st.integers(0, 60),
        st.none() | st.integers(0, 60),
        st.integers(0, 2),
        st.lists(st.sampled_from(CHANGES), max_size=4),
    )
    return st.lists(one, max_size=8)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(drawn=agreements())
def test_states_by_day_are_those_of_the_law(network, drawn):
    """`network_on` applies all agreements of a day one after the other: the plain twin, on every day."""
    told = tuple(
        Agreement(
            id=f"a{number}", name="A", order=order, changes=changes, start=FIRST + timedelta(days=since),
            end=None if lasting is None else FIRST + timedelta(days=since + lasting),
        )
        for number, (since, lasting, order, changes) in enumerate(drawn)
    )  # fmt: skip
    network = replace(network, agreements=told)
    on = states_by_day(network)

    for days in range(0, 130, 13):
        day = FIRST + timedelta(days=days)
        assert on(day) == network_on(network, day)


def test_states_by_day_of_the_reference_are_those_of_the_law(network):
    """On the first day of every agreement, and on the day behind its last."""
    on = states_by_day(network)
    days = {one.start for one in network.agreements}
    days |= {one.end + timedelta(days=1) for one in network.agreements if one.end}

    assert len(days) > 20
    for day in sorted(days):
        assert on(day) == network_on(network, day)


def test_what_no_agreement_changes_stays_the_same_object(network):
    """So that states are compared, and rules run, by what has changed alone."""
    works = Agreement(id="works", name="Works", start=FIRST, changes=CHANGES[:1])

    state = states_by_day(replace(network, agreements=(works,)))(FIRST)

    same = [one is other for one, other in zip(network.crossings, state.crossings, strict=True)]
    assert same.count(False) == 1
    assert state.calendars is network.calendars


def test_a_path_that_leads_nowhere_is_told_on_the_day_it_counts(network):
    """The words of `network_on`, every time."""
    wrong = Agreement(
        id="wrong", name="Wrong", start=FIRST, changes=(replace(CHANGES[0], path="crossings.khorgos.resources.x.count"),)
    )  # fmt: skip
    network = replace(network, agreements=(wrong,))
    on = states_by_day(network)

    assert on(FIRST - timedelta(days=1)) == network
    for _ in range(2):
        with pytest.raises(PathUnknown) as told:
            on(FIRST)
        with pytest.raises(PathUnknown) as law:
            network_on(network, FIRST)
        assert str(told.value) == str(law.value)


def test_the_most_that_there_ever_is_counts_shifts_and_every_state(network):
    """Officers come in shifts of 9 and 7; an agreement brings 40 lanes for one day."""
    more = Agreement(
        id="more", name="More", start=FIRST, end=FIRST, changes=(replace(CHANGES[0], value=40),)
    )

    most = most_ever(list(states_of(replace(network, agreements=(more,)))))

    assert most["khorgos-road", "cn-lanes"] == 40
    assert most["alashankou-dostyk-rail", "cn-customs"] == 9


def test_a_fault_that_an_agreement_makes_is_found_among_many_crossings(network):
    """Hours that no calendar has, told once, with an agreement that stands on the day."""
    bad = Agreement(
        id="bad", name="Bad", start=FIRST,
        changes=(Change(path="crossings.dulata-road.gates.cn-release.hours", verb="set", value="never"),),
    )  # fmt: skip

    faults = check_network(replace(network, agreements=(bad, *network.agreements)))

    assert [one.where for one in faults] == ["agreements.bad"]
    assert "gate 'cn-release': hours is 'never'" in faults[0].wrong


def test_a_fault_in_what_crossings_share_is_found_in_the_state_that_has_it(network):
    """A class that carries none that there is, from the day of an agreement on; before it the network is sound."""
    name = network.classes[0].id
    bad = Agreement(
        id="bad", name="Bad", start=FIRST, changes=(Change(path=f"classes.{name}.carries", verb="set", value="air"),)
    )  # fmt: skip

    faults = check_network(replace(network, agreements=(bad, *network.agreements)))

    assert [one.where for one in faults] == ["agreements.bad"]
    assert "carries is 'air', which is no class" in faults[0].wrong


def test_a_change_of_a_crossing_that_is_not_there_is_told_and_nothing_raised(network):
    """Facilities are checked on the network's first day, on which such a change cannot be made."""
    lost = Agreement(
        id="lost", name="Lost", start=date.min, changes=(replace(CHANGES[0], path="crossings.x.resources.y.count"),)
    )  # fmt: skip

    faults = check_network(replace(network, agreements=(*network.agreements, lost)))

    assert network.facilities
    assert [one.where for one in faults] == ["agreements.lost.changes.0"]
