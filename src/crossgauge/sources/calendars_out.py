"""Periods of a calendar as the hours by weekday that `calendars` reads, with or without staff."""

from collections import Counter
from collections.abc import Iterable, Sequence

from crossgauge.model.calendars import Period
from crossgauge.model.paths import Path
from crossgauge.sources import texts
from crossgauge.sources.calendars import BASE, CLOSED
from crossgauge.sources.said import Said
from crossgauge.sources.texts_out import hours_text, weekdays_text
from crossgauge.sources.tree import Mapping, Node, Scalar
from crossgauge.units import NotAQuantity

Day = tuple[Period, ...]


def word_of_periods(periods: Sequence[Period], path: Path, said: Said) -> str:
    """`shifts` where a calendar tells its staff, else `open`."""
    staffed = any(period.count is not None for period in periods) or said.below((*path, "shifts"))
    return "shifts" if staffed else "open"


def periods_tree(periods: Sequence[Period], path: Path, said: Said) -> Node:
    """Hours by weekday out of periods; `path` ends with the word under which they stand."""
    by_day = {day: tuple(one for one in periods if one.weekday == day) for day in range(7)}
    tree = Mapping("")
    for key, day in _keys(by_day, said.words(path)):
        node = _staffed(day, (*path, key), said) if path[-1] == "shifts" else _open(day)
        tree.entries[key] = said.told(node, (*path, key))
    return tree


def _keys(by_day: dict[int, Day], known: Iterable[str]) -> list[tuple[str, Day]]:
    """Keys with what they say; those that carry a source are kept, the other days gathered where they agree.

    Days that are closed need no key, unless `daily` would open them.
    """
    kept = [(key, days) for key in known if key != BASE and (days := _days(key))]
    rest = [day for day in by_day if not any(day in days for _, days in kept)]
    keys = [(key, _unlike_weekday(by_day[days[0]])) for key, days in kept]
    base: Day = ()
    if BASE in known:
        usual = Counter(_unlike_weekday(by_day[day]) for day in rest or by_day)
        base = usual.most_common(1)[0][0]
        keys.insert(0, (BASE, base))
    gathered: dict[Day, list[int]] = {}
    for day in rest:
        gathered.setdefault(_unlike_weekday(by_day[day]), []).append(day)
    keys += [(weekdays_text(tuple(days)), like) for like, days in gathered.items() if like != base]
    return keys or [(BASE, ())]


def _days(key: str) -> tuple[int, ...]:
    try:
        return texts.weekdays(key)
    except NotAQuantity:
        return ()


def _unlike_weekday(day: Day) -> Day:
    return tuple(Period(weekday=0, start_s=one.start_s, end_s=one.end_s, count=one.count) for one in day)


def _open(day: Day) -> Node:
    ranges = [hours_text(one.start_s, one.end_s) for one in day]
    return Scalar("", ", ".join(ranges) or CLOSED, plain=False)


def _staffed(day: Day, path: Path, said: Said) -> Node:
    tree = Mapping("")
    for one in day:
        key = hours_text(one.start_s, one.end_s)
        tree.entries[key] = said.told(Scalar("", str(one.count)), (*path, key))
    return tree if day else Scalar("", CLOSED, plain=False)
