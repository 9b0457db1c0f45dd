"""What a replica holds in memory, beside what it writes: the reference network and copies of it.

    PYTHONPATH=src python benchmarks/memory.py [--no-growth] [days [copies ...]]     ten years: memory.py 3650 1

Copies are of the compiled parts, each under names of its own, and a replica runs them all. In a process each:
the largest resident size less that after compiling, with a row for every visit (and stage, the first replica's)
and with counts alone. Units inside in the end take 376 bytes each: in ten years that the reference's demand grows and
its posts do not, they are millions; --no-growth holds the traffic of the last year that is counted. Linux only: it
resets the peak in /proc.
"""

import subprocess
import sys
import tempfile
from dataclasses import fields, replace
from pathlib import Path

import crossgauge
from crossgauge.arrays.compile import compile_network
from crossgauge.sources.scenarios import with_scenario
from crossgauge.study.crew import never
from crossgauge.study.replicas import Job, simulate_replica
from crossgauge.tables.vocabulary import vocabulary_of

COPIES = (1, 10, 30, 100)
DAYS = 30
NO_GROWTH = """\
scenario: {name: {en: No growth}, note: traffic stays what it was}
changes:
  - {set: crossings.*.chains.*.arrivals.growth, to: {value: 0 %, assumed: a bound for what memory holds}}
"""
RECORDS = {"summary": "visits", "first": "visits and stages", "counts": "no unit"}


def renamed(row, copy):
    """A row of an index under the name of a copy of its crossing."""
    return replace(row, crossing=f"{row.crossing}-{copy}")


def copied(part, copy, number):
    """A part for another crossing, with the same program."""
    rows = {
        entry.name: tuple(renamed(row, copy) for row in getattr(part.index, entry.name))
        for entry in fields(part.index)
        if entry.name in ("chains", "stages", "resources", "gates", "links", "batches")
    }
    return replace(part, index=replace(part.index, part=number, **rows))


def megabytes(line):
    """A figure of this process."""
    status = Path("/proc/self/status").read_text()
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith(line)) / 1024


def network_of(grows):
    """The reference network, its demand growing or not."""
    if grows:
        return crossgauge.reference()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenarios" / "no-growth.yaml"
        path.parent.mkdir()
        path.write_text(NO_GROWTH, encoding="utf-8")
        return with_scenario(crossgauge.reference(), "no-growth", Path(folder))[1]


def measure(copies, days, record, grows):
    """Parts, MB above what was resident before, MB written."""
    network = network_of(grows)
    once = compile_network(network, start=network.start, days=days, warmup_days=30)
    parts = tuple(
        copied(part, copy, copy * len(once) + part.index.part) for copy in range(copies) for part in once
    )
    vocabulary = vocabulary_of([part.index for part in parts])
    before = megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    with tempfile.TemporaryDirectory() as folder:
        simulate_replica(Job(parts, vocabulary, 1, record, Path(folder)), 1, lambda fraction: None, never)
        written = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet")) / 2**20
    return f"{len(parts):6,} {before:10,.0f} {megabytes('VmHWM') - before:9,.0f} {written:11,.0f}"


def main(days, every, grows):
    print(
        f"{'copies':>6} {'days':>5}  {'a row for every':18} {'parts':>6} {'before, MB':>10} {'more, MB':>9} {'written, MB':>11}"
    )
    for copies in every:
        for record, words in RECORDS.items():
            told = subprocess.run(
                [sys.executable, __file__, *([] if grows else ["--no-growth"]), str(copies), str(days), record],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            print(f"{copies:6} {days:5}  {words:18} {told.stdout.rstrip()}", flush=True)


if __name__ == "__main__":
    grows = "--no-growth" not in sys.argv
    words = [word for word in sys.argv[1:] if word != "--no-growth"]
    if words and words[-1] in RECORDS:
        print(measure(int(words[0]), int(words[1]), words[2], grows))
    else:
        told = [int(word) for word in words]
        main(told[0] if told else DAYS, told[1:] or COPIES, grows)
