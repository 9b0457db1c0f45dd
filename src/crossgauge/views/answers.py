"""Pictures of what studies answer: milestones, investments, worth, sensitivity, fits, trade, events.

Studies are not known here: each takes what one gives, and says of which.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

import polars as pl

from crossgauge.indicators.intervals import signed, spread
from crossgauge.model.network import Network
from crossgauge.tables.manifest import versions
from crossgauge.views import fits, marginal, timeline, tornado, trade, trade_effects
from crossgauge.views.fan import Curve, FanChart
from crossgauge.views.fan import draw as fan_of
from crossgauge.views.marginal import MarginalChart, MarginalStep
from crossgauge.views.pictures import Picture
from crossgauge.views.retold import retold, usd
from crossgauge.views.words import called, count, day, named, number, word, written

Told = Any  # what a study gives; the docstring of each picture says which
MOST_INPUTS = 12  # of a worth, the widest


def of_milestone(found: Told, language: str = "en") -> Picture:
    """The fan of a count over a year, of what `study.forecast.milestone.forecast` gives."""

    def curve(year: int) -> Curve:
        ours = [mark for mark in found.marks if mark.day.year == year]
        start = date(year, 1, 1)
        days = tuple((mark.day - start).days + (1.0 if mark.ends_year else 0.5) for mark in ours)
        return Curve(days=days, counts=tuple(mark.count for mark in ours))

    facts = ", ".join(mark.fact for mark in found.marks if mark.day.year == found.year)
    marks = word("fan.source.marks" if facts else "fan.source.none", language, year=found.year, facts=facts)
    counter = named(found.counter.name, language)
    chart = FanChart(
        title=milestone_title(found, language),
        source=word("fan.source", language, counter=counter, day=day(found.as_of, language), marks=marks),
        things=found.counter.things,
        year=found.year,
        count=found.count,
        median=found.fan.median,
        low=found.fan.low,
        high=found.fan.high,
        marks=curve(found.year),
        before=curve(found.year - 1),
        date=(found.date.median, found.date.low, found.date.high),
        date_before=None if found.before is None else found.before.median,
    )
    return Picture(fan_of(chart, language))


def milestone_title(found: Told, language: str) -> str:
    """When the number is reached, and how many days earlier or later than a year before."""
    told = {
        "counter": named(found.counter.name, language),
        "count": number(found.count, language),
        "things": named(found.counter.things, language),
    }
    if not isfinite(found.date.median):
        if found.reached < 0.005:
            return word("fan.title.never", language, **told, year=found.year)
        share = number(100 * found.reached, language)
        return word("fan.title.unlikely", language, **told, year=found.year, share=share)
    reached = word("fan.title.reached", language, **told, day=day(day_of(found.year, found.date.median), language))
    if found.earlier is None or not isfinite(found.earlier.median):
        return reached
    later = found.earlier.median < 0
    ends = [found.earlier.low[-1], found.earlier.high[-1]]
    low, high = (days_text(end, language) for end in ([-ends[1], -ends[0]] if later else ends))
    days = count("days", int(abs(found.earlier.median)), language)
    key = "fan.title.later" if later else "fan.title.earlier"
    return word(key, language, reached=reached, days=days, year=found.year - 1, low=low, high=high)


def day_of(year: int, days: float) -> date:
    """The day that so many days since 1 January are."""
    return date.fromordinal(date(year, 1, 1).toordinal() + int(days))


def days_text(days: float, language: str) -> str:
    """So many days; a line where nothing tells how many."""
    return number(days, language) if isfinite(days) else "–"


def of_fits(panels: Sequence[fits.Panel], source: str = "", language: str = "en") -> Picture:
    """What a log shows of each duration and the law that was fitted, of `study.calibrate.shapes.shape_of`."""
    return Picture(fits.draw(panels, source, language))


def of_investment(found: Told, language: str = "en") -> Picture:
    """The marginal curve: the best portfolio under every budget, of what `study.invest.invest` gives."""
    programme, best = found.programme, found.best
    names = {one.id: one.id if language == "en" else called(one, language) for one in programme.projects}

    def told(portfolio: Sequence[str]) -> str:
        return " + ".join(names[one] for one in portfolio) or word("marginal.nothing", language)

    which = "marginal.every" if found.search is None else "marginal.simulated"
    title = word(
        "marginal.title", language, budget=usd(found.budget, language), portfolio=told(best.portfolio),
        worth=usd(float(best.worth.npv.mean()), language), years=count("marginal.years", programme.years, language),
    )  # fmt: skip
    note = word(
        "marginal.note", language, which=word(which, language), demand=named(found.central, language),
        rate=written(f"{100 * programme.discount:g}", language), year=programme.first_year,
    )  # fmt: skip
    source = word(
        "marginal.source", language, programme=called(programme, language) or programme.id, seed=found.seed,
        years=", ".join(map(str, programme.benchmarks)), days=count("days", programme.days, language),
        replicas=count("replicas", found.replicas, language), version=versions()["crossgauge"],
    )  # fmt: skip
    steps = [
        MarginalStep(budget=step.budget, npv=step.npv, benefits=step.benefits, label=told(step.portfolio))
        for step in found.curve
    ]
    chart = MarginalChart(title=title, source=source, note=note, steps=steps, budget=found.budget)
    return Picture(marginal.draw(chart, language))


def of_worth(found: Told, names: tuple[str, str] = ("base", "scenario"), language: str = "en") -> Picture:
    """What the worth of hours depends on, of what `study.worth.worth` gives; names : of the two networks."""
    declared = found.declared
    home = next(one for one in declared.countries if one.id == declared.home)
    row = found.trade.row(-1, named=True)
    full, partial = (written_spread(row, name, language) for name in ("full_musd", "partial_musd"))
    title = {"home": called(home, language) or home.id, "scenario": named(names[1], language), "full": full}
    source = {
        "full": written(signed(found.full), language),
        "partial": written(signed(found.partial), language),
        "closure": word(f"worth.closure.{found.closure}", language),
        "base": named(names[0], language),
        "days": count("days", found.told.days, language),
        "start": day(date.fromisoformat(found.told.start), language) if found.told.start else "–",
        "replicas": count("replicas", found.replicas, language),
        "seed": found.seed,
        "version": versions()["crossgauge"],
    }
    told = {
        "title": word("worth.title", language, **title, partial=partial),
        "base": found.full,
        "unit": named("million USD a year", language),
        "source": word("worth.source", language, **source),
    }
    known = {one.id: called(one, language) for one in declared.countries}
    known |= {one.name: called(one, language) for one in declared.cargoes if one.name}
    touching = found.tornado.filter(found.tornado["touches"])
    table = (touching if touching.height else found.tornado).head(MOST_INPUTS)
    inputs = [retold(text, language, known) for text in table["parameter"]]
    return Picture(tornado.draw(table.with_columns(pl.Series("parameter", inputs)), told, language))


def written_spread(row: Mapping[str, Any], name: str, language: str) -> str:
    """A figure with its interval; only its numbers change with the language."""
    return spread(row, name, lambda value: written(signed(value), language))


def of_sensitivity(
    found: Told, network: Network, *, days: int, seed: int = 1, language: str = "en"
) -> Picture:
    """What a figure depends on, one parameter at a time, of what `study.sensitivity.tornado` gives.

    network, days, seed : of the study
    """
    told = {
        "title": word("sensitivity.title", language, figure=figure_words(network, found.metric, language)),
        "base": found.base,
        "unit": named(found.unit, language),
        "source": word(
            "sensitivity.source", language, network=called(network, language) or network.id,
            days=count("days", days, language), replicas=count("replicas", found.replicas, language), seed=seed,
            version=versions()["crossgauge"],
        ),
    }  # fmt: skip
    return Picture(tornado.draw(found.table, told, language))


def figure_words(network: Network, metric: str, language: str = "en") -> str:
    """'Hill Road, west truck: border hours, mean'."""
    at, *middle, figure = metric.split(".")
    crossing = next((called(one, language) or one.id for one in network.crossings if one.id == at), at)
    classes = {one.id: called(one, language) or one.id for one in network.classes}
    way = " ".join(classes.get(part) or named(part, language) for part in middle)
    return f"{crossing}, {way}: {word(f'metric.{figure}', language)}"


def of_timeline(
    curves: pl.DataFrame,
    told: Sequence[timeline.ToldEvent],
    start: date,
    end: date,
    network: Network,
    language: str = "en",
) -> Picture:
    """Curves of a run with the events of the days below, of `study.timeline.curves_of` and `events_of`."""
    within = [one for one in told if one.event.start <= end and (one.event.end or one.event.start) >= start]
    name = called(network, language) or network.id
    return Picture(timeline.draw(curves, within, start, end, name, language))


def of_trade(series: pl.DataFrame, language: str = "en") -> Picture:
    """Exports and imports by year as either side records them, of `study.trade.explain.explain`: `.series`."""
    return Picture(trade.series_figure(series, language))


def of_growth(found: Told, first: int, last: int, language: str = "en") -> Picture:
    """What the growth of trade between two years is put down to, of `study.trade.explain.explain`."""
    totals = {row["year"]: row["total"] for row in found.series.iter_rows(named=True)}
    return Picture(trade.growth_figure(found.accounts, (first, totals[first]), (last, totals[last]), language))


def of_effects(found: Told, source: str = "", language: str = "en") -> Picture:
    """Trade and real incomes under changed costs, of what `study.trade.counterfactual.counterfactual` gives."""
    return Picture(trade_effects.effects_figure(found.pairs, found.countries, source, language))
