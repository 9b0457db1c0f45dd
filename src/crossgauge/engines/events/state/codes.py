"""Kinds of arrays, and the numbers that stand for what an instruction does, how a draw is made, why a run ended."""

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

# How a run ends (§9).
DONE = 0  # the last tick was reached, or nothing was left to happen
DEADLOCK = 1  # units wait, and nothing can happen any more
STOPPED = 2  # the caller asked for a stop

# Histograms of durations (§8.3).
N_BINS = 256  # of a histogram: bin 0 is below 1 s, then 12 bins a doubling, the last is open (§8.3)
BINS_PER_DOUBLING = 12
