"""Rules of flows: names, measures that fit the goods, wagons that fit the tracks, some capacity, a way at all."""

from crossgauge.model.crossings import Crossing
from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.flows import GROUND, MEASURES, Goods, OriginDemand, Passage, Transfer, amounts_of
from crossgauge.model.joins import (
    Reach,
    State,
    gauges_of,
    ground,
    joins_of,
    millimetres,
    onward_of,
    side_of,
    states_like,
)
from crossgauge.model.links import MODES
from crossgauge.model.network import Network
from crossgauge.model.paths import Path

NEEDS = {"tonnes": "mass_t", "teu": "teu", "trucks": "trucks", "persons": "persons"}
WORDS = {"tonnes": "mass", "teu": "teu", "trucks": "trucks", "persons": "persons"}


def goods(network: Network) -> Faults:
    """Goods go by modes that exist, on wagons whose gauge some line has."""
    consists = {one.id: millimetres(one.gauge_m) for one in network.consists}
    laid = {millimetres(one.gauge_m) for one in network.sections if one.mode == "rail"}
    for one in network.goods:
        path = ("goods", one.id)
        yield from reference((*path, "returns"), "goods", one.returns, {other.id for other in network.goods})
        for mode in one.modes:
            if mode not in MODES:
                yield fault((*path, "modes"), f"is '{mode}'", f"Expected some of {', '.join(MODES)}.")
        for name in one.consists:
            yield from reference((*path, "consists"), "consist", name, consists)
            if laid and name in consists and consists[name] not in laid:
                wrong = f"is '{name}' of {consists[name]} mm, a gauge that no railway section has"
                there = " and ".join(f"{gauge} mm" for gauge in sorted(laid))
                yield fault((*path, "consists"), wrong, f"Expected wagons of {there}.")
        if "rail" in one.modes and not one.consists:
            yield fault((*path, "consists"), "is empty, but it goes by rail", "Expected make-ups of train.")
        if "road" in one.modes and one.trucks <= 0 and one.persons <= 0:
            yield fault((*path, "trucks"), "is 0, but it goes by road", "Expected trucks for one load, as 2.")
        if one.mass_t <= 0 and one.persons <= 0:
            yield fault(
                (*path, "mass"),
                "is nothing, and it is no people",
                "Expected the cargo of one load, as '16.5 t'.",
            )


def demand(network: Network) -> Faults:
    """A demand names places and goods, and tells its amount in one measure that the goods have."""
    places, known = {one.id for one in network.places}, {one.id: one for one in network.goods}
    for one in network.demand:
        path = ("demand", one.id)
        yield from reference((*path, "from"), "place", one.start, places)
        yield from reference((*path, "to"), "place", one.end, places)
        yield from reference((*path, "goods"), "goods", one.goods, known)
        if one.start and one.start == one.end:
            yield fault((*path, "to"), f"is '{one.end}', where it begins", "Expected another place.")
        if one.goods in known:
            yield from measures(path, one, known[one.goods])
        if len(one.months) != 12 or min(one.months) < 0 or sum(one.months) <= 0:
            yield fault(
                (*path, "months"), "is no year", "Expected twelve weights of at least 0, from January."
            )


def measures(path: Path, one: OriginDemand, carried: Goods) -> Faults:
    """One measure, which the goods have, in amounts of at least nothing."""
    given = [word for word in MEASURES if getattr(one, word)]
    if len(given) != 1:
        told = " and ".join(given) or "no amount"
        yield fault(path, f"has {told}", f"Expected one of {', '.join(MEASURES)}.")
        return
    word, amounts = amounts_of(one)
    has = [other for other in MEASURES if getattr(carried, NEEDS[other]) > 0]
    if has and word not in has:  # goods that have nothing are told themselves
        wrong = f"is told of '{carried.id}', whose {WORDS[word]} is 0"
        yield fault((*path, word), wrong, f"Expected {' or '.join(has)}.")
    for year, amount in amounts:
        if amount < 0:
            yield fault((*path, word, str(year)), f"is {amount:g}", "Expected at least 0.")


def transfers(network: Network) -> Faults:
    """Transfers are at places that are there, between two modes or gauges that meet at each."""
    places, known = {one.id for one in network.places}, {one.id for one in network.goods}
    meet = {
        (join.tail.place, join.element.id) for join in joins_of(network) if isinstance(join.element, Transfer)
    }
    for one in network.transfers:
        path = ("transfers", one.id)
        wrong_sides = [word for word, text in (("from", one.start), ("to", one.end)) if side_of(text) is None]
        for word in wrong_sides:
            text = one.start if word == "from" else one.end
            expected = (
                f"Expected '{GROUND}', one of {', '.join(MODES)}, or rail with its gauge as 'rail 1520 mm'."
            )
            yield fault((*path, word), f"is '{text}'", expected)
        for name in one.goods:
            yield from reference((*path, "goods"), "goods", name, known)
        for place in one.at:
            yield from reference((*path, "at"), "place", place, places)
            if place in places and not wrong_sides and (place, one.id) not in meet:
                wrong = f"is '{place}', where no way begins by {one.start} and {one.end}"
                yield fault((*path, "at"), wrong, "Expected a place where sections of both end.")


