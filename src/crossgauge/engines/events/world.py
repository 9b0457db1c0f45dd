"""The loop's state: a named tuple of flat columns. Plain numpy, no compiler.

Columns of units are as long as the pool; the driver doubles the pool when the loop asks for it. Everything
that happens is in these columns, so the loop may end anywhere and be entered again.
"""

from typing import NamedTuple

from crossgauge.engines.events.state import EXPONENTIAL, LOGNORMAL, Float64s, Int64s, UInt64s

NOWHERE = -2  # the stretch of a step that is in none
NEVER = (1 << 63) - 1  # the calendar key of what is not due
SLOT_BITS = 24
SLOT_MASK = (1 << SLOT_BITS) - 1
DAY = 86_400_000
HOUR = 3_600_000
SEVERAL = 8  # draws that are made at one time
QUICK = (EXPONENTIAL, LOGNORMAL)  # laws of which several draws take little more time than one
FRONT = -(1 << 62)  # rank of a use that was stopped: before everybody

# `World.at_hand`: numbers of the whole run.
NOW = 0  # tick
DAY_NOW = 1  # column of the statistics: 0 before record_from, then 1, 2, ...
DAY_ENDS = 2  # tick at which that column ends
N_DAYS = 3  # columns
RECORD_FROM = 4
UNTIL = 5
CURRENT = 6  # unit that is running, NOBODY
READY_FIRST = 7  # units that will run in this tick
READY_LAST = 8
FIRED = 9  # calendar slot whose key is still in place though it came due
PENDING = 10  # keys in the calendar
IDLE = 11  # of them, those that can help nobody: midnights and failures to come
LEAVES = 12  # leaves of the calendar tree
FREE_UNIT = 13  # first of the free slots
N_FREE = 14
SERIAL = 15  # serial of the next unit
EVENTS = 16
BUDGET = 17  # events until the loop must come up for air
BASE_CAPACITY = 19  # calendar slots of the capacities begin here; the others follow
BASE_FAILURE = 20
BASE_GATE = 21
BASE_LINK = 22
BASE_BATCH = 23
BASE_SOURCE = 24
BASE_UNIT = 25
N_LISTS = 26
N_RESOURCES = 27
N_GATES = 28
N_LINKS = 29
N_BATCHES = 30
N_SOURCES = 31
N_FAILURES = 32
N_INSTRUCTIONS = 33
VISITS_LEFT = 34  # rows free in the tables
STAGES_LEFT = 35
LEGS_LEFT = 36
NEED = 37  # slots or rows that the loop asks for
LAST_TICK = 38  # of an event that was not idle
STARTED = 39
FREE_LEAF = 40  # first of the leaves given back
UNUSED_LEAF = 41  # first of those never used
VISIT_ROWS = 42  # rows in the tables, free or not
STAGE_ROWS = 43
LEG_ROWS = 44
N_CHAINS = 45
N_STAGES = 46
N_AT_HAND = 48

# What a unit is at (`doing`).
FREE = 0
RUNNING = 1
READY = 2
DELAYED = 3
USING = 4
MOVING = 5
QUEUED = 6  # for a resource
AT_GATE = 7
AT_LINK = 8
GATHERING = 9
JOINING = 10
INSIDE = 11  # of a batch

# Why the loop came back.
REACHED = 0
EMPTY = 1
SLICE_OVER = 2
UNITS_FULL = 3
RECORDS_FULL = 4
LISTS_DRAWN = 5


