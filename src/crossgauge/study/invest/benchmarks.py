"""Benchmark years simulated: every group of crossings once for each different set of projects that reaches it.

Portfolios are simulated as wholes, but crossings that share nothing are simulated apart, and those that two
portfolios have in common are simulated once. All meet the same luck: replica by replica, common random numbers.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from crossgauge.arrays.compile import Part, compile_network
from crossgauge.model.agreements import Agreement
from crossgauge.model.crossings import Crossing
from crossgauge.study.invest.networks import Networks
from crossgauge.study.invest.overload import outgrown
from crossgauge.study.invest.portfolios import NOTHING, Portfolio
from crossgauge.study.invest.savings import Cell, Float64s, Passed, gathered, passed, saved
from crossgauge.study.lending import digest, own_rows
from crossgauge.study.replicas import Job
from crossgauge.study.run import Simulate
from crossgauge.study.tariffs import charges_of
from crossgauge.study.years import seed_of
from crossgauge.tables.store import file_of, finished_files
from crossgauge.tables.vocabulary import vocabulary_of

DAYS_IN_YEAR = 365
Progress = Callable[[float], None]


class Setting(NamedTuple):
    """A demand case and a benchmark year."""

    demand: str
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A group of crossings as it is simulated. Equal keys: equal in all that the kernel is given, and in charges."""

    key: str
    parts: tuple[Part, ...]
    names: tuple[str, ...]  # digests of the parts
    charges: pl.DataFrame | None
    batches: frozenset[tuple[str, str]]  # chains whose hours are those of their members


class Benchmarks:
    """What passing the borders costs in benchmark years, with any portfolio; kept for as many replicas as were asked.

    folder : where tables are while they are read; finished replicas of a killed study are gone on from
    """

    def __init__(self, networks: Networks, seed: int, workers: int, folder: Path, simulate: Simulate) -> None:
        self.networks, self.programme = networks, networks.programme
        self.seed, self.workers, self.folder, self.simulate = seed, workers, folder, simulate
        self.variants: dict[tuple[Setting, frozenset[str], Portfolio], Variant] = {}
        self.known: dict[tuple[Setting, str], dict[Cell, Passed]] = {}
        self.replicas: dict[tuple[Setting, str], int] = {}
        self.grown: dict[tuple[Setting, str], tuple[str, ...]] = {}

    def settings(self, demands: Iterable[str]) -> list[Setting]:
        """Every demand case in every benchmark year."""
        return [Setting(demand, year) for demand in demands for year in self.programme.benchmarks]

    def bring_to(
        self, portfolios: Sequence[Portfolio], settings: Sequence[Setting], replicas: int, tell: Progress
    ) -> None:
        """Simulate what is not known yet of so many replicas."""
        years = sorted({setting.year for setting in settings})
        for place, year in enumerate(years):

            def part(fraction: float, place: int = place) -> None:
                tell((place + fraction) / len(years))

            part(0.0)
            # All demand cases of a year together: processes are started once for them.
            wanted = {
                (setting, key): variant
                for setting in settings
                if setting.year == year
                for key, variant in self._wanted(portfolios, setting).items()
            }
            for known in sorted({self.replicas.get(which, 0) for which in wanted}):
                if known < replicas:
                    batch = {one: it for one, it in wanted.items() if self.replicas.get(one, 0) == known}
                    self._simulate(year, batch, range(known + 1, replicas + 1), part)
        tell(1.0)

    def saved(self, portfolio: Portfolio, setting: Setting, replicas: int) -> tuple[Float64s, Float64s]:
        """USD a year of hours and of money saved against doing nothing, (n_replicas,) each; must be known."""
        before: dict[Cell, Passed] = {}
        after: dict[Cell, Passed] = {}
        for group in self.networks.groups:
            keys = [self._variant(setting, group, one).key for one in (NOTHING, portfolio)]
            if keys[0] != keys[1]:
                before |= self.known[setting, keys[0]]
                after |= self.known[setting, keys[1]]
        if not after:
            return np.zeros(replicas), np.zeros(replicas)
        hours, money = saved(before, after)
        scale = DAYS_IN_YEAR / self.programme.days
        return hours[:replicas] * scale, money[:replicas] * scale

    def outgrown(self, settings: Sequence[Setting]) -> list[tuple[Setting, str]]:
        """Crossings whose queues grow on and on where nothing is built."""
        return [
            (setting, crossing)
            for setting in settings
            for group in self.networks.groups
            for crossing in self.grown.get((setting, self._variant(setting, group, NOTHING).key), ())
        ]

    def _wanted(self, portfolios: Sequence[Portfolio], setting: Setting) -> dict[str, Variant]:
        """Different variants by key."""
        found: dict[str, Variant] = {}
        for portfolio in (NOTHING, *portfolios):
            for group in self.networks.groups:
                variant = self._variant(setting, group, portfolio)
                found.setdefault(variant.key, variant)
        return found

    def _variant(self, setting: Setting, group: frozenset[str], portfolio: Portfolio) -> Variant:
        needed = self.networks.needed(portfolio, group)
        key = setting, group, needed
        if key not in self.variants:
            self.variants[key] = self._compiled(setting, group, needed)
        return self.variants[key]

    def _compiled(self, setting: Setting, group: frozenset[str], portfolio: Portfolio) -> Variant:
        programme, network = self.programme, self.networks.of(portfolio, setting.demand)
        first = date(setting.year, 1, 1)
        own = tuple(crossing for crossing in network.crossings if crossing.id in group)
        near = replace(network, crossings=own, agreements=within(network.agreements, own))
        parts = compile_network(near, start=first, days=programme.days, warmup_days=programme.warmup)
        charges = charges_of(near, first, programme.days) if programme.money else None
        names = tuple(f"{digest(one)} {replace(one.index, part=0)!r}" for one in parts)
        told = (*names, "" if charges is None else charges.write_csv())
        key = hashlib.sha256("\n".join(told).encode()).hexdigest()
        return Variant(key, parts, names, charges, gathered(near, programme.values))

    def _simulate(
        self, year: int, batch: Mapping[tuple[Setting, str], Variant], numbers: range, tell: Progress
    ) -> None:
        """Run what variants are made of, and keep what passed. Writes: known, replicas, grown."""
        pairs = [pair for one in batch.values() for pair in zip(one.names, one.parts, strict=True)]
        different = dict(pairs)
        place = {name: number for number, name in enumerate(different)}
        parts = tuple(
            replace(part, index=replace(part.index, part=number))
            for number, part in enumerate(different.values())
        )
        told = hashlib.sha256("\n".join((str(self.seed), *different)).encode()).hexdigest()[:16]
        folder = self.folder / f"{year}-{told}"
        words = vocabulary_of([part.index for part in parts])
        job = Job(parts, words, seed_of(self.seed, year), "counts", folder)
        missing = [number for number in numbers if not finished_files(folder, number)]
        done = dict.fromkeys(numbers, 1.0) | dict.fromkeys(missing, 0.0)

        def note(replica: int, fraction: float) -> None:
            done[replica] = fraction
            tell(sum(done.values()) / len(done))

        if missing and parts:
            self.simulate(job, missing, min(self.workers, len(missing)), note)
        flows, dwells = (tables_of(folder, table, parts, numbers) for table in ("flows", "dwells"))
        for which, variant in batch.items():
            own = [place[name] for name in variant.names]
            new: dict[Cell, Passed] = {}
            if own:  # a crossing that is not built yet has no parts
                passing, staying = (pl.concat([rows[number] for number in own]) for rows in (flows, dwells))
                new = passed(passing, staying, variant.charges, self.programme.values, variant.batches)
                self.grown.setdefault(which, outgrown(passing))
            old = self.known.get(which, {})
            self.known[which] = {cell: longer(old.get(cell), one) for cell, one in new.items()}
            self.replicas[which] = numbers[-1]


