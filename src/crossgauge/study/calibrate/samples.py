"""Durations as a log gives them: some seen to their end, some still open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
GRAINS = (3600.0, 1800.0, 900.0, 600.0, 300.0, 60.0, 1.0, 0.001)  # s, to which clocks and clerks round


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Durations in seconds.

    ended   (n_ended,)  seen to their end, above 0, ascending
    still   (n_still,)  still going on after that time: right-censored, above 0, ascending
    grain_s             what all were rounded to
    n_zero              of those ended, how many were shorter than the grain: taken as half of it
    """

    ended: Floats
    still: Floats
    grain_s: float = 0.001
    n_zero: int = 0

    @property
    def n(self) -> int:
        """How many durations there are, both kinds."""
        return len(self.ended) + len(self.still)


def sample_of(durations_s: ArrayLike, censored: Sequence[bool] | NDArray[np.bool_] | None = None) -> Sample:
    """The sample of some durations. censored : which of them were still going on; None: none was.

    A stay that was cut at once tells nothing and is left out. Raises ValueError below 0 or where not finite.

    >>> s = sample_of([60.0, 0.0, 300.0], [False, False, True])
    >>> s.ended.tolist(), s.still.tolist(), s.grain_s, s.n_zero
    ([30.0, 60.0], [300.0], 60.0, 1)
    """
    every = np.asarray(durations_s, np.float64).ravel()
    cut = np.zeros(len(every), bool) if censored is None else np.asarray(censored, bool)
    if len(cut) != len(every):
        raise ValueError(f"{len(every)} durations, but {len(cut)} marks of censoring")
    if not np.isfinite(every).all() or (every < 0).any():
        raise ValueError("a duration is below 0 or not a number")
    grain = grain_of(every[~cut])
    ended = np.sort(every[~cut])
    zeros = int((ended == 0.0).sum())
    ended[:zeros] = grain / 2.0
    still = np.sort(every[cut & (every > 0.0)])
    return Sample(ended=ended, still=still, grain_s=grain, n_zero=zeros)


def grain_of(durations_s: Floats) -> float:
    """The coarsest grain that all durations are whole multiples of, s; a millisecond if there is none."""
    whole = np.round(durations_s * 1000.0)
    if not whole.any():
        return GRAINS[-1]
    fits = (grain for grain in GRAINS if not (whole % (grain * 1000.0)).any())
    return next(fits, GRAINS[-1])


def rounded(durations_s: Floats, grain_s: float) -> Floats:
    """Durations as a log with this grain would have them, ascending."""
    return np.sort(np.maximum(np.round(durations_s / grain_s) * grain_s, grain_s / 2.0))


def survival_steps(sample: Sample) -> tuple[Floats, Floats]:
    """The share still there just after each duration at which one ended, by Kaplan and Meier (1958).

    Returns (n_times,) ascending times and (n_times,) shares. Those cut at the same time as one ends are still there.

    >>> times, share = survival_steps(sample_of([1.0, 2.0, 3.0], [False, True, False]))
    >>> times.tolist(), share.round(3).tolist()
    ([1.0, 3.0], [0.667, 0.0])
    """
    times, ends = np.unique(sample.ended, return_counts=True)
    gone = np.searchsorted(sample.ended, times) + np.searchsorted(sample.still, times)
    at_risk = sample.n - gone
    return times, np.asarray(np.cumprod(1.0 - ends / at_risk), np.float64)
