"""Where goods go in the twelve months of a year, when what finds no room in one month may be stored until another.

A linear programme within capacities over all months at once (`engines/flows/months.py`), beside the months taken
one by one. Months are of equal length; each has the demand, tariffs, capacities and closures of its own days. The
year goes round: what is stored in December is there in January. A load goes in its own month or in one of the eleven
behind it, and pays for its time and its place in the store; where it is unmet it costs a year of its time and its
cheapest way, or its penalty if that is less, in both programmes alike. Empties may wait where they were emptied.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from crossgauge.arrays.supernetwork import YEAR_H, SuperNetwork
from crossgauge.engines.flows.columns import least_cost
from crossgauge.engines.flows.months import Months, over_months
from crossgauge.engines.flows.state import CONSTANT, N_PARAMETERS, NOBODY, Assignment, Float64s, Flows, Int64s
from crossgauge.errors import RunImpossible
from crossgauge.model.flows import Passage, Store
from crossgauge.model.joins import PASSAGE, State, side_of, states_like
from crossgauge.model.network import Network
from crossgauge.study.flows import compiled, postponed, time_of

MONTHS = 12
MONTH_H = YEAR_H / MONTHS


@dataclass(frozen=True, slots=True)
class Seasons:
    """The answer over all months and those of every month alone, with the networks that they are of.

    place : (n_stores,) node of each store in the network of one month
    """

    nets: tuple[SuperNetwork, ...]
    stores: tuple[Store, ...]
    place: Int64s
    network: Flows
    answer: Assignment
    alone: tuple[Assignment, ...]
    year: int

    @property
    def usd(self) -> float:
        """Cost of the year with storage: ways, time, stores, and what is unmet."""
        return self.answer.certificate.objective * MONTH_H

    @property
    def usd_alone(self) -> float:
        """The same with every month by itself."""
        return sum(one.certificate.objective for one in self.alone) * MONTH_H


def flows_over_months(network: Network, *, year: int | None = None) -> Seasons:
    """The cheapest flows of a year within capacities, month by month, with the network's stores between months.

    year : without it that in which the network begins
    Raises RunImpossible for a network without demand, a year that cannot be, and where a dated agreement opens or
    ends a way within the year.

    >>> import crossgauge
    >>> flows_over_months(crossgauge.reference(), year=1066)
    Traceback (most recent call last):
    crossgauge.errors.RunImpossible: year is 1066. Expected 1990 to 2100.
    """
    first, _ = time_of(network, year, None, None)
    nets = tuple(
        compiled(network, *time_of(network, first.year, month, None)) for month in range(1, MONTHS + 1)
    )
    for month, net in enumerate(nets, 1):
        if (net.states, ways_of(net)) != (nets[0].states, ways_of(nets[0])):
            raise RunImpossible(
                f"month {month} of {first.year} has other ways than January, by a dated agreement. "
                "Expected the same ways all year; ask such months one by one with --month."
            )
    apart = [postponed(net, YEAR_H) for net in nets]
    place = np.array([node_of(nets[0], one) for one in network.stores], dtype=np.int64)
    whole = in_time([arriving(one) for one in apart], nets[0], network.stores, place)
    alone = tuple(least_cost(one) for one in apart)
    return Seasons(nets, network.stores, place, whole, least_cost(whole), alone, first.year)


def ways_of(net: SuperNetwork) -> list[tuple[State, State, str, str]]:
    """What leads where in a network, by names."""
    return [(join.tail, join.head, join.kind, join.element.id if join.element else "") for join in net.joins]


def node_of(net: SuperNetwork, store: Store) -> int:
    """The node at which a checked store is."""
    side = side_of(store.side)
    assert side is not None, store.side
    (state,) = states_like(store.at, side, {store.at: {s: None for s in net.states if s.place == store.at}})
    return net.states.index(state)


def arriving(flows: Flows) -> Flows:
    """The flows with nodes behind all others at which loads have arrived, one for each destination.

    There a load may wait for nothing until the month in which it is counted, so that any month before will do, and
    cannot go on. Only equipment that goes back empty leaves them, to the ground that they stand for, by links behind
    all others.
    """
    links, classes, demands = flows.links, flows.classes, flows.commodities
    ends = np.unique(demands.destination)
    arrived = np.arange(len(flows.through))
    arrived[ends] = len(flows.through) + np.arange(len(ends))
    empty = np.isin(np.arange(len(classes.load)), classes.returns_as[classes.returns_as != NOBODY])
    leaves = np.repeat(empty[:, None], len(ends), axis=1)
    return Flows(
        through=np.concatenate([flows.through, np.ones(len(ends), dtype=np.bool_)]),
        links=links._replace(
            tail=np.concatenate([links.tail, arrived[ends]]),
            head=np.concatenate([arrived[links.head], ends]),
            curve=np.concatenate([links.curve, np.full(len(ends), CONSTANT)]),
            parameters=np.vstack([links.parameters, np.zeros((len(ends), N_PARAMETERS))]),
            capacity=np.concatenate([links.capacity, np.full(len(ends), np.inf)]),
        ),
        classes=classes._replace(
            own_cost=np.hstack([classes.own_cost, np.zeros(leaves.shape)]),
            passes=np.hstack([classes.passes, leaves]),
        ),
        commodities=demands._replace(destination=arrived[demands.destination]),
    )


def in_time(flows: list[Flows], net: SuperNetwork, stores: tuple[Store, ...], place: Int64s) -> Flows:
    """All months as one network: each month's links its own, loads due eleven months behind their release."""
    one, n_months = flows[0], len(flows)
    n_links, n_nodes, n_demands = len(one.links.tail), len(one.through), len(one.commodities.demand)
    hour_value = one.classes.hour_value
    room, cost = np.zeros(n_nodes), np.zeros((len(hour_value), n_nodes))
    room[len(net.states) :] = np.inf
    takes = np.ones(cost.shape, dtype=np.bool_)
    for store, node in zip(stores, place, strict=True):
        room[node] = store.room / MONTH_H  # flows are loads an hour
        cost[:, node] = (hour_value + store.day_cost_usd / 24.0) * MONTH_H
        takes[:, node] = [not store.goods or goods.id in store.goods for goods in net.goods]
    month = np.repeat(np.arange(n_months), n_demands)
    demands = one.commodities._replace(
        **{
            name: np.tile(getattr(one.commodities, name), n_months)
            for name in ("origin", "destination", "goods_class", "penalty_slope")
        },
        demand=np.concatenate([each.commodities.demand for each in flows]),
        penalty=np.concatenate([each.commodities.penalty for each in flows]),
    )
    same = Months(
        lag=np.zeros(n_links, dtype=np.int64),
        open_share=np.ones((n_months, n_links)),
        store_capacity=room,
        store_cost=cost,
        released=month,
        due=(month - 1) % n_months,
    )
    whole = over_months(one._replace(commodities=demands), same)
    kept = np.tile(takes[:, room > 0], n_months)
    rest = n_months * n_links
    links = whole.links._replace(
        parameters=np.vstack([*(each.links.parameters for each in flows), whole.links.parameters[rest:]]),
        capacity=np.concatenate([*(each.links.capacity for each in flows), whole.links.capacity[rest:]]),
    )
    classes = whole.classes._replace(
        own_cost=np.hstack([*(each.classes.own_cost for each in flows), whole.classes.own_cost[:, rest:]]),
        passes=np.hstack([*(each.classes.passes for each in flows), kept]),
    )
    return whole._replace(links=links, classes=classes)


