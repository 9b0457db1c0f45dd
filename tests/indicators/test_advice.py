"""What a brief recommends: each rule on results made by hand."""

import polars as pl
import pytest

from crossgauge.indicators import advice
from crossgauge.indicators.briefing import Change


def queued(*rows):
    """(crossing, kind, hours waited)."""
    return pl.DataFrame(rows, schema=["crossing", "kind", "queued_h"], orient="row")


def change(crossing, difference, verdict):
    """Border hours of trucks at a crossing."""
    return Change(
        crossing=crossing, direction="west", unit_class="truck", base=10.0, other=10.0 + difference,
        difference=difference, low=difference - 1, high=difference + 1, p_holm=0.01, verdict=verdict,
    )  # fmt: skip


SHORTER, LONGER = change("hill", -4.0, "shorter"), change("plain", 2.0, "longer")
NONE, FEW = change("sea", 0.1, "none"), change("hill", -4.0, "few")


def test_the_crossing_where_most_hours_are_waited_is_named_with_its_share():
    found = advice.waits(queued(("hill", "lanes", 20.0), ("plain", "cranes", 60.0), ("hill", "quota", 20.0)))

    assert (found.rule, found.figures) == ("waits", {"crossing": "plain", "share": 0.6})


def test_waiting_for_a_train_to_fill_is_no_reason():
    found = advice.waits(queued(("hill", "lanes", 1.0), ("plain", "batch", 99.0)))

    assert found.figures["crossing"] == "hill"


def test_what_crossings_share_is_no_crossing():
    found = advice.waits(queued(("", "link", 99.0), ("hill", "lanes", 1.0)))

    assert found.figures == {"crossing": "hill", "share": 1.0}


def test_where_nobody_waits_nothing_is_recommended():
    assert advice.waits(queued(("hill", "lanes", 0.0))).rule == "nobody"


@pytest.mark.parametrize(
    ("kind", "use", "rule"),
    [
        ("hours", None, "gate"),
        ("quota", 0.99, "gate"),
        ("paths", None, "gate"),
        ("slots", None, "gate"),
        ("cranes", 0.85, "full"),
        ("cranes", 0.84, "bursts"),
        ("link", None, "bursts"),
    ],
)
def test_what_binds_is_a_rule_of_passage_short_itself_or_met_in_bursts(kind, use, rule):
    row = {"crossing": "hill", "resource": "r", "kind": kind, "post": "cn", "share": 0.4, "utilisation": use}

    assert advice.binds(row).rule == rule


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([SHORTER, NONE], "for"),
        ([LONGER, NONE], "against"),
        ([SHORTER, LONGER], "weigh"),
        ([NONE], "undecided"),
        ([], "undecided"),
        ([FEW], "few"),
    ],
)
def test_a_scenario_is_spoken_for_against_or_neither_by_what_was_found(changes, rule):
    found = advice.prefers(changes, "track")

    assert found.rule == rule
    assert found.figures["scenario"] == "track"
    assert found.figures["n"] == len(changes)


def test_the_largest_change_of_either_sign_is_told():
    assert advice.prefers([LONGER, SHORTER], "track").figures["change"] == SHORTER


@pytest.mark.parametrize(("crossing", "rule"), [("hill", "there"), ("plain", "elsewhere")])
def test_it_is_told_whether_the_worst_crossing_is_reached(crossing, rule):
    found = advice.reaches([SHORTER, LONGER], crossing)

    assert found is not None
    assert found.rule == rule


def test_nothing_is_said_of_reach_where_nothing_is_shorter():
    assert advice.reaches([LONGER, NONE], "hill") is None


@pytest.mark.parametrize(("held", "checked", "rule"), [(6, 12, "holds"), (5, 12, "doubt")])
def test_levels_are_doubted_where_fewer_than_half_of_the_facts_hold(held, checked, rule):
    found = advice.trust(held, checked)

    assert found is not None
    assert found.rule == rule


def test_nothing_is_said_of_trust_where_nothing_was_checked():
    assert advice.trust(0, 0) is None


def test_few_replicas_are_told():
    few = advice.sure(4)

    assert few is not None
    assert few.figures == {"n": 4}
    assert advice.sure(5) is None
