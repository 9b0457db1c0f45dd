"""Counts, shapes and evenness of arrivals, from runs of the twin whose truth is known."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from crossgauge.model.demand import Arrivals
from crossgauge.model.randomness import Constant
from crossgauge.study.calibrate import fit_arrivals
from crossgauge.study.calibrate.evenness import misses
from study.logged import gate, stages_of

HOURS = (1.0,) * 8 + (3.0,) * 12 + (1.0,) * 4
WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5)
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 30)


def arrivals_of(replicas: int, count: float = 7_300.0, **flow) -> list[list[datetime]]:
    """Arrivals of a year in each replica."""
    network = gate(control=Constant(0.0), walk=Constant(0.0), count=count, **flow)
    stages = stages_of(network, replicas, start=FIRST, days=366, warmup_days=1).filter(
        pl.col("stage") == "control"
    )
    return [part["entered"].to_list() for _, part in stages.group_by("replica", maintain_order=True)]


@pytest.mark.parametrize(
    ("dispersion", "day_spread"), [(1.0, 0.0), (0.3, 0.0), (2.0, 0.0), (1.0, 0.3), (0.5, 0.25)]
)
def test_evenness_is_held_as_often_as_the_intervals_say(dispersion, day_spread):
    """Twenty a day, a week and a day of their own shape; what is declared is found."""
    every = arrivals_of(8, dispersion=dispersion, day_spread=day_spread, day_hours=HOURS, weekdays=WEEKDAYS)

    fits = [fit_arrivals(one, "UTC", FIRST, LAST, n_draws=99) for one in every]

    least = int(binom.ppf(1e-4, len(fits), 0.95))
    assert sum(fit.dispersion.low <= dispersion <= fit.dispersion.high for fit in fits) >= least
    if day_spread:
        assert sum(fit.day_spread.low <= day_spread <= fit.day_spread.high for fit in fits) >= least
    else:
        assert sum(fit.day_spread.value == 0.0 for fit in fits) >= least


def test_shapes_of_the_day_and_the_week_are_found():
    fit = fit_arrivals(arrivals_of(1, day_hours=HOURS, weekdays=WEEKDAYS)[0], "UTC", FIRST, LAST, n_draws=0)

    in_hour = fit.n / 24
    truth = np.array(HOURS) / np.mean(HOURS)
    assert np.abs(np.array(fit.day_hours) - truth).max() < 4.5 * np.sqrt(truth.max() / in_hour)
    assert fit.weekdays[5] / fit.weekdays[0] == pytest.approx(
        0.5, abs=4.5 * 0.5 * np.sqrt(1.5 / (fit.n / 13))
    )
    assert fit.months == (1.0,) * 12
    assert fit.count[0][1] == pytest.approx(fit.n * 366 / 365)
    assert fit.arrivals.clock == "UTC"


def test_even_flow_has_no_shape():
    fits = [fit_arrivals(one, "UTC", FIRST, LAST, n_draws=0) for one in arrivals_of(10)]

    plain = sum(
        len(set(fit.day_hours)) == 1 and len(set(fit.weekdays)) == 1 and len(set(fit.months)) == 1
        for fit in fits
    )
    assert plain >= binom.ppf(1e-4, 10, 0.97)


def test_part_of_a_year_is_scaled_by_the_declared_months():
    """Half of the year's units come in April to June."""
    months = (1.0,) * 3 + (3.0,) * 3 + (1.0,) * 6
    declared = Arrivals(count=((2024, 1.0),), months=months)
    stamps = [datetime(2024, 4, 1, tzinfo=UTC) + timedelta(hours=2 * k + 0.5) for k in range(12 * 91)]

    fit = fit_arrivals(stamps, "UTC", date(2024, 4, 1), date(2024, 6, 30), declared=declared, n_draws=0)

    in_year = sum(months[(date(2024, 1, 1) + timedelta(k)).month - 1] for k in range(366))
    assert fit.count == ((2024, pytest.approx(1_092 * in_year / (3.0 * 91))),)
    assert fit.arrivals.months == months


def test_batches_are_told_and_carried_by_the_dispersion():
    """Convoys of four: variance over mean of the trucks is four times that of the convoys."""
    luck = np.random.default_rng(3)
    convoys = np.sort(luck.uniform(0, 365 * 24, 3_000))
    stamps = [
        datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=float(hour)) for hour in np.repeat(convoys, 4)
    ]

    fit = fit_arrivals(stamps, "UTC", FIRST, LAST, n_draws=99)

    assert (fit.batched, fit.batch) == (1.0, 4.0)
    assert fit.dispersion.low < 4.0 < fit.dispersion.high
    assert fit.day_spread.value == 0.0
    assert fit.why.startswith("100 % come together, 4.0 at a time")


def test_stamps_to_the_minute_are_no_batches():
    """Forty in an hour meet in a minute by chance."""
    luck = np.random.default_rng(4)
    minutes = np.sort(luck.integers(0, 60 * 24 * 60, 960 * 60))
    stamps = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=int(minute)) for minute in minutes]

    assert fit_arrivals(stamps, "UTC", FIRST, date(2024, 2, 28), n_draws=0).batched == 0.0


def test_trend_of_a_growing_flow_is_found():
    """Twice as many at the end of a year as at its beginning."""
    luck = np.random.default_rng(5)
    day = np.concatenate([np.full(luck.poisson(20 * 2 ** (k / 365)), k) for k in range(365)])
    stamps = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=float(k + luck.random())) for k in day]

    _, low, high = fit_arrivals(stamps, "UTC", FIRST, LAST, n_draws=0).trend

    assert low < 1.0 < high
    assert low > 0.0


def test_local_clock_shapes_the_day():
    stamps = [
        datetime(2024, 1, 1, 3, 30, tzinfo=UTC) + timedelta(days=k, seconds=7 * j)
        for k in range(60)
        for j in range(10)
    ]

    fit = fit_arrivals(stamps, "Asia/Shanghai", FIRST, date(2024, 2, 28), n_draws=0)

    assert fit.day_hours[11] == 24.0


def test_too_few_are_told():
    fit = fit_arrivals([datetime(2024, 1, 2, tzinfo=UTC)] * 7, "UTC", date(2024, 1, 1), date(2024, 1, 20))

    assert fit.arrivals is None
    assert fit.why == "7 arrivals on 20 whole days; needed are 100 on 28."


def test_windows_have_the_variance_of_counts_by_hand():
    assert misses(np.array([4.0, 0.0]), np.array([2.0, 2.0])).sum() == 4.0
