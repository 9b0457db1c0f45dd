"""A line that only grows has no steady time; one that comes back has."""

import numpy as np
import polars as pl
import pytest

from crossgauge.indicators.growing import growing_queues

DAYS = 80


def line(queue, resource="lanes", kind="staff", replica=1):
    told = {"replica": replica, "crossing": "x", "resource": resource, "kind": kind, "post": "kz"}
    days = pl.DataFrame({"day": range(len(queue)), "queue": np.asarray(queue, float)})
    return days.with_columns(*(pl.lit(value).alias(name) for name, value in told.items()))


def test_first_and_last_quarter_are_told_with_their_interval():
    rows = pl.concat([line(np.arange(DAYS) * slope, replica=replica) for replica, slope in ((1, 1.0), (2, 3.0))])

    (row,) = growing_queues(rows, 2).rows(named=True)

    assert (row["first"], row["last"]) == (19.0, 139.0)  # slopes of 2 on average, days 9.5 and 69.5
    assert row["first_pm"] == pytest.approx(12.706 * 9.5, rel=1e-4)  # half of t(1 degree, 97.5 %) · |28.5 − 9.5| / √2 / √2


@pytest.mark.parametrize(
    ("why", "queue"),
    [
        ("stands still", np.full(DAYS, 50.0)),
        ("comes back on one day", np.where(np.arange(DAYS) == 70, 3.0, np.arange(DAYS))),
        ("is a season", 50 + 40 * np.sin(np.arange(DAYS) / DAYS * 2 * np.pi)),
        ("is nearly nobody", np.arange(DAYS) / DAYS),
        ("is too short to tell", np.arange(27.0)),
    ],
)
def test_a_line_is_left_out_that(why, queue):
    assert growing_queues(line(queue), 1).is_empty(), why


def test_it_must_grow_in_every_replica():
    rows = pl.concat([line(np.arange(DAYS)), line(np.full(DAYS, 9.0), replica=2)])

    assert growing_queues(rows, 2).is_empty()


def test_batches_are_left_out_and_the_longest_comes_first():
    ramp = np.arange(DAYS)
    rows = pl.concat([line(ramp), line(9 * ramp, "train", "batch"), line(2 * ramp, "officers")])

    assert growing_queues(rows, 1)["resource"].to_list() == ["officers", "lanes"]
