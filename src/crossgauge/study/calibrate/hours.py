"""Opening hours found from the stamps of work: by weekday, with breaks, against quiet times and stray stamps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.special import gammaln

from crossgauge.model.calendars import WEEKDAYS, Calendar, Period
from crossgauge.sources.written import weekly_hours
from crossgauge.study.calibrate.arrivals import local_stamps
from crossgauge.study.calibrate.samples import Floats

STEP_MIN = 15  # how fine hours are told
STEPS = 24 * 60 // STEP_MIN
GRACE_MIN = 1.0  # by which clocks may be wrong where all of a quarter lies so near an opening or closing
STRAY = 0.01  # stamps in closed time, of those in as much open time
CHANGE = np.log(2.0 * STEPS)  # what an opening or closing must gain in likelihood: it may be at any step
LEAST_STAMPS, LEAST_DAYS = 200, 14
PASSES = 4
CLOSED_DAY = 0.05  # of a mean day's stamps: below, the weekday is closed
GROUPS = (
    ((0, 1, 2, 3, 4, 5, 6),),
    ((0, 1, 2, 3, 4), (5, 6)),
    ((0, 1, 2, 3, 4), (5,), (6,)),
    tuple((k,) for k in range(7)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursFit:
    """Opening hours with their evidence.

    calendar   None if there are not enough data, or if it is open all day and night
    text       `open` by days, as YAML has it: {'mon-fri': '08:00-12:00, 13:00-18:00'}
    n, n_days  stamps, and local days with at least one
    inside     share of the stamps in those hours
    days       of each weekday, with stamps
    quiet      days without a stamp on weekdays that are open: holidays, which count for nothing
    always     open all day and night
    why        in words
    """

    calendar: Calendar | None
    text: dict[str, str]
    n: int
    n_days: int
    inside: float = float("nan")
    days: tuple[int, ...] = (0,) * 7
    quiet: int = 0
    always: bool = False
    why: str = ""


def find_hours(instants: Sequence[datetime], clock: str, name: str = "found") -> HoursFit:
    """The weekly opening hours that the instants of work keep to, in steps of a quarter of an hour.

    instants : aware instants at which work began (or ended), in any order; clock : whose local time counts.

    Each quarter is either open, at a rate of its own, or closed, with one stray stamp in a hundred; the sequence
    with the largest likelihood is taken, in which every opening and closing must pay for itself, and weekdays
    share their hours where that costs nothing.
    """
    stamps = local_stamps(instants, clock)
    begin = quietest(quarters_of(stamps))
    shifted = stamps - np.timedelta64(begin * STEP_MIN, "m")
    day = shifted.astype("datetime64[D]")
    weekday = (day.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    n_days = len(np.unique(day))
    if len(stamps) < LEAST_STAMPS or n_days < LEAST_DAYS:
        told = f"{len(stamps)} stamps on {n_days} days; needed are {LEAST_STAMPS} on {LEAST_DAYS}."
        return HoursFit(calendar=None, text={}, n=len(stamps), n_days=n_days, why=told)
    counts, early, late = np.zeros((3, 7, STEPS))
    since = (shifted - day).astype("timedelta64[ms]").astype(np.int64) / 60_000.0 % STEP_MIN
    for table, kept in (
        (counts, since >= 0),
        (early, since < GRACE_MIN),
        (late, since >= STEP_MIN - GRACE_MIN),
    ):
        np.add.at(table, (weekday[kept], quarters_of(shifted)[kept]), 1.0)
    of_weekday = (np.unique(day).astype(np.int64) + 3) % 7
    days = np.bincount(of_weekday, minlength=7)
    is_open = trimmed(week_of(counts, days), counts, early, late)
    inside = float(counts[is_open].sum() / counts.sum())
    first, last = int(day.min().astype(np.int64)), int(day.max().astype(np.int64))
    every = np.bincount((np.arange(first, last + 1) + 3) % 7, minlength=7)
    works = np.asarray(is_open.any(1))
    quiet = int((every - days)[works].sum())
    always = bool(is_open.all())
    calendar = None if always else Calendar(id=name, clock=clock, periods=periods_of(is_open, begin))
    shut = ", ".join(WEEKDAYS[k] for k in range(7) if not works[k])
    return HoursFit(
        calendar=calendar,
        text=weekly_hours(calendar) if calendar else {},
        n=len(stamps),
        n_days=n_days,
        inside=inside,
        days=tuple(int(k) for k in days),
        quiet=quiet,
        always=always,
        why="open all day and night" if always else f"closed on {shut}" if shut else "",
    )


def week_of(counts: Floats, days: np.ndarray) -> np.ndarray:
    """Which quarters of the week are open, (7, STEPS); weekdays share hours as the likelihood says."""
    each = counts.sum(1)
    shut = each <= CLOSED_DAY * each[each > 0].mean()
    best, best_gain = np.zeros((7, STEPS), bool), -np.inf
    for groups in GROUPS:
        found, gain = np.zeros((7, STEPS), bool), 0.0
        for group in groups:
            mine = [k for k in group if not shut[k]]
            if not mine:
                continue
            pattern, told = pattern_of(counts[mine])
            found[mine], gain = pattern, gain + told
        if gain > best_gain + 1e-9:
            best, best_gain = found, gain
    return best


def trimmed(is_open: np.ndarray, counts: Floats, early: Floats, late: Floats) -> np.ndarray:
    """The open quarters without those at an edge that hold only what a wrong clock has put over it.

    early, late : (7, STEPS) of the counts, those in the first and last minute of their quarter
    """
    kept = is_open.copy()
    for row in np.unique(is_open, axis=0):  # weekdays with the same hours tell of them together
        mine = (is_open == row).all(axis=1)
        n, n_early, n_late = (table[mine].sum(axis=0) for table in (counts, early, late))
        begins, ends = row & ~np.roll(row, 1), row & ~np.roll(row, -1)
        kept[mine] = row & ~((n > 0) & ((begins & (n_late == n)) | (ends & (n_early == n))))
    return kept


def pattern_of(counts: Floats) -> tuple[np.ndarray, float]:
    """The quarters of a day in which some weekdays are open, and its log likelihood less what changes cost.

    counts : (n_weekdays, STEPS). The day is a circle: open at its end and at its beginning is one opening.
    """
    busy = counts > 0
    mean, pattern, gain = float(counts[busy].mean()) if busy.any() else 1.0, np.ones(STEPS, bool), -np.inf
    for _ in range(PASSES):  # the mean is that of open quarters, which the pattern tells
        told_open = (-np.log1p(mean) + counts * (np.log(mean) - np.log1p(mean))).sum(
            0
        )  # rates exponential around it
        stray = STRAY * mean
        told_closed = (counts * np.log(stray) - stray - gammaln(counts + 1.0)).sum(0)
        gain, pattern = max(
            (walked(told_open, told_closed, begin) for begin in (True, False)), key=lambda one: one[0]
        )
        if not pattern.any():
            break
        mean = max(float(counts[:, pattern].mean()), 1e-9)
    return pattern, gain


def walked(told_open: Floats, told_closed: Floats, begin: bool) -> tuple[float, np.ndarray]:
    """The best sequence that begins in a state and comes round to it (Viterbi 1967)."""
    score = np.array([-np.inf, told_open[0]]) if begin else np.array([told_closed[0], -np.inf])
    came = np.zeros((STEPS, 2), np.int64)
    for k in range(1, STEPS):
        options = np.array([[score[0], score[1] - CHANGE], [score[0] - CHANGE, score[1]]])
        came[k] = options.argmax(1)
        score = options.max(1) + np.array([told_closed[k], told_open[k]])
    score = score - CHANGE * (np.arange(2) != int(begin))
    state = int(score.argmax())
    gain, path = float(score[state]), np.zeros(STEPS, bool)
    for k in range(STEPS - 1, -1, -1):
        path[k] = bool(state)
        state = int(came[k, state])
    return gain, path


def quarters_of(stamps: np.ndarray) -> np.ndarray:
    """Quarter of its day of each stamp."""
    since = (stamps - stamps.astype("datetime64[D]")).astype("timedelta64[ms]").astype(np.int64)
    return np.asarray(since // (STEP_MIN * 60_000), np.int64)


def quietest(quarters: np.ndarray) -> int:
    """The quarter at which to begin a day, so that no opening is cut: midnight where it is quiet."""
    counts = np.bincount(quarters, minlength=STEPS).astype(np.float64)
    around = np.sum(
        [np.roll(counts, shift) for shift in (1, 0, -1, 2)], axis=0
    )  # half an hour before and behind
    return (
        0 if around[0] <= 0.1 * around.mean() or around.min() > 0.1 * around.mean() else int(around.argmin())
    )


def periods_of(is_open: np.ndarray, begin: int) -> tuple[Period, ...]:
    """The periods of a week of quarters whose days begin at quarter `begin`; some end behind midnight."""
    periods = []
    for weekday, row in enumerate(is_open):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        for start, end in (edges.reshape(-1, 2) + begin).tolist():
            whole = end - start == STEPS and begin > 0  # a day and night is told from midnight to midnight
            for first, last in ((start, STEPS), (STEPS, end)) if whole else ((start, end),):
                later = first >= STEPS
                periods.append(
                    Period(
                        weekday=(weekday + later) % 7,
                        start_s=(first - later * STEPS) * STEP_MIN * 60.0,
                        end_s=(last - later * STEPS) * STEP_MIN * 60.0,
                    )
                )
    return tuple(sorted(periods, key=lambda period: (period.weekday, period.start_s)))
