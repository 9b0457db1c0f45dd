"""Which law a sample of durations follows, with intervals, a test, and what is missing where it is too small."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isnan, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossgauge.model.randomness import (
    Constant,
    Distribution,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Weibull,
    mean_of,
    scaled,
)
from crossgauge.sources.written import distribution_text
from crossgauge.study.calibrate.goodness import Goodness, Refit, goodness
from crossgauge.study.calibrate.laws import FAMILIES, Family
from crossgauge.study.calibrate.likelihood import fitted, profile_interval, value_of
from crossgauge.study.calibrate.mixtures import lognormal_mixture
from crossgauge.study.calibrate.samples import Floats, Sample, sample_of
from crossgauge.study.calibrate.triangles import triangle

HOUR = 3600.0
LEAST_ENDED = 20  # durations seen to their end, below which no law is told
LEAST_MIXED = 100  # for two laws in one
LEAST_IN_PART = 10.0  # durations in each of the two
PAYS = (
    6.0  # fall of BIC for which a law of more parts is worth its parameters (Kass and Raftery 1995: strong)
)
WANTED = 0.2  # half width of the mean's 95 % interval, of the mean
LEAST_P = 0.05
Censored = Sequence[bool] | NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a law with its 95 % interval; times in hours. NaN where no interval is known."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A law that was weighed."""

    name: str
    law: Distribution
    log_likelihood: float
    n_parameters: int
    aicc: float
    bic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationFit:
    """What was found of a sample of durations.

    n, n_censored   durations, and how many of them were still going on
    law             declared distribution in seconds; None if there are not enough data
    text            as a project declares it; '' without a law
    parameters      of the law, or the mean alone; times in hours
    candidates      by BIC, best first
    goodness        of fit; None where nothing was tested
    why             in words: what is missing, or what the law does not tell
    """

    sample: Sample
    n: int
    n_censored: int
    law: Distribution | None
    text: str
    parameters: tuple[Parameter, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    goodness: Goodness | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """What the law is called, '' without one."""
        return self.text.partition("(")[0] if "(" in self.text else "constant" if self.text else ""

    @property
    def holds(self) -> bool:
        """Whether the test leaves the law standing."""
        return self.goodness is None or isnan(self.goodness.p) or self.goodness.p >= LEAST_P


def fit_duration(
    hours: ArrayLike, censored: Censored = None, *, n_draws: int = 199, seed: int = 1
) -> DurationFit:
    """The law of some durations: largest likelihood, chosen by BIC, tested by parametric bootstrap.

    hours : durations in hours; censored : which of them were still going on when the log ended.
    n_draws : samples drawn for the test; 0: no test, and no intervals for mixtures and triangles.
    Raises ValueError for a duration below 0 or not finite.

    >>> x = np.random.default_rng(1).exponential(3.0, 400)
    >>> fit = fit_duration(np.minimum(x, 6.0), x > 6.0)
    >>> fit.name, fit.n_censored, fit.parameters[0].low < 3.0 < fit.parameters[0].high
    ('exponential', 54, True)
    >>> fit_duration([1.0, 2.0, 2.5]).why
    '3 stays seen to their end; a law needs 20, the mean within ±20 % about 17.'
    """
    sample = sample_of(np.asarray(hours, np.float64) * HOUR, censored)
    few = too_few(sample)
    if few or sample.ended[0] == sample.ended[-1]:
        law = None if few else Constant(float(sample.ended[0]))
        return DurationFit(
            sample=sample, n=sample.n, n_censored=len(sample.still), law=law, why=few,
            text="" if law is None else distribution_text(law),
        )  # fmt: skip
    candidates = weighed(sample)
    best = chosen(candidates)
    test = goodness(best.law, sample, refit_of(best), n_draws, seed)
    return DurationFit(
        sample=sample,
        n=sample.n,
        n_censored=len(sample.still),
        law=best.law,
        text=distribution_text(best.law),
        parameters=parameters_of(best, sample, test),
        candidates=candidates,
        goodness=test if n_draws else None,
        why=caution(best, sample),
    )


def too_few(sample: Sample) -> str:
    """What is missing, in words; '' where there is enough for a law."""
    n = len(sample.ended)
    if n >= LEAST_ENDED:
        return ""
    seen = {0: "no stay", 1: "1 stay"}.get(n, f"{n} stays")
    told = f"{seen} seen to {'its' if n < 2 else 'their'} end; a law needs {LEAST_ENDED}"
    if n < 3:
        return told + "."
    cv = float(sample.ended.std(ddof=1) / sample.ended.mean())
    return f"{told}, the mean within ±{WANTED:.0%} about {needed(cv)}.".replace("%", " %")


def needed(cv: float) -> int:
    """How many durations make the mean's 95 % interval as narrow as ±20 %.

    >>> needed(1.0)
    97
    """
    return max(2, ceil((1.96 * cv / WANTED) ** 2))


def weighed(sample: Sample) -> tuple[Candidate, ...]:
    """The laws that may be, by BIC, best first."""
    found = []
    for family in FAMILIES:
        theta, told = fitted(family, sample)
        found.append(candidate(family.name, family.law(theta), told, len(theta), sample))
    if not len(sample.still):
        law, told = triangle(sample)
        found.append(candidate("triangular", law, told, 3, sample))
    if len(sample.ended) >= LEAST_MIXED:
        mixed, told = lognormal_mixture(sample)
        if min(mixed.shares) * sample.n >= LEAST_IN_PART:
            found.append(candidate("mixture", mixed, told, 5, sample))
    return tuple(sorted(found, key=lambda one: one.bic))


def candidate(name: str, law: Distribution, told: float, n_parameters: int, sample: Sample) -> Candidate:
    """A law with its criteria: AIC corrected for small samples (Hurvich and Tsai 1989) and BIC (Schwarz 1978)."""
    n, k = sample.n, n_parameters
    return Candidate(
        name=name,
        law=law,
        log_likelihood=told,
        n_parameters=k,
        aicc=2.0 * k - 2.0 * told + 2.0 * k * (k + 1) / max(n - k - 1, 1),
        bic=k * log(n) - 2.0 * told,
    )


def chosen(candidates: Sequence[Candidate]) -> Candidate:
    """The one with the smallest BIC; a mixture only where it is smaller by PAYS."""
    plain = next(one for one in candidates if one.name != "mixture")
    best = candidates[0]
    return plain if best.name == "mixture" and plain.bic - best.bic < PAYS else best


def family_of(name: str) -> Family | None:
    """The family of a candidate; None for mixtures and triangles."""
    return next((family for family in FAMILIES if family.name == name), None)


def refit_of(best: Candidate) -> Refit:
    """What fits the chosen kind of law to another sample."""
    family = family_of(best.name)
    if family is not None:
        start = theta_of(best)
        return lambda sample: family.law(fitted(family, sample, start)[0])
    if isinstance(best.law, Mixture):
        mixture = best.law
        return lambda sample: lognormal_mixture(sample, mixture)[0]
    return lambda sample: triangle(sample)[0]


def theta_of(best: Candidate) -> Floats:
    """The parameters of a candidate of a family, as they are looked for."""
    family = family_of(best.name)
    words = family.words if family else ()
    return np.log([value_of(best.law, word) for word in words])


def parameters_of(best: Candidate, sample: Sample, test: Goodness) -> tuple[Parameter, ...]:
    """The parameters with their intervals: by profile likelihood, or from the refitted samples."""
    family = family_of(best.name)
    if family is None:
        told = numbers_of(best.law)
        refits = [numbers_of(law) for law in test.refits]
        return tuple(
            Parameter(name=name, value=value, low=ends[0], high=ends[1])
            for name, value in told.items()
            for ends in [quantiles([refit[name] for refit in refits if name in refit])]
        )
    theta, made = theta_of(best), []
    for place, word in enumerate(family.words):
        low, high = profile_interval(family, sample, theta, best.log_likelihood, place)
        unit = HOUR if word == "mean" else 1.0
        value = value_of(best.law, word) / unit
        made.append(Parameter(name=word, value=value, low=low / unit, high=high / unit))
    return tuple(made)


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of some values; NaN if there are fewer than 40."""
    if len(values) < 40:
        return float("nan"), float("nan")
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def numbers_of(law: Distribution) -> dict[str, float]:
    """The numbers of a law by name; times in hours."""
    match scaled(law, 1.0 / HOUR):
        case Triangular(low, mode, high):
            return {"low": low, "mode": mode, "high": high}
        case Lognormal(mean, cv) | Gamma(mean, cv):
            return {"mean": mean, "cv": cv}
        case Weibull(mean, shape):
            return {"mean": mean, "shape": shape}
        case Exponential(mean) | Constant(mean):
            return {"mean": mean}
        case Mixture(shares, parts):
            told = {"share": shares[0], "mean": mean_of(Mixture(shares, parts))}
            for number, part in enumerate(parts, 1):
                told |= {f"{name} {number}": value for name, value in numbers_of(scaled(part, HOUR)).items()}
            return told
    return {"mean": mean_of(law) / HOUR}


def caution(best: Candidate, sample: Sample) -> str:
    """What one should know of the law."""
    told = []
    if len(sample.still) > 0.5 * sample.n:
        told.append("more than half are still open: the tail is the law's word, not the log's")
    phases = round(1.0 / best.law.cv**2) if isinstance(best.law, Gamma) else 0
    if phases > 1 and isinstance(best.law, Gamma) and abs(best.law.cv * sqrt(phases) - 1.0) < 0.03:
        told.append(f"as an Erlang of {phases} phases")
    if sample.n_zero > 0.05 * sample.n:
        told.append(f"{sample.n_zero} are shorter than the stamps tell apart")
    return "; ".join(told)
