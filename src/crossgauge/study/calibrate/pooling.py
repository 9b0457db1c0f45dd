"""Small samples helped by those of other ports: logarithms drawn to what the ports have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, log, sqrt

import numpy as np
from scipy.special import digamma, polygamma

from crossgauge.model.randomness import Lognormal
from crossgauge.sources.written import distribution_text
from crossgauge.study.calibrate.laws import FAMILIES
from crossgauge.study.calibrate.likelihood import fitted
from crossgauge.study.calibrate.samples import Sample

LEAST_ENDED, LEAST_PORTS = 3, 3
LOGNORMAL = next(family for family in FAMILIES if family.name == "lognormal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage:
    """Estimates drawn to their common mean.

    centre     the common mean; between  variance between the true values
    estimates  drawn; sds  of what is then left unknown of each
    pulled     by which part of its distance from the centre each was drawn, 0 to 1
    """

    centre: float
    between: float
    estimates: tuple[float, ...]
    sds: tuple[float, ...]
    pulled: tuple[float, ...]


def shrunk(estimates: Sequence[float], variances: Sequence[float]) -> Shrinkage:
    """Empirical Bayes with normal errors and normal differences between ports.

    Each is drawn by v / (v + between); the variance between is that of DerSimonian and Laird (1986), the centre the
    mean weighted with 1 / (v + between). Raises ValueError for fewer than two or a variance that is not above 0.

    >>> s = shrunk([1.0, 3.0, 8.0], [1.0, 1.0, 1.0])
    >>> s.centre, s.between, [round(b, 3) for b in s.pulled]
    (4.0, 12.0, [0.077, 0.077, 0.077])
    """
    y, v = np.asarray(estimates, float), np.asarray(variances, float)
    if len(y) < 2 or (v <= 0).any():
        raise ValueError("expected at least two estimates, each with a variance above 0")
    w = 1.0 / v
    fixed = float((w * y).sum() / w.sum())
    spread = float((w * (y - fixed) ** 2).sum())
    between = max(0.0, (spread - (len(y) - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
    weight = 1.0 / (v + between)
    centre = float((weight * y).sum() / weight.sum())
    pulled = v / (v + between)
    # What is left unknown of each: of itself, and of the centre to which it was drawn (Morris 1983).
    sds = np.sqrt(v * (1.0 - pulled) + pulled**2 / weight.sum())
    return Shrinkage(
        centre=centre,
        between=between,
        estimates=tuple((pulled * centre + (1.0 - pulled) * y).tolist()),
        sds=tuple(sds.tolist()),
        pulled=tuple(pulled.tolist()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A lognormal of a port after the others were heard.

    law       in seconds; text  as a project declares it
    low, high 95 % interval of its mean, h
    pulled    by which part the mean of its logarithms was drawn to that of all ports; pulled_sd  their sd
    n_ports   ports that were heard
    """

    law: Lognormal
    text: str
    low: float
    high: float
    pulled: float
    pulled_sd: float
    n_ports: int


def pooled_durations(samples: Mapping[str, Sample]) -> dict[str, Pooled]:
    """A lognormal for each port: mean and sd of its logarithms drawn to those of all ports.

    Ports with fewer than 3 durations seen to their end are left out; an empty table where fewer than 3 ports remain.
    The error of a mean is the ports' common sd over the root of n; log s is freed of its bias, with the variance of
    a log chi-square (Bartlett and Kendall 1946). Of censored samples only those that ended count in n.
    """
    told = {name: sample for name, sample in samples.items() if usable(sample)}
    if len(told) < LEAST_PORTS:
        return {}
    n = np.array([len(sample.ended) for sample in told.values()])
    fits = [logarithms(sample) for sample in told.values()]
    mu = np.array([fit[0] for fit in fits])
    sd = np.array([fit[1] for fit in fits]) * np.sqrt(n / (n - 1.0))
    common = float(((n - 1) * sd**2).sum() / (n - 1).sum())
    freedom = (n - 1) / 2.0
    means = shrunk(mu.tolist(), (common / n).tolist())
    log_sd = np.log(sd) - 0.5 * (digamma(freedom) - np.log(freedom))
    spreads = shrunk(log_sd.tolist(), (polygamma(1, freedom) / 4.0).tolist())
    made = {}
    for k, name in enumerate(told):
        s = exp(spreads.estimates[k])
        log_mean = means.estimates[k] + s * s / 2.0
        unknown = sqrt(means.sds[k] ** 2 + (s * s * spreads.sds[k]) ** 2)
        law = Lognormal(exp(log_mean), sqrt(expm1(s * s)))
        made[name] = Pooled(
            law=law,
            text=distribution_text(law),
            low=exp(log_mean - 1.96 * unknown) / 3600.0,
            high=exp(log_mean + 1.96 * unknown) / 3600.0,
            pulled=means.pulled[k],
            pulled_sd=spreads.pulled[k],
            n_ports=len(told),
        )
    return made


def usable(sample: Sample) -> bool:
    """Whether a mean and a spread of logarithms can be told."""
    return len(sample.ended) >= LEAST_ENDED and sample.ended[0] < sample.ended[-1]


def logarithms(sample: Sample) -> tuple[float, float]:
    """Mean and sd of the logarithms with the largest likelihood, those still open included."""
    theta, _ = fitted(LOGNORMAL, sample)
    variance = log(1.0 + exp(2.0 * float(theta[1])))
    return float(theta[0]) - variance / 2.0, sqrt(variance)
