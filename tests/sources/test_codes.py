"""Commodity codes: read and written with their system and edition, and checked for both and for their form."""

from dataclasses import replace

import pytest

from crossgauge.model.checks_codes import codes
from crossgauge.model.codes import SYSTEMS
from crossgauge.model.flows import Goods
from crossgauge.model.network import Network
from crossgauge.sources.project import read_project
from crossgauge.sources.write import write_project

ORE = Goods(id="ore", name="Ore", mass_t=60.0, time_value_usd_per_h=2.0, modes=("road",), trucks=3.0)


def said(key, told):
    network = Network(id="a", goods=(replace(ORE, codes=((key, told),)),))
    return [f"{fault.where}: {fault.wrong} {fault.expected}" for fault in codes(network)]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("HS@2022", "26"), ("HS@2017", "2601 260111, 72"), ("NST@2007", "03 03.1 20"), ("ETSNG@2019", "161 16100 161005"),
        ("GNG@2023", "26011100 2601"), ("STCC@2021", "10 1011990"),
    ],
)  # fmt: skip
def test_code_of_its_form_is_right(key, told):
    assert said(key, told) == []


@pytest.mark.parametrize(
    ("key", "told", "wrong"),
    [
        ("HS@2022", "77", "has the code '77'"), ("HS@2022", "260", "has the code '260'"), ("HS@2022", "99", "has the code '99'"),
        ("HS@2022", "26 x", "has the code 'x'"), ("HS@2021", "26", "names the edition '2021'"), ("HS", "26", "names no edition"),
        ("hs@2022", "26", "is of the system 'hs'"), ("NST@2007", "21", "has the code '21'"), ("NST@2007", "00", "has the code '00'"),
        ("ETSNG@2019", "1610", "has the code '1610'"), ("GNG@2023", "26011", "has the code '26011'"),
        ("STCC@2021", "101199", "has the code '101199'"), ("STCC@now", "10", "names the edition 'now'"), ("HS@2022", "", "is empty"),
    ],
)  # fmt: skip
def test_code_that_is_none_is_told(key, told, wrong):
    (fault,) = said(key, told)

    assert wrong in fault
    assert "goods.ore.codes" in fault


def test_system_in_small_letters_is_named():
    assert "Did you mean 'HS'?" in said("hs@2022", "26")[0]


def test_every_system_takes_its_own_example():
    for system in SYSTEMS.values():
        assert said(f"{system.name}@{(*system.editions, '2022')[0]}", system.example) == []


def test_codes_are_read_and_written(tmp_path):
    network = Network(id="a", goods=(replace(ORE, codes=(("HS@2022", "26 72"), ("NST@2007", "03.1"))),))

    write_project(network, tmp_path / "a")

    assert read_project(tmp_path / "a").goods == network.goods
    assert "HS@2022" in (tmp_path / "a" / "goods.yaml").read_text("utf-8")


def test_fault_stands_at_its_line(tmp_path):
    text = (
        "network: {id: a}\ngoods:\n  ore:\n    name: Ore\n    mass: 60 t\n    trucks: 3\n    time_value: 2 USD/h\n    modes: [road]\n"
        "    codes:\n      HS@2022: {value: 260, assumed: it looks like it}\n"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Exception, match="has the code '260'") as caught:
        read_project(tmp_path)

    (fault,) = caught.value.faults
    assert fault.where == "a.yaml:10"
