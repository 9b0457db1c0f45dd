"""The sources of a part that goes on from a present: who is there, who is known to come, and who comes by luck."""

from collections.abc import Mapping, Sequence

import numpy as np

from crossgauge.arrays.compile import Part
from crossgauge.arrays.draws import key_of
from crossgauge.arrays.horizon import HOUR
from crossgauge.arrays.origins import source_arrays
from crossgauge.arrays.placing import Entry
from crossgauge.arrays.preludes import Preludes
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND, Sources
from crossgauge.model.present import Standing

Row = tuple[int, int, int, int, int, int, int, float, float]
FIRST_TICK = 0  # of those who are there from the first instant of a run


def present_sources(
    part: Part,
    at: int,
    entries: Sequence[Entry],
    arriving: Sequence[Standing],
    priorities: Mapping[tuple[str, str], int],
    preludes: Preludes,
) -> tuple[Sources, tuple[str, ...]]:
    """Sources and their names: the part's own from tick `at` on, then those who are there, then those told to come.

    What is told of arrivals at a chain stands for all until the last of them.
    """
    chains = {(row.crossing, row.chain): place for place, row in enumerate(part.index.chains)}
    expected_at: dict[int, list[tuple[int, Standing]]] = {}
    for one in arriving:
        place = chains.get((one.crossing, one.chain))
        if place is not None and one.arrived is not None:
            tick = round((one.arrived - part.index.epoch).total_seconds() * TICKS_PER_SECOND)
            tick = max(at, tick - part.index.chains[place].announced)
            expected_at.setdefault(place, []).append((tick, one))
    until = {place: max(tick for tick, _ in told) for place, told in expected_at.items()}
    rows, expected, listed = own_sources(part.program.sources, at, {entry.chain for entry in entries}, until)
    names = list(part.index.sources)

    def add(name: str, chain: int, entry: int, load: int | None, ticks: Sequence[int], usual: int) -> None:
        owner = part.index.chains[chain]
        law = usual if load is None else preludes.law(float(load))
        priority = priorities[owner.crossing, owner.chain]
        rows.append((state.BY_LIST, entry, chain, priority, law, NOBODY, key_of(name), 0.0, 0.0))
        expected.append([])
        listed.append(sorted(ticks))
        names.append(name)

    groups: dict[tuple[int, int, int | None], list[int]] = {}
    for there in entries:
        groups.setdefault((there.chain, there.entry, there.load), []).append(there.tick)
    for number, ((chain, entry, load), ticks) in enumerate(groups.items()):
        owner = part.index.chains[chain]
        add(f"{owner.crossing}.{owner.chain}.present.{number}", chain, entry, load, ticks, load_of(part, chain))
    for chain, told in expected_at.items():
        owner, entry = part.index.chains[chain], entry_of(part, chain)
        for number, (tick, one) in enumerate(told):
            name = f"{owner.crossing}.{owner.chain}.arriving.{number}"
            add(name, chain, entry, one.load, [tick] * one.count, load_of(part, chain))
    return source_arrays(rows, expected, listed), tuple(names)


def own_sources(
    sources: Sources, at: int, present: set[int], until: Mapping[int, int]
) -> tuple[list[Row], list[list[float]], list[list[int]]]:
    """The part's own sources from `at` on, or from behind `until`, by chain, where arrivals are told so far.

    Units that are there from the first instant (closed populations) begin anew at `at` where nothing is told of them.
    """
    rows: list[Row] = []
    expected: list[list[float]] = []
    listed: list[list[int]] = []
    for place in range(len(sources.mode)):
        span = slice(int(sources.first[place]), int(sources.first[place + 1]))
        chain = int(sources.chain[place])
        first = max(at, until.get(chain, NOBODY) + 1)
        by_rate = sources.mode[place] == state.BY_RATE
        expected.append(cut(sources.expected[span], first).tolist() if by_rate else [])
        ticks = sources.listed[span]
        kept = ticks[ticks >= first].tolist()
        if chain not in present and chain not in until:
            kept = [at] * int((ticks == FIRST_TICK).sum()) + kept
        listed.append([] if by_rate else kept)
        rows.append(
            (
                int(sources.mode[place]), int(sources.entry[place]), chain, int(sources.priority[place]),
                int(sources.load[place]), int(sources.jitter[place]), int(sources.key[place]),
                float(sources.dispersion[place]), float(sources.day_spread[place]),
            )
        )  # fmt: skip
    return rows, expected, listed


def cut(expected: np.ndarray, first: int) -> np.ndarray:
    """Expected numbers by the hour with none before tick `first`, whose hour counts as far as it is left.

    >>> cut(np.array([4.0, 4.0, 4.0]), HOUR + HOUR // 4).tolist()
    [0.0, 3.0, 4.0]
    """
    hour, kept = first // HOUR, expected.copy()
    kept[:hour] = 0.0
    if hour < len(kept):
        kept[hour] *= 1.0 - (first - hour * HOUR) / HOUR
    return kept


def load_of(part: Part, chain: int) -> int:
    """The law of what a unit of a chain carries, as its own source draws it; NOBODY: 1."""
    own = np.flatnonzero(part.program.sources.chain == chain)
    return int(part.program.sources.load[own[0]]) if len(own) else NOBODY


def entry_of(part: Part, chain: int) -> int:
    """The first instruction of a chain that somebody comes to, by a source, a split or a batch."""
    program = part.program
    own = np.flatnonzero(program.sources.chain == chain)
    if len(own):
        return int(program.sources.entry[own[0]])
    stations = np.flatnonzero(program.batches.chain == chain)
    if len(stations):
        return int(program.batches.entry[stations[0]])
    prefix = f"{part.index.chains[chain].crossing}.{part.index.chains[chain].chain}."
    return next(place for place, name in enumerate(part.index.instructions) if name.startswith(prefix))
