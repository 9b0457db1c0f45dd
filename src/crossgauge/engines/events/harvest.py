"""Blocks of rows taken from the loop, and the Trace made of them. Plain numpy."""

from typing import Any

import numpy as np

from crossgauge.engines.events.state import (
    N_BINS,
    Balance,
    Ending,
    Int64s,
    Legs,
    Program,
    Series,
    Stages,
    Summary,
    Trace,
    Visits,
)
from crossgauge.engines.events.world import (
    AT_GATE,
    AT_LINK,
    BLOCK_ROWS,
    EVENTS,
    FREE,
    GATHERING,
    JOINING,
    LEGS_LEFT,
    N_DAYS,
    NEED,
    QUEUED,
    STAGES_LEFT,
    VISITS_LEFT,
    World,
)

BLOCKS = (("visit_rows", VISITS_LEFT, 9), ("stage_rows", STAGES_LEFT, 5), ("leg_rows", LEGS_LEFT, 7))
LARGEST_BLOCK = 1 << 18
MOST_STUCK = 1_000


class Harvest:
    """Rows drained so far, by table, oldest block first."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[Int64s]] = {name: [] for name, _, _ in BLOCKS}

    def take_rows(self, world: World) -> None:
        """Keep what is written in the blocks: the first rows of every column."""
        for name, place, width in BLOCKS:
            columns = getattr(world, name).reshape(width, -1)
            self.blocks[name].append(columns[:, : columns.shape[1] - int(world.at_hand[place])])

    def drain(self, world: World) -> World:
        """The same world with new blocks, larger if the loop asked for more than there are."""
        self.take_rows(world)
        size = int(world.at_hand[BLOCK_ROWS])
        size = max(min(LARGEST_BLOCK, 4 * size), 2 * int(world.at_hand[NEED]), size)
        world.at_hand[BLOCK_ROWS] = size
        for _, place, _ in BLOCKS:
            world.at_hand[place] = size
        blocks: dict[str, Any] = {name: np.empty(width * size, np.int64) for name, _, width in BLOCKS}
        return world._replace(**blocks)

    def columns(self, name: str) -> list[Int64s]:
        """The columns of a table, each in one piece."""
        blocks = self.blocks[name]
        return [np.concatenate([columns[i] for columns in blocks]) for i in range(len(blocks[0]))]

    def waits_for_resource(self, world: World) -> bool:
        """Whether a unit stands in the line of a resource or of a link."""
        return bool(np.isin(world.doing, (QUEUED, AT_LINK)).any())

    def trace(self, world: World, program: Program, reason: int, tick: int) -> Trace:
        """Everything that was recorded."""
        self.take_rows(world)
        return Trace(
            visits=Visits(*self.columns("visit_rows")),
            stages=Stages(*self.columns("stage_rows")),
            legs=Legs(*self.columns("leg_rows")),
            series=series_of(world),
            summary=summary_of(world),
            balance=balance_of(world),
            ending=ending_of(world, reason, tick),
        )


def by_day(world: World, name: str) -> Any:
    """A table of statistics, a row a thing and a column a recorded day."""
    n_days = int(world.at_hand[N_DAYS])
    return np.ascontiguousarray(getattr(world, name).reshape(-1, n_days)[:, 1:])


def series_of(world: World) -> Series:
    """Time-weighted record by day."""
    return Series(
        in_use=by_day(world, "in_use_sum").astype(np.float64),
        capacity=by_day(world, "capacity_sum").astype(np.float64),
        served=by_day(world, "served"),
        waited=by_day(world, "waited_sum").astype(np.float64),
        queue=by_day(world, "queue_sum").astype(np.float64),
        longest=by_day(world, "longest"),
        passed=by_day(world, "passed"),
    )


def summary_of(world: World) -> Summary:
    """Counts, sums and histograms by chain and stage."""
    return Summary(
        chain_count=by_day(world, "chain_count"),
        chain_time=by_day(world, "chain_time").astype(np.float64),
        chain_wait=by_day(world, "chain_wait").astype(np.float64),
        chain_load=by_day(world, "chain_load"),
        chain_lost=by_day(world, "chain_lost"),
        chain_bins=world.chain_bins.reshape(-1, N_BINS),
        stage_count=by_day(world, "stage_count"),
        stage_time=by_day(world, "stage_time").astype(np.float64),
        stage_wait=by_day(world, "stage_wait").astype(np.float64),
        stage_bins=world.stage_bins.reshape(-1, N_BINS),
    )


def balance_of(world: World) -> Balance:
    """Conservation by chain; inside are those who live and have not left."""
    living = (world.doing != FREE) & (world.has_left == 0)
    inside = np.bincount(world.chain[living], minlength=len(world.born)).astype(np.int64)
    return Balance(born=world.born, left=world.left, lost=world.gone, inside=inside, events=int(world.at_hand[EVENTS]))


def ending_of(world: World, reason: int, tick: int) -> Ending:
    """Why the run ended, and who was waiting, the oldest first."""
    waiting = np.flatnonzero(np.isin(world.doing, (QUEUED, AT_GATE, AT_LINK, GATHERING, JOINING)))
    waiting = waiting[np.argsort(world.serial[waiting])][:MOST_STUCK]
    return Ending(
        reason=reason,
        tick=tick,
        stuck_unit=world.serial[waiting],
        stuck_instruction=world.at[waiting],
        stuck_since=world.asked[waiting],
    )
