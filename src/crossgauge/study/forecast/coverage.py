"""How often what was reported lay in the bands that earlier reports gave, beside bands of a constant rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from scipy.stats import binomtest, norm

from crossgauge.study.forecast.draws import counts_on, draw_years, passage_days
from crossgauge.study.forecast.marks import Counter, Mark
from crossgauge.study.forecast.milestone import LEVELS, Band, band_of

PATHS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A forecast at one rate with Poisson counts: the middle, and its standard deviation."""

    middle: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reported mark beside what was forecast from the marks known the day before.

    truth        : its day, 0 for 1 January, and its count
    date, count  : the bands of the drifting rate
    date_steady, count_steady : a constant rate, that of the year so far (of the year before where there is none)
    """

    counter: Counter
    mark: Mark
    truth: tuple[float, float]
    date: Band
    count: Band
    date_steady: Constant
    count_steady: Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of n marks at one level: how many the bands held, and how wide they are.

    low, high : 95 % interval (Clopper and Pearson 1934) of the share that they would hold of endlessly many
    width     : mean width of the bands: days; of counts, part of the count
    steady_held  : marks in the bands of a constant rate
    steady_width : mean width of those, stretched until they hold as many marks as ours do
    """

    level: float
    n: int
    held: int
    low: float
    high: float
    width: float
    steady_held: int
    steady_width: float


def backtest(counter: Counter, seed: int = 1, n_paths: int = PATHS) -> tuple[Held, ...]:
    """Every reported mark in the order of time, forecast from what was known the day before it."""
    found = []
    for number, mark in enumerate(counter.marks):
        known = tuple(one for one in counter.marks if one.day < mark.day and one.known < mark.day)
        if mark.reported and known and known[-1].day.year >= mark.day.year - 1:
            rng = np.random.default_rng([seed, number])
            found.append(held_of(counter, mark, known, rng, n_paths))
    return tuple(found)


def held_of(
    counter: Counter, mark: Mark, known: tuple[Mark, ...], rng: np.random.Generator, n_paths: int
) -> Held:
    """One mark beside its forecast."""
    year = mark.day.year
    _, drawn = draw_years(known, year, rng, n_paths)
    day = (mark.day - date(year, 1, 1)).days
    days = passage_days(drawn[year], mark.count, rng, within_year=False)
    date_steady, count_steady = steady(known, mark)
    return Held(
        counter=counter,
        mark=mark,
        truth=(float(day), float(mark.count)),
        date=band_of(np.minimum(days, drawn[year].rates.daily.shape[1])),
        count=band_of(counts_on(drawn[year], day, rng, by_its_end=mark.ends_year)),
        date_steady=date_steady,
        count_steady=count_steady,
    )


def steady(known: Sequence[Mark], mark: Mark) -> tuple[Constant, Constant]:
    """Date and count of a mark by a constant rate, with the spread of Poisson counts."""
    start_of_year = date(mark.day.year, 1, 1)
    last = known[-1]
    elapsed = (last.day - date(last.day.year, 1, 1)).days + 1.0
    rate = last.count / elapsed
    start, base = (elapsed, last.count) if last.day.year == mark.day.year else (0.0, 0)
    missing = mark.count - base
    ahead = (mark.day - start_of_year).days + 1.0 - start
    return (
        Constant(middle=start + missing / rate, sd=sqrt(missing) / rate),
        Constant(middle=base + rate * ahead, sd=sqrt(rate * ahead)),
    )


def coverage_of(helds: Sequence[Held], of: str) -> tuple[Coverage, ...]:
    """Nominal beside reached coverage at each level, of dates (`of="date"`) or counts (`of="count"`)."""
    which = 0 if of == "date" else 1
    truth = np.array([held.truth[which] for held in helds])
    bands: list[Band] = [getattr(held, of) for held in helds]
    constant: list[Constant] = [getattr(held, f"{of}_steady") for held in helds]
    middle, sd = np.array([(one.middle, one.sd) for one in constant]).T
    # A middle within the day is the day itself; before it a band must reach back to its end.
    off = np.maximum(truth - middle, middle - truth - (1.0 if of == "date" else 0.0))
    need = np.maximum(off, 0.0) / sd
    scale = np.ones(len(helds)) if of == "date" else truth
    rows = []
    for place, level in enumerate(LEVELS):
        low, high = np.array([(band.low[place], band.high[place]) for band in bands]).T
        held = int(((low <= truth) & (truth <= high)).sum())
        span = binomtest(held, len(helds)).proportion_ci(0.95)
        z = norm.ppf((1 + level) / 2)
        stretched = float(np.sort(need)[held - 1]) if held else 0.0
        rows.append(
            Coverage(
                level=level,
                n=len(helds),
                held=held,
                low=float(span.low),
                high=float(span.high),
                width=float(((high - low) / scale).mean()),
                steady_held=int((need <= z).sum()),
                steady_width=float((2 * stretched * sd / scale).mean()),
            )
        )
    return tuple(rows)
