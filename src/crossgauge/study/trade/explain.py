"""The trade across the border explained as far as the facts go, and in plain words what they do not explain."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.sources.trade_facts import TradeFact, read_trade_facts
from crossgauge.study.trade.accounts import (
    ROAD_MARGIN,
    books_account,
    goods_account,
    trend_account,
    ways_account,
)
from crossgauge.study.trade.series import Seed, by_year, partners_of, seed_of, series_of

FIRST, LAST = 2020, 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Series, accounts and words.

    series    columns of `tables.trade.SERIES`; partners, of `PARTNERS`
    accounts  by name, goods, ways, books or trend: columns of `tables.trade.ACCOUNT`; each adds up to `growth`
    growth    of the total from `first` to `last`, million USD
    words     what the accounts tell and what they do not, a sentence each
    """

    seed: Seed
    series: pl.DataFrame
    partners: pl.DataFrame
    first: int
    last: int
    growth: float
    accounts: dict[str, pl.DataFrame]
    words: tuple[str, ...]


def explain(folder: Path, first: int = FIRST, last: int = LAST) -> Explained:
    """The trade of a project folder with `trade.csv`, and how it grew between two years.

    Raises RunImpossible for years without trade or in the wrong order.

    >>> from crossgauge.reference import folder
    >>> found = explain(folder())
    >>> round(found.seed.total), round(found.seed.share, 1), round(found.growth)
    (31174, 44.4, 21797)
    """
    facts = read_trade_facts(folder)
    series = series_of(facts)
    years = series["year"].to_list()
    if first not in years or last not in years or first >= last:
        told = f"--from {first} --to {last}: exports and imports are known of {years[0]} to {years[-1]}"
        raise RunImpossible(f"{told}. Expected two of these years, the earlier first.")
    start, end = (series.filter(pl.col("year") == year)["total"].item() for year in (first, last))
    found = {
        "ways": ways_account(facts, series, first, last),
        "goods": goods_account(facts, series, first, last),
        "books": books_account(series, first, last),
        "trend": trend_account(series, first, last),
    }
    accounts = {name: one for name, one in found.items() if one is not None}
    return Explained(
        seed=seed_of(facts),
        series=series,
        partners=partners_of(facts),
        first=first,
        last=last,
        growth=end - start,
        accounts=accounts,
        words=tuple(words_of(facts, series, accounts, first, last)),
    )


def words_of(
    facts: Sequence[TradeFact], series: pl.DataFrame, accounts: dict[str, pl.DataFrame], first: int, last: int
) -> list[str]:
    """What is told and what is not."""
    words = ["The accounts are views of one growth, not causes that add up; no effect of a measure is read from them."]
    words += ways_words(facts, accounts.get("ways"))
    words += trend_words(accounts.get("trend"), first)
    goods = accounts["goods"]
    rest = goods.filter(pl.col("part").str.ends_with("all other goods"))
    words.append(
        f"The facts name few goods: {rest['share'].sum():.0f} % of the growth is in goods that they do not name. "
        "Oil and gas are among them, and no prices of any year are stated, so that price and amount stay together."
    )
    words += books_words(facts, series, first, last)
    return words


def ways_words(facts: Sequence[TradeFact], ways: pl.DataFrame | None) -> list[str]:
    """On ports and modes."""
    tonnes, transit = by_year(facts, "rail tonnes"), by_year(facts, "rail transit")
    if ways is None:
        known = f"known of {min(tonnes)} to {max(tonnes)}" if tonnes else "not known"
        return [f"Ports and ways are not told: trains and tonnes of both years are needed, and {known}."]
    trains = ways.filter(pl.col("part").str.starts_with("trains at"))
    change, share = sum(trains["change"].to_list()), sum(trains["share"].to_list())
    told = f"Trains by port account for {bn(change)} bn USD, {share:.0f} %"
    year = max(tonnes.keys() & transit.keys())
    through = f"{transit[year].value:g} of {tonnes[year].value:g} Mt in {year}"
    cited = {name for why in ways["why"] for name in why.replace(",", "").split()}
    used = [one for one in facts if one.id in cited]
    sure = sum(one.confidence == "high" for one in used)
    words = [
        f"{told}, if trade kept up with them. Trains and tonnes are of all traffic, transit too ({through}), so "
        f"that a train is no sure measure of the trade of the two; {sure} of the {len(used)} figures behind the "
        "ways are of high confidence."
    ]
    road = ways.filter(pl.col("part") == "by road")
    if road.height:
        row = road.row(0, named=True)
        words.append(
            f"Road accounts for {bn(row['change'])} bn USD, {row['share']:.0f} % (90 %: {bn(row['low'])} to "
            f"{bn(row['high'])}), if its share here is that of all five within {ROAD_MARGIN:.0f} points: an "
            "assumption, for nobody publishes it by country. Why road grew (posts reopened in 2023, E-20; hours, "
            "goods, onward sales) the accounts do not tell."
        )
    else:
        years = " and ".join(str(year) for year in sorted(by_year(facts, "road share")))
        words.append(f"The road share is published for {years} alone; between other years road is not told apart.")
    return words


def trend_words(trend: pl.DataFrame | None, first: int) -> list[str]:
    """On the pace of the years before."""
    if trend is None:
        return [f"No trend is told: fewer than five years up to {first} are known."]
    row = trend.row(0, named=True)
    return [
        f"At the pace of before, trade would have changed by {bn(row['change'])} bn USD (90 %: {bn(row['low'])} to "
        f"{bn(row['high'])}). The facts hold no GDP and no prices, so that the trend is a line through logarithms; "
        "years that err alike make the true interval wider."
    ]


def books_words(facts: Sequence[TradeFact], series: pl.DataFrame, first: int, last: int) -> list[str]:
    """On what the partner's books hold."""
    known = series.filter(pl.col("gap").is_not_null() & pl.col("year").is_between(first, last))
    if not known.height:
        return [f"What Kazakhstan records is not usable in {first} to {last}."]
    row = known.row(-1, named=True)
    words = [
        f"Of China's exports of {row['year']}, {bn(row['gap'], sign=False)} of {bn(row['exports'], sign=False)} bn USD "
        "are not in Kazakhstan's books: sold on to others, valued or declared in another way. Facts do not divide it."
    ]
    years = series.filter(pl.col("gap").is_not_null())["year"].to_list()
    earlier = [year for year in years if year < first]
    if first not in years:
        then = f"; --from {earlier[-1]} tells the growth by books" if earlier else ""
        words.append(f"What Kazakhstan records of {first} is incomplete, and not used{then}.")
    own, five = by_year(facts, "five by their own books"), by_year(facts, "five")
    both = max(own.keys() & five.keys(), default=None)
    if both is not None:
        a, b = own[both].value / 1e3, five[both].value / 1e3
        words.append(f"All five record {a:.1f} bn USD in {both} where China records {b:.1f}.")
    return words


def bn(million: float, *, sign: bool = True) -> str:
    """Million USD as bn, with a sign.

    >>> bn(-12842.3), bn(31174.4, sign=False)
    ('−12.8', '31.2')
    """
    return f"{million / 1e3:{'+' if sign else ''}.1f}".replace("-", "−")
