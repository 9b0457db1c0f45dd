"""A daily rate that drifts, learnt from what was counted between instants.

The logarithm of the rate is a random walk of s a day with a slow growth, and differs on the days of long holidays and
on weekends. A counted interval tells the mean of that logarithm over its days, with the noise of the counts (variance
v times their mean) and of the hour at which a count was told. All of it is Gaussian, so what the intervals tell of
any day is exact; s and v are estimated by their likelihood.
Sources: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, chapters 2 and 4 (the walk);
McCullagh and Nelder, Generalized Linear Models, chapter 6 (counts with variance v times the mean); Journel and
Huijbregts, Mining Geostatistics, chapter 7 (draws that agree with what was observed).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array
from scipy.special import logsumexp

from crossgauge.study.forecast.days import Days

Float64s = NDArray[np.float64]

DRIFT_FLOOR = 0.01  # s, of the rate, a day: marks are too few to say that a rate is steadier
DRIFTS: tuple[float, ...] = tuple((DRIFT_FLOOR * np.geomspace(1.0, 16.0, 25)).tolist())
DRIFT_SPREAD = 0.5  # log sd of s above its floor, before any count
DISPERSIONS: tuple[float, ...] = (0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 20.0)
DISPERSION_CENTRE, DISPERSION_SPREAD = (
    0.6,
    0.7,
)  # median and log sd of v before any count: trains run to paths
LEVEL_SD = 1.0  # of the log rate on the first day, about the mean of all counts
GROWTH_SD = 0.1 / 365.25  # of the log rate, a day: a tenth a year either way
HOLIDAY_SD, WEEKEND_SD = 0.25, 0.05  # of the log rate on such days


class Counted(NamedTuple):
    """What was counted from one instant to another, in days since the start of the first of some `Days`.

    start, end        (n,) float64  instants, start below end, no two intervals overlapping
    number            (n,) float64  counted between, above 0
    start_sd, end_sd  (n,) float64  days by which the instants may be off
    """

    start: Float64s
    end: Float64s
    number: Float64s
    start_sd: Float64s
    end_sd: Float64s


class Learnt(NamedTuple):
    """What the intervals tell of the rate.

    mean         log of the mean rate a day over all intervals
    effects      (n_days, 4)      level, growth, holiday and weekend of each day, a spread each
    share        (n, n_days)      part of each interval that lies in each day
    walk, known  (n, n_days), (n, 4)  how each interval depends on the steps of the walk, a unit each, and on effects
    walked, told (n, n)           their covariances
    hours        (n, n)           covariance by the hours at which counts were told
    drift        the most likely s, a day
    dispersions  (n_dispersions,) v
    weights      (n_dispersions,) how likely each v is, given s; adds to 1
    """

    counted: Counted
    mean: float
    effects: Float64s
    share: Float64s
    walk: Float64s
    known: Float64s
    walked: Float64s
    told: Float64s
    hours: Float64s
    drift: float
    dispersions: Float64s
    weights: Float64s

    @property
    def dispersion(self) -> float:
        """The expected v."""
        return float(self.weights @ self.dispersions)


def learn(
    counted: Counted,
    days: Days,
    drifts: Sequence[float] = DRIFTS,
    dispersions: Sequence[float] = DISPERSIONS,
) -> Learnt:
    """What the intervals tell, with the likeliest of the drifts and every dispersion as likely as it is.

    Likely by the intervals and by where a drift and a dispersion start from; one drift, one dispersion: taken as known.

    >>> steady = Counted(*np.array([[0.0, 50.0], [50.0, 100.0], [1000.0, 1010.0], [0.0, 0.0], [0.0, 0.0]]))
    >>> learnt = learn(steady, Days(np.zeros(100), np.zeros(100)))
    >>> round(float(np.exp(learnt.mean)), 1), round(learnt.drift, 3)
    (20.1, 0.01)
    """
    share = shares(counted.start, counted.end, len(days.holiday))
    mean = float(np.log(counted.number.sum() / (counted.end - counted.start).sum()))
    effects = effects_of(days)
    walk, known = np.cumsum(share[:, ::-1], axis=1)[:, ::-1], share @ effects
    v_s = np.array(dispersions)
    design = Learnt(
        counted,
        mean,
        effects,
        share,
        walk,
        known,
        walk @ walk.T,
        known @ known.T,
        hours_of(counted),
        0.0,
        v_s,
        v_s,
    )
    of_v = ((np.log(v_s / DISPERSION_CENTRE) / DISPERSION_SPREAD) ** 2) / 2
    of_s = ((np.log(np.array(drifts) / DRIFT_FLOOR) / DRIFT_SPREAD) ** 2) / 2
    likelihood = np.array([[log_density(design, s, v) for v in dispersions] for s in drifts])
    scores = likelihood - of_s[:, None] - of_v
    best = int(np.argmax(logsumexp(scores, axis=1)))
    weights = np.exp(scores[best] - logsumexp(scores[best]))
    return design._replace(drift=float(drifts[best]), weights=weights)


def shares(start: Float64s, end: Float64s, n_days: int) -> Float64s:
    """The part of each interval that lies in each day, (n, n_days); rows add to 1.

    >>> shares(np.array([0.5]), np.array([2.5]), 3)
    array([[0.25, 0.5 , 0.25]])
    """
    day = np.arange(n_days)
    within = np.minimum(end[:, None], day + 1.0) - np.maximum(start[:, None], day)
    return np.asarray(np.maximum(within, 0.0) / (end - start)[:, None])


def effects_of(days: Days) -> Float64s:
    """What adds to the log rate of each day besides the walk, each at one spread: (n_days, 4)."""
    n_days = len(days.holiday)
    growth = (np.arange(n_days) - n_days / 2) * GROWTH_SD
    level = np.full(n_days, LEVEL_SD)
    return np.stack([level, growth, days.holiday * HOLIDAY_SD, days.weekend * WEEKEND_SD], axis=1)


def observed_of(learnt: Learnt, s: float) -> Float64s:
    """Log rates of the intervals about the mean, (n,), less what a walk within adds to the log of a mean."""
    length = learnt.counted.end - learnt.counted.start
    return np.asarray(np.log(learnt.counted.number / length) - learnt.mean - s**2 * length / 12)


def hours_of(counted: Counted) -> Float64s:
    """Covariance of the log rates by the hours at which counts were told: (n, n)."""
    length = counted.end - counted.start
    noise = np.diag((counted.start_sd**2 + counted.end_sd**2) / length**2)
    for k in range(len(length) - 1):
        if counted.end[k] == counted.start[k + 1]:
            noise[k, k + 1] = noise[k + 1, k] = -(counted.end_sd[k] ** 2) / (length[k] * length[k + 1])
    return noise


def noise_of(learnt: Learnt, v: float) -> Float64s:
    """Covariance of the log rates by the counts and by the hours: (n, n)."""
    return np.asarray(learnt.hours + np.diag(v / learnt.counted.number))


def covariance_of(learnt: Learnt, s: float, v: float) -> Float64s:
    """Covariance of the log rates of the intervals: (n, n)."""
    return np.asarray(s**2 * learnt.walked + learnt.told + noise_of(learnt, v))


def log_density(learnt: Learnt, s: float, v: float) -> float:
    """Log likelihood of the intervals, up to a constant."""
    factor = cho_factor(covariance_of(learnt, s, v), lower=True)
    y = observed_of(learnt, s)
    return float(-(y @ cho_solve(factor, y)) / 2 - np.log(np.diag(factor[0])).sum())


def draw_rates(
    learnt: Learnt, n_paths: int, rng: np.random.Generator, first: int = 0
) -> tuple[Float64s, Float64s]:
    """Rates a day that agree with the intervals, (n_paths, n_days - first), and each path's v, (n_paths,).

    A walk is drawn as if nothing were known, then moved by what it misses of the intervals: a draw from what
    they tell. `first` : day from which the rates are wanted
    """
    n_days, s = len(learnt.effects), learnt.drift
    chosen = rng.choice(len(learnt.weights), size=n_paths, p=learnt.weights)
    x = rng.standard_normal((n_paths, n_days))
    x *= s
    np.cumsum(x, axis=1, out=x)
    x += times(rng.standard_normal((n_paths, 4)), learnt.effects)
    seen: Float64s = np.asarray(csr_array(learnt.share) @ x.T).T
    missed = np.empty_like(seen)
    for place in np.unique(chosen):
        rows, v = np.flatnonzero(chosen == place), float(learnt.dispersions[place])
        noise: Float64s = np.linalg.cholesky(noise_of(learnt, v)).astype(np.float64)
        told = seen[rows] + times(rng.standard_normal((len(rows), len(noise))), noise)
        inverse: Float64s = np.linalg.inv(covariance_of(learnt, s, v)).astype(np.float64)
        missed[rows] = times(observed_of(learnt, s) - told, inverse)
    reach = s**2 * np.cumsum(learnt.walk.T, axis=0) + learnt.effects @ learnt.known.T
    rates = x[:, first:] + times(missed, reach[first:])
    rates += learnt.mean
    np.exp(rates, out=rates)
    return rates, learnt.dispersions[chosen]


def times(rows: Float64s, others: Float64s) -> Float64s:
    """Every row times every other, (n_rows, n_others): in one thread, as threads cost more than they do here.

    With BLAS on a busy machine of two cores a draw took ten times as long.
    """
    return np.asarray(np.einsum("pk,qk->pq", rows, others))
