"""What is free is read from files and options, checked, and moves what it says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.errors import CalibrationImpossible, ProjectFaulty
from crossgauge.model.changes import target_of
from crossgauge.model.randomness import Empirical, Lognormal
from crossgauge.study.calibrate.cutting import cut, pieces_of
from crossgauge.study.calibrate.free import read_free
from crossgauge.study.calibrate.grids import corners
from crossgauge.study.calibrate.kept import Kept
from crossgauge.study.calibrate.parameters import Parameter, as_written, parameters_of, with_values
from crossgauge.study.calibrate.simulator import simulator_of
from crossgauge.study.calibrate.targets import split, targets_of
from crossgauge.study.observe import observe
from crossgauge.study.years import run_years
from study.gates import ENTRY, EXIT, LANES, MINUTE, gate, hours_fact
from study.small import small_network

CN_LANES = "crossings.gate.resources.cn-lanes.count"
LATER_LANES = "agreements.lane-2023.changes.0.value"


def parameter(network, text):
    (made,) = parameters_of(network, read_free([text]))
    return made


def test_value_sets_the_mean_and_factor_multiplies_it():
    network = gate(exit_min=12.0, entry_min=10.0)
    both = parameters_of(network, read_free([f"{EXIT}=10 min..20 min", f"{ENTRY}*=0.5..2"]))

    moved = with_values(network, both, [15 * MINUTE, 1.2])

    assert target_of(moved, EXIT).value == Lognormal(15 * MINUTE, 0.5)
    assert target_of(moved, ENTRY).value.mean == pytest.approx(12 * MINUTE)
    assert [one.start for one in both] == [12 * MINUTE, 1.0]


def test_value_and_factor_of_one_path_are_taken_together():
    network = gate()
    (value,), (factor,) = read_free([f"{EXIT}=10 min..20 min"]), read_free([f"{EXIT}*=0.5..2"])
    both = parameters_of(network, [factor, replace(value, name="value")])

    assert target_of(with_values(network, both, [0.5, 600.0]), EXIT).value.mean == pytest.approx(300.0)


def test_pattern_moves_all_that_it_means():
    made = parameter(gate(), "crossings.*.chains.*.steps.*.for*=0.5..2")

    assert made.paths == (EXIT, ENTRY)


def test_factor_moves_what_dated_changes_set_too():
    network = gate()
    made = parameter(network, f"{CN_LANES}*=1..4")

    moved = with_values(network, [made], [3.0])

    assert made.paths == (CN_LANES, LATER_LANES)
    assert (target_of(moved, CN_LANES).value, target_of(moved, LATER_LANES).value) == (3, 6)


def test_dated_change_is_free_by_its_agreement():
    network = gate()
    said = [f"agreements.lane-2023.{CN_LANES}=1..4", "agreements.lane-2023.changes.0.to=1..4"]

    assert [parameter(network, text).paths for text in said] == [(LATER_LANES,)] * 2
    assert parameter(network, said[0]).start == 2


def test_few_wholes_make_a_grid_and_many_are_rounded():
    few = parameter(gate(lanes=4), f"{LANES}=2..8")
    many = parameter(gate(lanes=4000), f"{LANES}=3000..8000")

    assert (few.step, few.low, few.high) == (1.0, 2.0, 8.0)
    assert parameter(gate(lanes=4), f"{LANES}*=0.5..2").step == 0.25
    assert many.step == 0.0
    assert target_of(with_values(gate(), [many], [3999.7]), LANES).value == 4000


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, 0.25]), st.floats(2, 8)), min_size=1, max_size=4))
def test_corners_about_a_point_give_it_back(told):
    """Weights add to 1, the weighted corners are the point, and there is one more of them than parameters at most."""
    parameters = [
        Parameter(name=str(place), paths=(), how="value", unit="", low=2, high=8, start=2, now=2, step=step)
        for place, (step, _) in enumerate(told)
    ]
    point = [value for _, value in told]

    found = corners(parameters, point)

    assert sum(weight for weight, _ in found) == pytest.approx(1.0)
    assert len(found) <= 1 + sum(step > 0 for step, _ in told)
    for place, value in enumerate(point):
        assert sum(weight * at[place] for weight, at in found) == pytest.approx(value, abs=1e-5)
        step = parameters[place].step
        assert all(not step or at[place] / step == pytest.approx(round(at[place] / step)) for _, at in found)
        assert all(2 - 1e-9 <= at[place] <= 8 + 1e-9 for _, at in found)


def test_written_values_read_back_the_same():
    network = gate()
    made = parameter(network, f"{EXIT}*=0.5..2")

    rounded = as_written(with_values(network, [made], [1.04321987]), [made])

    assert target_of(rounded, EXIT).value.mean == pytest.approx(12.52 * MINUTE)


def test_file_says_names_bounds_and_starts(tmp_path):
    file = tmp_path / "free.yaml"
    file.write_text(
        f"parameters:\n  officers: {{scale: 0.8..1.2, start: 0.9, of: [{EXIT}, {ENTRY}]}}\n"
        f"  lanes:\n    value: 1..6   # both\n    of: {LANES}\n  lanes of China: {CN_LANES}*=1..4\n"
    )

    officers, lanes, others = parameters_of(gate(), read_free([str(file)]))

    assert (officers.name, officers.how, officers.start, officers.paths) == (
        "officers",
        "scale",
        0.9,
        (EXIT, ENTRY),
    )
    assert (lanes.name, lanes.how, lanes.low, lanes.high, lanes.now) == ("lanes", "value", 1, 6, 1)
    assert (others.name, others.how, others.paths[0]) == ("lanes of China", "scale", CN_LANES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lanes", r"is 'lanes'\n    Expected 'PATH\*=0.8..1.2' for factors"),
        (f"{LANES}=4", r"Expected 'PATH\*=0.8..1.2'"),
        (f"{LANES}=x0.8..x1.2", rf"Expected '{LANES}\*=0.8..1.2' for factors"),
        (f"{LANES}=8..4", r"has the ends 8 and 4\n    Expected two, the lower end first"),
        (f"{LANES}=-1..4", "at least 0"),
        (f"{LANES}=2.2..2.8", "Expected whole numbers"),
        (f"{LANES}*=0.9..1.1", "a whole count apart"),
        (f"{LANES}=2..4", "starts at 1, outside of 2 to 4"),
        (f"{LANES}=0..4", "at 0: crossing 'gate', chain 'truck', step 'entry' asks for 1 of 'kz-lanes'"),
        (f"{EXIT}=10..20", "Expected a time"),
        (f"{EXIT}=10 min..20 parsec", "is '20 parsec'"),
        ("crossings.gate.resources.kz-lane.count=1..4", "Did you mean 'kz-lanes'"),
        ("crossings.*.gates.*.count=1..4", "means nothing in 'gate'"),
        ("crossings.gate.name=1..4", "which is 'Gate'"),
        (f"agreements.lane-2024.{CN_LANES}=1..4", "Did you mean 'lane-2023'"),
        (f"agreements.lane-2023.{LANES}=1..4", "no change is called"),
        ("nowhere.yaml", "is not there"),
    ],
)  # fmt: skip
def test_faults_of_options_are_told(text, message):
    with pytest.raises(ProjectFaulty, match=message):
        parameters_of(gate(), read_free([text]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no parameters"),
        ("parameters: {}", "has no parameters"),
        ("parameters: {a: 3}", "free.yaml:1: 'a': is '3'\n    Expected 'PATH"),
        ("parameters: {a: [3]}", "free.yaml:1: parameter 'a' is a list"),
        ("parameters:\n  a: {scale: 0.8..1.2}", "free.yaml:2: parameter 'a' is not complete"),
        ("parameters:\n  a: {scale: 0.8..1.2, value: 1..2, of: x}", "is not complete"),
        ("parameters:\n  a: {scale: 0.8, of: x}", "scale has no bounds"),
        ("parameters:\n  a: {scales: 0.8..1, of: x}", "there is no 'scales'\n    Did you mean 'scale'?"),
        ("parameters:\n  a: {scale: 0.8..1, of: []}", "of has no path"),
        ("parameters: [", "Expected YAML"),
    ],
)
def test_faults_of_files_are_told_with_their_line(text, message, tmp_path):
    file = tmp_path / "free.yaml"
    file.write_text(text)

    with pytest.raises(ProjectFaulty, match=message.replace("?", r"\?")):
        read_free([str(file)])


def test_two_that_set_one_value_are_refused():
    (one,) = read_free([f"{LANES}=1..4"])

    with pytest.raises(ProjectFaulty, match="both set"):
        parameters_of(gate(), [one, replace(one, name="again")])


def test_columns_of_data_are_not_scaled():
    """Their figures stand in a CSV file that is not rewritten."""
    network = gate()
    crossing = network.crossings[0]
    step = replace(crossing.chains[0].steps[1], duration=Empirical((60.0, 120.0), "times.csv, s"))
    chain = replace(crossing.chains[0], steps=(crossing.chains[0].steps[0], step))
    network = replace(network, crossings=(replace(crossing, chains=(chain,)),))

    with pytest.raises(ProjectFaulty, match="Expected the path of a number or a law"):
        parameters_of(network, read_free([f"{EXIT}*=0.5..2"]))


def test_facts_are_chosen_by_pattern_and_day():
    targets = targets_of(gate(facts=(hours_fact("cn", 1), hours_fact("kz", 1), hours_fact("kz", 1, 2023))))

    fitted, held = split(targets, ["kz*"], date(2022, 12, 31))

    assert [one.fact.id for one in fitted] == ["kz.2022"]
    assert [one.fact.id for one in held] == ["cn.2022", "kz.2023"]
    with pytest.raises(CalibrationImpossible, match=r"Expected --until 2022-12-31 or later"):
        split(targets, ["*"], date(2021, 12, 31))
    with pytest.raises(CalibrationImpossible, match=r"--facts kx\.\*"):
        split(targets, ["kx.*"], None)


def test_cut_network_gives_the_figures_of_the_whole(tmp_path):
    """Parts share nothing and draws go by names: facts of both parts, bit by bit."""
    network = small_network()
    whole = observe(
        network, run_years(network, [2023], replicas=2, seed=3, workers=1, out=tmp_path / "years")
    )
    simulator = simulator_of(
        network, network.facts[:-1], replicas=2, seed=3, warmup_days=30, kept=Kept(tmp_path / "figures.jsonl")
    )

    figures = simulator.figures(network)

    assert len(simulator.pieces) == 2
    assert {one.fact.id: one.values for one in whole} == figures


def test_only_the_parts_that_a_change_touches_are_run_again(tmp_path):
    network = small_network()
    simulator = simulator_of(
        network, network.facts[:-1], replicas=2, seed=3, warmup_days=30, kept=Kept(tmp_path / "figures.jsonl")
    )
    simulator.figures(network)
    lanes = parameter(network, "crossings.road.resources.lanes.count=1..4")

    before = simulator.runs
    simulator.figures(with_values(network, [lanes], [3]))

    assert (before, simulator.runs) == (2, 3)


def test_piece_has_the_dated_changes_of_its_year_only():
    network = gate(facts=(hours_fact("cn", 1),))
    (piece,) = pieces_of(network, network.facts)

    assert [len(cut(network, piece.chains, year, 30).agreements) for year in (2021, 2022, 2023)] == [0, 1, 1]
    assert pieces_of(network, (replace(network.facts[0], measure=None),)) == ()
