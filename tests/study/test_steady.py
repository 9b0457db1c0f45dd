"""The steady mean of a series: warm-up by MSER-5, interval by batches, and what it says when it cannot tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binom

from crossgauge.study.steady import (
    LEAST_BATCHES,
    MOST_BATCHES,
    SHORTEST,
    looks_correlated,
    steady_mean,
    warmup_cut,
)

MEAN, START = 10.0, 25.0


def autoregressive(rng: np.random.Generator, rho: float, n: int, start: float = START) -> np.ndarray:
    """x' = mean + rho (x - mean) + noise, from far off its mean."""
    noise = rng.standard_normal(n).tolist()
    values, x = [], start
    for shock in noise:
        x = MEAN + rho * (x - MEAN) + shock
        values.append(x)
    return np.array(values)


def naive_cut(values: np.ndarray) -> int:
    """MSER-5 as White writes it: every cut tried, every sum summed."""
    k = len(values) // 5
    z = [float(np.mean(values[5 * i : 5 * i + 5])) for i in range(k)]
    scores = []
    for d in range(k // 2 + 1):
        kept = z[d:]
        mean = sum(kept) / len(kept)
        scores.append(sum((one - mean) ** 2 for one in kept) / len(kept) ** 2)
    return 5 * scores.index(min(scores))


@pytest.mark.parametrize(("rho", "n"), [(0.0, 1_000), (0.5, 4_000), (0.9, 20_000)])
def test_interval_covers_the_known_mean_as_often_as_it_says(rho, n):
    """Of 400 series, as many as a binomial of 95 % may give, less 3 % for joining batches after a test."""
    rng, trials = np.random.default_rng(1), 400

    found = [steady_mean(autoregressive(rng, rho, n)) for _ in range(trials)]
    covered = sum(abs(one.mean - MEAN) <= one.half_width for one in found)

    assert binom.ppf(1e-4, trials, 0.92) <= covered <= binom.ppf(1 - 1e-4, trials, 0.95)
    assert sum(one.ok for one in found) > 0.8 * trials


def test_plain_standard_error_would_not_cover():
    """Why batches: taken as independent, values of an AR(1) of 0.9 give an interval four times too narrow."""
    rng, trials = np.random.default_rng(2), 100

    every = [autoregressive(rng, 0.9, 20_000)[1_000:] for _ in range(trials)]
    covered = sum(abs(one.mean() - MEAN) <= 1.96 * one.std() / np.sqrt(len(one)) for one in every)

    assert covered < binom.ppf(1e-4, trials, 0.92)


def test_warmup_is_cut_off_by_hand():
    """Groups 8 2 0 1 0 1 0 1: cutting two leaves 6/4 over 36, less than any other cut up to half."""
    values = np.repeat([8.0, 2.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0], 5)

    by_hand = {0: (71 - 13**2 / 8) / 64, 1: (7 - 5**2 / 7) / 49, 2: (3 - 9 / 6) / 36, 3: (3 - 9 / 5) / 25}

    assert min(by_hand, key=by_hand.__getitem__) == 2
    assert warmup_cut(values) == (10, False)


def test_cut_is_near_the_end_of_a_ramp():
    """200 values that fall to the mean, then noise: the cut is within two groups of the 200th."""
    noise = np.random.default_rng(3).standard_normal(2_000)
    ramp = np.concatenate([np.linspace(100.0, 0.0, 200), np.zeros(1_800)])

    cut, at_edge = warmup_cut(ramp + noise)

    assert abs(cut - 200) <= 10
    assert not at_edge


@given(some.lists(some.integers(-1_000, 1_000), min_size=10, max_size=120))
def test_cut_equals_the_naive_reading(numbers):
    values = np.array(numbers, float)

    cut, naive = warmup_cut(values)[0], naive_cut(values)

    # Two cuts whose scores differ by rounding alone are both right.
    assert cut == naive or score(values, cut) == pytest.approx(score(values, naive), rel=1e-9, abs=1e-9)


def score(values: np.ndarray, cut: int) -> float:
    kept = values[: len(values) // 5 * 5].reshape(-1, 5).mean(axis=1)[cut // 5 :]
    return float(((kept - kept.mean()) ** 2).sum() / len(kept) ** 2)


@pytest.mark.parametrize("value", [0.0, 0.1, -7e12])
def test_constant_series_is_sure_of_itself(value):
    found = steady_mean([value] * 1_000)

    assert (found.mean, found.half_width, found.cut, found.ok) == (
        pytest.approx(value, rel=1e-15),
        0.0,
        0,
        True,
    )


def test_step_is_cut_whole():
    found = steady_mean([9.0] * 50 + [2.0] * 950)

    assert (found.mean, found.half_width, found.cut, found.ok) == (2.0, 0.0, 50, True)


@pytest.mark.parametrize("n", [0, 1, SHORTEST - 1])
def test_too_short_a_series_says_so(n):
    found = steady_mean(np.arange(n, dtype=float))

    assert not found.ok
    assert found.why == f"has {n} values. Expected at least {SHORTEST}."
    assert np.isnan(found.half_width)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_no_number_says_so(wrong):
    found = steady_mean([1.0] * 500 + [wrong])

    assert not found.ok
    assert "NaN" in found.why


def test_series_that_still_rises_says_so():
    found = steady_mean(np.arange(1_000.0))

    assert not found.ok
    assert "warming up" in found.why


def test_slow_series_says_that_its_interval_is_too_narrow():
    """One wave in 300 values: even 8 batches of 50 are alike."""
    found = steady_mean(np.sin(np.arange(400.0) * 2 * np.pi / 300))

    assert not found.ok
    assert found.n_batches == LEAST_BATCHES
    assert "still alike" in found.why


def test_run_too_short_for_its_memory_is_rarely_taken_for_good():
    """AR(1) of 0.99 in 400 values, two memories long: of 200 series at most one in twenty passes."""
    rng, trials = np.random.default_rng(5), 200

    passed = sum(steady_mean(autoregressive(rng, 0.99, 400, MEAN)).ok for _ in range(trials))

    assert passed <= binom.ppf(1 - 1e-4, trials, 0.05)


def test_ratio_takes_one_independent_series_in_ten_for_correlated():
    """Fishman 1978: the level of the test, by a binomial bound."""
    rng, trials = np.random.default_rng(4), 4_000

    rejected = sum(looks_correlated(rng.standard_normal(MOST_BATCHES)) for _ in range(trials))

    assert binom.ppf(1e-4, trials, 0.10) <= rejected <= binom.ppf(1 - 1e-4, trials, 0.10)
