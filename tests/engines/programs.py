"""Programs written by hand: a list of instructions grows call by call."""

import hashlib

import numpy as np

from crossgauge.engines.events import state as s

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def key(name):
    """A uint64 of a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


class Sketch:
    """A Program in the making; every method returns the position of what it adds."""

    def __init__(self):
        self.steps, self.laws, self.values, self.parts = [], [], [], []
        self.arms, self.resources, self.failures, self.gates = [], [], [], []
        self.links, self.batches, self.sources, self.chains = [], [], [], []
        self.n_stages = 0
        self.size_laws = {}

    def law(self, kind, *parameters, values=(), parts=()):
        first = len(self.values)
        self.values += list(values)
        self.parts += list(parts) if parts else [s.NOBODY] * len(values)
        self.laws.append((kind, [*parameters, *[0.0] * (4 - len(parameters))], first, len(self.values)))
        return len(self.laws) - 1

    def constant(self, value):
        return self.law(s.CONSTANT, value)

    def exponential(self, mean):
        return self.law(s.EXPONENTIAL, mean)

    def step(self, op, *args, name=None):
        at = len(self.steps)
        self.steps.append((op, [*args, *[s.NOBODY] * (s.N_ARGS - len(args))], key(name or f"step {at}")))
        return at

    @property
    def here(self):
        return len(self.steps)

    def use(self, resource, duration, count=1, priority=0, balk_above=-1, patience=-1, otherwise=-1, name=None):
        return self.step(s.OP_USE, resource, count, priority, balk_above, patience, otherwise, duration, name=name)

    def seize(self, resource, count=1, priority=0, balk_above=-1, patience=-1, otherwise=-1):
        return self.step(s.OP_SEIZE, resource, count, priority, balk_above, patience, otherwise)

    def release(self, resource, count=1):
        return self.step(s.OP_RELEASE, resource, count)

    def delay(self, duration, name=None):
        return self.step(s.OP_DELAY, duration, name=name)

    def stage(self, label=None):
        label = self.n_stages if label is None else label
        self.n_stages = max(self.n_stages, label + 1)
        return self.step(s.OP_STAGE, label)

    def end(self):
        return self.step(s.OP_END)

    def branch(self, shares, targets):
        first = len(self.arms)
        self.arms += list(zip(np.cumsum(shares), targets, strict=True))
        return self.step(s.OP_BRANCH, first, len(targets))

    def season(self, ticks, targets):
        first = len(self.arms)
        self.arms += list(zip(ticks, targets, strict=True))
        return self.step(s.OP_SEASON, first, len(targets))

    def resource(self, capacity, discipline=s.FIRST_COME, on_close=s.FINISH, preempts=0, initial=-1):
        line = [(0, capacity)] if isinstance(capacity, int) else list(capacity)
        self.resources.append((discipline, on_close, preempts, initial, line))
        return len(self.resources) - 1

    def failure(self, resource, up, down, takes=1, name="failure"):
        self.failures.append((resource, takes, up, down, key(f"{name} {len(self.failures)}")))
        return len(self.failures) - 1

    def gate(self, windows, discipline=s.FIRST_COME):
        self.gates.append((discipline, list(windows)))
        return len(self.gates) - 1

    def link(self, tracks=1, headway=0, places=-1):
        self.links.append((tracks, headway, places))
        return len(self.links) - 1

    def station(self, size, patience=-1, least=1, entry=0, chain=0, name="station"):
        self.batches.append((size, patience, least, entry, chain, key(f"{name} {len(self.batches)}")))
        return len(self.batches) - 1

    def chain(self, record=s.RECORD_UNITS):
        self.chains.append(record)
        return len(self.chains) - 1

    def rate(self, entry, chain, expected, dispersion=1.0, day_spread=0.0, priority=0, load=-1, name=None):
        name = name or f"source {len(self.sources)}"
        self.sources.append(
            (s.BY_RATE, entry, chain, priority, load, dispersion, day_spread, -1, key(name), list(expected))
        )
        return len(self.sources) - 1

    def listed(self, entry, chain, ticks, jitter=-1, priority=0, load=-1, name=None):
        name = name or f"source {len(self.sources)}"
        self.sources.append((s.BY_LIST, entry, chain, priority, load, 1.0, 0.0, jitter, key(name), list(ticks)))
        return len(self.sources) - 1

    def program(self, until, record_from=0):
        arms = self.arms
        return s.Program(
            instructions=s.Instructions(
                op=ints(op for op, _, _ in self.steps),
                args=np.array([args for _, args, _ in self.steps], np.int64).reshape(-1, s.N_ARGS),
                key=keys(k for _, _, k in self.steps),
            ),
            distributions=self._distributions(),
            branch_share=floats(share for share, _ in arms),
            branch_to=ints(to for _, to in arms),
            resources=self._resources(),
            failures=s.Failures(*columns(self.failures, (ints, ints, ints, ints, keys))),
            gates=self._gates(),
            links=s.Links(*columns(self.links, (ints,) * 3)),
            batches=s.Batches(
                *columns(self.batches, (*(ints,) * 5, keys)),
                size_law=ints(self.size_laws.get(n, s.NOBODY) for n in range(len(self.batches))),
            ),
            sources=self._sources(),
            chains=s.Chains(record=ints(self.chains)),
            n_stages=self.n_stages,
            record_from=record_from,
            until=until,
        )

    def _distributions(self):
        laws = self.laws
        return s.Distributions(
            kind=ints(law[0] for law in laws),
            parameter=np.array([law[1] for law in laws], np.float64).reshape(-1, 4),
            first=ints(law[2] for law in laws),
            last=ints(law[3] for law in laws),
            values=floats(self.values),
            parts=ints(self.parts),
        )

    def _resources(self):
        heads = [row[:4] for row in self.resources]
        lines = [row[4] for row in self.resources]
        return s.Resources(
            *columns(heads, (ints,) * 4),
            first=ends(lines),
            tick=ints(tick for line in lines for tick, _ in line),
            capacity=ints(capacity for line in lines for _, capacity in line),
        )

    def _gates(self):
        windows = [rows for _, rows in self.gates]
        return s.Gates(
            ints(discipline for discipline, _ in self.gates),
            ends(windows),
            *columns([w for rows in windows for w in rows], (ints,) * 3),
        )

    def _sources(self):
        rows = [source[9] for source in self.sources]
        flat = [x for row in rows for x in row]
        kinds = (ints, ints, ints, ints, ints, floats, floats, ints, keys)
        return s.Sources(
            *columns([source[:9] for source in self.sources], kinds),
            first=ends(rows),
            expected=floats(flat),
            listed=ints(int(x) for x in flat),
        )


def ints(values):
    return np.array(list(values), np.int64)


def floats(values):
    return np.array(list(values), np.float64)


def keys(values):
    return np.array(list(values), np.uint64)


def columns(rows, kinds):
    return [kind(row[i] for row in rows) for i, kind in enumerate(kinds)]


def ends(groups):
    return np.cumsum([0, *[len(group) for group in groups]], dtype=np.int64)


def one_server(rate_per_hour, service, hours, capacity=1, record=s.RECORD_UNITS, **options):
    """Poisson arrivals at one station of parallel servers: M/G/c with its stage."""
    sketch = Sketch()
    chain = sketch.chain(record)
    desk = sketch.resource(capacity)
    law = sketch.law(*service)
    entry = sketch.stage()
    sketch.use(desk, law, **options)
    sketch.end()
    sketch.rate(entry, chain, [rate_per_hour] * hours)
    return sketch.program(until=hours * HOUR)
