"""A run that is stuck, in words: who waits for what, who holds it, and who waits for whom in a circle."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from crossgauge.arrays.compile import Part
from crossgauge.arrays.held import Held, held_before
from crossgauge.arrays.index import Index
from crossgauge.engines.events.state import (
    NOBODY,
    OP_BATCH,
    OP_JOIN,
    OP_MOVE,
    OP_SEIZE,
    OP_USE,
    OP_WAIT,
    Ending,
    Program,
)

MOST_LINES = 12
MOST_IN_CIRCLE = 8


def waits_for_hours(ending: Ending, program: Program) -> bool:
    """Whether anyone waits at a gate, or for a resource that is closed now.

    Then nobody is stuck: the period ends in their night, and in the morning behind it they and those that wait
    for them would go on.
    """
    op = program.instructions.op
    return any(
        op[instruction] == OP_WAIT
        or (op[instruction] in (OP_SEIZE, OP_USE) and capacity_at(program, asked(program, instruction)[0], ending) == 0)
        for instruction in np.unique(ending.stuck_instruction).tolist()
    )


def stuck_message(ending: Ending, part: Part, replica: int) -> str:
    """Who waits where, since when, for what and holding what; the longest waits first; then who holds it."""
    program, index = part.program, part.index
    held = held_before(program)
    lines = [f"replica {replica}: at {at(ending.tick, index)} units wait, and nothing can happen any more:"]
    rows: dict[int, list[tuple[int, int]]] = {}
    for unit, instruction, tick in zip(
        ending.stuck_unit.tolist(), ending.stuck_instruction.tolist(), ending.stuck_since.tolist(), strict=True
    ):
        rows.setdefault(instruction, []).append((tick, unit))
    for instruction, waiting in sorted(rows.items(), key=lambda row: min(row[1]))[:MOST_LINES]:
        first, unit = min(waiting)
        count = "1 unit waits" if len(waiting) == 1 else f"{len(waiting)} units wait"
        holds = said(held.get(instruction, {}), index) or "nothing"
        each = "holding" if len(waiting) == 1 else "each holding"
        lines.append(
            f"  {step_at(instruction, index)}: {count}, unit {unit} since {at(first, index)},"
            f" for {wanted(program, index, instruction)}, {each} {holds}"
        )
    lines += held_lines(ending, part, held)
    lines += circle_line(ending, part, held)
    lines.append("Expected a step that gives back, lets pass or fills what they wait for.")
    return "\n".join(lines)


def at(tick: int, index: Index) -> str:
    """A tick to the minute, in the network's clock."""
    instant: datetime = index.epoch + timedelta(milliseconds=int(tick))
    return instant.astimezone(ZoneInfo(index.clock)).strftime("%Y-%m-%d %H:%M")


def step_at(instruction: int, index: Index) -> str:
    """'crossing.chain.step' as paths call it: a step without subject has no colon."""
    return index.instructions[instruction].replace(":#", "#").rstrip(":")


def said(held: Held, index: Index) -> str:
    """Resources and counts in words."""
    return ", ".join(f"{count} of '{index.resources[name].id}'" for name, count in sorted(held.items()))


def asked(program: Program, instruction: int) -> tuple[int, int]:
    """Resource and count of a SEIZE or USE."""
    resource, count = program.instructions.args[instruction, :2].tolist()
    return resource, count


def wanted(program: Program, index: Index, instruction: int) -> str:
    """What a unit at this instruction waits for."""
    op, first = int(program.instructions.op[instruction]), int(program.instructions.args[instruction, 0])
    if op in (OP_SEIZE, OP_USE):
        return said(dict([asked(program, instruction)]), index)
    if op == OP_MOVE:
        return f"link '{index.links[first].id}'"
    if op == OP_BATCH:
        return f"a batch of {program.batches.size[first]}"
    return "its children" if op == OP_JOIN else "others"


def capacity_at(program: Program, resource: int, ending: Ending) -> int:
    """Capacity by calendar when the run got stuck."""
    resources = program.resources
    rows = slice(int(resources.first[resource]), int(resources.first[resource + 1]))
    now = int(np.searchsorted(resources.tick[rows], ending.tick, side="right")) - 1
    return int(resources.capacity[rows][now])


def held_lines(ending: Ending, part: Part, held: dict[int, Held]) -> list[str]:
    """Of each resource that is waited for, the steps at which units hold it."""
    program, index = part.program, part.index
    stuck = ending.stuck_instruction.tolist()
    ops = program.instructions.op
    lines = []
    for resource in sorted({asked(program, one)[0] for one in stuck if ops[one] in (OP_SEIZE, OP_USE)}):
        has, name = capacity_at(program, resource, ending), index.resources[resource].id
        if program.resources.initial[resource] != NOBODY:
            lines.append(f"  '{name}' is a stock that nobody fills")
            continue
        holders: dict[int, int] = {}
        for one in stuck:
            if count := held.get(one, {}).get(resource, 0):
                holders[one] = holders.get(one, 0) + count
        told = [f"{count} at {step_at(one, index)}" for one, count in holders.items()]
        others = has - sum(holders.values())
        if others > 0:
            told.append(f"{others} free, down, or with units that are gone or inside of a batch")
        lines.append(f"  '{name}', of which there are {has}, is held: {', '.join(told[:MOST_LINES])}")
    return lines


def circle_line(ending: Ending, part: Part, held: dict[int, Held]) -> list[str]:
    """One circle of units of which each holds what the one before waits for."""
    program, index = part.program, part.index
    where = dict(zip(ending.stuck_unit.tolist(), ending.stuck_instruction.tolist(), strict=True))
    holder: dict[int, int] = {}  # of each resource, the first who waits for another while he holds it
    for who, one in where.items():
        if program.instructions.op[one] in (OP_SEIZE, OP_USE):
            for resource in held.get(one, {}):
                holder.setdefault(resource, who)
    for start in holder.values():
        way: list[int] = []
        unit: int | None = start
        while unit is not None and unit not in way:
            way.append(unit)
            unit = holder.get(asked(program, where[unit])[0])
        if unit is None:
            continue
        circle = way[way.index(unit) :]
        told = [f"unit {one} waits for '{index.resources[asked(program, where[one])[0]].id}'" for one in circle]
        return [f"  in a circle: {', held by '.join([*told[:MOST_IN_CIRCLE], f'unit {circle[0]}'])}"]
    return []
