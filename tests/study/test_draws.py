"""Quantiles equal those of scipy.stats, distribution by distribution."""

import numpy as np
import pytest
from scipy import stats

from crossgauge.model.randomness import (
    Beta,
    Constant,
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
from crossgauge.study.draws import luck, quantiles

SHARES = np.array([0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
MU, SIGMA = lognormal_of(5.0, 0.4)
TWINS = [
    (Exponential(3.0), stats.expon(scale=3.0)),
    (Lognormal(5.0, 0.4), stats.lognorm(SIGMA, scale=np.exp(MU))),
    (Gamma(6.0, 0.5), stats.gamma(4.0, scale=1.5)),
    (Weibull(2.0, 1.5), stats.weibull_min(1.5, scale=weibull_scale(2.0, 1.5))),
    (Triangular(1.0, 2.0, 5.0), stats.triang(0.25, loc=1.0, scale=4.0)),
    (Uniform(-1.0, 3.0), stats.uniform(-1.0, 4.0)),
    (Beta(1.0, 4.0, 2.0, 5.0), stats.beta(2.0, 5.0, loc=1.0, scale=3.0)),
]


@pytest.mark.parametrize(("distribution", "twin"), TWINS, ids=lambda one: type(one).__name__)
def test_quantile_is_that_of_scipy(distribution, twin):
    assert quantiles(distribution, SHARES) == pytest.approx(twin.ppf(SHARES), rel=1e-9)


def test_quantiles_of_values_and_mixtures():
    """A share below the weight of the first part picks it, and how far in it the value."""
    assert quantiles(Constant(7.0), SHARES).tolist() == [7.0] * 7
    assert quantiles(Empirical((1.0, 2.0, 3.0, 4.0)), np.array([0.1, 0.3, 0.6, 0.99])).tolist() == [
        1,
        2,
        3,
        4,
    ]
    mixture = Mixture((0.25, 0.75), (Uniform(0.0, 1.0), Uniform(10.0, 13.0)))
    assert quantiles(mixture, np.array([0.125, 0.25, 0.5])) == pytest.approx([0.5, 10.0, 11.0])


def test_luck_belongs_to_its_names():
    """No number is shared by two names or seeds; a hundred thousand are as even as chance lets them be."""
    row = luck(1, "way", "first", 1, count=100_000)

    assert not np.isin(row, luck(1, "way", "second", 1, count=100_000)).any()
    assert not np.isin(row, luck(2, "way", "first", 1, count=100_000)).any()
    assert abs(row.mean() - 0.5) < 4 * (1 / 12 / 100_000) ** 0.5
