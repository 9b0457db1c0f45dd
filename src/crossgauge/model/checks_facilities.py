"""Rules of facilities: their way is there, and no haul is more than what comes by its chain."""

from collections.abc import Iterable
from datetime import date

from crossgauge.errors import CrossgaugeError
from crossgauge.model.changes import network_on
from crossgauge.model.corridors import BorderStop
from crossgauge.model.facilities import Facility, Haul
from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.hauling import chain_loads, chain_of, loads
from crossgauge.model.network import Network
from crossgauge.model.paths import Path

ROUNDING = 1e-9


def facilities(network: Network) -> Faults:
    """Facilities name places, crossings, chains, corridors, demands and lines that are there."""
    for facility in network.facilities:
        path = ("facilities", facility.id)
        yield from reference((*path, "place"), "place", facility.place, ids_of(network.places))
        if facility.capacity is not None and facility.output > facility.capacity * (1 + ROUNDING):
            wrong = f"is {facility.output:g}, above its capacity of {facility.capacity:g}"
            yield fault((*path, "output"), wrong, "Expected at most that.")
        for haul in facility.hauls:
            yield from way_of((*path, "hauls", haul.id), network, haul)


def ids_of(elements: Iterable[object]) -> set[str]:
    """The ids of a collection."""
    return {str(getattr(one, "id", "")) for one in elements}


def way_of(path: Path, network: Network, haul: Haul) -> Faults:
    """A haul names what it passes, and says a load where it crosses."""
    yield from reference((*path, "crossing"), "crossing", haul.crossing, ids_of(network.crossings))
    yield from reference((*path, "corridor"), "corridor", haul.corridor, ids_of(network.corridors))
    yield from reference((*path, "pipeline"), "pipeline", haul.pipeline, ids_of(network.pipelines))
    yield from reference((*path, "rival"), "pipeline", haul.rival, ids_of(network.pipelines))
    for name in haul.demand:
        yield from reference((*path, "demand"), "demand", name, ids_of(network.demand))
    corridor = next((one for one in network.corridors if one.id == haul.corridor), None)
    passed = {one.crossing for one in corridor.route if isinstance(one, BorderStop)} if corridor else {haul.crossing}
    if haul.crossing not in passed:
        wrong = f"is '{haul.corridor}', which does not pass '{haul.crossing}'"
        yield fault((*path, "corridor"), wrong, "Expected a corridor by the crossing of the haul.")
    crossing = next((one for one in network.crossings if one.id == haul.crossing), None)
    if crossing is not None:
        yield from reference((*path, "chain"), "chain", haul.chain, ids_of(crossing.chains))
        for word, value in (("chain", haul.chain), ("load", haul.load_t)):
            if not value:
                yield fault((*path, word), "is missing beside a crossing", "Expected both with a crossing.")
    elif haul.share > 0 and not haul.crossing and not haul.pipeline:
        wrong = f"is {haul.share:g}, but neither a crossing nor a pipeline is named"
        yield fault((*path, "share"), wrong, "Expected a crossing with its chain, a pipeline, or a share of 0.")


def hauled(network: Network) -> Faults:
    """What facilities bring by a chain in the network's first year is no more than what comes by it."""
    if not network.facilities or network.start is None:
        return
    try:
        state = network_on(network, network.start)
    except CrossgaugeError:
        return  # the rule of agreements has said it
    brought: dict[tuple[str, str], float] = {}
    for facility in network.facilities:
        for haul in facility.hauls:
            yield from too_much(state, network.start, facility, haul, brought)


def too_much(
    state: Network, day: date, facility: Facility, haul: Haul, brought: dict[tuple[str, str], float]
) -> Faults:
    """A fault where a haul and those before it are more than the chain has. Adds to `brought`."""
    chain = chain_of(state, haul)
    if chain is None:
        return
    key = haul.crossing, haul.chain
    brought[key] = brought.get(key, 0.0) + loads(facility, haul)
    most = chain_loads(state, chain, day.year)
    if brought[key] > most * (1 + ROUNDING):
        wrong = f"brings {brought[key]:.0f} loads a year with those before it, of {most:.0f} that come by the chain"
        yield fault(
            ("facilities", facility.id, "hauls", haul.id), wrong, "Expected hauls that are part of what comes."
        )
