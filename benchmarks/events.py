"""The event kernel beside SimPy, salabim, Ciw and loops written by hand for one model each: time per event.

    PYTHONPATH=src:tests python benchmarks/events.py [repeats]

Models: (a) M/M/1, a million customers; (b) five stations in a row, one place between them, blocking after
service; (c) a rail gauge-change port for a year: trains of 50 wagons, two inspection tracks with night gaps,
six cranes, batches of 41, four customs officers, a departure slot every 30 minutes. An event is one entry of
the kernel's calendar; the peers' times are divided by the same number, scaled to as many units where they ran
fewer (salabim and Ciw: events_peers.py). Medians of CPU time, compiled before: of SimPy three runs, the other peers one.

"SimPy" is the model alone, which keeps two times a unit; "SimPy, recording" writes down what the kernel writes down
(events_simpy_recording.py): visits, stages, histograms, and use and queues of every resource by day. The kernel
recording is held against it, the kernel silent against the model alone.
"""

import statistics
import sys
import time

import events_simpy_recording as recorded
import numpy as np
import simpy
from events_by_hand import mm1_by_hand, port_by_hand, tandem_by_hand
from events_peers import mm1_ciw, mm1_salabim, port_salabim, tandem_ciw, tandem_salabim

from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import run_part
from engines.programs import DAY, HOUR, MINUTE, Sketch, one_server

CUSTOMERS = 1_000_000
ITEMS = 200_000
YEAR = 365
SIMPYS = 2  # of the peers, the first: recording, alone


