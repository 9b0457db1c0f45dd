"""A Program laid out as a World at tick 0. Plain numpy."""

from typing import Any

import numpy as np

from crossgauge.engines.events.ahead import stretch_columns
from crossgauge.engines.events.bins import cells_of_bins, edges_of_bins
from crossgauge.engines.events.columns import ROWS, UNIT_COLUMNS
from crossgauge.engines.events.harvest import TABLES
from crossgauge.engines.events.layout import Columns, side_by_side, typed, with_units
from crossgauge.engines.events.state import (
    N_ARGS,
    N_BINS,
    NOBODY,
    OP_END,
    PAUSE,
    Int64s,
    Program,
)
from crossgauge.engines.events.streams import joined, mix
from crossgauge.engines.events.world import (
    BASE_BATCH,
    BASE_CAPACITY,
    BASE_FAILURE,
    BASE_GATE,
    BASE_LINK,
    BASE_SOURCE,
    BASE_UNIT,
    CURRENT,
    DAY,
    DAY_ENDS,
    DAY_NOW,
    FIRED,
    FREE_LEAF,
    FREE_UNIT,
    LEAVES,
    N_AT_HAND,
    N_BATCHES,
    N_CHAINS,
    N_DAYS,
    N_FAILURES,
    N_GATES,
    N_INSTRUCTIONS,
    N_LINKS,
    N_LISTS,
    N_RESOURCES,
    N_SOURCES,
    N_STAGES,
    READY_FIRST,
    READY_LAST,
    RECORD_FROM,
    SEVERAL,
    UNTIL,
    World,
)

FIRST_POOL = 256
FIRST_LEAVES = 16


def zeros(n: int) -> Int64s:
    """A column of zeros."""
    return np.zeros(n, np.int64)


def instruction_columns(program: Program) -> Columns:
    """Instructions, with an END behind the last for those who turn away, distributions, branches."""
    steps, laws = program.instructions, program.distributions
    last_args = np.full((1, N_ARGS), NOBODY, np.int64)
    return {
        "op": np.append(steps.op, OP_END),
        "arg": np.concatenate([np.reshape(steps.args, (-1, N_ARGS)), last_args]).ravel(),
        "step_key": np.append(steps.key, np.uint64(0)),
        **stretch_columns(program),
        "kind": laws.kind,
        "parameter": np.ravel(laws.parameter),
        "first_part": laws.first,
        "last_part": laws.last,
        "values": laws.values,
        "parts": laws.parts,
        "share": program.branch_share,
        "arm": program.branch_to,
    }


def resource_columns(program: Program) -> Columns:
    """Resources at tick 0, and failures, all up."""
    resources, failures = program.resources, program.failures
    n = len(resources.discipline)
    first = resources.first[:-1]
    capacity = resources.capacity[first] if n else zeros(0)
    is_stock = resources.initial >= 0
    pauses = resources.on_close == PAUSE
    return {
        "discipline": resources.discipline,
        "pauses": pauses,
        "preempts": resources.preempts,
        "is_stock": is_stock,
        "lists_uses": pauses | (resources.preempts != 0),
        "capacity": capacity,
        "lost": zeros(n),
        "free": np.where(is_stock, np.minimum(resources.initial, capacity), capacity),
        "in_use_now": zeros(n), "served_now": zeros(n), "waited_now": zeros(n), "open_now": zeros(n),
        "line_row": first + 1,
        "line_end": resources.first[1:],
        "line_tick": resources.tick,
        "line_capacity": resources.capacity,
        "using_first": np.full(n, NOBODY),
        "using_last": np.full(n, NOBODY),
        "failing": failures.resource,
        "takes": failures.takes,
        "up_law": failures.up,
        "down_law": failures.down,
        "failure_key": failures.key,
        "is_down": zeros(len(failures.resource)),
        "n_failed": zeros(len(failures.resource)),
    }


def station_columns(program: Program) -> Columns:
    """Gates, links and batch stations."""
    gates, links, batches = program.gates, program.links, program.batches
    n_gates, n_links = len(gates.discipline), len(links.tracks)
    passes = np.append(gates.passes, 0)
    has_window = gates.first[1:] > gates.first[:-1]
    long_ago = np.full(2 * n_links, -(1 << 60))
    return {
        "gate_discipline": gates.discipline,
        "window": gates.first[:-1] if n_gates else zeros(0),
        "window_end": gates.first[1:],
        "opens": gates.opens,
        "closes": gates.closes,
        "passes": gates.passes,
        "passes_left": np.where(has_window, passes[gates.first[:-1]], 0) if n_gates else zeros(0),
        "tracks": links.tracks,
        "headway": links.headway,
        "places": links.places,
        "entered": long_ago,
        "arrives": long_ago,
        "on_link": zeros(2 * n_links),
        "batch_size": batches.size,
        "batch_law": np.full(len(batches.size), NOBODY) if batches.size_law is None else batches.size_law,
        "batch_patience": batches.patience,
        "batch_least": batches.least,
        "batch_entry": batches.entry,
        "batch_chain": batches.chain,
        "batch_key": batches.key,
        "n_formed": zeros(len(batches.size)),
    }


