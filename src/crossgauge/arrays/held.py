"""What a unit holds at each instruction, read from the instructions alone."""

from crossgauge.engines.events.state import (
    NOBODY,
    OP_BRANCH,
    OP_END,
    OP_GOTO,
    OP_RELEASE,
    OP_SEASON,
    OP_SEIZE,
    OP_SPLIT,
    OP_USE,
    Program,
)

Held = dict[int, int]  # resource: how many


def held_before(program: Program) -> dict[int, Held]:
    """What a unit holds before each instruction, by the instructions alone."""
    table = program.instructions
    entries = {*program.sources.entry.tolist(), *program.batches.entry.tolist()}
    entries |= set(table.args[table.op == OP_SPLIT, 0].tolist())
    before: dict[int, Held] = {entry: {} for entry in entries}
    ahead = list(before)
    while ahead:
        here = ahead.pop()
        for onward, holds in onward_of(program, here, before[here]):
            if onward not in before:
                before[onward] = holds
                ahead.append(onward)
    return before


def onward_of(program: Program, here: int, holds: Held) -> list[tuple[int, Held]]:
    """Instructions that may follow, with what is held there."""
    op, args = int(program.instructions.op[here]), program.instructions.args[here].tolist()
    if op == OP_END:
        return []
    if op == OP_GOTO:
        return [(args[0], holds)]
    if op in (OP_BRANCH, OP_SEASON):
        return [(arm, holds) for arm in program.branch_to[args[0] : args[0] + args[1]].tolist()]
    after = dict(holds)
    if op in (OP_SEIZE, OP_RELEASE) and program.resources.initial[args[0]] == NOBODY:
        after[args[0]] = after.get(args[0], 0) + (args[1] if op == OP_SEIZE else -args[1])
        after = {name: count for name, count in after.items() if count > 0}
    aside = [(args[5], holds)] if op in (OP_SEIZE, OP_USE) and args[5] != NOBODY else []
    return [(here + 1, after), *aside]
