"""Where units come from: the kernel's sources."""

from collections.abc import Sequence

import numpy as np

from crossgauge.arrays.arrivals import expected_by_season, listed_ticks
from crossgauge.arrays.declared import Declared, class_by_season
from crossgauge.arrays.draws import key_of
from crossgauge.arrays.horizon import HOUR
from crossgauge.arrays.rows import announced_ticks
from crossgauge.arrays.writer import Writer
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.demand import Arrivals


def sources_of(
    declared: Declared, chains: Sequence[tuple[Crossing, Chain]], writer: Writer
) -> tuple[state.Sources, list[str]]:
    """Sources of every chain, and their names."""
    rows, names = [], []
    expected: list[list[float]] = []
    listed: list[list[int]] = []
    for place, (crossing, chain) in enumerate(chains):
        unit_class = class_by_season(declared, chain)
        loads = [one.load for one in unit_class]
        load = NOBODY
        if all(one is not None for one in loads):
            told = [one for one in loads if one is not None]
            load = writer.draws.add_dated(list(zip(writer.season_starts, told, strict=True)), 1.0)
        for number, demand in enumerate(chain.arrivals):
            name = f"{crossing.id}.{chain.id}.arrivals.{number}"
            names.append(name)
            variants = [one.arrivals[number] for one in declared.chains(crossing.id, chain.id)]
            common = (writer.entry[place], place, unit_class[0].priority, load)
            if isinstance(demand, Arrivals):
                rates = [one for one in variants if isinstance(one, Arrivals)]
                calendars = declared.calendars([one.closed for one in rates])
                told_rates = list(zip(declared.seasons, rates, calendars, strict=True))
                counts = expected_by_season(told_rates, declared.clocks).tolist()
                expected.append(earlier(counts, announced_ticks(chain)))
                listed.append([])
                rows.append(
                    (state.BY_RATE, *common, NOBODY, key_of(name), demand.dispersion, demand.day_spread)
                )
            else:
                jitter = getattr(demand, "jitter", None)
                ticks = [
                    tick
                    for season, one in zip(declared.seasons, variants, strict=True)
                    if not isinstance(one, Arrivals)
                    for tick in listed_ticks(one, season, declared.horizon)
                ]
                ticks = [tick - announced_ticks(chain) for tick in ticks if tick >= announced_ticks(chain)]
                expected.append([])
                listed.append(ticks)
                drawn = NOBODY if jitter is None else writer.draws.add(jitter, TICKS_PER_SECOND)
                rows.append((state.BY_LIST, *common, drawn, key_of(name), 0.0, 0.0))
    return source_arrays(rows, expected, listed), names


def earlier(expected: list[float], announced: int) -> list[float]:
    """Expected numbers by the hour of those who are announced so many ticks, whole hours, before they come.

    >>> earlier([1.0, 2.0, 3.0], HOUR)
    [2.0, 3.0, 0.0]
    """
    hours = announced // HOUR
    return expected[hours:] + [0.0] * min(hours, len(expected))


def source_arrays(
    rows: Sequence[tuple[int, int, int, int, int, int, int, float, float]],
    expected: Sequence[Sequence[float]],
    listed: Sequence[Sequence[int]],
) -> state.Sources:
    """Rows of sources as arrays; `expected` and `listed` share one numbering of rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 9
    lengths = [len(a) + len(b) for a, b in zip(expected, listed, strict=True)]
    first = np.cumsum([0, *lengths], dtype=np.int64)
    rate, ticks = np.zeros(first[-1]), np.zeros(first[-1], np.int64)
    for place, (counts, instants) in enumerate(zip(expected, listed, strict=True)):
        rate[first[place] : first[place] + len(counts)] = counts
        ticks[first[place] : first[place] + len(instants)] = instants
    mode, entry, chain, priority, load, jitter = (np.array(column, np.int64) for column in columns[:6])
    return state.Sources(
        mode=mode,
        entry=entry,
        chain=chain,
        priority=priority,
        load=load,
        dispersion=np.array(columns[7], np.float64),
        day_spread=np.array(columns[8], np.float64),
        jitter=jitter,
        key=np.array(columns[6], np.uint64),
        first=first,
        expected=rate,
        listed=ticks,
    )
