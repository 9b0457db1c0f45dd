"""Networks whose flows are published: the classics by head, the public road networks where CROSSGAUGE_CASES points."""

import numpy as np
import pytest

from crossgauge.engines.flows import declare as d
from crossgauge.engines.flows.design import least_design
from crossgauge.engines.flows.equilibrium import equilibrium, system_optimum
from engines.flows.networks import braess, design_case, known_flows, needs_cases, parallel, road_network


def total(answer):
    return float(answer.load @ answer.time)


def test_braess_bypass_makes_everyone_later():
    """Braess (1968): 83 minutes without the bypass, 92 with it, on which two units drive."""
    without, with_bypass = (equilibrium(braess(b), gap=1e-12) for b in (False, True))

    assert without.cost[0] == pytest.approx(83, rel=1e-10)
    assert with_bypass.cost[0] == pytest.approx(92, rel=1e-10)
    assert with_bypass.flow[0, 4] == pytest.approx(2, rel=1e-8)


def test_braess_price_of_anarchy():
    """552 minutes where 498 would do."""
    best = system_optimum(braess(), gap=1e-12)

    assert total(best) == pytest.approx(498, rel=1e-10)
    assert total(equilibrium(braess(), gap=1e-12)) / total(best) == pytest.approx(1.108433734939759, rel=1e-9)


def test_pigou_price_of_anarchy_is_four_thirds():
    pigou = parallel([d.constant_curve(1.0), d.linear_curve(0.0, 1.0)])

    assert total(equilibrium(pigou)) / total(system_optimum(pigou, gap=1e-12)) == pytest.approx(
        4 / 3, rel=1e-9
    )


@needs_cases
@pytest.mark.parametrize(
    ("name", "objective", "time", "digits"),
    [
        ("SiouxFalls", 4_231_335.28710744, 7_480_225.34, 1e-9),
        ("Anaheim", 1_286_032.171096, 1_419_913.85106, 1e-10),
    ],
)
def test_road_network_of_the_public_collection(name, objective, time, digits):
    """Objective and total travel time to the digits that are published, loads to those of the collection."""
    network = road_network(name)
    answer = equilibrium(network, gap=1e-12)
    known = known_flows(name)
    expected = np.array([known[link] for link in zip(network.links.tail, network.links.head, strict=True)])

    assert answer.certificate.relative_gap < 1e-12
    assert answer.certificate.objective == pytest.approx(objective, rel=1e-12)
    assert answer.certificate.bound <= answer.certificate.objective
    assert total(answer) == pytest.approx(time, rel=2 * digits)
    assert answer.load == pytest.approx(expected, abs=1e-4 * expected.max())


@needs_cases
@pytest.mark.parametrize(("name", "objective"), [("c33", 423_848), ("c35", 371_475)])
def test_fixed_charge_design_of_the_public_collection(name, objective):
    """Canad c33 and c35: the known optimum, and the proof that nothing is cheaper."""
    network, fixed_cost = design_case(name)

    answer = least_design(network, fixed_cost, seconds=240.0)

    assert answer.objective == pytest.approx(objective, rel=1e-9)
    assert answer.bound == pytest.approx(objective, rel=1e-9)
    assert answer.unmet.max() == 0
