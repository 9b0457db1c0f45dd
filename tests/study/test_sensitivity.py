"""What a figure depends on: exact on a queue without chance, and Sobol's indices of a linear model."""

from datetime import date

import numpy as np
import pytest

from crossgauge.errors import ProjectFaulty, RunImpossible
from crossgauge.study.compare import compare
from crossgauge.study.run import Period
from crossgauge.study.sensitivity import parameter_of, sobol, sobol_indices, tornado, varied
from crossgauge.study.sensitivity.evaluating import mean_figure
from crossgauge.study.sensitivity.parameters import parameters_of
from study.queues import d_d_1, m_m_1
from study.small import small_network

FOR = "crossings.post.chains.truck.steps.use:officer.for"
SERVICE = f"{FOR}*=0.5..1.25"
RUN = {"days": 5, "workers": 1, "warmup_days": 0}


def test_tornado_tells_what_theory_does():
    """D/D/1 without a queue: 30 min at the border, times 0.5 and 1.25: -0.25 h and +0.125 h exactly."""
    network = d_d_1(0.5, 1.0, 5)

    found = tornado(network, [parameter_of(SERVICE, network)], replicas=2, **RUN)

    assert (found.metric, found.base) == ("post.west.truck.border_h", 0.5)
    row = found.table.row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((-0.25, 0.125))
    assert (row["low_pm"], row["high_pm"]) == (0.0, 0.0)


def test_widest_is_on_top_and_what_does_nothing_below():
    network = small_network()
    texts = [
        "crossings.rail.resources.crane.count=1..2",
        "crossings.road.chains.truck-west.steps.use:lanes.for*=0.9..1.1",
    ]

    found = tornado(network, parameters_of(texts, network), metric="rail.west.train", replicas=2, **RUN)

    assert [row["parameter"].split(".")[1] for row in found.table.to_dicts()] == ["rail", "road"]
    assert found.table["touches"].to_list() == [True, False]
    assert found.table.row(1, named=True)["low"] == found.table.row(1, named=True)["high"] == 0.0


@pytest.mark.parametrize(
    ("text", "crossing"),
    [
        ("crossings.rail.resources.crane.count=1..2", "rail"),
        ("crossings.road.chains.truck-west.steps.use:lanes.for*=0.9..1.1", "road"),
    ],
)
def test_figure_is_of_the_part_that_a_parameter_touches(text, crossing):
    """Trucks wait longest, yet a crane of the railway is asked about trains, by both methods."""
    network = small_network()
    parameter = parameter_of(text, network)

    one_at_a_time = tornado(network, [parameter], replicas=2, **RUN)
    together = sobol(network, [parameter], 16, replicas=1, **RUN)

    assert one_at_a_time.metric == together.metric
    assert one_at_a_time.metric.split(".")[0] == crossing
    assert one_at_a_time.table["touches"].to_list() == [True]


def test_values_with_a_unit_set_the_mean():
    network = d_d_1(0.5, 1.0, 5)
    parameter = parameter_of(f"{FOR}=15 min..45 min", network)

    longer = varied(network, {parameter: parameter.high})

    assert (parameter.verb, parameter.low, parameter.high) == ("set", 900.0, 2_700.0)
    key = ("post", "west", "truck", "", "border_h")
    assert mean_figure(longer, Period(date(2023, 1, 1), 5, 0), 1, 1, key) == pytest.approx(0.75)


def test_pattern_varies_all_that_it_means():
    parameter = parameter_of("crossings.road.chains.*.arrivals.count*=0.8..1.2", small_network())

    assert len(parameter.paths) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("crossings.road.resources.lanes.count", r"is '.*'\n    Expected 'PATH\*=0.8..1.2' for factors"),
        ("crossings.road.resources.lanes.count=2..1", "the lower end first"),
        ("crossings.road.resources.lanes.count*=0.9..1.1", "whole numbers are rounded"),
        ("crossings.road.resources.lane.count=1..2", "Did you mean 'lanes'"),
        ("crossings.*.resources.wagons.count=1..2", "means nothing"),
        ("crossings.road.chains.truck-west.steps.use:lanes.for=5 km..6 km", "Expected a time"),
        ("crossings.road.name=1..2", "Expected the path of a number"),
    ],
)
def test_range_that_cannot_be_is_told(text, told):
    with pytest.raises(ProjectFaulty, match=told) as raised:
        parameter_of(text, small_network())

    assert [fault.where for fault in raised.value.faults] == [f"--vary '{text}'"]


