"""Every file of a project that some command reads is checked, and what is wrong in all of them is told at once."""

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.whole_folder import check_folder
from sources.test_investments import FILE
from sources.test_worth import NETWORK, write_hill

GROWTH = "changes:\n  - {scale: crossings.hill-road.chains.truck-west.arrivals.count, by: 1.1}\n"
FACTS = "id,subject,quantity,value,unit,confidence,source\ntrade.2030,A and B,exports,900,million USD,high,customs\n"
TRADE = "fact,what,partner,year\ntrade.2030,exports,KAZ,2030\n"


@pytest.fixture
def folder(tmp_path):
    """A project with a network, two scenarios, an investment file, worth.yaml and trade.csv."""
    place = write_hill(tmp_path / "hill")
    (place / "investments").mkdir()
    (place / "scenarios" / "growth.yaml").write_text(GROWTH)
    (place / "investments" / "works.yaml").write_text(FILE.replace("scenario: officer", "scenario: third-officer"))
    (place / "facts.csv").write_text(FACTS)
    (place / "trade.csv").write_text(TRADE)
    return place


def spoil(file, old, new):
    """Replace in a file what must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder, ruled=False):
    with pytest.raises(ProjectFaulty) as caught:
        check_folder(folder, ruled)
    return [(fault.where, fault.wrong) for fault in caught.value.faults]


@pytest.mark.parametrize("ruled", [False, True])
def test_a_sound_folder_tells_what_was_read(folder, ruled):
    found = check_folder(folder, ruled)

    assert found.network.name == "Hill road"
    assert (found.scenarios, found.investments) == (("growth", "third-officer"), ("works",))
    assert found.beside == ("worth.yaml", "trade.csv")


def test_faults_of_all_files_are_told_at_once_by_file_and_line(folder):
    spoil(folder / "worth.yaml", "  home: A\n", "  home: D\n")
    spoil(folder / "trade-matrix.csv", "B,A,200", "B,A,-200")
    spoil(folder / "trade.csv", "exports", "sales")
    spoil(folder / "scenarios" / "growth.yaml", "truck-west", "truck-wset")
    spoil(folder / "investments" / "works.yaml", "discount: 5 %", "discount: 5 years")

    found = faults(folder)

    assert [where for where, _ in found] == [
        "investments/works.yaml:4",
        "scenarios/growth.yaml:2",
        "trade-matrix.csv:3",
        "trade.csv:2",
    ]
    assert "sales" in found[3][1]


def test_rules_of_worth_are_told_beside_faults_of_scenarios(folder):
    spoil(folder / "worth.yaml", "visits:\n  bus:", "visits:\n  tram:")
    spoil(folder / "scenarios" / "third-officer.yaml", "to: 3", "to: many")

    scenario, worth = faults(folder)[0], faults(folder)[-1]

    assert scenario[0] == "scenarios/third-officer.yaml:2"
    assert (worth[0].partition(":")[0], worth[1]) == ("worth.yaml", "visits 'tram' is of no class")


def test_a_faulty_network_hides_no_garbled_file(folder):
    """What is read against a network is looked at as far as it is YAML; trade.csv needs no network."""
    spoil(folder / "network.yaml", "for: ", "fro: ")
    spoil(folder / "worth.yaml", "goods:\n", "goods: [\n")
    spoil(folder / "scenarios" / "growth.yaml", "by: 1.1}", "by: 1.1")
    spoil(folder / "investments" / "works.yaml", "values:", "\tvalues:")
    spoil(folder / "trade.csv", "2030\n", "soon\n")

    files = {where.partition(":")[0] for where, _ in faults(folder)}

    assert files == {"network.yaml", "worth.yaml", "scenarios/growth.yaml", "investments/works.yaml", "trade.csv"}


def test_rules_are_held_against_what_a_scenario_makes_when_asked(folder):
    """Officers of a calendar that is nowhere: read and applied without a fault, and then the network breaks a rule."""
    nights = "changes:\n  - {set: crossings.hill-road.resources.officers.hours, to: nights}\n"
    (folder / "scenarios" / "growth.yaml").write_text(nights)

    assert check_folder(folder).scenarios == ("growth", "third-officer")
    assert {where for where, _ in faults(folder, ruled=True)} == {"scenarios/growth.yaml:2"}


def test_scenarios_that_fail_only_one_after_the_other_are_told_by_the_investments(folder):
    """Each can be applied alone; the project that requires the other finds its chain removed."""
    (folder / "scenarios" / "without-east.yaml").write_text("changes:\n  - {remove: crossings.hill-road.chains.truck-east}\n")
    (folder / "scenarios" / "fast-east.yaml").write_text(GROWTH.replace("truck-west", "truck-east"))
    works = folder / "investments" / "works.yaml"
    spoil(works, "    scenario: third-officer\n", "    scenario: without-east\n")
    spoil(works, "    scenario: third-officer\n", "    scenario: fast-east\n")

    ((where, wrong),) = faults(folder)

    assert where == "scenarios/fast-east.yaml:2"
    assert "truck-east" in wrong


def test_a_scenario_that_is_nowhere_is_told_at_the_line_that_names_it(folder):
    spoil(folder / "investments" / "works.yaml", "scenario: growth", "scenario: grwoth")
    (folder / "scenarios" / "late.yaml").write_text("scenario: {after: [erly]}\n" + GROWTH)

    assert faults(folder) == [
        ("investments/works.yaml:10", "no scenario is called 'grwoth'"),
        ("scenarios/late.yaml", "no scenario is called 'erly'"),
    ]


def test_scenarios_that_wait_for_each_other_are_both_told(folder):
    for name, other in (("one", "two"), ("two", "one")):
        (folder / "scenarios" / f"{name}.yaml").write_text(f"scenario: {{after: [{other}]}}\n{GROWTH}")

    assert faults(folder) == [
        ("scenarios/one.yaml", "scenarios wait for each other: one → two → one"),
        ("scenarios/two.yaml", "scenarios wait for each other: two → one → two"),
    ]


@pytest.mark.parametrize("name", ["scenarios/third.yml", "investments/works.YAML", "worth.yml"])
def test_files_that_nobody_would_read_for_their_ending_are_told(folder, name):
    (folder / name).write_text("changes: []\n")

    assert faults(folder) == [(name, "has an ending that is not read")]


def test_trade_without_facts_is_told(folder):
    (folder / "facts.csv").unlink()

    assert faults(folder) == [("trade.csv", "no file of facts of trade is called 'facts.csv'")]


def test_a_network_alone_is_enough(tmp_path):
    (tmp_path / "network.yaml").write_text(NETWORK)

    found = check_folder(tmp_path)

    assert (found.scenarios, found.investments, found.beside) == ((), (), ())
