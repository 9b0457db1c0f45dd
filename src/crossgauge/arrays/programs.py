"""Process chains as an instruction table (docs/semantics.md §4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crossgauge.arrays.draws import DrawTable, key_of
from crossgauge.arrays.horizon import TICKS_PER_SECOND
from crossgauge.arrays.index import StageRow
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, Instructions
from crossgauge.errors import RunImpossible
from crossgauge.model import steps as model
from crossgauge.model.randomness import Distribution
from crossgauge.model.steps import Step

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
    """The table while it is written. Chains that are entered before they are written are patched at the end."""

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
            self.writer.args[instruction][column] = self.labels[label]

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
        WRITERS[type(first)](self, variants, name)

    def fixed(self, variants: Variants, attribute: str, name: str) -> Any:
        """A value that dated changes must leave alone."""
        values = [getattr(step, attribute) for step in variants]
        if any(value != values[0] for value in values):
            raise RunImpossible(
                f"step '{name}': '{attribute}' changes by date.\n"
                "    Expected a dated change of a duration, count of loads, batch size, resource, gate or arrivals."
            )
        return values[0]

    def duration(self, distributions: Sequence[Distribution | None], scale: float = TICKS_PER_SECOND) -> int:
        """Position of a distribution, dated where seasons differ; NOBODY if there is none."""
        told = [one for one in distributions if one is not None]
        if len(told) < len(distributions):
            return NOBODY
        return self.writer.draws.add_dated(list(zip(self.writer.season_starts, told, strict=True)), scale)

    def of(self, variants: Variants, attribute: str, scale: float = TICKS_PER_SECOND) -> int:
        """The same for an attribute of a step."""
        return self.duration([getattr(step, attribute) for step in variants], scale)

    def asks(self, variants: Variants, name: str, resource: str) -> list[int]:
        """Arguments that SEIZE and USE share."""
        balk = self.fixed(variants, "balk_above", name)
        return [
            self.names.resources[resource],
            self.fixed(variants, "count", name),
            self.fixed(variants, "priority", name),
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


def write_stage(chain: ChainWriter, variants: Variants, name: str) -> None:
    stage = variants[0]
    assert isinstance(stage, model.Stage)
    chain.post = stage.post or chain.post
    chain.writer.emit(name, state.OP_STAGE, chain.stage(stage.stage, chain.post, chain.chain))


def write_seize(chain: ChainWriter, variants: Variants, name: str) -> None:
    position = chain.writer.emit(
        name, state.OP_SEIZE, *chain.asks(variants, name, chain.fixed(variants, "seize", name))
    )
    owe_label(chain, position, 5, chain.fixed(variants, "otherwise", name))


def write_use(chain: ChainWriter, variants: Variants, name: str) -> None:
    asks = chain.asks(variants, name, chain.fixed(variants, "use", name))
    position = chain.writer.emit(name, state.OP_USE, *asks, chain.of(variants, "duration"))
    owe_label(chain, position, 5, chain.fixed(variants, "otherwise", name))


def owe_label(chain: ChainWriter, instruction: int, column: int, label: str) -> None:
    """Remember an argument that is the position of a label."""
    if label:
        chain.labels_owed.append((instruction, column, label))


def write_release(chain: ChainWriter, variants: Variants, name: str) -> None:
    resource = chain.names.resources[chain.fixed(variants, "release", name)]
    chain.writer.emit(name, state.OP_RELEASE, resource, chain.fixed(variants, "count", name))


def write_delay(chain: ChainWriter, variants: Variants, name: str) -> None:
    chain.writer.emit(name, state.OP_DELAY, chain.of(variants, "delay"))


def write_split(chain: ChainWriter, variants: Variants, name: str) -> None:
    child = chain.names.chains[chain.fixed(variants, "split", name)]
    position = chain.writer.emit(name, state.OP_SPLIT, NOBODY, chain.of(variants, "count", 1.0), child)
    chain.writer.entries_owed.append((position, 0, child))


def write_transload(chain: ChainWriter, variants: Variants, name: str) -> None:
    """A split whose children first take room and machine, then tell the parent and go their way; and a join."""
    target = chain.fixed(variants, "transload", name)
    child, writer = chain.names.chains[target], chain.writer
    split = writer.emit(name, state.OP_SPLIT, NOBODY, chain.of(variants, "count", 1.0), child)
    writer.emit(f"{name}.join", state.OP_JOIN)
    past = writer.emit(f"{name}.past", state.OP_GOTO)
    writer.args[split][0] = len(writer.op)
    writer.emit(f"{name}.stage", state.OP_STAGE, chain.stage("transshipment", chain.post, target))
    onto, nobody = chain.fixed(variants, "onto", name), [NOBODY] * 3
    if onto:
        writer.emit(f"{name}.onto", state.OP_SEIZE, chain.names.resources[onto], 1, 0, *nobody)
    machine = chain.names.resources[chain.fixed(variants, "machine", name)]
    priority = chain.fixed(variants, "priority", name)
    writer.emit(f"{name}.move", state.OP_USE, machine, 1, priority, *nobody, chain.of(variants, "duration"))
    writer.emit(f"{name}.signal", state.OP_SIGNAL)
    writer.entries_owed.append((writer.emit(f"{name}.on", state.OP_GOTO), 0, child))
    writer.args[past][0] = len(writer.op)


def write_batch(chain: ChainWriter, variants: Variants, name: str) -> None:
    at_most = chain.fixed(variants, "at_most", name)
    station = Station(
        name=name,
        sizes=[step.batch for step in variants if isinstance(step, model.Batch)],
        patience=NOBODY if at_most is None else round(at_most * TICKS_PER_SECOND),
        least=chain.fixed(variants, "at_least", name),
        chain=chain.names.chains[chain.fixed(variants, "into", name)],
    )
    chain.writer.emit(name, state.OP_BATCH, len(chain.writer.stations))
    chain.writer.stations.append(station)


def write_move(chain: ChainWriter, variants: Variants, name: str) -> None:
    link = chain.fixed(variants, "move", name)
    told = [step.duration for step in variants if isinstance(step, model.Move)]
    by_season = [own or usual for own, usual in zip(told, chain.names.running_time[link], strict=True)]
    back = int(chain.fixed(variants, "back", name))
    chain.writer.emit(name, state.OP_MOVE, chain.names.links[link], back, chain.duration(by_season))


def write_wait(chain: ChainWriter, variants: Variants, name: str) -> None:
    gate = chain.names.gates[chain.fixed(variants, "wait", name)]
    chain.writer.emit(name, state.OP_WAIT, gate, chain.fixed(variants, "count", name))


def write_branch(chain: ChainWriter, variants: Variants, name: str) -> None:
    writer = chain.writer
    by_season = [step.arms for step in variants if isinstance(step, model.Branch)]
    shares = [[arm.share or 0.0 for arm in arms] for arms in by_season]
    if any(row != shares[0] for row in shares):
        raise RunImpossible(f"step '{name}': the shares of a branch cannot change by date yet.")
    first = len(writer.branch_share)
    writer.emit(name, state.OP_BRANCH, first, len(shares[0]))
    cumulative = np.cumsum(shares[0])
    cumulative[-1] = 1.0
    writer.branch_share += cumulative.tolist()
    writer.branch_to += [NOBODY] * len(shares[0])
    ways_out, post = [], chain.post
    for place in range(len(shares[0])):
        writer.branch_to[first + place] = len(writer.op)
        chain.post = post
        chain.sequence([arms[place].steps for arms in by_season])
        ways_out.append(writer.emit(f"{name}.out{place}", state.OP_GOTO))
    for way_out in ways_out:
        writer.args[way_out][0] = len(writer.op)


def write_goto(chain: ChainWriter, variants: Variants, name: str) -> None:
    position = chain.writer.emit(name, state.OP_GOTO)
    owe_label(chain, position, 0, chain.fixed(variants, "goto", name))


def plain(op: int) -> Callable[[ChainWriter, Variants, str], None]:
    """A writer for a step without arguments."""

    def write(chain: ChainWriter, variants: Variants, name: str) -> None:
        chain.writer.emit(name, op)

    return write


WRITERS: dict[type, Callable[[ChainWriter, Variants, str], None]] = {
    model.Stage: write_stage,
    model.Seize: write_seize,
    model.Use: write_use,
    model.Release: write_release,
    model.Delay: write_delay,
    model.Split: write_split,
    model.Transload: write_transload,
    model.Batch: write_batch,
    model.Move: write_move,
    model.Wait: write_wait,
    model.Branch: write_branch,
    model.Goto: write_goto,
    model.Join: plain(state.OP_JOIN),
    model.Signal: plain(state.OP_SIGNAL),
    model.Unbatch: plain(state.OP_UNBATCH),
    model.Leave: plain(state.OP_LEAVE),
}
