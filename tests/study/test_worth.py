"""What hours are worth: the chain by hand, its zero, its closed forms, its intervals and its tornado."""

from dataclasses import replace
from fractions import Fraction
from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest

from crossgauge.errors import RunImpossible
from crossgauge.model.randomness import Constant, Uniform, mean_of
from crossgauge.sources.project import read_project
from crossgauge.sources.worth import read_worth
from crossgauge.study.compare import compare
from crossgauge.study.sensitivity import parameter_of, varied
from crossgauge.study.worth import valued, worth
from crossgauge.study.worth.driving import LUCK
from crossgauge.study.worth.hours import hours_of
from crossgauge.study.worth.inputs import drawn, inputs_of, replicas_drawn, strata
from sources.test_worth import write_hill
from study.worths import hours_saved, two_countries

CLOSURES = ["ratio", "deficit", "balanced"]
HALF_A_DAY_AT_TWO = log(4.0)  # exp(-log(4) / 2) = 1/2


def row(table, **wanted):
    found = table.filter(pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()))
    assert found.height == 1
    return found.row(0, named=True)


@pytest.mark.parametrize("closure", CLOSURES)
def test_chain_of_two_countries_alike_is_as_by_hand(closure):
    """Half a day less halves the cost of half the trade: 3/4. Elasticity 1; with 1/10 bought abroad, by fractions."""
    declared = two_countries(day=Constant(HALF_A_DAY_AT_TWO), share=Constant(0.5), elasticity=Constant(1.0))
    cost = 1 - Fraction(1, 2) * Fraction(1, 2)
    pull = Fraction(9, 10) + Fraction(1, 10) / cost  # P^(1-sigma), sigma = 2

    found = valued(hours_saved(-12.0), declared, draws=20, closure=closure)

    both = row(found.trade, way="both")
    assert both["cost_pct"] == pytest.approx(100 * float(cost - 1))
    assert both["partial_pct"] == pytest.approx(100 * float(1 / cost - 1))
    assert both["conditional_pct"] == pytest.approx(100 * float(1 / cost / pull - 1))
    assert both["full_pct"] == pytest.approx(100 * float(1 / cost / pull - 1))
    assert both["full_musd"] == pytest.approx(20e-6 * float(1 / cost / pull - 1))
    assert found.income["income_pct"].to_list() == pytest.approx([100 * float(pull - 1)] * 2)


def test_buffer_counts_by_its_worth_beside_the_mean():
    """A quarter of a day of mean and half a day of buffer at half its worth are half a day."""
    declared = two_countries(
        day=Constant(HALF_A_DAY_AT_TWO),
        share=Constant(0.5),
        elasticity=Constant(1.0),
        reliability=Constant(0.5),
    )

    found = valued(hours_saved(-6.0, buffer_h=-12.0), declared, draws=20)

    assert row(found.trade, way="both")["cost_pct"] == pytest.approx(-25.0)


def test_crossings_weigh_by_the_value_that_passes_them():
    """Three quarters of the tonnes gain half a day, the rest nothing: 3/4 of a half, on half of the trade."""
    declared = two_countries(day=Constant(HALF_A_DAY_AT_TWO), share=Constant(0.5), elasticity=Constant(1.0))

    found = valued(hours_saved([-12.0, 0.0], tonnes=(3.0, 1.0)), declared, draws=20)

    assert row(found.cost, direction="west")["cost_pct"] == pytest.approx(-37.5)
    assert row(found.trade, way="both")["cost_pct"] == pytest.approx(-18.75)
    assert row(found.passing, direction="west")["by_shares_musd"] == pytest.approx(5e-6)


@pytest.mark.parametrize("closure", CLOSURES)
def test_no_change_is_worth_exactly_nothing(closure):
    """Whatever is drawn, and though trade is not balanced."""
    declared = two_countries(
        day=Uniform(0.01, 0.02),
        share=Uniform(0.2, 0.6),
        elasticity=Uniform(3.0, 8.0),
        reliability=Uniform(0.0, 1.0),
        abroad=(10.0, 25.0),
        visits=Uniform(0.1, 0.3),
    )

    found = valued(hours_saved(0.0, replicas=3, tonnes=(1.0, 2.0)), declared, draws=50, closure=closure)

    changes = [
        (name, column)
        for name, table in found.tables.items()
        for column in table.columns
        if any(word in column for word in ("change", "cost", "partial", "conditional", "full", "income"))
    ]
    assert len(changes) == 3 * 17  # 17 figures, each with both ends of its interval
    assert {found.tables[name][column].abs().max() for name, column in changes} == {0.0}
    assert (found.full, found.partial) == (0.0, 0.0)
    assert not found.tornado["touches"].any()


