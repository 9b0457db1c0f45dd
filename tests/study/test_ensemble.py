"""Ensembles: the same bits whoever runs them, nothing lost with a process, and what a piece is."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crossgauge.errors import ProjectFaulty, RunImpossible, RunStuck
from crossgauge.model.agreements import Change
from crossgauge.model.changes import apply_changes, network_on, target_of
from crossgauge.model.randomness import mean_of, scaled
from crossgauge.study.ensemble import ensemble, processes
from crossgauge.study.ensemble.folder import opened, piece_file, tables_of
from crossgauge.study.ensemble.pieces import Shelf, simulate_pieces
from crossgauge.study.ensemble.plan import Piece, pieces_of_plan, tasks_of
from crossgauge.study.ensemble.sampling import drawn, ranges_of, sampled
from crossgauge.study.run import run
from study.small import small_network, stuck_network
from study.small_ensemble import ASKED, DAYS, DURATION, PIECES, REPLICAS, SEED, WARMUP_DAYS, networks, tables

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Run in this process, one piece after the other."""
    return ensemble(networks(), tmp_path_factory.mktemp("alone") / "out", **ASKED, workers=1)


@pytest.mark.parametrize("workers", [2, 8])
def test_any_number_of_processes_gives_the_same_bits(alone, workers, tmp_path):
    ensemble(networks(), tmp_path / "out", **ASKED, workers=workers)

    assert tables(tmp_path / "out") == tables(alone.folder)
    assert len(tables(alone.folder)) == 4 * 2 * 2 + 2


def test_other_seeds_give_other_bits(alone, tmp_path):
    """So that the tests of equal bits can fail."""
    ensemble(networks(), tmp_path / "out", **ASKED | {"seed": SEED + 1}, workers=1)

    mine, other = tables(tmp_path / "out"), tables(alone.folder)
    assert mine.keys() == other.keys()
    assert all(mine[name] != other[name] for name in mine if name.startswith("flows/"))


def test_a_network_of_an_ensemble_is_what_a_run_of_it_gives_summed_over_days(alone, tmp_path):
    """Sample 2 of 'wide', its values put in by hand."""
    factor, lanes = alone.plan.brief.draws[1]
    changes = [
        Change(path=DURATION, verb="scale", value=factor),
        Change(path="crossings.road.resources.lanes.count", verb="set", value=int(lanes)),
    ]
    network = apply_changes(networks()["wide"], changes)

    whole = run(
        network,
        days=DAYS,
        warmup_days=WARMUP_DAYS,
        replicas=REPLICAS,
        seed=SEED,
        workers=1,
        out=tmp_path / "run",
    )
    found = tables_of(alone.folder, "wide", 2, REPLICAS)

    key = ["replica", "crossing", "chain"]
    sums = [pl.col("units", "lost", "loads").sum(), pl.col("border_h", "waited_h", "teu", "mass_t").sum()]
    plain = whole.flows.with_columns(pl.selectors.enum().cast(pl.String)).group_by(key).agg(sums)
    mine = found["flows"].select(plain.columns)
    assert_frame_equal(mine, plain, check_row_order=False)
    assert found["histograms"].rows() == whole.histograms.rows()
    by_queue = whole.resources.with_columns(pl.selectors.enum().cast(pl.String)).group_by(
        "replica", "crossing", "resource"
    )
    plain = by_queue.agg(pl.col("in_use", "queue").mean(), pl.col("served").sum(), pl.col("longest").max())
    mine = found["resources"].select(plain.columns)
    assert_frame_equal(mine, plain, check_row_order=False)


def test_daily_tables_are_those_of_the_run(tmp_path):
    found = ensemble(
        {"base": small_network()}, tmp_path / "many", days=7, replicas=1, workers=1, daily=True, seed=SEED
    )
    whole = run(small_network(), days=7, replicas=1, workers=1, seed=SEED, out=tmp_path / "run")

    mine = tables_of(found.folder, "base", 0, 1)

    for table in ("flows", "dwells", "resources", "histograms"):
        assert mine[table].rows() == whole.table(table).rows()


def test_a_killed_process_loses_nothing(alone):
    """One of two is killed when the first piece is there; another takes its place and goes on from its last piece."""
    brief = alone.plan.brief
    pieces = list(pieces_of_plan(alone.plan))
    crew, kept = [], {}

    def keep(piece, archive):
        if not kept:
            crew[0].kill()
        assert piece not in kept
        kept[piece] = archive

    try:
        processes.lead(brief, tasks_of(pieces, 2), 2, keep, crew)
    finally:
        processes.dismiss(crew)
    whole = {}
    simulate_pieces(brief, pieces, whole.__setitem__)

    assert kept == whole
    assert len(kept) == PIECES
    assert len(crew) == 3


