"""A drifting rate and its first passage: exact laws where they are known, nominal coverage of a simulated truth."""

import numpy as np
import pytest
from scipy import stats

from crossgauge.study.forecast.days import Days
from crossgauge.study.forecast.milestone import LEVELS, band_of
from crossgauge.study.forecast.passage import counts_at, passage, rates_of
from crossgauge.study.forecast.rate import Counted, draw_rates, effects_of, learn

ALPHA = 1e-4  # of each statistical test
NO_MARKS = (np.empty((4000, 0)), np.array([], dtype=np.int64))


def steady(rate: float, v: float, n_paths: int = 4000, n_days: int = 200):
    return rates_of(np.full((n_paths, n_days), rate), np.full(n_paths, v))


def counted(start, end, number) -> Counted:
    zero = np.zeros(len(start))
    return Counted(*(np.array(one, dtype=float) for one in (start, end, number)), zero, zero)


def plain_days(n: int) -> Days:
    return Days(np.zeros(n), np.array([float(day % 7 >= 5) for day in range(n)]))


def test_passage_of_a_poisson_process_is_erlang():
    """Time of the N-th of a Poisson process: Gamma of shape N, sd 2.16 days for 2,000 at 20.73 a day."""
    found = passage(steady(20.73, 1.0), *NO_MARKS, 2000, np.random.default_rng(1))

    law = stats.gamma(2000, scale=1 / 20.73)
    assert law.std() == pytest.approx(2.157, abs=1e-3)
    assert stats.kstest(found, law.cdf).pvalue > ALPHA


def test_passage_of_even_trains_spreads_less():
    """Variance v N / rate²: a renewal process of dispersion v."""
    found = passage(steady(20.0, 0.25), *NO_MARKS, 1000, np.random.default_rng(1))

    variance = 0.25 * 1000 / 20.0**2
    low, high = stats.chi2(3999).ppf([ALPHA / 2, 1 - ALPHA / 2]) / 3999 * variance
    assert low < found.var(ddof=1) < high


def test_date_without_luck_is_number_over_rate():
    found = passage(steady(20.73, 1e-9), *NO_MARKS, 2000, np.random.default_rng(1))

    assert found == pytest.approx(2000 / 20.73, abs=1e-3)


def test_passage_between_two_marks_is_that_of_points_thrown_at_random():
    """Of n in an interval the m-th comes as the m-th of n uniform instants (the slow twin sorts them)."""
    rng = np.random.default_rng(1)
    instants = np.tile([10.0, 30.0], (4000, 1))

    found = passage(steady(20.0, 1.0), instants, np.array([200, 260]), 220, rng)

    thrown = np.sort(rng.uniform(10.0, 30.0, (4000, 60)), axis=1)[:, 19]
    assert stats.kstest((found - 10) / 20, stats.beta(20, 41).cdf).pvalue > ALPHA
    assert stats.ks_2samp(found, thrown).pvalue > ALPHA


def test_mark_of_the_number_itself_is_its_date():
    found = passage(
        steady(20.0, 1.0), np.full((4000, 1), 47.25), np.array([1000]), 1000, np.random.default_rng(1)
    )

    assert set(found) == {47.25}


def test_number_beyond_the_drawn_days_is_never_reached():
    found = passage(steady(20.0, 1.0, n_days=50), *NO_MARKS, 2000, np.random.default_rng(1))

    assert np.isinf(found).all()


def test_later_number_passes_later():
    dates = [
        np.median(passage(steady(20.0, 1.0), *NO_MARKS, nth, np.random.default_rng(1)))
        for nth in range(100, 3000, 100)
    ]

    assert dates == sorted(dates)


def test_count_is_the_mark_at_its_instant_and_spreads_as_its_mean_after():
    """Given 200 by day 10: on day 10 it is 200, on day 30 Poisson of 400 more."""
    rates, instants, rng = steady(20.0, 1.0), np.full((4000, 1), 10.0), np.random.default_rng(1)

    now = counts_at(rates, instants, np.array([200]), np.full(4000, 10.0), rng)
    later = counts_at(rates, instants, np.array([200]), np.full(4000, 30.0), rng)

    assert set(now) == {200.0}
    low, high = stats.norm(600, 20 / np.sqrt(4000)).ppf([ALPHA / 2, 1 - ALPHA / 2])
    assert low < later.mean() < high


