"""How the trade of one year became that of another, put down to goods, to ports and ways, to books and to its trend.

Each account adds up to the whole growth by itself; they are four views of it, not four causes. Ports and ways are put
down by logarithmic means (LMDI), which leave no residual; the trend is estimated, and comes with an interval.
Source: Ang (2005), The LMDI approach to decomposition analysis, Energy Policy 33.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import stats

from crossgauge.engines.trade.state import Float64s
from crossgauge.sources.trade_facts import TradeFact
from crossgauge.study.trade.series import PARTNER, by_year

ROAD_MARGIN = 10.0  # points by which the partner's road share may differ from that of the five: assumed
LEAST_YEARS = 5  # that a trend is fitted to
LEVEL = 0.9
DRAWS, SEED = 4000, 1
OTHERWISE = "sold on to others, valued or declared in another way"
Part = tuple[str, float, float | None, float | None, str]


def log_mean(a: Float64s, b: Float64s) -> Float64s:
    """The logarithmic mean (a - b) / log(a / b); a where both are equal.

    >>> log_mean(np.array([2.0, 3.0]), np.array([2.0, 1.0])).round(4).tolist()
    [2.0, 1.8205]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isclose(a, b, rtol=1e-12), a, (a - b) / (np.log(a) - np.log(b)))


def lmdi(before: Float64s, after: Float64s) -> Float64s:
    """What each factor gives to the growth of each product, (n_factors, n_products); they add up to it exactly.

    before, after : (n_factors, n_products), above 0; a product is that of its column.
    Source: Ang (2005), as above, additive LMDI-I.

    >>> lmdi(np.array([[1.0], [2.0]]), np.array([[2.0], [2.0]])).tolist()
    [[2.0], [0.0]]
    """
    weight = log_mean(after.prod(axis=0), before.prod(axis=0))
    given: Float64s = weight * np.log(after / before)
    return given


def account_table(parts: Sequence[Part]) -> pl.DataFrame:
    """Parts as a table: columns of `tables.trade.ACCOUNT`."""
    whole = sum(part[1] for part in parts)
    names = ("change", "low", "high", "share")
    kinds = {"part": pl.String} | dict.fromkeys(names, pl.Float64) | {"why": pl.String}
    rows = [(name, change, low, high, 100.0 * change / whole, why) for name, change, low, high, why in parts]
    return pl.DataFrame(rows, kinds, orient="row")