def stores(network: Network) -> Faults:
    """A store is on one line of a place that is there, and alone on it."""
    places, known = {one.id for one in network.places}, {one.id for one in network.goods}
    states = dict.fromkeys(state for join in joins_of(network) for state in (join.tail, join.head))
    taken: dict[State, str] = {}
    for one in network.stores:
        path = ("stores", one.id)
        yield from reference((*path, "at"), "place", one.at, places)
        for name in one.goods:
            yield from reference((*path, "goods"), "goods", name, known)
        side = side_of(one.side)
        if side is None or side[0] == GROUND:
            expected = f"Expected one of {', '.join(MODES)}, or rail with its gauge as 'rail 1520 mm'."
            yield fault((*path, "side"), f"is '{one.side}'", expected)
            continue
        found = states_like(one.at, side, {one.at: {s: None for s in states if s.place == one.at}})
        if one.at in places and len(found) != 1:
            wrong = f"is '{one.side}', of which '{one.at}' has {len(found)} lines"
            yield fault((*path, "side"), wrong, "Expected one: say the gauge, or another place.")
        elif found and taken.setdefault(found[0], one.id) != one.id:
            wrong = f"is '{one.at}', where '{taken[found[0]]}' is on the same line"
            yield fault((*path, "at"), wrong, "Expected one store with the goods and the room of both.")


def passages(network: Network) -> Faults:
    """Passages join places, have gauges where they are rail, and let something through."""
    places, known = {one.id for one in network.places}, {one.id for one in network.goods}
    crossings = {one.id: one for one in network.crossings}
    for one in network.passages:
        path = ("passages", one.id)
        yield from reference((*path, "from"), "place", one.start, places)
        yield from reference((*path, "to"), "place", one.end, places)
        for name in one.goods:
            yield from reference((*path, "goods"), "goods", name, known)
        taken = {goods.trucks for goods in network.goods if goods.id in one.goods}
        if one.mode == "road" and len(taken) > 1:
            wrong = "has goods whose loads are not equal in trucks, so that its capacity means nothing"
            yield fault(
                (*path, "goods"), wrong, "Expected goods of as many trucks each, or passages of their own."
            )
        if one.start == one.end and len(set(one.countries)) != 2:
            yield fault((*path, "countries"), "are not two", "Expected the country left and the one entered.")
        for word, gauge in (("gauge_in", one.gauge_in_m), ("gauge_out", one.gauge_out_m)):
            if (gauge is None) == (one.mode == "rail"):
                wrong = "is missing" if gauge is None else f"is told of a passage by {one.mode}"
                yield fault((*path, word), wrong, "Expected the track gauge of a passage by rail, else none.")
        if one.cost_usd + one.preference_usd < 0:
            wrong = f"is {one.preference_usd:g} USD, which makes the passage pay those who take it"
            yield fault(
                (*path, "preference"), wrong, f"Expected at least -{one.cost_usd:g} USD: the cost, undone."
            )
        yield from reference((*path, "crossing"), "crossing", one.crossing, crossings)
        if one.crossing in crossings:
            yield from simulated(path, one, crossings[one.crossing])
        elif not one.crossing and (one.chains or one.limits):
            yield fault(
                (*path, "crossing"), "is missing, but chains or limits are told", "Expected their crossing."
            )


def simulated(path: Path, one: Passage, crossing: Crossing) -> Faults:
    """The chains and limits of a passage are those of its crossing, and leave it some capacity."""
    chains = {chain.id: chain for chain in crossing.chains}
    for name in one.chains:
        yield from reference((*path, "chains"), "chain", name, chains)
    if one.chains and one.chains[0] in chains and not chains[one.chains[0]].arrivals:
        wrong = f"begins with '{one.chains[0]}', which has no arrivals"
        yield fault((*path, "chains"), wrong, "Expected a first chain to which units come.")
    gates = {gate.id: gate.count for gate in crossing.gates}
    resources = {resource.id: resource.count for resource in crossing.resources}
    for index, limit in enumerate(one.limits):
        within = (*path, "limits", str(index))
        if bool(limit.gate) == bool(limit.resource):
            yield fault(within, "has no one thing that bounds", "Expected a gate or a resource.")
        yield from reference((*within, "gate"), "gate", limit.gate, gates)
        yield from reference((*within, "resource"), "resource", limit.resource, resources)
        count = gates.get(limit.gate, 1) if limit.gate else resources.get(limit.resource, 1)
        if count == 0:
            wrong = f"is '{limit.gate or limit.resource}', of which there is none: capacity is 0"
            yield fault(
                (*within, "gate" if limit.gate else "resource"),
                wrong,
                "Expected a count above 0, or a closure.",
            )


def connected(network: Network) -> Faults:
    """Every demand has a way for its goods."""
    known, places = {one.id: one for one in network.goods}, {one.id for one in network.places}
    joins = joins_of(network)
    reaches: dict[str, Reach] = {}
    for one in network.demand:
        if one.goods not in known or one.start == one.end or not {one.start, one.end} <= places:
            continue
        carried = known[one.goods]
        if one.goods not in reaches:
            reaches[one.goods] = Reach(onward_of(joins, carried, gauges_of(network, carried)))
        reach = reaches[one.goods]
        if not reach.leads(one.start, one.end):
            yield fault(("demand", one.id), *no_way(one, carried, reach.of(one.start)))


def no_way(one: OriginDemand, carried: Goods, seen: set[State]) -> tuple[str, str]:
    """What is wrong with a demand without a way, by what its goods come to."""
    begin = f"has no way for '{one.goods}' from '{one.start}' to '{one.end}'"
    by = " or ".join(carried.modes)
    ends = sorted({state.place for state in seen if state != ground(one.start)})
    if not ends:
        return (
            f"{begin}: it cannot be loaded",
            f"Expected a transfer from the ground to {by} at '{one.start}'.",
        )
    if one.end in ends:
        return (
            f"{begin}: it comes there and cannot be unloaded",
            f"Expected a transfer to the ground at '{one.end}'.",
        )
    shown = ", ".join(ends[:8]) + (", …" if len(ends) > 8 else "")
    return (
        begin,
        f"Expected sections, passages and transfers by {by} that lead there. It comes as far as: {shown}.",
    )
