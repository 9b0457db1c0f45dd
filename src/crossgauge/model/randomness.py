"""Declared distributions: named, in SI, drawn only by the kernel. Text form: `sources/quantities.py`."""

from dataclasses import dataclass
from math import gamma, log, sqrt


@dataclass(frozen=True, slots=True)
class Constant:
    """Always `value`."""

    value: float


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential with `mean`."""

    mean: float


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Lognormal with `mean` and coefficient of variation `cv`."""

    mean: float
    cv: float


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma with `mean` and `cv`; Erlang of k phases is cv = 1/sqrt(k)."""

    mean: float
    cv: float


@dataclass(frozen=True, slots=True)
class Weibull:
    """Weibull with `mean` and `shape`."""

    mean: float
    shape: float


@dataclass(frozen=True, slots=True)
class Triangular:
    """Triangular between `low` and `high` with its top at `mode`."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True, slots=True)
class Uniform:
    """Uniform between `low` and `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Beta:
    """Beta with exponents `alpha` and `beta`, stretched between `low` and `high`; PERT is one of these."""

    low: float
    high: float
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True)
class Empirical:
    """Each of the observed `values` equally likely; `column` says where they came from."""

    values: tuple[float, ...]
    column: str = ""


@dataclass(frozen=True, slots=True)
class Mixture:
    """`parts[i]` with probability `shares[i]`; the shares add to 1."""

    shares: tuple[float, ...]
    parts: "tuple[Distribution, ...]"


Distribution = (
    Constant | Exponential | Lognormal | Gamma | Weibull | Triangular | Uniform | Beta | Empirical | Mixture
)


def pert(low: float, mode: float, high: float) -> Beta:
    """The beta of project planning: mean (low + 4 mode + high)/6 (Malcolm et al. 1959).

    >>> mean_of(pert(1.0, 2.0, 6.0))
    2.5
    """
    width = high - low
    return Beta(low, high, 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width)


def lognormal_of(mean: float, cv: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm."""
    sigma = sqrt(log(1.0 + cv * cv))
    return log(mean) - sigma * sigma / 2.0, sigma


def weibull_scale(mean: float, shape: float) -> float:
    """Scale of a Weibull with this mean."""
    return mean / gamma(1.0 + 1.0 / shape)


def mean_of(distribution: Distribution) -> float:
    """The mean, in the distribution's own unit.

    >>> mean_of(Mixture((0.9, 0.1), (Constant(1.0), Constant(11.0))))
    2.0
    """
    match distribution:
        case Constant(value):
            return value
        case Exponential(mean) | Lognormal(mean, _) | Gamma(mean, _) | Weibull(mean, _):
            return mean
        case Triangular(low, mode, high):
            return (low + mode + high) / 3.0
        case Uniform(low, high):
            return (low + high) / 2.0
        case Beta(low, high, alpha, beta):
            return low + (high - low) * alpha / (alpha + beta)
        case Empirical(values):
            return sum(values) / len(values)
        case Mixture(shares, parts):
            return sum(share * mean_of(part) for share, part in zip(shares, parts, strict=True))


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """The distribution of `factor` times the draw."""
    match distribution:
        case Constant(value):
            return Constant(value * factor)
        case Exponential(mean):
            return Exponential(mean * factor)
        case Lognormal(mean, cv):
            return Lognormal(mean * factor, cv)
        case Gamma(mean, cv):
            return Gamma(mean * factor, cv)
        case Weibull(mean, shape):
            return Weibull(mean * factor, shape)
        case Triangular(low, mode, high):
            return Triangular(low * factor, mode * factor, high * factor)
        case Uniform(low, high):
            return Uniform(low * factor, high * factor)
        case Beta(low, high, alpha, beta):
            return Beta(low * factor, high * factor, alpha, beta)
        case Empirical(values, column):
            return Empirical(tuple(value * factor for value in values), column)
        case Mixture(shares, parts):
            return Mixture(shares, tuple(scaled(part, factor) for part in parts))


def deviation_of(distribution: Distribution) -> float:
    """The standard deviation, in the distribution's own unit.

    >>> deviation_of(Lognormal(10.0, 0.4)), deviation_of(Mixture((0.5, 0.5), (Constant(1.0), Constant(3.0))))
    (4.0, 1.0)
    """
    match distribution:
        case Constant():
            return 0.0
        case Exponential(mean):
            return mean
        case Lognormal(mean, cv) | Gamma(mean, cv):
            return mean * cv
        case Weibull(mean, shape):
            return mean * sqrt(gamma(1.0 + 2.0 / shape) / gamma(1.0 + 1.0 / shape) ** 2 - 1.0)
        case Triangular(low, mode, high):
            return sqrt(
                (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18.0
            )
        case Uniform(low, high):
            return (high - low) / sqrt(12.0)
        case Beta(low, high, alpha, beta):
            return (high - low) * sqrt(alpha * beta / (alpha + beta + 1.0)) / (alpha + beta)
        case Empirical(values):
            mean = mean_of(distribution)
            return sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        case Mixture(shares, parts):
            means = [mean_of(part) for part in parts]
            mean = mean_of(distribution)
            squares = [deviation_of(part) ** 2 + (one - mean) ** 2 for part, one in zip(parts, means, strict=True)]
            return sqrt(sum(share * square for share, square in zip(shares, squares, strict=True)))
