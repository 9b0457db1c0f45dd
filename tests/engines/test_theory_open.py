"""Networks, batches, hours and short runs against queueing theory; bounds are Student intervals of the replicas."""

import math

import numpy as np
import pytest
from scipy import stats

from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import run_part
from engines.judge import mean_interval
from engines.programs import DAY, HOUR, MINUTE, Sketch
from engines.test_theory import EXPONENTIAL, HOURS, LOGNORMAL, assert_mean, erlang_c, replicas, with_warm_up


def per_tick(program, series, place):
    """Time mean of a series of one queue or resource."""
    return series[place].sum() / (program.until - program.record_from)


def test_jackson_network():
    """§4.5 Three stations with ways back: each as if alone (Jackson, 1957). Rates a minute."""
    outside = np.array([0.5, 0.140625, 0.2578125])
    onward = np.array([[0, 0.5, 0.25], [0.4375, 0, 0.5], [0, 0, 0]])
    servers, served = [2, 1, 1], np.array([1.0, 0.875, 1.0])
    through = np.linalg.solve(np.eye(3) - onward.T, outside)
    loads = through / served
    expected = [a + erlang_c(c, a) * a / (c - a) for a, c in zip(loads, servers, strict=True)]
    assert through == pytest.approx([0.71875, 0.5, 0.6875])
    assert expected == pytest.approx([0.825343, 1.33333, 2.2], rel=1e-5)

    sketch = Sketch()
    chain, desks = sketch.chain(), [sketch.resource(c) for c in servers]
    entries, back, out = [0, 2, 4], 6, 7  # a way back is a GOTO, which draws anew
    for node, (desk, rate) in enumerate(zip(desks, served, strict=True)):
        assert sketch.use(desk, sketch.exponential(MINUTE / rate)) == entries[node]
        shares = [*onward[node], 1 - onward[node].sum()]
        ways = [back if to < node else entry for to, entry in enumerate(entries)]
        sketch.branch(shares, [*ways, out])
    assert sketch.step(s.OP_GOTO, entries[0]) == back
    assert sketch.end() == out
    for entry, rate in zip(entries, outside, strict=True):
        sketch.rate(entry, chain, [60 * rate] * HOURS)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    traces = replicas(program)

    for node in range(3):
        present = [
            per_tick(program, t.series.queue, node) + per_tick(program, t.series.in_use, node) for t in traces
        ]
        assert_mean(present, expected[node])


@pytest.mark.parametrize(
    "law", [EXPONENTIAL, (s.CONSTANT, float(MINUTE)), LOGNORMAL], ids=["exponential", "constant", "lognormal"]
)
def test_number_present_is_poisson_whatever_the_stay(law):
    """§4.5 M/G/infinity: mean and variance are the rate times the mean stay, and nothing else counts."""
    sketch = Sketch()
    chain = sketch.chain()
    entry = sketch.delay(sketch.law(*law))
    sketch.end()
    sketch.rate(entry, chain, [360.0])
    program = sketch.program(until=HOUR)
    n = 1_500

    inside = np.array([t.balance.inside[0] for t in replicas(program, n)])

    assert_mean(inside, 6.0)
    low, high = stats.chi2.ppf([5e-5, 1 - 5e-5], n - 1) / (n - 1)
    assert low < inside.var(ddof=1) / 6 < high
    expected = n * stats.poisson.pmf(range(13), 6)
    seen = np.bincount(np.minimum(inside, 12), minlength=13)
    expected[12] = n - expected[:12].sum()
    assert ((seen - expected) ** 2 / expected).sum() < stats.chi2.ppf(1 - 1e-4, 12)


@pytest.mark.parametrize("arrivals", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("service", [0.0, 0.5, 2.0])
def test_wait_lies_between_its_bounds(arrivals, service):
    """§5.2 G/G/1 at load 0.8: above Marchal's bound, below Kingman's; of D/D/1 both are 0."""
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(1)
    law = sketch.law(s.GAMMA, 1 / service, service * MINUTE) if service else sketch.constant(MINUTE)
    entry = sketch.use(desk, law)
    sketch.end()
    sketch.rate(entry, chain, [48.0] * HOURS, dispersion=arrivals)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))
    rate, load = 0.8, 0.8
    below = max(0.0, (rate**2 * service - load * (2 - load)) / (2 * rate * (1 - load)))
    above = rate * (arrivals / rate**2 + service) / (2 * (1 - load))

    mean, half = mean_interval([t.visits.waited.mean() / MINUTE for t in replicas(program)])

    if arrivals == service == 0:
        assert mean == half == above == 0
    else:
        assert below < mean - half
        assert mean + half < above


def test_arrivals_in_groups():
    """§4.6 Groups of 5 at rate 0.16, load 0.8: an item waits 14."""
    sketch = Sketch()
    groups, items = sketch.chain(s.RECORD_NOTHING), sketch.chain()
    desk = sketch.resource(1)
    sketch.use(desk, sketch.exponential(MINUTE))
    sketch.end()
    entry = sketch.step(s.OP_SPLIT, 0, sketch.constant(5), items)
    sketch.end()
    sketch.rate(entry, groups, [0.16 * 60] * HOURS * 2)
    program = with_warm_up(sketch.program(until=2 * HOURS * HOUR))

    assert_mean([t.visits.waited.mean() / MINUTE for t in replicas(program)], 14.0)


