"""Distributions and calendars as a project writes them: what `quantities` and `calendars` read."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from crossgauge.model.calendars import WEEKDAYS, Calendar
from crossgauge.model.randomness import Distribution, Empirical, Mixture
from crossgauge.sources import texts_out
from crossgauge.units import DAY, HOUR, MINUTE

DIGITS = 4


def distribution_text(law: Distribution) -> str:
    """A law of times as a project declares it, to four digits. Raises TypeError for a column of values.

    >>> from crossgauge.model.randomness import Constant, Gamma, Lognormal
    >>> distribution_text(Lognormal(11160.0, 0.4))
    'lognormal(mean 3.1 h, cv 0.4)'
    >>> distribution_text(Mixture((0.9, 0.1), (Gamma(1200.0, 0.5), Constant(90_000.0))))
    'mixture(0.9: gamma(mean 20 min, cv 0.5), 0.1: 25 h)'
    """
    match law:
        case Mixture(shares, parts):
            return texts_out.mixture_text(share_texts(shares), map(distribution_text, parts))
        case Empirical():
            raise TypeError("a column of values is written as its file, not as a law")
        case _:
            return texts_out.law_text(law, time_text, digits_text)


def digits_text(value: float) -> str:
    """A number to four digits.

    >>> digits_text(0.123456)
    '0.1235'
    """
    return f"{value:.{DIGITS}g}"


def share_texts(shares: Sequence[float]) -> list[str]:
    """Shares to four digits that add to 1."""
    told = [round(share, DIGITS) for share in shares[:-1]]
    return [digits_text(share) for share in (*told, round(1.0 - sum(told), DIGITS))]


def time_text(seconds: float) -> str:
    """A time in the unit that suits it.

    >>> time_text(93.4), time_text(5_400.0), time_text(7_200.0), time_text(0.0)
    ('1.557 min', '90 min', '2 h', '0 s')
    """
    for word, unit, least in (("d", DAY, 5.0), ("h", HOUR, 2.0), ("min", MINUTE, 1.0)):
        if seconds >= least * unit * (1.0 - 1e-9):
            return f"{plain(seconds / unit)} {word}"
    return f"{plain(seconds)} s"


def plain(value: float) -> str:
    """A number to four digits, without an exponent."""
    text = digits_text(value)
    return text if "e" not in text else f"{float(text):.12f}".rstrip("0").rstrip(".")


def weekly_hours(calendar: Calendar) -> dict[str, str]:
    """The opening hours of a calendar by days, as YAML has them under `open`.

    >>> from crossgauge.model.calendars import Period
    >>> week = [Period(weekday=day, start_s=8 * HOUR, end_s=18.5 * HOUR) for day in range(5)]
    >>> weekly_hours(Calendar(id="office", clock="UTC", periods=tuple(week)))
    {'mon-fri': '08:00-18:30'}
    """
    by_day: dict[int, list[tuple[float, float]]] = {}
    for period in calendar.periods:
        by_day.setdefault(period.weekday, []).append((period.start_s, period.end_s))
    hours = {
        day: ", ".join(f"{clock_text(a)}-{clock_text(b)}" for a, b in sorted(by_day[day])) for day in by_day
    }
    if len(hours) == 7 and len(set(hours.values())) == 1:
        return {"daily": hours[0]}
    by_hours: dict[str, list[int]] = {}
    for day in sorted(hours):
        by_hours.setdefault(hours[day], []).append(day)
    return {days_text(days): text for text, days in by_hours.items()}


def days_text(days: Iterable[int]) -> str:
    """Weekdays as a project names them.

    >>> days_text([0, 1, 2, 5])
    'mon-wed, sat'
    """
    runs = [list(run) for _, run in groupby(enumerate(sorted(days)), lambda pair: pair[1] - pair[0])]
    words = [[WEEKDAYS[day] for _, day in run] for run in runs]
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in words)


def clock_text(seconds: float) -> str:
    """A time of day; what is behind midnight is of the next day, its end 24:00.

    >>> clock_text(86_400.0), clock_text(30 * 3600.0)
    ('24:00', '06:00')
    """
    minutes = round(seconds / MINUTE)
    minutes = minutes if minutes <= 1_440 else minutes - 1_440
    return texts_out.clock_text(minutes * MINUTE)
