"""Traces and their index made into tables: labelled, in hours and instants, one replica of one part a call.

Visits and stages are those of units that left in the recorded period; legs those that departed in it; flows,
dwells and histograms count every chain, whether its units have rows or not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.arrays.index import Index, StageRow
from crossgauge.engines.events.state import (
    BINS_PER_DOUBLING,
    N_BINS,
    NOBODY,
    TICKS_PER_SECOND,
    Summary,
    Trace,
)
from crossgauge.tables.schema import columns_of
from crossgauge.tables.vocabulary import OUTCOMES, Vocabulary, queues_of, vocabulary_of

Int64s = NDArray[np.int64]
Frames = dict[str, pl.DataFrame]

TICKS_PER_HOUR = 3_600 * TICKS_PER_SECOND
UNITS_PER_PART = 1_000_000_000  # serials are made unique over the parts of a replica by this stride


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
    words = vocabulary or vocabulary_of([index])
    frames = {
        "visits": visits_of(trace, index, words, visits),
        "stages": stages_of(trace, index, words, stages),
        "legs": legs_of(trace, index, words),
        "resources": resources_of(trace, index, words),
        "flows": flows_of(trace.summary, index, words),
        "dwells": dwells_of(trace.summary, index, words),
        "histograms": histograms_of(trace.summary, index, words),
    }
    number = pl.lit(replica, dtype=pl.Int32).alias("replica")
    return {table: frame.with_columns(number).select(columns_of(table)) for table, frame in frames.items()}


def visits_of(trace: Trace, index: Index, words: Vocabulary, wanted: bool) -> pl.DataFrame:
    """A row a unit that left in the recorded period."""
    visits = trace.visits
    kept = np.flatnonzero((visits.left >= index.record_from) & wanted)
    chain, load = visits.chain[kept], visits.load[kept]
    arrived, left, waited = visits.arrived[kept], visits.left[kept], visits.waited[kept]
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


def stages_of(trace: Trace, index: Index, words: Vocabulary, wanted: bool) -> pl.DataFrame:
    """A row a stage of the units in visits."""
    stages = trace.stages
    left = trace.visits.unit[trace.visits.left >= index.record_from]
    known = np.zeros(int(max(left.max(initial=0), stages.unit.max(initial=0))) + 1, np.bool_)
    known[left] = wanted
    kept = np.flatnonzero(known[stages.unit])
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


def legs_of(trace: Trace, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a move over a link that began in the recorded period."""
    legs = trace.legs
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
            "border_h": hours(summary.chain_time[:, :days].ravel()),
            "waited_h": hours(summary.chain_wait[:, :days].ravel()),
        }
    )


def dwells_of(summary: Summary, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a day for each stage: units and hours."""
    days = index.days
    stage = np.repeat(np.arange(len(index.stages)), days)
    return pl.DataFrame(
        {
            "day": days_of(index, len(index.stages)),
            **stage_labels(index.stages, words, stage),
            "units": summary.stage_count[:, :days].ravel(),
            "stage_h": hours(summary.stage_time[:, :days].ravel()),
            "waited_h": hours(summary.stage_wait[:, :days].ravel()),
        }
    )


def histograms_of(summary: Summary, index: Index, words: Vocabulary) -> pl.DataFrame:
    """A row a bin that holds anything, for each chain and each stage."""
    whole = tuple(
        StageRow(crossing=row.crossing, chain=row.chain, direction=row.direction, post="", stage="")
        for row in index.chains
    )
    bins = np.vstack([summary.chain_bins, summary.stage_bins])
    row, place = np.nonzero(bins)
    edges = bin_edges_h()
    return pl.DataFrame(
        {
            **stage_labels(whole + index.stages, words, row),
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


def chain_labels(index: Index, words: Vocabulary, chain: Int64s) -> dict[str, pl.Series]:
    """Crossing, chain, class and direction of each row."""
    rows = index.chains
    return {
        "crossing": words.labels("crossing", [row.crossing for row in rows], chain),
        "chain": words.labels("chain", [row.chain for row in rows], chain),
        "unit_class": words.labels("unit_class", [row.unit_class for row in rows], chain),
        "direction": words.labels("direction", [row.direction for row in rows], chain),
    }


def stage_labels(rows: Sequence[StageRow], words: Vocabulary, stage: Int64s) -> dict[str, pl.Series]:
    """Crossing, chain, direction, post and stage of each row."""
    return {
        "crossing": words.labels("crossing", [row.crossing for row in rows], stage),
        "chain": words.labels("chain", [row.chain for row in rows], stage),
        "direction": words.labels("direction", [row.direction for row in rows], stage),
        "post": words.labels("post", [row.post for row in rows], stage),
        "stage": words.labels("stage", [row.stage for row in rows], stage),
    }


def cargo(index: Index, chain: Int64s, units: Int64s, loads: Int64s) -> dict[str, NDArray[np.float64]]:
    """TEU, tonnes and people of units and of the loads that they carry."""
    figures = np.array(
        [
            (row.teu, row.mass_t, row.persons, row.teu_load, row.mass_t_load, row.persons_load)
            for row in index.chains
        ],
        np.float64,
    ).reshape(-1, 6)[chain]
    names = ("teu", "mass_t", "persons")
    return {name: units * figures[:, i] + loads * figures[:, i + 3] for i, name in enumerate(names)}


def serials(unit: Int64s, index: Index) -> Int64s:
    """Serials that no other part of the replica has."""
    return index.part * UNITS_PER_PART + unit


def hours(ticks: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Ticks as hours."""
    return np.asarray(ticks / TICKS_PER_HOUR, np.float64)


def instants(ticks: Int64s, index: Index) -> pl.Series:
    """Ticks as instants in the network's clock."""
    epoch_ms = round(index.epoch.timestamp() * 1_000)
    utc = pl.Series(epoch_ms + ticks * 1_000 // TICKS_PER_SECOND, dtype=pl.Int64).cast(
        pl.Datetime("ms", "UTC")
    )
    return utc.dt.convert_time_zone(index.clock)


def days_of(index: Index, times: int) -> pl.Series:
    """The recorded days, repeated for each of `times` rows."""
    first = (index.start - datetime(1970, 1, 1).date()).days
    return pl.Series(np.tile(np.arange(first, first + index.days, dtype=np.int32), times)).cast(pl.Date)


def day_lengths(index: Index) -> NDArray[np.float64]:
    """Ticks of each recorded day; a day on which clocks change is longer or shorter."""
    zone = ZoneInfo(index.clock)
    midnights = [
        datetime.combine(index.start + timedelta(days=day), time(), zone).astimezone(UTC).timestamp()
        for day in range(index.days + 1)
    ]
    return np.diff(midnights) * TICKS_PER_SECOND


def nullable(values: NDArray[np.float64]) -> pl.Series:
    """Flat, with null where there is no number."""
    return pl.Series(values.ravel()).fill_nan(None)
