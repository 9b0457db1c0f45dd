"""The kernel and Ciw say the same of the same models."""

import numpy as np
import pytest

from against import models
from against.models import MU, SIGMA, UNTIL, WARM_UP

ciw = pytest.importorskip("ciw")


def test_tandem_that_blocks():
    """Mean time inside, mean time blocked."""
    models.assert_agree(models.kernel_tandem(), [tandem(replica) for replica in range(models.REPLICAS)])


def test_priorities_at_two_desks():
    """Mean wait of each class."""
    models.assert_agree(models.kernel_desks(), [desks(replica) for replica in range(models.REPLICAS)])


def records(network, seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(UNTIL)
    return [one for one in simulation.get_all_records() if WARM_UP <= one.exit_date <= UNTIL]


def tandem(replica):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(models.TANDEM_RATE), None],
        service_distributions=[ciw.dists.Exponential(1.0), ciw.dists.Exponential(1.0)],
        number_of_servers=[3, 3],
        queue_capacities=[float("inf"), 1],
        routing=[[0.0, 1.0], [0.0, 0.0]],
    )
    rows = records(network, replica)
    nodes = [[one for one in rows if one.node == node] for node in (1, 2)]
    stay = sum(np.mean([one.exit_date - one.arrival_date for one in node]) for node in nodes)
    return stay, np.mean([one.time_blocked for one in nodes[0]])


def desks(replica):
    work = [ciw.dists.Lognormal(MU, SIGMA)]
    names = [f"class {priority}" for priority in range(len(models.DESK_RATES))]
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(rate)] for name, rate in zip(names, models.DESK_RATES, strict=True)
        },
        service_distributions=dict.fromkeys(names, work),
        number_of_servers=[2],
        priority_classes={name: priority for priority, name in enumerate(names)},
    )
    rows = records(network, 100 + replica)
    return [np.mean([one.waiting_time for one in rows if one.customer_class == name]) for name in names]
