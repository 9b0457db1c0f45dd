"""The hours ahead of a known present, simulated in replicas: who is inside by the hour, who has passed, and when."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.arrays.horizon import HOUR
from crossgauge.arrays.present import PresentPart, parts_at
from crossgauge.engines.events.moments import Moment, inside_of, moment_of, run_with_moments
from crossgauge.engines.events.state import Float64s, Int64s, Trace, Visits
from crossgauge.engines.events.world import World
from crossgauge.errors import RunImpossible
from crossgauge.model.documents import SENT
from crossgauge.model.network import Network
from crossgauge.model.present import ARRIVING, GONE, Present
from crossgauge.study.replicas import check_ending
from crossgauge.study.run import MOST_REPLICAS, MOST_SEED

FOLLOWED_H = 72  # beyond the hours asked for: so long are those followed who come within them
MOST_HOURS = 24 * 28
SETTLED = 60_000  # ticks after which everybody who was there has gone on
BEFORE_DAYS = 1  # simulated empty days before that of the present, for its milliseconds

Group = tuple[str, str, str]  # crossing, class, direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the replicas told, by crossing, class and direction.

    groups          (n_groups,)
    there           (n_groups,)                  int      units there at the present
    inside, waiting (n_replicas, n_groups, n_hours + 1)  float64  at the end of each hour; waiting: in any line
    passed          (n_replicas, n_groups, n_hours + 1)  float64  left by the end of each hour
    gone_h          (n_replicas, n_groups)       hours until the last of those there has left; inf: not yet at the end
    hours_there     (n_replicas, n_groups)       border hours of those there now, mean; NaN where nobody left
    hours_coming    (n_replicas, n_groups)       the same of those who come within the hours
    unfinished      (n_replicas, n_groups)       of those who come, share still inside at the end; NaN where nobody came
    """

    at: datetime
    hours: int
    seed: int
    groups: tuple[Group, ...]
    there: tuple[int, ...]
    inside: Float64s
    waiting: Float64s
    passed: Float64s
    gone_h: Float64s
    hours_there: Float64s
    hours_coming: Float64s
    unfinished: Float64s


class Told(NamedTuple):
    """One replica, in the order of `Ahead`."""

    inside: Float64s
    waiting: Float64s
    passed: Float64s
    gone_h: Float64s
    hours_there: Float64s
    hours_coming: Float64s
    unfinished: Float64s


