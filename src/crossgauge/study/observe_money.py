"""What a run counts for a fact in USD: money paid at one side of a crossing for a unit of cargo."""

from collections.abc import Mapping
from datetime import date
from math import nan

import polars as pl

from crossgauge.indicators.money import payments, plain
from crossgauge.model.facts import Measure
from crossgauge.model.network import Network
from crossgauge.study.tariffs import charges_of
from crossgauge.tables.store import Results


def usd_at(
    network: Network, measure: Measure, years: Mapping[int, Results], first: date, last: date
) -> list[float]:
    """USD for a unit of each chain, or for each load where it carries loads, added over chains, by replica.

    network : its charges count, whatever those were with which the years were run
    years   : results of whole calendar years

    NaN where nothing passed, and where a charge needs rows of units, which such results do not have.
    """
    keys = ["replica", "crossing", "chain"]
    between = pl.col("day").is_between(first, last)
    meant = pl.lit(True)
    if measure.crossing:
        meant &= pl.col("crossing") == measure.crossing
    if measure.chains:
        meant &= pl.col("chain").is_in(list(measure.chains))
    paid, left = [], []
    for year in range(first.year, last.year + 1):
        results = years[year]
        days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        charges = charges_of(network, date(year, 1, 1), days).filter(meant)
        if measure.post:
            charges = charges.filter(pl.col("post") == measure.post)
        flows = plain(results.flows).filter(between, meant)
        nobody = [results.scan(table).head(0).collect() for table in ("visits", "stages")]
        paid.append(payments(charges, flows, results.dwells.filter(between), *nobody).select(*keys, "usd"))
        left.append(flows.select(*keys, "units", "loads"))
    known = pl.col("usd").is_not_null().all()
    money = (
        pl.concat(paid)
        .group_by(keys, maintain_order=True)
        .agg(pl.when(known).then(pl.col("usd").sum()).alias("usd"))
    )
    carried = pl.concat(left).group_by(keys).agg(pl.col("units", "loads").sum())
    of = pl.when(pl.col("loads") > 0).then(pl.col("loads")).otherwise(pl.col("units"))
    each = money.join(carried, on=keys).filter(pl.col("units") > 0).with_columns(pl.col("usd") / of)
    whole = pl.when(known).then(pl.col("usd").sum())
    found = dict(each.group_by("replica").agg(whole.alias("usd")).iter_rows())
    replicas = min(results.replicas for results in years.values())
    return [nan if found.get(number) is None else float(found[number]) for number in range(1, replicas + 1)]
