"""A trace written by hand: two chains, two recorded days, few rows."""

from datetime import UTC, date, datetime

import numpy as np

from crossgauge.arrays.index import ChainRow, Index, QueueRow, StageRow
from crossgauge.engines.events.state import (
    DONE,
    N_BINS,
    NOBODY,
    Balance,
    Ending,
    Legs,
    Series,
    Stages,
    Summary,
    Trace,
    Visits,
)

HOUR = 3_600_000
DAY = 24 * HOUR


def ints(*values):
    """A column."""
    return np.array(values, np.int64)


def small_index(part=0):
    """A train with containers and a truck; one crane, one gate, one link; one day of warm-up."""
    return Index(
        part=part,
        clock="Asia/Almaty",
        epoch=datetime(2022, 12, 30, 18, tzinfo=UTC),  # midnight of the 31st in Almaty, then UTC+6
        start=date(2023, 1, 1),
        days=2,
        record_from=DAY,
        chains=(
            ChainRow(
                crossing="rail", chain="train", unit_class="block", kind="block train", direction="west",
                persons=2.0, teu_load=2.0, mass_t_load=10.0,
            ),
            ChainRow(
                crossing="road", chain="truck", unit_class="lorry", kind="truck", direction="east",
                mass_t=18.0, persons=1.0,
            ),
        ),
        stages=(
            StageRow(crossing="rail", chain="train", direction="west", post="cn", stage="yard"),
            StageRow(crossing="rail", chain="train", direction="west", post="kz", stage="transloading"),
        ),
        resources=(QueueRow(crossing="rail", id="crane", kind="cranes", post="kz", name="gantry"),),
        gates=(QueueRow(crossing="road", id="open", kind="hours", post="kz"),),
        links=(QueueRow(crossing="", id="line", kind="link"),),
        batches=(),
        instructions=("rail.train.yard", "rail.train.use:crane"),
        sources=("rail.train", "road.truck"),
    )  # fmt: skip


def small_trace():
    """Train 7 with 40 loads within the period, train 3 before it, truck 9 turned away."""
    bins = np.zeros((2, N_BINS), np.int64)
    bins[0, 13] = 1
    return Trace(
        visits=Visits(
            unit=ints(3, 7, 9), chain=ints(0, 0, 1), ordinal=ints(0, 1, 0), parent=ints(NOBODY, 3, NOBODY),
            load=ints(50, 40, 1), arrived=ints(0, 20 * HOUR, 30 * HOUR), left=ints(4 * HOUR, 32 * HOUR, 30 * HOUR),
            waited=ints(0, 5 * HOUR, 0), outcome=ints(0, 0, 1),
        ),
        stages=Stages(
            unit=ints(3, 7, 7), stage=ints(0, 0, 1), entered=ints(0, 20 * HOUR, 25 * HOUR),
            left=ints(4 * HOUR, 25 * HOUR, 32 * HOUR), waited=ints(0, 5 * HOUR, 0),
        ),
        legs=Legs(
            unit=ints(3, 7), chain=ints(0, 0), link=ints(0, 0), direction=ints(0, 0), load=ints(50, 40),
            departed=ints(3 * HOUR, 31 * HOUR), arrived=ints(4 * HOUR, 32 * HOUR),
        ),
        series=Series(
            in_use=np.array([[12.0 * HOUR, 0.0]]), capacity=np.array([[48.0 * HOUR, 24.0 * HOUR]]),
            served=np.array([[4, 0]]), waited=np.array([[6.0 * HOUR, 0.0]]),
            queue=np.array([[24.0 * HOUR, 0.0], [12.0 * HOUR, 0.0], [0.0, 0.0]]),
            longest=np.array([[3, 0], [2, 0], [0, 0]]), passed=np.array([[5, 0]]),
        ),
        summary=Summary(
            chain_count=np.array([[1, 0], [0, 0]]), chain_time=np.array([[12.0 * HOUR, 0.0], [0.0, 0.0]]),
            chain_wait=np.array([[5.0 * HOUR, 0.0], [0.0, 0.0]]), chain_load=np.array([[40, 0], [0, 0]]),
            chain_lost=np.array([[0, 0], [1, 0]]), chain_bins=bins, stage_count=np.array([[1, 0], [1, 0]]),
            stage_time=np.array([[5.0 * HOUR, 0.0], [7.0 * HOUR, 0.0]]),
            stage_wait=np.array([[5.0 * HOUR, 0.0], [0.0, 0.0]]), stage_bins=np.zeros((2, N_BINS), np.int64),
        ),
        balance=Balance(born=ints(2, 1), left=ints(2, 0), lost=ints(0, 1), inside=ints(0, 0), events=10),
        ending=Ending(reason=DONE, tick=3 * DAY, stuck_unit=ints(), stuck_instruction=ints(), stuck_since=ints()),
    )  # fmt: skip
