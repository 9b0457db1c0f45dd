"""Rules of single values: bounds, clocks, periods, gates, dates."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from crossgauge.errors import nearest
from crossgauge.model.attribute import attributes_of
from crossgauge.model.calendars import WEEKDAYS, Calendar
from crossgauge.model.changes import PathUnknown, target_of
from crossgauge.model.crossings import Failure
from crossgauge.model.demand import Arrivals, Timetable
from crossgauge.model.findings import Faults, chains, clock, crossings, fault, zone_of
from crossgauge.model.network import Network
from crossgauge.model.paths import ONE, Path, arm_names, step_names
from crossgauge.model.randomness import Distribution, Empirical, Mixture, mean_of
from crossgauge.model.steps import Arm

LEFT_OUT = ("provenance", "agreements")  # values of changes have no bounds of their own


def _values(element: Any, path: Path) -> Iterator[tuple[Path, Any, Any, Any]]:
    """Path, owner, attribute and value of everything below an element."""
    for word, entry in attributes_of(type(element)).items():
        if entry.name in LEFT_OUT:
            continue
        value = getattr(element, entry.name)
        within = (word,) if not path and word in ONE else (*(path or ("network",)), word)
        yield within, element, entry, value
        if (
            isinstance(value, tuple)
            and value
            and is_dataclass(value[0])
            and not isinstance(value[0], Distribution)
        ):
            for name, member in zip(_names(word, value), value, strict=True):
                yield from _values(member, (*within, name) if name else within)
        elif is_dataclass(value) and not isinstance(value, Distribution):
            yield from _values(value, within)


def _names(word: str, members: tuple[Any, ...]) -> list[str]:
    if word == "steps":
        return step_names(members)
    if isinstance(members[0], Arm):
        return arm_names(members)
    if hasattr(members[0], "id"):
        return [member.id for member in members]
    return [""] if len(members) == 1 and word == "arrivals" else [str(index) for index in range(len(members))]


def bounds(network: Network) -> Faults:
    """Every number is within the bounds that its attribute says, every word among the words allowed."""
    for path, _, entry, value in _values(network, ()):
        told = entry.metadata
        if told.get("one_of") and value not in told["one_of"]:
            expected = f"Expected one of {', '.join(told['one_of'])}."
            yield fault(path, f"is '{value}'", expected)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        low, above, high = told.get("at_least"), told.get("above"), told.get("at_most")
        wanted = [f"at least {low:g}"] if low is not None else []
        wanted += [f"above {above:g}"] if above is not None else []
        wanted += [f"at most {high:g}"] if high is not None else []
        fits = (
            (low is None or value >= low)
            and (above is None or value > above)
            and (high is None or value <= high)
        )
        if not (fits and math.isfinite(value)):
            yield fault(path, f"is {value}", f"Expected a number {' and '.join(wanted)}.".replace(" .", "."))


def distributions(network: Network) -> Faults:
    """Distributions have no negative or infinite parameter, mixtures add to 1, failures are not at every instant."""
    for path, owner, entry, value in _values(network, ()):
        if not isinstance(value, Distribution):
            continue
        if not _is_sound(value):
            yield fault(
                path,
                f"is {value}",
                "Expected parameters of at least 0, a mean above 0, shares that add to 1.",
            )
        elif isinstance(owner, Failure) and entry.name == "between" and mean_of(value) <= 0:
            yield fault(path, f"is {value}", "Expected a time above 0 between two failures.")


def _is_sound(value: Distribution) -> bool:
    if isinstance(value, Mixture):
        adds = abs(sum(value.shares) - 1.0) < 1e-6 and min(value.shares, default=-1.0) >= 0
        return adds and len(value.shares) == len(value.parts) and all(_is_sound(part) for part in value.parts)
    if isinstance(value, Empirical):
        return bool(value.values) and all(math.isfinite(one) and one >= 0 for one in value.values)
    numbers = [getattr(value, entry.name) for entry in fields(value)]
    return all(math.isfinite(one) and one >= 0 for one in numbers)


def clocks(network: Network) -> Faults:
    """Every clock is a time zone."""
    yield from clock(("network", "clock"), network.clock or " ")  # days are counted in it: none is none
    for calendar in network.calendars:
        yield from clock(("calendars", calendar.id, "clock"), calendar.clock)
    for gate in network.gates:
        yield from clock(("gates", gate.id, "clock"), gate.clock)
    for path, crossing in crossings(network):
        for post in crossing.posts:
            yield from clock((*path, "posts", post.id, "clock"), post.clock)
        for gate in crossing.gates:
            yield from clock((*path, "gates", gate.id, "clock"), gate.clock)
    for path, _, chain in chains(network):
        for demand in chain.arrivals:
            if isinstance(demand, Arrivals | Timetable):
                yield from clock((*path, "arrivals", "clock"), demand.clock)


def calendar_periods(network: Network) -> Faults:
    """Periods of a calendar end after they begin and do not overlap."""
    for calendar in network.calendars:
        yield from _periods(calendar)


def _periods(calendar: Calendar) -> Faults:
    path = ("calendars", calendar.id)
    day_s, week_s = 86_400.0, 604_800.0
    spans = []
    for period in calendar.periods:
        if not (period.start_s < period.end_s <= period.start_s + day_s):
            yield fault(
                path, f"has {_told(period)}", "Expected a period that ends after it begins, within 24 h."
            )
            return
        spans.append((period.weekday * day_s + period.start_s, period.weekday * day_s + period.end_s, period))
    spans.sort(key=lambda span: span[:2])
    following = [*spans[1:], (spans[0][0] + week_s, 0.0, spans[0][2])] if spans else []
    for (_, end, period), (start, _, after) in zip(spans, following, strict=True):
        if start < end and period is not after:
            expected = "Expected periods that do not overlap."
            yield fault(path, f"has {_told(period)}, into which {_told(after)} falls", expected)
            return


def _told(period: Any) -> str:
    hours = [
        f"{int(seconds // 3600) % 24:02d}:{int(seconds // 60) % 60:02d}"
        for seconds in (period.start_s, period.end_s)
    ]
    return f"{WEEKDAYS[period.weekday]} {hours[0]}-{hours[1]}"


def gates(network: Network) -> Faults:
    """Quotas and slots have a count, paths a count or times."""
    groups: list[tuple[Path, Any]] = [(("gates",), network.gates)]
    groups += [((*path, "gates"), crossing.gates) for path, crossing in crossings(network)]
    for path, elements in groups:
        for gate in elements:
            within = (*path, gate.id)
            if gate.kind in ("quota", "slots") and gate.count is None:
                yield fault(within, f"is a gate of kind {gate.kind} without count", "Expected 'count: 500'.")
            if gate.kind == "paths" and gate.count is None and not gate.times:
                expected = "Expected 'count: 12' or 'times: [\"08:00\"]'."
                yield fault(within, "is a gate of kind paths without count and times", expected)
            if any(not 0 <= time <= 86_400 for time in gate.times):
                yield fault((*within, "times"), "has a time outside of the day", "Expected 00:00 to 24:00.")


def stocks(network: Network) -> Faults:
    """What is in a stock at the start fits in; nothing else has a start."""
    groups: list[tuple[Path, Any]] = [(("resources",), network.resources)]
    groups += [((*path, "resources"), crossing.resources) for path, crossing in crossings(network)]
    for path, elements in groups:
        for one in elements:
            within = (*path, one.id, "initial")
            if one.initial is not None and not one.stock:
                yield fault(
                    within, f"is {one.initial}, but it is no stock", "Expected 'stock: true' beside it."
                )
            elif one.initial is not None and one.initial > one.count:
                yield fault(within, f"is {one.initial}", f"Expected at most its count, {one.count}.")


def closures(network: Network) -> Faults:
    """A closure ends after it begins."""
    for closure in network.closures:
        start, end = (_aware(moment, network.clock) for moment in (closure.start, closure.end))
        if end <= start:
            wrong = "ends before it begins"
            yield fault(("closures", closure.id, "until"), wrong, f"Expected it after {closure.start}.")


def _aware(moment: datetime, name: str) -> datetime:
    zone: tzinfo | None = None
    try:
        zone = zone_of(name)
    except (ValueError, OSError, LookupError):
        zone = ZoneInfo("UTC")  # the rule of clocks has said it
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def agreements(network: Network) -> Faults:
    """An agreement ends not before it begins, and its changes lead to values that they can change."""
    for agreement in network.agreements:
        path = ("agreements", agreement.id)
        if agreement.end is not None and agreement.end < agreement.start:
            wrong = f"is {agreement.end}, before {agreement.start}"
            yield fault((*path, "until"), wrong, "Expected it not before 'from'.")
        for index, change in enumerate(agreement.changes):
            within = (*path, "changes", str(index))
            try:
                target = target_of(network, change.path)
            except PathUnknown as error:
                wrong = f"names '{change.path}', but no {error.what} is called '{error.asked}'"
                yield fault(
                    within, wrong, f"Expected the path of a value. {nearest(error.asked, error.known)}"
                )
                continue
            if change.verb == "scale":
                counts = target.entry.metadata.get("unit") == "1/year"
                number = isinstance(target.value, int | float | Distribution) and not isinstance(
                    target.value, bool
                )
                if not (counts or number):
                    yield fault(within, f"scales '{change.path}'", "Expected the path of a number.")
                if not isinstance(change.value, int | float) or not 0 <= change.value < math.inf:
                    yield fault(
                        within, f"scales by {change.value}", "Expected a factor such as 0.8, at least 0."
                    )


def run_dates(network: Network) -> Faults:
    """The last day of a run is not before its first."""
    if network.start and network.end and network.end < network.start:
        wrong = f"is {network.end}, before {network.start}"
        yield fault(("network", "until"), wrong, "Expected it not before 'from'.")