def source_columns(program: Program, run_key: Any) -> Columns:
    """Sources before their first unit. `first` counts the rows of both tables."""
    sources = program.sources
    n, first = len(sources.mode), sources.first[:-1]
    with np.errstate(over="ignore"):
        unit_streams = [joined(run_key, key) for key in sources.key]
        gap_streams = [joined(run_key, np.uint64(mix(key))) for key in sources.key]
    return {
        "mode": sources.mode,
        "source_entry": sources.entry,
        "source_chain": sources.chain,
        "source_priority": sources.priority,
        "source_load": sources.load,
        "dispersion": sources.dispersion,
        "day_spread": sources.day_spread,
        "jitter": sources.jitter,
        "source_key": sources.key,
        "unit_stream": unit_streams,
        "gap_stream": gap_streams,
        "source_row": first,
        "source_end": sources.first[1:],
        "source_first": first,
        "n_arrived": zeros(n),
        "n_found": zeros(n),
        "gap": np.zeros(n * SEVERAL),
        "given": zeros((n + 1) * SEVERAL * SEVERAL),
        "coming": zeros(n),
        "used": np.zeros(n),
        "day_factor": np.ones(n),
        "expected": sources.expected,
        "listed": sources.listed,
        "listed_ordinal": zeros(len(sources.listed)),
    }


def record_columns(program: Program, n_days: int, n_stats: int) -> Columns:
    """Statistics by day, column 0 for what is not recorded."""
    n_resources, n_gates = len(program.resources.discipline), len(program.gates.discipline)
    n_chains, n_stages = len(program.chains.record), program.n_stages
    by_day = {
        "in_use_sum": n_resources, "capacity_sum": n_resources, "served": n_resources, "waited_sum": n_resources,
        "queue_sum": n_stats, "longest": n_stats, "passed": n_gates,
        "chain_count": n_chains, "chain_time": n_chains, "chain_wait": n_chains, "chain_load": n_chains,
        "chain_lost": n_chains, "stage_count": n_stages, "stage_time": n_stages, "stage_wait": n_stages,
    }  # fmt: skip
    columns: Columns = {name: zeros(n * n_days) for name, n in by_day.items()}
    for_chains = ("born", "left", "gone", "count_now", "time_now", "wait_now", "load_now", "lost_now")
    columns |= {name: zeros(n_chains) for name in for_chains}
    columns |= {name: zeros(n_stages) for name in ("passed_now", "stayed_now", "stood_now")}
    columns |= {"chain_bins": zeros(n_chains * N_BINS), "stage_bins": zeros(n_stages * N_BINS)}
    bins = {"bin_edge": edges_of_bins(), "bin_at_cell": cells_of_bins()}
    return columns | {"record": program.chains.record, **bins}


def first_numbers(program: Program, rows: int) -> Int64s:
    """The numbers at hand at tick 0: sizes, bases of the calendar's slots, the first day."""
    at_hand = zeros(N_AT_HAND)
    sizes = {
        N_RESOURCES: len(program.resources.discipline), N_FAILURES: len(program.failures.resource),
        N_GATES: len(program.gates.discipline), N_LINKS: len(program.links.tracks),
        N_BATCHES: len(program.batches.size), N_SOURCES: len(program.sources.mode),
        N_INSTRUCTIONS: len(program.instructions.op), N_CHAINS: len(program.chains.record),
        N_STAGES: program.n_stages,
    }  # fmt: skip
    for place, n in sizes.items():
        at_hand[place] = n
    base = 1
    for place, n in (
        (BASE_CAPACITY, sizes[N_RESOURCES]), (BASE_FAILURE, sizes[N_FAILURES]), (BASE_GATE, sizes[N_GATES]),
        (BASE_LINK, 2 * sizes[N_LINKS]), (BASE_BATCH, sizes[N_BATCHES]), (BASE_SOURCE, sizes[N_SOURCES]),
        (BASE_UNIT, 0),
    ):  # fmt: skip
        at_hand[place] = base
        base += n
    at_hand[N_LISTS] = sizes[N_RESOURCES] + sizes[N_GATES] + 2 * sizes[N_LINKS] + sizes[N_BATCHES]
    at_hand[[CURRENT, READY_FIRST, READY_LAST, FIRED, FREE_UNIT, FREE_LEAF]] = NOBODY
    at_hand[RECORD_FROM], at_hand[UNTIL] = program.record_from, program.until
    at_hand[N_DAYS] = 1 + max(0, -(-(program.until - program.record_from) // DAY))
    at_hand[DAY_NOW] = 0 if program.record_from > 0 else 1
    at_hand[DAY_ENDS] = program.record_from if program.record_from > 0 else DAY
    at_hand[LEAVES] = FIRST_LEAVES
    for table in TABLES:
        at_hand[[table.free, table.rows]] = rows
    return at_hand


def world_of(program: Program, run_key: Any, rows: int) -> World:
    """A World at tick 0, with an empty pool of units and room for so many rows in each table."""
    at_hand = first_numbers(program, rows)
    n_lists = int(at_hand[N_LISTS])
    n_stats = n_lists - int(at_hand[N_LINKS])
    stats = np.arange(n_lists)
    stats[n_stats:] -= at_hand[N_LINKS] + at_hand[N_BATCHES]
    columns: Columns = {"at_hand": at_hand, "run_key": np.array([run_key], np.uint64)}
    columns |= {name: zeros(SEVERAL) for name in World._fields if name.startswith("some_")}
    columns |= instruction_columns(program) | resource_columns(program) | station_columns(program)
    columns |= source_columns(program, run_key) | record_columns(program, int(at_hand[N_DAYS]), n_stats)
    columns |= {"head": np.full(n_lists, NOBODY), "tail": np.full(n_lists, NOBODY)}
    columns |= {"stat_of": stats} | {name: zeros(n_lists) for name in ("length", "queue_now", "longest_now")}
    columns |= {name: zeros(0) for name in (*UNIT_COLUMNS, "drawn", "tree", "leaf_of", "next_leaf")}
    columns = {name: typed(name, column) for name, column in columns.items()}
    columns |= {table.column: np.empty(table.width * rows, np.int64) for table in TABLES}
    for names, words in ROWS:
        columns |= side_by_side({name: columns[name] for name in names}, words)
    return with_units(World(**columns), FIRST_POOL)
