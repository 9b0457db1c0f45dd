"""Kernel and twin side by side."""

import numpy as np
from scipy import stats

from crossgauge.engines.events.run import run_part
from engines.twin_groups import WholeTwin


def rows(table):
    """A table as a sorted list of tuples."""
    return sorted(zip(*(column.tolist() for column in table), strict=True))


def assert_equal_to_twin(program, seed=1, replica=0):
    """Run both; every row and every day of the series must be the same. Returns the kernel's Trace."""
    trace = run_part(program, seed=seed, replica=replica)
    with np.errstate(over="ignore"):  # keys wrap around, also where nothing is compiled
        twin = WholeTwin(program, seed, replica).run()

    assert rows(trace.visits) == sorted(twin.visits)
    assert rows(trace.stages) == sorted(twin.stages)
    assert rows(trace.legs) == sorted(twin.legs)
    balance = trace.balance
    assert balance.born.tolist() == twin.born
    assert (balance.born == balance.left + balance.lost + balance.inside).all()
    inside = [sum(u.chain == c and not u.left for u in twin.living) for c in range(len(twin.born))]
    assert balance.inside.tolist() == inside
    assert_equal_series(program, trace, twin)
    return trace


def assert_equal_series(program, trace, twin):
    """The series of every resource, gate, link and batch station, day by day."""
    series = trace.series
    n_days = series.in_use.shape[1]
    for r in range(len(program.resources.discipline)):
        assert series.in_use[r].tolist() == twin.by_day("in_use", r)
        assert series.capacity[r].tolist() == twin.by_day("capacity", r)
        assert series.served[r].tolist() == [twin.counts.get(("served", r, d), 0) for d in range(n_days)]
        assert series.waited[r].tolist() == [twin.counts.get(("waited", r, d), 0) for d in range(n_days)]
    for g in range(len(program.gates.discipline)):
        assert series.passed[g].tolist() == [twin.counts.get(("passed", g, d), 0) for d in range(n_days)]
    names = [("resource", r) for r in range(len(program.resources.discipline))]
    names += [("gate", g) for g in range(len(program.gates.discipline))]
    names += [("link", k) for k in range(len(program.links.tracks))]
    names += [("batch", b) for b in range(len(program.batches.size))]
    for q, name in enumerate(names):
        assert series.queue[q].tolist() == twin.by_day("queue", name)
        assert series.longest[q].tolist() == twin.by_day("queue", name, longest=True)


def mean_interval(values, alpha=1e-4):
    """Mean of the replicas and half-width of Student's interval; seeds are fixed, so `alpha` is met once."""
    values = np.asarray(values, float)
    half = stats.t.ppf(1 - alpha / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), half
