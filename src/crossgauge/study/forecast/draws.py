"""Years drawn from what marks tell: rates, the instants of the marks, and from them counts and passages."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossgauge.study.forecast.days import days_between
from crossgauge.study.forecast.marks import Mark
from crossgauge.study.forecast.passage import Float64s, Rates, counts_at, passage, rates_of
from crossgauge.study.forecast.rate import Counted, Learnt, draw_rates, learn

HOUR_SD = 12**-0.5  # days: a count told for a day may have been taken at any hour of it
MARGIN = 366  # days drawn after a year, for dates that may lie behind its end


class DrawnYear(NamedTuple):
    """One year in every path; instants are days since its 1 January.

    instants  (n_paths, n_marks) float64  when the counts of its marks were taken
    counts    (n_marks,) int64
    """

    year: int
    n_days: int
    rates: Rates
    instants: Float64s
    counts: NDArray[np.int64]


def counted_of(marks: Sequence[Mark], origin: date) -> Counted:
    """The intervals between marks of a year, the first from 1 January; instants in days since the origin.

    >>> new = [Mark(day=date(2023, 1, 10), count=190, fact="a", reported=True, known=date(2023, 1, 10))]
    >>> counted = counted_of(new, date(2023, 1, 1))
    >>> float(counted.start[0]), float(counted.end[0]), float(counted.number[0])
    (0.0, 9.5, 190.0)
    """
    rows = []
    for before, mark in pairwise([None, *marks]):
        assert mark is not None
        if before is not None and before.day.year == mark.day.year:
            start, start_sd, base = instant_of(before, origin), hour_sd(before), before.count
        else:
            start, start_sd, base = float((date(mark.day.year, 1, 1) - origin).days), 0.0, 0
        rows.append((start, instant_of(mark, origin), mark.count - base, start_sd, hour_sd(mark)))
    return Counted(*np.array(rows, dtype=np.float64).T)


def instant_of(mark: Mark, origin: date) -> float:
    """The middle of a mark's day; the end of it for a whole year."""
    return (mark.day - origin).days + (1.0 if mark.ends_year else 0.5)


def hour_sd(mark: Mark) -> float:
    """Days by which a mark's instant may be off."""
    return 0.0 if mark.ends_year else HOUR_SD


def learn_from(marks: Sequence[Mark], last: date) -> Learnt:
    """What marks tell of the rate from the first year of theirs to a last day."""
    origin = date(marks[0].day.year, 1, 1)
    return learn(counted_of(marks, origin), days_between(origin, last))


def draw_years(
    marks: Sequence[Mark], year: int, rng: np.random.Generator, n_paths: int
) -> tuple[Learnt, dict[int, DrawnYear]]:
    """A year and, where the marks begin early enough, the one before it, drawn together.

    marks : in the order of days, the first no later than in `year`
    """
    origin, last = date(marks[0].day.year, 1, 1), date(year, 12, 31) + timedelta(MARGIN)
    learnt = learn_from(marks, last)
    years = [one for one in (year - 1, year) if one >= origin.year]
    first = (date(years[0], 1, 1) - origin).days
    daily, dispersion = draw_rates(learnt, n_paths, rng, first=first)
    drawn = {}
    for one in years:
        start = (date(one, 1, 1) - origin).days - first
        ours = [mark for mark in marks if mark.day.year == one]
        drawn[one] = DrawnYear(
            year=one,
            n_days=(date(one + 1, 1, 1) - date(one, 1, 1)).days,
            rates=rates_of(daily[:, start:], dispersion),
            instants=drawn_instants(ours, rng, n_paths),
            counts=np.array([mark.count for mark in ours], dtype=np.int64),
        )
    return learnt, drawn


def drawn_instants(marks: Sequence[Mark], rng: np.random.Generator, n_paths: int) -> Float64s:
    """Any hour of each mark's day; the end of it for a whole year: (n_paths, n_marks), rising."""
    hours = rng.random((n_paths, len(marks)))
    for place, mark in enumerate(marks):
        if mark.ends_year:
            hours[:, place] = 1.0
        hours[:, place] += (mark.day - date(mark.day.year, 1, 1)).days
    return hours


def passage_days(drawn: DrawnYear, nth: int, rng: np.random.Generator, within_year: bool = True) -> Float64s:
    """The day, 0 for 1 January, on which each path's count reaches `nth`; infinite if not (in the year)."""
    instants = passage(drawn.rates, drawn.instants, drawn.counts, nth, rng)
    # The count of a whole year is taken at the end of its last day, which is that day.
    days = np.ceil(np.nextafter(instants, -np.inf)) - 1.0
    days = np.maximum(days, 0.0)
    return np.where(days < drawn.n_days, days, np.inf) if within_year else days


def counts_on(drawn: DrawnYear, day: int, rng: np.random.Generator, by_its_end: bool = True) -> Float64s:
    """The count of each path on a day, 0 for 1 January: by its end, or at any hour of it."""
    when = np.full(len(drawn.rates.dispersion), day + 1.0)
    if not by_its_end:
        when -= rng.random(len(when))
    return counts_at(drawn.rates, drawn.instants, drawn.counts, when, rng)
