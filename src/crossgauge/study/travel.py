"""Travellers as a run counts them, by month and beside what was observed."""

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import polars as pl

from crossgauge.indicators.exemption import Interval
from crossgauge.indicators.intervals import half_width, over_replicas
from crossgauge.model.network import Network
from crossgauge.model.travel import TravelSeries
from crossgauge.study.exemption import ExemptionEffect, Growth
from crossgauge.study.summary import rounded, rows_of
from crossgauge.tables.store import Results

BESIDE = {
    "series": pl.String,
    "name": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "observed": pl.Float64,
    "simulated": pl.Float64,
    "pm": pl.Float64,
}


def persons_by_day(results: Results, series: TravelSeries) -> pl.DataFrame:
    """Persons of a series by replica and day of a run, counted as the series counts them."""
    mine = results.flows.filter(
        pl.col("crossing").cast(pl.String) == series.crossing,
        pl.col("chain").cast(pl.String).is_in(list(series.chains)),
    )
    return mine.group_by("replica", "day").agg((pl.col("persons").sum() * series.counted).alias("persons"))


def months_of(network: Network, results: Results) -> pl.DataFrame:
    """A row for each simulated series and month: mean persons, and half of its 95 % interval over replicas."""
    parts = []
    for series in (one for one in network.travel if one.crossing):
        month = pl.col("day").dt.truncate("1mo").alias("month")
        sums = persons_by_day(results, series).group_by("replica", month).agg(pl.col("persons").sum())
        told = over_replicas(sums, ["month"], ["persons"], results.replicas).rename({"persons_pm": "pm"})
        named = pl.lit(series.id).alias("series"), pl.lit(series.crossing).alias("crossing")
        parts.append(told.select(*named, pl.all()))
    return pl.concat(parts).sort("series", "month") if parts else pl.DataFrame()


def beside(network: Network, results: Results) -> pl.DataFrame:
    """A row for each count of travellers within the days of a run: observed, simulated, half of its 95 % interval.

    Columns: `BESIDE`; counts of what is not simulated, or of days outside of the run, have none.
    """
    first = date.fromisoformat(results.manifest["start"])
    last = first + timedelta(days=results.manifest["days"] - 1)
    rows: list[dict[str, Any]] = []
    for series in network.travel:
        days = persons_by_day(results, series) if series.crossing else None
        for count in series.counts:
            row = {
                "series": series.id,
                "name": series.name,
                "from": count.start,
                "until": count.end,
                "observed": count.persons,
                "simulated": None,
                "pm": None,
            }
            if days is not None and first <= count.start and count.end <= last:
                within = days.filter(pl.col("day").is_between(count.start, count.end))
                sums = within.group_by("replica").agg(pl.col("persons").sum())["persons"]
                row["simulated"] = float(sums.sum()) / results.replicas
                row["pm"] = half_width(float(sums.std() or 0.0), results.replicas) if results.replicas > 1 else None  # type: ignore[arg-type]
            rows.append(row)
    return pl.DataFrame(rows, schema=BESIDE)


def statement(effect: ExemptionEffect) -> str:
    """What the counts allow to say, in plain words."""
    told, day = effect.counts, f"{effect.agreement.start.day} {effect.agreement.start:%B %Y}"
    control = sum(one.after.persons for one in effect.control) / sum(one.before.persons for one in effect.control)
    mine = sorted(one.factor for one in effect.exempted)
    windows = sorted(one.median for _, one in effect.by_window)
    first = (
        f"From one year to the next, travel under the exemption of {day} grew {mine[0]:.2f} to {mine[-1]:.2f} times;"
        f" the control, which it left as it was, {control:.2f} times."
    )
    if effect.told_apart:
        second = f"The counts tell it from none: {told.low:.2f} to {told.high:.2f} times with 90 %."
    else:
        second = f"The counts do not tell it from none: {told.low:.2f} to {told.high:.2f} times with 90 %."
    third = (
        f"Which months of the control one compares with decides most: {windows[0]:.2f} to {windows[-1]:.2f} times."
        if len(windows) > 1
        else "The control was counted in one window only."
    )
    fourth = f"If the control tells what would have been, the counts speak against more than {told.high:.1f} times."
    return " ".join((first, second, third, fourth))


def effect_told(effect: ExemptionEffect) -> dict[str, Any]:
    """The effect as JSON holds it."""
    return {
        "agreement": effect.agreement.id,
        "from": effect.agreement.start.isoformat(),
        "counts": told(effect.counts),
        "studies": told(effect.studies),
        "together": told(effect.together),
        "by_window": [{**growth_told(pair), **(told(one) or {})} for pair, one in effect.by_window],
        "exempted": [growth_told(one) for one in effect.exempted],
        "control": [growth_told(one) for one in effect.control],
        "placebo": [[growth_told(one), growth_told(other)] for one, other in effect.placebo],
        "share_behind": list(effect.evidence.share),
        "told_apart": effect.told_apart,
        "statement": statement(effect),
    }


def told(one: Interval | None) -> dict[str, Any] | None:
    """An interval as JSON holds it."""
    return None if one is None else {key: rounded(value) for key, value in asdict(one).items()}


def growth_told(one: Growth) -> dict[str, Any]:
    """A growth as JSON holds it."""
    return {
        "series": one.series,
        "from": one.before.start.isoformat(),
        "until": one.before.end.isoformat(),
        "before": one.before.persons,
        "after": one.after.persons,
        "growth": rounded(one.factor),
    }


def travel_json(network: Network, months: pl.DataFrame, counts: pl.DataFrame, effect: ExemptionEffect | None) -> str:
    """Travellers by month, beside what was counted, the effect, and institutes, as JSON text."""
    dated = [frame.with_columns(pl.selectors.date().cast(pl.String)) for frame in (months, counts)]
    everything = {
        "months": rows_of(dated[0]),
        "counts": rows_of(dated[1]),
        "effect": None if effect is None else effect_told(effect),
        "institutes": [
            {
                "id": one.id,
                "name": {"en": one.name, **dict(one.names)},
                "kind": one.kind,
                "of": one.of,
                "country": one.country,
                "city": one.city or None,
                "number": one.number,
                "part_of": one.part_of or None,
                "opened": None if one.opened is None else one.opened.isoformat(),
                "trainees": {str(year): persons for year, persons in one.trainees},
                "visas": {str(year): persons for year, persons in one.visas},
            }
            for one in network.institutes
        ],
    }
    return json.dumps(everything, ensure_ascii=False, indent=1) + "\n"
