"""Networks over the same luck: what theory says of their differences, and what is shared, stopped and resumed."""

from dataclasses import replace

import polars as pl
import pytest

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.indicators.differences import paired
from crossgauge.study.compare import compare
from crossgauge.study.compare import trials as compare_trials
from crossgauge.study.crew import simulate
from crossgauge.study.run import run
from study.queues import d_d_1, m_m_1
from study.small import road, small_network

SMALL = {"start": "2023-01-01", "days": 7, "warmup_days": 7, "workers": 1, "seed": 3}


def three_lanes():
    network = small_network()
    return replace(network, crossings=(road(lanes=3), network.crossings[1]))


def row_of(comparison, metric="border_h", scenario="other", **where):
    return comparison.differences.filter(metric=metric, scenario=scenario, **where).row(0, named=True)


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def lanes():
    return compare(small_network(), {"other": three_lanes()}, replicas=4, **SMALL)


def test_interval_covers_the_difference_that_theory_gives():
    """M/M/1: 1/(1/0.5 - 1) - 1/(1/0.6 - 1) = -0.5 h; 15 comparisons of 4 replicas each, with 95 %.

    Fewer than 11 of 15 covered happens once in 1,600 (binomial) where 95 % is true; the seed is fixed.
    """
    found = compare(m_m_1(0.6), {"other": m_m_1(0.5)}, replicas=60, seed=1, workers=1, warmup_days=5, days=20)

    mine = found.figures.filter(metric="border_h", crossing="post")
    base, other = (
        mine.filter(scenario=name)["value"].to_numpy().reshape(15, 4) for name in ("base", "other")
    )
    rows = [paired(*groups) for groups in zip(base, other, strict=True)]

    assert sum(abs(row.difference + 0.5) <= row.pm for row in rows) >= 11
    assert (other < base).all()  # a faster server is faster whatever the luck
    assert row_of(found)["saved"] > 0


def test_a_network_beside_itself_differs_by_exactly_nothing(lanes):
    twin = compare(small_network(), {"other": small_network()}, replicas=2, **SMALL).differences

    assert twin["difference"].to_list() == [0.0] * twin.height
    assert set(twin["verdict"]) == {"no difference found"}


def test_what_was_not_changed_is_known_to_be_the_same(lanes):
    rows = lanes.differences.filter(pl.col("crossing") != "")

    assert set(rows.filter("same")["crossing"]) == {"rail"}
    assert set(rows.filter(~pl.col("same"))["crossing"]) == {"road"}
    assert rows.filter("same")["difference"].abs().max() == 0.0


def test_pairing_saves_variance_and_says_how_much(lanes):
    base, other = (
        lanes.figures.filter(scenario=name, metric="border_h", unit_class="truck")["value"]
        for name in ("base", "other")
    )

    saved = row_of(lanes, unit_class="truck")["saved"]

    assert saved == pytest.approx(1 - (other - base).var() / (base.var() + other.var()))
    assert saved > 0


def test_lent_parts_have_the_bytes_that_a_run_of_its_own_gives(tmp_path):
    """The railway is simulated for the base alone."""
    compare(small_network(), {"other": three_lanes()}, replicas=2, record="units", out=tmp_path, **SMALL)
    run(three_lanes(), replicas=2, record="units", out=tmp_path / "alone", scenario="other", **SMALL)

    assert bytes_of(tmp_path / "other") == bytes_of(tmp_path / "alone")


def test_manifest_names_the_scenario(lanes):
    assert [one.manifest["scenario"] for one in lanes.results.values()] == ["base", "other"]


def test_killed_comparison_goes_on_and_ends_with_the_same_bytes(tmp_path):
    """Killed when the base is there and one replica of the other; the jobs done after it are told."""
    networks = small_network(), {"other": three_lanes()}
    compare(*networks, replicas=3, out=tmp_path / "whole", **SMALL)
    done = []

    def until_killed(job, replicas, workers, tell):
        for replica in replicas:
            if len(done) == 4:
                raise KeyboardInterrupt
            simulate(job, [replica], workers, tell)
            done.append(replica)

    with pytest.raises(KeyboardInterrupt):
        compare(*networks, replicas=3, out=tmp_path / "killed", simulate=until_killed, **SMALL)
    later = []

    def the_rest(job, replicas, workers, tell):
        later.extend(replicas)
        simulate(job, replicas, workers, tell)

    compare(*networks, replicas=3, out=tmp_path / "killed", simulate=the_rest, **SMALL)

    assert later == [2, 3]
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")