def by_month(seasons: Seasons) -> Float64s:
    """Loads on the links of every month: (n_months, n_goods, n_links of one month)."""
    n_links, n_goods = len(seasons.nets[0].joins), len(seasons.nets[0].goods)
    more = len(np.unique(seasons.nets[0].flows.commodities.destination))
    rest = seasons.answer.flow[:, : MONTHS * (n_links + more)]
    return rest.reshape(n_goods, MONTHS, n_links + more)[:, :, :n_links].transpose(1, 0, 2) * MONTH_H


def held_in(seasons: Seasons) -> Float64s:
    """Loads in every store at the end of every month: (n_months, n_stores, n_goods)."""
    n_nodes = len(seasons.network.through) // MONTHS
    tail, head = seasons.network.links.tail, seasons.network.links.head
    found = np.zeros((MONTHS, len(seasons.stores), len(seasons.nets[0].goods)))
    for m in range(MONTHS):
        for k, node in enumerate(seasons.place):
            (link,) = np.flatnonzero(
                (tail == m * n_nodes + node) & (head == (m + 1) % MONTHS * n_nodes + node)
            )
            found[m, k] = seasons.answer.flow[:, link] * MONTH_H
    return found


def months(seasons: Seasons) -> pl.DataFrame:
    """Every month: loads asked, unmet, in store at its end, carried to their end, and unmet with months alone.

    carried : what is asked and what the stores held before, less what is unmet and what they hold then
    """
    n = len(seasons.nets[0].demand)
    asked = seasons.network.commodities.demand.reshape(MONTHS, n).sum(axis=1) * MONTH_H
    unmet = seasons.answer.unmet.reshape(MONTHS, n).sum(axis=1) * MONTH_H
    loaded = np.isin(np.arange(len(seasons.nets[0].goods)), seasons.nets[0].flows.commodities.goods_class)
    stored = held_in(seasons)[:, :, loaded].sum(axis=(1, 2))
    return pl.DataFrame(
        {
            "month": np.arange(1, MONTHS + 1),
            "asked": asked,
            "carried": asked - unmet + np.roll(stored, 1) - stored,
            "in_store": stored,
            "unmet": unmet,
            "unmet_alone": [float(one.unmet.sum()) * MONTH_H for one in seasons.alone],
        }
    )


def borders_by_month(seasons: Seasons) -> pl.DataFrame:
    """Loads over every passage in every month, empty ones among them, and their part of its capacity."""
    net, rows, flow = seasons.nets[0], [], by_month(seasons).sum(axis=1)
    for a, join in enumerate(net.joins):
        if join.kind != PASSAGE or not isinstance(join.element, Passage):
            continue
        for m, own in enumerate(seasons.nets):
            capacity = float(own.flows.links.capacity[a]) * MONTH_H
            rows.append({
                "passage": join.element.id, "name": join.element.name, "month": m + 1, "loads": float(flow[m, a]),
                "use": float(flow[m, a]) / capacity if np.isfinite(capacity) else None,
            })  # fmt: skip
    schema = {
        "passage": pl.String,
        "name": pl.String,
        "month": pl.Int64,
        "loads": pl.Float64,
        "use": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema)


def stores_by_month(seasons: Seasons) -> pl.DataFrame:
    """Loads of every goods in every store at the end of every month, and their part of its room; none left out."""
    held = held_in(seasons)
    rows = [
        {"store": one.id, "month": m + 1, "goods": goods.id, "loads": float(held[m, k, g]),
         "part": float(held[m, k, g]) / one.room}
        for k, one in enumerate(seasons.stores)
        for m in range(MONTHS)
        for g, goods in enumerate(seasons.nets[0].goods)
        if held[m, k, g] > 1e-6
    ]  # fmt: skip
    schema = {
        "store": pl.String,
        "month": pl.Int64,
        "goods": pl.String,
        "loads": pl.Float64,
        "part": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema)
