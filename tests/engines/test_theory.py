"""The kernel against queueing theory: bounds are Student intervals of the replicas."""

import math

import numpy as np
import pytest

from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import run_part
from engines.judge import mean_interval
from engines.programs import DAY, HOUR, MINUTE, Sketch, one_server

HOURS = 1_500
REPLICAS = 16
EXPONENTIAL = (s.EXPONENTIAL, float(MINUTE))


def erlang_c(c, a):
    """Probability of waiting."""
    b = 1.0
    for k in range(1, c + 1):
        b = a * b / (k + a * b)
    return b / (1 - a / c * (1 - b))


def replicas(program, n=REPLICAS):
    return [run_part(program, seed=20, replica=k) for k in range(n)]


def with_warm_up(program):
    return program._replace(record_from=program.until // 10 // DAY * DAY)


def assert_mean(values, expected):
    mean, half = mean_interval(values)
    assert abs(mean - expected) < half, (mean, half, expected)
    assert half < 0.25 * max(abs(expected), 1e-9), "too few replicas to judge"


LOGNORMAL = (s.LOGNORMAL, math.log(MINUTE) - 0.5 * math.log(2), math.sqrt(math.log(2)))  # cv 1


@pytest.mark.parametrize(
    ("per_minute", "service", "servers", "expected_min"),
    [
        (0.8, EXPONENTIAL, 1, 4.0),
        (0.8, (s.CONSTANT, float(MINUTE)), 1, 2.0),
        (0.8, (s.GAMMA, 2.0, MINUTE / 2), 1, 3.0),
        (0.7, LOGNORMAL, 1, 0.7 / 0.3),
        (2.4, EXPONENTIAL, 3, erlang_c(3, 2.4) / 0.6),
        (0.8 * 2, (s.CONSTANT, float(MINUTE)), 2, 0.903284),
    ],
    ids=["M/M/1", "M/D/1", "M/E2/1", "M/lognormal/1", "M/M/3", "M/D/2"],
)
def test_mean_wait_before_service(per_minute, service, servers, expected_min):
    """§3.2 Pollaczek and Khinchine, Erlang C, Crommelin."""
    program = with_warm_up(one_server(60 * per_minute, service, HOURS, servers))

    waits = [trace.visits.waited.mean() / MINUTE for trace in replicas(program)]

    assert_mean(waits, expected_min)


@pytest.mark.slow
def test_ten_seeds_together_wait_as_theory_says():
    """§3.2 M/M/1 at load 0.8: the 4 minutes lie outside of the 95 % interval of seed 20 alone; that is luck, no bias."""
    program = with_warm_up(one_server(48, EXPONENTIAL, HOURS))

    waits = [
        run_part(program, seed=seed, replica=k).visits.waited.mean() / MINUTE
        for seed in range(20, 30)
        for k in range(REPLICAS)
    ]

    assert_mean(waits, 4.0)
    assert mean_interval(waits)[1] < 0.02 * 4.0


def test_regular_arrivals_wait_less():
    """§5.2 D/M/1 at load 0.8: dispersion 0 is a regular flow."""
    program = with_warm_up(one_server(48, EXPONENTIAL, HOURS))
    program = program._replace(sources=program.sources._replace(dispersion=np.zeros(1)))

    assert_mean([t.visits.waited.mean() / MINUTE for t in replicas(program)], 1.69273)


def test_erlang_loss():
    """§4.2 Nobody may wait: the share that balks is Erlang's B for a load of 10 and 15 servers."""
    program = with_warm_up(one_server(600, EXPONENTIAL, 200, 15, balk_above=0))

    assert_mean([(t.visits.outcome == 1).mean() for t in replicas(program)], 0.0364969)


def test_finite_waiting_room():
    """§4.2 M/M/1/5 at load 0.8."""
    program = with_warm_up(one_server(48, EXPONENTIAL, HOURS, balk_above=4))

    assert_mean([(t.visits.outcome == 1).mean() for t in replicas(program)], 0.0888195)


def test_reneging():
    """§4.3 M/M/3 with patience of mean 1 h, 10 an hour, 15 min each: share lost and length of the line."""
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(3)
    entry = sketch.use(desk, sketch.exponential(HOUR / 4), patience=sketch.exponential(HOUR))
    sketch.end()
    sketch.rate(entry, chain, [10.0] * 5_000)
    program = sketch.program(until=5_000 * HOUR, record_from=10 * DAY)

    traces = replicas(program)

    assert_mean([(t.visits.outcome == 2).mean() for t in traces], 0.097533)
    assert_mean([t.series.queue[0].sum() / (program.until - program.record_from) for t in traces], 0.97533)


@pytest.mark.parametrize(("preempts", "expected"), [(0, (2.0, 6.0)), (1, (1.25, 6.25))], ids=["not", "preempts"])
def test_two_priorities(preempts, expected):
    """§3.3, §3.5 Cobham; preemptive resume. Rates 0.2 and 0.6, service 1."""
    sketch = Sketch()
    first, second = sketch.chain(), sketch.chain()
    desk = sketch.resource(1, discipline=s.BY_PRIORITY, preempts=preempts)
    entry = sketch.use(desk, sketch.exponential(MINUTE))
    sketch.end()
    sketch.rate(entry, first, [12.0] * HOURS, priority=0)
    sketch.rate(entry, second, [36.0] * HOURS, priority=1)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    for chain in (first, second):
        stays = []
        for trace in replicas(program):
            mine = trace.visits.chain == chain
            stays.append((trace.visits.left - trace.visits.arrived)[mine].mean() / MINUTE)
        assert_mean(stays, expected[chain])


def test_breakdowns():
    """§3.7 Avi-Itzhak and Naor: load 0.5, failure 0.05, repair 0.5; failures while idle as well."""
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(1, on_close=s.PAUSE)
    entry = sketch.use(desk, sketch.exponential(MINUTE))
    sketch.end()
    sketch.failure(desk, sketch.exponential(20 * MINUTE), sketch.exponential(2 * MINUTE))
    sketch.rate(entry, chain, [30.0] * HOURS)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    stays = [(t.visits.left - t.visits.arrived).mean() / MINUTE for t in replicas(program)]

    assert_mean(stays, 2.84848)


def test_departure_slots():
    """§4.11 One departure a 30-minute slot, Poisson, load 0.5: mean wait 30 min."""
    sketch = Sketch()
    chain = sketch.chain()
    gate = sketch.gate([(t, t, 1) for t in range(0, 400 * DAY, 30 * MINUTE)])
    entry = sketch.step(s.OP_WAIT, gate, 1)
    sketch.end()
    sketch.rate(entry, chain, [1.0] * 24 * 400)
    program = sketch.program(until=400 * DAY, record_from=10 * DAY)

    assert_mean([t.visits.waited.mean() / MINUTE for t in replicas(program)], 30.0)


def test_forming_batches():
    """§4.8 Batches of 41 from 1,000 a day: mean wait of a member 28.8 min."""
    sketch = Sketch()
    chain, trains = sketch.chain(), sketch.chain()
    station = sketch.station(41, entry=2, chain=trains)
    entry = sketch.step(s.OP_BATCH, station)
    sketch.end()
    sketch.end()
    sketch.rate(entry, chain, [1_000 / 24] * 24 * 60)
    program = sketch.program(until=60 * DAY, record_from=2 * DAY)

    waits = [t.visits.waited[t.visits.chain == chain].mean() / MINUTE for t in replicas(program)]

    assert_mean(waits, 28.8)


def test_fork_and_join():
    """§4.6, §4.7 Flatto and Hahn; Nelson and Tantawi: two M/M/1 at load 0.8, response 7."""
    sketch = Sketch()
    parents, children = sketch.chain(), sketch.chain()
    desks = [sketch.resource(1), sketch.resource(1)]
    law = sketch.exponential(MINUTE)
    tasks = []
    for desk in desks:
        tasks.append(sketch.use(desk, law))
        sketch.end()
    entry = sketch.step(s.OP_SPLIT, tasks[0], sketch.constant(1), children)
    sketch.step(s.OP_SPLIT, tasks[1], sketch.constant(1), children)
    sketch.step(s.OP_JOIN)
    sketch.end()
    sketch.rate(entry, parents, [48.0] * HOURS)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    stays = []
    for trace in replicas(program):
        mine = trace.visits.chain == parents
        stays.append((trace.visits.left - trace.visits.arrived)[mine].mean() / MINUTE)

    assert_mean(stays, 7.0)


@pytest.mark.parametrize(
    ("stations", "places", "expected"),
    [(2, 0, 2 / 3), (3, 0, 0.564103), (4, 0, 0.514775), (3, 1, 0.670466), (3, 2, 0.734017)],
)
def test_saturated_line(stations, places, expected):
    """§4.4 Throughput of lines that block after service (Hunt, 1956): items for ever before the first."""
    sketch = Sketch()
    chain = sketch.chain()
    servers = [sketch.resource(1) for _ in range(stations)]
    buffers = [sketch.resource(max(1, places)) for _ in range(stations - 1)]
    law = sketch.exponential(MINUTE)
    sketch.seize(servers[0])
    for k in range(stations):
        sketch.delay(law)
        if k < stations - 1 and places:
            sketch.seize(buffers[k])
        elif k < stations - 1:
            sketch.seize(servers[k + 1])
        sketch.release(servers[k])
        if k < stations - 1 and places:
            sketch.seize(servers[k + 1])
            sketch.release(buffers[k])
    sketch.end()
    n = 8_000
    sketch.listed(0, chain, [0] * n)
    until = 5_000 * MINUTE
    program = sketch.program(until=until, record_from=500 * MINUTE)

    rates = [len(t.visits.left) / ((until - program.record_from) / MINUTE) for t in replicas(program)]

    assert_mean(rates, expected)


def test_machine_repair():
    """§4.13 Six machines for ever, two repairers: failure 0.1, repair 0.5; mean number away 1.11535."""
    sketch = Sketch()
    chain, repairers = sketch.chain(), sketch.resource(2)
    entry = sketch.delay(sketch.exponential(10 * MINUTE))
    sketch.use(repairers, sketch.exponential(2 * MINUTE))
    sketch.step(s.OP_GOTO, entry)
    sketch.listed(entry, chain, [0] * 6)
    program = sketch.program(until=100 * DAY, record_from=DAY)

    away = []
    for trace in replicas(program):
        ticks = program.until - program.record_from
        away.append((trace.series.queue[0].sum() + trace.series.in_use[0].sum()) / ticks)

    assert_mean(away, 1.11535)


def test_many_servers_by_the_hour():
    """§5.1 M(t)/M/inf, rate 10 + 5 sin(2 pi t / 24) an hour, mean stay 1 h: number at 15 h is 7.55747."""
    sketch = Sketch()
    chain = sketch.chain()
    entry = sketch.delay(sketch.exponential(HOUR))
    sketch.end()
    w = 2 * math.pi / 24
    hours = [10 + 5 / w * (math.cos(w * h) - math.cos(w * (h + 1))) for h in range(15)]
    sketch.rate(entry, chain, hours)
    program = sketch.program(until=15 * HOUR)

    inside = [int(t.balance.inside[0]) for t in replicas(program, 400)]

    mean, half = mean_interval(inside)
    assert abs(mean - 7.55747) < half  # rates are constant within an hour: 0.03 off at most


def test_littles_law_holds_to_the_tick():
    """§8.2 The line's integral is the sum of the waits when all have left."""
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(1)
    entry = sketch.use(desk, sketch.exponential(MINUTE))
    sketch.end()
    sketch.rate(entry, chain, [48.0] * 200)
    program = sketch.program(until=400 * HOUR)

    trace = run_part(program, seed=1, replica=0)

    assert trace.balance.inside.sum() == 0
    assert trace.series.queue[0].sum() == trace.visits.waited.sum() == trace.series.waited[0].sum()
    assert trace.series.in_use[0].sum() == (trace.visits.left - trace.visits.arrived - trace.visits.waited).sum()


@pytest.mark.parametrize("dispersion", [0.0, 0.3, 1.0, 4.0])
def test_arrivals_are_stationary_from_the_first_hour(dispersion):
    """§5.2 The first gap is what is left of one: as many come in the first hour as in any other."""
    sketch = Sketch()
    chain = sketch.chain()
    entry = sketch.step(s.OP_END)
    sketch.rate(entry, chain, [2.5] * 40, dispersion=dispersion)
    program = sketch.program(until=40 * HOUR)

    traces = replicas(program, 1_000)

    first = [(t.visits.arrived < HOUR).sum() for t in traces]
    mean, half = mean_interval(first)
    assert abs(mean - 2.5) <= half
    counts = np.array([len(t.visits.arrived) for t in traces])
    assert abs(counts.mean() - 100) <= mean_interval(counts)[1]


def test_days_differ_as_declared():
    """§5.3 The factor of a day has mean 1 and the declared coefficient of variation."""
    sketch = Sketch()
    chain = sketch.chain()
    entry = sketch.step(s.OP_END)
    sketch.rate(entry, chain, [100.0] * 24, dispersion=0.0, day_spread=0.3)
    program = sketch.program(until=DAY)

    counts = np.array([t.balance.born[0] for t in replicas(program, 2_000)]) / 2_400

    assert_mean(counts, 1.0)
    assert_mean((counts - counts.mean()) ** 2, 0.09)