def test_drawn_rates_give_back_what_was_counted():
    """With no noise in the counts, the mean log rate of every path over an interval is that of its count."""
    seen = counted([0, 20, 50], [20, 50, 90], [300, 600, 900])
    learnt = learn(seen, plain_days(120), drifts=[0.01], dispersions=[1e-6])

    rates, _ = draw_rates(learnt, 50, np.random.default_rng(1))

    for start, end, number in [(0, 20, 300), (20, 50, 600), (50, 90, 900)]:
        assert np.log(rates[:, start:end]).mean(axis=1) == pytest.approx(
            np.log(number / (end - start)) - 0.01**2 * (end - start) / 12, abs=1e-3
        )


def simulated(days: Days, s: float, v: float, rng: np.random.Generator):
    """Counts by the end of each day, of a rate as the model says: 0 before the first."""
    n = len(days.holiday)
    x = (
        np.log(20.0)
        + s * np.cumsum(rng.standard_normal(n))
        + effects_of(days)[:, 1:] @ rng.standard_normal(3)
    )
    daily = np.maximum(np.round(np.exp(x) + np.sqrt(v * np.exp(x)) * rng.standard_normal(n)), 0.0)
    return np.concatenate([[0.0], np.cumsum(daily)])


@pytest.mark.parametrize(("s", "v"), [(0.012, 0.5), (0.03, 2.0)])
def test_bands_hold_a_simulated_truth_as_often_as_they_say(s: float, v: float):
    """Drift and dispersion known: coverage is nominal within what a binomial of 160 truths allows.

    Marks at irregular days of 300; asked: the date of the count that the truth has 60 days after the last one.
    """
    n_truths, days, ends = 160, plain_days(480), np.array([0, 31, 60, 150, 181, 210, 300])
    hit_date, hit_count = np.zeros(3, int), np.zeros(3, int)
    for seed in range(n_truths):
        rng = np.random.default_rng([7, seed])
        total = simulated(days, s, v, rng)
        learnt = learn(counted(ends[:-1], ends[1:], np.diff(total[ends])), days, drifts=[s], dispersions=[v])
        rates = rates_of(*draw_rates(learnt, 399, rng))
        instants, counts = np.full((399, 1), 300.0), np.array([int(total[300])])
        dates = band_of(np.ceil(passage(rates, instants, counts, int(total[360]), rng)))
        numbers = band_of(counts_at(rates, instants, counts, np.full(399, 360.0), rng))
        for place in range(3):
            hit_count[place] += numbers.low[place] <= total[360] <= numbers.high[place]
            hit_date[place] += dates.low[place] <= 360 <= dates.high[place]

    for place, level in enumerate(LEVELS):
        few, many = stats.binom(n_truths, level).ppf([ALPHA / 2, 1 - ALPHA / 2])
        assert few <= hit_count[place] <= many
        assert few <= hit_date[place]  # whole days are wider than asked by up to one


def test_drift_is_found_from_enough_intervals():
    """Of 60 intervals: within four standard errors of log s, 1/√(2 · 60) by Fisher's information."""
    days, ends = plain_days(601), np.arange(0, 601, 10)
    total = simulated(days, 0.03, 0.5, np.random.default_rng(3))

    learnt = learn(counted(ends[:-1], ends[1:], np.diff(total[ends])), days)

    assert abs(np.log(learnt.drift / 0.03)) < 4 / np.sqrt(2 * 60)


def test_same_seed_same_draws():
    learnt = learn(counted([0, 30], [30, 90], [600, 1300]), plain_days(120))

    one, other, third = (draw_rates(learnt, 20, np.random.default_rng(seed))[0] for seed in (5, 5, 6))

    assert (one == other).all()
    assert (one != third).any()