def test_processes_that_die_at_the_same_piece_end_the_ensemble(alone, monkeypatch):
    start = processes.start_worker
    monkeypatch.setattr(
        processes,
        "start_worker",
        lambda number, answers, module, *rest: start(number, answers, "none", *rest),
    )

    with pytest.raises(RunImpossible, match="3 worker processes ended with code 1 at replica"):
        processes.simulate(alone.plan.brief, list(pieces_of_plan(alone.plan)), 2, lambda piece, archive: None)


def test_an_ensemble_killed_outright_goes_on_where_it_stopped(alone, tmp_path):
    """kill -9 after a third of the pieces."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    killed = subprocess.Popen(
        [sys.executable, "-m", "study.small_ensemble", str(tmp_path / "out")],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
    )
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    killed.stdout.close()
    told = []

    found = ensemble(networks(), tmp_path / "out", **ASKED, workers=1, on_progress=told.append)

    assert found.kept == 4
    assert told[0] == pytest.approx(4 / PIECES)
    assert len(told) == 1 + PIECES - 4
    assert tables(tmp_path / "out") == tables(alone.folder)
    assert not (tmp_path / "out" / "pieces").exists()


def test_ctrl_c_keeps_what_is_finished_and_a_damaged_piece_is_simulated_again(alone, tmp_path):
    def stop(fraction):
        if fraction > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensemble(networks(), tmp_path / "out", **ASKED, workers=1, on_progress=stop)
    damaged = piece_file(tmp_path / "out", Piece(2, 1, "wide"))
    # The first sample is complete, so its pieces have become tables; of the second there is one piece.
    assert [path.name for path in (tmp_path / "out" / "pieces").rglob("*.zip")] == ["replica-0001.zip"]
    damaged.parent.mkdir(exist_ok=True, parents=True)
    damaged.write_bytes(piece_file(tmp_path / "out", Piece(2, 1, "base")).read_bytes()[:-40])

    found = ensemble(networks(), tmp_path / "out", **ASKED, workers=1)

    assert found.kept == 7
    assert tables(tmp_path / "out") == tables(alone.folder)


def test_a_finished_ensemble_is_read(alone):
    again = ensemble(networks(), alone.folder, **ASKED, workers=1)

    assert again.kept == PIECES
    assert again.means.equals(alone.means)


def test_another_plan_is_refused_with_what_differs(alone):
    with pytest.raises(RunImpossible, match="another plan") as raised:
        ensemble(networks(), alone.folder, **ASKED | {"replicas": 4, "seed": 9}, workers=1)

    lines = str(raised.value).splitlines()
    assert "  replicas: 3 there, 4 asked" in lines
    assert "  seed: 3 there, 9 asked" in lines
    assert "  draws: 2 there, 2 asked" in lines
    assert json.loads((alone.folder / "plan.json").read_text())["replicas"] == 3


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir,")

    with pytest.raises(RunImpossible, match="holds no ensemble"):
        ensemble(networks(), tmp_path, **ASKED)


def test_two_at_once_are_refused(alone):
    with opened(alone.folder, alone.plan), pytest.raises(RunImpossible, match="another ensemble is writing"):
        ensemble(networks(), alone.folder, **ASKED, workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_units_that_wait_for_ever_end_the_ensemble(workers, tmp_path):
    both = {"base": stuck_network(), "other": stuck_network()}

    with pytest.raises(RunStuck, match="take-a-lane"):
        ensemble(both, tmp_path / "out", replicas=2, workers=workers)


def test_a_network_is_compiled_once_and_forgotten_when_many_came_after(alone, monkeypatch):
    from crossgauge.study.ensemble import pieces

    made = []

    def compiled(brief, sample, scenario):
        made.append(scenario)
        return pieces.Compiled(None, (), size=10)

    monkeypatch.setattr(pieces, "compiled", compiled)
    monkeypatch.setattr(pieces, "MOST_BYTES", 20)
    shelf = Shelf()

    for scenario in ("a", "b", "a", "c", "a", "b"):
        shelf.take(alone.plan.brief, 0, scenario)

    assert made == ["a", "b", "c", "b"]


def test_pieces_do_not_depend_on_what_is_run_before_them(alone):
    """A part that scenarios share is run once: the piece alone has the same bytes."""
    whole, single = {}, {}
    simulate_pieces(alone.plan.brief, pieces_of_plan(alone.plan), whole.__setitem__)

    simulate_pieces(alone.plan.brief, [Piece(2, 3, "wide")], single.__setitem__, Shelf())

    assert single[Piece(2, 3, "wide")] == whole[Piece(2, 3, "wide")]


def test_samples_spread_evenly_and_counts_take_both_ends():
    """Latin hypercube: of 40 draws, one in each fortieth; of counts from 2 to 5, ten of each."""
    ranges = ranges_of(networks(), [f"{DURATION}*=1..5", "crossings.road.resources.lanes.count=2..5"])

    factors, lanes = zip(*drawn(ranges, 40, 1, "latin"), strict=True)
    points = zip(*drawn(ranges, 32, 1, "sobol"), strict=True)

    assert sorted(int((factor - 1) * 10) for factor in factors) == list(range(40))
    assert {count: lanes.count(count) for count in lanes} == dict.fromkeys((2.0, 3.0, 4.0, 5.0), 10)
    assert sorted(int((factor - 1) * 8) for factor in next(points)) == list(range(32))


def test_samples_are_the_same_whenever_they_are_drawn():
    ranges = ranges_of(networks(), [f"{DURATION}*=0.5..2"])
    draw = partial(drawn, ranges, 8)

    assert draw(1, "latin") == draw(1, "latin") != draw(2, "latin")


def test_units_of_a_range_are_those_of_the_project():
    (found,) = ranges_of(networks(), ["crossings.*.chains.*-west.arrivals.share=50 % .. 100 %"])

    assert (found.verb, found.low, found.high, found.whole) == ("set", 0.5, 1.0, False)


def test_every_fault_of_ranges_is_told_at_once():
    texts = [
        "lanes 2..3",
        "crossings.road.resources.lane.count=1..2",
        f"{DURATION}=0.8..1.2",
        "crossings.road.resources.lanes.count=3..2",
        "crossings.road.resources.lanes.count=1.5..2",
        "crossings.road.name=1..2",
        "crossings.nowhere.*.count=1..2",
        "crossings.rail.resources.crane.count*=-1..2",
    ]

    with pytest.raises(ProjectFaulty) as raised:
        ranges_of(networks(), texts)

    faults = raised.value.faults
    assert [fault.where for fault in faults] == [f"--sample '{text}'" for text in texts]
    assert faults[0].expected.startswith("Expected 'PATH*=0.8..1.2' for factors")
    assert faults[1].expected == "Did you mean 'lanes'?"
    assert faults[2].expected.endswith(f"It has no unit. For factors write '{DURATION}*=0.8..1.2'.")


def test_values_with_a_unit_set_the_mean_of_what_is_drawn():
    network = small_network()
    (found,) = ranges_of({"base": network}, [f"{DURATION}=5 min..9 min"])

    drawn_network = sampled(network, [found], [420.0], "1")

    before, after = (
        target_of(network_on(one, network.start), DURATION).value for one in (network, drawn_network)
    )
    assert (found.low, found.high, found.whole) == (300.0, 540.0, False)
    assert mean_of(after) == pytest.approx(420.0)
    assert after == scaled(before, 420.0 / mean_of(before))


def test_ends_that_a_network_cannot_have_are_told_before_anything_runs(tmp_path):
    asked = {"samples": 2, "ranges": ["crossings.road.resources.lanes.count=-3..2"], "replicas": 1}

    with pytest.raises(ProjectFaulty, match="sample of all lower ends"):
        ensemble(networks(), tmp_path / "out", **asked)

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"samples": 12, "design": "sobol", "ranges": [f"{DURATION}*=1..2"]},
            "power of two, such as 8 or 16",
        ),
        ({"samples": 12, "design": "grid", "ranges": [f"{DURATION}*=1..2"]}, "Expected one of: latin, sobol"),
        ({"samples": 1, "ranges": [f"{DURATION}*=1..2"]}, "samples is 1"),
        ({"samples": 5}, "but of nothing"),
        ({"workers": 0}, "workers is 0"),
        ({"replicas": 9_999, "samples": 9_999, "ranges": [f"{DURATION}*=1..2"]}, "199960002 pieces"),
    ],
)
def test_what_cannot_be_is_refused(asked, told, tmp_path):
    with pytest.raises(RunImpossible, match=told):
        ensemble(networks(), tmp_path / "out", **asked)


def test_names_that_cannot_be_folders_are_refused(tmp_path):
    with pytest.raises(RunImpossible, match="cannot be the name of a folder"):
        ensemble({"../out": small_network()}, tmp_path / "out")
    with pytest.raises(RunImpossible, match="counts days by"):
        ensemble({"a": small_network(), "b": replace(small_network(), clock="UTC")}, tmp_path / "out")
    with pytest.raises(RunImpossible, match="needs a network"):
        ensemble({}, tmp_path / "out")
