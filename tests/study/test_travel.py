"""Travellers beside what was counted, and the exemption's effect in the network inside."""

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import crossgauge
from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.agreements import Agreement
from crossgauge.model.checks import check_network
from crossgauge.model.travel import Belief, Count, Institute, TravelSeries
from crossgauge.study.exemption import exemption_effect, growths
from crossgauge.study.run import run
from crossgauge.study.travel import beside, effect_told, months_of, statement, travel_json
from study.small import small_network

WAIVER = Agreement(id="waiver", name="Waiver", start=date(2023, 7, 1))


def year(number, persons):
    return Count(start=date(number, 1, 1), end=date(number, 12, 31), persons=persons)


def series(name, counts, **told):
    return TravelSeries(id=name, name=name.title(), counts=counts, **told)


def small(*travel, beliefs=()):
    return replace(small_network(), agreements=(WAIVER,), travel=travel, beliefs=beliefs)


EXEMPTED = series("guests", (year(2023, 1_000), year(2024, 3_000)), exempted_by="waiver", crossing="road", chains=("car-west",))
CONTROL = series("others", (year(2023, 500), year(2024, 1_000)), control_for="waiver")


@pytest.fixture(scope="module")
def reference():
    return crossgauge.reference()


def test_growth_over_that_of_the_control_is_the_effect():
    """Guests grew three times, others two times; half a year of the first was exempted: (1.5 - 184/365) / (181/365)."""
    effect = exemption_effect(small(EXEMPTED, CONTROL))

    share = 184 / 365
    assert effect.counts.low == pytest.approx((1.5 - share) / (1 - share))
    assert effect.counts.low == pytest.approx(effect.counts.high)
    assert effect.told_apart


def test_only_the_same_days_of_two_years_are_compared():
    mixed = series("mixed", (year(2023, 10), Count(start=date(2024, 1, 1), end=date(2024, 6, 30), persons=9), year(2024, 30)))

    assert [(pair.before.persons, pair.after.persons) for pair in growths(mixed)] == [(10, 30)]


def test_the_effect_in_the_network_inside_is_not_told_from_none_by_counts_alone(reference):
    """The control needed no visa and grew as much: the plain statement says so."""
    effect = exemption_effect(reference)

    words = statement(effect)

    assert effect.agreement.id == "visa-exemption"
    assert {one.series for one in effect.control} == {"cooperation-centre"}
    assert not effect.told_apart
    assert "do not tell it from none" in words
    assert effect.counts.low < effect.together.median < effect.studies.high
    assert json.dumps(effect_told(effect))


def test_windows_of_the_control_do_not_overlap_and_make_up_its_year(reference):
    days = sum((one.before.end - one.before.start).days + 1 for one in exemption_effect(reference).control)

    assert days == 365


def test_a_belief_draws_the_effect_towards_it():
    belief = Belief(id="waiver", median=1.2, low=1.1, high=1.3)
    spread = series("more", (year(2023, 1_000), year(2024, 4_000)), exempted_by="waiver")
    network = small(EXEMPTED, spread, CONTROL, beliefs=(belief,))

    effect = exemption_effect(network)

    assert effect.together.median < effect.counts.median


@pytest.mark.parametrize(
    ("travel", "told"),
    [
        ((CONTROL,), "no travellers under an exemption"),
        ((EXEMPTED,), "no control counted in the same years"),
        ((replace(EXEMPTED, counts=(year(2024, 5), year(2025, 6))), CONTROL), "before and after"),
    ],
)
def test_what_cannot_be_compared_is_told(travel, told):
    with pytest.raises(RunImpossible, match=told):
        exemption_effect(small(*travel))


def test_an_agreement_without_travellers_is_told_with_the_nearest():
    with pytest.raises(NotFound, match="Did you mean 'waiver'"):
        exemption_effect(small(EXEMPTED, CONTROL), "waver")


def test_travellers_of_a_run_are_those_of_its_tables_counted_as_the_series_counts():
    """In and out, so twice; by month and over the days of a count."""
    month = Count(start=date(2023, 1, 1), end=date(2023, 1, 28), persons=300)
    guests = replace(EXEMPTED, counted=2, counts=(month, year(2024, 3_000)))
    network = small(guests, CONTROL)
    ran = run(network, replicas=3, workers=1, warmup_days=0, record="counts")
    cars = ran.flows.filter(pl.col("chain").cast(pl.String) == "car-west")

    months, counts = months_of(network, ran), beside(network, ran)

    expected = 2 * cars["persons"].sum() / 3
    assert months["persons"].sum() == pytest.approx(expected)
    assert counts.filter(pl.col("series") == "guests")["simulated"].to_list() == [pytest.approx(expected), None]
    assert counts.filter(pl.col("series") == "others")["simulated"].null_count() == 2
    assert json.loads(travel_json(network, months, counts, None))["effect"] is None


def test_half_of_the_interval_over_replicas_is_told_beside(reference):
    guests = replace(EXEMPTED, counts=(Count(start=date(2023, 1, 1), end=date(2023, 1, 28), persons=300),))
    network = small(guests)
    ran = run(network, replicas=4, workers=1, warmup_days=0, record="counts")

    row = beside(network, ran).row(0, named=True)

    sums = ran.flows.filter(pl.col("chain").cast(pl.String) == "car-west").group_by("replica").agg(pl.col("persons").sum())
    assert row["pm"] == pytest.approx(3.182 * sums["persons"].std() / 2, rel=1e-3)


def test_five_institutes_train_three_thousand_a_year(reference):
    """The seed figures, with their parts named one by one."""
    whole = next(one for one in reference.institutes if one.id == "confucius-institutes")
    parts = [one for one in reference.institutes if one.part_of == whole.id]

    assert whole.number == len(parts) == 5
    assert dict(whole.trainees) == {2023: 3_000.0}


@pytest.mark.parametrize(
    ("network", "told"),
    [
        (small(replace(EXEMPTED, crossing="raod")), "crossing is 'raod', which is no crossing"),
        (small(replace(EXEMPTED, chains=("bus",))), "chains is 'bus', which is no chain"),
        (small(replace(EXEMPTED, exempted_by="waver")), "exempted_by is 'waver', which is no agreement"),
        (small(replace(EXEMPTED, control_for="waiver")), "under which its travellers came"),
        (small(replace(EXEMPTED, counts=())), "counts is empty"),
        (small(replace(EXEMPTED, counts=(Count(start=date(2023, 2, 1), end=date(2023, 1, 1), persons=1),))), "before"),
        (small(beliefs=(Belief(id="waiver", median=3, low=1, high=2),)), "median is 3, not between 1 and 2"),
        (small(beliefs=(Belief(id="other", median=1.5, low=1, high=2),)), "which is no agreement"),
        (
            replace(small(), institutes=(Institute(id="a", name="A", kind="institute", of="CN", country="KZ", part_of="b"),)),
            "part_of is 'b', which is no institute",
        ),
    ],
)
def test_travellers_that_name_what_is_not_there_are_a_fault(network, told):
    assert any(told in fault.wrong for fault in check_network(network))
