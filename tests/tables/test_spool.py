"""Rows that the kernel hands over in blocks, and the tables made of them, are those of a trace held whole."""

import numpy as np
import polars as pl
import pytest

from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from crossgauge.tables.schema import TABLES
from crossgauge.tables.spool import Spool
from crossgauge.tables.tabulate import kept_in_spool, tabulate, tabulated
from crossgauge.tables.vocabulary import vocabulary_of
from study.queues import START
from study.small import small_network

ROWS = ("visits", "stages", "legs")
A_MONTH = {"start": START, "days": 30, "warmup_days": 1}


@pytest.fixture(scope="module")
def parts():
    return compile_network(small_network(), **A_MONTH)


def through_spool(part, folder, held, visits=True, stages=True):
    words = vocabulary_of([part.index])
    with Spool(kept_in_spool(part.index, visits, stages), folder, held) as spool:
        trace = run_part(part.program, seed=3, replica=1, take=spool.take)
        frames = {}
        for table, frame in tabulated(trace, part.index, 1, words, visits=visits, stages=stages, spool=spool):
            frames.setdefault(table, []).append(frame)
    return trace, {table: pl.concat(pieces) for table, pieces in frames.items()}


def test_blocks_that_are_handed_over_are_the_rows_of_the_whole(parts):
    """§8.5 The same rows in the same order; days, sums and the ending are the same too."""
    for part in parts:
        whole = run_part(part.program, seed=3, replica=1)
        with Spool(ROWS) as spool:
            trace = run_part(part.program, seed=3, replica=1, take=spool.take)

            for table in ROWS:
                blocks = list(spool.blocks(table))
                for name in getattr(whole, table)._fields:
                    told = np.concatenate([getattr(block, name) for block in blocks]) if blocks else []
                    assert np.array_equal(told, getattr(getattr(whole, table), name))
                assert len(getattr(trace, table).unit) == 0
        for ours, theirs in zip(trace[3:], whole[3:], strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_blocks_fill_more_than_once(parts, monkeypatch):
    """Else the test above would show one block alone."""
    monkeypatch.setattr("crossgauge.engines.events.run.BLOCK_ROWS", 64)
    heights = []
    for part in parts:
        run_part(part.program, seed=3, replica=1, take=lambda table, words: heights.append(len(words)))

    assert len(heights) > 3 * len(parts)
    assert max(heights) <= 64


@pytest.mark.parametrize("held", [1, 1 << 24], ids=["on the disk", "in memory"])
@pytest.mark.parametrize("rows", [64, 1 << 16])
def test_tables_are_the_same_to_the_bit(parts, tmp_path, monkeypatch, held, rows):
    monkeypatch.setattr("crossgauge.engines.events.run.BLOCK_ROWS", rows)
    for part in parts:
        whole = tabulate(run_part(part.program, seed=3, replica=1), part.index, replica=1)

        _, frames = through_spool(part, tmp_path, held)

        assert list(frames) == list(TABLES)
        assert all(frames[table].equals(whole[table]) for table in TABLES)
    assert not list(tmp_path.iterdir())


def test_what_no_table_asks_for_is_let_go(parts, tmp_path):
    for part in parts:
        whole = tabulate(run_part(part.program, seed=3, replica=1), part.index, replica=1, visits=False, stages=False)

        _, frames = through_spool(part, tmp_path, 1, visits=False, stages=False)

        assert all(frames[table].equals(whole[table]) for table in TABLES)
        assert "stages" not in kept_in_spool(part.index, visits=False, stages=False)
