"""A run beside what was observed: facts with what it gives for them, and counts of a year with their marks."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.app.kept import Kept
from crossgauge.app.results import Opened
from crossgauge.app.shapes.series import Mark, Milestone, ObservedRow, ObservedTold, Passage
from crossgauge.app.shapes.words import Band, Interval
from crossgauge.app.told_network import source_told
from crossgauge.indicators.intervals import half_width
from crossgauge.model.facts import Fact, Measure
from crossgauge.study.forecast.marks import Counter, counters_of
from crossgauge.study.forecast.milestone import step_of
from crossgauge.study.observe import (
    SUMMED,
    Observation,
    daily,
    measured,
    observation_of,
    span_of,
    years_of_fact,
)

Floats = NDArray[np.float64]
MOST_PASSAGES = 12
OBSERVED = Kept[ObservedTold](most=16)
COUNTED = Kept[list[Milestone]](most=16)


def observed_told(run: Opened) -> ObservedTold:
    """The facts of which the run covers the time, beside what its replicas give."""
    return OBSERVED.get((str(run.results.folder), run.stamp, id(run.network)), lambda: observe_run(run))


def observe_run(run: Opened) -> ObservedTold:
    """The facts held against a run."""
    facts = measured(run.network)
    covered = [fact for fact in facts if covers(run, fact)]
    return ObservedTold(
        rows=[
            row_of(observation_of(run.network, fact, {years_of_fact(run.network, fact)[0]: run.results}))
            for fact in covered
        ],
        left_out=len(facts) - len(covered),
    )


def covers(run: Opened, fact: Fact) -> bool:
    """Whether a run has all days that a fact is counted over."""
    start, end = days_of(run)
    first, last = span_of(run.network, fact)
    return len(years_of_fact(run.network, fact)) == 1 and start <= first and last <= end


def days_of(run: Opened) -> tuple[date, date]:
    """First and last recorded day."""
    start = date.fromisoformat(run.manifest["start"])
    return start, start + timedelta(days=int(run.manifest["days"]) - 1)


def row_of(one: Observation) -> ObservedRow:
    """A fact beside the replicas; days as texts."""
    fact = one.fact
    figures = [None if value is None or one.is_date else value for value in (one.mean, one.low, one.high)]
    days = [day_text(value) if one.is_date else "" for value in (one.mean, one.low, one.high)]
    source = source_told(fact)
    return ObservedRow(
        fact=fact.id,
        subject=fact.subject,
        quantity=fact.quantity,
        unit=fact.unit,
        period=fact.period,
        role="input" if fact.role == "input" else "check" if fact.role == "check" else "context",
        observed=None if one.is_date else one.observed,
        observed_text=fact.value,
        is_date=one.is_date,
        simulated=Interval(mean=figures[0], low=figures[1], high=figures[2]),
        simulated_text=days[0],
        low_text=days[1],
        high_text=days[2],
        holds=one.holds,
        why=one.why,
        source=source,
    )


def day_text(ordinal: float | None) -> str:
    """The day of an ordinal; '' where there is none."""
    return "" if ordinal is None else date.fromordinal(round(ordinal)).isoformat()


def milestones_of(run: Opened) -> list[Milestone]:
    """What the network's counters count in the year in which the run begins."""
    return COUNTED.get((str(run.results.folder), run.stamp, id(run.network)), lambda: count_run(run))


def count_run(run: Opened) -> list[Milestone]:
    """The counters that a run can count."""
    measures = {fact.id: fact.measure for fact in run.network.facts if fact.measure is not None}
    found = []
    for counter in counters_of(run.network.facts):
        known = (measures.get(mark.fact) for mark in counter.marks)
        measure = next((one for one in known if one and (one.what in SUMMED or one.what == "date_of")), None)
        if measure is not None:
            found.append(milestone_of(run, counter, measure))
    return found


def milestone_of(run: Opened, counter: Counter, measure: Measure) -> Milestone:
    """Cumulative counts of the replicas day by day, beside the marks of the same year."""
    start, end = days_of(run)
    last = min(end, date(start.year, 12, 31))
    days = [start + timedelta(days=n) for n in range((last - start).days + 1)]
    counts = np.cumsum(counted(run, measure, days), axis=1)
    n = len(counts)
    mean = counts.mean(axis=0)
    halves = [half_width(float(spread), n) if n > 1 else None for spread in deviations(counts)]
    new_year = (start.month, start.day) == (1, 1)
    return Milestone(
        counter=counter.id,
        subject=counter.subject,
        things=counter.things,
        year=start.year,
        since_new_year=new_year,
        days=[day.isoformat() for day in days],
        count=Band(
            mean=[float(value) for value in mean],
            low=[
                None if half is None else float(value) - half
                for value, half in zip(mean, halves, strict=True)
            ],
            high=[
                None if half is None else float(value) + half
                for value, half in zip(mean, halves, strict=True)
            ],
        ),
        lowest=[float(value) for value in counts.min(axis=0)],
        highest=[float(value) for value in counts.max(axis=0)],
        marks=[
            Mark(day=mark.day.isoformat(), count=mark.count, fact=mark.fact, reported=mark.reported)
            for mark in counter.marks
            if new_year and mark.day.year == start.year
        ],
        passages=passages_of(counts, days, step_of(counter)),
    )


def deviations(counts: Floats) -> Floats:
    """Standard deviation over replicas, (n_days,)."""
    return counts.std(axis=0, ddof=1) if len(counts) > 1 else np.zeros(counts.shape[1])


def counted(run: Opened, measure: Measure, days: list[date]) -> Floats:
    """What passed on each day in each replica, (n_replicas, n_days)."""
    column = SUMMED.get(measure.what, "units")
    rows = daily(measure, {days[0].year: run.results}, days[0], days[-1])
    found = np.zeros((run.results.replicas, len(days)))
    at = rows.select(
        pl.col("replica").cast(pl.Int64) - 1, (pl.col("day") - days[0]).dt.total_days().alias("n")
    )
    found[at["replica"].to_numpy(), at["n"].to_numpy()] = rows[column].to_numpy()
    return found


def passages_of(counts: Floats, days: list[date], step: int) -> list[Passage]:
    """The days on which round numbers passed: the last `MOST_PASSAGES` of those that a replica reached."""
    reached = int(counts[:, -1].max()) // step
    found = []
    for number in range(max(1, reached - MOST_PASSAGES + 1), reached + 1):
        on = np.sort((counts < number * step).sum(axis=1))  # days before it; all of them: not reached

        def told(place: int, on: NDArray[np.int64] = on) -> str | None:
            return days[int(on[place])].isoformat() if on[place] < len(days) else None

        found.append(
            Passage(
                count=number * step,
                median=told((len(on) - 1) // 2),
                earliest=told(0),
                latest=told(len(on) - 1),
                reached=float((on < len(days)).mean()),
            )
        )
    return found
