"""Single values as texts that read back bit for bit: what `texts` and `quantities` read, written."""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from crossgauge.model.calendars import WEEKDAYS
from crossgauge.model.randomness import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
    pert,
)
from crossgauge.units import UNITS

Law = Constant | Exponential | Lognormal | Gamma | Weibull | Triangular | Uniform | Beta  # of numbers alone
Column = Callable[[Empirical, str], str]  # values and their unit -> the text that cites their column
SELDOM = ("week", "weeks", "cm", "FEU", "/day", "%")  # read, but not written
LONG = 6  # characters of an amount behind which it is no longer short


def number_text(value: float) -> str:
    """The shortest text of a number, without a point where it is whole.

    >>> number_text(6.0), number_text(0.35)
    ('6', '0.35')
    """
    whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(value)


def written_units(unit: str) -> list[tuple[str, float]]:
    """Words and factors of a unit from the largest to the smallest, one word for each factor."""
    by_factor = {factor: word for word, factor in reversed(UNITS[unit].items()) if word not in SELDOM}
    return [(by_factor[factor], factor) for factor in sorted(by_factor, reverse=True)]


def quantity_text(value: float, unit: str) -> str:
    """The text of an SI value in the largest unit that says it exactly with at most one decimal, else in SI.

    >>> quantity_text(64_800.0, "s"), quantity_text(5_400.0, "s"), quantity_text(3_300.0, "s")
    ('18 h', '1.5 h', '55 min')
    >>> quantity_text(1.435, "m"), quantity_text(272_000.0, "m"), quantity_text(0.95, "fraction")
    ('1435 mm', '272 km', '0.95')
    >>> quantity_text(0.1 + 0.2, "s")
    '0.30000000000000004 s'
    """
    if unit not in UNITS:
        return number_text(value)
    for word, factor in written_units(unit):
        text = number_text(round(value / factor, 1))
        if abs(value) >= factor and len(text) <= LONG and float(text) * factor == value:
            return f"{text} {word}".strip()
    word = next(word for word, factor in written_units(unit) if factor == 1.0)
    return f"{number_text(value)} {word}".strip()


def cited(values: Empirical, unit: str) -> str:
    """The text of a column where it came from; its unit is told by its name, as in `minutes`.

    >>> cited(Empirical((600.0, 1200.0), "waits.csv, minutes"), "s")
    'column(waits.csv, minutes, unit min)'
    """
    file, _, name = values.column.partition(", ")
    return column_text(file, name, hinted(name, unit))


def column_text(file: str, name: str, word: str) -> str:
    """How a column of a file is cited, its numbers in the unit `word`."""
    return f"column({file}, {name}{f', unit {word}' if word else ''})"


def hinted(name: str, unit: str) -> str:
    """The unit in which a column of this name most likely is: `minutes` in min, `wait_h` in h."""
    words = [word for word, _ in written_units(unit) if word]
    told = [word for word in words if name.lower().startswith(word.lower()) or name.endswith(f"_{word}")]
    return max(told, key=len, default=next(word for word, factor in written_units(unit) if factor == 1.0))


def distribution_text(value: Distribution, unit: str, column: Column = cited) -> str:
    """The text of a distribution whose parameters are in `unit`.

    column : cites a column of data; the file is written by who gives it.

    >>> distribution_text(Lognormal(10_800.0, 0.4), "s")
    'lognormal(mean 3 h, cv 0.4)'
    >>> distribution_text(pert(0.0, 3_600.0, 14_400.0), "s")
    'pert(0 s, 1 h, 4 h)'
    >>> distribution_text(Mixture((0.9, 0.1), (Exponential(60.0), Constant(600.0))), "s")
    'mixture(0.9: exponential(mean 1 min), 0.1: 10 min)'
    """
    said = partial(quantity_text, unit=unit)
    match value:
        case Gamma(mean, cv) if phases := _phases(cv):
            return f"erlang(mean {said(mean)}, phases {phases})"
        case Beta(low, high) if (top := _top(value)) is not None:
            return f"pert({said(low)}, {said(top)}, {said(high)})"
        case Empirical():
            return column(value, unit)
        case Mixture(shares, parts):
            told = (distribution_text(part, unit, column) for part in parts)
            return mixture_text(map(number_text, shares), told)
        case _:
            return law_text(value, said, number_text)


