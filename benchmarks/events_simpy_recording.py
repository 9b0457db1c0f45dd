"""The SimPy models of events.py once more, writing down what the kernel writes down.

For every unit its visit and its stages with times and waits; for every kind and day counts, sums and a histogram of
logarithmic bins; for every resource and day what is in use, the queue and its longest, grants and their waits.
Resources are watched as SimPy's own guide to monitoring has it: what is asked and given is counted where it happens.
"""

from bisect import bisect_right

import numpy as np
import simpy

MINUTE, HOUR, DAY = 1.0, 60.0, 1440.0
EDGES = [2 ** (k / 12) / 60 for k in range(255)]  # minutes: twelve bins a doubling, from a second on


class Watched(simpy.Resource):
    """A resource that books its use, queue, grants and waits by day."""

    def __init__(self, env, capacity=1):
        super().__init__(env, capacity)
        self.env, self.since, self.day_ends, self.rows = env, 0.0, DAY, []
        self.in_use = self.queued = self.waited = 0.0
        self.longest = self.served = 0

    def tally(self):
        """What is held and who stands in line, since the last look."""
        now = self.env.now
        while now >= self.day_ends:
            over = self.day_ends - self.since
            in_use, queued = self.in_use + self.count * over, self.queued + len(self.queue) * over
            self.rows.append((in_use, queued, self.longest, self.served, self.waited))
            self.in_use = self.queued = self.waited = 0.0
            self.served, self.longest = 0, len(self.queue)
            self.since, self.day_ends = self.day_ends, self.day_ends + DAY
        self.in_use += self.count * (now - self.since)
        self.queued += len(self.queue) * (now - self.since)
        self.since = now

    def request(self):
        self.tally()
        asked = super().request()
        self.longest = max(self.longest, len(self.queue))
        return asked

    def granted(self, waited):
        self.served += 1
        self.waited += waited

    def release(self, request):
        self.tally()
        return super().release(request)


class Book:
    """Rows of visits and stages; counts, sums and histograms."""

    def __init__(self, env):
        self.env, self.visits, self.stages, self.bins, self.days, self.born = env, [], [], {}, {}, 0

    def serial(self):
        self.born += 1
        return self.born

    def count(self, kind, stay, waited):
        cell = (kind, bisect_right(EDGES, stay))
        self.bins[cell] = self.bins.get(cell, 0) + 1
        day = self.days.setdefault((kind, int(self.env.now // DAY)), [0, 0.0, 0.0])
        day[0] += 1
        day[1] += stay
        day[2] += waited

    def stage(self, unit, kind, entered, waited):
        now = self.env.now
        self.stages.append((unit, kind, entered, now, waited))
        self.count(kind, now - entered, waited)

    def visit(self, unit, kind, ordinal, parent, load, arrived, waited):
        now = self.env.now
        self.visits.append((unit, kind, ordinal, parent, load, arrived, now, waited, 0))
        self.count(kind, now - arrived, waited)


def mm1(customers):
    """Customers served at one server."""
    env, rng = simpy.Environment(), np.random.default_rng(1)
    server, book = Watched(env), Book(env)

    def customer(k):
        arrived, unit = env.now, book.serial()
        with server.request() as request:
            yield request
            waited = env.now - arrived
            server.granted(waited)
            yield env.timeout(rng.exponential(1.0))
        book.stage(unit, "service", arrived, waited)
        book.visit(unit, "customer", k, -1, 1, arrived, waited)

    def source():
        for k in range(customers):
            yield env.timeout(rng.exponential(1.25))
            env.process(customer(k))

    env.process(source())
    env.run()
    return len(book.visits)


def tandem(items):
    """Items through five stations with one place between them, blocked after service."""
    env, rng = simpy.Environment(), np.random.default_rng(1)
    servers, places = [Watched(env) for _ in range(5)], [Watched(env) for _ in range(4)]
    book = Book(env)

    def item(k):
        arrived, unit, waited = env.now, book.serial(), 0.0
        held = servers[0].request()
        yield held
        waited += env.now - arrived
        servers[0].granted(waited)
        for i in range(5):
            yield env.timeout(rng.exponential(1.0))
            done = env.now
            if i < 4:
                place = places[i].request()
                yield place
                places[i].granted(env.now - done)
            servers[i].release(held)
            if i < 4:
                asked = env.now
                held = servers[i + 1].request()
                yield held
                servers[i + 1].granted(env.now - asked)
                places[i].release(place)
                waited += env.now - done
        book.stage(unit, "line", arrived, waited)
        book.visit(unit, "item", k, -1, 1, arrived, waited)

    def source():
        for k in range(items):
            yield env.timeout(rng.exponential(2.0))
            env.process(item(k))

    env.process(source())
    env.run()
    return len(book.visits)


class Port:
    """The gauge-change port of events.py: trains, their wagons, and trains out."""

    def __init__(self, trains):
        self.env, self.rng = simpy.Environment(), np.random.default_rng(1)
        self.tracks, self.cranes, self.officers = (Watched(self.env, n) for n in (2, 6, 4))
        self.slots, self.book, self.gathered = Watched(self.env), Book(self.env), []
        for k in range(trains):
            self.env.process(self.train(k))
        self.env.run()

    def train(self, k):
        env, book = self.env, self.book
        yield env.timeout(k * DAY / 20 + self.rng.uniform(0, HOUR))
        arrived, unit = env.now, book.serial()
        with self.tracks.request() as request:
            yield request
            into = env.now % DAY - 2 * HOUR
            if 0 <= into < 2 * HOUR:
                yield env.timeout(2 * HOUR - into)
            waited = env.now - arrived
            self.tracks.granted(waited)
            yield env.timeout(1.5 * HOUR * self.rng.lognormal(0, 0.3))
        book.stage(unit, "inspection", arrived, waited)
        book.visit(unit, "train", k, -1, 50, arrived, waited)
        for i in range(50):
            env.process(self.wagon(i, unit))

    def wagon(self, ordinal, parent):
        env, book = self.env, self.book
        arrived, unit = env.now, book.serial()
        with self.cranes.request() as request:
            yield request
            waited = env.now - arrived
            self.cranes.granted(waited)
            yield env.timeout(6 * MINUTE * self.rng.lognormal(0, 0.4))
        book.stage(unit, "transshipment", arrived, waited)
        self.gathered.append((unit, ordinal, arrived, waited, env.now))
        if len(self.gathered) == 41:
            env.process(self.train_out(self.gathered))
            self.gathered = []

    def train_out(self, members):
        env, book = self.env, self.book
        began, unit = env.now, book.serial()
        with self.officers.request() as request:
            yield request
            waited = env.now - began
            self.officers.granted(waited)
            yield env.timeout(2 * HOUR * self.rng.lognormal(0, 0.4))
        book.stage(unit, "customs", began, waited)
        asked = env.now
        with self.slots.request() as request:
            yield request
            yield env.timeout(30 * MINUTE - env.now % (30 * MINUTE))
            self.slots.granted(env.now - asked)
        book.stage(unit, "path", asked, env.now - asked)
        book.visit(unit, "train out", 0, -1, 41, began, waited + env.now - asked)
        for member, ordinal, arrived, in_line, ready in members:
            book.visit(member, "wagon", ordinal, unit, 1, arrived, in_line + began - ready)


def port(trains):
    """Trains brought in over a part of the year."""
    Port(trains)
    return trains
