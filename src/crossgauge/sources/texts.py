"""Texts of one value, by what the attribute says it wants: words, numbers, dates, times of day, weekdays."""

import re
from dataclasses import Field
from datetime import date, datetime
from typing import Any

from crossgauge.errors import nearest
from crossgauge.model.calendars import WEEKDAYS
from crossgauge.units import EXAMPLES, UNITS, NotAQuantity, number, read, shown

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|[+-]\d{2}:?\d{2}))?")
CLOCK_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
ID = re.compile(r"\w[\w-]*")
FACT_ID = re.compile(r"\S+")
DATE_EXPECTED = "Expected a date such as 2023-01-31."
INSTANT_EXPECTED = "Expected a date or an instant such as 2023-01-31 or 2023-01-31T08:00."


def word_in(text: str, words: tuple[str, ...]) -> str:
    """One of the words allowed."""
    if text not in words:
        raise NotAQuantity(
            f"is {shown(text)}", f"Expected one of {', '.join(words)}. {_did(text, words)}".strip()
        )
    return text


def _did(text: str, words: tuple[str, ...]) -> str:
    hint = nearest(text, words)
    return hint if hint.startswith("Did") else ""


def truth(text: str) -> bool:
    """`true` or `false`."""
    if text.lower() not in ("true", "false"):
        raise NotAQuantity(f"is {shown(text)}", "Expected true or false.")
    return text.lower() == "true"


def whole(text: str) -> int:
    """A whole number without a unit, below a million million."""
    try:
        value = number(text)
    except NotAQuantity as error:
        raise NotAQuantity(error.wrong, "Expected a whole number such as 6.") from None
    if value != int(value) or abs(value) > 1e12:
        raise NotAQuantity(f"is {shown(text)}", "Expected a whole number such as 6.")
    return int(value)


def real(text: str, unit: str, bare: bool) -> float:
    """A number in its unit. bare : the number may stand alone, as the unit is in the attribute's name."""
    if unit not in UNITS:
        return number(text)
    if bare:
        try:
            return number(text)
        except NotAQuantity:
            pass
    return read(text, unit)


def bounded(value: float, text: str, entry: Field[Any]) -> None:
    """Raises NotAQuantity where the value is outside of the attribute's bounds."""
    told = entry.metadata
    low, above, high = told.get("at_least"), told.get("above"), told.get("at_most")
    wanted = []
    if low is not None:
        wanted.append(f"at least {low:g}")
    if above is not None:
        wanted.append(f"above {above:g}")
    if high is not None:
        wanted.append(f"at most {high:g}")
    outside = (
        (low is not None and value < low)
        or (above is not None and value <= above)
        or (high is not None and value > high)
    )
    if outside:
        example = EXAMPLES.get(told.get("unit", ""), "a number")
        raise NotAQuantity(f"is {shown(text)}", f"Expected {example}, {' and '.join(wanted)}.")


def day(text: str) -> date:
    """A date."""
    try:
        if DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise NotAQuantity(f"is {shown(text)}", DATE_EXPECTED)


def instant(text: str) -> datetime:
    """A date (its first instant) or an instant; naive unless the text gives an offset."""
    try:
        if DATE.fullmatch(text) or INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        pass
    raise NotAQuantity(f"is {shown(text)}", INSTANT_EXPECTED)


def time_of_day(text: str) -> float:
    """Seconds since midnight of '08:00'; 24:00 is the end of the day.

    >>> time_of_day("08:30")
    30600.0
    """
    match = CLOCK_TIME.fullmatch(text.strip())
    if match:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if minutes < 60 and seconds < 60 and hours * 3600 + minutes * 60 + seconds <= 86_400:
            return float(hours * 3600 + minutes * 60 + seconds)
    raise NotAQuantity(f"is {shown(text)}", "Expected a time of day such as 08:30.")


def weekdays(text: str) -> tuple[int, ...]:
    """Numbers of the weekdays that a text names: `daily`, `mon-fri`, `sat, sun`.

    >>> weekdays("mon-wed, sun")
    (0, 1, 2, 6)
    """
    days: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if first == "daily" and not dash:
            days |= set(range(7))
            continue
        for word in (first, last) if dash else (first,):
            if word not in WEEKDAYS:
                hint = _did(word, (*WEEKDAYS, "daily"))
                raise NotAQuantity(
                    f"is {shown(text)}", f"Expected days such as daily, mon-fri or sat. {hint}".strip()
                )
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - start) % 7 + 1 if dash else 1
        days |= {(start + step) % 7 for step in range(length)}
    return tuple(sorted(days))


def hours(text: str) -> tuple[tuple[float, float], ...]:
    """Time ranges as seconds since midnight; one that passes midnight ends behind 24 h.

    >>> hours("08:00-12:00, 22:00-06:00")
    ((28800.0, 43200.0), (79200.0, 108000.0))
    """
    ranges = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        try:
            if not dash:
                raise NotAQuantity("", "")
            start, end = time_of_day(first), time_of_day(last)
        except NotAQuantity:
            raise NotAQuantity(
                f"is {shown(text)}", "Expected times such as 08:00-12:00, 13:00-17:00."
            ) from None
        if start == end or start == 86_400.0:
            raise NotAQuantity(f"is {shown(text)}", "Expected 00:00-24:00 for the whole day.")
        ranges.append((start, end if end > start else end + 86_400.0))
    return tuple(ranges)
