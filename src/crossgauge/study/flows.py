"""Which way goods go over modes, gauges and ports: a network and a time, and one of four ways to choose.

choice        path-size logit with waiting: shippers differ, and the dearer way has some of them
equilibrium   every load takes its cheapest way at the waits to which all lead (Wardrop's first principle)
optimum       least cost of all together, when each pays what its wait adds to others
least-cost    a linear programme within capacities, at times without waiting; its duals are worths
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from crossgauge.arrays.supernetwork import YEAR_H, SuperNetwork, Term, supernetwork
from crossgauge.engines.flows.choice import Sets, sets_of
from crossgauge.engines.flows.columns import least_cost
from crossgauge.engines.flows.equilibrium import all_or_nothing, equilibrium, system_optimum
from crossgauge.engines.flows.state import Assignment, Float64s, Flows
from crossgauge.engines.flows.stochastic import stochastic_equilibrium
from crossgauge.errors import RunImpossible
from crossgauge.model.calendars import Closure
from crossgauge.model.changes import network_on
from crossgauge.model.corridors import Section
from crossgauge.model.flows import Passage, Transfer
from crossgauge.model.network import Network

CHOICE, EQUILIBRIUM, OPTIMUM, LEAST_COST = "choice", "equilibrium", "optimum", "least-cost"
Element = Passage | Section | Transfer
METHODS = (CHOICE, EQUILIBRIUM, OPTIMUM, LEAST_COST)
GAP = 1e-6
TRIES, DEARER = 24, 1.25  # ways looked for in a choice set; with 12 the reference network loses a road post
SHARP_USD = 1.0  # spread of goods that name none
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Flowed:
    """An answer with the numbers that it was found from. Flows are loads an hour; `hours` turns them into loads."""

    net: SuperNetwork
    answer: Assignment
    method: str
    start: date
    days: int

    @property
    def hours(self) -> float:
        """Hours of the term."""
        return self.net.term.hours


def flows(
    network: Network,
    *,
    year: int | None = None,
    month: int | None = None,
    days: tuple[date, date] | None = None,
    method: str = CHOICE,
) -> Flowed:
    """Where the demand of a network goes in a year, in one month of it, or from a day to a day inclusive.

    year : without it that in which the network begins
    Agreements count as on the middle day; a border closed for a part of the time has the capacity of the rest.
    Raises RunImpossible for a network without demand and for a time or a method that cannot be.
    """
    if method not in METHODS:
        raise RunImpossible(f"method is '{method}'. Expected one of: {', '.join(METHODS)}.")
    start, end = time_of(network, year, month, days)
    net = compiled(network, start, end)
    return Flowed(net, solved(net, method), method, start, (end - start).days + 1)


def compiled(network: Network, start: date, end: date) -> SuperNetwork:
    """The supernetwork of the days from start to end. Raises RunImpossible where nothing is to be carried."""
    if not network.demand:
        raise RunImpossible(
            f"network '{network.id}' has no demand. Expected 'demand', 'goods' and 'transfers' (docs/flows.md)."
        )
    middle = start + (end - start) / 2
    state = network_on(network, middle)
    whole_year = (end - start).days >= 364
    term = Term(
        year=middle.year,
        months=tuple(range(1, 13)) if whole_year else months_of(start, end),
        hours=YEAR_H if whole_year else 24.0 * ((end - start).days + 1),
        shut=shut_parts(state, start, end),
    )
    return supernetwork(state, term)


def solved(
    net: SuperNetwork,
    method: str,
    warm: Assignment | None = None,
    gap: float = GAP,
    sets: Sets | None = None,
) -> Assignment:
    """The engine's answer by one of the METHODS.

    warm : helps the equilibrium of nearly the same network
    sets : of `choice_sets`, to choose among them; else those of the network at no load
    """
    if method == EQUILIBRIUM:
        return equilibrium(net.flows, gap=gap, warm=warm)
    if method == OPTIMUM:
        return system_optimum(net.flows, gap=gap, warm=warm)
    if method == LEAST_COST:
        return least_cost(postponed(net))
    return stochastic_equilibrium(
        net.flows, theta=thetas(net), residual=gap, rounds=2_000, sets=sets or choice_sets(net)
    )


def choice_sets(net: SuperNetwork) -> Sets:
    """The ways among which goods choose by the method `choice`."""
    return sets_of(net.flows, tries=TRIES, dearer=DEARER)


def postponed(net: SuperNetwork, hours: float | None = None) -> Flows:
    """The flows in which a load that cannot pass waits to the end of the term and then takes its cheapest way.

    So a dual tells what capacity is worth while the term lasts, no more; a penalty that is declared counts if less.
    hours : how long it waits, h; without it the term
    The penalty that comes out is in USD for one load: the cheapest way at no load, USD, and the waiting hours at the
    `time_value` of the goods, USD/h. Assumption: goods wait for the border rather than stay at home, and lose no more
    than their time; no source tells what shippers do with what cannot pass.
    """
    demand, classes = net.flows.commodities, net.flows.classes
    free = all_or_nothing(net.flows)
    later = np.where(free.cut_off, 0.0, free.cost) + classes.hour_value[demand.goods_class] * (hours or net.term.hours)
    return net.flows._replace(commodities=demand._replace(penalty=np.minimum(demand.penalty, later)))


def thetas(net: SuperNetwork) -> Float64s:
    """How sharply each goods choose, for one USD."""
    return np.array([1.0 / (one.spread_usd or SHARP_USD) for one in net.goods])


def time_of(
    network: Network, year: int | None, month: int | None, days: tuple[date, date] | None
) -> tuple[date, date]:
    """First and last day. Raises RunImpossible for what is no time."""
    if days is not None:
        if days[1] < days[0]:
            raise RunImpossible(
                f"the days end on {days[1]}, before {days[0]}. Expected an end behind the start."
            )
        return days
    asked = year if year is not None else network.start.year if network.start else None
    if asked is None:
        raise RunImpossible(f"network '{network.id}' has no period of its own. Expected a year.")
    if not FIRST_YEAR <= asked <= LAST_YEAR:
        raise RunImpossible(f"year is {asked}. Expected {FIRST_YEAR} to {LAST_YEAR}.")
    if month is None:
        return date(asked, 1, 1), date(asked, 12, 31)
    if not 1 <= month <= 12:
        raise RunImpossible(f"month is {month}. Expected 1 to 12.")
    behind = date(asked + month // 12, month % 12 + 1, 1)
    return date(asked, month, 1), behind - timedelta(days=1)


def months_of(start: date, end: date) -> tuple[int, ...]:
    """The months that some days touch, in order."""
    found = {(start + timedelta(days=k)).month for k in range((end - start).days + 1)}
    return tuple(sorted(found))


def shut_parts(network: Network, start: date, end: date) -> dict[str, float]:
    """The part of the time in which passages, sections and transfers are closed, by id; open ones are not there.

    A passage is closed with its crossing, and with a gate or resource that limits it.
    """
    zone = ZoneInfo(network.clock)
    first = datetime(start.year, start.month, start.day, tzinfo=zone)
    last = datetime(end.year, end.month, end.day, tzinfo=zone) + timedelta(days=1)
    named: dict[str, set[tuple[datetime, datetime]]] = {}
    for one in network.closures:
        for name in one.of:
            named.setdefault(name, set()).add((max(local(one.start, zone), first), min(local(one.end, zone), last)))
    found = {}
    for element in elements_of(network):
        spans = sorted({span for name in names_of(element) for span in named.get(name, ())})
        closed, reached = 0.0, first
        for begin, stop in spans:
            closed += max((stop - max(begin, reached)).total_seconds(), 0.0)
            reached = max(reached, stop)
        if closed > 0:
            found[element.id] = min(closed / (last - first).total_seconds(), 1.0)
    return found


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """An instant in the network's clock, unless it says its own."""
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def elements_of(network: Network) -> tuple[Element, ...]:
    """What flows go over and closures may name."""
    return (*network.passages, *network.sections, *network.transfers)


def names_of(element: Element) -> set[str]:
    """What a closure may name to close an element."""
    if not isinstance(element, Passage):
        return {element.id}
    inner = {f"{element.crossing}.{limit.gate or limit.resource}" for limit in element.limits}
    return ({element.crossing} if element.crossing else set()) | inner | {element.id}


def closed_days(base: Network, changed: Network) -> tuple[date, date] | None:
    """First and last day of the closures that a scenario adds; none where it adds none, or for a year and more."""
    names = {name for element in elements_of(changed) for name in names_of(element)}
    new = [one for one in changed.closures if one not in base.closures and set(one.of) & names]
    if not new:
        return None
    first, last = min(map(start_day, new)), max(map(last_day, new))
    return (first, last) if (last - first).days < 364 else None


def start_day(closure: Closure) -> date:
    """The first day of a closure."""
    return closure.start.date()


def last_day(closure: Closure) -> date:
    """The last day of which a part is closed."""
    return (closure.end - timedelta(seconds=1)).date()
