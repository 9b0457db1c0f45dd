"""What hours are worth in the embedded network: every number tells where it came from, and cited ones are the facts."""

import csv
from pathlib import Path

import pytest

from crossgauge.reference import folder
from crossgauge.sources.project import read_project
from crossgauge.sources.worth import read_worth

FOLDER = Path(folder())
FIVE = ("KZ", "KG", "TJ", "TM", "UZ")
BILLION = 1e9


@pytest.fixture(scope="module")
def declared():
    return read_worth(FOLDER, read_project(FOLDER))


@pytest.fixture(scope="module")
def facts():
    with (FOLDER / "facts.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["value"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def trade(declared):
    return {(flow.exporter, flow.importer): flow.value for flow in declared.flows}


def test_trade_with_kazakhstan_is_what_customs_counted(trade, facts):
    assert trade["CN", "KZ"] == 1e6 * float(facts["T-CNKZ-exp-2023"])
    assert trade["KZ", "CN"] == 1e6 * float(facts["T-CNKZ-imp-2023"])


def test_china_buys_from_the_five_what_was_counted_for_all(trade, facts):
    assert sum(trade[name, "CN"] for name in FIVE) == pytest.approx(
        BILLION * float(facts["T-C5-imp-2023"]), rel=1e-4
    )


@pytest.mark.parametrize(("name", "mirror"), [("KG", "T-mirror-KG-2024"), ("TJ", "T-mirror-TJ-2024"), ("TM", ""), ("UZ", "")])
def test_sales_are_the_total_less_purchases_over_the_mirror_ratio(trade, facts, name, mirror):
    total = BILLION * float(facts[f"T-C5-{name}-2023"])

    sold = (total - trade[name, "CN"]) / (float(facts[mirror]) if mirror else 1.0)

    assert trade["CN", name] == pytest.approx(sold, rel=5e-3)


@pytest.mark.parametrize(("way", "fact"), [(("CN", ""), "T-CN-world-exp-2024"), (("", "CN"), "T-CN-world-imp-2024")])
def test_trade_of_china_with_all_is_what_customs_counted(trade, facts, way, fact):
    total = sum(value for (a, b), value in trade.items() if way in ((a, ""), ("", b)))

    assert total == pytest.approx(BILLION * float(facts[fact]), rel=1e-3)


def test_days_and_elasticities_hold_what_was_published(declared, facts):
    """0.6 to 2.1 % a day; a median elasticity of 5.03 and a careful one of 4 lie within the declared one."""
    assert facts["L-hs"] == "[0.6, 2.1]"
    day = {one.id: one.day for one in declared.goods}
    assert (day["vehicles"].low, day["vehicles"].high) == (0.006, 0.021)
    assert declared.elasticity.low < float(facts["L-sw"]) < -float(facts["L-hm"]) < declared.elasticity.high
    assert declared.elasticity.mode == pytest.approx(-float(facts["L-hm"]), rel=0.01)


def test_hours_of_a_train_are_not_counted_beside_those_of_its_containers(declared):
    """§4.6, §4.9: a container has the hours of its trains within its own, so that no cargo may be of a train."""
    carries = {one.id: one.carries for one in read_project(FOLDER).classes}

    assert {cargo.unit_class: carries[cargo.unit_class] for cargo in declared.cargoes if carries[cargo.unit_class]} == {}


def test_every_row_of_the_matrix_is_dated_and_sourced(declared):
    assert len(declared.flows) == 8 * 7
    assert [flow for flow in declared.flows if not flow.year or not (flow.fact or flow.assumed)] == []
