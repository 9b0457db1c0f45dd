"""Free parameters of a network come back from facts of runs with known ones; what facts cannot tell is named."""

import json
from dataclasses import replace
from datetime import date
from math import isnan

import numpy as np
import pytest
from scipy.stats import binom

from crossgauge.errors import CalibrationImpossible, RunStuck
from crossgauge.model.changes import target_of
from crossgauge.model.randomness import mean_of
from crossgauge.study.calibrate.fitting import Evaluations, fit
from crossgauge.study.calibrate.free import read_free
from crossgauge.study.calibrate.heldout import summary
from crossgauge.study.calibrate.identify import identified
from crossgauge.study.calibrate.kept import Kept
from crossgauge.study.calibrate.parameters import parameters_of
from crossgauge.study.calibrate.simulator import simulator_of
from crossgauge.study.calibrate.targets import STATED, targets_of
from crossgauge.study.calibrate.to_facts import calibrated
from study.gates import ENTRY, EXIT, FREE, LANES, MINUTE, Formula, gate, hours_fact

TRUTH = (14.0, 12.0)  # minutes
SEEDS = 100
SIMULATED_SEEDS = 2
ALARM = 1e-4  # chance of a false alarm of a bound


def queue_hours(exit_min, entry_min):
    """Hours in two queues of one server each: work and, with load, waiting (Pollaczek and Khinchine, cv 0.5)."""
    rate = 20_000 / (365 * 24 * 60)
    return [(work + rate * work**2 * 1.25 / 2 / (1 - rate * work)) / 60 for work in (exit_min, entry_min)]


