"""What a brief is gathered from: the same figures as the tables, pairs that can be paired, nothing that is not there."""

from dataclasses import replace

import polars as pl
import pytest

from crossgauge.errors import RunImpossible
from crossgauge.indicators.border import border_times, queues
from crossgauge.indicators.differences import differences
from crossgauge.indicators.figures import figures
from crossgauge.study.brief import brief
from crossgauge.study.run import run
from study.small import rail, road, small_network

DAYS, REPLICAS = 14, 6


def ran(network, **changes):
    told = {"days": DAYS, "replicas": REPLICAS, "workers": 1, "warmup_days": 2} | changes
    return run(network, **told)


@pytest.fixture(scope="module")
def base():
    return ran(small_network())


@pytest.fixture(scope="module")
def lanes():
    """The same with five lanes instead of two: only the road differs."""
    return ran(replace(small_network(), crossings=(road(lanes=5), rail())), scenario="more-lanes")


def test_times_are_those_of_the_indicators(base):
    told = brief(base, network=small_network())

    table = border_times(base.flows, base.histograms, base.scan("visits"), base.replicas)
    expected = {
        (str(row["crossing"]), str(row["unit_class"])): (row["units"], row["mean_h"], row["mean_h_pm"], row["p90_h"])
        for row in table.iter_rows(named=True)
    }
    found = {(one.crossing, one.unit_class): (one.units, one.mean_h, one.mean_h_pm, one.p90_h) for one in told.passages}
    assert found == expected


def test_the_headline_is_of_the_crossing_where_most_hours_are_waited(base):
    told = brief(base)

    waited = queues(base.resources, base.replicas).group_by(pl.col("crossing").cast(pl.String)).agg(pl.col("queued_h").sum())
    worst = waited.sort("queued_h", descending=True).filter(pl.col("crossing") != "")["crossing"][0]
    assert told.worst[0] == worst
    assert {one.crossing for one in told.headlines if one.key != "mass_t"} == {worst}
    assert told.advice[0].figures["crossing"] == worst


def test_cargo_is_counted_once_and_not_again_with_its_train(base):
    """Trucks of 18 t and containers of 15 t; trains carry the containers and have no mass of their own."""
    told = brief(base).headlines[-1]

    loads = base.flows.filter(pl.col("unit_class").cast(pl.String).is_in(["truck", "box"]))
    assert told.key == "mass_t"
    assert told.value == pytest.approx(loads["mass_t"].sum() / REPLICAS)


def test_changes_are_paired_by_replica_and_judged_among_what_differs(base, lanes):
    """The railway is the same in both, so it is no question; what is left are cars and trucks."""
    told = brief(base, lanes)

    mine, theirs = (
        figures(one.flows, one.histograms, one.resources).filter(
            (pl.col("metric") == "border_h") & (pl.col("crossing") == "road")
        )
        for one in (base, lanes)
    )
    rows = differences(mine, {"": theirs}).sort(pl.col("difference").abs(), descending=True)
    assert told.n_changes == len(told.changes) == 2
    assert {one.crossing for one in told.changes} == {"road"}
    assert sorted(one.difference for one in told.changes) == sorted(rows["difference"])
    assert sorted(one.low for one in told.changes) == sorted(rows["low_all"])


def test_the_scenario_is_named_and_judged(base, lanes):
    told = brief(base, lanes)

    judged = next(one for one in told.advice if one.rule in ("for", "against", "weigh", "undecided"))
    assert judged.figures["scenario"] == "more-lanes"


def test_a_run_beside_itself_shows_no_difference(base):
    told = brief(base, base)

    assert told.changes == ()
    assert [one.rule for one in told.advice if one.rule == "undecided"] == ["undecided"]


def test_runs_that_cannot_be_paired_are_refused_with_every_reason(base):
    other = ran(small_network(), seed=2, replicas=2)

    with pytest.raises(RunImpossible) as refused:
        brief(base, other)

    assert "seed is 1 here and 2 there; replicas is 6 here and 2 there" in str(refused.value)


def test_what_is_assumed_and_cited_is_counted(base):
    network = small_network()

    told = brief(base, network=network)

    assert (told.n_assumed, told.n_cited) == (
        sum(1 for one in network.provenance if one.assumed),
        sum(1 for one in network.provenance if one.fact),
    )


def test_facts_of_a_year_that_was_not_run_whole_are_left_out(base):
    assert brief(base, network=small_network()).observed == ()


def test_without_a_network_a_brief_has_no_facts_and_no_timeline(base):
    told = brief(base)

    assert (told.observed, told.events, told.sources, told.flows) == ((), (), (), {})


def test_scenarios_are_called_by_their_names_in_a_language_else_in_english(base, lanes):
    from crossgauge.views.brief_speaker import Speaker

    names = (("en", "Five lanes"), ("ru", "Пять полос"))
    told = brief(base, lanes, scenarios={"more-lanes": names})

    assert Speaker(told, "ru").scenario(1) == "Пять полос"
    assert Speaker(told, "kk").scenario(1) == "Five lanes"
    assert Speaker(told, "en").runs() == ["without", "with"]


def test_small_places_of_the_flows_are_others_and_nothing_is_lost():
    from crossgauge.study.brief_context import MOST_ENDS, bands_of

    rows = [(f"p{k}", "hill", "plain", 1e6 * (k + 1)) for k in range(MOST_ENDS + 3)]
    table = pl.DataFrame(rows, schema=["from", "by", "to", "tonnes"], orient="row")

    bands = bands_of(table, {})

    assert ("others", "hill", "plain", 1.0 + 2.0 + 3.0) in bands
    assert sum(band[3] for band in bands) == pytest.approx(table["tonnes"].sum() / 1e6)
