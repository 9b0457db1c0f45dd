"""The instruction table while it is written, and the state of the chain in hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from crossgauge.arrays.draws import DrawTable, key_of
from crossgauge.arrays.index import StageRow
from crossgauge.arrays.parts import steps_within
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND, Instructions
from crossgauge.errors import RunImpossible
from crossgauge.model.randomness import Distribution
from crossgauge.model.steps import Batch, Branch, Step

Variants = Sequence[Step]  # one step, as it is declared in each season


@dataclass(slots=True)
class Names:
    """Positions of what the steps of one crossing name, its own before those of the network."""

    resources: Mapping[str, int]
    gates: Mapping[str, int]
    links: Mapping[str, int]
    chains: Mapping[str, int]  # chains of this crossing
    running_time: Mapping[str, Sequence[Distribution]]  # of each link, by season


@dataclass(slots=True)
class Station:
    """A batch step met while compiling: filled into `Batches` when all chains have their entry."""

    name: str
    sizes: list[int]
    patience: int
    least: int
    chain: int


@dataclass(slots=True)
class Writer:
    """The table while it is written; entries of chains not yet written are filled in at the end."""

    season_starts: Sequence[int]
    draws: DrawTable
    op: list[int] = field(default_factory=list)
    args: list[list[int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    branch_share: list[float] = field(default_factory=list)
    branch_to: list[int] = field(default_factory=list)
    stages: list[StageRow] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    entry: dict[int, int] = field(default_factory=dict)
    entries_owed: list[tuple[int, int, int]] = field(default_factory=list)  # instruction, column, chain

    def emit(self, name: str, op: int, *args: int) -> int:
        """Write one instruction; returns its position."""
        self.op.append(op)
        self.args.append([*args, *[NOBODY] * (state.N_ARGS - len(args))])
        self.names.append(name)
        return len(self.op) - 1

    def finish(self) -> Instructions:
        """The table, entries filled in."""
        for instruction, column, chain in self.entries_owed:
            self.args[instruction][column] = self.entry[chain]
        return Instructions(
            op=np.array(self.op, np.int64),
            args=np.array(self.args, np.int64).reshape(-1, state.N_ARGS),
            key=np.array([key_of(name) for name in self.names], np.uint64),
        )


@dataclass(slots=True)
class ChainWriter:
    """Writes one chain of one crossing."""

    writer: Writer
    verbs: "Mapping[type, Callable[[ChainWriter, Variants, str], None]]"
    names: Names
    crossing: str
    chain: str
    direction: str
    position: int
    labels: dict[str, int] = field(default_factory=dict)
    labels_owed: list[tuple[int, int, str]] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    post: str = ""

    def write(self, by_season: Sequence[Sequence[Step]]) -> None:
        """Write all steps and the end."""
        self.writer.entry[self.position] = len(self.writer.op)
        self.sequence(by_season)
        self.writer.emit(f"{self.crossing}.{self.chain}.end", state.OP_END)
        for instruction, column, label in self.labels_owed:
            target = self.labels[label]
            if target <= instruction and self.writer.op[instruction] in (state.OP_SEIZE, state.OP_USE):
                # Back for another try: by a goto, which counts the lap, so that the next try draws anew.
                target = self.writer.emit(f"{self.writer.names[instruction]}.back", state.OP_GOTO, target)
            self.writer.args[instruction][column] = target

    def sequence(self, by_season: Sequence[Sequence[Step]]) -> None:
        """Write steps that follow each other."""
        if any(len(steps) != len(by_season[0]) for steps in by_season):
            raise RunImpossible(
                f"chain '{self.crossing}.{self.chain}' has another number of steps after a dated change.\n"
                "    Expected dated changes to set values and to leave the order of steps as it is."
            )
        for variants in zip(*by_season, strict=True):
            self.step(variants)

    def name_of(self, step: Step) -> str:
        """Who draws here: label, or verb and subject with the count of such steps before."""
        verb = type(step).__name__.lower()
        plain = step.label or f"{verb}:{getattr(step, verb, '') if verb != 'delay' else ''}"
        self.met[plain] = self.met.get(plain, 0) + 1
        again = f"#{self.met[plain]}" if self.met[plain] > 1 else ""
        return f"{self.crossing}.{self.chain}.{plain}{again}"

    def step(self, variants: Variants) -> None:
        """Write one step."""
        first = variants[0]
        name = self.name_of(first)
        if first.label:
            self.labels[first.label] = len(self.writer.op)
        versions = list(dict.fromkeys(fixed_of(step) for step in variants))
        if len(versions) == 1:
            self.verbs[type(first)](self, variants, name)
        else:
            self.by_season(variants, name)

    def by_season(self, variants: Variants, name: str) -> None:
        """Write a step once for each of its versions, and the season's way to each of them."""
        if any(isinstance(step, Batch) for step in steps_within(variants)):
            raise RunImpossible(
                f"step '{name}' gathers units, and more of it than its size changes by date.\n"
                "    Expected a dated change of `batch` alone: a station is one place through all seasons."
            )
        writer = self.writer
        first, entry, ways_out = len(writer.branch_share), dict[object, int](), []
        writer.emit(f"{name}.season", state.OP_SEASON, first, len(variants))
        writer.branch_share += [float(start) for start in writer.season_starts]
        writer.branch_to += [NOBODY] * len(variants)
        met, post = dict(self.met), self.post
        for place, step in enumerate(variants):
            version = fixed_of(step)
            if version not in entry:
                self.met, self.post = dict(met), post
                entry[version] = len(writer.op)
                alike = [one if fixed_of(one) == version else step for one in variants]
                self.verbs[type(step)](self, alike, name)
                ways_out.append(writer.emit(f"{name}.out", state.OP_GOTO))
            writer.branch_to[first + place] = entry[version]
        for way_out in ways_out:
            writer.args[way_out][0] = len(writer.op)

    def fixed(self, variants: Variants, attribute: str) -> Any:
        """A value that is one through all seasons: `by_season` has told the versions apart."""
        return getattr(variants[0], attribute)

    def duration(self, distributions: Sequence[Distribution | None], scale: float = TICKS_PER_SECOND) -> int:
        """Position of a distribution, dated where seasons differ; NOBODY if there is none."""
        told = [one for one in distributions if one is not None]
        if len(told) < len(distributions):
            return NOBODY
        return self.writer.draws.add_dated(list(zip(self.writer.season_starts, told, strict=True)), scale)

    def of(self, variants: Variants, attribute: str, scale: float = TICKS_PER_SECOND) -> int:
        """The same for an attribute of a step."""
        return self.duration([getattr(step, attribute) for step in variants], scale)

    def asks(self, variants: Variants, resource: str) -> list[int]:
        """Arguments that SEIZE and USE share."""
        balk = self.fixed(variants, "balk_above")
        return [
            self.names.resources[resource],
            self.fixed(variants, "count"),
            self.fixed(variants, "priority"),
            NOBODY if balk is None else balk,
            self.of(variants, "patience"),
            NOBODY,
        ]

    def stage(self, stage: str, post: str, chain: str) -> int:
        """Position of a stage label of a chain, made when it is new."""
        row = StageRow(crossing=self.crossing, chain=chain, direction=self.direction, post=post, stage=stage)
        if row not in self.writer.stages:
            self.writer.stages.append(row)
        return self.writer.stages.index(row)


def fixed_of(step: Step) -> tuple[object, ...]:
    """What of a step is not drawn: steps that agree in it are one instruction, dated where they draw."""
    if isinstance(step, Branch):
        return tuple((arm.name, arm.share, len(arm.steps)) for arm in step.arms)
    values = [getattr(step, entry.name) for entry in fields(step) if entry.name != "batch"]
    return tuple("drawn" if isinstance(value, Distribution) else value for value in values)
