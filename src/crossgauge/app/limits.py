"""How much one may ask of a server. Refusals name the limit by its name here."""

import os

# ---- of requests
MOST_BODY_BYTES = 200_000  # of JSON
MOST_BODY_DEPTH = 16  # lists and objects in each other
MOST_BODY_VALUES = 20_000  # numbers, texts, lists and objects together
MOST_ADDRESS_BYTES = 8_000  # of path and query
MOST_BODY_S = 30.0  # until a body has come
MOST_STREAMS = 100  # pages that listen to events at the same time
MOST_CONNECTIONS = 500
MOST_EDITS = 200  # changes of one job
MOST_COMPARED = 8  # scenarios of one comparison

# ---- of a project that is sent as a zip
MOST_UPLOAD_BYTES = 20_000_000  # packed
MOST_UNPACKED_BYTES = 100_000_000
MOST_PACKED_TIMES = 200  # unpacked bytes a packed one: above it is a bomb
MOST_UPLOAD_FILES = 2_000
MOST_UPLOAD_DEPTH = 6  # folders in each other
MOST_PROJECTS = 20  # kept at the same time

# ---- of jobs
MOST_QUEUED = 20
AT_ONCE = 1  # jobs that run; each has as many processes as there are processors
MOST_STARTS = 3  # of one job, where the server was stopped while it ran
MOST_KEPT_JOBS = 200  # records of ended jobs; what they made stays
MOST_DAYS_TIMES_REPLICAS = 200_000  # days with warm-up × replicas × scenarios of one job
MOST_REPLICAS = 1_000
MOST_CPU_S = 4 * 3600  # CPU time of each process of a job, in seconds
MOST_TIME_S = 6 * 3600  # from start to end of a job, in seconds
MOST_MEMORY_BYTES = 16_000_000_000  # address space of each process of a job; reserved is more than used
MOST_DISK_BYTES = 10_000_000_000  # of what one job writes
MOST_BRIEF_S = 300.0  # that a page waits for a brief; its job goes on
KILL_AFTER_S = 3.0  # between the wish that a process ends and its end by force

NAMES = tuple(name for name in dir() if name.isupper() and name != "NAMES")


def told() -> dict[str, float]:
    """Every limit by its name, as the page is told, with the number of processors."""
    return {**{name.lower(): globals()[name] for name in NAMES}, "processors": os.cpu_count() or 1}
