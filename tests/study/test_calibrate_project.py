"""A log of a run with known laws gives the laws back; what a log cannot tell is left as it is."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from scipy.stats import binom, poisson

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.calendars import Closure, Gate
from crossgauge.model.randomness import Exponential, Lognormal
from crossgauge.model.steps import Delay, Stage, Wait
from crossgauge.study.calibrate import calibration
from crossgauge.study.calibrate.durations import DurationFit
from study.logged import CONTROL, HOUR, WALK, gate, logged, stages_of

REPEATS = 60
LEAST = int(
    binom.ppf(1e-4, REPEATS, 0.95)
)  # of 95 % intervals that hold the truth: one false alarm in 10,000
CUT = datetime(2024, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def repeats(tmp_path_factory):
    """Findings of sixty logs, each of one replica, by the last words of their paths."""
    stages = stages_of(gate(), REPEATS)
    found = []
    for number in range(1, REPEATS + 1):
        log = logged(stages.filter(pl.col("replica") == number), tmp_path_factory.mktemp("log"), CUT)
        findings = calibration(gate(), log, until=CUT, n_draws=0).findings
        found.append({one.path[-2]: one for one in findings})
    return found


@pytest.mark.parametrize(
    ("step", "mean_h", "cv"),
    [("use:officers", CONTROL.mean / HOUR, CONTROL.cv), ("walk", WALK.mean / HOUR, WALK.cv)],
)
def test_intervals_hold_the_truth_as_often_as_they_say(repeats, step, mean_h, cv):
    """Mean and cv of work that the log never shows alone, in logs with units that are still there."""
    held = {"mean": 0, "cv": 0}
    of_kind = {"mean": 0, "cv": 0}
    for findings in repeats:
        for parameter in findings[step].parameters:
            if parameter.name in held:
                truth = mean_h if parameter.name == "mean" else cv
                held[parameter.name] += parameter.low <= truth <= parameter.high
                of_kind[parameter.name] += 1

    assert of_kind["mean"] == REPEATS
    assert held["mean"] >= LEAST
    assert held["cv"] >= int(binom.ppf(1e-4, of_kind["cv"], 0.95))
    assert of_kind["cv"] > REPEATS / 2  # a Weibull, chosen by chance, has a shape


def test_yearly_count_is_held_as_often_as_the_interval_says(repeats):
    counts = [findings["truck-west"].parameters[0] for findings in repeats]

    held = sum(count.low <= 3_000 <= count.high for count in counts)

    assert {count.name for count in counts} == {"2024"}
    assert held >= LEAST


def test_units_still_there_are_not_dropped(repeats):
    """Little: 3,000 a year that walk for two hours are two thirds of a unit at any instant."""
    open_ones = sum(findings["walk"].n_censored for findings in repeats)

    assert open_ones >= poisson.ppf(1e-4, REPEATS * 3_000 / 366 * 2 / 24)


def test_stay_of_who_waited_is_not_taken_for_work(tmp_path):
    """Three officers at nine tenths of their capacity: the mean stay is far above the mean work."""
    network = gate(count=55_000.0)
    log = logged(stages_of(network, 1), tmp_path)
    mean_stay_h = (
        log.records.filter(pl.col("stage") == "control")
        .select((pl.col("left") - pl.col("entered")).mean())
        .item()
    ).total_seconds() / HOUR

    finding = calibration(network, log, n_draws=0).findings[0]

    mean = finding.parameters[0]
    assert mean_stay_h > 1.5 * CONTROL.mean / HOUR
    assert mean.low < CONTROL.mean / HOUR < mean.high
    assert "found a server idle" in finding.verdict


def test_work_before_opening_is_not_counted(tmp_path):
    """Who comes at night finds the officers idle, and waits until eight."""
    network = gate(hours="office", control=Exponential(900.0))
    log = logged(stages_of(network, 1), tmp_path)

    finding = calibration(network, log, n_draws=0).findings[0]

    assert finding.law.startswith("exponential")
    assert finding.parameters[0].low < 0.25 < finding.parameters[0].high


def test_same_log_and_seed_give_the_same_findings(tmp_path):
    log = logged(stages_of(gate(), 1), tmp_path)

    once, again = (calibration(gate(), log, n_draws=49, seed=3) for _ in range(2))

    assert once.edits == again.edits
    assert [one.parameters for one in once.findings] == [one.parameters for one in again.findings]
    assert [one.p for one in once.findings][:2] == [one.p for one in again.findings][:2]


def test_opening_hours_are_found_from_the_beginnings_of_work(tmp_path):
    """The project says always open at noon; the log has the officers' work itself, by its name."""
    truth = gate(hours="office", count=9_000.0)
    stages = stages_of(truth, 1).filter(pl.col("stage") == "control")
    begun = pl.col("entered") + pl.duration(milliseconds=(pl.col("waited_h") * 3.6e6).round())
    log = logged(stages.with_columns(begun.alias("entered"), pl.lit("officers").alias("stage")), tmp_path)
    project = replace(truth, calendars=(replace(truth.calendars[0], periods=truth.calendars[0].periods[:2]),))

    found = {one.kind: one for one in calibration(project, log, n_draws=0).findings}

    assert found["hours"].law == "mon-sat 08:00-12:00, 13:00-19:00"
    assert found["hours"].edits[0].path == ("calendars", "office", "open")
    assert found["duration"].parameters[0].low < CONTROL.mean / HOUR < found["duration"].parameters[0].high


