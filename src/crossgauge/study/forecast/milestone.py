"""The date of the N-th of a year, how many days earlier than in the year before, and how sure that is."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from crossgauge.errors import ForecastImpossible
from crossgauge.study.forecast.draws import DrawnYear, counts_on, draw_years, passage_days
from crossgauge.study.forecast.marks import Counter, Mark
from crossgauge.study.forecast.passage import Float64s

LEVELS = (0.5, 0.8, 0.95)
PATHS = 4000
STEP = 1000  # what is round among trains; among more than a hundred a day, a figure of the year's own size
MANY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Median and 50, 80, 95 % intervals of whole days; infinite where the draws never reach it."""

    median: float
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """The count by the end of each day of the year: median and the ends of the intervals."""

    median: Float64s
    low: Float64s
    high: Float64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """When the N-th of a year passes, as of a day.

    date, before : days since 1 January of the year and of the one before; `before` is None where that has no marks
    earlier      : days of the year by which the date is before last year's; None like `before`
    reached      : share of the draws that reach the number within the year
    marks        : what was known on that day
    passed       : the first of them at or above the number, if there is one
    outcome      : the first mark reported later that is, if there is one; not used
    drift        : s, of the rate, a day
    dispersion   : v, variance over mean of the counts
    """

    counter: Counter
    count: int
    year: int
    as_of: date
    date: Band
    before: Band | None
    earlier: Band | None
    reached: float
    fan: Fan
    marks: tuple[Mark, ...]
    passed: Mark | None
    outcome: Mark | None
    drift: float
    dispersion: float
    n_paths: int
    seed: int


def forecast(
    counter: Counter,
    count: int | None = None,
    year: int | None = None,
    as_of: date | None = None,
    seed: int = 1,
    n_paths: int = PATHS,
) -> Milestone:
    """When the N-th of a year will pass. Raises `ForecastImpossible` where it has passed, or nothing tells of it.

    count : else the next round number above the last mark
    year  : else that of `as_of`, or the next if the year is too short for the next round number
    as_of : only marks known by that day are used; else the last one reported, of those below the number
    """
    count, year, as_of = asked(counter, count, year, as_of)
    found = milestone(counter, count, year, as_of, seed=seed, n_paths=n_paths)
    if found.passed is not None:
        raise ForecastImpossible(passed_text(found))
    ended = [mark for mark in found.marks if mark.day == date(year, 12, 31)]
    if ended:
        wrong = f"{year} ended with {ended[0].count:,} {counter.things} (fact {ended[0].fact})"
        raise ForecastImpossible(f"{counter.name}: {wrong}. Expected a count up to that, or a later year.")
    return found


def milestone(
    counter: Counter, count: int, year: int, as_of: date, seed: int = 1, n_paths: int = PATHS
) -> Milestone:
    """When the N-th of a year passes or has passed, from the marks known on a day."""
    known = known_marks(counter, year, as_of)
    rng = np.random.default_rng(seed)
    learnt, drawn = draw_years(known, year, rng, n_paths)
    now = passage_days(drawn[year], count, rng)
    before = None
    if any(mark.day.year == year - 1 for mark in known):
        before = passage_days(drawn[year - 1], count, rng)
    above = [mark for mark in counter.marks if mark.day.year == year and mark.count >= count]
    return Milestone(
        counter=counter,
        count=count,
        year=year,
        as_of=as_of,
        date=band_of(now),
        before=None if before is None else band_of(before),
        earlier=None if before is None else band_of(earlier(before, now)),
        reached=float(np.isfinite(now).mean()),
        fan=fan_of(drawn[year], rng),
        marks=known,
        passed=next((mark for mark in above if mark in known), None),
        outcome=next((mark for mark in above if mark.reported and mark not in known), None),
        drift=learnt.drift,
        dispersion=learnt.dispersion,
        n_paths=n_paths,
        seed=seed,
    )


def known_marks(counter: Counter, year: int, as_of: date) -> tuple[Mark, ...]:
    """The marks that tell of a year and were known on a day; an error where there are none."""
    years = sorted({mark.day.year for mark in counter.marks})
    if year not in years and year - 1 not in years:
        told = ", ".join(map(str, years))
        raise ForecastImpossible(
            f"{counter.name}: no mark of {counter.things} in {year} or the year before. Years with marks: {told}."
        )
    known = tuple(mark for mark in counter.marks if mark.known <= as_of and mark.day.year <= year)
    if not known:
        raise ForecastImpossible(f"{counter.name}: as of {as_of} no mark was known that tells of {year}.")
    return known


