"""What a run costs by size: crossings and links, years, phase by phase; and a run in shards over a Dask cluster.

    PYTHONPATH=src:tests python benchmarks/scale.py phases [crossings×years ...]      as 8x1 25x1 8x10
    PYTHONPATH=src:tests python benchmarks/scale.py cluster crossings years [shards]
    PYTHONPATH=src:tests python benchmarks/scale.py memory crossings years [shards]   the same work in one process
    PYTHONPATH=src:tests python benchmarks/scale.py profile crossings phase

phases  : a network of `scale_network.py` written as a project folder, read (without its check), checked, compiled;
          one replica of it simulated and tabulated with counts for records; its figures; flows in equilibrium for a
          year. A process for each size and group of phases. CPU seconds, seconds by the wall, the largest resident size within the phase
          (Linux: the peak is reset in /proc), bytes on the disk. A row of JSON each in scale.jsonl of the current
          folder, new or there already; the chart and table of docs/scale.md are made of benchmarks/scale.csv.
cluster : the same run by `study.ensemble` on a local cluster of two workers, cut into shards (without a number, one
          for five crossings); ends with an error where a day of a crossing is missing from the counts. A row of JSON
          in scale.jsonl too: units counted in the recorded days, CPU seconds and largest resident size of each
          worker as it tells them, bytes of the tables and their sha256, which is that of `memory`.
"""

import cProfile
import hashlib
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import product
from pathlib import Path

import polars as pl
from scale_network import scale_network

from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from crossgauge.indicators.figures import figures
from crossgauge.model.checks import check_network
from crossgauge.sources import project
from crossgauge.sources.project import read_project
from crossgauge.sources.write import project_files
from crossgauge.study.ensemble import ensemble
from crossgauge.study.ensemble.shards import shards
from crossgauge.study.flows import EQUILIBRIUM, compiled, solved
from crossgauge.study.replicas import counting
from crossgauge.tables.replica import write_replica
from crossgauge.tables.store import file_of
from crossgauge.tables.tabulate import tabulated
from crossgauge.tables.vocabulary import vocabulary_of

SIZES = ("8x1", "25x1", "50x1", "100x1", "200x1", "8x2", "8x5", "8x10", "25x10")
WARMUP = 30
SHARDS_OF = 5  # crossings in a shard, about
GROUPS = ("declared", "run", "flows")  # of phases, a process each
TABLES = ("flows", "dwells", "resources", "histograms")


def megabytes(line):
    """A figure of this process, MB."""
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith(line)) / 1024


class Meter:
    """Phases with what each took; a phase may be entered again and again."""

    def __init__(self):
        self.rows = {}

    def time(self, phase, do):
        Path("/proc/self/clear_refs").write_text("5")
        wall, cpu = time.perf_counter(), time.process_time()
        answer = do()
        told = self.rows.setdefault(phase, {"cpu_s": 0.0, "wall_s": 0.0, "peak_mb": 0.0})
        told["cpu_s"] += time.process_time() - cpu
        told["wall_s"] += time.perf_counter() - wall
        told["peak_mb"] = max(told["peak_mb"], megabytes("VmHWM"))
        return answer


def days_of(network, years):
    return (date(network.start.year + years, 1, 1) - network.start).days


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def written(network, folder):
    """The files of a project, without reading them back."""
    for name, text in project_files(network).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_alone(folder):
    """The project read, its check left to a phase of its own."""
    check, project.check_network = project.check_network, lambda network: ()
    try:
        return read_project(folder)
    finally:
        project.check_network = check


def simulated(meter, parts, folder):
    """One replica, counts recorded: parts one after the other, as a run has them."""
    vocabulary = vocabulary_of([part.index for part in parts])
    units = 0

    def pieces():
        nonlocal units
        for part in parts:
            trace = meter.time("simulate", lambda part=part: run_part(counting(part.program), seed=1, replica=1))
            units += int(part.program.sources.expected.sum())
            told = tabulated(trace, part.index, 1, vocabulary, visits=False, stages=False)
            yield from meter.time("tabulate", lambda told=told: list(told))

    write_replica(folder, 1, pieces())
    return units


def phases(crossings, years, folder, groups):
    """The phases of one size in this process, of some groups."""
    meter = Meter()
    if {"run", "flows"} & set(groups):
        warm()
    network = meter.time("generate", lambda: scale_network(crossings))
    told = {
        "crossings": crossings, "years": years, "links": len(network.sections), "demands": len(network.demand),
        "agreements": len(network.agreements), "phases": meter.rows,
    }  # fmt: skip
    if "declared" in groups:
        meter.time("write", lambda: written(network, folder / "project"))
        network = meter.time("read", lambda: read_alone(folder / "project"))
        if meter.time("check", lambda: check_network(network)):
            sys.exit("the network has faults")
        told["project_mb"] = bytes_in(folder / "project") / 2**20
    if "run" in groups:
        parts = meter.time(
            "compile",
            lambda: compile_network(
                network, start=network.start, days=days_of(network, years), warmup_days=WARMUP
            ),
        )
        told |= {"parts": len(parts), "units": simulated(meter, parts, folder / "tables")}
        told["tables_mb"] = bytes_in(folder / "tables") / 2**20
        tables = {name: pl.read_parquet(folder / "tables" / file_of(name, 1)) for name in TABLES}
        meter.time("indicate", lambda: figures(tables["flows"], tables["histograms"], tables["resources"]))
    if "flows" in groups:
        year = date(network.start.year, 12, 31)
        net = meter.time("flows, laid", lambda: compiled(network, network.start, year))
        told["rounds"] = meter.time("flows, solved", lambda: solved(net, EQUILIBRIUM)).rounds
    return told


