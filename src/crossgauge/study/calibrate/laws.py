"""Density, survival and draws of the declared distributions, and the families that a fit chooses from."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.special import gammaincc, gammaln, log_ndtr, ndtr

from crossgauge.model.randomness import (
    Constant,
    Distribution,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Weibull,
    lognormal_of,
    weibull_scale,
)
from crossgauge.study.calibrate.samples import Floats, Sample

LOG_ROOT_TWO_PI = 0.5 * log(2.0 * np.pi)
TINY = 1e-300


def log_density(law: Distribution, at: Floats) -> Floats:
    """Logarithm of the density at `at`, above 0; -inf outside of the law's range. Raises TypeError for other laws."""
    match law:
        case Exponential(mean):
            return -log(mean) - at / mean
        case Lognormal(mean, cv):
            mu, sigma = lognormal_of(mean, cv)
            z = (np.log(at) - mu) / sigma
            return -0.5 * z * z - np.log(at) - log(sigma) - LOG_ROOT_TWO_PI
        case Gamma(mean, cv):
            shape, rate = 1.0 / cv**2, 1.0 / (mean * cv**2)
            constant = shape * log(rate) - float(gammaln(shape))
            return constant + (shape - 1.0) * np.log(at) - rate * at
        case Weibull(mean, shape):
            scale = weibull_scale(mean, shape)
            y = np.log(at / scale)
            return log(shape / scale) + (shape - 1.0) * y - np.exp(np.minimum(shape * y, 700.0))
        case Triangular(low, mode, high):
            up = 2.0 * (at - low) / ((high - low) * max(mode - low, TINY))
            down = 2.0 * (high - at) / ((high - low) * max(high - mode, TINY))
            height = np.where((at < mode) | (mode == high), up, down)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where((at >= low) & (at <= high), np.log(np.maximum(height, 0.0)), -np.inf)
        case Mixture(shares, parts):
            told = np.full(np.shape(at), -np.inf)
            for share, part in zip(shares, parts, strict=True):
                told = np.logaddexp(told, log(max(share, TINY)) + log_density(part, at))
            return told
    raise TypeError(f"{type(law).__name__} has no density here")


def survival(law: Distribution, at: Floats) -> Floats:
    """Probability to last longer than `at`, at least 0. Raises TypeError for other laws.

    >>> survival(Exponential(10.0), np.array([0.0, 10.0])).round(4).tolist()
    [1.0, 0.3679]
    """
    match law:
        case Constant(value):
            return (at < value).astype(np.float64)
        case Exponential(mean):
            return np.exp(-at / mean)
        case Lognormal(mean, cv):
            mu, sigma = lognormal_of(mean, cv)
            with np.errstate(divide="ignore"):
                return np.asarray(ndtr((mu - np.log(at)) / sigma), np.float64)
        case Gamma(mean, cv):
            return np.asarray(gammaincc(1.0 / cv**2, at / (mean * cv**2)), np.float64)
        case Weibull(mean, shape):
            return np.exp(-((at / weibull_scale(mean, shape)) ** shape))
        case Triangular(low, mode, high):
            rising = np.clip(at - low, 0.0, None) ** 2 / ((high - low) * max(mode - low, TINY))
            falling = np.clip(high - at, 0.0, None) ** 2 / ((high - low) * max(high - mode, TINY))
            return np.where(at < mode, 1.0 - rising, falling)
        case Mixture(shares, parts):
            each = [share * survival(part, at) for share, part in zip(shares, parts, strict=True)]
            return np.asarray(np.sum(each, axis=0), np.float64)
    raise TypeError(f"{type(law).__name__} has no survival here")


def log_survival(law: Distribution, at: Floats) -> Floats:
    """Logarithm of `survival`, exact in the far tail where the law has a formula for it."""
    match law:
        case Exponential(mean):
            return -at / mean
        case Lognormal(mean, cv):
            mu, sigma = lognormal_of(mean, cv)
            told: Floats = log_ndtr((mu - np.log(at)) / sigma)
            return told
        case Weibull(mean, shape):
            return -((at / weibull_scale(mean, shape)) ** shape)
    return np.log(np.maximum(survival(law, at), TINY))


def log_likelihood(law: Distribution, sample: Sample) -> float:
    """Of what was seen to end its density, of what was still going on its survival."""
    told = float(log_density(law, sample.ended).sum())
    return told + (float(log_survival(law, sample.still).sum()) if len(sample.still) else 0.0)


def draws(law: Distribution, n: int, luck: np.random.Generator) -> Floats:
    """`n` draws. Raises TypeError for laws that no fit gives."""
    match law:
        case Constant(value):
            return np.full(n, value)
        case Exponential(mean):
            return luck.exponential(mean, n)
        case Lognormal(mean, cv):
            return luck.lognormal(*lognormal_of(mean, cv), n)
        case Gamma(mean, cv):
            return luck.gamma(1.0 / cv**2, mean * cv**2, n)
        case Weibull(mean, shape):
            return weibull_scale(mean, shape) * luck.weibull(shape, n)
        case Triangular(low, mode, high):
            return luck.triangular(low, mode, high, n)
        case Mixture(shares, parts):
            which = luck.choice(len(parts), n, p=np.asarray(shares) / sum(shares))
            each = np.stack([draws(part, n, luck) for part in parts])
            return np.asarray(each[which, np.arange(n)], np.float64)
    raise TypeError(f"{type(law).__name__} is not drawn here")


@dataclass(frozen=True, slots=True)
class Family:
    """Laws of one name by their parameters on the scale on which they are looked for.

    law   : parameters (n_parameters,) to the law; all are logarithms
    start : where to begin, from mean and cv of the sample
    words : what the parameters are called where the law is declared
    """

    name: str
    words: tuple[str, ...]
    law: Callable[[Floats], Distribution]
    start: Callable[[float, float], tuple[float, ...]]


def _bounded(value: float) -> float:
    return exp(min(max(value, -13.0), 13.0))  # 2e-6 to 4e5: what a project may declare


FAMILIES = (
    Family("exponential", ("mean",), lambda t: Exponential(exp(t[0])), lambda mean, _: (log(mean),)),
    Family(
        "lognormal",
        ("mean", "cv"),
        lambda t: Lognormal(exp(t[0]), _bounded(t[1])),
        lambda mean, cv: (log(mean), log(cv)),
    ),
    Family(
        "gamma",
        ("mean", "cv"),
        lambda t: Gamma(exp(t[0]), _bounded(t[1])),
        lambda mean, cv: (log(mean), log(cv)),
    ),
    Family(
        "weibull",
        ("mean", "shape"),
        lambda t: Weibull(exp(t[0]), min(max(exp(t[1]), 0.05), 1e4)),
        lambda mean, cv: (log(mean), -1.086 * log(cv)),  # Justus et al. 1978
    ),
)


def moments_of(sample: Sample) -> tuple[float, float]:
    """Mean and cv to begin a search with: those that ended, the mean raised by the time of those still open."""
    mean = float(sample.ended.mean())
    raised = float(sample.ended.sum() + sample.still.sum()) / len(sample.ended)
    cv = float(sample.ended.std()) / mean if len(sample.ended) > 1 else 1.0
    return sqrt(mean * raised), min(max(cv, 1e-3), 10.0)
