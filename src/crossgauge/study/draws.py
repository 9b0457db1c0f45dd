"""Draws outside of the kernel: a stream of its own for each thing that is drawn, and quantiles of distributions."""

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv, ndtri

from crossgauge.model.randomness import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
    lognormal_of,
    weibull_scale,
)

Floats = NDArray[np.float64]


def luck(seed: int, *names: str | int, count: int) -> Floats:
    """Uniform numbers in (0, 1) that belong to the names: equal names, equal numbers; a longer row begins the same.

    >>> bool((luck(1, "silk", 3, count=5)[:2] == luck(1, "silk", 3, count=2)).all())
    True
    """
    key = hashlib.sha256("/".join(str(name) for name in names).encode()).digest()
    words = np.frombuffer(key, np.uint32).tolist()
    numbers = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, *words]))).random(count)
    return np.clip(numbers, 2.0**-53, 1.0 - 2.0**-53)


def quantiles(distribution: Distribution, shares: Floats) -> Floats:
    """The values below which the shares of a distribution lie, in its own unit. shares : (n,), within (0, 1).

    One number gives one draw, rising with it: two runs that draw with the same numbers share their luck.

    >>> quantiles(Uniform(10.0, 20.0), np.array([0.25, 0.5]))
    array([12.5, 15. ])
    """
    match distribution:
        case Constant(value):
            return np.full(len(shares), value)
        case Exponential(mean):
            return -mean * np.log1p(-shares)
        case Lognormal(mean, cv):
            mu, sigma = lognormal_of(mean, cv)
            return np.asarray(np.exp(mu + sigma * ndtri(shares)))
        case Gamma(mean, cv):
            return np.asarray(gammaincinv(1.0 / cv**2, shares) * mean * cv**2)
        case Weibull(mean, shape):
            return weibull_scale(mean, shape) * (-np.log1p(-shares)) ** (1.0 / shape)
        case Triangular(low, mode, high):
            rising = low + np.sqrt(shares * (high - low) * (mode - low))
            falling = high - np.sqrt((1.0 - shares) * (high - low) * (high - mode))
            return np.where(shares * (high - low) < mode - low, rising, falling)
        case Uniform(low, high):
            return low + shares * (high - low)
        case Beta(low, high, alpha, beta):
            return np.asarray(low + (high - low) * betaincinv(alpha, beta, shares))
        case Empirical(values):
            return np.asarray(values)[(shares * len(values)).astype(np.int64)]
        case Mixture(parts_shares, parts):
            return mixed(parts_shares, parts, shares)


def mixed(weights: tuple[float, ...], parts: tuple[Distribution, ...], shares: Floats) -> Floats:
    """Draws of a mixture: where a share falls picks the part, and how far in it the value."""
    edges = np.concatenate([[0.0], np.cumsum(weights) / np.sum(weights)])
    which = np.clip(np.searchsorted(edges, shares, "right") - 1, 0, len(parts) - 1)
    drawn = np.empty(len(shares))
    for number, part in enumerate(parts):
        inside = which == number
        width = edges[number + 1] - edges[number]
        within = np.clip((shares[inside] - edges[number]) / width, 2.0**-53, 1.0 - 2.0**-53)
        drawn[inside] = quantiles(part, within)
    return drawn
