"""Room for the rows that the loop writes, and the Trace made of them. Plain numpy."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from crossgauge.engines.events.state import (
    N_BINS,
    WORDS,
    Balance,
    Ending,
    Series,
    Summary,
    Trace,
    rows_of,
)
from crossgauge.engines.events.world import (
    AT_GATE,
    AT_LINK,
    EVENTS,
    FREE,
    GATHERING,
    JOINING,
    LEG_ROWS,
    LEGS_LEFT,
    N_DAYS,
    NEED,
    NOW,
    QUEUED,
    RECORD_FROM,
    STAGE_ROWS,
    STAGES_LEFT,
    UNTIL,
    VISIT_ROWS,
    VISITS_LEFT,
    World,
)

Take = Callable[[str, Any], None]  # a table, and words of it


class Table(NamedTuple):
    """A table of rows: its name, its column of the world, where its free rows and all are counted."""

    name: str
    column: str
    free: int
    rows: int

    @property
    def width(self) -> int:
        """Words of a row."""
        return len(WORDS[self.name])


TABLES = (
    Table("visits", "visit_rows", VISITS_LEFT, VISIT_ROWS),
    Table("stages", "stage_rows", STAGES_LEFT, STAGE_ROWS),
    Table("legs", "leg_rows", LEGS_LEFT, LEG_ROWS),
)
MOST_GROWTH = 64  # of a table at one time
MOST_STUCK = 1_000


def words_of(world: World, table: Table) -> Any:
    """What is written in a table, (rows, words) int64: a view of its memory."""
    used = int(world.at_hand[table.rows] - world.at_hand[table.free])
    return getattr(world, table.column)[: used * table.width].reshape(used, table.width)


def handed_over(world: World, take: Take) -> None:
    """Hand over what is written in the tables, which are empty then."""
    for table in TABLES:
        words = words_of(world, table)
        if len(words):
            take(table.name, words)
        world.at_hand[table.free] = world.at_hand[table.rows]


def with_rows(world: World) -> World:
    """The same world with room in tables that are full: for as many rows as the run will have if it goes on so.

    Rows are written once, where they stay, and memory that is not written costs nothing: new pages were a third
    of a recorded event while full blocks were put together in the end.
    """
    state = world.at_hand
    over = max(1, int(state[NOW] - state[RECORD_FROM]))
    share = min(1.0, over / max(1, int(state[UNTIL] - state[RECORD_FROM])))
    need = max(1, int(state[NEED]))
    grown: dict[str, Any] = {}
    for table in TABLES:
        if state[table.free] < need:
            kept = words_of(world, table)
            used, room = len(kept), int(state[table.rows])
            size = max(2 * room, 2 * need + used, int(min(1.1 * used / share, MOST_GROWTH * room)))
            grown[table.column] = np.empty(size * table.width, np.int64)
            grown[table.column][: kept.size] = kept.ravel()
            state[table.rows], state[table.free] = size, size - used
    state[NEED] = 0
    return world._replace(**grown)


def waits_for_resource(world: World) -> bool:
    """Whether a unit stands in the line of a resource or of a link."""
    return bool(np.isin(world.doing, (QUEUED, AT_LINK)).any())


def trace_of(world: World, reason: int, tick: int) -> Trace:
    """Everything that was recorded."""
    return Trace(
        **{table.name: rows_of(table.name, words_of(world, table)) for table in TABLES},
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
    return Balance(
        born=world.born.copy(),
        left=world.left.copy(),
        lost=world.gone.copy(),
        inside=inside,
        events=int(world.at_hand[EVENTS]),
    )


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
