"""Columns made of a trace's numbers: labels, hours, instants, cargo, days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.arrays.index import Index, StageRow
from crossgauge.engines.events.state import TICKS_PER_SECOND
from crossgauge.tables.vocabulary import Vocabulary

Integers = NDArray[np.integer[Any]]  # of 32 bits in a trace, of 64 in a frame

TICKS_PER_HOUR = 3_600 * TICKS_PER_SECOND
UNITS_PER_PART = 1_000_000_000  # serials are made unique over the parts of a replica by this stride


def chain_labels(index: Index, words: Vocabulary, chain: Integers) -> dict[str, pl.Series]:
    """Crossing, chain, class and direction of each row."""
    rows = index.chains
    return {
        "crossing": words.labels("crossing", [row.crossing for row in rows], chain),
        "chain": words.labels("chain", [row.chain for row in rows], chain),
        "unit_class": words.labels("unit_class", [row.unit_class for row in rows], chain),
        "direction": words.labels("direction", [row.direction for row in rows], chain),
    }


def stage_labels(rows: Sequence[StageRow], words: Vocabulary, stage: Integers) -> dict[str, pl.Series]:
    """Crossing, chain, direction, post and stage of each row."""
    return {
        "crossing": words.labels("crossing", [row.crossing for row in rows], stage),
        "chain": words.labels("chain", [row.chain for row in rows], stage),
        "direction": words.labels("direction", [row.direction for row in rows], stage),
        "post": words.labels("post", [row.post for row in rows], stage),
        "stage": words.labels("stage", [row.stage for row in rows], stage),
    }


def cargo(index: Index, chain: Integers, units: Integers, loads: Integers) -> dict[str, NDArray[np.float64]]:
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


def serials(unit: Integers, index: Index) -> Integers:
    """Serials that no other part of the replica has."""
    return index.part * UNITS_PER_PART + unit


def hours(ticks: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Ticks as hours."""
    return np.asarray(ticks / TICKS_PER_HOUR, np.float64)


def instants(ticks: Integers, index: Index) -> pl.Series:
    """Ticks as instants in the network's clock."""
    epoch_ms = round(index.epoch.timestamp() * 1_000)
    utc = pl.Series(epoch_ms + ticks * 1_000 // TICKS_PER_SECOND, dtype=pl.Int64).cast(
        pl.Datetime("ms", "UTC")
    )
    return utc.dt.convert_time_zone(index.clock)


def days_of(index: Index, times: int) -> pl.Series:
    """The recorded days, repeated for each of `times` rows."""
    first = (index.start - date(1970, 1, 1)).days
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