def goods_account(facts: Sequence[TradeFact], series: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The growth by direction and goods; what the facts do not name is told as such."""
    before, after = (series.filter(pl.col("year") == year).row(0, named=True) for year in (first, last))
    parts: list[Part] = []
    for side, what in (("exports", "exported goods"), ("imports", "imported goods")):
        named = 0.0
        ids = {one.id.rsplit("-", 1)[0]: one for one in facts if one.what == what and one.year == first}
        for stem, one in ids.items():
            then = next((two for two in facts if two.id == f"{stem}-{last}"), None)
            if then is None:
                continue
            change = then.value - one.value
            parts.append((f"{side}: {goods_name(one)}", change, None, None, f"{one.id}, {then.id}"))
            named += change
        rest = after[side] - before[side] - named
        parts.append((f"{side}: all other goods", rest, None, None, "the total of the year less the goods above"))
    return account_table(parts)


def goods_name(fact: TradeFact) -> str:
    """The words for goods in the subject of a fact, 'HS 26 ores, slag'."""
    return fact.subject[fact.subject.find("HS ") :] if "HS " in fact.subject else fact.subject


def ways_account(facts: Sequence[TradeFact], series: pl.DataFrame, first: int, last: int) -> pl.DataFrame | None:
    """The growth by way and port; None where trains and tonnes of either year are not known.

    What does not go by road is trains of each port × tonnes a train × USD a tonne. The road share is that of the five
    (assumed to be the partner's, within `ROAD_MARGIN` points at either end), where both years have it.
    """
    totals = {row["year"]: row["total"] for row in series.iter_rows(named=True)}
    tonnes, road = by_year(facts, "rail tonnes", PARTNER), by_year(facts, "road share")
    trains = [
        {one.id: one.value for one in facts if one.what == "trains" and one.year == year}
        for year in (first, last)
    ]
    ports = [sorted({name.split(".")[1] for name in year}) for year in trains]
    if not ports[0] or ports[0] != ports[1] or not {first, last} <= tonnes.keys():
        return None
    counts = [np.array([year[key] for key in sorted(year)]) for year in trains]
    mass = [tonnes[first].value, tonnes[last].value]
    whole = [totals[first], totals[last]]
    has_road = {first, last} <= road.keys()
    shares = np.array([road[first].value, road[last].value]) if has_road else np.zeros(2)
    middle = ways_of(counts, mass, whole, shares)
    ends: list[Float64s | None] = [None, None]
    if has_road:
        off = np.random.default_rng(SEED).uniform(-ROAD_MARGIN, ROAD_MARGIN, (DRAWS, 2))
        draws = [ways_of(counts, mass, whole, np.clip(shares + one, 0.5, 99.5)) for one in off]
        ends = list(np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0))
    ids = [", ".join(f"rail.{port}.trains.{year}" for year in (first, last)) for port in ports[0]]
    names = [f"trains at {port.capitalize()}" for port in ports[0]] + ["tonnes a train", "USD a tonne, not by road"]
    rest = "what is left of trade not by road: prices, goods, pipelines"
    whys = [*ids, f"{tonnes[first].id}, {tonnes[last].id}", rest]
    if not has_road:
        names[-1] = "USD a tonne by rail, all ways"
        whys[-1] = "what is left of trade by every way: prices, goods, road, pipelines"
    else:
        names.append("by road")
        cited = f"{road[first].id}, {road[last].id}"
        whys.append(f"{cited}, of the five; assumed ±{ROAD_MARGIN:.0f} points for one of them")
    lows, highs = ([None] * len(names) if end is None else end.tolist() for end in ends)
    return account_table(list(zip(names, middle[: len(names)].tolist(), lows, highs, whys, strict=False)))


def ways_of(counts: Sequence[Float64s], mass: Sequence[float], whole: Sequence[float], road: Float64s) -> Float64s:
    """Change by trains of each port, tonnes a train, USD a tonne, and by road; (n_ports + 3,), adding up exactly.

    >>> found = ways_of([np.array([2.0]), np.array([4.0])], [6.0, 12.0], [10.0, 40.0], np.array([40.0, 50.0]))
    >>> found.round(2).tolist(), round(float(found.sum()), 9)
    ([8.06, 0.0, 5.94, 16.0], 30.0)
    """
    factors = []
    for count, tonnes, total, share in zip(counts, mass, whole, road.tolist(), strict=True):
        not_road = total * (1.0 - share / 100.0)
        trains = count.sum()
        ones = np.ones(len(count))
        factors.append(np.array([count, ones * tonnes / trains, ones * not_road / tonnes]))
    given = lmdi(factors[0], factors[1])
    by_road = whole[1] * road[1] / 100.0 - whole[0] * road[0] / 100.0
    return np.array([*given[0], given[1].sum(), given[2].sum(), by_road])


def books_account(series: pl.DataFrame, first: int, last: int) -> pl.DataFrame | None:
    """The growth of exports by whether the partner records it; None where its books are not usable in either year."""
    before, after = (series.filter(pl.col("year") == year).row(0, named=True) for year in (first, last))
    if before["mirror_exports"] is None or after["mirror_exports"] is None:
        return None
    recorded = after["mirror_exports"] - before["mirror_exports"]
    imports = after["imports"] - before["imports"]
    return account_table(
        [
            ("imports", imports, None, None, "as recorded by the importer"),
            ("exports that the partner records", recorded, None, None, "its imports"),
            ("exports that it does not", after["gap"] - before["gap"], None, None, OTHERWISE),
        ]
    )


def trend_account(series: pl.DataFrame, first: int, last: int) -> pl.DataFrame | None:
    """The growth at the pace of the years up to `first`, and beyond it; None with fewer than `LEAST_YEARS` of them.

    A straight line through the logarithms by least squares; the interval is that of its slope, by Student.
    """
    past = series.filter(pl.col("year") <= first)
    if past.height < LEAST_YEARS:
        return None
    years, logs = past["year"].to_numpy().astype(float), np.log(past["total"].to_numpy())
    fit = stats.linregress(years, logs)
    half = stats.t.ppf((1 + LEVEL) / 2, past.height - 2) * fit.stderr
    start, end = (series.filter(pl.col("year") == year)["total"].item() for year in (first, last))
    pace = np.array([fit.slope, fit.slope - half, fit.slope + half])
    middle, low, high = (start * np.expm1(pace * (last - first))).tolist()
    growth = end - start
    why = f"{past.height} years, {years[0]:.0f} to {first}: {100 * np.expm1(fit.slope):+.1f} % a year"
    return account_table(
        [
            ("at the pace of before", middle, low, high, why),
            ("beyond it", growth - middle, growth - high, growth - low, "what the line does not tell"),
        ]
    )
