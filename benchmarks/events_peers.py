"""The models of benchmarks/events.py in salabim and Ciw, each as its own manual writes such a model.

Monitors and traces are off, draws come from one generator as in the others. Ciw knows neither a train that
becomes wagons nor a batch that becomes a train, so the port is not written in it.
"""

import ciw
import numpy as np
import salabim

CUSTOMERS = 10_000  # of one server: 1 % of the kernel's
ITEMS = 5_000  # through five stations
TRAINS = 365  # at the port: 18 days of 20
MINUTE, HOUR, DAY = 1.0, 60.0, 1440.0


def quiet():
    """A salabim environment of generators (plain `yield`) that writes nothing down."""
    return salabim.Environment(trace=False, random_seed=1, yieldless=False), np.random.default_rng(1)


def resource(capacity, env):
    """A salabim resource whose monitors are off."""
    made = salabim.Resource(capacity=capacity, env=env, monitor=False)
    made.requesters().monitor(False)
    made.claimers().monitor(False)
    return made


class Process(salabim.Component):
    """A component that runs the generator it is given."""

    def setup(self, steps):
        self.mode.monitor(False)
        self.status.monitor(False)
        self.steps = steps

    def process(self):
        yield from self.steps(self)


def started(env, steps):
    """A component that begins now."""
    return Process(env=env, steps=steps)


def arrivals(env, n, gap, steps):
    """n components, a drawn gap before each."""

    def source(me):
        for _ in range(n):
            yield me.hold(gap())
            started(env, steps)

    started(env, source)


def mm1_salabim():
    """Customers served."""
    env, rng = quiet()
    server = resource(1, env)
    waits = []

    def customer(me):
        arrived = env.now()
        yield me.request(server)
        waits.append(env.now() - arrived)
        yield me.hold(rng.exponential(1.0))
        me.release()

    arrivals(env, CUSTOMERS, lambda: rng.exponential(1.25), customer)
    env.run()
    return len(waits)


def tandem_salabim():
    """Items finished; a unit leaves its server when the place before the next is free."""
    env, rng = quiet()
    servers = [resource(1, env) for _ in range(5)]
    places = [resource(1, env) for _ in range(4)]
    rows = []

    def item(me):
        arrived = env.now()
        yield me.request(servers[0])
        for k in range(5):
            yield me.hold(rng.exponential(1.0))
            if k < 4:
                yield me.request(places[k])
            me.release(servers[k])
            if k < 4:
                yield me.request(servers[k + 1])
                me.release(places[k])
        rows.append((arrived, env.now()))

    arrivals(env, ITEMS, lambda: rng.exponential(2.0), item)
    env.run()
    return len(rows)


def port_salabim():
    """Trains inspected; the model of `port_simpy`."""
    env, rng = quiet()
    tracks, cranes, officers, slots = (resource(n, env) for n in (2, 6, 4, 1))
    gathered, rows, inspected = [], [], []

    def train(me):
        arrived = env.now()
        yield me.request(tracks)
        into = env.now() % DAY - 2 * HOUR
        if 0 <= into < 2 * HOUR:
            yield me.hold(2 * HOUR - into)
        yield me.hold(1.5 * HOUR * rng.lognormal(0, 0.3))
        me.release()
        inspected.append((arrived, env.now()))
        for _ in range(50):
            started(env, wagon)

    def wagon(me):
        arrived = env.now()
        yield me.request(cranes)
        yield me.hold(6 * MINUTE * rng.lognormal(0, 0.4))
        me.release()
        gathered.append(arrived)
        if len(gathered) == 41:
            members = list(gathered)
            gathered.clear()
            started(env, lambda out: out_train(out, members))

    def out_train(me, members):
        yield me.request(officers)
        yield me.hold(2 * HOUR * rng.lognormal(0, 0.4))
        me.release()
        yield me.request(slots)
        yield me.hold(30 * MINUTE - env.now() % (30 * MINUTE))
        me.release()
        rows.extend((arrived, env.now()) for arrived in members)

    for k in range(TRAINS):
        Process(env=env, steps=train, at=k * DAY / 20 + rng.uniform(0, HOUR))
    env.run()
    return len(inspected)


def ciw_run(network, n, finish):
    """Customers that a Ciw simulation of a network finished."""
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(n, method=finish)
    return len({row.id_number for row in simulation.get_all_records()})


def mm1_ciw():
    """Customers served."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(0.8)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[1],
    )
    return ciw_run(network, CUSTOMERS, "Finish")


def tandem_ciw():
    """Items finished; the place before a station is its queue's capacity."""
    onward = np.eye(5, k=1).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(0.5), None, None, None, None],
        service_distributions=[ciw.dists.Exponential(1.0)] * 5,
        number_of_servers=[1] * 5,
        queue_capacities=[float("inf"), 1, 1, 1, 1],
        routing=onward,
    )
    return ciw_run(network, ITEMS, "Finish")