@pytest.mark.parametrize(("elasticity", "day", "share"), [(4.0, 0.006, 0.05), (5.0, 0.01, 1.0), (8.0, 0.021, 0.3)])
def test_partial_effect_is_elasticity_times_log_cost(elasticity, day, share):
    declared = two_countries(day=Constant(day), share=Constant(share), elasticity=Constant(elasticity))

    found = valued(hours_saved(-24.0), declared, draws=20)

    partial = 1.0 + row(found.trade, way="exports")["partial_pct"] / 100.0
    assert log(partial) == pytest.approx(-elasticity * log(1.0 + share * (exp(-day) - 1.0)), rel=1e-12)


def test_day_less_is_worth_what_was_published():
    """A day at 1 %, elasticity 5: +5.127 % where all trade passes, +0.249 % where a twentieth does."""
    for share, percent in ((1.0, 5.127), (0.05, 0.249)):
        declared = two_countries(day=Constant(0.01), share=Constant(share), elasticity=Constant(5.0))

        found = valued(hours_saved(-24.0), declared, draws=20)

        assert row(found.trade, way="exports")["partial_pct"] == pytest.approx(percent, abs=6e-4)


def test_full_effect_keeps_the_value_of_what_the_world_makes():
    """A home that is small beside its partner: the partner's prices hardly move, whatever the level of all prices."""
    declared = two_countries(day=Constant(0.02), share=Constant(1.0), elasticity=Constant(4.0))
    away = replace(declared.countries[1], gdp=1e6)
    declared = replace(declared, countries=(declared.countries[0], away))

    both = row(valued(hours_saved(-24.0), declared, draws=20).trade, way="both")

    # Its price index does not move: sales into it are the partial effect but for the home's own price.
    income = valued(hours_saved(-24.0), declared, draws=20).income
    assert abs(income["income_pct"][1]) < 1e-3 * income["income_pct"][0]
    assert 0.0 < both["full_pct"] < both["partial_pct"]


def test_balanced_closure_begins_where_no_country_lends():
    declared = two_countries(
        day=Constant(0.01), share=Constant(1.0), elasticity=Constant(4.0), abroad=(10.0, 25.0)
    )

    found = valued(hours_saved(-24.0), declared, draws=20, closure="balanced")

    exports, imports = (row(found.trade, way=way)["trade_musd"] for way in ("exports", "imports"))
    assert exports == pytest.approx(imports, rel=1e-9)
    assert exports != pytest.approx(10e-6, rel=0.1)


def test_visits_answer_to_hours_by_their_elasticity():
    """Hours halved at an elasticity of a half: sqrt(2) times the visits."""
    declared = two_countries(
        day=Constant(0.0), share=Constant(1.0), elasticity=Constant(4.0), visits=Constant(0.5)
    )

    found = valued(hours_saved(-15.0, base_h=30.0), declared, draws=20)

    assert row(found.visits, crossing="gate-0", direction="west")["change_pct"] == pytest.approx(
        100 * (sqrt(2.0) - 1.0)
    )
    assert row(found.visits, crossing="all")["change_persons"] == pytest.approx(2000 * (sqrt(2.0) - 1.0))


def test_interval_holds_nine_truths_of_ten():
    """Truths are drawn apart from the study, by another generator and the closed form of the partial effect.

    Bound: 4 standard errors of a share of n truths, and of both ends of an interval of 2,000 draws.
    """
    declared = two_countries(
        day=Uniform(0.006, 0.021),
        share=Uniform(0.2, 0.6),
        elasticity=Uniform(3.0, 8.0),
        reliability=Uniform(0.0, 1.0),
    )
    n, draws, spread = 4000, 2000, 0.2
    told = row(
        valued(hours_saved(-24.0, -12.0, replicas=5, spread=spread), declared, draws=draws).trade, way="exports"
    )
    luck = np.random.default_rng(20)
    days = -1.0 * (1.0 + spread * luck.integers(5, size=n)) - 0.5 * luck.uniform(0.0, 1.0, n)
    cost = 1.0 + luck.uniform(0.2, 0.6, n) * np.expm1(luck.uniform(0.006, 0.021, n) * days)

    truths = 100.0 * (cost ** -luck.uniform(3.0, 8.0, n) - 1.0)

    held = np.mean((truths >= told["partial_pct_low"]) & (truths <= told["partial_pct_high"]))
    error = sqrt(0.9 * 0.1 / n + 2 * 0.05 * 0.95 / draws)
    assert abs(held - 0.9) < 4.0 * error


