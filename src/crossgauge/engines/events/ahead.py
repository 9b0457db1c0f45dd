"""Stretches: steps on a straight way whose durations are drawn together, before they are needed. Plain numpy."""

import numpy as np

from crossgauge.engines.events.state import (
    CONSTANT,
    DATED,
    MIXTURE,
    NOBODY,
    OP_BRANCH,
    OP_DELAY,
    OP_END,
    OP_GOTO,
    OP_MOVE,
    OP_SEASON,
    OP_SEIZE,
    OP_SPLIT,
    OP_USE,
    Distributions,
    Int64s,
    Program,
)
from crossgauge.engines.events.world import NOWHERE, QUICK, SEVERAL

DURATION = {OP_DELAY: 0, OP_USE: 6, OP_MOVE: 2}  # the argument that is one
TURNS = (OP_BRANCH, OP_GOTO, OP_SEASON, OP_END)  # behind them the way is not known, or the lap is another
LEADS_TO = {OP_SPLIT: 0, OP_GOTO: 0, OP_SEIZE: 5, OP_USE: 5}  # the argument that is an instruction


def is_worth_it(laws: Distributions, law: int) -> bool:
    """Whether a draw takes its time and does not depend on the date."""
    kind = laws.kind[law]
    if kind == MIXTURE:
        return all(is_worth_it(laws, int(part)) for part in laws.parts[laws.first[law] : laws.last[law]])
    return kind not in (CONSTANT, DATED)


def entrances(program: Program) -> set[int]:
    """Instructions where units are born or jump to."""
    steps = program.instructions
    found = {*program.sources.entry.tolist(), *program.batches.entry.tolist(), *program.branch_to.tolist()}
    for op, place in LEADS_TO.items():
        found |= set(steps.args[steps.op == op, place].tolist())
    return found


def stretches(program: Program) -> list[list[int]]:
    """Steps that are drawn together, ways in order: of quick laws of one kind up to SEVERAL, any other by itself.

    Nobody comes into the middle of one.
    """
    steps, laws = program.instructions, program.distributions
    found: list[list[int]] = []
    is_open = False
    starts = entrances(program)
    for at, op in enumerate(steps.op.tolist()):
        is_open = is_open and at not in starts and op not in TURNS
        if op in DURATION:
            law = int(steps.args[at, DURATION[op]])
            if not is_worth_it(laws, law):
                continue
            kind = laws.kind[law]
            if is_open and len(found[-1]) < SEVERAL and kind == kind_of(program, found[-1][0]):
                found[-1].append(at)
            else:
                found.append([at])
            is_open = kind in QUICK
    return found


def law_of(program: Program, at: int) -> int:
    """The distribution of a step's duration."""
    return int(program.instructions.args[at, DURATION[int(program.instructions.op[at])]])


def kind_of(program: Program, at: int) -> int:
    """How a step's duration is drawn."""
    return int(program.distributions.kind[law_of(program, at)])


def stretch_columns(program: Program) -> dict[str, Int64s]:
    """Of every instruction, and the END behind the last: its stretch and place there, the stretch ahead, the first.

    The stretch ahead is that of the next step on a straight way that lasts a time, NOBODY where it is not worth
    it; the first is the same with the step itself. Of every stretch: its steps, and law and key of each.
    """
    steps = program.instructions
    found = stretches(program)
    n = len(steps.op)
    stretch, place = np.full(n + 1, NOWHERE), np.zeros(n + 1, np.int64)
    laws = np.zeros((len(found), SEVERAL), np.int64)
    keys = np.zeros((len(found), SEVERAL), np.uint64)
    for i, members in enumerate(found):
        stretch[members], place[members] = i, np.arange(len(members))
        padded = np.array(members + members[-1:] * (SEVERAL - len(members)))
        laws[i], keys[i] = [law_of(program, at) for at in padded], steps.key[padded]
    ahead, first = np.full(n + 1, NOBODY), np.full(n + 1, NOBODY)
    for at in range(n - 1, -1, -1):
        op = int(steps.op[at])
        if op not in TURNS and at + 1 < n:
            ahead[at] = first[at + 1]
        first[at] = max(NOBODY, stretch[at]) if op in DURATION else ahead[at]
    return {
        "stretch": stretch,
        "place": place,
        "ahead_stretch": ahead,
        "first_stretch": first,
        "n_steps": np.array([len(members) for members in found], np.int64),
        "stretch_law": laws.ravel(),
        "stretch_key": keys.ravel(),
    }
