"""What the kernel gives: a Trace."""

from typing import NamedTuple

from crossgauge.engines.events.state.codes import Float64s, Int32s, Int64s


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
