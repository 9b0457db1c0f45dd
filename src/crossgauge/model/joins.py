"""How the ways of goods join: states (place, mode, gauge, country's line) and what leads from one to another.

Goods on a wagon of 1435 mm are elsewhere than goods on one of 1520 mm, though both stand at Dostyk: only a
transfer or a border leads from state to state.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crossgauge.model.corridors import Section
from crossgauge.model.flows import GROUND, Goods, Passage, Transfer
from crossgauge.model.links import MODES
from crossgauge.model.network import Network
from crossgauge.units import NotAQuantity, read

SECTION, PASSAGE, TRANSFER, BORDER = "section", "passage", "transfer", "border"


class State(NamedTuple):
    """Where and on what goods are. `gauge` is in mm, 0 where there is none; `country` is that of the line."""

    place: str
    mode: str
    gauge: int = 0
    country: str = ""


class Join(NamedTuple):
    """A way from one state to another, by an element of the network or, at a border without process, by nothing."""

    tail: State
    head: State
    kind: str
    element: Section | Passage | Transfer | None


def millimetres(gauge_m: float | None) -> int:
    """A gauge as a whole number of millimetres, 0 for none."""
    return round((gauge_m or 0.0) * 1_000)


def ground(place: str) -> State:
    """Where goods begin and end at a place."""
    return State(place, GROUND)


def side_of(text: str) -> tuple[str, int] | None:
    """Mode and gauge of a transfer's side; gauge 0 stands for any. None if it is no such word.

    >>> side_of("rail 1520 mm"), side_of("road"), side_of("by air")
    (('rail', 1520), ('road', 0), None)
    """
    mode, _, rest = text.strip().partition(" ")
    if mode not in (GROUND, *MODES) or (rest and mode != "rail"):
        return None
    try:
        return mode, millimetres(read(rest, "m")) if rest else 0
    except NotAQuantity:
        return None


def joins_of(network: Network) -> tuple[Join, ...]:
    """Everything that leads from state to state, in the order of the declaration; each direction apart."""
    found: list[Join] = []
    for section in network.sections:
        gauge = millimetres(section.gauge_m)
        ends = [State(place, section.mode, gauge, section.country) for place in (section.start, section.end)]
        found += [Join(one, other, SECTION, section) for one, other in (ends, ends[::-1])]
    countries = {place.id: place.country for place in network.places}
    at: dict[str, dict[State, None]] = {}
    for join in found:
        at.setdefault(join.tail.place, {})[join.tail] = None
    for passage in network.passages:
        for place, gauge_m, side in (
            (passage.start, passage.gauge_in_m, 0),
            (passage.end, passage.gauge_out_m, -1),
        ):
            if not sides_at(at.get(place, {}), passage, gauge_m, side):
                country = passage.countries[side] if passage.countries else countries.get(place, "")
                at.setdefault(place, {})[State(place, passage.mode, millimetres(gauge_m), country)] = None
    for passage in network.passages:
        tails = sides_at(at.get(passage.start, {}), passage, passage.gauge_in_m, 0)
        heads = sides_at(at.get(passage.end, {}), passage, passage.gauge_out_m, -1)
        found += [Join(tail, head, PASSAGE, passage) for tail in tails for head in heads]
    found += open_borders(network, at)
    for transfer in network.transfers:
        found += transfers_of(transfer, at)
    return tuple(found)


def sides_at(states: Iterable[State], passage: Passage, gauge_m: float | None, side: int) -> list[State]:
    """The states of one place from which, or to which, a passage leads."""
    gauge = millimetres(gauge_m)
    country = passage.countries[side] if passage.countries else None
    return [
        state
        for state in states
        if (state.mode, state.gauge) == (passage.mode, gauge) and country in (None, state.country)
    ]


def open_borders(network: Network, at: dict[str, dict[State, None]]) -> list[Join]:
    """Joins at places where lines of two countries meet and no passage between the two is declared."""
    guarded = {
        (one.start, one.mode, *pair)
        for one in network.passages
        for pair in (one.countries, one.countries[::-1])
    }
    return [
        Join(tail, head, BORDER, None)
        for states in at.values()
        for tail in states
        for head in states
        if tail != head
        and (tail.mode, tail.gauge) == (head.mode, head.gauge)
        and (tail.place, tail.mode, tail.country, head.country) not in guarded
    ]


def transfers_of(transfer: Transfer, at: dict[str, dict[State, None]]) -> list[Join]:
    """The joins of a transfer, both ways; none where it is not understood."""
    sides = [side_of(transfer.start), side_of(transfer.end)]
    found: list[Join] = []
    for place in transfer.at:
        tails, heads = ([] if side is None else states_like(place, side, at) for side in sides)
        for tail in tails:
            for head in heads:
                if tail != head:
                    found += [Join(tail, head, TRANSFER, transfer), Join(head, tail, TRANSFER, transfer)]
    return found


def states_like(place: str, side: tuple[str, int], at: dict[str, dict[State, None]]) -> list[State]:
    """States of a place on one side of a transfer."""
    mode, gauge = side
    if mode == GROUND:
        return [ground(place)]
    return [one for one in at.get(place, {}) if one.mode == mode and gauge in (0, one.gauge)]


def gauges_of(network: Network, goods: Goods) -> set[int]:
    """The gauges on which there are wagons for these goods, mm."""
    return {millimetres(one.gauge_m) for one in network.consists if one.id in goods.consists}


def fits(goods: Goods, gauges: set[int], join: Join) -> bool:
    """Whether goods may go this way: by mode, by the gauge of their wagons, and where only some goods are taken.

    gauges : of `gauges_of`
    """
    for state in (join.tail, join.head):
        if state.mode != GROUND and state.mode not in goods.modes:
            return False
        if state.mode == "rail" and state.gauge not in gauges:
            return False
    only = getattr(join.element, "goods", ())
    return not only or goods.id in only


def onward_of(joins: Iterable[Join], goods: Goods, gauges: set[int]) -> dict[State, list[State]]:
    """Where goods may go next from each state."""
    onward: dict[State, list[State]] = {}
    for join in joins:
        if fits(goods, gauges, join):
            onward.setdefault(join.tail, []).append(join.head)
    return onward


class Reach:
    """The states that goods come to from a place; the ground of another place is an end.

    onward : of `onward_of`, once for all origins of the same goods

    States that lead to each other come to the same: they are searched once. Searched for each origin, a network of
    200 crossings cost four times one of 100.
    """

    def __init__(self, onward: Mapping[State, Sequence[State]]) -> None:
        self.onward = onward
        self.back: dict[State, list[State]] = {}
        for tail, heads in onward.items():
            for head in heads if tail.mode != GROUND else ():
                self.back.setdefault(head, []).append(tail)
        self.known: dict[State, set[State]] = {}

    def leads(self, origin: str, destination: str) -> bool:
        """Whether goods come from a place to another."""
        return any(ground(destination) in self.behind(head) for head in self.onward.get(ground(origin), ()))

    def of(self, origin: str) -> set[State]:
        """All states that goods come to from a place, its ground included."""
        return {ground(origin)}.union(*map(self.behind, self.onward.get(ground(origin), ())))

    def behind(self, state: State) -> set[State]:
        """The states that goods come to from a state, itself included. Writes known."""
        if state not in self.known:
            found = searched(self.onward, state)
            for one in found & searched(self.back, state):
                self.known[one] = found
        return self.known[state]


def searched(ways: Mapping[State, Sequence[State]], begin: State) -> set[State]:
    """The states that ways lead to from one, itself included; none leads on from the ground."""
    seen, front = {begin}, [begin]
    while front:
        state = front.pop()
        if state.mode == GROUND:
            continue
        for head in ways.get(state, ()):
            if head not in seen:
                seen.add(head)
                front.append(head)
    return seen
