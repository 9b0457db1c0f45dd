"""How well a law fits: Anderson and Darling, or Kolmogorov and Smirnov where some are cut; p by bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossgauge.model.randomness import Distribution
from crossgauge.study.calibrate.laws import draws, survival
from crossgauge.study.calibrate.samples import Floats, Sample, rounded, survival_steps

Refit = Callable[[Sample], Distribution | None]
MOST_TESTED = 2_000  # of larger samples a part is tested: beyond, every law of the world is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodness:
    """What a test says.

    test       'Anderson–Darling', or 'Kolmogorov–Smirnov' on the Kaplan–Meier curve where some are censored
    statistic  of the test
    p          share of samples drawn from the law that fit worse, refitted each; NaN if none were drawn
    distance   largest difference between the law's and the seen share that has ended, 0 to 1
    n_tested   how many of the sample
    refits     the laws fitted to those samples
    """

    test: str
    statistic: float
    p: float
    distance: float
    n_tested: int
    refits: tuple[Distribution, ...]


def goodness(law: Distribution, sample: Sample, refit: Refit, n_draws: int, seed: int) -> Goodness:
    """The test of a fitted law. Parametric bootstrap: samples of the law, rounded and cut as the log was, refitted.

    refit : fits the same family to a drawn sample; None where it cannot be
    Source: Stute, González Manteiga and Presedo Quindimil 1993.
    """
    luck = np.random.default_rng(seed)
    part = sample if sample.n <= MOST_TESTED else some(sample, luck)
    tested = law if part is sample else refit(part) or law
    statistic = cut_distance if len(part.still) else anderson_darling
    seen = statistic(tested, part)
    worse, refits = 0, []
    cuts = survival_steps(mirrored(part)) if len(part.still) else None
    for _ in range(n_draws):
        drawn = sample_like(tested, part, cuts, luck)
        again = refit(drawn) if drawn is not None else None
        if drawn is None or again is None:
            continue
        refits.append(again)
        worse += statistic(again, drawn) >= seen
    return Goodness(
        test="Kolmogorov–Smirnov" if len(part.still) else "Anderson–Darling",
        statistic=seen,
        p=(1 + worse) / (1 + len(refits)) if refits else float("nan"),
        distance=cut_distance(law, sample),
        n_tested=part.n,
        refits=tuple(refits),
    )


def some(sample: Sample, luck: np.random.Generator) -> Sample:
    """MOST_TESTED durations of a larger sample, without choice."""
    kept = luck.permutation(sample.n)[:MOST_TESTED]
    n_ended = len(sample.ended)
    return Sample(
        ended=np.sort(sample.ended[kept[kept < n_ended]]),
        still=np.sort(sample.still[kept[kept >= n_ended] - n_ended]),
        grain_s=sample.grain_s,
    )


def mirrored(sample: Sample) -> Sample:
    """The sample with ends and cuts changed over, for the law of the cuts."""
    return Sample(ended=sample.still, still=sample.ended, grain_s=sample.grain_s)


def sample_like(
    law: Distribution, like: Sample, cuts: tuple[Floats, Floats] | None, luck: np.random.Generator
) -> Sample | None:
    """As many durations of the law, rounded and cut as the sample is; None if hardly one ended."""
    drawn = draws(law, like.n, luck)
    if cuts is None:
        return Sample(ended=rounded(drawn, like.grain_s), still=np.empty(0), grain_s=like.grain_s)
    times, share = cuts
    # A cut at times[k] where the share falls below the draw for the first time; never, where it stays above.
    place = np.searchsorted(-share, -luck.random(like.n), side="left")
    until = np.append(times, np.inf)[place]
    still = np.sort(until[until < drawn])
    ended = rounded(drawn[until >= drawn], like.grain_s)
    return Sample(ended=ended, still=still, grain_s=like.grain_s) if len(ended) >= 5 else None


def anderson_darling(law: Distribution, sample: Sample) -> float:
    """A² of Anderson and Darling (1954), for a sample of which none is cut."""
    n = len(sample.ended)
    beyond = np.clip(survival(law, sample.ended), 1e-15, 1.0 - 1e-15)
    weight = 2.0 * np.arange(1, n + 1) - 1.0
    return float(-n - (weight * (np.log1p(-beyond) + np.log(beyond[::-1]))).sum() / n)


def cut_distance(law: Distribution, sample: Sample) -> float:
    """Largest difference between the Kaplan–Meier curve and the law, on both sides of each step."""
    times, share = survival_steps(sample)
    fine = (
        sample.grain_s / 2.0 if sample.grain_s >= 1.0 else 0.0
    )  # a rounded duration stands for its neighbourhood
    after = np.abs(share - survival(law, times + fine))
    before = np.abs(np.append(1.0, share[:-1]) - survival(law, np.maximum(times - fine, 0.0)))
    return float(max(after.max(initial=0.0), before.max(initial=0.0)))
