"""Calendars out of YAML: opening hours by weekday, staff by shift, closures whose last day is closed whole."""

from datetime import timedelta
from typing import Any

from crossgauge.model.calendars import WEEKDAYS, Calendar, Closure, Period
from crossgauge.model.paths import Path
from crossgauge.model.scenario import Closing
from crossgauge.sources import texts
from crossgauge.sources.build import build
from crossgauge.sources.reading import FAILED, Failed, Reading
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, is_empty
from crossgauge.units import NotAQuantity, shown

BASE = "daily"  # holds on the days that no other key names
CLOSED = "closed"
HOURS_EXPECTED = "Expected times such as 08:00-12:00, 13:00-17:00."


def calendars_of(reading: Reading, node: Node, path: Path) -> Any:
    """The calendars of a mapping; `shifts` gives the same periods as `open`, with staff."""
    if not isinstance(node, Mapping):
        return reading.fault(path, node.where, f"is {described(node)}", "Expected a mapping id → attributes.")
    made = []
    for key, value in node.entries.items():
        where = node.lines.get(key, value.where)
        within = (*path, key)
        reading.lines.setdefault(within, where)
        if not texts.ID.fullmatch(key):
            expected = "Expected letters, digits, '-' and '_' without spaces."
            reading.fault(path, where, f"has the id {shown(key)}", expected)
        value = reading.unwrapped(value, within)
        given: dict[str, Any] = {"id": key}
        if isinstance(value, Mapping) and "shifts" in value.entries:
            if "open" in value.entries:
                reading.fault(within, where, "has 'open' and 'shifts'", "Expected one of them.")
            periods = shifts_of(reading, value.entries["shifts"], (*within, "shifts"))
            given["periods"] = () if isinstance(periods, Failed) else periods
            entries = {word: entry for word, entry in value.entries.items() if word not in ("shifts", "open")}
            value = Mapping(value.where, entries, value.lines)
        made.append(build(reading, Calendar, value, within, given))
    return tuple(made)


def open_of(reading: Reading, node: Node, path: Path) -> Any:
    """Periods out of `{mon-fri: "08:00-17:00"}`; later days are said more exactly than `daily`."""
    return _periods(reading, node, path, _ranges)


def shifts_of(reading: Reading, node: Node, path: Path) -> Any:
    """Periods with their staff out of `{daily: {"08:00-20:00": 6}}`."""
    return _periods(reading, node, path, _staffed)


def _periods(reading: Reading, node: Node, path: Path, read: Any) -> Any:
    node = reading.unwrapped(node, path)
    if not isinstance(node, Mapping):
        expected = 'Expected hours by weekday such as {mon-fri: "08:00-17:00"}.'
        return reading.fault(path, node.where, f"is {described(node)}", expected)
    by_day: dict[int, tuple[str, list[tuple[float, float, int | None]]]] = {}
    failed = False
    for key, value in sorted(node.entries.items(), key=lambda pair: pair[0] != BASE):
        within = (*path, key)
        value = reading.unwrapped(value, within)
        where = node.lines.get(key, value.where)
        try:
            days = texts.weekdays(key)
        except NotAQuantity as error:
            reading.fault(path, where, f"has a day that {error.wrong}", error.expected)
            failed = True
            continue
        ranges = read(reading, value, within)
        failed = failed or isinstance(ranges, Failed)
        for day in days:
            if day in by_day and by_day[day][0] != BASE:
                wrong = f"names {WEEKDAYS[day]} again"
                reading.fault(within, where, wrong, f"Expected it once; it is also in '{by_day[day][0]}'.")
                failed = True
            by_day[day] = (key, [] if isinstance(ranges, Failed) else ranges)
    if failed:
        return FAILED
    return tuple(
        Period(weekday=day, start_s=start, end_s=end, count=count)
        for day in sorted(by_day)
        for start, end, count in by_day[day][1]
    )


def _ranges(reading: Reading, node: Node, path: Path) -> Any:
    items = node.items if isinstance(node, Listing) else (node,)
    ranges: list[tuple[float, float, int | None]] = []
    for item in items:
        if isinstance(item, Scalar) and (item.text.strip() == CLOSED or is_empty(item)):
            continue
        try:
            if not isinstance(item, Scalar):
                raise NotAQuantity(f"is {described(item)}", HOURS_EXPECTED)
            ranges += [(start, end, None) for start, end in texts.hours(item.text)]
        except NotAQuantity as error:
            return reading.fault(path, item.where, error.wrong, error.expected)
    return sorted(ranges, key=lambda entry: entry[0])


def _staffed(reading: Reading, node: Node, path: Path) -> Any:
    if isinstance(node, Scalar) and node.text.strip() == CLOSED:
        return []
    if not isinstance(node, Mapping):
        return reading.fault(
            path, node.where, f"is {described(node)}", 'Expected shifts such as {"08:00-20:00": 6}.'
        )
    ranges: list[tuple[float, float, int | None]] = []
    for key, value in node.entries.items():
        within = (*path, key)
        value = reading.unwrapped(value, within)
        try:
            if not isinstance(value, Scalar):
                raise NotAQuantity(f"is {described(value)}", "Expected a whole number such as 6.")
            count = texts.whole(value.text)
            if count < 0:
                raise NotAQuantity(
                    f"is {shown(value.text)}", "Expected a whole number such as 6, at least 0."
                )
            ranges += [(start, end, count) for start, end in texts.hours(key)]
        except NotAQuantity as error:
            return reading.fault(within, value.where, error.wrong, error.expected)
    return sorted(ranges, key=lambda entry: entry[0])


def closed_until(reading: Reading, node: Node, path: Path) -> Any:
    """First instant after a closure: the day after a date, or the instant itself."""
    try:
        if not isinstance(node, Scalar):
            raise NotAQuantity(f"is {described(node)}", texts.INSTANT_EXPECTED)
        text = node.text.strip()
        moment = texts.instant(text)
        return moment + timedelta(days=1) if texts.DATE.fullmatch(text) else moment
    except NotAQuantity as error:
        return reading.fault(path, node.where, error.wrong, error.expected)
    except OverflowError:
        return reading.fault(path, node.where, f"is {shown(text)}", texts.INSTANT_EXPECTED)


READERS = {
    (Calendar, "periods"): open_of,
    (Closure, "end"): closed_until,
    (Closing, "end"): closed_until,
}