def linear_world():
    return two_countries(
        day=Uniform(0.0095, 0.0105),
        share=Uniform(0.019, 0.021),
        elasticity=Uniform(4.8, 5.2),
        reliability=Uniform(0.45, 0.55),
    )


def test_bars_of_the_tornado_are_slopes_where_all_is_nearly_straight():
    """Change of trade is nearly elasticity x share x day x (mean + reliability x buffer): bars are parts of it."""
    declared = linear_world()

    found = valued(hours_saved(-0.24, -0.24), declared, draws=20)

    drives = {one["parameter"]: one["high"] - one["low"] for one in found.tornado.iter_rows(named=True)}
    shares = {
        "elasticity of trade to its cost": 0.9 * 0.4 / 5.0,
        "value of a day, all goods": 0.9 * 0.001 / 0.01,
        "share of trade with A, west by road": 0.9 * 0.002 / 0.02 / 2,  # exports are half of trade
        "worth of an hour of buffer, in hours of mean": 0.9 * 0.1 / 1.5,
    }
    for name, share in shares.items():
        # Resistances answer to costs of both ways alike; they leave bars of partial size times one factor, near 1.
        assert drives[name] == pytest.approx(found.full * share, rel=0.02), name
    assert found.tornado["low_pm"].drop_nulls().to_list() == []  # one replica tells of no spread


def test_bars_of_the_tornado_add_up_to_the_spread_of_draws():
    """Uniform inputs: a bar is 0.9 of a range, a deviation range / sqrt(12). 2 %: draws and curvature."""
    declared = linear_world()
    found = valued(hours_saved(-0.24, -0.24), declared, draws=1500)

    bars = [(one["high"] - one["low"]) / (0.9 * sqrt(12.0)) for one in found.tornado.iter_rows(named=True)]

    # A sum of six uniform parts is nearly normal: its 90 % interval is 2 x 1.645 deviations wide.
    both = row(found.trade, way="both")
    width = both["full_musd_high"] - both["full_musd_low"]
    assert width == pytest.approx(2 * 1.645 * sqrt(sum(bar * bar for bar in bars)), rel=0.03)


def test_luck_of_replicas_is_a_bar_of_its_own():
    declared = two_countries(day=Constant(0.01), share=Constant(0.1), elasticity=Constant(5.0))

    found = valued(hours_saved(-24.0, replicas=4, spread=0.1), declared, draws=20)

    assert found.tornado["parameter"].to_list() == [LUCK]
    assert found.tornado["low"][0] < 0.0 < found.tornado["high"][0]


def test_every_stratum_of_an_input_is_drawn_once_and_replicas_are_met_alike():
    assert sorted((strata(50, 3, "x") * 50).astype(int)) == list(range(50))
    assert np.bincount(replicas_drawn(4, 40, seed=1)).tolist() == [10, 10, 10, 10]


def test_an_input_more_leaves_the_draws_of_others():
    declared = two_countries(day=Uniform(0.01, 0.02), share=Uniform(0.2, 0.6), elasticity=Uniform(3.0, 8.0))
    more = replace(declared, reliability=Uniform(0.0, 1.0))

    few, many = (drawn(inputs_of(one), 30, seed=1) for one in (declared, more))

    assert all((many[name] == values).all() for name, values in few.items() if name != "reliability")


