"""The supernetwork of flows as numbers: states as nodes, sections, borders and transfers as links, goods as classes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossgauge.engines.flows.state import (
    CONSTANT,
    N_PARAMETERS,
    NOBODY,
    QUEUE,
    Classes,
    Commodities,
    Flows,
    Links,
)
from crossgauge.model.corridors import Section
from crossgauge.model.crossings import Crossing
from crossgauge.model.flows import GROUND, Goods, Limit, OriginDemand, Passage, Transfer, loads_in
from crossgauge.model.joins import Join, State, fits, gauges_of, ground, joins_of
from crossgauge.model.network import Network
from crossgauge.model.randomness import deviation_of, mean_of

Float64s = NDArray[np.float64]

HOUR, DAY_H, YEAR_H = 3_600.0, 24.0, 8_760.0
HALTS_M = 500_000.0  # halts of a section are told for so many
TANGENT = 0.98


@dataclass(frozen=True, slots=True)
class Term:
    """The time of which the flows are a mean: rates are loads an hour in it.

    year, months : months whose demand it has, 1 to 12
    hours        : length, also the period in which a queue may grow
    shut         : passages, sections and transfers, by the part of the time in which they are closed
    """

    year: int
    months: tuple[int, ...]
    hours: float
    shut: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SuperNetwork:
    """What the flow engine eats, and the way back to names; position i of every array is link i of `joins`.

    money, carbon : (n_goods, n_links)   USD and kg CO2e of one load
    hours, deviation : (n_links,)        time at no load and its standard deviation, h
    km            : (n_links,)
    fit           : (n_goods, n_links)   whether goods fit by mode, gauge and kind, closed or not
    bounds        : passage -> the limit that gives its capacity
    demand        : of the commodities, in their order
    """

    flows: Flows
    joins: tuple[Join, ...]
    states: tuple[State, ...]
    goods: tuple[Goods, ...]
    demand: tuple[OriginDemand, ...]
    term: Term
    money: Float64s
    carbon: Float64s
    hours: Float64s
    deviation: Float64s
    km: Float64s
    fit: NDArray[np.bool_]
    bounds: Mapping[str, Limit]


def supernetwork(network: Network, term: Term) -> SuperNetwork:
    """The flows that a checked network asks for in a term. Raises nothing; demand of nothing is left out."""
    joins = joins_of(network)
    states = tuple(
        dict.fromkeys(
            [state for join in joins for state in (join.tail, join.head)]
            + [ground(place) for one in network.demand for place in (one.start, one.end)]
        )
    )
    node = {state: position for position, state in enumerate(states)}
    known = {one.id: position for position, one in enumerate(network.goods)}
    hours, deviation, km = (
        (np.array(row) for row in zip(*map(times_of, joins), strict=True)) if joins else (np.zeros(0),) * 3
    )
    money = np.array([[money_of(join, one) for join in joins] for one in network.goods])
    demand = tuple(
        one for one in network.demand if loads_in(one, network.goods[known[one.goods]], term.year) > 0
    )
    gauges = [gauges_of(network, one) for one in network.goods]
    fit = np.array(
        [[fits(one, laid, join) for join in joins] for one, laid in zip(network.goods, gauges, strict=True)]
    )
    flows = Flows(
        through=np.array([state.mode != GROUND for state in states]),
        links=links_of(network, joins, node, hours, term),
        classes=classes_of(network, joins, fit, money, deviation, term),
        commodities=commodities_of(network, demand, node, known, term),
    )
    masses = np.array([one.mass_t for one in network.goods])
    carbon = masses[:, None] * km * np.array([grams_of(join) for join in joins]) / 1_000.0
    return SuperNetwork(
        flows,
        joins,
        states,
        network.goods,
        demand,
        term,
        money,
        carbon,
        hours,
        deviation,
        km,
        fit,
        bounds_of(network),
    )


def bounds_of(network: Network) -> dict[str, Limit]:
    """The limit of every passage that bounds it most."""
    crossings = {one.id: one for one in network.crossings}
    return {
        one.id: min(one.limits, key=lambda limit: limited(limit, crossings[one.crossing]))
        for one in network.passages
        if one.capacity is None and one.limits and one.crossing in crossings
    }


def times_of(join: Join) -> tuple[float, float, float]:
    """Hours at no load, their standard deviation, and kilometres of a join."""
    match join.element:
        case Section(length_m=length, speed=speed, halts=halts):
            mean, cv = mean_of(speed), deviation_of(speed) / mean_of(speed)
            moving = length / mean * (1.0 + cv * cv)  # the mean of the inverse, exact for a lognormal speed
            part = length / HALTS_M
            spread = np.hypot(moving * cv, deviation_of(halts) * part)
            return (moving + mean_of(halts) * part) / HOUR, float(spread) / HOUR, length / 1_000.0
        case Passage(time=time, length_m=length):
            return mean_of(time) / HOUR, deviation_of(time) / HOUR, length / 1_000.0
        case Transfer(time=time):
            return mean_of(time) / HOUR, deviation_of(time) / HOUR, 0.0
    return 0.0, 0.0, 0.0


def money_of(join: Join, goods: Goods) -> float:
    """What one load pays on a join, USD."""
    match join.element:
        case Section(mode=mode, length_m=length, cost_usd_per_km=rate):
            return rate * length / 1_000.0 * (goods.trucks if mode == "road" else 1.0)
        case Passage(cost_usd=cost) | Transfer(cost_usd=cost):
            return cost
    return 0.0


def grams_of(join: Join) -> float:
    """Grams of CO2e for a tonne-kilometre: borders and terminals are left out."""
    return join.element.emission_g_per_tkm if isinstance(join.element, Section) else 0.0


def daily_capacity(passage: Passage, crossing: Crossing | None) -> float:
    """Most loads a day through a passage: its own word, else the least of its limits; infinite for none."""
    if passage.capacity is not None:
        return passage.capacity
    if crossing is None:
        return np.inf
    return min((limited(limit, crossing) for limit in passage.limits), default=np.inf)


def limited(limit: Limit, crossing: Crossing) -> float:
    """Loads a day that one limit lets through."""
    gate = next((one for one in crossing.gates if one.id == limit.gate), None)
    if gate is not None:
        count = float(gate.count if gate.count is not None else len(gate.times)) * 86_400.0 / gate.period_s
    else:
        resource = next((one for one in crossing.resources if one.id == limit.resource), None)
        count = np.inf if resource is None else resource.count * 86_400.0 / limit.turn_s
    return count * limit.loads * limit.share


def open_part(join: Join, term: Term) -> float:
    """The part of the term in which a join is open."""
    return 1.0 - term.shut.get(join.element.id, 0.0) if join.element is not None else 1.0


def links_of(
    network: Network, joins: tuple[Join, ...], node: Mapping[State, int], hours: Float64s, term: Term
) -> Links:
    """Links with their curves: a queue where a border has a capacity, else a constant time."""
    crossings = {one.id: one for one in network.crossings}
    parameters = np.zeros((len(joins), N_PARAMETERS))
    parameters[:, 0] = hours
    curve = np.full(len(joins), CONSTANT)
    capacity = np.full(len(joins), np.inf)
    for position, join in enumerate(joins):
        element = join.element
        if isinstance(element, Transfer) and element.capacity is not None:
            capacity[position] = element.capacity / DAY_H * open_part(join, term)
        if not isinstance(element, Passage):
            continue
        daily = daily_capacity(element, crossings.get(element.crossing)) * open_part(join, term)
        if 0 < daily < np.inf:
            capacity[position] = daily / DAY_H
            curve[position] = QUEUE
            service_h = element.servers * element.open_h / daily
            parameters[position, 1:] = (
                element.servers, service_h, element.variation, term.hours, element.open_h, TANGENT, 1.0
            )  # fmt: skip
    return Links(
        tail=np.array([node[join.tail] for join in joins], dtype=np.int64),
        head=np.array([node[join.head] for join in joins], dtype=np.int64),
        curve=curve,
        parameters=parameters,
        capacity=capacity,
    )


def classes_of(
    network: Network,
    joins: tuple[Join, ...],
    fit: NDArray[np.bool_],
    money: Float64s,
    deviation: Float64s,
    term: Term,
) -> Classes:
    """Goods as classes. What a standard deviation costs is added up along a way, as if all went together."""
    passes = fit & np.array([open_part(join, term) > 0 for join in joins], dtype=np.bool_)
    position = {one.id: place for place, one in enumerate(network.goods)}
    reliability = np.array([one.reliability_value_usd_per_h for one in network.goods])
    preference = np.array(
        [join.element.preference_usd if isinstance(join.element, Passage) else 0.0 for join in joins]
    )
    return Classes(
        load=np.ones(len(network.goods)),
        hour_value=np.array([one.time_value_usd_per_h for one in network.goods]),
        own_cost=np.maximum(money + preference + reliability[:, None] * deviation, 0.0),
        passes=passes,
        returns_as=np.array([position.get(one.returns, NOBODY) for one in network.goods], dtype=np.int64),
    )


def commodities_of(
    network: Network,
    demand: tuple[OriginDemand, ...],
    node: Mapping[State, int],
    known: Mapping[str, int],
    term: Term,
) -> Commodities:
    """Demand in loads an hour of the term."""
    goods = [network.goods[known[one.goods]] for one in demand]
    shares = [sum(one.months[month - 1] for month in term.months) / sum(one.months) for one in demand]
    rates = [
        loads_in(one, carried, term.year) * share * hours_share(term)
        for one, carried, share in zip(demand, goods, shares, strict=True)
    ]
    return Commodities(
        origin=np.array([node[ground(one.start)] for one in demand], dtype=np.int64),
        destination=np.array([node[ground(one.end)] for one in demand], dtype=np.int64),
        goods_class=np.array([known[one.goods] for one in demand], dtype=np.int64),
        demand=np.array(rates),
        penalty=np.array([one.penalty_usd or np.inf for one in goods]),
        penalty_slope=np.zeros(len(demand)),
    )


def hours_share(term: Term) -> float:
    """What turns loads in the months of a term into loads an hour."""
    return 12.0 / (len(term.months) * YEAR_H)
