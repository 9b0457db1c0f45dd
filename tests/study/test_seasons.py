"""Flows over the months of a year: what finds no room in one month waits in a store for another."""

from pathlib import Path

import polars as pl
import pytest

from crossgauge.errors import ProjectFaulty, RunImpossible
from crossgauge.study.flows import flows
from crossgauge.study.seasons import (
    MONTH_H,
    borders_by_month,
    by_month,
    flows_over_months,
    months,
    stores_by_month,
)
from study.two_gates import two_gates

# 10,950 loads a year: 912.5 for each twelfth, which are 30 a day. The south is shut, the north takes 30 a day.
EVEN = 10_950 / 12
SHUT = "closures:\n  strike: {of: [south], from: 2023-01-01, until: 2023-12-31}\n"
NORTH = ("capacity: 20", "capacity: 30")
EARLY = "[2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
LATE = "[0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]"
YARD = "stores:\n  yard: {at: north-in, side: rail 1435 mm, room: 1000, day_cost: 1 USD}\n"


def weighed(weights: str) -> tuple[str, str]:
    return "tonnes: {2023: 657000}", f"tonnes: {{2023: 657000}}, months: {weights}"


def test_what_january_cannot_pass_is_stored_and_goes_in_february(tmp_path: Path):
    answer = flows_over_months(two_gates(tmp_path, NORTH, weighed(EARLY), more=SHUT + YARD))

    table = months(answer)
    assert table["asked"].to_list()[:3] == pytest.approx([2 * EVEN, 0, EVEN])
    assert table["carried"].to_list() == pytest.approx([EVEN] * 12)
    assert table["in_store"].to_list() == pytest.approx([EVEN, *[0] * 11], abs=1e-6)
    assert table["unmet"].sum() == pytest.approx(0, abs=1e-6)
    assert table["unmet_alone"].to_list() == pytest.approx([EVEN, *[0] * 11], abs=1e-6)
    assert answer.answer.certificate.conservation < 1e-9
    assert answer.answer.certificate.relative_gap < 1e-6


def test_storage_saves_the_penalty_and_costs_the_way_a_month_and_its_place(tmp_path: Path):
    """By head: a way of 1,700 USD and 50 h at 10 USD, a month of 730 h at 10 USD and 1 USD a day, against 20,000 USD."""
    dear = ("spread: 100 USD}", "spread: 100 USD, penalty: 20000 USD}")
    answer = flows_over_months(two_gates(tmp_path, NORTH, dear, weighed(EARLY), more=SHUT + YARD))

    saved = EVEN * (20_000 - (1_700 + 50 * 10) - 730 * (10 + 1 / 24))
    assert answer.usd_alone - answer.usd == pytest.approx(saved, rel=1e-9)


def test_the_year_goes_round(tmp_path: Path):
    answer = flows_over_months(two_gates(tmp_path, NORTH, weighed(LATE), more=SHUT + YARD))

    assert months(answer)["in_store"].to_list() == pytest.approx([*[0] * 11, EVEN], abs=1e-6)
    assert months(answer)["carried"].to_list() == pytest.approx([EVEN] * 12)


def test_store_holds_no_more_than_its_room(tmp_path: Path):
    small = YARD.replace("room: 1000", "room: 500")

    answer = flows_over_months(two_gates(tmp_path, NORTH, weighed(EARLY), more=SHUT + small))

    assert stores_by_month(answer).rows() == [("yard", 1, "ore", pytest.approx(500), pytest.approx(1.0))]
    assert months(answer)["unmet"].to_list() == pytest.approx([EVEN - 500, *[0] * 11], abs=1e-6)


@pytest.mark.parametrize("stores", ["", YARD.replace("north-in", "town").replace("1435", "1520")])
def test_without_a_store_before_the_gate_months_are_as_each_alone(tmp_path: Path, stores: str):
    answer = flows_over_months(two_gates(tmp_path, NORTH, weighed(EARLY), more=SHUT + stores))

    assert months(answer)["unmet"].to_list() == pytest.approx(months(answer)["unmet_alone"].to_list())
    assert answer.usd == pytest.approx(answer.usd_alone, rel=1e-9)