def fitted_by(hours, observed, seed, free=FREE, luck=0.02):
    """A fit and what it tells, with a formula for the simulator."""
    facts = (hours_fact("cn", observed[0]), hours_fact("kz", observed[1]))
    network = gate(facts=facts)
    evaluations = Evaluations(network, parameters_of(network, read_free(free)), Formula(hours, 8, luck, seed))
    found = fit(evaluations, targets_of(network))
    return found, identified(evaluations, found)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Facts drawn as σ says: the luck of one year, and what is stated of them."""
    rng = np.random.default_rng(7)
    held = 0
    for seed in range(SEEDS):
        luck = (1 + 0.02 * rng.standard_normal(2)) * (1 + STATED["high"] * rng.standard_normal(2))
        _, told = fitted_by(queue_hours, np.array(queue_hours(*TRUTH)) * luck, seed)
        held += sum(
            low <= MINUTE * truth <= high for low, high, truth in zip(told.low, told.high, TRUTH, strict=True)
        )

    assert held >= binom.ppf(ALARM, 2 * SEEDS, 0.95)
    assert held <= binom.ppf(1 - ALARM, 2 * SEEDS, 0.99)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("kept") / "figures.jsonl")


@pytest.fixture(scope="module")
def observed(kept):
    """Hours of three years that were lived through with the true parameters, each with its own luck."""
    told = []
    for seed in range(SIMULATED_SEEDS):
        facts = [hours_fact("cn", 1.0), hours_fact("kz", 1.0), hours_fact("kz", 1.0, 2023)]
        network = gate(*TRUTH, facts=tuple(facts))
        simulator = simulator_of(network, facts, replicas=1, seed=900 + seed, warmup_days=2, kept=kept)
        told.append({name: values[0] for name, values in simulator.figures(network).items()})
    return told


def gate_of(year):
    """The gate as somebody sees it who knows the hours only."""
    facts = (
        hours_fact("cn", year["cn.2022"]),
        hours_fact("kz", year["kz.2022"]),
        hours_fact("kz", year["kz.2023"], 2023),
    )
    return gate(facts=facts)


def calibrated_on(year, kept, seed=1, **more):
    return calibrated(
        gate_of(year),
        read_free(FREE),
        ["*"],
        until=date(2022, 12, 31),
        replicas=2,
        seed=seed,
        warmup_days=2,
        workers=1,
        kept=kept,
        **more,
    )


@pytest.fixture(scope="module")
def found(observed, kept):
    return [calibrated_on(year, kept, seed) for seed, year in enumerate(observed, start=1)]


def test_simulated_network_gives_its_parameters_back(found):
    held = sum(
        low <= MINUTE * truth <= high
        for one in found
        for low, high, truth in zip(one.identified.low, one.identified.high, TRUTH, strict=True)
    )

    assert held >= binom.ppf(ALARM, 2 * SIMULATED_SEEDS, 0.95)
    for one in found:
        # Between bounds ten minutes apart, a fact with an error of 5 % leaves much less.
        assert all(one.identified.high - one.identified.low < 4 * MINUTE)
        assert all(one.identified.told)
        assert one.fit.ended == "converged"
        assert one.identified.words == ()


def test_held_out_facts_are_those_of_later_years(found):
    one = found[0]
    table = summary(one.rows).to_dicts()

    assert [(row.target.fact.id, row.group) for row in one.rows] == [
        ("cn.2022", "fitted"),
        ("kz.2022", "fitted"),
        ("kz.2023", "held out"),
    ]
    assert [row["facts"] for row in table] == [2, 1]
    for row in table:
        assert row["rms_after"] < row["rms_before"]
        assert row["error_after"] < row["error_before"]
    assert table[0]["error_before"] == pytest.approx(
        np.mean([abs(row.before / row.target.observed - 1) for row in one.rows[:2]])
    )


def test_network_has_the_fitted_values(found):
    one = found[0]
    means = [mean_of(target_of(one.network, path).value) for path in (EXIT, ENTRY)]

    assert means == pytest.approx(one.fit.values, rel=1e-3)


def test_killed_calibration_goes_on_to_the_same_bits(observed, found, kept, tmp_path):
    """What a kill leaves: whole lines, and half of the one that was being written."""
    lines = kept.file.read_text().splitlines(keepends=True)
    file = tmp_path / "figures.jsonl"
    file.write_text("".join(lines[:-16]) + lines[-16][:30])

    again = calibrated_on(observed[-1], Kept(file), SIMULATED_SEEDS)

    assert again.runs > 0
    assert again.fit.found == found[-1].fit.found
    assert again.fit.values == found[-1].fit.values
    assert list(again.identified.high) == list(found[-1].identified.high)
    assert [row.after for row in again.rows] == [row.after for row in found[-1].rows]
    assert Kept(file).values.keys() >= {json.loads(line)[0] for line in lines[-4:]}


def test_nothing_is_run_twice(observed, found, kept):
    again = calibrated_on(observed[0], kept)

    assert again.runs == 0
    assert again.fit.found == found[0].fit.found


def test_budget_ends_the_search_with_the_best_so_far(observed, found, kept):
    few = calibrated_on(observed[0], kept, most=3)

    assert few.fit.ended == "the 3 evaluations were used"
    assert few.fit.count == 3
    assert few.fit.cost >= found[0].fit.cost


def test_two_that_act_by_their_product_are_named():
    product = lambda exit_min, entry_min: [exit_min * entry_min / 100, exit_min * entry_min / 200]  # noqa: E731

    _, told = fitted_by(product, (1.68, 0.84), seed=1)

    assert told.told == (False, False)
    assert told.words == (f"{EXIT} and {ENTRY} move the same facts; only their product is known.",)


def test_two_that_act_by_their_ratio_are_named():
    ratio = lambda exit_min, entry_min: [exit_min / entry_min, 2 * exit_min / entry_min]  # noqa: E731

    _, told = fitted_by(ratio, (1.3, 2.6), seed=1)

    assert told.words == (f"{EXIT} and {ENTRY} move the same facts; only their ratio is known.",)


def test_one_that_moves_nothing_is_named_and_the_other_is_told():
    alone = lambda exit_min, entry_min: [exit_min / 60, exit_min / 30 + 0 * entry_min]  # noqa: E731

    found, told = fitted_by(alone, (0.25, 0.5), seed=1)

    assert told.told == (True, False)
    assert told.words[0].startswith(f"The facts do not tell {ENTRY}")
    assert (told.low[1], told.high[1]) == (8 * MINUTE, 18 * MINUTE)
    assert found.found[0] == pytest.approx(15 * MINUTE, rel=0.05)


def test_two_that_act_on_one_value_are_named_in_a_simulated_network(observed, kept):
    """Factors of the same check: all that a run can tell is their product."""
    (one,) = read_free([f"{EXIT}*=0.8..1.4"])
    both = [replace(one, name="officers"), replace(one, name="papers")]

    found = calibrated(
        gate_of(observed[0]), both, ["cn.2022"], most=8, replicas=2, warmup_days=2, workers=1, kept=kept
    )

    assert found.identified.told == (False, False)
    assert found.identified.words == (
        "officers and papers move the same facts; only their product is known.",
    )
    minutes = mean_of(target_of(found.network, EXIT).value) / MINUTE
    assert minutes == pytest.approx(12.0 * found.fit.values[0] * found.fit.values[1], rel=1e-3)


def test_parameter_at_its_bound_is_named():
    """The truth is 14 min; the search may go to 13."""
    free = (f"{EXIT}=10 min..13 min", FREE[1])

    found, told = fitted_by(queue_hours, queue_hours(*TRUTH), seed=1, free=free)

    assert told.at_bound == ("upper", "")
    assert told.words == (f"{EXIT} is at its upper bound; the facts pull it beyond.",)
    assert isnan(told.correlations[0, 1])
    assert found.found[0] == pytest.approx(13 * MINUTE, rel=0.01)


def test_parameter_on_which_no_fact_hangs_is_told(observed, kept):
    network = gate_of(observed[0])
    later = "agreements.lane-2023.crossings.gate.resources.cn-lanes.count"

    with pytest.raises(CalibrationImpossible, match=f"no fact that is to be fitted depends on '{later}'"):
        calibrated(network, read_free([f"{later}=1..3"]), ["cn.2022"], warmup_days=2, kept=kept)


def test_fact_of_which_nothing_passes_is_told(kept):
    fact = hours_fact("cn", 1.0)
    late = replace(fact, value="2022-12-31", measure=replace(fact.measure, what="date_of", nth=10**6))

    with pytest.raises(CalibrationImpossible, match=r"nothing passes that tells of cn\.2022"):
        calibrated(gate(facts=(late,)), read_free([FREE[0]]), ["*"], replicas=2, warmup_days=2, kept=kept)


def test_budget_too_small_for_the_start_is_told(observed, tmp_path):
    with pytest.raises(CalibrationImpossible, match="before the start was simulated"):
        calibrated_on(observed[0], Kept(tmp_path / "none.jsonl"), most=0)


class Cliff(Formula):
    """Two hours' worth of facts of one post: with one lane the queue grows all year."""

    def figures(self, network):
        lanes = target_of(network, LANES).value
        work_h = mean_of(target_of(network, EXIT).value) / 3600
        hours = np.array([work_h * (1 + 1 / lanes), 2 * work_h * (1 + 1 / lanes)]) if lanes > 1 else 500.0
        both = np.broadcast_to(hours, 2)[:, None] * self.noise
        return {"cn.2022": tuple(both[0]), "kz.2022": tuple(both[1])}


