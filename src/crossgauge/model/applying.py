"""A scenario applied to a network gives a network: values by agreements that count over all others."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from crossgauge.errors import CrossgaugeError
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.calendars import Closure
from crossgauge.model.changes import PathUnknown, network_on, target_of
from crossgauge.model.crossings import Chain, Crossing, Resource
from crossgauge.model.demand import Arrivals
from crossgauge.model.hauling import consequences
from crossgauge.model.measures import ANYWHERE
from crossgauge.model.network import Network
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.removing import without
from crossgauge.model.scenario import (
    Addition,
    Adoption,
    Alteration,
    Closing,
    Edit,
    Opening,
    Removal,
    Scenario,
)


class EditImpossible(CrossgaugeError):
    """A change of a scenario that cannot be made, or that would change nothing: `wrong` and `expected`."""

    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong = wrong
        self.expected = expected
        super().__init__(f"{wrong}\n    {expected}")


def apply_scenario(network: Network, scenario: Scenario) -> Network:
    """The network with all changes of a scenario made; those in `after` must have been applied before.

    Values that are set or scaled become agreements of a higher order than any other, so that they count whatever
    else is in force. Raises EditImpossible and PathUnknown, also for a change that touches nothing.
    """
    head = head_of(network, scenario)
    for edit in scenario.edits:
        network = edited(network, edit, head)
    return network


def head_of(network: Network, scenario: Scenario) -> Agreement:
    """The agreement, still without dates and changes, under which a scenario's values are changed."""
    if any(one.id == scenario.id for one in network.agreements):
        wrong = "is applied already, or has the name of an agreement"
        raise EditImpossible(wrong, "Expected every scenario once, with a name of its own.")
    highest = max((one.order for one in network.agreements), default=0)
    return Agreement(
        id=scenario.id, name=scenario.name or scenario.id, names=scenario.names, order=highest + 1
    )


def edited(network: Network, edit: Edit, head: Agreement) -> Network:
    """The network with one change made. Raises EditImpossible, PathUnknown."""
    match edit:
        case Addition():
            return _added(network, edit, head)
        case Removal(path=path):
            return without(network, path)
        case Alteration():
            changes = [
                Change(path=path, verb=edit.verb, value=edit.value) for path in _meant(network, edit.path)
            ]
            _heard(network, changes, edit.start, edit.end)
            changes += consequences(network, changes, edit.start or network.start)
            return _agreed(network, changes, edit.start, edit.end, head)
        case Closing():
            return _closed(network, edit, head)
        case Opening():
            return _opened(network, edit)
        case Adoption():
            changes = [change for _, change in adopted(network, edit)]
            return _agreed(network, changes, edit.start, edit.end, head)


def _meant(network: Network, path: str) -> tuple[str, ...]:
    if not is_pattern(path):
        target_of(network, path)
        return (path.removeprefix("network."),)
    found = paths_like(network, path)
    if not found:
        raise EditImpossible(
            f"'{path}' means nothing in this network", "Expected a pattern of paths that are there."
        )
    return found


def _heard(network: Network, changes: list[Change], start: date | None, end: date | None) -> None:
    """Raises EditImpossible where every change is of a count that shifts with staff of their own overrule."""
    counts = [change.path for change in changes if _is_count(network, change.path)]
    if not counts or len(counts) < len(changes):
        return
    calendars = {one.id: one for one in network.calendars}
    states = [network_on(network, day) for day in _turns(network, start or date.min, end)]
    hours = [target_of(state, path).owner.hours for path in counts for state in states]
    shifts = [calendars[one].periods if one in calendars else () for one in hours]
    if hours and all(of_one and all(shift.count is not None for shift in of_one) for of_one in shifts):
        wrong = f"'{counts[0]}' is not looked at: the shifts of '{hours[0]}' say how many are at work"
        of_hours = counts[0].removesuffix("count") + "hours"
        told = f"Expected other shifts: a calendar in `add: {{calendars: …}}`, and {{set: {of_hours}, to: its id}}."
        raise EditImpossible(wrong, told)


def _is_count(network: Network, path: str) -> bool:
    target = target_of(network, path)
    return isinstance(target.owner, Resource) and target.entry.name == "count"


def adopted(network: Network, adoption: Adoption) -> list[tuple[int, Change]]:
    """What a measure changes at the crossings that adopt it, each by the number of the measure's own change.

    Raises PathUnknown, EditImpossible.
    """
    measure = next((one for one in network.measures if one.id == adoption.measure), None)
    if measure is None:
        raise PathUnknown("measure", adoption.measure, [one.id for one in network.measures])
    known = [crossing.id for crossing in network.crossings]
    for place in adoption.at:
        if place not in known:
            raise PathUnknown("crossing", place, known)
    made: list[tuple[int, Change]] = []
    for place in adoption.at or known:
        found = [
            (number, replace(change, path=path))
            for number, change in enumerate(measure.changes)
            for path in paths_like(network, change.path.replace(ANYWHERE, f"crossings.{place}.", 1))
        ]
        if adoption.at and not found:
            wrong = f"measure '{measure.id}' changes nothing at '{place}'"
            raise EditImpossible(wrong, "Expected a crossing with what the measure speaks of.")
        made += found
    return made


