"""Where demand goes: kept whole, moved by closures, held by gauges and capacities, chosen by logit, worth its duals."""

from datetime import date
from math import exp
from pathlib import Path

import numpy as np
import pytest

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.sources.scenarios import with_scenario
from crossgauge.study.flow_tables import border_flows, modes, totals, unmet, worths
from crossgauge.study.flow_ways import moved, moved_between, ways
from crossgauge.study.flows import METHODS, closed_days, flows
from crossgauge.study.routes import goods_named, place_named, routes
from study.two_gates import two_gates

SHUT = "closures:\n  strike: {of: [north], from: 2023-03-06, until: 2023-03-19}\n"
WIDE = ("capacity: 20", "capacity: 20000"), ("capacity: 40", "capacity: 40000")


def a_day(flowed) -> dict[str, float]:
    return {row["passage"]: row["loads_a_day"] for row in border_flows(flowed).iter_rows(named=True)}


@pytest.mark.parametrize("method", METHODS)
def test_all_that_is_carried_passes_the_gates_and_nodes_balance(tmp_path: Path, method: str):
    flowed = flows(two_gates(tmp_path), method=method)

    assert sum(a_day(flowed).values()) == pytest.approx(30.0)
    assert flowed.answer.certificate.conservation < 1e-12
    assert totals(flowed).filter(goods="all")["tonnes"].item() == pytest.approx(657_000)
    assert ways(flowed)["loads"].sum() == pytest.approx(10_950)


def test_equilibrium_stops_at_the_gap_that_is_told(tmp_path: Path):
    """Wardrop: at the answer nobody pays more than the cheapest way, within the gap."""
    flowed = flows(two_gates(tmp_path), method="equilibrium")

    assert flowed.answer.certificate.relative_gap <= 1e-6
    # North is 100 km, 100 USD and 2 h shorter, so all go there until 12 h of waiting eat 120 USD.
    waits = dict(border_flows(flowed).select("passage", "hours").rows())
    assert waits["north"] - waits["south"] == pytest.approx((100 + 2 * 10) / 10, rel=1e-3)


def test_choice_is_logit_where_nobody_waits(tmp_path: Path):
    """Ways of 120 USD difference and a spread of 100 USD share as 1 to exp(-1.2), path sizes as the lengths say."""
    flowed = flows(two_gates(tmp_path, *WIDE))

    north, south = (a_day(flowed)[name] for name in ("north", "south"))
    answer = flowed.answer
    cost = [
        float(sum(answer.time[a] * 10 + flowed.net.money[0, a] for a in answer.paths.link[begin:end]))
        for begin, end in zip(answer.paths.begin, answer.paths.begin[1:], strict=False)
    ]
    # Both share loading and unloading alone, 2 (50 + 5 · 10) = 200 USD: the size is 1 less half of that part.
    size = [1.0 - 100.0 / one for one in sorted(cost)]
    assert max(cost) - min(cost) == pytest.approx(120.0, rel=1e-2)
    assert north / south == pytest.approx(size[0] / size[1] * exp((max(cost) - min(cost)) / 100), rel=1e-3)


def test_flow_of_a_closed_gate_moves_to_the_other_and_the_total_is_kept(tmp_path: Path):
    base = two_gates(tmp_path / "base")
    closed = two_gates(tmp_path / "closed", more=SHUT)

    days = closed_days(base, closed)
    before, after = (flows(one, days=days) for one in (base, closed))

    assert days == (date(2023, 3, 6), date(2023, 3, 19))
    assert a_day(after)["north"] == 0.0
    assert sum(a_day(after).values()) == pytest.approx(sum(a_day(before).values()))
    table = moved(before, after)
    assert table["change"].sum() == pytest.approx(0.0, abs=1e-6)
    assert dict(table.select("passage", "change").rows())["north"] < 0
    between = moved_between(before, after)
    assert between["loads"].sum() == pytest.approx(between["loads_then"].sum())


def test_border_closed_for_half_the_time_has_half_its_capacity(tmp_path: Path):
    network = two_gates(tmp_path, more=SHUT)

    flowed = flows(network, days=(date(2023, 3, 6), date(2023, 4, 2)))

    rows = {row["passage"]: row for row in border_flows(flowed).iter_rows(named=True)}
    assert rows["north"]["closed"] == 0.5
    assert rows["north"]["capacity_a_day"] == pytest.approx(10.0)


def test_demand_without_an_open_way_is_unmet_and_told_where_it_is_cut_off(tmp_path: Path):
    network = two_gates(tmp_path, more=SHUT.replace("[north]", "[north, south]"))

    flowed = flows(network, days=(date(2023, 3, 6), date(2023, 3, 19)))

    (row,) = unmet(flowed).to_dicts()
    assert row["loads"] == pytest.approx(30 * 14 * 365 / 365, rel=1e-9)
    assert row["part"] == 1.0
    assert row["cut_off_at"] == "north, south"


def test_what_capacity_cannot_carry_waits_to_the_end_and_is_told(tmp_path: Path):
    """A programme within capacities leaves what a day of 20 and 5 cannot pass."""
    network = two_gates(tmp_path, ("capacity: 40", "capacity: 5"))

    flowed = flows(network, method="least-cost")

    assert unmet(flowed)["loads"].item() == pytest.approx(5 * 365)
    assert unmet(flowed)["cut_off_at"].item() == "north, south"


