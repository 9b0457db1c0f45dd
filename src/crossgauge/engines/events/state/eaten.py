"""What the kernel eats: a Program."""

from typing import NamedTuple

from crossgauge.engines.events.state.codes import Float64s, Int64s, UInt64s


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
