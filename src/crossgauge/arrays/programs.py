"""Process chains as an instruction table: one writer a step (docs/semantics.md §4)."""

from collections.abc import Callable, Sequence

import numpy as np

from crossgauge.arrays.writer import ChainWriter, Names, Station, Variants, Writer
from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, TICKS_PER_SECOND
from crossgauge.model import steps as model
from crossgauge.model.crossings import Chain


def write_stage(chain: ChainWriter, variants: Variants, name: str) -> None:
    stage = variants[0]
    assert isinstance(stage, model.Stage)
    chain.post = stage.post or chain.post
    chain.writer.emit(name, state.OP_STAGE, chain.stage(stage.stage, chain.post, chain.chain))


def write_seize(chain: ChainWriter, variants: Variants, name: str) -> None:
    position = chain.writer.emit(name, state.OP_SEIZE, *chain.asks(variants, chain.fixed(variants, "seize")))
    owe_label(chain, position, 5, chain.fixed(variants, "otherwise"))


def write_use(chain: ChainWriter, variants: Variants, name: str) -> None:
    asks = chain.asks(variants, chain.fixed(variants, "use"))
    position = chain.writer.emit(name, state.OP_USE, *asks, chain.of(variants, "duration"))
    owe_label(chain, position, 5, chain.fixed(variants, "otherwise"))


def owe_label(chain: ChainWriter, instruction: int, column: int, label: str) -> None:
    """Remember an argument that is the position of a label."""
    if label:
        chain.labels_owed.append((instruction, column, label))


def write_release(chain: ChainWriter, variants: Variants, name: str) -> None:
    resource = chain.names.resources[chain.fixed(variants, "release")]
    chain.writer.emit(name, state.OP_RELEASE, resource, chain.fixed(variants, "count"))


def write_delay(chain: ChainWriter, variants: Variants, name: str) -> None:
    chain.writer.emit(name, state.OP_DELAY, chain.of(variants, "delay"))


def write_split(chain: ChainWriter, variants: Variants, name: str) -> None:
    child = chain.names.chains[chain.fixed(variants, "split")]
    position = chain.writer.emit(name, state.OP_SPLIT, NOBODY, chain.of(variants, "count", 1.0), child)
    chain.writer.entries_owed.append((position, 0, child))


def write_transload(chain: ChainWriter, variants: Variants, name: str) -> None:
    """A split whose children take room and machine, tell the parent and go their way; then a join."""
    target = chain.fixed(variants, "transload")
    child, writer = chain.names.chains[target], chain.writer
    split = writer.emit(name, state.OP_SPLIT, NOBODY, chain.of(variants, "count", 1.0), child)
    writer.emit(f"{name}.join", state.OP_JOIN)
    past = writer.emit(f"{name}.past", state.OP_GOTO)
    writer.args[split][0] = len(writer.op)
    writer.emit(f"{name}.stage", state.OP_STAGE, chain.stage("transshipment", chain.post, target))
    onto, nobody = chain.fixed(variants, "onto"), [NOBODY] * 3
    if onto:
        writer.emit(f"{name}.onto", state.OP_SEIZE, chain.names.resources[onto], 1, 0, *nobody)
    machine = chain.names.resources[chain.fixed(variants, "machine")]
    priority = chain.fixed(variants, "priority")
    writer.emit(f"{name}.move", state.OP_USE, machine, 1, priority, *nobody, chain.of(variants, "duration"))
    writer.emit(f"{name}.signal", state.OP_SIGNAL)
    writer.entries_owed.append((writer.emit(f"{name}.on", state.OP_GOTO), 0, child))
    writer.args[past][0] = len(writer.op)


def write_batch(chain: ChainWriter, variants: Variants, name: str) -> None:
    at_most = chain.fixed(variants, "at_most")
    station = Station(
        name=name,
        sizes=[step.batch for step in variants if isinstance(step, model.Batch)],
        patience=NOBODY if at_most is None else round(at_most * TICKS_PER_SECOND),
        least=chain.fixed(variants, "at_least"),
        chain=chain.names.chains[chain.fixed(variants, "into")],
    )
    chain.writer.emit(name, state.OP_BATCH, len(chain.writer.stations))
    chain.writer.stations.append(station)


def write_move(chain: ChainWriter, variants: Variants, name: str) -> None:
    link = chain.fixed(variants, "move")
    told = [step.duration for step in variants if isinstance(step, model.Move)]
    by_season = [own or usual for own, usual in zip(told, chain.names.running_time[link], strict=True)]
    back = int(chain.fixed(variants, "back"))
    chain.writer.emit(name, state.OP_MOVE, chain.names.links[link], back, chain.duration(by_season))


def write_wait(chain: ChainWriter, variants: Variants, name: str) -> None:
    gate = chain.names.gates[chain.fixed(variants, "wait")]
    chain.writer.emit(name, state.OP_WAIT, gate, chain.fixed(variants, "count"))


def write_branch(chain: ChainWriter, variants: Variants, name: str) -> None:
    writer = chain.writer
    by_season = [step.arms for step in variants if isinstance(step, model.Branch)]
    shares = [[arm.share or 0.0 for arm in arms] for arms in by_season]
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
    owe_label(chain, position, 0, chain.fixed(variants, "goto"))


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


def write_chain(
    writer: Writer, names: Names, crossing: str, position: int, by_season: Sequence[Chain]
) -> None:
    """Write a chain, given as it is in each season."""
    chain = by_season[0]
    steps = [variant.steps for variant in by_season]
    ChainWriter(writer, WRITERS, names, crossing, chain.id, chain.direction, position).write(steps)
