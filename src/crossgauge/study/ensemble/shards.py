"""A large network cut into networks that share nothing, so that one run of it is many pieces."""

from dataclasses import replace

from crossgauge.arrays.parts import parts_of
from crossgauge.model.demand import Arrivals, yearly_count
from crossgauge.model.epochs import SHARED, owner_of
from crossgauge.model.network import Network
from crossgauge.study.run import TOLD_ONLY


def shards(network: Network, most: int) -> dict[str, Network]:
    """Up to so many networks by name, alike in traffic, whose tables side by side are those of the whole.

    Crossings that share a resource, a gate or a line stay together. What a run does not simulate (places, flows) is
    left out. An ensemble of the shards gives what one of the whole gives, to the bit, and needs the memory of one
    shard a worker.

    >>> import crossgauge
    >>> [len(one.crossings) for one in shards(crossgauge.reference(), 3).values()]
    [1, 1, 6]
    """
    groups = sorted(groups_of(network), key=lambda group: -traffic(network, group))
    bins: list[set[str]] = [set() for _ in range(min(most, len(groups)))]
    loads = [0.0] * len(bins)
    for group in groups:
        lightest = loads.index(min(loads))
        bins[lightest] |= group
        loads[lightest] += traffic(network, group)
    digits = len(str(len(bins)))
    return {f"shard-{number:0{digits}d}": narrowed(network, ids) for number, ids in enumerate(bins, start=1)}


def groups_of(network: Network) -> list[set[str]]:
    """Ids of crossings that must stay together."""
    groups: list[set[str]] = []
    for part in parts_of(network):
        ids = {crossing.id for crossing, _ in part}
        for group in [one for one in groups if one & ids]:
            groups.remove(group)
            ids |= group
        groups.append(ids)
    return groups


def traffic(network: Network, ids: set[str]) -> float:
    """Units a year that come to some crossings, in the year in which the network begins or in the last told."""
    flows = [
        one
        for crossing in network.crossings
        if crossing.id in ids
        for chain in crossing.chains
        for one in chain.arrivals
        if isinstance(one, Arrivals)
    ]
    year = network.start.year if network.start else max((one.count[-1][0] for one in flows), default=0)
    return sum(yearly_count(one, year) * one.share for one in flows)


def narrowed(network: Network, ids: set[str]) -> Network:
    """The network with these crossings alone and the changes that are theirs or everybody's."""
    known = {one.id: place for place, one in enumerate(network.crossings)}
    agreements = []
    for one in network.agreements:
        changes = tuple(change for change in one.changes if owner_of(change, known) in (SHARED, *ids))
        if changes:
            agreements.append(replace(one, changes=changes))
    empty: dict[str, tuple[()]] = dict.fromkeys(TOLD_ONLY, ())
    return replace(
        network,
        crossings=tuple(one for one in network.crossings if one.id in ids),
        agreements=tuple(agreements),
        closures=tuple(
            one
            for one in network.closures
            if any((name := target.partition(".")[0]) in ids or name not in known for target in one.of)
        ),
        **empty,  # type: ignore[arg-type]
    )