@pytest.mark.parametrize(
    ("column", "word", "told"),
    [
        ("crossing", "hil-road", "no crossing is called 'hil-road'. Did you mean 'hill-road'?"),
        (
            "chain",
            "truck-wets",
            "hill-road: no class or chain is called 'truck-wets'. Did you mean 'truck-west'?",
        ),
        (
            "direction",
            "wset",
            "hill-road: no direction of 'truck-west' is called 'wset'. Did you mean 'west'?",
        ),
        (
            "stage",
            "contrl",
            "hill-road, truck-west: no stage or step is called 'contrl'. Did you mean 'control'?",
        ),
    ],
)
def test_what_does_not_match_is_told_with_the_nearest_name(tmp_path, column, word, told):
    stages = (
        stages_of(gate(), 1).filter(pl.col("stage") == "control").with_columns(pl.lit(word).alias(column))
    )

    found = calibration(gate(), logged(stages, tmp_path), n_draws=0)

    assert told in found.missing
    assert all(one.kind != "duration" for one in found.findings)


def test_stage_of_two_durations_is_not_guessed_apart(tmp_path):
    network = gate()
    chain = network.crossings[0].chains[0]
    steps = (*chain.steps[:2], Delay(delay=Lognormal(600.0, 0.3), label="stamp"), *chain.steps[2:])
    crossing = replace(network.crossings[0], chains=(replace(chain, steps=steps),))

    found = calibration(
        replace(network, crossings=(crossing,)), logged(stages_of(gate(), 1), tmp_path), n_draws=0
    )

    assert (
        "hill-road, truck-west: stage 'control' holds more than one thing that takes time (use:officers, stamp). Expected the log to have them apart, by these names."
        in found.missing
    )


def test_servers_whose_number_changes_are_not_guessed_idle(tmp_path):
    change = Change(path="crossings.hill-road.resources.officers.count", verb="set", value=6)
    agreement = Agreement(
        id="more", name="more officers", start=datetime(2024, 5, 1).date(), changes=(change,)
    )

    found = calibration(
        replace(gate(), agreements=(agreement,)), logged(stages_of(gate(), 1), tmp_path), n_draws=0
    )

    assert "whose number changes" in found.findings[0].verdict
    assert found.findings[0].edits == ()


def test_arrivals_are_left_where_the_log_begins_later(tmp_path):
    log = logged(stages_of(gate(), 1).filter(pl.col("stage") == "way"), tmp_path)

    flow = next(one for one in calibration(gate(), log, n_draws=0).findings if one.kind == "arrivals")

    assert flow.edits == ()
    assert "does not have the chain's first stage, 'control'" in flow.verdict


def test_port_with_few_stays_hears_the_others(tmp_path):
    """Four crossings alike; the last logs six stays and takes its law from the pool, drawn to the mean."""
    network = gate()
    names = ["a", "b", "c", "d"]
    crossings = tuple(replace(network.crossings[0], id=name, name=name) for name in names)
    stages = stages_of(gate(), 1).filter(pl.col("stage") == "way")
    each = [
        stages.slice(60 * k, 6 if name == "d" else 60).with_columns(pl.lit(name).alias("crossing"))
        for k, name in enumerate(names)
    ]

    found = calibration(replace(network, crossings=crossings), logged(pl.concat(each), tmp_path), n_draws=0)

    helped = next(one for one in found.findings if one.path[1] == "d" and one.kind == "duration")
    assert isinstance(helped.fit, DurationFit) and helped.fit.law is None
    assert helped.verdict.startswith("pooled with 3 ports")
    assert helped.parameters[0].low < WALK.mean / HOUR < helped.parameters[0].high
    assert helped.edits[0].value == f'"{helped.law}"'


def test_who_comes_in_a_closure_is_not_counted_as_served(tmp_path):
    """Two weeks closed, in a clock that is not the log's: who came then waited for the end, with idle officers."""
    network = gate(control=Exponential(900.0))
    closure = Closure(id="flood", of=("hill-road",), start=datetime(2024, 4, 8), end=datetime(2024, 4, 22))
    closed = replace(network, closures=(closure,), clock="Asia/Almaty")
    log = logged(stages_of(closed, 1), tmp_path)

    finding = calibration(closed, log, n_draws=0).findings[0]
    blind = calibration(network, log, n_draws=0).findings[0]

    assert finding.law.startswith("exponential")
    assert finding.parameters[0].low < 0.25 < finding.parameters[0].high
    assert blind.parameters[0].value > finding.parameters[0].high


def test_stage_of_waiting_only_is_no_miss(tmp_path):
    """A gate has hours, not a duration: nothing to fit, and nothing that is not found."""
    network = gate()
    chain = network.crossings[0].chains[0]
    steps = (Stage(stage="queue", post="kz"), Wait(wait="barrier"), *chain.steps)
    crossing = replace(
        network.crossings[0], gates=(Gate(id="barrier", kind="hours"),), chains=(replace(chain, steps=steps),)
    )
    project = replace(network, crossings=(crossing,))

    found = calibration(project, logged(stages_of(project, 1), tmp_path), n_draws=0)

    assert found.missing == ()
    assert {one.path[-2] for one in found.findings if one.kind == "duration"} == {"use:officers", "walk"}
