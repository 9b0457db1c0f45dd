"""What an ensemble is to simulate: networks × samples × replicas, cut into pieces and tasks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from crossgauge.model.network import Network
from crossgauge.study.ensemble.sampling import Range
from crossgauge.study.run import Period, input_hash
from crossgauge.tables.manifest import key_of, versions

MOST_REPLICAS_A_TASK = 8
TASKS_A_WORKER = 4  # of what is left: tasks grow smaller towards the end, so that workers end together
FORMAT = 1


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """One replica of one network: a scenario with a sample's values; sample 0 is the network as declared."""

    sample: int
    replica: int
    scenario: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a worker must know, sent to it once. `key` is the plan's; `draws` by sample, from 1."""

    key: str
    networks: Mapping[str, Network]
    ranges: tuple[Range, ...]
    draws: tuple[tuple[float, ...], ...]
    period: Period
    seed: int
    daily: bool
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a brief is worked off for: `replicas` of each network, told in the folder's plan file as `terms`."""

    brief: Brief
    replicas: int
    terms: Mapping[str, Any]

    @property
    def samples(self) -> range:
        """Numbers of the samples."""
        return samples_of(self.brief.draws)


def samples_of(draws: Collection[Any]) -> range:
    """From 1 to the number of draws; 0 alone where nothing is drawn.

    >>> list(samples_of([])), list(samples_of([(0.5,), (0.6,)]))
    ([0], [1, 2])
    """
    return range(1, len(draws) + 1) if draws else range(1)


def plan_of(
    networks: Mapping[str, Network],
    ranges: tuple[Range, ...],
    draws: tuple[tuple[float, ...], ...],
    period: Period,
    *,
    replicas: int,
    seed: int,
    daily: bool,
) -> Plan:
    """The plan; its key is a hash of all that decides the tables."""
    terms = {
        "format": FORMAT,
        "scenarios": {name: input_hash(network) for name, network in networks.items()},
        "samples": [asdict(one) for one in ranges],
        "draws": [list(values) for values in draws],
        "replicas": replicas,
        "seed": seed,
        "start": period.start.isoformat(),
        "days": period.days,
        "warmup_days": period.warmup_days,
        "daily": daily,
        "versions": versions(),
    }
    # Facts and measures have done their work when scenarios are applied: workers need not be sent them.
    bare = {
        name: replace(network, facts=(), measures=(), provenance=()) for name, network in networks.items()
    }
    brief = Brief(key_of(terms), bare, ranges, draws, period, seed, daily, versions())
    return Plan(brief, replicas, terms)


def pieces_of_plan(plan: Plan) -> Iterator[Piece]:
    """Every piece, sample by sample, replica by replica."""
    for sample in plan.samples:
        for replica in range(1, plan.replicas + 1):
            for scenario in plan.brief.networks:
                yield Piece(sample, replica, scenario)


def kin_of(networks: Mapping[str, Network]) -> dict[str, int]:
    """Numbers of scenarios, equal where they have a crossing in common, or others that lead from one to the other.

    >>> import crossgauge
    >>> whole = crossgauge.reference()
    >>> alone = {name: replace(whole, crossings=whole.crossings[at : at + 1]) for name, at in (("a", 0), ("b", 1))}
    >>> kin_of(alone), kin_of({**alone, "whole": whole})
    ({'a': 0, 'b': 1}, {'a': 0, 'b': 0, 'whole': 0})
    """
    kin = {name: number for number, name in enumerate(networks)}
    first: dict[str, str] = {}
    for name, network in networks.items():
        for crossing in network.crossings:
            mine, theirs = kin[name], kin[first.setdefault(crossing.id, name)]
            if mine != theirs:
                kin = {one: min(mine, theirs) if has in (mine, theirs) else has for one, has in kin.items()}
    return kin


def tasks_of(
    pieces: Collection[Piece], workers: int, kin: Mapping[str, int] | None = None
) -> list[tuple[Piece, ...]]:
    """Pieces joined to tasks: some replicas of one sample with all scenarios, so that what these share is run once.

    kin : of `kin_of`; scenarios that share nothing are tasks apart. Results do not depend on the cut.

    >>> pieces = [Piece(0, replica, "base") for replica in range(1, 25)]
    >>> [len(task) for task in tasks_of(pieces, 2)]
    [3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    """

    def together(one: Piece) -> tuple[int, int, int]:
        return one.sample, one.replica, kin[one.scenario] if kin else 0

    groups = [tuple(group) for _, group in groupby(sorted(pieces, key=together), key=together)]
    tasks: list[tuple[Piece, ...]] = []
    first = 0
    while first < len(groups):
        most = min(MOST_REPLICAS_A_TASK, max(1, (len(groups) - first) // (TASKS_A_WORKER * workers)))
        sample = groups[first][0].sample
        last = first + 1
        while last < min(len(groups), first + most) and groups[last][0].sample == sample:
            last += 1
        tasks.append(tuple(piece for group in groups[first:last] for piece in group))
        first = last
    return tasks
