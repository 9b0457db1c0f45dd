"""The kernel and SimPy say the same of the same models."""

import numpy as np
import pytest

from against import models
from against.models import MU, SIGMA, UNTIL, WARM_UP

simpy = pytest.importorskip("simpy")


def test_tandem_that_blocks():
    """Mean time inside, mean time blocked."""
    models.assert_agree(models.kernel_tandem(), [tandem(replica) for replica in range(models.REPLICAS)])


def test_priorities_at_two_desks():
    """Mean wait of each class."""
    models.assert_agree(models.kernel_desks(), [desks(replica) for replica in range(models.REPLICAS)])


def arrive(env, rng, rate, process):
    while True:
        yield env.timeout(rng.exponential(1 / rate))
        env.process(process())


def tandem(replica):
    env, rng = simpy.Environment(), np.random.default_rng(replica)
    first, second, room = (simpy.Resource(env, count) for count in (3, 3, 1))
    stays, blocked = [], []

    def unit():
        came = env.now
        server = first.request()
        yield server
        yield env.timeout(rng.exponential(1.0))
        done, place = env.now, room.request()
        yield place
        first.release(server)
        if env.now >= WARM_UP:
            blocked.append(env.now - done)
        next_server = second.request()
        yield next_server
        room.release(place)
        yield env.timeout(rng.exponential(1.0))
        second.release(next_server)
        if env.now >= WARM_UP:
            stays.append(env.now - came)

    env.process(arrive(env, rng, models.TANDEM_RATE, unit))
    env.run(UNTIL)
    return np.mean(stays), np.mean(blocked)


def desks(replica):
    env, rng = simpy.Environment(), np.random.default_rng(100 + replica)
    both = simpy.PriorityResource(env, 2)
    waits = [[] for _ in models.DESK_RATES]

    def unit(priority):
        came = env.now
        with both.request(priority) as request:
            yield request
            wait = env.now - came
            yield env.timeout(rng.lognormal(MU, SIGMA))
        if env.now >= WARM_UP:
            waits[priority].append(wait)

    for priority, rate in enumerate(models.DESK_RATES):
        env.process(arrive(env, rng, rate, lambda priority=priority: unit(priority)))
    env.run(UNTIL)
    return [np.mean(one) for one in waits]
