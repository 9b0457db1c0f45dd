"""What a second worker brings to an ensemble, and what a task costs beside its work.

    PYTHONPATH=src:tests python benchmarks/ensemble.py [replicas]

scaling  : replicas of the reference year, 365 days and 30 of warm-up, with 1 worker and with 2, from the command to
           tables on the disk. Seconds for 1,000 are projected from the slope between a sixth of the replicas and all,
           so that starting and compiling, paid once, are not counted a thousand times.
overhead : tasks without a piece, through two processes and through a Dask scheduler with two workers on loopback;
           the slope between 200 and 2,200 tasks, each the fastest of three.
CPU time of all processes is printed beside seconds: where others use the machine, seconds say little. Two workers of
which each replica needs as much CPU time as of one are twice as fast where they have two cores for themselves. Exits
with 1 where a replica needs over a tenth more, so that 90 % of twice could not be reached.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import crossgauge
from crossgauge.study.ensemble import ensemble, processes
from crossgauge.study.ensemble.cluster import collect, connected
from crossgauge.study.ensemble.plan import plan_of
from crossgauge.study.run import period_of
from study.small import small_network
from study.test_ensemble_cluster import Cluster

REPLICAS = 24
PROJECTED = 1_000
FEW, MANY = 200, 2_200
REPEATS = 3
MOST_CPU = 1.1


def cpu_s():
    """CPU seconds of this process and of those that it has ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def timed(do):
    """Seconds, and CPU seconds."""
    begin, cpu = time.perf_counter(), cpu_s()
    do()
    return time.perf_counter() - begin, cpu_s() - cpu


def scaling(replicas):
    """Seconds and CPU seconds by workers: of a few replicas, and of all."""
    network = crossgauge.reference()
    few = max(2, replicas // 6)
    with tempfile.TemporaryDirectory() as folder:

        def run(count, workers):
            out = Path(folder) / f"{count}-{workers}"
            return timed(lambda: ensemble({"base": network}, out, replicas=count, workers=workers))

        run(1, 1)  # the kernel is compiled and on the disk
        found = {workers: (run(few, workers), run(replicas, workers)) for workers in (1, 2)}
    print(
        f"{'':10} {'seconds':>8} {'CPU s':>7} {'a replica: s':>13} {'CPU s':>6} {f'{PROJECTED:,}: min':>11} {'speed-up':>9}"
    )
    slopes = {}
    for workers, (some, whole) in found.items():
        slopes[workers] = [(more - less) / (replicas - few) for less, more in zip(some, whole, strict=True)]
        projected = whole[0] + slopes[workers][0] * (PROJECTED - replicas)
        print(
            f"{workers} worker{'s' if workers > 1 else ' '}  {whole[0]:8.1f} {whole[1]:7.1f} {slopes[workers][0]:13.2f}"
            f" {slopes[workers][1]:6.2f} {projected / 60:11.1f} {found[1][1][0] / whole[0]:9.2f}"
        )
    print(f"speed-up of very many replicas: {slopes[1][0] / slopes[2][0]:.2f}", end="; ")
    print(f"with two free cores, by CPU time: {2 * slopes[1][1] / slopes[2][1]:.2f}")
    return slopes[2][1] / slopes[1][1]


def overhead():
    """Microseconds a task without work, by way."""
    network = small_network()
    plan = plan_of(
        {"base": network}, (), (), period_of(network, None, 7, None, 7), replicas=1, seed=1, daily=False
    )

    def by_processes(tasks):
        crew = []
        try:
            processes.lead(plan.brief, [()] * tasks, 2, None, crew)
        finally:
            processes.dismiss(crew)

    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.count(2)
            with connected(cluster.address) as client:

                def by_dask(tasks):
                    collect(client, plan.brief, [()] * tasks, None)

                for name, way in (("processes", by_processes), ("Dask", by_dask)):
                    way(FEW)
                    slope = (timed(lambda way=way: way(MANY))[0] - timed(lambda way=way: way(FEW))[0]) / (
                        MANY - FEW
                    )
                    print(f"a task, {name:10} {slope * 1e6:8.0f} µs")
        finally:
            cluster.end()


def main():
    replicas = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICAS
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before, {replicas} replicas")
    more = scaling(replicas)
    overhead()
    print(f"load {os.getloadavg()[0]:.1f} after; a replica of two workers uses {more:.2f} times the CPU time")
    if more > MOST_CPU:
        sys.exit(f"Above {MOST_CPU} times.")


if __name__ == "__main__":
    main()
