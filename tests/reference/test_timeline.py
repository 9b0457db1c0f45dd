"""The timeline: every event has its fact and its names; only what names an agreement of the model changes anything."""

from dataclasses import replace
from datetime import date

import pytest

import crossgauge
from crossgauge.arrays.compile import compile_network
from crossgauge.model.checks import check_network
from crossgauge.model.places import LANGUAGES
from crossgauge.reference import folder
from crossgauge.sources.scenarios import scenarios_in
from crossgauge.study.run import TOLD_ONLY, input_hash


@pytest.fixture(scope="module")
def network():
    return crossgauge.reference()


def test_every_event_cites_a_fact_with_its_source(network):
    facts = {fact.id: fact for fact in network.facts}

    assert [event.id for event in network.timeline if not facts[event.fact].source] == []


def test_every_event_facility_and_institute_is_named_in_four_languages(network):
    named = (*network.timeline, *network.facilities, *network.institutes, *network.travel)

    assert [one.id for one in named if {"en", *dict(one.names)} != set(LANGUAGES)] == []


def test_events_stand_in_the_order_of_their_days(network):
    days = [event.start for event in network.timeline]

    assert days == sorted(days)


def test_an_event_that_changed_something_names_the_agreement_that_begins_or_ends_then(network):
    """Known to the month, within a month of it."""
    agreements = {one.id: one for one in network.agreements}
    linked = [event for event in network.timeline if event.agreement]

    def days_apart(event):
        agreement = agreements[event.agreement]
        turns = [day for day in (agreement.start, agreement.end) if day is not None]
        return min(abs((day - event.start).days) for day in turns)

    apart = {event.id: days_apart(event) for event in linked}

    assert len(linked) >= 15
    assert {name: days for name, days in apart.items() if days > 31} == {}


def test_visits_summits_and_meetings_change_nothing(network):
    kinds = {event.kind for event in network.timeline if event.agreement}

    assert kinds.isdisjoint({"visit", "summit", "meeting"})


def test_a_network_without_its_timeline_is_simulated_the_same(network):
    """Nor without facilities, travellers and institutes: they are told, or changed by a scenario."""
    told = ("facilities", "travel", "beliefs", "institutes", "timeline")
    bare = replace(network, **dict.fromkeys(told, ()))

    assert set(told) <= set(TOLD_ONLY)
    assert input_hash(bare) == input_hash(network)
    with_it, without = (compile_network(one, start=date(2023, 5, 1), days=3, warmup_days=0) for one in (network, bare))
    assert [repr(part.program) for part in with_it] == [repr(part.program) for part in without]


def test_the_highway_in_kyrgyzstan_is_told_with_its_scenario(network):
    tried = {event.scenario for event in network.timeline if event.scenario}

    assert "north-south-highway" in tried
    assert tried <= set(scenarios_in(folder()))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fact": "E-1"}, "fact is 'E-1', which is no fact"),
        ({"agreement": "visa"}, "agreement is 'visa', which is no agreement"),
        ({"end": date(2020, 1, 1)}, "until is 2020-01-01, before"),
    ],
)
def test_an_event_that_names_what_is_not_there_is_a_fault(network, change, told):
    events = (replace(network.timeline[0], **change), *network.timeline[1:])

    assert any(told in fault.wrong for fault in check_network(replace(network, timeline=events)))
