"""The bits of traces, where a new process can import it."""

import hashlib
from datetime import date

import numpy as np

from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from study.small import small_network

DAYS = 120
SEED = 7


def parts():
    return compile_network(small_network(), start=date(2023, 1, 1), days=DAYS, warmup_days=10)


def bits_of(trace):
    """sha256 of every array and number of a trace."""
    told = hashlib.sha256()
    for group in trace:
        for value in group:
            told.update(np.ascontiguousarray(value).tobytes())
    return told.hexdigest()


def bits_of_replica(replica):
    """The same in a process that compiles the network itself."""
    return [bits_of(run_part(part.program, seed=SEED, replica=replica)) for part in parts()]
