"""A compiled part brought to a known instant: who is there enters just before it, where and with what it holds.

All enter in order of seniority within the milliseconds before the instant, take what they hold, and go on at the
instant in the same order: nobody asks for anything before everybody has what is his.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossgauge.arrays.compile import Part
from crossgauge.arrays.held import held_before
from crossgauge.arrays.index import QueueRow
from crossgauge.arrays.placing import Placing, Spot, spot_of
from crossgauge.arrays.present_sources import present_sources
from crossgauge.engines.events.state import NOBODY, RECORD_UNITS, TICKS_PER_SECOND, Gates, Resources
from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.model.present import ARRIVING, Present, Taken

Owned = tuple[str, str]  # crossing, chain


@dataclass(frozen=True, slots=True)
class PresentPart:
    """A part at an instant. `came` has the real tick of arrival by tick and chain of entry; NOBODY: not known."""

    part: Part
    at: int
    came: Mapping[tuple[int, int], int]


def parts_at(parts: Sequence[Part], network: Network, present: Present, until: int) -> tuple[PresentPart, ...]:
    """The parts of a network as they go on from a present that is known, recorded from its instant to tick `until`.

    Raises ProjectFaulty with every step of the present that is not there.
    """
    faults: list[Fault] = []
    spots = []
    for part in parts:
        own = {(row.crossing, row.chain) for row in part.index.chains}
        here = [one for one in present.standing if (one.crossing, one.chain) in own]
        found = [spot_of(part, one, faults) for one in here if one.stage != ARRIVING]
        spots.append([spot for spot in found if spot is not None])
    if faults:
        raise ProjectFaulty("the state", faults)
    priorities = priorities_of(network)
    return tuple(
        part_at(part, present, placed, priorities, until) for part, placed in zip(parts, spots, strict=True)
    )


def priorities_of(network: Network) -> dict[Owned, int]:
    """Base priority of the units of every chain."""
    network = with_papers(network)
    by_class = {one.id: one.priority for one in network.classes}
    return {
        (crossing.id, chain.id): by_class[chain.unit_class]
        for crossing in network.crossings
        for chain in crossing.chains
    }


def part_at(
    part: Part, present: Present, spots: Sequence[Spot], priorities: Mapping[Owned, int], until: int
) -> PresentPart:
    """One part at an instant."""
    at = tick_of(part, present)
    program = part.program
    placing = Placing(program, part.index, at, held_before(program))
    entries = placing.entries(spots)
    arriving = [one for one in present.standing if one.stage == ARRIVING]
    sources, names = present_sources(part, at, entries, arriving, priorities, placing.preludes)
    changed = program._replace(
        instructions=placing.preludes.instructions(),
        distributions=placing.preludes.distributions(),
        batches=placing.preludes.batches(),
        resources=stocks_at(part, present.taken),
        gates=gates_at(part, present.taken, at),
        sources=sources,
        chains=program.chains._replace(record=np.full(len(program.chains.record), RECORD_UNITS)),
        record_from=at,
        until=until,
    )
    index = replace(
        part.index, record_from=at, instructions=(*part.index.instructions, *placing.preludes.names), sources=names
    )
    return PresentPart(Part(changed, index), at, placing.came)


def tick_of(part: Part, present: Present) -> int:
    """The tick of the present in a part's run."""
    return round((present.at - part.index.epoch).total_seconds() * TICKS_PER_SECOND)


def told_of(part: Part, taken: Sequence[Taken], queues: Sequence[QueueRow]) -> dict[int, int]:
    """What is taken of each of these things, by position."""
    told = {(one.crossing, one.resource): one.count for one in taken}
    return {
        place: told[row.crossing, row.id] for place, row in enumerate(queues) if (row.crossing, row.id) in told
    }


def stocks_at(part: Part, taken: Sequence[Taken]) -> Resources:
    """Resources with stocks of which so many are taken."""
    resources = part.program.resources
    initial = resources.initial.copy()
    for place, count in told_of(part, taken, part.index.resources).items():
        if initial[place] != NOBODY:
            initial[place] = max(0, int(resources.capacity[resources.first[place]]) - count)
    return resources._replace(initial=initial)


def gates_at(part: Part, taken: Sequence[Taken], at: int) -> Gates:
    """Gates of whose window in force so many passes are used."""
    gates = part.program.gates
    passes = gates.passes.copy()
    for place, count in told_of(part, taken, part.index.gates).items():
        rows = np.arange(gates.first[place], gates.first[place + 1])
        open_now = rows[(gates.opens[rows] <= at) & (at <= gates.closes[rows]) & (passes[rows] != NOBODY)]
        passes[open_now] = np.maximum(0, passes[open_now] - count)
    return gates._replace(passes=passes)