def test_values_of_a_day_are_high_together():
    declared = two_countries(day=Uniform(0.01, 0.02), share=Constant(0.5), elasticity=Constant(4.0))
    second = replace(declared.goods[0], id="others", day=Uniform(0.0, 0.01))

    values = drawn(inputs_of(replace(declared, goods=(*declared.goods, second))), 30, seed=1)

    assert (np.argsort(values["goods.things"]) == np.argsort(values["goods.others"])).all()
    assert values["goods.things"].mean() == pytest.approx(mean_of(declared.goods[0].day), rel=0.01)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"draws": 5}, "draws is 5. Expected 20 to 100000."),
        ({"seed": -1}, "seed is -1"),
        ({"closure": "open"}, "closure is 'open'. Expected one of: ratio, deficit, balanced."),
    ],
)
def test_what_cannot_be_asked_is_told(asked, told):
    declared = two_countries(day=Constant(0.01), share=Constant(0.5), elasticity=Constant(4.0))

    with pytest.raises(RunImpossible, match=told.replace(".", r"\.")):
        valued(hours_saved(-1.0), declared, **asked)


def test_scenario_that_lets_nobody_pass_has_no_hours_to_value():
    declared = two_countries(day=Constant(0.01), share=Constant(0.5), elasticity=Constant(4.0))
    hours = hours_saved(-1.0)

    with pytest.raises(RunImpossible, match="crossing 'gate-0': no truck passes west in the scenario"):
        valued(replace(hours, other_h=np.full_like(hours.base_h, np.nan)), declared)


def test_country_that_sells_more_than_it_makes_has_no_equilibrium():
    declared = two_countries(
        day=Constant(0.01), share=Constant(0.5), elasticity=Constant(4.0), abroad=(300.0, 10.0)
    )

    with pytest.raises(RunImpossible, match="no equilibrium of trade was found"):
        valued(hours_saved(-1.0), declared)


def test_route_without_cargo_is_told():
    declared = two_countries(day=Constant(0.01), share=Constant(0.5), elasticity=Constant(4.0))

    with pytest.raises(RunImpossible, match="route 'A-west': no tonne goes by road west"):
        valued(hours_saved(-1.0, tonnes=(0.0,)), declared)


def test_hour_of_what_passes_is_its_value_by_the_worth_of_a_day():
    """Half of 10 USD at 2.4 % a day: a tenth of a per cent an hour."""
    declared = two_countries(day=Constant(0.024), share=Constant(0.5), elasticity=Constant(4.0))

    found = valued(hours_saved(-1.0), declared, draws=20)

    assert row(found.passing, direction="west")["hour_musd"] == pytest.approx(5e-6 * 0.001)


def test_replica_in_which_nobody_passes_takes_the_mean_of_the_others():
    declared = two_countries(day=Constant(0.01), share=Constant(0.5), elasticity=Constant(4.0))
    whole = hours_saved(-12.0, replicas=3)
    gap = whole.other_h.copy()
    gap[1] = np.nan

    found, told = (valued(hours, declared, draws=21).trade for hours in (replace(whole, other_h=gap), whole))

    assert found.equals(told)


@pytest.fixture(scope="module")
def hill(tmp_path_factory):
    folder = write_hill(tmp_path_factory.mktemp("hill") / "mine")
    network = read_project(folder)
    third = varied(network, {parameter_of("crossings.hill-road.resources.officers.count=2..3", network): 3})
    return network, third, read_worth(folder, network)


ASKED = {"days": 20, "warmup_days": 2, "replicas": 3}


def test_hours_are_those_of_the_comparison(hill):
    network, third, _ = hill
    comparison = compare(network, {"third": third}, workers=1, **ASKED)

    hours = hours_of(comparison, "third")

    rows = comparison.differences.filter(pl.col("metric") == "border_h", pl.col("crossing") != "")
    told = {(one["crossing"], one["direction"], one["unit_class"]): one for one in rows.iter_rows(named=True)}
    for at, cell in enumerate(hours.cells):
        assert hours.base_h[:, at].mean() == pytest.approx(told[cell]["base"])
        assert (hours.other_h - hours.base_h)[:, at].mean() == pytest.approx(told[cell]["difference"])
    tonnes = comparison.results["base"].flows["mass_t"].sum() / 3 * 365.25 / 20
    assert hours.tonnes.sum(axis=1).mean() == pytest.approx(tonnes)


def test_numbers_do_not_depend_on_workers(hill):
    network, third, declared = hill

    one, two = (worth(network, third, declared, draws=40, workers=n, **ASKED) for n in (1, 2))

    assert all(table.equals(two.tables[name]) for name, table in one.tables.items())
    assert (one.full, one.partial) == (two.full, two.partial)
    assert one.trade["full_pct"][0] > 0
