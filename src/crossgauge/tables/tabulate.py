"""Traces and their index made into tables: labelled, in hours and instants, one replica of one part a call.

Visits and stages are those of units that left in the recorded period; legs those that departed in it; flows,
dwells and histograms count every chain, whether its units have rows or not.
"""

from collections.abc import Iterable, Iterator

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
from crossgauge.tables.spool import Recorded, Spool
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
    spool: Spool | None = None,
) -> Iterator[Piece]:
    """The same tables a piece at a time, in order: what is made of `rows` rows of the trace; at least one a table.

    spool : holds the rows where the trace has none (`kept_in_spool`); a piece is then made of a block
    """
    number = pl.lit(replica, dtype=pl.Int32).alias("replica")
    recorded = Recorded(trace, rows, spool)
    for table, frame in pieces_of(recorded, index, words, visits, stages):
        yield table, frame.with_columns(number).select(columns_of(table))


def kept_in_spool(index: Index, visits: bool, stages: bool) -> set[str]:
    """The tables whose rows `tabulated` will ask for."""
    asked = {"legs"} if index.links else set()
    asked |= {"visits"} if visits or stages or announced_of(index).any() else set()
    return asked | ({"stages"} if stages else set())


def pieces_of(
    recorded: Recorded, index: Index, words: Vocabulary, visits: bool, stages: bool
) -> Iterator[Piece]:
    """Frames without the number of the replica."""
    trace = recorded.trace
    for rows in recorded.blocks("visits", visits):
        yield "visits", visits_of(rows, index, words)
    known = units_that_left(recorded.blocks("visits"), index) if stages else np.zeros(0, np.bool_)
    for rows in recorded.blocks("stages", stages):
        yield "stages", stages_of(rows, known, index, words)
    for rows in recorded.blocks("legs"):
        yield "legs", legs_of(rows, index, words)
    yield "resources", resources_of(trace, index, words)
    yield "flows", flows_of(trace.summary, index, words)
    yield "dwells", dwells_of(trace.summary, index, words)
    yield "histograms", histograms_of(recorded, index, words)


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


def units_that_left(every: Iterable[Visits], index: Index) -> Bools:
    """Whether a unit has a visit, by its serial; at least one serial."""
    known = np.zeros(1, np.bool_)
    for visits in every:
        left = visits.unit[visits.left >= index.record_from]
        more = int(left.max(initial=0)) + 1 - len(known)
        if more > 0:
            known = np.append(known, np.zeros(max(more, len(known)), np.bool_))
        known[left] = True
    return known


def stages_of(stages: Stages, known: Bools, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a stage of the units in visits, which are `known`."""
    left = known.take(stages.unit, mode="clip") & (stages.unit < len(known))
    kept = np.flatnonzero(left & np.isin(stages.stage, seen_stages(index)))
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


def histograms_of(recorded: Recorded, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a bin that holds anything, for each chain and each stage."""
    summary, edges, seen = recorded.trace.summary, bin_edges_h(), seen_stages(index)
    whole = tuple(
        StageRow(crossing=row.crossing, chain=row.chain, direction=row.direction, post="", stage="")
        for row in index.chains
    )
    chain_bins = chain_bins_of(summary, recorded.blocks("visits"), index, edges)
    bins = np.vstack([chain_bins, summary.stage_bins[seen]])
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