def asked(counter: Counter, count: int | None, year: int | None, as_of: date | None) -> tuple[int, int, date]:
    """What is asked for, with what was left out."""
    if count is not None and count < 1:
        raise ForecastImpossible(f"count is {count}. Expected a whole number, at least 1.")
    first = min(counter.marks, key=lambda mark: mark.known)
    if as_of is not None and as_of < first.known:
        raise ForecastImpossible(
            f"{counter.name}: as of {as_of} no mark was known. The first is {first.count:,} {counter.things} "
            f"by {first.day} (fact {first.fact}), known from {first.known}."
        )
    if as_of is None:
        as_of = last_open(counter, count, year)
    if year is not None and count is not None:
        return count, year, as_of
    seen = [mark for mark in counter.marks if mark.known <= as_of and mark.day.year == (year or as_of.year)]
    last, step = (seen[-1].count if seen else 0), step_of(counter)
    following = (last // step + 1) * step
    if year is not None or count is not None or not seen:
        return count or following, year or as_of.year, as_of
    elapsed = (seen[-1].day - date(as_of.year, 1, 1)).days + 1
    if last * 365 / elapsed < following:  # at the rate of the year so far it comes no more
        return step, as_of.year + 1, as_of
    return following, as_of.year, as_of


def last_open(counter: Counter, count: int | None, year: int | None) -> date:
    """The day of the last reported mark of the year (else of all) that leaves the question open."""
    reported = [mark for mark in counter.marks if mark.reported] or list(counter.marks)
    if year is None:
        return reported[-1].known
    ours = [mark for mark in reported if mark.day.year == year and not mark.ends_year]
    below = [mark for mark in ours if count is None or mark.count < count]
    return below[-1].known if below else date(year - 1, 12, 31)


def step_of(counter: Counter) -> int:
    """What counts as a round number.

    >>> day = date(2023, 12, 31)
    >>> of = lambda count: (Mark(day=day, count=count, fact="a", reported=True, known=day),)
    >>> step_of(Counter(id="a", subject="a", things="trains", marks=of(7762)))
    1000
    >>> step_of(Counter(id="a", subject="a", things="visits", marks=of(7_590_000)))
    1000000
    """
    most = max(mark.count for mark in counter.marks)
    return int(10 ** (len(str(most)) - 1)) if most >= MANY else STEP


def earlier(before: Float64s, now: Float64s) -> Float64s:
    """Days of the year by which each path is before last year's; draws that reach it in neither year are left out."""
    either = np.isfinite(before) | np.isfinite(now)
    return before[either] - now[either]


def band_of(draws: Float64s) -> Band:
    """Median and intervals, each a value that was drawn.

    >>> band_of(np.arange(101.0))
    Band(median=50.0, low=(25.0, 10.0, 2.0), high=(75.0, 90.0, 98.0))
    """
    if len(draws) == 0:
        return Band(median=np.inf, low=(np.inf,) * len(LEVELS), high=(np.inf,) * len(LEVELS))
    rising = np.sort(draws)

    def drawn(part: float) -> float:
        return float(rising[max(ceil(part * len(rising)) - 1, 0)])

    return Band(
        median=drawn(0.5),
        low=tuple(drawn((1 - level) / 2) for level in LEVELS),
        high=tuple(drawn((1 + level) / 2) for level in LEVELS),
    )


def fan_of(drawn: DrawnYear, rng: np.random.Generator) -> Fan:
    """The count by the end of each day."""
    bands = [band_of(counts_on(drawn, day, rng)) for day in range(drawn.n_days)]
    return Fan(
        median=np.array([band.median for band in bands]),
        low=np.array([band.low for band in bands]),
        high=np.array([band.high for band in bands]),
    )


def day_of(year: int, day: float) -> date | None:
    """The date of a day of a year, 0 for 1 January; None where it is not in it.

    >>> day_of(2023, 96.0), day_of(2023, np.inf)
    (datetime.date(2023, 4, 7), None)
    """
    return date(year, 1, 1) + timedelta(int(day)) if np.isfinite(day) else None


def passed_text(found: Milestone) -> str:
    """When the number had passed, for whoever asked too late."""
    mark, counter = found.passed, found.counter
    assert mark is not None
    text = (
        f"{counter.name}: {mark.count:,} {counter.things} had passed by {mark.day} (fact {mark.fact}); "
        f"number {found.count:,} passed on {day_of(found.year, found.date.median)}"
        f" (95 %: {day_of(found.year, found.date.low[-1])} to {day_of(found.year, found.date.high[-1])})"
    )
    if found.earlier is not None and np.isfinite(found.earlier.median):
        low, high = found.earlier.low[-1], found.earlier.high[-1]
        text += f", {found.earlier.median:.0f} days earlier than in {found.year - 1} (95 %: {low:.0f} to {high:.0f})"
    return f"{text}.\n    Expected a count above the last mark, or an earlier --as-of."
