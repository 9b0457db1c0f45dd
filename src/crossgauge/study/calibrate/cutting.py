"""The part of a network on which some facts hang: its chains, what they touch, and the dated changes of a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crossgauge.arrays.parts import parts_of, steps_within
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.facts import Fact, Measure
from crossgauge.model.network import Network
from crossgauge.model.steps import Move
from crossgauge.model.tariffs import without_charges

ChainName = tuple[str, str]  # crossing, chain
BEYOND = timedelta(days=90)  # opening hours are read behind the last day of a run


@dataclass(frozen=True, slots=True)
class Piece:
    """Connected parts that some facts join, and these facts."""

    chains: frozenset[ChainName]
    facts: tuple[Fact, ...]


def pieces_of(network: Network, facts: Sequence[Fact]) -> tuple[Piece, ...]:
    """The facts by the parts of the network that decide them, in the order of the facts."""
    parts = [frozenset((crossing.id, chain.id) for crossing, chain in part) for part in parts_of(network)]
    pieces: list[Piece] = []
    for fact in facts:
        counted = counted_by(network, fact.measure) if fact.measure else frozenset()
        chains = frozenset[ChainName]().union(*(part for part in parts if part & counted))
        joined = [piece for piece in pieces if piece.chains & chains]
        pieces = [piece for piece in pieces if piece not in joined]
        pieces.append(
            Piece(
                chains.union(*(piece.chains for piece in joined)),
                (*(one for piece in joined for one in piece.facts), fact),
            )
        )
    return tuple(piece for piece in pieces if piece.chains)


def counted_by(network: Network, measure: Measure) -> frozenset[ChainName]:
    """The chains that a measure counts."""
    return frozenset(
        (crossing.id, chain.id)
        for crossing in network.crossings
        for chain in crossing.chains
        if measure.crossing in ("", crossing.id)
        and (not measure.chains or chain.id in measure.chains)
        and (
            not measure.link
            or any(isinstance(step, Move) and step.move == measure.link for step in steps_within(chain.steps))
        )
    )


def cut(network: Network, chains: Iterable[ChainName], year: int, warmup_days: int) -> Network:
    """The network with these chains only, and of the dated changes those that touch them about this year.

    Figures of the chains are those of the whole network: parts share nothing, and draws go by names.
    """
    kept = frozenset(chains)
    first, last = date(year, 1, 1) - timedelta(days=warmup_days), date(year, 12, 31) + BEYOND
    bare = without_charges(network)
    crossings = tuple(
        replace(crossing, chains=tuple(one for one in crossing.chains if (crossing.id, one.id) in kept))
        for crossing in bare.crossings
        if any(name == crossing.id for name, _ in kept)
    )
    agreements = tuple(
        replace(one, changes=changes, name=one.id)
        for one in bare.agreements
        if in_force(one, first, last) and (changes := tuple(c for c in one.changes if touches(c, kept)))
    )
    return replace(
        bare, crossings=crossings, agreements=agreements,
        facts=(), measures=(), provenance=(), corridors=(), sections=(),
    )  # fmt: skip


def in_force(agreement: Agreement, first: date, last: date) -> bool:
    """Whether an agreement is in force on one of the days."""
    return agreement.start <= last and (agreement.end is None or agreement.end >= first)


def touches(change: Change, chains: frozenset[ChainName]) -> bool:
    """Whether a change is of what these chains use; changes outside of crossings may always be."""
    words = change.path.removeprefix("network.").split(".")
    if words[0] != "crossings":
        return True
    if len(words) > 3 and words[2] == "chains":
        return (words[1], words[3]) in chains
    return any(name == words[1] for name, _ in chains)
