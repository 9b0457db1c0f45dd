"""Observed beside simulated: what a run counts for every fact that tells how, and whether it holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from math import isnan, nan
from statistics import fmean, stdev

import polars as pl

from crossgauge.indicators.intervals import prediction_half_width
from crossgauge.model.facts import Fact, Measure
from crossgauge.model.network import Network
from crossgauge.study.observe_money import usd_at
from crossgauge.study.observed import observed_value, rounding_of, scale_of, year_of
from crossgauge.tables.store import Results

Years = Mapping[int, Results]
Rows = pl.DataFrame

SUMMED = {"count": "units", "teu": "teu", "tonnes": "mass_t", "persons": "persons"}
DATES = ("date_of",)
SIGNED = ("date_of", "earlier_days")  # all else cannot be below 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A fact, and what the replicas gave for it. Figures are in the fact's unit; dates are ordinals of days.

    mean, low, high : over replicas, with the 95 % interval for one new year, not below 0 for what cannot be; None
                      where nothing can be told
    holds           : whether the observed figure, as rounded as it is stated, lies in it
    why             : why there is nothing to tell
    """

    fact: Fact
    observed: float | None
    is_date: bool
    values: tuple[float, ...]
    mean: float | None
    low: float | None
    high: float | None
    holds: bool | None
    why: str


def measured(network: Network) -> tuple[Fact, ...]:
    """The facts that tell what a run must count."""
    return tuple(fact for fact in network.facts if fact.measure is not None)


def years_of(network: Network) -> tuple[int, ...]:
    """The years that must be run for all facts to be held against something."""
    return tuple(sorted({year for fact in measured(network) for year in years_of_fact(network, fact)}))


def years_of_fact(network: Network, fact: Fact) -> tuple[int, ...]:
    """The years of one fact."""
    first, last = span_of(network, fact)
    before = 1 if fact.measure is not None and fact.measure.what == "earlier_days" else 0
    return tuple(range(first.year - before, last.year + 1))


def span_of(network: Network, fact: Fact) -> tuple[date, date]:
    """First and last day that are counted: the measure's, else the year of the fact's period, else the network's."""
    measure = fact.measure
    first, last = (measure.start, measure.end) if measure else (None, None)
    own = network.start.year if network.start else 2023
    year = first.year if first else last.year if last else year_of(fact.period) or own
    return first or date(year, 1, 1), last or date(max(year, first.year if first else year), 12, 31)


def observe(network: Network, years: Years) -> tuple[Observation, ...]:
    """Every measured fact beside the simulated years, in the order of the facts.

    years : results of whole calendar years (`years_of`), all with equal numbers of replicas
    """
    return tuple(observation_of(network, fact, years) for fact in measured(network))


def observation_of(network: Network, fact: Fact, years: Years) -> Observation:
    """One fact beside the replicas."""
    is_date = fact.measure is not None and fact.measure.what in DATES
    observed = observed_value(fact.value, is_date)
    missing = [year for year in years_of_fact(network, fact) if year not in years]
    if missing:
        return nothing(fact, observed, is_date, f"year {missing[0]} was not run")
    values = tuple(value for value in simulated(network, fact, years) if not isnan(value))
    if not values:
        return nothing(fact, observed, is_date, "no replica gave a figure: nothing of it passed")
    mean = fmean(values)
    half = prediction_half_width(stdev(values), len(values)) if len(values) > 1 else nan
    low, high = (mean - half, mean + half) if not isnan(half) else (None, None)
    if low is not None and fact.measure is not None and fact.measure.what not in SIGNED:
        low = max(low, 0.0)
    holds = None
    if observed is not None and low is not None and high is not None:
        slack = rounding_of(fact.value, is_date)
        holds = low - slack <= observed <= high + slack
    return Observation(
        fact=fact, observed=observed, is_date=is_date, values=values, mean=mean, low=low, high=high, holds=holds,
        why="" if observed is not None else "the observed figure is not one number",
    )  # fmt: skip


def nothing(fact: Fact, observed: float | None, is_date: bool, why: str) -> Observation:
    """A fact for which nothing was counted."""
    return Observation(
        fact=fact,
        observed=observed,
        is_date=is_date,
        values=(),
        mean=None,
        low=None,
        high=None,
        holds=None,
        why=why,
    )


def simulated(network: Network, fact: Fact, years: Years) -> list[float]:
    """What each replica gives, in the fact's unit; NaN where it gives nothing."""
    measure = fact.measure
    assert measure is not None
    first, last = span_of(network, fact)
    count = partial(usd_at, network) if measure.what == "usd" else counter_of(measure)
    scale = scale_of(fact.unit, measure.what)
    return [value / scale for value in count(measure, years, first, last)]


def counter_of(measure: Measure) -> Callable[[Measure, Years, date, date], list[float]]:
    """The function that counts a measure."""
    return {
        "date_of": dates_of_nth,
        "earlier_days": days_earlier,
        "hours": hours_at,
        "transload_minutes": transload_minutes,
    }.get(measure.what, sums)


def sums(measure: Measure, years: Years, first: date, last: date) -> list[float]:
    """Units, TEU, tonnes or people between two days."""
    column = SUMMED[measure.what]
    return by_replica(years, daily(measure, years, first, last), pl.col(column).sum())


def daily(measure: Measure, years: Years, first: date, last: date) -> Rows:
    """What passed by replica and day, in all chains of the measure: on its link, else leaving the crossing."""
    frames = [
        on_link(measure, years[year]) if measure.link else years[year].flows
        for year in range(first.year, last.year + 1)
    ]
    found = pl.concat([chosen(measure, frame) for frame in frames], how="vertical_relaxed")
    counted = found.filter(pl.col("day").is_between(first, last))
    return counted.group_by("replica", "day").agg(pl.col(*SUMMED.values()).sum()).sort("replica", "day")