def ahead(
    network: Network,
    present: Present,
    *,
    hours: int = 48,
    replicas: int = 100,
    seed: int = 1,
    workers: int | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Ahead:
    """The hours ahead of a present, the same for the same input whatever the number of workers (threads).

    present : at a whole hour of the network's clock, as rates are constant within an hour
    Raises RunImpossible, RunStuck; ProjectFaulty where the present names a step that is not there.
    """
    check_asked(network, present.at, hours, replicas, seed)
    parts = parts_of(network, present, hours)
    groups = groups_of(parts)
    done = [0]

    def one(replica: int) -> Told:
        told = replica_of(parts, groups, hours, seed, replica)
        done[0] += 1
        if on_progress:
            on_progress(done[0] / replicas)
        return told

    with ThreadPoolExecutor(max(1, min(workers or os.cpu_count() or 1, replicas))) as crew:
        told = list(crew.map(one, range(1, replicas + 1)))
    columns = {name: np.array([getattr(row, name) for row in told]) for name in Told._fields}
    counted = there(parts, groups, present)
    return Ahead(at=present.at, hours=hours, seed=seed, groups=groups, there=counted, **columns)


def check_asked(network: Network, at: datetime, hours: int, replicas: int, seed: int) -> None:
    """Raises RunImpossible for what cannot be simulated."""
    local = at.astimezone(ZoneInfo(network.clock))
    if (local.minute, local.second, local.microsecond) != (0, 0, 0):
        raise RunImpossible(
            f"at is {local.isoformat()}. Expected a whole hour of {network.clock}, such as {local:%Y-%m-%dT%H}:00."
        )
    if not 1 <= hours <= MOST_HOURS:
        raise RunImpossible(f"hours is {hours}. Expected 1 to {MOST_HOURS}.")
    if not 2 <= replicas <= MOST_REPLICAS:
        raise RunImpossible(f"replicas is {replicas}. Expected 2 to {MOST_REPLICAS}: a band comes from several.")
    if not 0 <= seed <= MOST_SEED:
        raise RunImpossible(f"seed is {seed}. Expected 0 to {MOST_SEED}.")


def parts_of(network: Network, present: Present, hours: int) -> tuple[PresentPart, ...]:
    """The network compiled for the days that are needed, brought to its present."""
    day: date = present.at.astimezone(ZoneInfo(network.clock)).date()
    days = 2 + -(-(hours + FOLLOWED_H) // 24)
    parts: tuple[Part, ...] = compile_network(network, start=day, days=days, warmup_days=BEFORE_DAYS)
    if not parts:
        raise RunImpossible(f"network '{network.id}' has no process chain with arrivals, so nothing moves.")
    epoch = parts[0].index.epoch
    until = round((present.at - epoch) / timedelta(milliseconds=1)) + (hours + FOLLOWED_H) * HOUR
    return parts_at(parts, network, present, until)


def groups_of(parts: Sequence[PresentPart]) -> tuple[Group, ...]:
    """Crossing, class and direction of all chains, in the order of the declaration."""
    rows = [row for one in parts for row in one.part.index.chains]
    return tuple(dict.fromkeys((row.crossing, row.unit_class, row.direction) for row in rows))


def group_of_chains(one: PresentPart, groups: Sequence[Group]) -> np.ndarray:
    """Position of the group of every chain of a part."""
    rows = one.part.index.chains
    return np.array([groups.index((row.crossing, row.unit_class, row.direction)) for row in rows], np.int64)


def there(parts: Sequence[PresentPart], groups: Sequence[Group], present: Present) -> tuple[int, ...]:
    """How many are there at the present, of each group."""
    by_chain = {
        (row.crossing, row.chain): groups.index((row.crossing, row.unit_class, row.direction))
        for one in parts
        for row in one.part.index.chains
    }
    counts = [0] * len(groups)
    for row in present.standing:
        if row.stage not in (ARRIVING, GONE, SENT):
            counts[by_chain[row.crossing, row.chain]] += row.count
    return tuple(counts)


def replica_of(
    parts: Sequence[PresentPart], groups: Sequence[Group], hours: int, seed: int, replica: int
) -> Told:
    """One replica of all parts."""
    shape = (len(groups), hours + 1)
    told = Told(*(np.zeros(shape) for _ in range(3)), *(np.zeros(len(groups)) for _ in range(4)))
    sums = np.zeros((len(groups), 5))  # hours and number of those there, of those who come; those who do not leave
    for one in parts:
        group = group_of_chains(one, groups)
        end = one.part.program.until
        ticks = [one.at + SETTLED, *[one.at + hour * HOUR for hour in range(1, hours + 1)], end]
        early = [place for place, row in enumerate(one.part.index.stages) if row.stage == SENT]
        read: list[tuple[Int64s, Int64s]] = []
        last: list[Moment] = []

        def look(
            world: World, tick: int, end: int = end, early: Any = early, read: Any = read, last: Any = last
        ) -> None:
            if tick == end:
                last.append(moment_of(world, tick))
            else:
                read.append(inside_of(world, early))

        trace = run_with_moments(one.part.program, ticks, seed=seed, replica=replica, read=look)
        check_ending(trace.ending, one.part, replica)
        for hour, both in enumerate(read):
            for counts, by_chain in zip((told.inside, told.waiting), both, strict=True):
                counts[:, hour] += np.bincount(group, by_chain, len(groups))
        count_left(told.passed, trace, group, one.at, hours)
        add_hours(told, sums, one, trace.visits, last[0], group, hours)
    with np.errstate(invalid="ignore", divide="ignore"):
        told.hours_there[:] = sums[:, 0] / sums[:, 1]
        told.hours_coming[:] = sums[:, 2] / sums[:, 3]
        told.unfinished[:] = sums[:, 4] / (sums[:, 3] + sums[:, 4])
    return told


def count_left(passed: Float64s, trace: Trace, group: np.ndarray, at: int, hours: int) -> None:
    """Add those who left through by the end of each hour."""
    visits = trace.visits
    kept = (visits.outcome == 0) & (visits.left >= at) & (visits.left < at + hours * HOUR)
    hour = (visits.left[kept] - at) // HOUR + 1
    n_groups, n_hours = passed.shape
    by_hour = np.bincount(group[visits.chain[kept]] * n_hours + hour, minlength=n_groups * n_hours)
    passed += np.cumsum(by_hour.reshape(n_groups, n_hours), axis=1)


def add_hours(
    told: Told, sums: Float64s, one: PresentPart, visits: Visits, end: Moment, group: np.ndarray, hours: int
) -> None:
    """Add border hours of those there now and of those who come; the hour at which the last of those there is gone."""
    early = np.array([row.announced for row in one.part.index.chains], np.int64)
    arrived, left, chain = visits.arrived, visits.left, visits.chain
    n_groups = len(sums)

    def add(column: int, who: np.ndarray, weights: np.ndarray | None = None) -> None:
        sums[:, column] += np.bincount(who, weights, n_groups)

    was_there = arrived < one.at
    place, real = group[chain[was_there]], real_arrivals(one, arrived[was_there], chain[was_there])
    add(0, place, (left[was_there] - real) / HOUR)
    add(1, place)
    np.maximum.at(told.gone_h, place, (left[was_there] - one.at) / HOUR)
    comes = (arrived >= one.at) & (arrived < one.at + hours * HOUR)
    add(2, group[chain[comes]], (left[comes] - arrived[comes] - early[chain[comes]]) / HOUR)
    add(3, group[chain[comes]])
    stays = ~end.has_left
    told.gone_h[np.unique(group[end.chain[stays & (end.arrived < one.at)]])] = np.inf
    add(4, group[end.chain[stays & (end.arrived >= one.at) & (end.arrived < one.at + hours * HOUR)]])


def real_arrivals(one: PresentPart, arrived: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Ticks at which units really came that entered just before the present; children came with their parents."""
    by_tick = {tick: real for (tick, _), real in one.came.items()}
    pairs = zip(arrived.tolist(), chain.tolist(), strict=True)
    return np.array([one.came.get((a, c), by_tick.get(a, a)) for a, c in pairs], np.int64)
