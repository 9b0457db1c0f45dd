"""Two small models that the kernel and its peers run alike: minutes, with figures of one replica each.

Tandem: Poisson arrivals, two stations of three servers, one place between them, blocking after service.
Desks: two desks for two classes, the first goes before the second, work in hand is finished.
"""

import math

import numpy as np

from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import run_part
from engines.judge import mean_interval
from engines.programs import MINUTE, Sketch

REPLICAS = 16  # of a peer; the kernel takes more
KERNEL_REPLICAS = 48
UNTIL, WARM_UP = 3_000.0, 200.0  # minutes
TANDEM_RATE = 2.0
DESK_RATES = (0.4, 0.9)
CV = 0.8
SIGMA = math.sqrt(math.log(1 + CV * CV))
MU = -SIGMA * SIGMA / 2  # lognormal of mean 1


def tandem_program():
    sketch = Sketch()
    chain, law = sketch.chain(), sketch.exponential(MINUTE)
    first, second, room = sketch.resource(3), sketch.resource(3), sketch.resource(1)
    entry = sketch.seize(first)
    sketch.delay(law)
    sketch.stage()
    sketch.seize(room)
    sketch.release(first)
    sketch.seize(second)
    sketch.release(room)
    sketch.delay(law)
    sketch.release(second)
    sketch.end()
    return timed(sketch, [(entry, chain, TANDEM_RATE, 0)])


def desks_program():
    sketch = Sketch()
    chains = [sketch.chain() for _ in DESK_RATES]
    desks = sketch.resource(2, discipline=s.BY_PRIORITY)
    entry = sketch.use(desks, sketch.law(s.LOGNORMAL, math.log(MINUTE) + MU, SIGMA))
    sketch.end()
    return timed(sketch, [(entry, chain, rate, chain) for chain, rate in zip(chains, DESK_RATES, strict=True)])


def timed(sketch, sources):
    for entry, chain, rate, priority in sources:
        sketch.rate(entry, chain, [60 * rate] * math.ceil(UNTIL / 60), priority=priority)
    return sketch.program(until=round(UNTIL * MINUTE), record_from=round(WARM_UP * MINUTE))


def kernel_tandem():
    """Mean time inside and mean time blocked of each replica, of those who leave behind the warm-up."""
    program = tandem_program()
    told = []
    for replica in range(KERNEL_REPLICAS):
        trace = run_part(program, seed=7, replica=replica)
        stay = (trace.visits.left - trace.visits.arrived).mean() / MINUTE
        told.append((stay, trace.series.waited[2].sum() / trace.series.served[2].sum() / MINUTE))
    return np.array(told)


def kernel_desks():
    """Mean wait of each class, replica by replica."""
    program = desks_program()
    told = []
    for replica in range(KERNEL_REPLICAS):
        visits = run_part(program, seed=8, replica=replica).visits
        told.append([visits.waited[visits.chain == one].mean() / MINUTE for one in range(len(DESK_RATES))])
    return np.array(told)


def assert_agree(ours, theirs):
    """Each figure of the two agrees within the intervals of their replicas, which are narrow enough to judge."""
    for mine, other in zip(ours.T, np.array(theirs).T, strict=True):
        (mean, half), (their_mean, their_half) = mean_interval(mine), mean_interval(other)
        bound = math.hypot(half, their_half)
        assert abs(mean - their_mean) < bound, (mean, half, their_mean, their_half)
        assert bound < 0.25 * mean, (mean, half, their_half)
