"""The states that a network's agreements make of it, day by day.

`changes.network_on` is the law, and costs as much as there are agreements. Here a change of one crossing is made once
for all days on which it stands, so that the days of many crossings do not cost their product: for 100 crossings with
550 agreements a check took two minutes.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import apply_changes, parts_of_path
from crossgauge.model.network import Network

SHARED = ""
Told = list[tuple[Agreement, Sequence[Change]]]
StateOn = Callable[[date], Network]


def in_force(agreement: Agreement, day: date) -> bool:
    """Whether an agreement holds on a day."""
    return agreement.start <= day and (agreement.end is None or day <= agreement.end)


def states_by_day(network: Network) -> StateOn:
    """What gives the network as it is on a day: equal to `network_on`, and what did not change is the same object.

    Raises, when asked, what `network_on` does.
    """
    places = {one.id: place for place, one in reversed(list(enumerate(network.crossings)))}
    told = _by_owner(network, places)
    standing_on = [_standing(rows) for rows in told.values()]
    alone = {
        owner: replace(network, crossings=(network.crossings[places[owner]],)) for owner in told if owner
    }
    made: dict[tuple[str, tuple[int, ...]], Network] = {}
    whole: dict[tuple[tuple[int, ...], ...], Network] = {}

    def made_of(owner: str, standing: tuple[int, ...]) -> Network:
        """A crossing in a network without others, or the network, with the changes that stand."""
        if (owner, standing) not in made:
            state = alone[owner] if owner else network
            for place in standing:
                state = apply_changes(state, told[owner][place][1])
            made[owner, standing] = state
        return made[owner, standing]

    def on(day: date) -> Network:
        standing = tuple(on_day(day) for on_day in standing_on)
        if standing not in whole:
            state, crossings = network, list(network.crossings)
            for owner, numbers in zip(told, standing, strict=True):
                if not numbers:
                    continue
                if owner:
                    crossings[places[owner]] = made_of(owner, numbers).crossings[0]
                else:
                    state = made_of(owner, numbers)
            whole[standing] = replace(state, crossings=tuple(crossings))
        return whole[standing]

    return on


def _standing(rows: Told) -> Callable[[date], tuple[int, ...]]:
    """What gives the positions of the changes that stand on a day.

    Made once for each time between their days: all agreements asked on every day would cost their square.
    """
    ends = (one.end for one, _ in rows)
    behind = {end + timedelta(days=1) for end in ends if end is not None and end < date.max}
    edges = sorted({one.start for one, _ in rows} | behind)
    times = [tuple(place for place, (one, _) in enumerate(rows) if in_force(one, day)) for day in edges]
    return lambda day: times[at - 1] if (at := bisect_right(edges, day)) else ()


def _by_owner(network: Network, known: dict[str, int]) -> dict[str, Told]:
    """The changes of each crossing, and of all else, in the order in which they are made."""
    told: dict[str, Told] = {}
    for one in sorted(network.agreements, key=lambda agreement: (agreement.order, agreement.start)):
        mine: dict[str, list[Change]] = {}
        for change in one.changes:
            mine.setdefault(owner_of(change, known), []).append(change)
        for owner, changes in mine.items():
            told.setdefault(owner, []).append((one, changes))
    return told


def owner_of(change: Change, known: dict[str, int]) -> str:
    """The crossing that a change is of, SHARED for what is none's."""
    parts = parts_of_path(change.path)
    return parts[1] if len(parts) > 2 and parts[0] == "crossings" and parts[1] in known else SHARED


def epochs(network: Network, start: date, end: date) -> tuple[tuple[date, Network], ...]:
    """The first day of each different state from `start` to `end` inclusive, with the network as it then is."""
    days = {start}
    for agreement in network.agreements:
        days.add(agreement.start)
        if agreement.end is not None and agreement.end < date.max:
            days.add(agreement.end + timedelta(days=1))
    on = states_by_day(network)
    states: list[tuple[date, Network]] = []
    for day in sorted(day for day in days if start <= day <= end or day == start):
        state = on(day)
        if not states or state != states[-1][1]:
            states.append((day, state))
    return tuple(states)
