"""Draws: exact arithmetic, moments and quantiles against scipy, and who shares luck with whom."""

import math
from collections import namedtuple

import numpy as np
import pytest
from scipy import stats

from crossgauge.engines.events import state as s
from crossgauge.engines.events.streams import draw, exp, joined, ln, normal_quantile, uniform

Laws = namedtuple("Laws", "kind parameter first_part last_part values parts")
N = 20_000
ONE_IN_A_THOUSAND_MILLION = 1e-9


def laws(kind, *parameters, values=(), parts=()):
    row = [*parameters, *[0.0] * (4 - len(parameters))]
    n = len(values)
    return Laws(
        np.array([kind, s.CONSTANT, s.CONSTANT]), np.array([*row, 1.0, 0, 0, 0, 2.0, 0, 0, 0]), np.array([0, n, n]),
        np.array([n, n, n]), np.array(values, float), np.array(parts or [s.NOBODY] * n, np.int64),
    )  # fmt: skip


def sample(table, n=N):
    return np.array([draw(table, 0, np.uint64(joined(np.uint64(9), k)), 0) for k in range(n)])


CASES = {
    "exponential": (laws(s.EXPONENTIAL, 5.0), stats.expon(scale=5.0)),
    "lognormal": (laws(s.LOGNORMAL, 1.0, 0.5), stats.lognorm(0.5, scale=math.e)),
    "gamma below one": (laws(s.GAMMA, 0.4, 3.0), stats.gamma(0.4, scale=3.0)),
    "gamma": (laws(s.GAMMA, 7.5, 3.0), stats.gamma(7.5, scale=3.0)),
    "weibull": (laws(s.WEIBULL, 1.7, 2.0), stats.weibull_min(1.7, scale=2.0)),
    "triangular": (laws(s.TRIANGULAR, 1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0)),
    "uniform": (laws(s.UNIFORM, 2.0, 3.0), stats.uniform(2.0, 1.0)),
    "beta": (laws(s.BETA, 1.0, 4.0, 2.0, 5.0), stats.beta(2.0, 5.0, 1.0, 3.0)),
}


@pytest.mark.parametrize("name", CASES)
def test_law_is_the_declared_one(name):
    """§6.4 Kolmogorov and Smirnov find no difference to scipy."""
    table, expected = CASES[name]

    found = sample(table)

    assert stats.kstest(found, expected.cdf).pvalue > ONE_IN_A_THOUSAND_MILLION
    assert abs(found.mean() - expected.mean()) < 6 * expected.std() / math.sqrt(N)


@pytest.mark.parametrize("name", ["exponential", "lognormal", "weibull", "triangular", "uniform"])
def test_one_uniform_gives_the_quantile(name):
    """§6.3 Inverse transform: luck is shared monotonically between scenarios."""
    table, expected = CASES[name]
    streams = [np.uint64(joined(np.uint64(9), k)) for k in range(200)]

    u = np.array([uniform(stream, 0) for stream in streams])

    assert np.allclose([draw(table, 0, stream, 0) for stream in streams], expected.ppf(u), rtol=1e-9)


def test_mixture_and_empirical_and_dated_choose_their_parts():
    """§6.4 Shares of a mixture, equal chances of a sample, the part in force of a dated law."""
    mixture = laws(s.MIXTURE, values=[0.3, 1.0], parts=[1, 2])
    empirical = laws(s.EMPIRICAL, values=[1.0, 2.0, 4.0])
    dated = laws(s.DATED, values=[0.0, 100.0], parts=[1, 2])

    assert abs((sample(mixture) == 1).mean() - 0.3) < 6 * math.sqrt(0.21 / N)
    for value in (1.0, 2.0, 4.0):
        assert abs((sample(empirical) == value).mean() - 1 / 3) < 6 * math.sqrt(2 / 9 / N)
    assert [draw(dated, 0, np.uint64(1), now) for now in (0, 99, 100, 500)] == [1, 1, 2, 2]


def test_arithmetic_is_as_exact_as_libm():
    """§6.2 Logarithm and exponential within two units in the last place, the normal quantile within 1e-14."""
    x = np.geomspace(1e-300, 1e300, 2_001)
    y = np.linspace(-600, 600, 2_001)
    p = np.array([1e-300, 1e-12, 1e-3, 0.05, 0.2, 0.5, 0.9, 0.999, 1 - 1e-12])

    assert np.allclose([ln(v) for v in x], np.log(x), rtol=4.5e-16, atol=4.5e-16)
    assert np.allclose([exp(v) for v in y], np.exp(y), rtol=4.5e-16)
    assert np.allclose([normal_quantile(v) for v in p], stats.norm.ppf(p), rtol=1e-13)


def test_uniforms_are_uniform_across_keys_and_within_a_stream():
    """§6.2 Neighbouring units, steps and counters are as strangers."""
    across = [uniform(np.uint64(joined(np.uint64(joined(np.uint64(5), k)), 77)), 0) for k in range(N)]
    within = [uniform(np.uint64(77), k) for k in range(N)]

    for u in (across, within):
        assert stats.kstest(u, "uniform").pvalue > ONE_IN_A_THOUSAND_MILLION
        assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 6 / math.sqrt(N)
        assert min(u) > 0 and max(u) < 1


def test_bits_are_pinned():
    """§6.2 The same numbers on every machine: these were written down once."""
    stream = np.uint64(12_345)

    found = [uniform(stream, 0), draw(CASES["lognormal"][0], 0, stream, 0), draw(CASES["gamma"][0], 0, stream, 0)]

    assert [float(x).hex() for x in found] == PINNED


PINNED = ["0x1.108c12c54e88cp-3", "0x1.8f1895e146a25p+0", "0x1.b7f8805a23d50p+3"]
