"""Rules of corridors: what they name is there, and one element begins where the one before it ends."""

from collections.abc import Iterator

from crossgauge.model.alignment import passed, via_faults
from crossgauge.model.corridors import BorderStop, Corridor, Ride, Stop
from crossgauge.model.crossings import Crossing
from crossgauge.model.findings import Faults, fault, reference
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.randomness import mean_of
from crossgauge.model.steps import Batch, Split, Transload


def sections(network: Network) -> Faults:
    """Sections lie between two places that are there, by places on the way, at a speed above nothing."""
    places = {place.id: place for place in network.places}
    for section in network.sections:
        path = ("sections", section.id)
        yield from reference((*path, "from"), "place", section.start, places)
        yield from reference((*path, "to"), "place", section.end, places)
        if section.start == section.end:
            yield fault((*path, "to"), f"is '{section.end}', where it begins", "Expected another place.")
        yield from via_faults((*path, "via"), passed(section), section.length_m, places)
        if mean_of(section.speed) <= 0:
            yield fault((*path, "speed"), "is nothing on average", "Expected a speed such as '60 km/h'.")


def corridors(network: Network) -> Faults:
    """Routes name sections, crossings, posts, chains and places that are there, and join end to end.

    A route without elements is left out: reading has said why it is empty.
    """
    places = {place.id for place in network.places}
    known = {section.id: section for section in network.sections}
    crossings = {crossing.id: crossing for crossing in network.crossings}
    for corridor in (one for one in network.corridors if one.route):
        path = ("corridors", corridor.id)
        found = [*reference((*path, "from"), "place", corridor.start, places)]
        for within, element in elements_of(corridor):
            match element:
                case Ride(section=name):
                    found += reference((*within, "section"), "section", name, known)
                case Stop(at=name):
                    found += reference((*within, "at"), "place", name, places)
                case BorderStop(crossing=name):
                    found += reference((*within, "crossing"), "crossing", name, crossings)
                    if name in crossings:
                        found += border(within, element, crossings[name])
        if not any(isinstance(element, Ride) for element in corridor.route):
            found.append(fault((*path, "route"), "has no section", "Expected at least one to travel."))
        if corridor.mass_t is None and not any(isinstance(one, BorderStop) for one in corridor.route):
            wrong, expected = (
                "is missing on a corridor without a border",
                "Expected the cargo of a trip, as '20 t'.",
            )
            found.append(fault((*path, "mass"), wrong, expected))
        yield from found
        if not found:
            yield from joined(network, corridor)


def elements_of(corridor: Corridor) -> Iterator[tuple[Path, Ride | BorderStop | Stop]]:
    """The elements of a route with their paths."""
    for index, element in enumerate(corridor.route):
        yield ("corridors", corridor.id, "route", str(index)), element


def border(path: Path, stop: BorderStop, crossing: Crossing) -> Faults:
    """The chains of a border stop are of its direction and each is fed by the one before it."""
    chains = {chain.id: chain for chain in crossing.chains}
    if not stop.chains:
        yield fault(
            (*path, "chains"), "names nothing", "Expected the chains that a trip goes through, in order."
        )
    for name in stop.chains:
        yield from reference((*path, "chains"), "chain", name, chains)
        if name in chains and chains[name].direction not in ("", stop.direction):
            wrong = f"is '{stop.direction}', but chain '{name}' goes '{chains[name].direction}'"
            yield fault((*path, "direction"), wrong, "Expected the direction of its chains.")
    for before, name in zip(stop.chains, stop.chains[1:], strict=False):
        if before in chains and name in chains and name not in (fed := fed_by(crossing, before)):
            wrong = f"has '{name}' behind '{before}', which does not lead to it"
            leads = (
                f"'{before}' leads to {', '.join(sorted(fed))}." if fed else f"'{before}' leads to no chain."
            )
            yield fault((*path, "chains"), wrong, f"Expected chains in the order of a trip: {leads}")
    posts = {post.id for post in crossing.posts}
    for index, fee in enumerate(stop.fees):
        yield from reference((*path, "fees", str(index), "post"), "post", fee.post, posts)


def fed_by(crossing: Crossing, name: str) -> set[str]:
    """The chains into which units of a chain are split, transloaded or batched."""
    chain = next(chain for chain in crossing.chains if chain.id == name)
    found = set()
    for _, step in walk(chain.steps, ()):
        match step:
            case Split(split=other) | Transload(transload=other) | Batch(into=other):
                found.add(other)
    return found


def joined(network: Network, corridor: Corridor) -> Faults:
    """Every element begins where the trip is. Behind one without a name, which reading has told, nothing is known."""
    sections = {section.id: section for section in network.sections}
    posts = {one.id: {post.place for post in one.posts} for one in network.crossings}
    here = corridor.start
    for within, element in elements_of(corridor):
        match element:
            case Ride(section="") | BorderStop(crossing="") | Stop(at=""):
                return
            case Ride(section=name):
                ends, what = {sections[name].start, sections[name].end}, f"section '{name}'"
            case BorderStop(crossing=name):
                ends, what = posts[name], f"crossing '{name}'"
            case Stop(at=place):
                ends, what = {place}, "the stop"
        if here not in ends:
            wrong = f"does not join: the trip is at '{here}', {what} is at {' and '.join(sorted(ends))}"
            yield fault(within, wrong, "Expected an element that begins where the one before it ends.")
            return
        here = next((end for end in sorted(ends) if end != here), here)
