"""Rules of names: every id is there once, and whatever names an id names one that is there."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from crossgauge.errors import nearest
from crossgauge.model.calendars import ALWAYS
from crossgauge.model.demand import Arrivals
from crossgauge.model.findings import Faults, chains, crossings, fault, reference
from crossgauge.model.flow import walk
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.steps import (
    Batch,
    Move,
    Release,
    Seize,
    Split,
    Stage,
    Transload,
    Use,
    Wait,
)

COLLECTIONS = (
    "places",
    "links",
    "calendars",
    "consists",
    "classes",
    "resources",
    "gates",
    "crossings",
    "sections",
    "corridors",
    "pipelines",
    "goods",
    "passages",
    "transfers",
    "stores",
    "demand",
    "closures",
    "agreements",
    "measures",
    "facilities",
    "travel",
    "beliefs",
    "institutes",
    "timeline",
    "facts",
)


def _ids(elements: Iterable[object]) -> set[str]:
    return {str(getattr(element, "id", "")) for element in elements}


def ids(network: Network) -> Faults:
    """Every id stands once in its collection, and `always` is nobody's."""
    groups: list[tuple[Path, Iterable[object]]] = [((name,), getattr(network, name)) for name in COLLECTIONS]
    for path, crossing in crossings(network):
        groups += [
            ((*path, name), getattr(crossing, name))
            for name in ("posts", "resources", "gates", "chains", "charges", "documents")
        ]
    for path, elements in groups:
        counted = Counter(str(getattr(element, "id", "")) for element in elements)
        for name, times in counted.items():
            if times > 1:
                yield fault((*path, name), f"is declared {times} times", "Expected every id once.")
            if not name or ("." in name and path != ("facts",)):
                yield fault(
                    (*path, name), "is no id", "Expected letters, digits, '-' and '_' without spaces."
                )
    if ALWAYS in _ids(network.calendars):
        yield fault(
            ("calendars", ALWAYS), "is declared", "Expected another name: 'always' needs no declaration."
        )


def places_and_classes(network: Network) -> Faults:
    """Posts name places, and chains classes."""
    places, classes = _ids(network.places), _ids(network.classes)
    for path, crossing in crossings(network):
        for post in crossing.posts:
            yield from reference((*path, "posts", post.id, "place"), "place", post.place, places)
    for path, _, chain in chains(network):
        yield from reference((*path, "class"), "class", chain.unit_class, classes)


def links_and_classes(network: Network) -> Faults:
    """Links name places; classes name consists, and classes that they carry."""
    places, classes = _ids(network.places), _ids(network.classes)
    consists = _ids(network.consists)
    for link in network.links:
        yield from reference(("links", link.id, "from"), "place", link.start, places)
        yield from reference(("links", link.id, "to"), "place", link.end, places)
    for one in network.classes:
        yield from reference(("classes", one.id, "consist"), "consist", one.consist, consists)
        yield from reference(("classes", one.id, "carries"), "class", one.carries, classes)


def calendars(network: Network) -> Faults:
    """Hours of resources and gates, and the closed time of arrivals, are calendars."""
    known = _ids(network.calendars) | {ALWAYS}
    groups: list[tuple[Path, Any]] = [((name,), getattr(network, name)) for name in ("resources", "gates")]
    for path, crossing in crossings(network):
        groups += [((*path, "resources"), crossing.resources), ((*path, "gates"), crossing.gates)]
    for path, elements in groups:
        for element in elements:
            yield from reference((*path, element.id, "hours"), "calendar", element.hours, known)
    for path, _, chain in chains(network):
        for index, demand in enumerate(chain.arrivals):
            if isinstance(demand, Arrivals):
                within = _demand_path(path, index, len(chain.arrivals))
                yield from reference((*within, "closed"), "calendar", demand.closed, known)


def _demand_path(path: Path, index: int, count: int) -> Path:
    return (*path, "arrivals") if count == 1 else (*path, "arrivals", str(index))