def warm():
    """Kernels compiled and libraries imported, so that the smallest size does not pay for them."""
    network = scale_network(3)
    parts = compile_network(network, start=network.start, days=5, warmup_days=0)
    with tempfile.TemporaryDirectory() as folder:
        simulated(Meter(), parts, Path(folder) / "tables")
    network = scale_network(25)  # with fewer the equilibrium is there at once
    solved(compiled(network, network.start, date(network.start.year, 12, 31)), EQUILIBRIUM)


def every_size(sizes):
    """A process for each size and group of phases."""
    for size, group in product(sizes, GROUPS):
        done = subprocess.run(
            [sys.executable, __file__, "one", *size.split("x"), group], capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(done.stderr)
        told = json.loads(done.stdout.splitlines()[-1])
        keep(told)
        row = "  ".join(f"{name} {one['cpu_s']:.2f}" for name, one in told["phases"].items())
        peak = max(one["peak_mb"] for one in told["phases"].values())
        print(f"{size:>7}  {row}  peak {peak:.0f} MB", flush=True)


def used():
    """The largest resident size of this process, MB, and its CPU seconds."""
    return megabytes("VmHWM"), time.process_time()


def counted(out, crossings, days):
    """Units in the tables of an ensemble, and what the tables are; an end where a crossing lacks a day."""
    flows = pl.scan_parquet(out / "flows" / "**" / "*.parquet").group_by("crossing")
    told = flows.agg(pl.col("day").n_unique(), pl.col("units").sum()).collect()
    if told.height != crossings or (told["day"] != days).any():
        sys.exit(f"{told.height} crossings of {crossings} came back, with {told['day'].min()} days or more of {days}")
    tables = sorted(path for path in out.rglob("*.parquet") if path.parent != out)
    whole = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in tables))
    return {
        "units": int(told["units"].sum()),
        "tables_mb": sum(path.stat().st_size for path in tables) / 2**20,
        "sha256": whole.hexdigest(),
    }


def on_cluster(crossings, years, count):
    """A run in shards over two workers of a Dask cluster on loopback."""
    from distributed import Client, LocalCluster

    network = scale_network(crossings)
    cut = shards(network, count)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None) as cluster,
        tempfile.TemporaryDirectory() as folder,
    ):
        client = Client(cluster)
        before = client.run(used)
        wall, cpu = time.perf_counter(), time.process_time()
        out = Path(folder) / "out"
        ensemble(
            cut, out, start=network.start, days=days_of(network, years), replicas=1, seed=1,
            cluster=cluster.scheduler_address, daily=True, warmup_days=WARMUP,
        )  # fmt: skip
        wall, cpu, own_mb = time.perf_counter() - wall, time.process_time() - cpu, used()[0]
        after = client.run(used)
        told = {
            "crossings": crossings, "years": years, "links": len(network.sections), "shards": len(cut),
            **counted(out, crossings, days_of(network, years)), "wall_s": wall, "own_cpu_s": cpu,
            "workers_cpu_s": [after[one][1] - before[one][1] for one in after],
            "workers_peak_mb": [after[one][0] for one in after], "own_peak_mb": own_mb,
        }  # fmt: skip
    keep(told)
    print(json.dumps(told))


def keep(told):
    """A row more in scale.jsonl."""
    with Path("scale.jsonl").open("a") as file:
        file.write(json.dumps(told) + "\n")


def in_one_process(crossings, years, count):
    """The same ensemble without a cluster."""
    network = scale_network(crossings)
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = time.perf_counter(), time.process_time()
        out = Path(folder) / "out"
        ensemble(
            shards(network, count), out, start=network.start, days=days_of(network, years),
            replicas=1, seed=1, workers=1, daily=True, warmup_days=WARMUP,
        )  # fmt: skip
        told = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu, "peak_mb": used()[0]}
        told |= counted(out, crossings, days_of(network, years))
    print(json.dumps({"crossings": crossings, "years": years, "shards": count, **told}))


def profiled(crossings, phase):
    """Where a phase spends its time."""
    network = scale_network(crossings)
    with tempfile.TemporaryDirectory() as folder:
        written(network, Path(folder))
        ways = {
            "read": lambda: read_alone(Path(folder)),
            "check": lambda: check_network(network),
            "compile": lambda: compile_network(network, start=network.start, days=365, warmup_days=WARMUP),
            "flows": lambda: solved(compiled(network, network.start, date(2023, 12, 31)), EQUILIBRIUM),
        }
        profile = cProfile.Profile(time.process_time)  # of this process: others' work is none of its
        profile.runcall(ways[phase])
    pstats.Stats(profile).sort_stats("cumtime").print_stats(40)


if __name__ == "__main__":
    what, *told = sys.argv[1:] or ["phases"]
    if what == "one":
        with tempfile.TemporaryDirectory() as scratch:
            print(json.dumps(phases(int(told[0]), int(told[1]), Path(scratch), told[2:] or GROUPS)))
    elif what == "phases":
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        every_size(told or SIZES)
    elif what == "profile":
        profiled(int(told[0]), told[1])
    else:
        crossings, years = int(told[0]), int(told[1])
        count = int(told[2]) if len(told) > 2 else max(2, crossings // SHARDS_OF)
        {"cluster": on_cluster, "memory": in_one_process}[what](crossings, years, count)
