"""Synthetic truth: a run whose present is known at an instant, and what became of it."""

from datetime import timedelta

import numpy as np

from crossgauge.arrays.compile import compile_network
from crossgauge.arrays.horizon import HOUR
from crossgauge.engines.events.moments import moment_of, run_with_moments
from crossgauge.study.ahead.present_of import present_at

MARKS_H = (6, 12, 24, 48)
TRUTH_SEED = 987_654_321


def truth(network, parts, at, replica, groups):
    """The present of a replica at an instant, as its border knew it; and who was inside, by mark and group, later."""
    moments, later = [], np.zeros((len(MARKS_H), len(groups)))
    for part in parts:
        tick = round((at - part.index.epoch) / timedelta(milliseconds=1))
        read = []
        program = part.program._replace(until=tick + MARKS_H[-1] * HOUR)
        ticks = [tick, *[tick + hour * HOUR for hour in MARKS_H]]

        def look(world, tick, read=read):
            read.append(moment_of(world, tick))

        run_with_moments(program, ticks, seed=TRUTH_SEED, replica=replica, read=look)
        moments.append(read[0])
        rows = part.index.chains
        group = np.array([groups.index((row.crossing, row.unit_class, row.direction)) for row in rows])
        for mark, moment in enumerate(read[1:]):
            later[mark] += np.bincount(group[moment.chain[~moment.has_left]], minlength=len(groups))
    return present_at(parts, moments, at), later


def instants_of(network, count, luck):
    """Whole hours of the network's period, at random, each a day or more behind its start and two before its end."""
    parts = compile_network(network, start=network.start, days=(network.end - network.start).days + 1, warmup_days=0)
    hours = luck.integers(6 * 24, parts[0].program.until // HOUR - 50, count)
    return parts, [parts[0].index.epoch + timedelta(hours=int(hour)) for hour in hours]
