"""A network in shards: the tables of the whole, in more pieces than one."""

import polars as pl
import pytest

import crossgauge
from crossgauge.study.ensemble import ensemble
from crossgauge.study.ensemble.pieces import TABLES, Shelf
from crossgauge.study.ensemble.plan import Piece, kin_of, plan_of, tasks_of
from crossgauge.study.ensemble.shards import shards
from crossgauge.study.run import period_of
from study.small import small_network

ASKED = {"days": 20, "replicas": 2, "warmup_days": 5, "workers": 1}


def rows(folder, table):
    """A table of all scenarios without their names, in an order of its own."""
    files = sorted((folder / table).rglob("*.parquet"))
    frame = pl.concat(pl.read_parquet(path, hive_partitioning=False) for path in files)
    return frame.sort(frame.columns)


@pytest.mark.parametrize("whole", [small_network(), crossgauge.reference()], ids=["small", "reference"])
def test_shards_side_by_side_give_the_tables_of_the_whole_to_the_bit(whole, tmp_path):
    """Luck goes by names of steps, so nobody's draws depend on who is compiled beside him."""
    asked = ASKED if whole.id == "small" else ASKED | {"days": 3, "replicas": 1}

    ensemble({"whole": whole}, tmp_path / "whole", **asked)
    ensemble(shards(whole, 3), tmp_path / "shards", **asked)

    for table in TABLES:
        assert rows(tmp_path / "whole", table).equals(rows(tmp_path / "shards", table))


def test_shards_of_one_replica_are_tasks_apart_and_scenarios_of_one_network_are_one():
    """Else a second worker has nothing to do; but what scenarios share is run once."""
    whole = crossgauge.reference()
    cut = shards(whole, 4)
    pieces = [Piece(0, 1, name) for name in cut]

    assert len(tasks_of(pieces, 2, kin_of(cut))) == 4
    assert len(tasks_of(pieces, 2, kin_of(dict.fromkeys(cut, whole)))) == 1


def test_every_crossing_is_in_one_shard_and_keeps_its_agreements():
    """None twice, none lost; a change goes with its crossing."""
    whole = crossgauge.reference()

    cut = shards(whole, 100)

    assert sorted(one.id for shard in cut.values() for one in shard.crossings) == sorted(
        one.id for one in whole.crossings
    )
    for shard in cut.values():
        ids = {one.id for one in shard.crossings}
        named = [one.path.split(".")[:2] for agreement in shard.agreements for one in agreement.changes]
        assert {name for head, name in named if head == "crossings"} <= ids


def test_a_worker_remembers_networks_up_to_a_size(monkeypatch):
    """The one that it works on it holds however large; of those before, what fits."""
    network = small_network()
    period = period_of(network, None, 20, None, 5)
    networks = dict.fromkeys("abc", network)
    brief = plan_of(networks, (), (), period, replicas=1, seed=1, daily=False).brief
    shelf = Shelf()
    size = shelf.take(brief, 0, "a").size
    monkeypatch.setattr("crossgauge.study.ensemble.pieces.MOST_BYTES", 2 * size)

    for name in "bc":
        shelf.take(brief, 0, name)
    assert [name for _, _, name in shelf.compiled] == ["b", "c"]

    monkeypatch.setattr("crossgauge.study.ensemble.pieces.MOST_BYTES", 0)
    shelf.take(brief, 0, "a")
    assert [name for _, _, name in shelf.compiled] == ["a"]
