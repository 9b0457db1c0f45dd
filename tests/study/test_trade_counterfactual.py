"""Changed costs of one's own table: the engine's three readings under names, with intervals over draws."""

import numpy as np
import polars as pl
import pytest

from crossgauge.engines.trade import state as s
from crossgauge.engines.trade.equilibrium import effects
from crossgauge.errors import RunImpossible
from crossgauge.sources.trade import World
from crossgauge.sources.trade_changes import CostChange, Uncertain, uncertain
from crossgauge.study.trade.counterfactual import READINGS, counterfactual, drawn, quantile
from engines.trade.worlds import trade_table

NAMES = ("CHN", "DEU", "KAZ", "KGZ", "RUS", "UZB")
FIVE = Uncertain(5.0, 0.0, False)


def world(n=6, seed=1):
    return World("world.csv", NAMES[:n], trade_table(n, seed=seed), 0)


def cheaper(*pairs, percent="-2"):
    return [CostChange(a, b, uncertain(percent), "changes.csv:2") for a, b in pairs]


def told(found, of, effect):
    return found.countries.filter(of=of, effect=effect)["percent"].to_numpy()


def test_names_stand_beside_what_the_engine_finds():
    one, changes = world(), cheaper(("CHN", "KAZ"), ("KAZ", "CHN"))
    cost = np.ones((6, 6))
    cost[0, 2] = cost[2, 0] = 0.98

    found = counterfactual(one, changes, FIVE)

    plain = effects(one.trade, cost, 6.0)
    for effect, change in zip(READINGS, plain[:3], strict=True):
        assert told(found, "exports", effect) == pytest.approx(100 * (change.exports - 1))
        abroad = one.trade * (1 - np.eye(6))
        imports = (abroad * change.trade).sum(axis=0) / abroad.sum(axis=0)
        assert told(found, "imports", effect) == pytest.approx(100 * (imports - 1))
        pairs = found.pairs.filter(effect=effect)["percent"].to_numpy()
        assert pairs == pytest.approx(100 * (np.array([change.trade[0, 2], change.trade[2, 0]]) - 1))
    assert told(found, "real income", "full") == pytest.approx(100 * (plain.full.real_income - 1))
    assert found.pairs["trade"].to_list()[:2] == [one.trade[0, 2], one.trade[2, 0]]


@pytest.mark.parametrize("closure", ["ratio", "deficit", "balanced"])
def test_closure_is_the_engines(closure):
    found = counterfactual(world(), cheaper(("CHN", "KAZ")), FIVE, closure=closure)

    cost = np.ones((6, 6))
    cost[0, 2] = 0.98
    code = {"ratio": s.RATIO, "deficit": s.DEFICIT, "balanced": s.BALANCED}[closure]
    plain = effects(world().trade, cost, 6.0, closure=code)
    assert told(found, "real spending", "full") == pytest.approx(100 * (plain.full.real_spending - 1))


def test_no_full_effect_without_its_partial_one():
    found = counterfactual(world(), cheaper(("CHN", "KAZ")), FIVE)

    by_pair = found.pairs.group_by("exporter", "importer").agg(pl.col("effect").sort())
    assert by_pair["effect"].to_list() == [sorted(READINGS)]
    by_country = found.countries.filter(of="exports").group_by("country").agg(pl.col("effect").sort())
    assert by_country["effect"].to_list() == [sorted(READINGS)] * 6


def test_nothing_uncertain_has_no_interval():
    found = counterfactual(world(), cheaper(("CHN", "KAZ")), FIVE)

    assert found.draws == 0
    assert found.countries["low"].null_count() == found.countries.height


def test_interval_of_the_partial_effect_is_that_of_the_elasticity():
    """The partial effect falls with the elasticity alone: its 5 and 95 % are those of 0.98^-theta, theta 4 to 6.

    The share of draws below a true quantile q has a standard error of √(q(1-q)/n); within four of them it is found
    but for one chance in 15,000.
    """
    n = 500

    found = counterfactual(world(3), cheaper(("CHN", "KAZ")), uncertain("4..6"), draws=n)

    row = found.pairs.filter(effect="partial").row(0, named=True)
    margin = 4 * np.sqrt(0.05 * 0.95 / n)
    for end, share in (("low", 0.05), ("high", 0.95)):
        theta = -np.log(1 + row[end] / 100) / np.log(0.98)
        assert abs((theta - 4) / 2 - share) < margin
    assert row["percent"] == pytest.approx(100 * (0.98**-5 - 1))


def test_costs_move_together_and_by_their_own_spreads():
    """A doubtful cost and a sure one: the interval of the sure one's partial effect has no width."""
    changes = [*cheaper(("CHN", "KAZ"), percent="-2±0.5"), *cheaper(("KAZ", "CHN"))]

    rows = counterfactual(world(3), changes, FIVE, draws=50).pairs.filter(effect="partial")

    assert rows["high"][0] - rows["low"][0] > 2
    assert rows["high"][1] == pytest.approx(rows["low"][1], abs=1e-9)


def test_same_seed_gives_the_same_to_the_bit_and_another_does_not():
    one, changes = world(4), cheaper(("CHN", "KAZ"), percent="-3..-1")

    first, again, other = (
        counterfactual(one, changes, uncertain("5±1"), draws=20, seed=seed).pairs for seed in (1, 1, 2)
    )

    assert first.equals(again)
    assert not first.equals(other)


def test_elasticities_are_drawn_above_zero_about_their_middle():
    """The mean of 4,000 draws of 5±1 is within four standard errors of 5."""
    draws = np.array([theta for theta, _ in drawn(uncertain("5±1"), 4000, 1)])

    assert draws.min() > 0
    assert abs(draws.mean() - 5) < 4 * draws.std(ddof=1) / np.sqrt(4000)
    assert quantile(uncertain("triangular(3, 5, 7)"), 0.5) == 5.0


def test_pair_that_does_not_trade_stays_so():
    one = world(3)
    one.trade[0, 2] = 0.0

    found = counterfactual(one, cheaper(("CHN", "KAZ")), FIVE)

    assert found.pairs["percent"].to_list() == [0.0, 0.0, 0.0]
    assert np.abs(told(found, "real income", "full")).max() < 1e-9


def test_closure_without_an_answer_is_refused_in_words():
    """A country that lends half of what it sells cannot when its buyers are almost out of reach."""
    one = World("world.csv", ("CHN", "KAZ"), np.array([[2.0, 4.0], [1.0, 8.0]]), 0)
    dear = cheaper(("CHN", "KAZ"), ("KAZ", "CHN"), percent="9900")

    with pytest.raises(RunImpossible, match=r"no prices fit the closure 'deficit'.*--closure ratio"):
        counterfactual(one, dear, Uncertain(4.0, 0.0, False), closure="deficit")


def test_end_of_trade_costs_the_united_states_what_was_published():
    """Arkolakis, Costinot and Rodríguez-Clare (2012), page 95: imports of 7 % of spending are worth 0.7 to 1.4 %."""
    one = World("world.csv", ("USA", "ROW"), np.array([[93.0, 7.0], [7.0, 93.0]]), 0)
    closed = cheaper(("USA", "ROW"), ("ROW", "USA"), percent="99999900")

    incomes = [
        told(counterfactual(one, closed, Uncertain(theta, 0.0, False)), "real income", "full")[0]
        for theta in (5.0, 10.0)
    ]

    assert [round(float(income), 1) for income in incomes] == [-1.4, -0.7]
