"""Pictures of trade show both books, cascades that meet the totals, and all in four languages."""

import polars as pl
import pytest
from matplotlib.figure import Figure

from crossgauge.reference import folder
from crossgauge.study.trade.explain import explain
from crossgauge.views.look import drawn, svg
from crossgauge.views.trade import draw_part, drawn_rows, growth_figure, series_figure
from crossgauge.views.trade_effects import effects_figure
from crossgauge.views.words import LANGUAGES, word

FOUND = explain(folder())
TOTALS = {row["year"]: row["total"] for row in FOUND.series.iter_rows(named=True)}
ENDS = ((2020, TOTALS[2020]), (2024, TOTALS[2024]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_growth_is_drawn_in_every_language_with_all_its_parts(language):
    text = svg(growth_figure(FOUND.accounts, *ENDS, language))

    for row in drawn_rows(FOUND.accounts["ways"], language):
        assert row["name"] in text
    assert word("trade.growth.ways", language) in text
    assert "2020" in text and "2024" in text


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_part_is_left_in_english(language):
    others = [explain(folder(), 2019, 2024), explain(folder(), 2021, 2022)]
    for account in (one for found in (FOUND, *others) for one in found.accounts.values()):
        names = [row["name"] for row in drawn_rows(account, language)]
        assert not set(names) & set(account["part"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_series_show_what_either_side_records_in_2024(language):
    text = svg(series_figure(FOUND.series, language))

    comma = "," if language in ("ru", "kk") else "."
    for figure in ("28.0", "15.2", "15.9", "14.9", "31.2", "43.9"):
        assert figure.replace(".", comma) in text


@pytest.mark.parametrize("name", ["ways", "goods", "trend"])
def test_steps_of_a_cascade_lead_from_one_total_to_the_other(name):
    rows = drawn_rows(FOUND.accounts[name], "en")
    with drawn():
        axes = Figure().add_subplot()
        level = ENDS[0][1]
        for at, row in enumerate(rows):
            draw_part(axes, at, level, row, "en")
            level += row["change"]

    steps = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert steps[0][0] == pytest.approx(ENDS[0][1] / 1e3)
    assert steps[-1][1] == pytest.approx(ENDS[1][1] / 1e3)
    assert all(before[1] == pytest.approx(after[0]) for before, after in zip(steps, steps[1:], strict=False))


def test_goods_of_little_weight_are_drawn_as_one():
    rows = drawn_rows(FOUND.accounts["goods"], "en")

    assert len(rows) < FOUND.accounts["goods"].height
    assert sum(row["change"] for row in rows) == pytest.approx(FOUND.growth)


def test_same_figures_give_the_same_bytes():
    assert svg(series_figure(FOUND.series)) == svg(series_figure(FOUND.series))


def test_effects_show_each_pair_that_trades_and_each_country():
    ends = {"percent": [3.0, 2.0, 2.5], "low": [2.0, 1.0, 1.5], "high": [4.0, 3.0, 3.5]}
    pairs = pl.DataFrame(
        {"exporter": ["CHN"] * 3, "importer": ["KAZ"] * 3, "trade": [5.0] * 3, "effect": ["partial", "conditional", "full"]} | ends
    )
    countries = pl.DataFrame({"country": ["CHN", "KAZ", "ROW"], "of": ["real income"] * 3, "effect": ["full"] * 3} | ends)

    text = svg(effects_figure(pairs, countries, "world.csv"))

    for words in ("CHN → KAZ", "ROW", "partial: own cost alone", "world.csv"):
        assert words in text