def within(agreements: Sequence[Agreement], own: Sequence[Crossing]) -> tuple[Agreement, ...]:
    """The agreements, without changes of other crossings."""
    names = {crossing.id for crossing in own}
    kept = []
    for agreement in agreements:
        changes = tuple(one for one in agreement.changes if in_reach(one.path, names))
        if changes:
            kept.append(agreement if changes == agreement.changes else replace(agreement, changes=changes))
    return tuple(kept)


def in_reach(path: str, crossings: set[str]) -> bool:
    """Whether a path is of one of the crossings, or of what all share.

    >>> in_reach("crossings.hill.gates.open.count", {"hill"}), in_reach("crossings.pass.mode", {"hill"})
    (True, False)
    >>> in_reach("classes.truck.mass_t", {"hill"})
    True
    """
    words = path.removeprefix("network.").split(".")
    return words[0] != "crossings" or words[1] in crossings


def tables_of(folder: Path, table: str, parts: Sequence[Part], numbers: range) -> list[pl.DataFrame]:
    """The rows of each part, of all replicas."""
    indexes = [part.index for part in parts]
    found: list[list[pl.DataFrame]] = [[] for _ in parts]
    for number in numbers:
        rows = pl.read_parquet(folder / file_of(table, number)).lazy() if parts else pl.LazyFrame()
        for place, frames in enumerate(found):
            frames.append(own_rows(rows, table, indexes, place).collect())
    return [pl.concat(frames) for frames in found]


def longer(old: Passed | None, new: Passed) -> Passed:
    """What passed in all replicas."""
    if old is None:
        return new
    names = ("amount", "usd", "units", "paid")
    return Passed(*(np.concatenate([getattr(old, name), getattr(new, name)]) for name in names))