def test_store_takes_only_its_goods(tmp_path: Path):
    other = "  other: {name: Other, mass: 60 t, time_value: 1 USD/h, modes: [rail], consists: [wide]}\npassages:\n"
    taken = YARD.replace("room", "goods: [other], room")

    network = two_gates(tmp_path, NORTH, weighed(EARLY), ("passages:\n", other), more=SHUT + taken)

    assert stores_by_month(flows_over_months(network)).is_empty()


def test_gate_that_is_shut_in_a_month_passes_in_the_others(tmp_path: Path):
    """With 60 a day the north makes up in April for March, in which it is shut."""
    shut = SHUT + "  ice: {of: [north], from: 2023-03-01, until: 2023-03-31}\n"

    answer = flows_over_months(two_gates(tmp_path, ("capacity: 20", "capacity: 60"), more=shut + YARD))

    north = borders_by_month(answer).filter(passage="north")["loads"].to_list()
    assert north[:5] == pytest.approx([EVEN, EVEN, 0, 2 * EVEN, EVEN], abs=1e-6)


def test_as_many_empties_come_back_in_a_year_as_loads_went(tmp_path: Path):
    """The way back is open for 40 a day: empties may wait where they were emptied."""
    empty = (
        "spread: 100 USD, returns: empty}\n"
        "  empty: {name: Empty, mass: 20 t, time_value: 1 USD/h, modes: [rail], consists: [standard, wide]}\n"
    )
    back = (
        "  back: {name: Back, from: north-out, to: north-in, mode: rail, gauge_in: 1520 mm, gauge_out: 1435 mm, "
        "time: 1 h, cost: 0 USD, capacity: 40}\ntransfers:\n"
    )
    network = two_gates(
        tmp_path,
        NORTH,
        weighed(EARLY),
        ("spread: 100 USD}\n", empty),
        ("transfers:\n", back),
        more=SHUT + YARD,
    )

    answer = flows_over_months(network)

    loads = dict(borders_by_month(answer).group_by("passage").agg(pl.col("loads").sum()).rows())
    assert loads == {
        name: pytest.approx(10_950 if name != "south" else 0) for name in ("north", "south", "back")
    }
    assert answer.answer.certificate.conservation < 1e-9


def test_month_alone_is_the_linear_programme_of_that_month(tmp_path: Path):
    """The same flows as `flows` of a month where all can pass."""
    network = two_gates(tmp_path)

    answer = flows_over_months(network)

    one = flows(network, month=5, method="least-cost")
    assert by_month(answer)[4] == pytest.approx(one.answer.flow * MONTH_H)


def test_agreement_that_relays_a_line_within_the_year_is_told(tmp_path: Path):
    """Months would be of other nodes: the north of the town is relaid to 1435 mm in June."""
    relaid = (
        "agreements:\n  relaid: {name: Relaid, from: 2023-06-01, "
        "changes: [{set: sections.north-town.gauge, to: 1435 mm}]}\n"
    )
    network = two_gates(tmp_path, more=relaid)

    with pytest.raises(RunImpossible, match="month 6 of 2023 has other ways than January"):
        flows_over_months(network)


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("{at: nroth-in, side: rail 1435 mm, room: 10}", "store 'yard': at is 'nroth-in'"),
        ("{at: north-in, side: ground, room: 10}", "store 'yard': side is 'ground'"),
        (
            "{at: north-in, side: rail 1520 mm, room: 10}",
            "side is 'rail 1520 mm', of which 'north-in' has 0 lines",
        ),
        ("{at: north-in, side: rail, goods: [oar], room: 10}", "Did you mean 'ore'?"),
        ("{at: north-in, side: rail, room: 0}", "store 'yard': room is '0'"),
        (
            "{at: north-in, side: rail, room: 1}\n  shed: {at: north-in, side: rail 1435 mm, room: 1}",
            "store 'shed': at is 'north-in', where 'yard' is on the same line",
        ),
    ],
)
def test_store_that_cannot_be_is_told(tmp_path: Path, store: str, told: str):
    with pytest.raises(ProjectFaulty) as raised:
        two_gates(tmp_path, more=f"stores:\n  yard: {store}\n")

    assert told in str(raised.value)