def law_text(law: Law, said: Callable[[float], str], number: Callable[[float], str]) -> str:
    """The text of a law by its own name, its amounts told by `said` and what has no unit by `number`.

    >>> law_text(Gamma(1_200.0, 0.5), lambda seconds: f"{seconds:.0f} s", number_text)
    'gamma(mean 1200 s, cv 0.5)'
    """
    match law:
        case Constant(amount):
            return said(amount)
        case Exponential(mean):
            return f"exponential(mean {said(mean)})"
        case Lognormal(mean, cv):
            return f"lognormal(mean {said(mean)}, cv {number(cv)})"
        case Gamma(mean, cv):
            return f"gamma(mean {said(mean)}, cv {number(cv)})"
        case Weibull(mean, shape):
            return f"weibull(mean {said(mean)}, shape {number(shape)})"
        case Triangular(low, mode, high):
            return f"triangular({said(low)}, {said(mode)}, {said(high)})"
        case Uniform(low, high):
            return f"uniform({said(low)}, {said(high)})"
        case Beta(low, high, alpha, beta):
            exponents = f"alpha {number(alpha)}, beta {number(beta)}"
            return f"beta(low {said(low)}, high {said(high)}, {exponents})"


def mixture_text(shares: Iterable[str], parts: Iterable[str]) -> str:
    """The text of a mixture of the texts of its shares and parts.

    >>> mixture_text(["0.9", "0.1"], ["20 min", "25 h"])
    'mixture(0.9: 20 min, 0.1: 25 h)'
    """
    arms = (f"{share}: {part}" for share, part in zip(shares, parts, strict=True))
    return f"mixture({', '.join(arms)})"


def _phases(cv: float) -> int:
    """The phases of a gamma that is written as erlang: its long cv is that of a whole number; 0 if it is none."""
    phases = round(1 / (cv * cv)) if 1e-3 < cv < 1 else 0
    return phases if phases and len(number_text(cv)) > LONG and 1 / math.sqrt(phases) == cv else 0


def _top(value: Beta) -> float | None:
    """The top of a beta that is a PERT, None if it is none."""
    if not value.low < value.high:
        return None
    mode = value.low + (value.alpha - 1) / 4 * (value.high - value.low)
    for rounded in (float(f"{mode:.9g}"), mode):
        if value.low <= rounded <= value.high and pert(value.low, rounded, value.high) == value:
            return rounded
    return None


def day_text(value: date) -> str:
    """A date; an instant with its time unless it is naive midnight.

    >>> day_text(date(2023, 1, 31)), day_text(datetime(2023, 1, 31, 8, 30))
    ('2023-01-31', '2023-01-31T08:30')
    """
    if not isinstance(value, datetime):
        return value.isoformat()
    offset = value.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        value = value.astimezone(UTC)  # local mean time, whose seconds no text of an instant says
    if value.tzinfo is None and value == datetime.combine(value.date(), datetime.min.time()):
        return value.date().isoformat()
    return value.isoformat(timespec="auto" if value.microsecond or value.second else "minutes")


def last_day_text(value: datetime) -> str:
    """The first instant after a closure, as its last day where that is closed whole.

    >>> last_day_text(datetime(2023, 2, 3)), last_day_text(datetime(2023, 2, 3, 8))
    ('2023-02-02', '2023-02-03T08:00')
    """
    text = day_text(value)
    return day_text(value - timedelta(days=1)) if len(text) == len("2023-02-03") else text


def clock_text(seconds: float) -> str:
    """A time of day.

    >>> clock_text(30_600.0), clock_text(86_400.0)
    ('08:30', '24:00')
    """
    minutes, rest = divmod(seconds, 60)
    text = f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"
    return f"{text}:{number_text(rest).zfill(2)}" if rest else text


def hours_text(start_s: float, end_s: float) -> str:
    """A range of times of day, its end on the next day where it passes midnight.

    >>> hours_text(72_000.0, 115_200.0)
    '20:00-08:00'
    """
    return f"{clock_text(start_s)}-{clock_text(end_s if end_s <= 86_400 else end_s - 86_400)}"


def weekdays_text(days: tuple[int, ...]) -> str:
    """Ascending weekdays as `daily`, `mon-fri` or `sat, sun`.

    >>> weekdays_text((0, 1, 2, 5)), weekdays_text(tuple(range(7)))
    ('mon-wed, sat', 'daily')
    """
    if days == tuple(range(7)):
        return "daily"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = []
    for run in runs:
        names = [WEEKDAYS[day] for day in run]
        told.append(f"{names[0]}-{names[-1]}" if len(run) > 2 else ", ".join(names))
    return ", ".join(told)
