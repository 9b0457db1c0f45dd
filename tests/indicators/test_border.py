"""The border in figures, by hand."""

from math import isnan

import polars as pl
import pytest

from crossgauge.indicators.border import (
    binding_constraints,
    border_times,
    histogram_quantiles,
    longest_queues,
    queue_by_day,
    queues,
    stage_times,
)
from crossgauge.indicators.intervals import half_width, over_replicas, prediction_half_width, t_factor


def flows(*rows):
    """Flows of one chain: (replica, units, hours, waited)."""
    return pl.DataFrame(
        [
            {
                "replica": replica, "day": 1, "crossing": "x", "direction": "west", "chain": "truck",
                "unit_class": "truck", "units": units, "lost": 0, "loads": units, "teu": 0.0, "mass_t": 18.0 * units,
                "persons": 1.0 * units, "border_h": border_h, "waited_h": waited_h,
            }
            for replica, units, border_h, waited_h in rows
        ]
    )  # fmt: skip


def bins(*rows):
    """A histogram: (replica, lower, upper, count)."""
    told = {"crossing": "x", "chain": "truck", "stage": ""}
    return pl.DataFrame(
        [
            {"replica": replica, **told, "lower_h": float(low), "upper_h": float(high), "count": count}
            for replica, low, high, count in rows
        ]
    )


def waits(*rows):
    """Resources: (resource, kind, in use, capacity, queue, longest) of one day and replica."""
    names = ("resource", "kind", "in_use", "capacity", "queue", "longest")
    return pl.DataFrame(
        [
            {"replica": 1, "day": 1, "crossing": "x", "post": "", **dict(zip(names, row, strict=True))}
            for row in rows
        ],
        schema_overrides={"in_use": pl.Float64, "capacity": pl.Float64},
    )


def test_mean_and_interval_are_of_the_replicas():
    found = border_times(
        flows((1, 10, 20.0, 5.0), (2, 10, 40.0, 30.0)), bins((1, 0, 4, 10), (2, 0, 4, 10)), None, 2
    )
    row = found.row(0, named=True)

    assert row["mean_h"] == 3.0
    assert row["mean_h_pm"] == pytest.approx(half_width(2.0**0.5, 2))
    assert row["waited_share"] == 0.5
    assert row["mass_t"] == 180.0


def test_one_replica_has_no_interval():
    row = border_times(flows((1, 10, 20.0, 5.0)), bins((1, 0, 4, 10)), None, 1).row(0, named=True)

    assert row["mean_h"] == 2.0
    assert row["mean_h_pm"] is None
    assert isnan(t_factor(1))


def test_a_chain_that_nobody_passed_has_no_time():
    row = border_times(flows((1, 0, 0.0, 0.0)), bins((1, 0, 4, 1)).clear(), None, 1).row(0, named=True)

    assert (row["units"], row["mean_h"], row["median_h"]) == (0, None, None)


def test_quantiles_spread_a_bin_evenly_and_stop_at_the_open_one():
    found = histogram_quantiles(
        bins((1, 0.0, 1.0, 5), (1, 1.0, 2.0, 3), (1, 9.0, float("inf"), 2)), ["replica"]
    )

    assert found["median_h"].to_list() == [1.0]
    assert found["p90_h"].to_list() == [9.0]


def test_visits_give_exact_quantiles_where_there_are_rows():
    visits = pl.LazyFrame(
        {"replica": [1] * 5, "crossing": ["x"] * 5, "chain": ["truck"] * 5, "outcome": ["through"] * 4 + ["balked"],
         "border_h": [1.0, 2.0, 3.0, 4.0, 100.0]}
    )  # fmt: skip

    row = border_times(flows((1, 4, 10.0, 0.0)), bins((1, 0, 8, 4)), visits, 1).row(0, named=True)

    assert row["median_h"] == 2.5
    assert row["p90_h"] == pytest.approx(3.7)


def test_stages_are_hours_of_a_unit_of_the_chain():
    dwells = pl.DataFrame(
        {"replica": [1], "crossing": ["x"], "chain": ["truck"], "direction": ["west"], "post": ["kz"],
         "stage": ["red channel"], "units": [2], "stage_h": [6.0], "waited_h": [4.0]}
    )  # fmt: skip

    row = stage_times(dwells, flows((1, 10, 20.0, 5.0)), 1).row(0, named=True)

    assert (row["stage_h"], row["waited_h"]) == (0.6, 0.4)


def test_what_binds_is_where_most_hours_were_waited_and_never_a_batch():
    found = queues(
        waits(
            ("lanes", "lanes", 1.0, 4.0, 2.0, 30),
            ("quota", "quota", None, None, 6.0, 20),
            ("train", "batch", None, None, 50.0, 90),
        ),
        1,
    )

    binding = binding_constraints(found).row(0, named=True)

    assert (binding["resource"], binding["share"], binding["queued_h"]) == ("quota", 0.75, 144.0)
    assert longest_queues(found)["resource"].to_list() == ["lanes"]
    assert found.filter(pl.col("resource") == "lanes")["utilisation"].to_list() == [0.25]


def test_a_resource_that_never_opened_has_no_utilisation():
    assert queues(waits(("lanes", "lanes", 0.0, 0.0, 0.0, 0)), 1)["utilisation"].to_list() == [None]


def test_queue_of_a_crossing_is_the_sum_of_its_queues():
    daily = queue_by_day(
        waits(
            ("lanes", "lanes", 1.0, 4.0, 2.0, 3),
            ("open", "hours", None, None, 6.0, 8),
            ("b", "batch", 0, 0, 9.0, 9),
        )
    )

    assert daily.select("queue", "least", "most").row(0) == (8.0, 8.0, 8.0)


def test_interval_for_a_new_year_is_wider_than_that_of_the_mean():
    assert prediction_half_width(1.0, 8) == pytest.approx(3.0 * half_width(1.0, 8))


def test_intervals_cover_the_mean_as_often_as_they_say():
    """95 of 100 intervals of normal replicas hold the true mean: within three standard errors of 2,000 trials."""
    import numpy as np

    draws = np.random.default_rng(1).normal(10.0, 3.0, (2_000, 5))
    frame = pl.DataFrame({"trial": np.repeat(np.arange(2_000), 5), "x": draws.ravel()})

    found = over_replicas(frame, ["trial"], ["x"], 5)
    held = found.select(((pl.col("x") - 10.0).abs() <= pl.col("x_pm")).mean()).item()

    assert abs(held - 0.95) < 3 * (0.95 * 0.05 / 2_000) ** 0.5
