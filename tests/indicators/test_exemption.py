"""The factor of an exemption: exact where nothing is drawn, and as often in its interval as that says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.indicators.exemption import (
    Evidence,
    believed,
    drift,
    factor_of,
    factors,
    interval,
    weights_of,
)

FACTORS = st.floats(0.2, 5.0)


@given(factor=FACTORS, growth=FACTORS, share=st.floats(0.0, 0.9))
def test_the_factor_is_found_again_where_the_first_year_had_a_part_of_it(factor, growth, share):
    """A year of 1,000 with a share behind the exemption would have been 1,000 (1 - s + s/f) without it."""
    without = 1_000 * (1 - share + share / factor)

    second = without * growth * factor

    assert factor_of(second / 1_000 / growth, share) == pytest.approx(factor)


def test_with_one_series_one_window_and_no_drift_there_is_one_answer():
    draws = factors(Evidence(exempted=(2.8,), control=(2.0,), placebo=(), share=(0.0, 0.0)), n=100)

    assert draws == pytest.approx(1.4)


def test_the_more_windows_of_the_control_differ_the_wider_is_the_interval():
    alike, apart = (
        interval(factors(Evidence(exempted=(2.0,), control=control, placebo=(), share=(0.1, 0.1))))
        for control in ((1.9, 2.0, 2.1), (1.5, 2.0, 2.5))
    )

    assert apart.high - apart.low > 3 * (alike.high - alike.low)
    assert apart.median == pytest.approx(alike.median, abs=0.03)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """400 worlds: months of the control weigh at random, series drift normally by what their placebo shows.

    Of 400 intervals of 90 % between 340 and 380 hold it, 360 ± 3.3 standard deviations of a binomial; that the drift's
    spread is estimated from 3 pairs, Student's t makes up for.
    """
    rng = np.random.default_rng(20231110)
    truth, spread, held = 1.3, 0.15, 0
    for _ in range(400):
        control = rng.uniform(1.4, 2.0, 3)
        grown = rng.dirichlet(np.ones(3)) @ control * truth * np.exp(spread * rng.standard_normal())
        placebo = tuple(np.exp(spread * rng.standard_normal(3)))
        evidence = Evidence(exempted=(grown,), control=tuple(control), placebo=placebo, share=(0.0, 0.0))

        told = interval(factors(evidence, n=2_000, seed=int(rng.integers(1 << 31))))

        held += told.low <= truth <= told.high

    assert 340 <= held <= 380


def test_a_belief_has_the_interval_that_it_was_told_with():
    told = interval(believed(1.4, 1.1, 2.3, n=200_000))

    assert (told.low, told.median, told.high) == pytest.approx((1.1, 1.4, 2.3), rel=0.01)


def test_counts_and_belief_together_are_bayes_of_two_log_normals():
    """Precision adds: 1/s² = 1/a² + 1/b², and the mean is weighted by it."""
    rng = np.random.default_rng(1)
    draws = np.exp(rng.normal(0.0, 0.2, 400_000))
    low, high = (1.5 * np.exp(sign * 1.6448536 * 0.2) for sign in (-1, 1))

    told = interval(draws, weights_of(draws, 1.5, low, high))

    deviation = 0.2 / np.sqrt(2)
    assert np.log(told.median) == pytest.approx(np.log(1.5) / 2, abs=0.005)
    assert np.log(told.high / told.low) == pytest.approx(2 * 1.6448536 * deviation, rel=0.02)


def test_the_same_seed_gives_the_same_bits():
    evidence = Evidence(exempted=(1.9, 1.7), control=(2.4, 1.5), placebo=(0.95, 1.01), share=(0.1, 0.2))

    assert np.array_equal(factors(evidence, seed=7), factors(evidence, seed=7))


def test_without_placebo_pairs_nothing_drifts():
    assert drift(()) == 0.0