def test_whole_count_beside_a_cliff_stays_whole_and_the_other_is_fitted():
    """0.375 h are two lanes of 15 min; there one lane less is a hundred times worse, and no slope leads on."""
    free = (f"{LANES}=1..4", f"{EXIT}=10 min..20 min")
    network = gate(lanes=2, facts=(hours_fact("cn", 0.375), hours_fact("kz", 0.75)))
    simulator = Cliff(queue_hours, 8, 0.0, 1)
    evaluations = Evaluations(network, parameters_of(network, read_free(free)), simulator)

    found = fit(evaluations, targets_of(network))
    told = identified(evaluations, found)

    lanes, work_s = found.values
    assert lanes in (2, 3, 4)
    assert work_s * (1 + 1 / lanes) == pytest.approx(15 * MINUTE * 1.5, rel=1e-2)
    assert told.told == (False, False)
    assert told.words[0].startswith(f"{LANES} and {EXIT} move the same facts; only ")


def test_values_at_which_units_wait_for_ever_are_told():
    class Stuck(Formula):
        def figures(self, network):
            if self.runs > 2:
                raise RunStuck("5 trucks wait for 'lanes'.")
            return super().figures(network)

    network = gate(facts=(hours_fact("cn", 0.4), hours_fact("kz", 0.3)))
    simulator = Stuck(queue_hours, 8, 0.02, 1)
    evaluations = Evaluations(network, parameters_of(network, read_free(FREE)), simulator)

    with pytest.raises(
        CalibrationImpossible, match=rf"at {EXIT} \d+.*5 trucks wait.*Expected narrower bounds"
    ):
        fit(evaluations, targets_of(network))