def test_service_in_groups_of_exactly_four():
    """§4.8, §2.3 One a minute, four served together in 3 minutes: wait before service 6.44292."""
    sketch = Sketch()
    items, groups = sketch.chain(), sketch.chain(s.RECORD_NOTHING)
    desk = sketch.resource(1)
    sketch.use(desk, sketch.exponential(3 * MINUTE))
    sketch.end()
    entry = sketch.step(s.OP_BATCH, sketch.station(4, entry=0, chain=groups))
    sketch.end()
    sketch.rate(entry, items, [60.0] * HOURS)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    assert_mean([t.visits.waited.mean() / MINUTE for t in replicas(program)], 6.44292)


def open_hours(days, since=8, until=16):
    """Capacity 1 from `since` to `until` o'clock."""
    line = [(0, 0)]
    for day in range(days):
        line += [(day * DAY + since * HOUR, 1), (day * DAY + until * HOUR, 0)]
    return line


def from_opening(tick):
    """This tick, or the next opening if the desk is shut."""
    hour = tick % DAY
    return tick if 8 * HOUR <= hour < 16 * HOUR else tick - hour + 8 * HOUR + (DAY if hour >= 16 * HOUR else 0)


def done_at(begin, work, pauses):
    """When work begun at an open tick is over; with pauses, work stands still while the desk is shut."""
    closing = begin - begin % DAY + 16 * HOUR
    if not pauses or begin + work <= closing:
        return begin + work
    return done_at(closing + 16 * HOUR, work - (closing - begin), pauses)


@pytest.mark.parametrize("on_close", [s.FINISH, s.PAUSE], ids=["finish", "pause"])
def test_desk_open_eight_hours_of_the_day(on_close):
    """§3.4 The waits are those of a plain recursion over the same arrivals and work, to the tick."""
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(open_hours(100), on_close=on_close)
    entry = sketch.use(desk, sketch.law(s.LOGNORMAL, math.log(20 * MINUTE), 0.8))
    sketch.end()
    sketch.rate(entry, chain, [0.6] * 24 * 100)
    visits = run_part(sketch.program(until=100 * DAY), seed=3, replica=0).visits
    order = np.argsort(visits.arrived)
    arrived, left = visits.arrived[order], visits.left[order]
    assert len(np.unique(arrived)) == len(arrived) > 1_000
    work = left - arrived - visits.waited[order]

    over, expected = 0, []
    for tick, ticks in zip(arrived.tolist(), work.tolist(), strict=True):
        over = done_at(from_opening(max(tick, over)), ticks, on_close == s.PAUSE)
        expected.append(over)

    assert left.tolist() == expected


@pytest.mark.parametrize(
    ("rate", "servers", "places", "stay", "blocked"),
    [(0.5, 1, 0, 5.6, 0.2), (1.5, 2, 2, 6.40591, 0.225762)],
    ids=["no place", "two places"],
)
def test_tandem_that_blocks(rate, servers, places, stay, blocked):
    """§4.4 Endless room before the first station, little between the two."""
    sketch = Sketch()
    chain, law = sketch.chain(), sketch.exponential(MINUTE)
    first, second, room = sketch.resource(servers), sketch.resource(servers), sketch.resource(max(1, places))
    entry = sketch.seize(first)
    sketch.delay(law)
    sketch.seize(room if places else second)
    sketch.release(first)
    if places:
        sketch.seize(second)
        sketch.release(room)
    sketch.delay(law)
    sketch.release(second)
    sketch.end()
    sketch.rate(entry, chain, [60 * rate] * HOURS)
    program = with_warm_up(sketch.program(until=HOURS * HOUR))

    traces = replicas(program)

    assert_mean([(t.visits.left - t.visits.arrived).mean() / MINUTE for t in traces], stay)
    assert_mean([per_tick(program, t.series.queue, room if places else second) for t in traces], blocked)
    if not places:
        assert_mean([t.series.waited[first].sum() / t.series.served[first].sum() / MINUTE for t in traces], 3.2)


def waits_from_empty(load, customers):
    """Mean number found by each customer of an M/M/1 that begins empty: by the chain embedded at arrivals."""
    served = 1 / (1 + load)  # a service ends before the next arrival
    n = len(customers) and max(customers)
    found, means = np.zeros(n + 2), {}
    found[0] = 1.0
    for customer in range(1, n + 1):
        if customer in customers:
            means[customer] = float(found @ np.arange(n + 2))
        after = np.zeros(n + 2)
        left = 0.0  # who may go on to one fewer
        for j in range(n, 0, -1):
            left = left * served + found[j - 1]
            after[j] = left * (1 - served)
        after[0] = 1 - after.sum()
        found = after
    return means


def test_waits_of_the_first_customers():
    """§1.1 M/M/1 at load 0.9 from empty: mean wait of customer 10, 50, 100 and 200."""
    customers = (10, 50, 100, 200)
    exact = waits_from_empty(0.9, customers)
    sketch = Sketch()
    chain, desk = sketch.chain(), sketch.resource(1)
    entry = sketch.use(desk, sketch.exponential(MINUTE))
    sketch.end()
    sketch.rate(entry, chain, [54.0] * 8)
    program = sketch.program(until=8 * HOUR)

    waits = [t.visits.waited[np.argsort(t.visits.arrived, kind="stable")] for t in replicas(program, 1_500)]

    for customer, table in zip(customers, (2.195, 4.99845, 6.39923, 7.65841), strict=True):
        assert exact[customer] == pytest.approx(table, rel=1e-4)
        assert_mean([wait[customer - 1] / MINUTE for wait in waits], exact[customer])