def posts(network: Network) -> Faults:
    """Resources, gates and stages name a post of their crossing; shared ones have none."""
    for name in ("resources", "gates"):
        for element in getattr(network, name):
            if element.post:
                wrong = f"is '{element.post}', but crossings share it"
                yield fault((name, element.id, "post"), wrong, "Expected no post.")
    for path, crossing in crossings(network):
        known = _ids(crossing.posts)
        for name, elements in (("resources", crossing.resources), ("gates", crossing.gates)):
            for element in elements:
                yield from reference((*path, name, element.id, "post"), "post", element.post, known)
        for chain in crossing.chains:
            for place, step in walk(chain.steps, (*path, "chains", chain.id, "steps")):
                if isinstance(step, Stage):
                    yield from reference((*place, "post"), "post", step.post, known)


def steps(network: Network) -> Faults:
    """Steps name resources and gates of the crossing or the network, links, and chains of the crossing."""
    shared_resources, shared_gates = _ids(network.resources), _ids(network.gates)
    links = _ids(network.links)
    for path, crossing, chain in chains(network):
        resources = _ids(crossing.resources) | shared_resources
        gates = _ids(crossing.gates) | shared_gates
        others = _ids(crossing.chains)
        for place, step in walk(chain.steps, (*path, "steps")):
            match step:
                case Seize(seize=name):
                    yield from reference((*place, "seize"), "resource", name, resources)
                case Release(release=name):
                    yield from reference((*place, "release"), "resource", name, resources)
                case Use(use=name):
                    yield from reference((*place, "use"), "resource", name, resources)
                case Wait(wait=name):
                    yield from reference((*place, "wait"), "gate", name, gates)
                case Move(move=name):
                    yield from reference((*place, "move"), "link", name, links)
                case Split(split=name):
                    yield from reference((*place, "split"), "chain", name, others)
                case Batch(into=name):
                    yield from reference((*place, "into"), "chain", name, others)
                case Transload(transload=name, machine=machine, onto=onto):
                    yield from reference((*place, "transload"), "chain", name, others)
                    yield from reference((*place, "with"), "resource", machine, resources)
                    yield from reference((*place, "onto"), "resource", onto, resources)


def closure_targets(network: Network) -> Faults:
    """A closure is of crossings, links, shared things, things of a crossing, or of what flows go over."""
    known = _ids(network.crossings) | _ids(network.links) | _ids(network.resources) | _ids(network.gates)
    known |= _ids(network.passages) | _ids(network.sections) | _ids(network.transfers)
    for crossing in network.crossings:
        known |= {f"{crossing.id}.{name}" for name in _ids((*crossing.gates, *crossing.resources))}
    for closure in network.closures:
        path = ("closures", closure.id, "of")
        if not closure.of:
            yield fault(
                path, "names nothing", "Expected crossings, or 'crossing.gate' and 'crossing.resource'."
            )
        for target in closure.of:
            if target not in known:
                expected = (
                    "Expected a crossing, a link, a shared gate or resource, or one as 'crossing.gate'."
                )
                yield fault(path, f"names '{target}', which is none", f"{expected} {nearest(target, known)}")


def measures(network: Network) -> Faults:
    """What a fact measures is there."""
    links = _ids(network.links)
    for fact in network.facts:
        if fact.measure is None:
            continue
        measure, path = fact.measure, ("facts", fact.id, "measure")
        meant = [one for one in network.crossings if measure.crossing in ("", one.id)]
        yield from reference((*path, "crossing"), "crossing", measure.crossing, _ids(network.crossings))
        yield from reference((*path, "link"), "link", measure.link, links)
        known = {chain.id for crossing in meant for chain in crossing.chains}
        known |= {f"{crossing.id}.{chain.id}" for crossing in meant for chain in crossing.chains}
        for chain in measure.chains if meant else ():
            yield from reference((*path, "chains"), "chain", chain, known)
        posts = {post.id for crossing in meant for post in crossing.posts}
        yield from reference((*path, "post"), "post", measure.post if meant else "", posts)
        if measure.start and measure.end and measure.end < measure.start:
            yield fault(
                (*path, "until"),
                f"is {measure.end}, before {measure.start}",
                "Expected it not before 'from'.",
            )
