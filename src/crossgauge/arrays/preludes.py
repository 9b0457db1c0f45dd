"""Instructions put before a program's own: what brings a unit to where it is, holding what it holds there."""

from dataclasses import dataclass, field

import numpy as np

from crossgauge.arrays.draws import key_of
from crossgauge.engines.events import state
from crossgauge.engines.events.state import N_ARGS, NOBODY, Batches, Distributions, Instructions, Program

Instruction = tuple[int, ...]  # op, args


@dataclass(slots=True)
class Preludes:
    """What is added to a program; equal preludes are written once."""

    program: Program
    op: list[int] = field(default_factory=list)
    args: list[list[int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    entries: dict[tuple[Instruction, ...], int] = field(default_factory=dict)
    laws: dict[tuple[float, ...], int] = field(default_factory=dict)
    stations: list[tuple[int, int, int]] = field(default_factory=list)  # size, entry, chain

    def entry(self, name: str, prelude: list[Instruction]) -> int:
        """Position of the first instruction of a prelude."""
        key = tuple(prelude)
        if key not in self.entries:
            self.entries[key] = len(self.program.instructions.op) + len(self.op)
            for op, *args in prelude:
                self.op.append(op)
                self.args.append([*args, *[NOBODY] * (N_ARGS - len(args))])
                self.names.append(f"{name}.present.{len(self.op)}")
        return self.entries[key]

    def law(self, *values: float) -> int:
        """Position of the law under which each of the values is equally likely."""
        return self.laws.setdefault(values, len(self.program.distributions.kind) + len(self.laws))

    def station(self, size: int, entry: int, chain: int) -> int:
        """Position of a new place where so many gather."""
        self.stations.append((size, entry, chain))
        return len(self.program.batches.size) + len(self.stations) - 1

    def instructions(self) -> Instructions:
        """The program's instructions, and these behind them."""
        own = self.program.instructions
        return Instructions(
            op=np.append(own.op, np.array(self.op, np.int64)),
            args=np.concatenate([own.args, np.array(self.args, np.int64).reshape(-1, N_ARGS)]),
            key=np.append(own.key, np.array([key_of(name) for name in self.names], np.uint64)),
        )

    def distributions(self) -> Distributions:
        """The program's laws, and these behind them."""
        own, told = self.program.distributions, list(self.laws)
        lengths = [len(values) if len(values) > 1 else 0 for values in told]
        last = len(own.values) + np.cumsum(lengths, dtype=np.int64)
        parameter = np.zeros((len(told), 4))
        parameter[:, 0] = [values[0] for values in told]
        more = [value for values in told if len(values) > 1 for value in values]
        kinds = [state.EMPIRICAL if length else state.CONSTANT for length in lengths]
        return Distributions(
            kind=np.append(own.kind, np.array(kinds, np.int64)),
            parameter=np.concatenate([own.parameter.reshape(-1, 4), parameter]),
            first=np.append(own.first, last - np.array(lengths, np.int64)),
            last=np.append(own.last, last),
            values=np.append(own.values, np.array(more, np.float64)),
            parts=np.append(own.parts, np.full(len(more), NOBODY)),
        )

    def batches(self) -> Batches:
        """The program's stations, and these behind them."""
        own, n = self.program.batches, len(self.stations)
        size, entry, chain = (np.array([one[place] for one in self.stations], np.int64) for place in range(3))
        nobody = np.full(n, NOBODY)
        return Batches(
            size=np.append(own.size, size),
            patience=np.append(own.patience, nobody),
            least=np.append(own.least, size),
            entry=np.append(own.entry, entry),
            chain=np.append(own.chain, chain),
            key=np.append(own.key, np.array([key_of(f"present.station.{k}") for k in range(n)], np.uint64)),
            size_law=None if own.size_law is None else np.append(own.size_law, nobody),
        )
