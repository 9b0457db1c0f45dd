"""What all tests share: draws of hypothesis are the same on every machine, nothing reads the user's settings.

Processes that test beside each other share the processors out, so that a run that a test asks for takes as many
processes as are free for it. Results are the same whatever their number; tests about several processes ask for them.
"""

import os
import re

from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"
os.environ["NO_COLOR"] = "1"

# A flaky test is a defect: examples come from the test's name, and a slow machine is no failure.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def share_of_processors(worker: str, n_workers: int, processors: set[int]) -> set[int]:
    """The processors of one of the processes that test: every n-th, all where there are fewer than processes.

    >>> share_of_processors("gw1", 2, {0, 1, 2, 3})
    {1, 3}
    """
    found = re.fullmatch(r"gw(\d+)", worker)
    number = int(found[1]) if found else 0
    return set(sorted(processors)[number % n_workers :: n_workers]) or processors


if hasattr(os, "sched_setaffinity") and "PYTEST_XDIST_WORKER" in os.environ:
    mine = share_of_processors(
        os.environ["PYTEST_XDIST_WORKER"],
        int(os.environ["PYTEST_XDIST_WORKER_COUNT"]),
        os.sched_getaffinity(0),
    )
    os.sched_setaffinity(0, mine)
