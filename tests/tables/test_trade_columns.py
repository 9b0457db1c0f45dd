"""Tables of trade have the columns that are declared, in their order."""

import numpy as np

from crossgauge.reference import folder
from crossgauge.sources.trade import World
from crossgauge.sources.trade_changes import CostChange, Uncertain
from crossgauge.study.trade.counterfactual import counterfactual
from crossgauge.study.trade.explain import explain
from crossgauge.tables import trade as declared


def names(columns) -> list[str]:
    return [column.name for column in columns]


def test_tables_of_the_growth_have_the_declared_columns():
    found = explain(folder())

    assert found.series.columns == names(declared.SERIES)
    assert found.partners.columns == names(declared.PARTNERS)
    assert all(account.columns == names(declared.ACCOUNT) for account in found.accounts.values())


def test_tables_of_changed_costs_have_the_declared_columns():
    world = World("two.csv", ("CHN", "KAZ"), np.array([[9.0, 1.0], [1.0, 9.0]]), 0)
    change = CostChange("CHN", "KAZ", Uncertain(-2.0, 0.0, False), "c.csv:2")

    found = counterfactual(world, [change], Uncertain(5.0, 0.0, False))

    assert found.countries.columns == names(declared.COUNTRY_EFFECTS)
    assert found.pairs.columns == names(declared.PAIR_EFFECTS)