def mm1_program(record):
    return one_server(48, (s.EXPONENTIAL, float(MINUTE)), CUSTOMERS // 48, record=record)


def tandem_program(record):
    """Stations with a place before each; a unit leaves its server when the next place is free."""
    sketch = Sketch()
    chain = sketch.chain(record)
    servers = [sketch.resource(1) for _ in range(5)]
    places = [sketch.resource(1) for _ in range(4)]
    law = sketch.exponential(MINUTE)
    entry = sketch.stage()
    sketch.seize(servers[0])
    for k in range(5):
        sketch.delay(law)
        if k < 4:
            sketch.seize(places[k])
        sketch.release(servers[k])
        if k < 4:
            sketch.seize(servers[k + 1])
            sketch.release(places[k])
    sketch.end()
    hours = ITEMS // 30
    sketch.rate(entry, chain, [30.0] * hours)
    return sketch.program(until=hours * HOUR)


def shifts(days):
    """Two tracks by day, none from 2 to 4 h."""
    line = [(0, 2)]
    for day in range(days):
        line += [(day * DAY + 2 * HOUR, 0), (day * DAY + 4 * HOUR, 2)]
    return line


def port_program(record):
    sketch = Sketch()
    trains, wagons, out = (sketch.chain(record) for _ in range(3))
    tracks, cranes, officers = sketch.resource(shifts(YEAR)), sketch.resource(6), sketch.resource(4)
    slots = sketch.gate([(t, t, 1) for t in range(0, YEAR * DAY, 30 * MINUTE)])
    entry = sketch.stage()
    sketch.use(tracks, sketch.law(s.LOGNORMAL, np.log(1.5 * HOUR), 0.3))
    split = sketch.step(s.OP_SPLIT, sketch.here + 2, -1, wagons)
    sketch.end()
    assert split + 2 == sketch.here
    sketch.stage()
    sketch.use(cranes, sketch.law(s.LOGNORMAL, np.log(6 * MINUTE), 0.4))
    station = sketch.station(41, entry=sketch.here + 2, chain=out)
    sketch.step(s.OP_BATCH, station)
    sketch.end()
    sketch.stage()
    sketch.use(officers, sketch.law(s.LOGNORMAL, np.log(2.0 * HOUR), 0.4))
    sketch.stage()
    sketch.step(s.OP_WAIT, slots, 1)
    sketch.end()
    ticks = np.arange(YEAR * 20) * (DAY // 20)
    sketch.listed(entry, trains, ticks, sketch.law(s.UNIFORM, 0.0, 1.0 * HOUR), load=sketch.constant(50))
    return sketch.program(until=YEAR * DAY)


def mm1_simpy():
    env, rng = simpy.Environment(), np.random.default_rng(1)
    server = simpy.Resource(env)
    waits = []

    def customer():
        arrived = env.now
        with server.request() as request:
            yield request
            waits.append(env.now - arrived)
            yield env.timeout(rng.exponential(1.0))

    def source():
        for _ in range(CUSTOMERS // 10):
            yield env.timeout(rng.exponential(1.25))
            env.process(customer())

    env.process(source())
    env.run()
    return len(waits)


def tandem_simpy():
    env, rng = simpy.Environment(), np.random.default_rng(1)
    servers = [simpy.Resource(env) for _ in range(5)]
    places = [simpy.Resource(env) for _ in range(4)]
    rows = []

    def item():
        arrived = env.now
        held = servers[0].request()
        yield held
        for k in range(5):
            yield env.timeout(rng.exponential(1.0))
            if k < 4:
                place = places[k].request()
                yield place
            servers[k].release(held)
            if k < 4:
                held = servers[k + 1].request()
                yield held
                places[k].release(place)
        rows.append((arrived, env.now))

    def source():
        for _ in range(ITEMS // 5):
            yield env.timeout(rng.exponential(2.0))
            env.process(item())

    env.process(source())
    env.run()
    return len(rows)


def port_simpy():
    env, rng = simpy.Environment(), np.random.default_rng(1)
    tracks, cranes, officers = (simpy.Resource(env, n) for n in (2, 6, 4))
    slots, gathered, rows = simpy.Resource(env), [], []
    minute, hour, day = 1.0, 60.0, 1440.0

    def closed(track_hours=2.0):
        """Where a use of the tracks would begin between 2 and 4 h it waits for 4 h."""
        into = env.now % day - 2 * hour
        return max(0.0, track_hours * hour - into) if into >= 0 else 0.0

    def train(k):
        yield env.timeout(k * day / 20 + rng.uniform(0, hour))
        arrived = env.now
        with tracks.request() as request:
            yield request
            gap = closed()
            if gap:
                yield env.timeout(gap)
            yield env.timeout(1.5 * hour * rng.lognormal(0, 0.3))
        rows.append(("train", arrived, env.now))
        for _ in range(50):
            env.process(wagon(env.now))

    def wagon(arrived):
        with cranes.request() as request:
            yield request
            yield env.timeout(6 * minute * rng.lognormal(0, 0.4))
        gathered.append(arrived)
        if len(gathered) == 41:
            env.process(out_train(list(gathered)))
            gathered.clear()

    def out_train(members):
        with officers.request() as request:
            yield request
            yield env.timeout(2 * hour * rng.lognormal(0, 0.4))
        with slots.request() as request:
            yield request
            yield env.timeout(30 * minute - env.now % (30 * minute))
        rows.extend(("wagon", arrived, env.now) for arrived in members)

    for k in range(YEAR * 20 // 5):
        env.process(train(k))
    env.run()
    return YEAR * 20 // 5


def seconds(work, repeats):
    """Median CPU seconds of a call, and what the last returned; what one returned is let go before the next."""
    taken, result = [], None
    for _ in range(repeats):
        result = None
        begin = time.process_time()
        result = work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken), result


def per_event(peer, units, events, repeats):
    """Seconds an event of a peer's run, as if it had run as many units as the kernel; None without a peer."""
    if peer is None:
        return None
    taken, finished = seconds(peer, repeats)
    return taken * units / finished / events


def measure(program_of, by_hand, peers, units, repeats):
    """Events of a run, and seconds an event of: kernel recording, kernel silent, by hand, each peer."""
    recording, silent = program_of(s.RECORD_UNITS), program_of(s.RECORD_NOTHING)
    run_part(silent, seed=1, replica=0)
    by_hand()
    full, trace = seconds(lambda: run_part(recording, seed=1, replica=0), repeats)
    bare, _ = seconds(lambda: run_part(silent, seed=1, replica=0), repeats)
    hand, _ = seconds(by_hand, repeats)
    n = trace.balance.events
    asked = [(peer, units, n, 3 if place < SIMPYS else 1) for place, peer in enumerate(peers)]
    return n, [full / n, bare / n, hand / n, *[per_event(*told) for told in asked]]


MODELS = [
    (
        "a M/M/1",
        mm1_program,
        lambda: mm1_by_hand(CUSTOMERS, 1),
        (lambda: recorded.mm1(CUSTOMERS // 10), mm1_simpy, mm1_salabim, mm1_ciw),
        CUSTOMERS,
    ),
    (
        "b tandem",
        tandem_program,
        lambda: tandem_by_hand(ITEMS, 1),
        (lambda: recorded.tandem(ITEMS // 5), tandem_simpy, tandem_salabim, tandem_ciw),
        ITEMS,
    ),
    (
        "c port",
        port_program,
        lambda: port_by_hand(YEAR, 1),
        (lambda: recorded.port(YEAR * 20 // 5), port_simpy, port_salabim, None),
        YEAR * 20,
    ),
]
WHO = ["kernel, recording", "kernel, silent", "by hand", "SimPy, recording", "SimPy", "salabim", "Ciw"]
RATIOS = ["SimPy / kernel, both recording", "SimPy / kernel, both silent", "silent / by hand"]


def main(repeats):
    print(f"| model | events | {' | '.join(WHO)} | {' | '.join(RATIOS)} |")
    print("|---" * (len(WHO) + len(RATIOS) + 2) + "|")
    for name, program_of, by_hand, peers, units in MODELS:
        n, told = measure(program_of, by_hand, peers, units, repeats)
        cells = [f"{x * 1e9:,.0f} ns" if x else "–" for x in told]
        recording, silent, hand, simpy_recording, simpy_alone = told[:5]
        ratios = f"{simpy_recording / recording:,.0f} | {simpy_alone / silent:,.0f} | {silent / hand:.2f}"
        print(f"| {name} | {n:,} | {' | '.join(cells)} | {ratios} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
