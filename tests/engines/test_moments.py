"""Looking at a run changes nothing of it, and sees who is where."""

import numpy as np

from crossgauge.arrays.compile import compile_network
from crossgauge.arrays.horizon import HOUR
from crossgauge.engines.events.moments import inside_of, moment_of, run_with_moments
from crossgauge.engines.events.run import run_part
from study.queues import START, d_d_1
from study.small import small_network


def test_a_run_that_is_looked_at_is_the_same_to_the_bit():
    """§1.2 A moment lies between two events; the world is read, not written."""
    for part in compile_network(small_network(), start=START, days=7, warmup_days=1):
        ticks = [hour * HOUR for hour in range(1, 8 * 24, 5)]

        alone = run_part(part.program, seed=5, replica=2)
        watched = run_with_moments(part.program, ticks, seed=5, replica=2, read=lambda world, tick: inside_of(world))

        for ours, theirs in zip(watched, alone, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_a_moment_says_who_is_served_since_when_and_who_waits():
    """§3.2 A unit every hour from 0:30, each served for two: at 3:00 the second is in hand and one waits."""
    (part,) = compile_network(d_d_1(2.0, 1.0, 1), start=START, days=1, warmup_days=0)
    seen = []

    run_with_moments(
        part.program, [3 * HOUR], seed=1, replica=1, read=lambda world, tick: seen.append(moment_of(world, tick))
    )

    (moment,) = seen
    assert moment.begun.tolist() == [2 * HOUR + HOUR // 2, -1]
    assert moment.waits.tolist() == [False, True]
    assert moment.arrived.tolist() == [HOUR + HOUR // 2, 2 * HOUR + HOUR // 2]
    assert moment.free.tolist() == [0]
