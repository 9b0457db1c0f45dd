"""One figure of many networks, in memory: only the part of the network that the figure is of is simulated."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.arrays.parts import parts_of
from crossgauge.errors import RunImpossible
from crossgauge.indicators.differences import Key
from crossgauge.indicators.figures import KEY, figures
from crossgauge.model.network import Network
from crossgauge.study.compare.same import keys_kept
from crossgauge.study.lending import same_parts
from crossgauge.study.replicas import check_ending, counting
from crossgauge.study.run import Period
from crossgauge.tables.tabulate import tabulate
from crossgauge.tables.vocabulary import vocabulary_of

NEEDED = ("flows", "histograms", "resources")


def figures_of(
    network: Network, period: Period, seed: int, replicas: int, key: Key | None = None
) -> pl.DataFrame:
    """The figures of a network (`indicators.figures`), or of the part of it that a key is of."""
    from crossgauge.engines.events.run import run_part

    parts = compile_network(network, start=period.start, days=period.days, warmup_days=period.warmup_days)
    parts = tuple(part for part in parts if key is None or has(part, key))
    if not parts:
        raise RunImpossible(f"network '{network.id}' has no process chain with arrivals, so nothing moves.")
    words = vocabulary_of([part.index for part in parts])
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in NEEDED}
    for replica in range(1, replicas + 1):
        for part in parts:
            trace = run_part(counting(part.program), seed=seed, replica=replica)
            check_ending(trace.ending, part, replica)
            made = tabulate(trace, part.index, replica=replica, vocabulary=words, visits=False, stages=False)
            for name in NEEDED:
                frames[name].append(made[name])
    flows, histograms, resources = (pl.concat(frames[name]) for name in NEEDED)
    return figures(flows, histograms, resources)


def has(part: Part, key: Key) -> bool:
    """Whether a part has chains of a key's crossing, direction and class."""
    return any((row.crossing, row.direction, row.unit_class) == key[:3] for row in part.index.chains)


def mean_figure(network: Network, period: Period, seed: int, replicas: int, key: Key) -> float:
    """The mean of one figure over replicas; 0 where nobody passed in any."""
    found = figures_of(network, period, seed, replicas, key)
    mine = found.filter(pl.all_horizontal(pl.col(name) == word for name, word in zip(KEY, key, strict=True)))
    return float(mine["value"].mean() or 0.0)  # type: ignore[arg-type]


def only_what_matters(network: Network, key: Key) -> Network:
    """The network without crossings that share nothing with what a key is of: they need not be compiled."""
    kept: set[str] = set()
    for part in parts_of(network):
        if any((at.id, chain.direction, chain.unit_class) == key[:3] for at, chain in part):
            kept |= {at.id for at, _ in part}
    gone = {at.id for at in network.crossings} - kept
    agreements = tuple(
        replace(one, changes=tuple(change for change in one.changes if not leads_to(change.path, gone)))
        for one in network.agreements
    )
    crossings = tuple(at for at in network.crossings if at.id in kept)
    closures = tuple(
        replace(one, of=tuple(name for name in one.of if name.partition(".")[0] not in gone))
        for one in network.closures
    )
    return replace(
        network, crossings=crossings, agreements=agreements, closures=tuple(one for one in closures if one.of)
    )


def untouched(
    network: Network, others: Sequence[Network], period: Period, figures: pl.DataFrame
) -> frozenset[Key]:
    """The keys of a network's figures of which no part differs in any of the other networks."""
    base, *changed = (
        compile_network(one, start=period.start, days=period.days, warmup_days=period.warmup_days)
        for one in (network, *others)
    )
    kept = [keys_kept(base, parts, same_parts(parts, base), figures) for parts in changed]
    return frozenset.intersection(*kept) if kept else frozenset()


def leads_to(path: str, crossings: set[str]) -> bool:
    """Whether a path leads into one of some crossings."""
    words = path.removeprefix("network.").split(".")
    return len(words) > 1 and words[0] == "crossings" and words[1] in crossings