def test_dual_of_a_full_gate_is_what_the_detour_costs(tmp_path: Path):
    flowed = flows(two_gates(tmp_path), method="least-cost")

    (row,) = worths(flowed).to_dicts()
    assert (row["where"], row["one_more"]) == ("north", "load")
    assert row["usd_a_day"] == pytest.approx(100 + 2 * 10)


def test_wagon_passes_only_where_its_gauge_allows(tmp_path: Path):
    """Ore that has wagons of 1435 mm alone is cut off at both gates; a check says so before."""
    network = two_gates(tmp_path)
    flowed = flows(network)

    joins = flowed.net.joins
    wide = np.array([1520 in (join.tail.gauge, join.head.gauge) for join in joins])
    passes = flowed.net.flows.classes.passes[0]
    assert passes[wide].all()

    from dataclasses import replace

    narrow = replace(network, goods=tuple(replace(one, consists=("standard",)) for one in network.goods))
    stopped = flows(narrow)
    assert not stopped.net.flows.classes.passes[0][wide].any()
    assert unmet(stopped)["part"].item() == 1.0


def test_money_time_and_carbon_of_a_route_are_those_of_its_parts(tmp_path: Path):
    network = two_gates(tmp_path, *WIDE)
    flowed = flows(network)

    found = routes(
        flowed, place_named(network, "矿山"), place_named(network, "қала"), network.goods[0], count=5
    )

    assert [[name for name, _ in one.borders] for one in found] == [
        ["loading", "North gate", "loading"],
        ["loading", "South gate", "loading"],
    ]
    best = found[0]
    assert best.km == 1_510
    assert best.usd == 50 + 1_000 + 100 + 500 + 50
    assert best.hours == pytest.approx(5 + 20 + 10 + 10 + 5, abs=0.1)
    assert best.kg_co2e == pytest.approx(60 * 1_500 * 0.020)
    assert best.generalised_usd == pytest.approx(best.usd + 10 * best.hours)


def test_name_that_is_nobodys_is_told_with_the_nearest(tmp_path: Path):
    network = two_gates(tmp_path)

    with pytest.raises(NotFound, match=r"no place is called 'Twon'\. Did you mean 'Town'\?"):
        place_named(network, "Twon")
    with pytest.raises(NotFound, match=r"no goods is called 'or'\. Did you mean 'ore'\?"):
        goods_named(network, "or")


def test_time_that_cannot_be_is_told(tmp_path: Path):
    network = two_gates(tmp_path)

    with pytest.raises(RunImpossible, match="month is 13"):
        flows(network, month=13)
    with pytest.raises(RunImpossible, match="method is 'best'"):
        flows(network, method="best")


def test_month_carries_its_weight_of_the_year(tmp_path: Path):
    months = "months: [0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
    network = two_gates(tmp_path, ("tonnes: {2023: 657000}", f"tonnes: {{2023: 657000}}, {months}"))

    february, march = (sum(a_day(flows(network, month=month)).values()) for month in (2, 3))

    assert february == pytest.approx(2 * march)
    assert modes(flows(network, month=2))["mode"].to_list() == ["rail"]


def test_scenario_scales_demand_and_adds_a_passage(tmp_path: Path):
    """Amounts by year are scaled as counts are; a passage that is added takes its part."""
    base = two_gates(tmp_path)
    (tmp_path / "scenarios").mkdir()
    text = """\
scenario: {name: A third gate}
add:
  passages:
    third: {name: Third, from: north-in, to: south-out, mode: rail, gauge_in: 1435 mm, gauge_out: 1520 mm, time: 1 h, cost: 1 USD, capacity: 500}
changes:
  - {scale: demand.ore-to-town.tonnes, by: 2}
"""
    (tmp_path / "scenarios" / "third.yaml").write_text(text, encoding="utf-8")

    _, changed = with_scenario(base, "third", tmp_path)

    loads = a_day(flows(changed))
    assert sum(loads.values()) == pytest.approx(60.0)
    assert loads["third"] > 20.0


def test_wagons_go_back_empty_by_the_cheapest_way(tmp_path: Path):
    """30 loads a day go out within capacities of 20 and 40; as many empties come back, by gates of their own."""
    empty = "  empty: {name: Empty wagon, mass: 20 t, time_value: 1 USD/h, modes: [rail], consists: [standard, wide]}\n"
    back = (
        "  north-back: {name: North back, from: north-out, to: north-in, mode: rail, gauge_in: 1520 mm, "
        "gauge_out: 1435 mm, time: 1 h, cost: 0 USD, capacity: 25}\n"
        "  south-back: {name: South back, from: south-out, to: south-in, mode: rail, gauge_in: 1520 mm, "
        "gauge_out: 1435 mm, time: 1 h, cost: 0 USD, capacity: 25}\n"
    )
    network = two_gates(
        tmp_path, ("spread: 100 USD}\n", "returns: empty}\n" + empty), ("transfers:\n", back + "transfers:\n")
    )

    flowed = flows(network, method="least-cost")

    loads = a_day(flowed)
    assert (loads["north"], loads["south"]) == (pytest.approx(20.0), pytest.approx(10.0))
    assert (loads["north-back"], loads["south-back"]) == (pytest.approx(25.0), pytest.approx(5.0))
    empty = dict(border_flows(flowed).select("passage", "empty_a_day").rows())
    assert (empty["north"], empty["north-back"]) == (0.0, pytest.approx(25.0))
    assert totals(flowed).filter(goods="empty")["hours"].item() is None
    assert flowed.answer.certificate.conservation < 1e-9
