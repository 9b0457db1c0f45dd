"""The seed figures, both sides' books, and accounts of growth that add up, on the embedded facts and by hand."""

import csv

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.errors import NotFound, ProjectFaulty, RunImpossible
from crossgauge.reference import folder
from crossgauge.sources.trade_facts import read_trade_facts
from crossgauge.study.trade.accounts import lmdi, trend_account, ways_account, ways_of
from crossgauge.study.trade.explain import explain
from crossgauge.study.trade.series import series_of

FACTS = read_trade_facts(folder())
SERIES = series_of(FACTS)
POSITIVE = st.floats(0.01, 100.0)


def write_facts(tmp_path, rows, stated):
    (tmp_path / "trade.csv").write_text("fact,what,partner,year\n" + rows)
    (tmp_path / "facts.csv").write_text("id,subject,value,unit,confidence,source\n" + stated)
    return tmp_path


def test_seed_figures_are_reproduced():
    """31.2 bn USD in 2022, nearly 45 % of China's trade with the five."""
    seed = explain(folder()).seed

    assert round(seed.total / 1e3, 1) == 31.2
    assert seed.total == pytest.approx(16355.2 + 14819.2)
    assert round(seed.share, 1) == seed.stated == 44.4
    assert seed.low < 44.4 < seed.high


def test_two_sources_of_the_same_total_agree_to_the_rounding():
    """What Comtrade adds up to and what customs announced for the year, in each year that has both."""
    for one in FACTS:
        if one.what == "of five" and one.partner == "KAZ":
            total = SERIES.filter(year=one.year)["total"].item()
            assert total == pytest.approx(one.value, rel=2e-3)


def test_mirror_ratios_are_those_worked_out_by_hand():
    """0.67 of what China exports and 0.89 of what it imports was recorded by Kazakhstan in 2022; 2024: 0.54, 0.94."""
    ratios = {row["year"]: (row["exports_ratio"], row["imports_ratio"]) for row in SERIES.iter_rows(named=True)}

    assert ratios[2022] == pytest.approx((0.67, 1 / 1.12), abs=0.005)
    assert ratios[2023] == pytest.approx((0.68, 1 / 1.11), abs=0.005)
    assert ratios[2024] == pytest.approx((0.54, 1 / 1.07), abs=0.005)


def test_incomplete_books_of_2020_to_2022_are_not_used():
    cited = {one.id for one in FACTS}
    books = SERIES.filter(pl.col("year").is_in([2020, 2021]))

    assert not {f"T-WITS-{way}-{year}" for way in ("exp", "imp") for year in (2020, 2021, 2022)} & cited
    assert books["mirror_exports"].null_count() == books["mirror_imports"].null_count() == 2


def test_every_fact_of_trade_has_a_source_and_a_confidence():
    with (folder() / "facts.csv").open(encoding="utf-8", newline="") as file:
        stated = {row["id"]: row for row in csv.DictReader(file)}

    assert all(stated[one.id]["source"] and stated[one.id]["confidence"] for one in FACTS)


@given(st.lists(st.tuples(POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE), min_size=1, max_size=4))
def test_logarithmic_means_leave_no_residual(products):
    """Ang (2005): additive LMDI-I is a perfect decomposition, and reverses its sign with time."""
    table = np.array(products).T
    before, after = table[:3], table[3:]

    given_by = lmdi(before, after)

    growth = after.prod(axis=0) - before.prod(axis=0)
    assert given_by.sum(axis=0) == pytest.approx(growth, rel=1e-6, abs=1e-9 * float(np.abs(table).prod(axis=0).max()))
    assert lmdi(after, before) == pytest.approx(-given_by, rel=1e-6, abs=1e-9)


def test_factor_that_stands_still_gives_nothing():
    found = lmdi(np.array([[2.0], [3.0]]), np.array([[5.0], [3.0]]))

    assert found[:, 0] == pytest.approx([9.0, 0.0])


def test_ways_are_as_by_hand():
    """Trains double, road keeps its half: half of trade doubles by trains at one price a tonne, half by road."""
    found = ways_of([np.array([1.0, 1.0]), np.array([2.0, 2.0])], [10.0, 20.0], [100.0, 200.0], np.array([50.0, 50.0]))

    assert found == pytest.approx([25.0, 25.0, 0.0, 0.0, 50.0])


@pytest.mark.parametrize(("first", "last"), [(2020, 2024), (2019, 2024), (2021, 2022), (2014, 2022), (2022, 2023)])
def test_every_account_adds_up_to_the_growth(first, last):
    found = explain(folder(), first, last)

    for account in found.accounts.values():
        assert account["change"].sum() == pytest.approx(found.growth, rel=1e-9)
        assert account["share"].sum() == pytest.approx(100.0, rel=1e-9)