def _agreed(
    network: Network, changes: list[Change], start: date | None, end: date | None, head: Agreement
) -> Network:
    """The network with changes in force from a day to a day, joined to the head's last agreement of the same days."""
    first, last = start or date.min, end
    if last is not None and last < first:
        raise EditImpossible(f"ends on {last}, before {first}", "Expected an end not before the start.")
    mine = [one for one in network.agreements if one.order == head.order]
    if mine and (mine[-1].start, mine[-1].end) == (first, last):
        agreement = replace(mine[-1], changes=(*mine[-1].changes, *changes))
        others = tuple(one for one in network.agreements if one.id != agreement.id)
    else:
        name = head.id if not mine else f"{head.id}-{len(mine) + 1}"
        agreement = replace(head, id=name, start=first, end=last, changes=tuple(changes))
        others = network.agreements
    new = replace(network, agreements=(*others, agreement))
    if not _differs(network, new, [change.path for change in changes], first, last):
        said = changes[0].path if changes else head.id
        now = (
            target_of(network_on(network, max(first, network.start or first)), said).value if changes else ""
        )
        raise EditImpossible(
            f"'{said}' is {now!r} already: nothing changes", "Expected a change that touches something."
        )
    return new


def _differs(old: Network, new: Network, paths: Iterable[str], first: date, last: date | None) -> bool:
    """Whether one of the values is another on any day of the change."""
    paths = list(paths)
    for day in _turns(old, first, last):
        before, after = network_on(old, day), network_on(new, day)
        if any(target_of(before, path).value != target_of(after, path).value for path in paths):
            return True
    return False


def _turns(network: Network, first: date, last: date | None) -> list[date]:
    """The first of some days, and those among them on which an agreement begins or is over."""
    turns = {first}
    for agreement in network.agreements:
        turns.add(agreement.start)
        if agreement.end is not None and agreement.end < date.max:
            turns.add(agreement.end + timedelta(days=1))
    return sorted(day for day in turns if first <= day and (last is None or day <= last))


def _added(network: Network, addition: Addition, head: Agreement) -> Network:
    words = addition.collection.split(".")
    new: Network = _with_member(network, words, addition.element)
    if addition.start is None:
        return new
    flows = addition_starts(addition)
    if not flows:
        wrong = f"'{addition.element.id}' has no arrivals that could begin on {addition.start}"
        raise EditImpossible(wrong, "Expected a date only for crossings and chains with arrivals by rate.")
    none_yet = [Change(path=path, verb="set", value=0.0) for path in flows]
    return _agreed(new, none_yet, None, addition.start - timedelta(days=1), head)


def _with_member(element: Any, words: list[str], member: Any) -> Any:
    """The network with a member more in the collection that the words lead to."""
    members = getattr(element, words[0])
    if len(words) == 1:
        if any(one.id == member.id for one in members):
            raise EditImpossible(
                f"'{member.id}' is in {words[0]} already", "Expected a new id; `set` changes a value."
            )
        return replace(element, **{words[0]: (*members, member)})
    place = next((nth for nth, one in enumerate(members) if one.id == words[1]), None)
    if place is None:
        raise PathUnknown(words[0].removesuffix("s"), words[1], [one.id for one in members])
    inner = _with_member(members[place], words[2:], member)
    return replace(element, **{words[0]: (*members[:place], inner, *members[place + 1 :])})


def addition_starts(addition: Addition) -> list[str]:
    """Paths of the shares of all arrivals by rate that an addition brings: what a start of it can hold back."""
    path = f"{addition.collection}.{addition.element.id}"
    if isinstance(addition.element, Crossing):
        chains = [(f"{path}.chains.{chain.id}", chain) for chain in addition.element.chains]
    else:
        chains = [(path, addition.element)] if isinstance(addition.element, Chain) else []
    return [
        f"{place}.arrivals.{nth}.share"
        for place, chain in chains
        for nth, demand in enumerate(chain.arrivals)
        if isinstance(demand, Arrivals)
    ]


def _closed(network: Network, closing: Closing, head: Agreement) -> Network:
    known = {one.id for one in network.closures}
    name = next(
        name for number in range(1, len(known) + 2) if (name := f"{head.id}-closure-{number}") not in known
    )
    closure = Closure(
        id=name, of=closing.of, start=closing.start, end=closing.end, reason=closing.reason or head.name
    )
    return replace(network, closures=(*network.closures, closure))


def _opened(network: Network, opening: Opening) -> Network:
    """The network with closures cut to what lies outside of the opening."""
    first = datetime.combine(opening.start, time()) if opening.start else datetime.min
    last = datetime.combine(opening.end + timedelta(days=1), time()) if opening.end else datetime.max
    kept: list[Closure] = []
    for closure in network.closures:
        meant = closure.id in opening.of or bool(set(closure.of) & set(opening.of))
        kept += _outside(closure, opening.of, first, last) if meant else [closure]
    if tuple(kept) == network.closures:
        known = {one.id for one in network.closures} | {name for one in network.closures for name in one.of}
        asked = next((name for name in opening.of if name not in known), "")
        if asked:
            raise PathUnknown("closure", asked, known)
        raise EditImpossible(
            "no closure falls into these days: nothing changes", "Expected days of a closure."
        )
    return replace(network, closures=tuple(kept))


def _outside(closure: Closure, of: tuple[str, ...], first: datetime, last: datetime) -> list[Closure]:
    """What is left of a closure when what `of` names is open from `first` to `last`."""
    opened = closure.of if closure.id in of else tuple(name for name in closure.of if name in of)
    others = tuple(name for name in closure.of if name not in opened)
    first, last = (moment.replace(tzinfo=closure.start.tzinfo) for moment in (first, last))
    if last <= closure.start or closure.end <= first:
        return [closure]
    parts = (
        [replace(closure, of=others, id=f"{closure.id}-others" if opened else closure.id)] if others else []
    )
    if closure.start < first:
        parts.append(replace(closure, of=opened, end=first))
    if last < closure.end:
        name = closure.id if not (closure.start < first) else f"{closure.id}-2"
        parts.append(replace(closure, id=name, of=opened, start=last))
    return parts


__all__ = ["EditImpossible", "addition_starts", "adopted", "apply_scenario", "edited", "head_of"]