class World(NamedTuple):
    """Columns by what they describe; axes in the order of the groups.

    at_hand (N_AT_HAND,) above; tree (2 * leaves,) calendar keys; leaf_of (slots,), next_leaf (leaves,) free ones.
    Instructions (n,): op, arg (n * N_ARGS), step_key; stretch: whose durations are drawn together, NOWHERE if in none,
    and the place there; ahead_stretch, first_stretch: of the next step that lasts, after this one or with it.
    Stretches (n,): n_steps, stretch_law (n * SEVERAL), stretch_key.
    Distributions: as in the Program, parameter (n * 4).
    Resources (n,): discipline, pauses, preempts, is_stock, lists_uses, capacity, lost, free, row and end of the
    timeline; using_first, using_last: ends of the list of uses in hand; ..._now: of this day, not booked yet.
    Failures (n,): is_down (1 while down), n_failed. Gates: window, window_end, passes_left. Link sides (2 n,):
    entered, arrives (last ticks), on_link. Batches: n_formed. Sources: next ordinal, row, used; streams
    that give identities and gaps; n_found gaps used, gap (n * SEVERAL) drawn; coming: tick of the last found;
    given (n * SEVERAL * SEVERAL): drawn for the units that come next, the last for children. some_... (SEVERAL,):
    draws made at one time.
    Lists (n_lists,): resources, gates, links, batches, links back; stat_of gives the row of statistics.
    Units (pool,): drawn (pool * SEVERAL), drawn_for: ticks drawn ahead, and the stretch; asked: tick of asking or of
    departure.
    Statistics (n * n_days,). Tables of records (columns * rows,).
    """

    at_hand: Int64s
    tree: Int64s
    leaf_of: Int64s
    next_leaf: Int64s
    op: Int64s
    arg: Int64s
    step_key: UInt64s
    stretch: Int64s
    place: Int64s
    ahead_stretch: Int64s
    first_stretch: Int64s
    n_steps: Int64s
    stretch_law: Int64s
    stretch_key: UInt64s
    kind: Int64s
    parameter: Float64s
    first_part: Int64s
    last_part: Int64s
    values: Float64s
    parts: Int64s
    share: Float64s
    arm: Int64s
    discipline: Int64s
    pauses: Int64s
    preempts: Int64s
    is_stock: Int64s
    lists_uses: Int64s
    using_first: Int64s
    using_last: Int64s
    capacity: Int64s
    lost: Int64s
    free: Int64s
    in_use_now: Int64s
    served_now: Int64s
    waited_now: Int64s
    open_now: Int64s
    line_row: Int64s
    line_end: Int64s
    line_tick: Int64s
    line_capacity: Int64s
    failing: Int64s
    takes: Int64s
    up_law: Int64s
    down_law: Int64s
    failure_key: UInt64s
    is_down: Int64s
    n_failed: Int64s
    gate_discipline: Int64s
    window: Int64s
    window_end: Int64s
    opens: Int64s
    closes: Int64s
    passes: Int64s
    passes_left: Int64s
    tracks: Int64s
    headway: Int64s
    places: Int64s
    entered: Int64s
    arrives: Int64s
    on_link: Int64s
    batch_size: Int64s
    batch_law: Int64s
    batch_patience: Int64s
    batch_least: Int64s
    batch_entry: Int64s
    batch_chain: Int64s
    batch_key: UInt64s
    n_formed: Int64s
    mode: Int64s
    source_entry: Int64s
    source_chain: Int64s
    source_priority: Int64s
    source_load: Int64s
    dispersion: Float64s
    day_spread: Float64s
    jitter: Int64s
    source_key: UInt64s
    unit_stream: UInt64s
    gap_stream: UInt64s
    source_row: Int64s
    source_end: Int64s
    source_first: Int64s
    n_arrived: Int64s
    n_found: Int64s
    gap: Float64s
    given: Int64s
    coming: Int64s
    used: Float64s
    day_factor: Float64s
    expected: Float64s
    listed: Int64s
    listed_ordinal: Int64s
    record: Int64s
    count_now: Int64s
    time_now: Int64s
    wait_now: Int64s
    load_now: Int64s
    lost_now: Int64s
    born: Int64s
    left: Int64s
    gone: Int64s
    passed_now: Int64s
    stayed_now: Int64s
    stood_now: Int64s
    head: Int64s
    tail: Int64s
    stat_of: Int64s
    length: Int64s
    queue_now: Int64s
    longest_now: Int64s
    at: Int64s
    doing: Int64s
    identity: UInt64s
    lap: Int64s
    wanted: Int64s
    work: Int64s
    drawn_for: Int64s
    importance: Int64s
    base_priority: Int64s
    serial: Int64s
    chain: Int64s
    behind: Int64s
    ahead: Int64s
    asked: Int64s
    waited: Int64s
    rank: Int64s
    resumes: Int64s
    arrived: Int64s
    load: Int64s
    ordinal: Int64s
    stage: Int64s
    stage_entered: Int64s
    stage_waited: Int64s
    has_left: Int64s
    outcome: Int64s
    parent: Int64s
    parent_serial: Int64s
    n_children: Int64s
    carrier: Int64s
    member_first: Int64s
    n_inside: Int64s
    drawn: Int64s
    in_use_sum: Int64s
    capacity_sum: Int64s
    served: Int64s
    waited_sum: Int64s
    queue_sum: Int64s
    longest: Int64s
    passed: Int64s
    chain_count: Int64s
    chain_time: Int64s
    chain_wait: Int64s
    chain_load: Int64s
    chain_lost: Int64s
    chain_bins: Int64s
    stage_count: Int64s
    stage_time: Int64s
    stage_wait: Int64s
    stage_bins: Int64s
    bin_edge: Int64s
    bin_at_cell: Int64s
    visit_rows: Int64s
    stage_rows: Int64s
    leg_rows: Int64s
    run_key: UInt64s
    some_identity: UInt64s
    some_stream: UInt64s
    some_first: Float64s
    some_second: Float64s
    some_uniform: Float64s
    some_normal: Float64s
    some_tail: Float64s
    some_drawn: Int64s