def test_goods_are_the_differences_of_their_facts():
    goods = explain(folder(), 2020, 2024).accounts["goods"]

    assert goods.filter(part="imports: HS 26 ores, slag")["change"].item() == pytest.approx(4548.4 - 2061.1)


def test_road_is_its_share_of_both_totals_with_an_interval_for_what_is_assumed():
    """Shares of 19.9 and 51.8 % off by as much as 10 points: the interval holds the middle and 80 to 90 % of the ends."""
    row = ways_account(FACTS, SERIES, 2020, 2024).filter(part="by road").row(0, named=True)
    start, end = (SERIES.filter(year=year)["total"].item() for year in (2020, 2024))

    assert row["change"] == pytest.approx(0.518 * end - 0.199 * start)
    assert row["low"] < row["change"] < row["high"]
    assert row["high"] - row["low"] < 2 * 0.1 * (start + end)


def test_growth_of_exports_is_divided_by_whose_books_it_is_in():
    books = explain(folder(), 2019, 2024).accounts["books"]

    assert books["change"].to_list() == pytest.approx([15911.6 - 8861.9, 15203 - 6789, 12751.3 - 5940.1], abs=0.1)


def test_trend_is_a_line_through_logarithms():
    """5 % a year without noise: nothing is left beyond it, and the interval has no width."""
    years = list(range(2014, 2023))
    series = pl.DataFrame({"year": years, "total": [100 * 1.05 ** (year - 2014) for year in years]})

    middle, beyond = trend_account(series, 2020, 2022).iter_rows(named=True)

    assert middle["change"] == pytest.approx(100 * (1.05**8 - 1.05**6))
    assert middle["high"] - middle["low"] == pytest.approx(0.0, abs=1e-6)
    assert beyond["change"] == pytest.approx(0.0, abs=1e-9)


def test_intervals_of_a_trend_hold_the_true_pace_as_often_as_they_say():
    """Independent errors about a line, 400 worlds: 90 % intervals within binomial bounds of one in 10,000."""
    draw, held = np.random.default_rng(1), 0
    for _ in range(400):
        years = np.arange(2012, 2022)
        logs = 0.04 * (years - 2012) + draw.normal(0, 0.1, 10)
        series = pl.DataFrame({"year": years, "total": np.exp(logs)})
        row = trend_account(series, 2020, 2021).row(0, named=True)
        start = float(np.exp(logs[8]))
        held += row["low"] <= start * np.expm1(0.04) <= row["high"]

    assert 336 <= held <= 380  # scipy.stats.binom.ppf([1e-4, 1 - 1e-4], 400, 0.9)


def test_what_cannot_be_told_is_said():
    words = " ".join(explain(folder(), 2019, 2024).words)
    early = explain(folder(), 2016, 2018)

    assert "Ports and ways are not told" in words
    assert "The facts hold no GDP and no prices" in words
    assert "trend" not in early.accounts
    assert any(word.startswith("No trend is told") for word in early.words)


@pytest.mark.parametrize(("first", "last"), [(2024, 2020), (2010, 2020), (2020, 2030)])
def test_years_that_are_not_there_are_refused(first, last):
    with pytest.raises(RunImpossible, match="known of 2014 to 2024"):
        explain(folder(), first, last)


def test_faults_of_the_file_are_told_at_once(tmp_path):
    rows = "a,exports,KAZ,2020\nb,export,KAZ,2020\nc,imports,KAZ,year\nd,imports,KAZ,2020\n"
    project = write_facts(tmp_path, rows, "aa,s,1,bn USD,high,x\nb,s,1,bn USD,high,x\nc,s,1,,high,x\nd,s,1,,high,x\n")
    (project / "facts.csv").write_text((project / "facts.csv").read_text().replace("d,s,1", 'd,s,"""?"""'))

    with pytest.raises(ProjectFaulty) as raised:
        read_trade_facts(project)

    assert [(fault.where, fault.wrong) for fault in raised.value.faults] == [
        ("trade.csv:2", "cites the fact 'a'"),
        ("trade.csv:3", "what is 'export'"),
        ("trade.csv:4", "year is 'year'"),
        ("trade.csv:5", "cites d, whose value is '\"?\"'"),
    ]


def test_folder_without_the_file_is_refused(tmp_path):
    with pytest.raises(NotFound, match=r"trade\.csv"):
        read_trade_facts(tmp_path)
