"""The best few routes between two places for one kind of goods, border by border."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import yen

from crossgauge.engines.flows.state import Float64s
from crossgauge.errors import NotFound
from crossgauge.model.flows import Goods, Passage, Transfer
from crossgauge.model.joins import BORDER, SECTION, Join, ground
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.study.flows import Flowed

LOOKED_AT = 400  # ways in order of cost, among which routes by other borders are sought
SURE = 1.645  # of a normal: one trip in twenty takes longer


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a route by one mode without a border or a transfer, or one of these."""

    what: str  # 'ride', 'border' or 'terminal'
    name: str
    start: str
    end: str
    mode: str
    gauge_mm: int
    km: float
    hours: float
    deviation_h: float
    usd: float
    kg_co2e: float


@dataclass(frozen=True, slots=True)
class Route:
    """A route with its sums. `deviation_h` is that of the whole: parts vary independently of each other.

    generalised_usd : money, time and reliability at the values of the goods, by which routes are ordered
    """

    parts: tuple[Part, ...]
    km: float
    hours: float
    deviation_h: float
    usd: float
    kg_co2e: float
    generalised_usd: float

    @property
    def sure_h(self) -> float:
        """Hours within which nineteen trips of twenty arrive, as if the sum of parts were normal."""
        return self.hours + SURE * self.deviation_h

    @property
    def borders(self) -> tuple[tuple[str, str], ...]:
        """Names and places of the borders and of the changes of gauge or mode on the way, in order."""
        return tuple((part.name, part.start) for part in self.parts if part.what != "ride")


def place_named(network: Network, name: str) -> Place:
    """The place of an id or of a name in any language, letters in any case. Raises NotFound with what is near."""
    wanted = name.strip().casefold()
    known: dict[str, Place] = {}
    for place in network.places:
        for word in (place.id, place.name, *(word for _, word in place.names)):
            known.setdefault(word.casefold(), place)
    if wanted in known:
        return known[wanted]
    begun = {place.id: place for word, place in known.items() if word.startswith(wanted) and wanted}
    if len(begun) == 1:
        return next(iter(begun.values()))
    raise NotFound("place", name, [word for place in network.places for word in (place.name, place.id)])


def goods_named(network: Network, name: str) -> Goods:
    """The goods of an id or a name. Raises NotFound with what is near."""
    wanted = name.strip().casefold()
    for one in network.goods:
        if wanted in (one.id.casefold(), one.name.casefold()):
            return one
    raise NotFound("goods", name, [one.id for one in network.goods])


def routes(flowed: Flowed, start: Place, end: Place, goods: Goods, *, count: int = 3) -> tuple[Route, ...]:
    """The cheapest routes at the hours of the flows, each by other borders or terminals; none where no way leads.

    Cheapest by money, time and reliability together; one that only adds a border to a cheaper one is left out.
    Source of the order of ways: Yen (1971), Management Science 17.
    """
    net = flowed.net
    k = next(position for position, one in enumerate(net.goods) if one.id == goods.id)
    classes = net.flows.classes
    cost = classes.own_cost[k] + classes.hour_value[k] * flowed.answer.time
    node = {state: position for position, state in enumerate(net.states)}
    ends = (node.get(ground(start.id)), node.get(ground(end.id)))
    if ends[0] is None or ends[1] is None:
        return ()
    usable = classes.passes[k] & through(flowed, {ends[0], ends[1]})
    best = best_links(flowed, cost, usable)
    graph, size = graph_of(best, cost, len(net.states)), len(net.states)
    lengths, before = yen(graph, ends[0], ends[1], LOOKED_AT, return_predecessors=True)
    found: list[Route] = []
    for length, row in zip(lengths, before, strict=True):
        links = links_back(row, ends[0], ends[1], best, size)
        if not np.isfinite(length) or links is None:
            continue
        route = route_of(flowed, k, links, float(length))
        if not any(set(one.borders) <= set(route.borders) for one in found):
            found.append(route)
        if len(found) == count:
            break
    return tuple(found)


