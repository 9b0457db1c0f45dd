"""Two lognormals in one sample, by expectation and maximisation, those still open included."""

from math import exp, expm1, sqrt

import numpy as np
from scipy.special import log_ndtr

from crossgauge.model.randomness import Lognormal, Mixture
from crossgauge.study.calibrate.laws import LOG_ROOT_TWO_PI, log_likelihood
from crossgauge.study.calibrate.samples import Floats, Sample

SHORT, ROUNDS = (
    20,
    200,
)  # of each beginning, and then of the best of them (Biernacki, Celeux and Govaert 2003)
AGAIN = 60  # rounds from a law that is near
MOST_CLIMBED = 4_000  # durations; of larger samples the most rounds see a part
SETTLED = 1e-6  # gain of the log likelihood for each duration
LEAST_SD = 0.1  # of the sd of all logarithms: below, a part would shrink on a few equal values
CUTS = (0.3, 0.6, 0.9)  # quantiles at which the sample is cut to begin


def lognormal_mixture(sample: Sample, start: Mixture | None = None) -> tuple[Mixture, float]:
    """The mixture of two lognormals with the largest likelihood found, and its logarithm.

    start : a mixture to begin with, in place of cuts of the sample at several quantiles.
    Source: Dempster, Laird and Rubin 1977; moments of what is cut from the truncated normal.
    """
    thin = thinned(sample)
    least = LEAST_SD * max(float(np.log(sample.ended).std()), 1e-6)
    if start is not None:
        best = climbed(parts_of(start), thin, least, AGAIN)
    else:
        tried = [climbed(halves(np.log(thin.ended), cut), thin, least, SHORT) for cut in CUTS]
        best = max(tried, key=lambda parts: log_likelihood(law_of(*parts), thin))
        best = climbed(best, thin, least, ROUNDS)
    if thin is not sample:
        best = climbed(best, sample, least, SHORT)
    law = law_of(*best)
    return law, log_likelihood(law, sample)


def thinned(sample: Sample) -> Sample:
    """A part of a large sample, evenly taken in its order so that its shape is kept; a small one as it is."""
    step = sample.n // MOST_CLIMBED + 1
    if step == 1:
        return sample
    return Sample(ended=sample.ended[step // 2 :: step], still=sample.still[step // 2 :: step])


def halves(y: Floats, cut: float) -> tuple[Floats, Floats, Floats]:
    """Shares, means and standard deviations of the logarithms on both sides of a quantile."""
    edge = np.quantile(y, cut)
    parts = [y[y <= edge], y[y > edge]]
    parts = [part if len(part) else y for part in parts]
    spread = max(float(y.std()), 1e-3)
    sd = np.array([max(float(part.std()), 0.2 * spread) for part in parts])
    return np.array([cut, 1.0 - cut]), np.array([float(part.mean()) for part in parts]), sd


def climbed(
    begin: tuple[Floats, Floats, Floats], sample: Sample, least: float, rounds: int
) -> tuple[Floats, Floats, Floats]:
    """Shares, means and sds of the logarithms where the likelihood rises no further."""
    share, mu, sd = begin
    y, z = np.log(sample.ended)[:, None], np.log(sample.still)[:, None]
    before = -np.inf
    for _ in range(rounds):
        seen = np.log(share) - 0.5 * ((y - mu) / sd) ** 2 - np.log(sd) - LOG_ROOT_TWO_PI
        beyond = (z - mu) / sd
        cut = np.log(share) + log_ndtr(-beyond)
        total, total_cut = np.logaddexp.reduce(seen, 1), np.logaddexp.reduce(cut, 1)
        told = float(total.sum() + total_cut.sum())
        if told - before < SETTLED * sample.n:
            break
        before = told
        of, of_cut = np.exp(seen - total[:, None]), np.exp(cut - total_cut[:, None])
        # Mean and variance of a normal beyond z: mu + sd h and sd² (1 + a h − h²), h the hazard at a = (z − mu)/sd.
        hazard = np.exp(-0.5 * beyond**2 - LOG_ROOT_TWO_PI - log_ndtr(-beyond))
        later = mu + sd * hazard
        spread = sd**2 * np.maximum(1.0 + beyond * hazard - hazard**2, 0.0)
        weight = np.maximum(of.sum(0) + of_cut.sum(0), 1e-9)
        share = weight / weight.sum()
        mu = ((of * y).sum(0) + (of_cut * later).sum(0)) / weight
        square = (of * (y - mu) ** 2).sum(0) + (of_cut * ((later - mu) ** 2 + spread)).sum(0)
        sd = np.maximum(np.sqrt(square / weight), least)
    return share, mu, sd


def law_of(share: Floats, mu: Floats, sd: Floats) -> Mixture:
    """The declared law, the part with the smaller mean of logarithms first."""
    order = np.argsort(mu)
    parts = tuple(Lognormal(exp(mu[k] + sd[k] ** 2 / 2.0), sqrt(expm1(sd[k] ** 2))) for k in order)
    first = float(share[order[0]])
    return Mixture((first, 1.0 - first), parts)


def parts_of(law: Mixture) -> tuple[Floats, Floats, Floats]:
    """Shares, means and sds of the logarithms of a mixture of two lognormals."""
    parts = [part for part in law.parts if isinstance(part, Lognormal)]
    sd = np.array([sqrt(np.log1p(part.cv**2)) for part in parts])
    mu = np.array([np.log(part.mean) for part in parts]) - sd**2 / 2.0
    return np.array(law.shares), mu, sd
