"""Traces and their index made into tables: labelled, in hours and instants, one replica of one part a call.

Visits and stages are those of units that left in the recorded period; legs those that departed in it; flows,
dwells and histograms count every chain, whether its units have rows or not.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.arrays.index import Index, StageRow
from crossgauge.engines.events.state import (
    BINS_PER_DOUBLING,
    N_BINS,
    NOBODY,
    Legs,
    Stages,
    Summary,
    Trace,
    Visits,
)
from crossgauge.tables.announced import announced_of, chain_bins_of, seen_stages
from crossgauge.tables.columns import (
    TICKS_PER_HOUR,
    cargo,
    chain_labels,
    day_lengths,
    days_of,
    hours,
    instants,
    nullable,
    serials,
    stage_labels,
)
from crossgauge.tables.schema import columns_of
from crossgauge.tables.vocabulary import OUTCOMES, Vocabulary, queues_of, vocabulary_of

Bools = NDArray[np.bool_]
Frames = dict[str, pl.DataFrame]
Piece = tuple[str, pl.DataFrame]  # of a table

ROWS_AT_ONCE = 1 << 16  # of a trace made into a frame: what is held twice


def tabulate(
    trace: Trace,
    index: Index,
    *,
    replica: int,
    vocabulary: Vocabulary | None = None,
    visits: bool = True,
    stages: bool = True,
) -> Frames:
    """The tables of one replica of one part, by name (`tables.schema.TABLES`).

    vocabulary : the words of all parts, where frames of several parts are to be joined; none: this part's
    visits, stages : False leaves the table empty; flows, dwells and histograms still tell of the units
    """
    frames: dict[str, list[pl.DataFrame]] = {}
    words = vocabulary or vocabulary_of([index])
    for table, frame in tabulated(trace, index, replica, words, visits=visits, stages=stages):
        frames.setdefault(table, []).append(frame)
    return {table: pl.concat(pieces) for table, pieces in frames.items()}


def tabulated(
    trace: Trace,
    index: Index,
    replica: int,
    words: Vocabulary,
    *,
    visits: bool = True,
    stages: bool = True,
    rows: int = ROWS_AT_ONCE,
) -> Iterator[Piece]:
    """The same tables a piece at a time, in order: what is made of `rows` rows of the trace; at least one a table."""
    number = pl.lit(replica, dtype=pl.Int32).alias("replica")
    for table, frame in pieces_of(trace, index, words, visits, stages, rows):
        yield table, frame.with_columns(number).select(columns_of(table))


def pieces_of(
    trace: Trace, index: Index, words: Vocabulary, visits: bool, stages: bool, rows: int
) -> Iterator[Piece]:
    """Frames without the number of the replica."""
    for piece in spans(len(trace.visits.unit) if visits else 0, rows):
        yield "visits", visits_of(Visits(*wide(trace.visits, piece)), index, words)
    known = units_that_left(trace, index) if stages else np.zeros(0, np.bool_)
    for piece in spans(len(trace.stages.unit) if stages else 0, rows):
        yield "stages", stages_of(Stages(*wide(trace.stages, piece)), known, index, words)
    for piece in spans(len(trace.legs.unit), rows):
        yield "legs", legs_of(Legs(*wide(trace.legs, piece)), index, words)
    yield "resources", resources_of(trace, index, words)
    yield "flows", flows_of(trace.summary, index, words)
    yield "dwells", dwells_of(trace.summary, index, words)
    yield "histograms", histograms_of(trace, index, words)


def wide(rows: Any, piece: slice) -> list[Any]:
    """Columns of a piece in 64 bits: the trace holds numbers of things in 32."""
    return [column[piece].astype(np.int64, copy=False) for column in rows]


def spans(n: int, rows: int) -> Iterator[slice]:
    """Slices that cover n rows, at least one.

    >>> list(spans(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    >>> list(spans(0, 3))
    [slice(0, 0, None)]
    """
    for first in range(0, max(n, 1), rows):
        yield slice(first, min(n, first + rows))


def visits_of(visits: Visits, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a unit that left in the recorded period."""
    kept = np.flatnonzero(visits.left >= index.record_from)
    chain, load = visits.chain[kept], visits.load[kept]
    arrived = visits.arrived[kept] + announced_of(index)[chain]
    left, waited = visits.left[kept], visits.waited[kept]
    outcome = words.labels("outcome", OUTCOMES, visits.outcome[kept])
    parent = pl.Series(serials(visits.parent[kept], index))
    return pl.DataFrame(
        {
            "unit": serials(visits.unit[kept], index),
            **chain_labels(index, words, chain),
            "ordinal": visits.ordinal[kept],
            "parent": parent.set(pl.Series(visits.parent[kept] == NOBODY), None),
            "load": load,
            **cargo(index, chain, np.ones_like(load), load),
            "arrived": instants(arrived, index),
            "left": instants(left, index),
            "border_h": hours(left - arrived),
            "waited_h": hours(waited),
            "outcome": outcome,
        }
    )


def units_that_left(trace: Trace, index: Index) -> Bools:
    """Whether a unit has a visit, by its serial."""
    left = trace.visits.unit[trace.visits.left >= index.record_from]
    known = np.zeros(int(max(left.max(initial=0), trace.stages.unit.max(initial=0))) + 1, np.bool_)
    known[left] = True
    return known


def stages_of(stages: Stages, known: Bools, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a stage of the units in visits, which are `known`."""
    kept = np.flatnonzero(known[stages.unit] & np.isin(stages.stage, seen_stages(index)))
    return pl.DataFrame(
        {
            "unit": serials(stages.unit[kept], index),
            **stage_labels(index.stages, words, stages.stage[kept]),
            "entered": instants(stages.entered[kept], index),
            "left": instants(stages.left[kept], index),
            "stage_h": hours(stages.left[kept] - stages.entered[kept]),
            "waited_h": hours(stages.waited[kept]),
        }
    )


def legs_of(legs: Legs, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a move over a link that began in the recorded period."""
    kept = np.flatnonzero(legs.departed >= index.record_from)
    links = [row.id for row in index.links]
    return pl.DataFrame(
        {
            "unit": serials(legs.unit[kept], index),
            **chain_labels(index, words, legs.chain[kept]),
            "link": words.labels("link", links, legs.link[kept]),
            "load": legs.load[kept],
            "departed": instants(legs.departed[kept], index),
            "arrived": instants(legs.arrived[kept], index),
        }
    )


def resources_of(trace: Trace, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a day for each resource, gate, link and batch: use, grants and the queue before it."""
    series, queues = trace.series, queues_of(index)
    n_resources, n_gates, n_queues, days = len(index.resources), len(index.gates), len(queues), index.days
    nothing = np.full((n_queues - n_resources, days), np.nan)
    served = np.zeros((n_queues, days), np.int64)
    served[:n_resources] = series.served[:, :days]
    served[n_resources : n_resources + n_gates] = series.passed[:, :days]
    length = day_lengths(index)
    number = np.repeat(np.arange(n_queues), days)
    return pl.DataFrame(
        {
            "day": days_of(index, n_queues),
            "crossing": words.labels("crossing", [row.crossing for row in queues], number),
            "resource": words.labels("resource", [row.id for row in queues], number),
            "kind": words.labels("kind", [row.kind for row in queues], number),
            "post": words.labels("post", [row.post for row in queues], number),
            "in_use": nullable(np.vstack([series.in_use[:, :days] / length, nothing])),
            "capacity": nullable(np.vstack([series.capacity[:, :days] / length, nothing])),
            "served": served.ravel(),
            "waited_h": nullable(np.vstack([series.waited[:, :days] / TICKS_PER_HOUR, nothing])),
            "queue": (series.queue[:, :days] / length).ravel(),
            "longest": series.longest[:, :days].ravel(),
        }
    )


def flows_of(summary: Summary, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a day for each chain: what left, and its hours."""
    days = index.days
    chain = np.repeat(np.arange(len(index.chains)), days)
    units, loads = summary.chain_count[:, :days].ravel(), summary.chain_load[:, :days].ravel()
    return pl.DataFrame(
        {
            "day": days_of(index, len(index.chains)),
            **chain_labels(index, words, chain),
            "units": units,
            "lost": summary.chain_lost[:, :days].ravel(),
            "loads": loads,
            **cargo(index, chain, units, loads),
            "border_h": hours(summary.chain_time[:, :days].ravel() - units * announced_of(index)[chain]),
            "waited_h": hours(summary.chain_wait[:, :days].ravel()),
        }
    )


def dwells_of(summary: Summary, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a day for each stage: units and hours."""
    days = index.days
    seen = seen_stages(index)
    return pl.DataFrame(
        {
            "day": days_of(index, len(seen)),
            **stage_labels(index.stages, words, np.repeat(seen, days)),
            "units": summary.stage_count[seen, :days].ravel(),
            "stage_h": hours(summary.stage_time[seen, :days].ravel()),
            "waited_h": hours(summary.stage_wait[seen, :days].ravel()),
        }
    )


def histograms_of(trace: Trace, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a bin that holds anything, for each chain and each stage."""
    summary, edges, seen = trace.summary, bin_edges_h(), seen_stages(index)
    whole = tuple(
        StageRow(crossing=row.crossing, chain=row.chain, direction=row.direction, post="", stage="")
        for row in index.chains
    )
    bins = np.vstack([chain_bins_of(summary, trace.visits, index, edges), summary.stage_bins[seen]])
    row, place = np.nonzero(bins)
    return pl.DataFrame(
        {
            **stage_labels(whole + tuple(index.stages[place] for place in seen), words, row),
            "lower_h": edges[place],
            "upper_h": edges[place + 1],
            "count": bins[row, place],
        }
    )


def bin_edges_h() -> NDArray[np.float64]:
    """The N_BINS + 1 edges of the recorder's bins: 0, then 1 s and 12 a doubling, the last without end.

    >>> [round(float(edge) * 3600, 3) for edge in bin_edges_h()[[0, 1, 13]]]
    [0.0, 1.0, 2.0]
    """
    edges_s = 2.0 ** (np.arange(N_BINS - 1) / BINS_PER_DOUBLING)
    return np.concatenate([[0.0], edges_s / 3_600.0, [np.inf]])
