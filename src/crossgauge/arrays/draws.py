"""Declared distributions as rows of the kernel's table, each row once."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import cast

import numpy as np

from crossgauge.engines.events import state
from crossgauge.engines.events.state import NOBODY, Distributions
from crossgauge.model import randomness
from crossgauge.model.randomness import Distribution

Row = tuple[int, tuple[float, ...], tuple[float, ...], tuple[int, ...]]


def key_of(name: str) -> int:
    """A 64-bit key from a name: who draws is known by its words, never by its position."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class DrawTable:
    """Collects distributions while a program is compiled; `rows()` gives the kernel's table."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._position: dict[Row, int] = {}

    def add(self, distribution: Distribution, scale: float) -> int:
        """Position of a distribution whose unit is `scale` kernel units (1,000 for seconds, 1 for counts)."""
        return self._put(self._row_of(distribution, scale))

    def add_dated(self, by_epoch: Sequence[tuple[int, Distribution]], scale: float) -> int:
        """Position of a distribution that changes at given ticks; the first must be at or before tick 0."""
        parts: list[tuple[int, int]] = []
        for tick, distribution in by_epoch:
            position = self.add(distribution, scale)
            if not parts or parts[-1][1] != position:
                parts.append((tick, position))
        if len(parts) == 1:
            return parts[0][1]
        return self._put(
            (
                state.DATED,
                (),
                tuple(float(tick) for tick, _ in parts),
                tuple(position for _, position in parts),
            )
        )

    def add_counts(self, by_epoch: Sequence[tuple[int, int]]) -> int:
        """Position of a plain count that changes at given ticks."""
        return self.add_dated([(tick, randomness.Constant(float(count))) for tick, count in by_epoch], 1.0)

    def _put(self, row: Row) -> int:
        if row not in self._position:
            self._position[row] = len(self._rows)
            self._rows.append(row)
        return self._position[row]

    def _row_of(self, distribution: Distribution, scale: float) -> Row:
        match randomness.scaled(distribution, scale):
            case randomness.Constant(value):
                return state.CONSTANT, (value,), (), ()
            case randomness.Exponential(mean):
                return state.EXPONENTIAL, (mean,), (), ()
            case randomness.Lognormal(mean, cv):
                return state.LOGNORMAL, randomness.lognormal_of(mean, cv), (), ()
            case randomness.Gamma(mean, cv):
                return state.GAMMA, (1.0 / (cv * cv), mean * cv * cv), (), ()
            case randomness.Weibull(mean, shape):
                return state.WEIBULL, (shape, randomness.weibull_scale(mean, shape)), (), ()
            case randomness.Triangular(low, mode, high):
                return state.TRIANGULAR, (low, mode, high), (), ()
            case randomness.Uniform(low, high):
                return state.UNIFORM, (low, high), (), ()
            case randomness.Beta(low, high, alpha, beta):
                return state.BETA, (low, high, alpha, beta), (), ()
            case randomness.Empirical(values):
                return state.EMPIRICAL, (), tuple(sorted(values)), (NOBODY,) * len(values)
            case randomness.Mixture(shares, parts):
                cumulative = np.cumsum(shares)
                cumulative[-1] = 1.0
                positions = tuple(self._put(self._row_of(part, 1.0)) for part in parts)
                return state.MIXTURE, (), tuple(cast("list[float]", cumulative.tolist())), positions

    def rows(self) -> Distributions:
        """The kernel's table."""
        lengths = [len(values) for _, _, values, _ in self._rows]
        last = np.cumsum(lengths, dtype=np.int64) if lengths else np.zeros(0, np.int64)
        parameter = np.zeros((len(self._rows), 4))
        for position, (_, told, _, _) in enumerate(self._rows):
            parameter[position, : len(told)] = told
        return Distributions(
            kind=np.array([kind for kind, _, _, _ in self._rows], np.int64),
            parameter=parameter,
            first=last - np.array(lengths, np.int64),
            last=last,
            values=np.array([value for _, _, values, _ in self._rows for value in values], np.float64),
            parts=np.array([part for _, _, _, parts in self._rows for part in parts], np.int64),
        )
