"""Means of ensembles: interval and variance split against hand figures and against theory."""

from math import sqrt

import numpy as np
import polars as pl
import pytest

from crossgauge.indicators.ensembles import ensemble_means, split_variance
from crossgauge.indicators.figures import KEY


def figures_of(values, scenario="base"):
    """Figures of one class; `values` by sample and replica, None where nothing passed."""
    rows = [
        (replica, "hill", "west", "truck", "", "border_h", value, scenario, sample)
        for sample, line in enumerate(values, 1)
        for replica, value in enumerate(line, 1)
    ]
    schema = ["replica", *KEY, "value", "scenario", "sample"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_interval_is_students_over_replicas_of_the_mean_over_samples():
    """Replicas' means 2, 4, 6: mean 4, deviation 2, t of 2 degrees 4.3027."""
    row = ensemble_means(figures_of([[1.0, 3.0, 5.0], [3.0, 5.0, 7.0]])).row(0, named=True)

    assert row["mean"] == 4.0
    assert row["pm"] == pytest.approx(4.3027 * 2 / sqrt(3), rel=1e-4)
    assert (row["low"], row["high"]) == (3.0, 5.0)
    assert (row["samples_sd"], row["luck_sd"]) == (pytest.approx(sqrt(2)), pytest.approx(2.0))
    assert row["samples_share"] == pytest.approx(2 / (2 + 4))


def test_without_samples_there_is_nothing_to_split():
    row = ensemble_means(figures_of([[1.0, 3.0]])).row(0, named=True)

    assert [row[name] for name in ("samples_sd", "luck_sd", "samples_share", "low", "high")] == [None] * 5


def test_one_replica_has_no_interval_and_one_in_which_nothing_passed_is_left_out():
    (single,) = ensemble_means(figures_of([[2.0]])).rows(named=True)
    (gap,) = ensemble_means(figures_of([[2.0, None, 4.0], [4.0, None, 6.0]])).rows(named=True)
    (none,) = ensemble_means(figures_of([[None, None]]).cast({"value": pl.Float64})).rows(named=True)

    assert (single["mean"], single["pm"]) == (2.0, None)
    assert (gap["mean"], gap["replicas"], gap["samples_share"]) == (4.0, 2, None)
    assert (none["mean"], none["pm"]) == (None, None)


def test_scenarios_are_told_apart():
    both = pl.concat([figures_of([[1.0, 1.0]]), figures_of([[5.0, 5.0]], "wide")])

    assert dict(ensemble_means(both).select("scenario", "mean").iter_rows()) == {"base": 1.0, "wide": 5.0}


def test_split_of_drawn_effects_is_right_on_average():
    """4,000 designs of 6 samples and 5 replicas, with known variances 4 (samples), 1 (luck) and 0.25 (both).

    The mean of estimates lies within 4 standard errors of what was drawn; cuts at 0 are rare here.
    """
    rng = np.random.default_rng(1)
    found = []
    for _ in range(4_000):
        samples = rng.normal(0, 2.0, (6, 1))
        luck = rng.normal(0, 1.0, (1, 5))
        split = split_variance(samples + luck + rng.normal(0, 0.5, (6, 5)))
        found.append((split.samples, split.luck))
    means, errors = np.mean(found, axis=0), np.std(found, axis=0) / sqrt(len(found))

    assert np.all(np.abs(means - [4.0, 1.25]) < 4 * errors)
