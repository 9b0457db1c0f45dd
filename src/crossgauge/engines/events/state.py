"""What the event kernel eats and gives: named tuples of arrays, with axes and units.

The compiler (`arrays/`) fills a `Program`; the loop runs it and fills a `Trace`. Times are int64 ticks of
one millisecond, counted from the first instant of the simulation (warm-up included). Positions (which
resource, which chain) are int64; NOBODY stands for none.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
UInt64s = NDArray[np.uint64]
Float64s = NDArray[np.float64]

TICKS_PER_SECOND = 1_000
NOBODY = -1
FOREVER = (1 << 39) - 1  # the last tick that a calendar key can hold: 17.4 years

# What an instruction does (docs/semantics.md §4). Its arguments are the columns of `Instructions.args`.
OP_STAGE = 0  # stage
OP_SEIZE = 1  # resource, count, priority, balk_above, patience (distribution), otherwise (instruction)
OP_RELEASE = 2  # resource, count
OP_USE = 3  # resource, count, priority, balk_above, patience, otherwise, duration (distribution)
OP_DELAY = 4  # duration (distribution)
OP_SPLIT = 5  # first instruction of the children, count (distribution, NOBODY: the load), chain of the children
OP_JOIN = 6  # waits until every child has signalled or ended
OP_SIGNAL = 7  # tells the parent: one child less to wait for
OP_BATCH = 8  # batch station
OP_UNBATCH = 9  # members of this batch go on behind their own batch step
OP_MOVE = 10  # link, direction (0 forward, 1 back), running time (distribution)
OP_WAIT = 11  # gate, tokens
OP_BRANCH = 12  # first row of `branch_share`, number of arms
OP_GOTO = 13  # instruction; a jump backward counts one lap more for the unit's draws
OP_LEAVE = 14  # the visit ends here; steps behind it run unrecorded
OP_END = 15  # the unit is gone
OP_SEASON = 16  # first row of `branch_share` (here ticks), number of rows: on at the last that has begun
N_ARGS = 8

# How a draw is made (§6).
CONSTANT = 0  # value
EXPONENTIAL = 1  # mean
LOGNORMAL = 2  # mu, sigma of the logarithm
GAMMA = 3  # shape, scale
WEIBULL = 4  # shape, scale
TRIANGULAR = 5  # low, mode, high
UNIFORM = 6  # low, high
BETA = 7  # low, high, alpha, beta
EMPIRICAL = 8  # each value in rows [first, last) of `values` equally likely
MIXTURE = 9  # parts in rows [first, last): `values` cumulative share, `parts` distribution
DATED = 10  # parts in rows [first, last): `values` tick from which the part is in force, `parts` distribution

# Who of those waiting is next (§3.3).
FIRST_COME = 0
BY_PRIORITY = 1  # lowest number first, then first come
SHORTEST_FIRST = 2  # by the duration of the use, known on asking
LAST_COME = 3

# What happens to work in hand when capacity falls (§3.4).
FINISH = 0  # it is finished
PAUSE = 1  # it stops and goes on, with what is left of it, when there is capacity again

# How a source makes units (§5).
BY_RATE = 0  # a renewal process in operational time; expected counts an hour
BY_LIST = 1  # at given ticks, each with its own jitter

# How a chain is recorded (§8).
RECORD_UNITS = 0  # a row a visit, a stage and a leg
RECORD_SUMMARY = 1  # counts, sums and histograms only
RECORD_NOTHING = 2


class Instructions(NamedTuple):
    """The process chains of every traffic class, one row an instruction.

    op    (n,)          int64   OP_…
    args  (n, N_ARGS)   int64   meaning by op, above; unused columns are NOBODY
    key   (n,)          uint64  who draws here: a hash of chain and step names, never of positions
    """

    op: Int64s
    args: Int64s
    key: UInt64s


class Distributions(NamedTuple):
    """Declared distributions. Durations in ticks, counts in units.

    kind         (n,)    int64
    parameter    (n, 4)  float64
    first, last  (n,)    int64    rows of values and parts
    values       (m,)    float64  ascending within a distribution for MIXTURE and DATED
    parts        (m,)    int64
    """

    kind: Int64s
    parameter: Float64s
    first: Int64s
    last: Int64s
    values: Float64s
    parts: Int64s


class Resources(NamedTuple):
    """Servers, tracks, cranes, lanes, storage and stocks.

    discipline  (n,)    int64  FIRST_COME …
    on_close    (n,)    int64  FINISH or PAUSE
    preempts    (n,)    int64  1: a lower priority number interrupts a use in hand, which later resumes
    initial     (n,)    int64  free at tick 0 in a stock (taken by one unit, given back by another); NOBODY: all
    first       (n+1,)  int64  rows of the timeline below
    tick        (m,)    int64  ascending within a resource; the first row of each is at tick 0
    capacity    (m,)    int64  from that tick on
    """

    discipline: Int64s
    on_close: Int64s
    preempts: Int64s
    initial: Int64s
    first: Int64s
    tick: Int64s
    capacity: Int64s


class Failures(NamedTuple):
    """Random interruptions of a resource: up, then down, then up; the first is drawn at tick 0.

    resource  (n,)  int64
    takes     (n,)  int64   capacity lost while down
    up, down  (n,)  int64   distributions
    key       (n,)  uint64
    """

    resource: Int64s
    takes: Int64s
    up: Int64s
    down: Int64s
    key: UInt64s


class Gates(NamedTuple):
    """Opening hours, quotas, paths and slots: windows of time with a number of passes each.

    discipline  (n,)    int64  FIRST_COME or BY_PRIORITY
    first       (n+1,)  int64  rows below
    opens       (m,)    int64  tick, ascending within a gate, windows disjoint
    closes      (m,)    int64  tick, inclusive; equal to `opens` for a path
    passes      (m,)    int64  units (or tokens) that may pass; NOBODY: without limit
    """

    discipline: Int64s
    first: Int64s
    opens: Int64s
    closes: Int64s
    passes: Int64s


class Links(NamedTuple):
    """Stretches of line or road between places.

    tracks   (n,)  int64  1: one direction at a time; 2 or more: directions are apart; NOBODY: no limit
    headway  (n,)  int64  ticks between two that follow each other
    places   (n,)  int64  most units on the link a direction at one time; NOBODY: no limit
    """

    tracks: Int64s
    headway: Int64s
    places: Int64s


class Batches(NamedTuple):
    """Stations where units gather until they are a train.

    size      (n,)  int64   members of a full batch
    patience  (n,)  int64   ticks after which the first to come leaves with whoever is there; NOBODY: never
    least     (n,)  int64   members that a batch released by patience must have; fewer wait on for another patience
    entry     (n,)  int64   first instruction of the batch unit
    chain     (n,)  int64   its chain
    key       (n,)  uint64
    size_law  (n,)  int64   distribution of the size where it changes by date; NOBODY: `size`. None: nowhere
    """

    size: Int64s
    patience: Int64s
    least: Int64s
    entry: Int64s
    chain: Int64s
    key: UInt64s
    size_law: Int64s | None = None


class Sources(NamedTuple):
    """Where units come from.

    mode        (n,)    int64    BY_RATE or BY_LIST
    entry       (n,)    int64    first instruction
    chain       (n,)    int64
    priority    (n,)    int64    base priority of the unit, added to the step's
    load        (n,)    int64    distribution of what a unit carries (containers); NOBODY: 1
    dispersion  (n,)    float64  BY_RATE: variance over mean of long counts; 1 is Poisson, 0 a regular flow
    day_spread  (n,)    float64  BY_RATE: coefficient of variation of a gamma factor drawn for each day
    jitter      (n,)    int64    BY_LIST: distribution of the delay behind the listed tick; NOBODY: none
    key         (n,)    uint64
    first       (n+1,)  int64    rows of `expected` (BY_RATE, one an hour from tick 0) or `listed` (BY_LIST)
    expected    (m,)    float64  units expected in that hour
    listed      (m,)    int64    ticks, ascending
    """

    mode: Int64s
    entry: Int64s
    chain: Int64s
    priority: Int64s
    load: Int64s
    dispersion: Float64s
    day_spread: Float64s
    jitter: Int64s
    key: UInt64s
    first: Int64s
    expected: Float64s
    listed: Int64s


class Chains(NamedTuple):
    """Process chains, as the recorder sees them.

    record  (n,)  int64  RECORD_UNITS …
    """

    record: Int64s


class Program(NamedTuple):
    """One connected part of a network, ready to run. Read only.

    branch_share  (n_arms,)  float64  cumulative within a branch, the last 1
    branch_to     (n_arms,)  int64    instruction
    n_stages      number of stage labels; a stage belongs to one chain
    """

    instructions: Instructions
    distributions: Distributions
    branch_share: Float64s
    branch_to: Int64s
    resources: Resources
    failures: Failures
    gates: Gates
    links: Links
    batches: Batches
    sources: Sources
    chains: Chains
    n_stages: int
    record_from: int
    until: int


# How a run ends (§9).
DONE = 0  # the last tick was reached, or nothing was left to happen
DEADLOCK = 1  # units wait, and nothing can happen any more
STOPPED = 2  # the caller asked for a stop


class Ending(NamedTuple):
    """Why and where the loop ended. `stuck_*` list those still waiting (at most 1,000), for the message."""

    reason: int
    tick: int
    stuck_unit: Int64s
    stuck_instruction: Int64s
    stuck_since: Int64s


class Visits(NamedTuple):
    """A row a unit of a RECORD_UNITS chain, when it leaves (LEAVE, END, or with its batch).

    unit      int32  serial of birth, unique within the part
    chain     int32
    ordinal   int32  n-th of its source, of its parent, or of its batch station: the same in every scenario
    parent    int32  serial of the unit that it was split from, or of the batch that it left in; NOBODY
    load      int32
    arrived   int64  tick; a child arrives with its parent
    left      int64  tick
    waited    int64  ticks in queues, at gates and for batches
    outcome   int32  0 through, 1 balked, 2 reneged
    """

    unit: Int32s
    chain: Int32s
    ordinal: Int32s
    parent: Int32s
    load: Int32s
    arrived: Int64s
    left: Int64s
    waited: Int64s
    outcome: Int32s


class Stages(NamedTuple):
    """A row a stage passed by a unit of a RECORD_UNITS chain; ticks."""

    unit: Int32s
    stage: Int32s
    entered: Int64s
    left: Int64s
    waited: Int64s


class Legs(NamedTuple):
    """A row a move over a link by a unit of a RECORD_UNITS chain; ticks."""

    unit: Int32s
    chain: Int32s
    link: Int32s
    direction: Int32s
    load: Int64s
    departed: Int64s
    arrived: Int64s


N_BINS = 256  # of a histogram: bin 0 is below 1 s, then 12 bins a doubling, the last is open (§8.3)
BINS_PER_DOUBLING = 12


class Series(NamedTuple):
    """Time-weighted record by day (the last axis; day 0 begins at `record_from`).

    in_use     (n_resources, n_days)  float64  unit-ticks in use (for stocks: taken)
    capacity   (n_resources, n_days)  float64  unit-ticks open
    served     (n_resources, n_days)  int64    grants
    waited     (n_resources, n_days)  float64  ticks waited by those granted
    queue      (n_queues, n_days)     float64  unit-ticks waiting; queues: resources, gates, links, batches in turn
    longest    (n_queues, n_days)     int64    longest queue
    passed     (n_gates, n_days)      int64    tokens passed
    """

    in_use: Float64s
    capacity: Float64s
    served: Int64s
    waited: Float64s
    queue: Float64s
    longest: Int64s
    passed: Int64s


class Summary(NamedTuple):
    """Counts, sums and histograms of every chain and stage (kept for RECORD_UNITS chains too).

    chain_count  (n_chains, n_days)  int64    units that left through
    chain_time   (n_chains, n_days)  float64  ticks between arrival and leaving, summed
    chain_wait   (n_chains, n_days)  float64
    chain_load   (n_chains, n_days)  int64    loads that left
    chain_lost   (n_chains, n_days)  int64    balked or reneged
    chain_bins   (n_chains, N_BINS)  int64    histogram of that time
    stage_count  (n_stages, n_days)  int64
    stage_time   (n_stages, n_days)  float64
    stage_wait   (n_stages, n_days)  float64
    stage_bins   (n_stages, N_BINS)  int64
    """

    chain_count: Int64s
    chain_time: Float64s
    chain_wait: Float64s
    chain_load: Int64s
    chain_lost: Int64s
    chain_bins: Int64s
    stage_count: Int64s
    stage_time: Float64s
    stage_wait: Float64s
    stage_bins: Int64s


class Balance(NamedTuple):
    """Conservation, by chain: born = left + lost + inside at the end; whole run, warm-up included.

    born, left, lost, inside   (n_chains,) int64
    events                     calendar events processed
    """

    born: Int64s
    left: Int64s
    lost: Int64s
    inside: Int64s
    events: int


class Trace(NamedTuple):
    """What happened in one replica of one part."""

    visits: Visits
    stages: Stages
    legs: Legs
    series: Series
    summary: Summary
    balance: Balance
    ending: Ending
