"""The network cut into parts that share nothing: each is simulated on its own, at linear cost."""

from collections.abc import Iterator, Sequence

from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.network import Network
from crossgauge.model.steps import Batch, Branch, Move, Release, Seize, Split, Step, Transload, Use, Wait

Thing = tuple[str, str, str]  # kind, crossing ('' where shared), id


def steps_within(steps: Sequence[Step]) -> Iterator[Step]:
    """Every step, those inside branches too."""
    for step in steps:
        yield step
        if isinstance(step, Branch):
            for arm in step.arms:
                yield from steps_within(arm.steps)


def things_of(crossing: Crossing, chain: Chain) -> Iterator[Thing]:
    """Resources, gates, links and chains that a chain touches; a crossing's own hide the network's."""
    own_resources = {resource.id for resource in crossing.resources}
    own_gates = {gate.id for gate in crossing.gates}

    def resource(name: str) -> Thing:
        return "resource", crossing.id if name in own_resources else "", name

    yield "chain", crossing.id, chain.id
    for step in steps_within(chain.steps):
        match step:
            case Seize(seize=name) | Release(release=name) | Use(use=name):
                yield resource(name)
            case Transload(transload=target, machine=machine, onto=onto):
                yield resource(machine)
                if onto:
                    yield resource(onto)
                yield "chain", crossing.id, target
            case Split(split=target) | Batch(into=target):
                yield "chain", crossing.id, target
            case Wait(wait=name):
                yield "gate", crossing.id if name in own_gates else "", name
            case Move(move=name):
                yield "link", "", name
            case _:
                pass


def parts_of(network: Network) -> list[list[tuple[Crossing, Chain]]]:
    """Chains by connected part, in the order of the declaration."""
    chains = [(crossing, chain) for crossing in network.crossings for chain in crossing.chains]
    # A link without tracks, headway or room is a mere running time: it joins nobody.
    free = {
        link.id
        for link in network.links
        if link.tracks is None and link.places is None and link.headway_s == 0
    }
    root: dict[Thing, Thing] = {}

    def find(thing: Thing) -> Thing:
        root.setdefault(thing, thing)
        while root[thing] != thing:
            root[thing] = root[root[thing]]
            thing = root[thing]
        return thing

    for crossing, chain in chains:
        me = find(("chain", crossing.id, chain.id))
        for thing in things_of(crossing, chain):
            if not (thing[0] == "link" and thing[2] in free):
                root[find(thing)] = find(me)
    groups: dict[Thing, list[tuple[Crossing, Chain]]] = {}
    for crossing, chain in chains:
        groups.setdefault(find(("chain", crossing.id, chain.id)), []).append((crossing, chain))
    return list(groups.values())