def test_range_beyond_what_the_network_allows_is_a_fault():
    with pytest.raises(ProjectFaulty, match="--vary"):
        parameter_of("crossings.road.resources.lanes.count=-1..3", small_network())


def test_path_varied_twice_is_refused():
    with pytest.raises(ProjectFaulty, match="varied twice"):
        parameters_of([SERVICE, SERVICE], d_d_1(0.5, 1.0, 5))


def test_sobol_indices_of_a_linear_model():
    """3 a + 4 b + 0 c of uniform parameters: 9, 16 and 0 of 25 parts, alone and with others.

    The sample of 1,024 is quasi-random; its error is within the bootstrap's interval, doubled.
    """
    table, _ = sobol_indices(["a", "b", "c"], [(0, 1)] * 3, lambda x: x @ np.array([3.0, 4.0, 0.0]), 1_024, 1)

    exact = {"a": 9 / 25, "b": 16 / 25, "c": 0.0}
    for row in table.to_dicts():
        assert row["first"] == pytest.approx(exact[row["parameter"]], abs=max(2 * row["first_pm"], 1e-9))
        assert row["total"] == pytest.approx(exact[row["parameter"]], abs=max(2 * row["total_pm"], 1e-9))
    assert table["parameter"].to_list() == ["b", "a", "c"]


def test_interaction_is_in_the_total_alone():
    """(a - 1/2)(b - 1/2): alone nothing, together all."""
    table, _ = sobol_indices(["a", "b"], [(0, 1)] * 2, lambda x: (x - 0.5).prod(axis=1), 1_024, 1)

    for row in table.to_dicts():
        assert row["first"] == pytest.approx(0.0, abs=2 * row["first_pm"])
        assert row["total"] == pytest.approx(1.0, abs=2 * row["total_pm"])


def test_figure_that_does_not_vary_has_no_indices():
    table, _ = sobol_indices(["a"], [(0, 1)], lambda x: np.ones(len(x)), 16, 1)

    assert table["total"].to_list() == [None]


def test_sobol_of_a_network_gives_all_to_the_parameter_that_matters():
    """Hours of a D/D/1 without a queue are its service time; the seed of the sample is the run's."""
    network = d_d_1(0.5, 1.0, 5)
    told = []

    found = sobol(network, [parameter_of(SERVICE, network)], 16, replicas=1, on_plan=told.append, **RUN)

    assert found.evaluations == 16 * 3
    row = found.table.row(0, named=True)
    assert row["total"] == pytest.approx(1.0, abs=max(2 * row["total_pm"], 0.05))
    assert found.mean == pytest.approx(0.5 * (0.5 + 1.25) / 2, rel=0.02)
    assert told[0].startswith("48 networks, 1 replicas each: about ")


def test_figure_in_memory_is_that_of_a_run():
    network = small_network()
    key = ("road", "west", "truck", "", "border_h")

    alone = mean_figure(network, Period(date(2023, 1, 1), 5, 0), 1, 2, key)

    figures = compare(
        network, {"other": m_m_1_like(network)}, replicas=2, seed=1, start="2023-01-01", **RUN
    ).figures
    theirs = figures.filter(scenario="base", crossing="road", unit_class="truck", metric="border_h")["value"]
    assert alone == pytest.approx(theirs.mean(), rel=1e-12)


def m_m_1_like(network):
    """Some other network in the same clock."""
    from dataclasses import replace

    return replace(m_m_1(0.5), clock=network.clock)


@pytest.mark.parametrize("n", [8, 24])
def test_base_sample_is_a_power_of_two(n):
    network = d_d_1(0.5, 1.0, 5)

    with pytest.raises(RunImpossible, match="power of two"):
        sobol(network, [parameter_of(SERVICE, network)], n, **RUN)
