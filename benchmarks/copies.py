"""What 100 copies of a network cost beside one: CPU time and memory, apart and as one connected part.

    PYTHONPATH=src:tests python benchmarks/copies.py [copies]

apart     : the small network of the tests, every copy under its own names: compiled, simulated, tabulated, written
counts    : the same without a row for every visit
one part  : five stations in a row with blocking, every copy in the same program and its calendar, as if lines with
            capacity joined them all: each event then walks a calendar that is deeper by log2 of the copies
Each count of copies runs in a process of its own, compiled before; medians of three. Memory is the largest
resident size less that of the same process before it began. Exits with 1 where copies that are apart, as those of a
network are, take above 110 times the time of one.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import run_part
from crossgauge.study.crew import never
from crossgauge.study.replicas import Job, simulate_replica
from crossgauge.tables.vocabulary import vocabulary_of
from engines.programs import HOUR, MINUTE, Sketch
from study.small import small_network

COPIES = 100
MOST = 1.10  # times as many copies
REPEATS = 3
DAYS = 360
HOURS = 7_300  # so that one copy takes ten times as long as what is done once a run


def apart(copies, record="summary"):
    """Names of crossings told apart; the line joins nobody."""
    network = small_network()
    crossings = tuple(
        replace(one, id=f"{one.id}-{copy}") for copy in range(copies) for one in network.crossings
    )
    network = replace(network, crossings=crossings, facts=(), provenance=())
    parts = compile_network(network, start=network.start, days=DAYS, warmup_days=0)
    vocabulary = vocabulary_of([part.index for part in parts])
    with tempfile.TemporaryDirectory() as folder:
        simulate_replica(Job(parts, vocabulary, 1, record, Path(folder)), 1, lambda fraction: None, never)


def one_part(copies):
    """Lines of stations side by side in one program."""
    sketch = Sketch()
    law = sketch.exponential(MINUTE)
    for _ in range(copies):
        chain = sketch.chain(s.RECORD_SUMMARY)
        stations = [sketch.resource(1) for _ in range(5)]
        entry = sketch.stage()
        sketch.seize(stations[0])
        for here, onward in zip(stations, [*stations[1:], None], strict=True):
            sketch.delay(law)
            if onward is not None:
                sketch.seize(onward)
            sketch.release(here)
        sketch.end()
        sketch.rate(entry, chain, [24.0] * HOURS)
    run_part(sketch.program(until=HOURS * HOUR), seed=1, replica=0)


WAYS = {"apart": apart, "counts": partial(apart, record="counts"), "one part": one_part}


def measure(way, copies):
    """In this process: seconds of CPU and MB above what was resident before."""
    WAYS[way](1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(REPEATS):
        begin = time.process_time()
        WAYS[way](copies)
        times.append(time.process_time() - begin)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return statistics.median(times), grown / 1024


def measured(way, copies):
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, way, str(copies)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def main():
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    print(f"{'':10} {'one, s':>9} {f'{copies}, s':>9} {'times':>7} {'MB more':>8}")
    worst = 0.0
    for way in WAYS:
        (alone, _), (together, megabytes) = measured(way, 1), measured(way, copies)
        if way != "one part":
            worst = max(worst, together / alone / copies)
        print(f"{way:10} {alone:9.3f} {together:9.3f} {together / alone:7.1f} {megabytes:8.1f}")
    if worst > MOST:
        sys.exit(f"Above {MOST * copies:.0f} times.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
    else:
        main()