def on_link(measure: Measure, results: Results) -> Rows:
    """Departures on a link by day and chain, with the cargo that the chain's units and their loads have."""
    legs = results.legs.filter(pl.col("link").cast(pl.String) == measure.link)
    cargo = pl.DataFrame(results.manifest["labels"]["chains"]).select(
        "crossing",
        "chain",
        *[name for part in ("teu", "mass_t", "persons") for name in (part, f"{part}_load")],
    )
    words = [pl.col("crossing").cast(pl.String), pl.col("chain").cast(pl.String)]
    joined = legs.with_columns(*words, pl.col("departed").dt.date().alias("day")).join(
        cargo, on=["crossing", "chain"]
    )
    amounts = [
        (pl.col(part) + pl.col("load") * pl.col(f"{part}_load")).alias(part)
        for part in ("teu", "mass_t", "persons")
    ]
    return joined.select(
        "replica", "day", "crossing", "chain", pl.lit(1, pl.Int64).alias("units"), *amounts
    )  # fmt: skip


def chosen(measure: Measure, frame: Rows) -> Rows:
    """The rows of a measure's crossing and chains, with columns that years have in common."""
    kept = frame.with_columns(pl.col("crossing").cast(pl.String), pl.col("chain").cast(pl.String))
    if measure.crossing:
        kept = kept.filter(pl.col("crossing") == measure.crossing)
    if measure.chains:
        kept = kept.filter(pl.col("chain").is_in(list(measure.chains)))
    return kept.select("replica", "day", *SUMMED.values())


def dates_of_nth(measure: Measure, years: Years, first: date, last: date) -> list[float]:
    """The day on which the n-th since the first day passed, as an ordinal."""
    passed = daily(measure, years, first, last).with_columns(
        pl.col("units").cum_sum().over("replica").alias("total")
    )
    day = pl.col("day").filter(pl.col("total") >= (measure.nth or 1)).min()
    return [
        value + date(1970, 1, 1).toordinal()
        for value in by_replica(years, passed, day.cast(pl.Int32).cast(pl.Float64))
    ]


def days_earlier(measure: Measure, years: Years, first: date, last: date) -> list[float]:
    """By how many days the n-th passed earlier in its year than in the year before."""
    now = dates_of_nth(measure, years, first, last)
    start = (
        first.replace(year=first.year - 1) if (first.month, first.day) != (2, 29) else first - timedelta(366)
    )
    then = dates_of_nth(measure, years, start, date(first.year - 1, 12, 31))
    lag = first.toordinal() - start.toordinal()
    return [before + lag - after for before, after in zip(then, now, strict=True)]


def hours_at(measure: Measure, years: Years, first: date, last: date) -> list[float]:
    """Mean hours at a post (TFI1 of that side): of each chain, a leg of the same journey, then added."""
    return spent(measure, years, first, last, pl.lit(True), pl.col("stage_h"))


def transload_minutes(measure: Measure, years: Years, first: date, last: date) -> list[float]:
    """Mean minutes of work in stages of transloading; waiting before it left out, as press figures do."""
    words = pl.col("stage").cast(pl.String).str.to_lowercase()
    stages = words.str.contains("trans(load|ship)|transfer")
    worked = spent(measure, years, first, last, stages, pl.col("stage_h") - pl.col("waited_h"))
    return [value * 60.0 for value in worked]


def spent(
    measure: Measure, years: Years, first: date, last: date, stages: pl.Expr, hours: pl.Expr
) -> list[float]:
    """Hours in some stages for a unit of each chain, added over chains."""
    between = pl.col("day").is_between(first, last)
    span = [years[year] for year in range(first.year, last.year + 1)]
    keys = ["replica", "crossing", "chain"]
    words = [pl.col("crossing").cast(pl.String), pl.col("chain").cast(pl.String)]
    flows = pl.concat([one.flows.with_columns(*words).filter(between).select(*keys, "units") for one in span])
    dwells = pl.concat([stage_hours(measure, one, between & stages, hours, words) for one in span])
    left = flows.group_by(keys).agg(pl.col("units").sum())
    means = dwells.group_by(keys).agg(pl.col("hours").sum()).join(left, on=keys)
    each = means.filter(pl.col("units") > 0).with_columns((pl.col("hours") / pl.col("units")).alias("mean"))
    return by_replica(years, each, pl.col("mean").sum())


def stage_hours(
    measure: Measure, results: Results, kept: pl.Expr, hours: pl.Expr, words: Sequence[pl.Expr]
) -> Rows:
    """Hours by replica, crossing and chain in the stages that count."""
    dwells = results.dwells.filter(kept).with_columns(*words, hours.alias("hours"))
    if measure.post:
        dwells = dwells.filter(pl.col("post").cast(pl.String) == measure.post)
    if measure.crossing:
        dwells = dwells.filter(pl.col("crossing") == measure.crossing)
    if measure.chains:
        dwells = dwells.filter(pl.col("chain").is_in(list(measure.chains)))
    return dwells.select("replica", "crossing", "chain", "hours")


def by_replica(years: Years, frame: Rows, value: pl.Expr) -> list[float]:
    """The value of each replica in turn; NaN where it has no row."""
    found = dict(frame.group_by("replica").agg(value.alias("value")).iter_rows())
    replicas = min(results.replicas for results in years.values())
    return [nan if found.get(number) is None else float(found[number]) for number in range(1, replicas + 1)]