def test_finished_comparison_is_taken_further_without_running_it_again(tmp_path):
    networks = small_network(), {"other": three_lanes()}
    compare(*networks, replicas=2, out=tmp_path / "grown", **SMALL)
    later = []

    def only(job, replicas, workers, tell):
        later.extend(replicas)
        simulate(job, replicas, workers, tell)

    compare(*networks, replicas=3, out=tmp_path / "grown", simulate=only, **SMALL)
    compare(*networks, replicas=3, out=tmp_path / "at-once", **SMALL)

    assert later == [3, 3]
    assert bytes_of(tmp_path / "grown") == bytes_of(tmp_path / "at-once")


def test_folder_of_something_else_is_not_overwritten(tmp_path):
    compare(small_network(), {"other": three_lanes()}, replicas=2, out=tmp_path, **SMALL)

    with pytest.raises(RunImpossible, match="not empty"):
        compare(small_network(), {"other": three_lanes()}, replicas=2, out=tmp_path, **{**SMALL, "seed": 4})


def test_replicas_are_added_until_the_wished_half_width():
    found = compare(
        m_m_1(0.6), {"other": m_m_1(0.5)}, replicas=2, half_width=0.12, workers=1, warmup_days=5, days=20
    )

    assert found.stop.reason == "half-width"
    assert found.replicas > 8
    assert row_of(found)["pm"] <= 0.12
    assert "approximate" in found.stop.words


def test_budget_ends_the_rounds_and_says_so(monkeypatch):
    """A round that takes all the time there is: no more are begun."""
    found = compare(
        m_m_1(0.6), {"other": m_m_1(0.5)}, replicas=2, half_width=1e-6, budget_s=1e-3, workers=1, days=5
    )

    assert (found.stop.reason, found.replicas) == ("budget", 8)
    assert "± " in found.stop.words


def test_metric_that_is_not_there_is_told_with_what_is_near():
    with pytest.raises(NotFound, match=r"Did you mean 'post\.west\.truck\.border_h'"):
        compare(
            m_m_1(0.6),
            {"other": m_m_1(0.5)},
            replicas=2,
            metric="post.west.trucks.border_h",
            workers=1,
            days=3,
        )


def test_warmup_is_found_bounded_and_said():
    """An M/M/1 at 60 % forgets within hours: the least is enough."""
    found = compare(m_m_1(0.6), {"other": m_m_1(0.5)}, replicas=2, warmup_days="auto", workers=1, days=5)

    assert found.warmup.days == found.results["base"].manifest["warmup_days"] <= 90
    assert "MSER-5" in found.warmup.words


def test_backlog_of_a_closure_is_gone_when_theory_says():
    """D/D/1, one an hour, 40 min each: 4 closed days leave 96 units, gone after 4 λ/(μ - λ) = 8 days."""
    open_, shut = d_d_1(2 / 3, 1.0, 30), d_d_1(2 / 3, 1.0, 30, closed=(5, 9))

    (row,) = compare(open_, {"shut": shut}, replicas=2, workers=1, warmup_days=0).recoveries.to_dicts()

    assert (row["gone_d"], row["gone_pm"], row["n_gone"]) == (8.0, 0.0, 2)
    assert row["back_d"] == 8.0
    assert 84 <= row["most"] <= 96  # the mean of the last closed day, or of the first open one


def test_backlog_that_outlives_the_period_is_not_given_an_end():
    open_, shut = d_d_1(2 / 3, 1.0, 15), d_d_1(2 / 3, 1.0, 15, closed=(5, 9))

    (row,) = compare(open_, {"shut": shut}, replicas=2, workers=1, warmup_days=0).recoveries.to_dicts()

    assert (row["gone_d"], row["n_gone"], row["replicas"]) == (None, 0, 2)


def test_one_network_is_not_a_comparison():
    with pytest.raises(RunImpossible, match="two or more"):
        compare(small_network(), {}, **SMALL)


def test_networks_of_other_clocks_count_other_days():
    with pytest.raises(RunImpossible, match="Expected Asia/Almaty"):
        compare(small_network(), {"other": m_m_1(0.5)}, **SMALL)


@pytest.mark.parametrize("asked", [{"half_width": 0.0}, {"budget_s": -1.0}, {"warmup_days": "soon"}])
def test_wishes_out_of_bounds_are_refused(asked):
    with pytest.raises(RunImpossible, match="Expected"):
        compare(small_network(), {"other": three_lanes()}, **{**SMALL, **asked})


def test_compare_lends_from_the_first_only(tmp_path):
    """A part that two scenarios share, but not the base, is simulated for each."""
    networks = {"base": small_network(), "a": three_lanes(), "b": three_lanes()}
    period = compare_trials.Period(small_network().start, 3, 0)

    with compare_trials.opened(networks, period, 1, "counts", tmp_path) as trials:
        assert [dict(trial.same) for trial in trials] == [{}, {1: 1}, {1: 1}]
