"""What every step may draw ahead: the duration of the next step on its way that lasts a drawn time. Plain numpy."""

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
    OP_USE,
    Distributions,
    Int64s,
    Program,
)

DURATION = {OP_DELAY: 0, OP_USE: 6, OP_MOVE: 2}  # the argument that is one
TURNS = (OP_BRANCH, OP_GOTO, OP_SEASON, OP_END)  # behind them the way is not known, or the lap is another


def is_worth_it(laws: Distributions, law: int) -> bool:
    """Whether a draw takes its time and does not depend on the date."""
    kind = laws.kind[law]
    if kind == MIXTURE:
        return all(is_worth_it(laws, int(part)) for part in laws.parts[laws.first[law] : laws.last[law]])
    return kind not in (CONSTANT, DATED)


def ahead_columns(program: Program) -> tuple[Int64s, Int64s]:
    """For every instruction, and the END behind the last: the step ahead and its law, NOBODY where there is none."""
    steps = program.instructions
    n = len(steps.op)
    ahead_step, ahead_law = np.full(n + 1, NOBODY), np.full(n + 1, NOBODY)
    for at in range(n - 2, -1, -1):
        following = at + 1
        op = int(steps.op[following])
        if steps.op[at] in TURNS:
            continue
        if op not in DURATION:
            ahead_step[at], ahead_law[at] = ahead_step[following], ahead_law[following]
            continue
        law = int(steps.args[following, DURATION[op]])
        if is_worth_it(program.distributions, law):
            ahead_step[at], ahead_law[at] = following, law
    return ahead_step, ahead_law


def first_columns(program: Program, ahead: tuple[Int64s, Int64s]) -> tuple[Int64s, Int64s]:
    """The same for units that are born at an instruction: it may be the step itself."""
    steps = program.instructions
    first_step, first_law = ahead[0].copy(), ahead[1].copy()
    for at, op in enumerate(steps.op.tolist()):
        if op in DURATION:
            law = int(steps.args[at, DURATION[op]])
            is_known = is_worth_it(program.distributions, law)
            first_step[at], first_law[at] = (at, law) if is_known else (NOBODY, NOBODY)
    return first_step, first_law