def through(flowed: Flowed, ends: set[int]) -> np.ndarray:
    """Links that do not lead over the ground of a place between."""
    links = flowed.net.flows.links
    open_node = flowed.net.flows.through.copy()
    open_node[list(ends)] = True
    return np.asarray(open_node[links.tail] & open_node[links.head])


def best_links(flowed: Flowed, cost: Float64s, usable: np.ndarray) -> dict[tuple[int, int], int]:
    """The cheapest usable link between each two states."""
    found: dict[tuple[int, int], int] = {}
    links = flowed.net.flows.links
    for a in np.flatnonzero(usable):
        pair = int(links.tail[a]), int(links.head[a])
        if pair not in found or cost[a] < cost[found[pair]]:
            found[pair] = int(a)
    return found


def graph_of(best: dict[tuple[int, int], int], cost: Float64s, size: int) -> csr_array:
    """The states and costs as a sparse matrix; a link that costs nothing costs a trifle, since 0 is no entry."""
    pairs = np.array(list(best), dtype=np.int32).reshape(-1, 2)  # the type that `yen` reads
    values = np.maximum(cost[list(best.values())], 1e-9)
    return csr_array((values, (pairs[:, 0], pairs[:, 1])), shape=(size, size))


def links_back(
    before: np.ndarray, start: int, end: int, best: dict[tuple[int, int], int], size: int
) -> list[int] | None:
    """The links of a way out of its predecessors."""
    way: list[int] = []
    here = end
    for _ in range(size):
        if here == start:
            return way[::-1]
        last = int(before[here])
        if last < 0:
            return None
        way.append(best[last, here])
        here = last
    return None


def route_of(flowed: Flowed, k: int, links: list[int], generalised_usd: float) -> Route:
    """Links as a route; sections of one mode and gauge that follow each other are one ride."""
    parts: list[Part] = []
    for a in links:
        join = flowed.net.joins[a]
        if join.kind == BORDER:
            continue
        part = part_of(flowed, k, a, join)
        last = parts[-1] if parts else None
        if (
            last
            and part.what == last.what == "ride"
            and (part.mode, part.gauge_mm) == (last.mode, last.gauge_mm)
        ):
            parts[-1] = joined(last, part)
        else:
            parts.append(part)
    sums = [sum(column) for column in zip(*((p.km, p.hours, p.usd, p.kg_co2e) for p in parts), strict=True)]
    km, hours, usd, kg = sums or [0.0] * 4
    return Route(tuple(parts), km, hours, deviation(parts), usd, kg, generalised_usd)


def part_of(flowed: Flowed, k: int, a: int, join: Join) -> Part:
    """One link as a part. A wait varies as much as it lasts, as in a busy queue with one server."""
    net, time = flowed.net, float(flowed.answer.time[a])
    wait = max(time - float(net.hours[a]), 0.0)
    what = "ride" if join.kind == SECTION else "border" if isinstance(join.element, Passage) else "terminal"
    element = join.element
    name = (element.name if isinstance(element, Passage | Transfer) else "") or getattr(element, "id", "")
    return Part(
        what=what,
        name=name,
        start=join.tail.place,
        end=join.head.place,
        mode=join.head.mode if join.tail.mode == "ground" else join.tail.mode,
        gauge_mm=join.tail.gauge,
        km=float(net.km[a]),
        hours=time,
        deviation_h=float(np.hypot(net.deviation[a], wait)),
        usd=float(net.money[k, a]),
        kg_co2e=float(net.carbon[k, a]),
    )


def joined(one: Part, other: Part) -> Part:
    """Two rides that follow each other as one."""
    return Part(
        what=one.what,
        name=f"{one.name}, {other.name}",
        start=one.start,
        end=other.end,
        mode=one.mode,
        gauge_mm=one.gauge_mm,
        km=one.km + other.km,
        hours=one.hours + other.hours,
        deviation_h=deviation((one, other)),
        usd=one.usd + other.usd,
        kg_co2e=one.kg_co2e + other.kg_co2e,
    )


def deviation(parts: Iterable[Part]) -> float:
    """The standard deviation of a sum of independent parts."""
    return float(np.sqrt(sum(part.deviation_h**2 for part in parts)))
