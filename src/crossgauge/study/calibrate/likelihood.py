"""Largest likelihood of a family, and intervals from its profile."""

from math import exp, inf

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar

from crossgauge.model.randomness import Distribution
from crossgauge.study.calibrate.laws import Family, log_likelihood, moments_of
from crossgauge.study.calibrate.samples import Floats, Sample

HALF_CHI2 = 1.9207294103470258  # half the 95 % point of chi-square with one degree of freedom
WORST = 1e12


def fitted(family: Family, sample: Sample, start: Floats | None = None) -> tuple[Floats, float]:
    """Parameters of the family with the largest likelihood, and its logarithm.

    sample : with at least two different durations that ended
    """
    begin = np.array([float(t) for t in (family.start(*moments_of(sample)) if start is None else start)])
    if family.name == "exponential":  # time on test over number of ends
        theta = np.array([np.log((sample.ended.sum() + sample.still.sum()) / len(sample.ended))])
        return theta, log_likelihood(family.law(theta), sample)
    if family.name == "lognormal" and not len(sample.still):
        y = np.log(sample.ended)
        mu, variance = float(y.mean()), float(y.var())
        theta = np.array([mu + variance / 2.0, 0.5 * np.log(np.expm1(variance))])
        return theta, log_likelihood(family.law(theta), sample)

    def of(theta: Floats) -> float:
        return loss(family, theta, sample)

    found = minimize(of, begin, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9})
    return np.asarray(found.x), -float(found.fun) * sample.n


def loss(family: Family, theta: Floats, sample: Sample) -> float:
    """Minus log likelihood for each duration; large where there is none."""
    if np.abs(theta).max() > 60.0:
        return WORST
    told = -log_likelihood(family.law(theta), sample) / sample.n
    return told if np.isfinite(told) else WORST


def profile_interval(
    family: Family, sample: Sample, theta: Floats, best: float, place: int
) -> tuple[float, float]:
    """The 95 % interval of one parameter: all values whose best likelihood is within 1.92 of the largest.

    Source: Wilks 1938; Cox and Oakes, Analysis of Survival Data, 1984, section 3.3. Ends that are not found
    are 0 and infinity.
    """

    def short(value: float) -> float:
        return best - profile(family, sample, theta, place, value) - HALF_CHI2

    ends = []
    for sign in (-1.0, 1.0):
        step, inside = 0.5 / np.sqrt(sample.n), float(theta[place])
        outside = inside + sign * step
        while short(outside) < 0.0 and step < 8.0:
            step *= 2.0
            inside, outside = outside, inside + sign * step
        ends.append(brentq(short, inside, outside, xtol=1e-4) if step < 8.0 else sign * inf)
    return exp(float(ends[0])), exp(float(ends[1])) if ends[1] < inf else inf


def profile(family: Family, sample: Sample, theta: Floats, place: int, value: float) -> float:
    """The largest log likelihood with one parameter held at a value."""
    if len(theta) == 1:
        return log_likelihood(family.law(np.array([value])), sample)
    other = 1 - place

    def of(free: float) -> float:
        at = np.empty(2)
        at[place], at[other] = value, free
        return loss(family, at, sample)

    near = float(theta[other])
    found = minimize_scalar(of, bracket=(near - 0.05, near + 0.05), options={"xtol": 1e-5})
    return -float(found.fun) * sample.n


def value_of(law: Distribution, word: str) -> float:
    """A parameter of a law by the word that declares it."""
    return float(getattr(law, word))
