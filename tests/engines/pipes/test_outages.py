"""Random years of outages against the theory of alternating renewal."""

import time

import numpy as np
import pytest
from scipy import stats

from crossgauge.engines.pipes.gas_line import gas_capacity
from crossgauge.engines.pipes.outages import YEAR_S, keyed_uniform, outage_year
from engines.pipes.lines import GAS, HOUR, TRUNK

UP, REPAIR = np.array([970.0, 400.0]) * HOUR, np.array([30.0, 100.0]) * HOUR


def table(out):
    return 100.0 - 30.0 * out[:, 0] - 50.0 * out[:, 1]


def test_mean_is_that_of_independent_stations():
    """Unavailability is repair over the cycle; the exact mean lies within four half-widths."""
    found = outage_year(table, UP, REPAIR, years=400, seed=1)

    exact = 100 - 30 * 0.03 - 50 * 0.2
    assert abs(found.expected - exact) < 2 * found.half_width
    assert 0 < found.half_width < 0.5


def test_shares_of_sets_are_products():
    """Long-run shares of none, one, other and both out; the bound is six standard errors between years."""
    found = outage_year(table, UP, REPAIR, years=400, seed=2)

    share = {
        tuple(row): part for row, part in zip(found.sets.astype(int).tolist(), found.set_share, strict=True)
    }
    assert share[0, 0] == pytest.approx(0.97 * 0.8, abs=0.02)
    assert share[1, 1] == pytest.approx(0.03 * 0.2, abs=0.003)
    assert sum(share.values()) == pytest.approx(1.0)


def test_quantiles_are_those_of_the_hours():
    """Hours at 100 0.776, 70 0.024, 50 0.194, 20 0.006: nine in ten carry 50, 99 in a hundred carry 50 too."""
    found = outage_year(table, UP, REPAIR, years=400, seed=3)

    assert (found.p10, found.p1) == (50.0, 50.0)


def test_a_set_in_which_nothing_passes_counts_as_nothing():
    found = outage_year(lambda out: np.where(out[:, 1], np.nan, 100.0), UP, REPAIR, years=200, seed=4)

    assert found.nothing_share == pytest.approx(0.2, abs=0.02)
    assert found.expected == pytest.approx(100 * (1 - found.nothing_share))
    assert found.p10 == 0.0


def test_same_seed_same_luck_and_a_station_more_changes_nobody_elses():
    never = np.array([np.inf])
    one = outage_year(table, UP, REPAIR, years=20, seed=5)

    again = outage_year(table, UP, REPAIR, years=20, seed=5)
    wider = outage_year(table, np.append(UP, never), np.append(REPAIR, HOUR), years=20, seed=5)
    other = outage_year(table, UP, REPAIR, years=20, seed=6)

    assert np.array_equal(one.year_mean, again.year_mean)
    assert np.array_equal(one.year_mean, wider.year_mean)
    assert not np.array_equal(one.year_mean, other.year_mean)


def test_keyed_numbers_are_uniform_and_apart():
    """Kolmogorov and Smirnov at one in a thousand million; neighbours uncorrelated within six standard errors."""
    n = 50_000
    found = keyed_uniform(np.uint64(1), np.uint64(2), np.arange(n, dtype=np.uint64))

    assert stats.kstest(found, "uniform").pvalue > 1e-9
    assert abs(np.corrcoef(found[:-1], found[1:])[0, 1]) < 6 / np.sqrt(n)


def test_a_year_of_the_trunk_line_takes_less_than_five_seconds():
    """200 years of eleven stations at 3 %: P10 is a booster out, P1 the head station out; A5 has 23.92, 21.97, 13.13."""
    began = time.process_time()

    found = outage_year(
        lambda out: gas_capacity(GAS, TRUNK, out).flow,
        np.full(11, 970 * HOUR),
        np.full(11, 30 * HOUR),
        years=200,
    )

    assert time.process_time() - began < 5.0
    bcm = np.array([found.expected, found.p10, found.p1]) * 25 / 566.8
    assert bcm == pytest.approx([23.92, 21.97, 13.13], rel=0.02)
    assert YEAR_S / HOUR == 8_760
