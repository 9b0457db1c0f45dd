"""Investment files: what they declare, and every fault at its line."""

import pytest

import crossgauge
from crossgauge.errors import NotFound, ProjectFaulty
from crossgauge.reference import folder as reference_folder
from crossgauge.sources.investments import investments_file, read_investments, read_programme
from crossgauge.sources.scenarios import scenarios_in

NETWORK = """
network: {id: hill, name: Hill, clock: UTC, from: 2030-01-01, until: 2030-01-20}
places: {hill: {name: Hill, latitude: 44, longitude: 80}}
classes: {truck: {name: truck, kind: truck, mass: 20 t}}
crossings:
  hill:
    name: Hill
    mode: road
    posts: {kz: {name: post, place: hill, country: KZ, clock: UTC}}
    resources: {officers: {post: kz, kind: officers, count: 2}}
    chains:
      west: {class: truck, direction: west, arrivals: {count: {2030: 9000}}, steps: [{stage: check, post: kz}, {use: officers, for: 1 h}]}
"""
OFFICER = "scenario: {name: more}\nchanges: [{set: crossings.hill.resources.officers.count, to: 3}]\n"
FASTER = "scenario: {name: faster}\nchanges: [{scale: crossings.hill.chains.west.steps.check.use:officers.for, by: 0.5}]\n"
GROWTH = "scenario: {name: growth}\nchanges: [{set: crossings.hill.chains.west.arrivals.growth, to: 3 %}]\n"
FILE = """programme:
  from: 2030
  years: 10
  discount: 5 %
  budget: 2 bn USD
  benchmarks: [2031, 2034]
values:
  truck: {amount: {value: 20 USD/h, assumed: driver and vehicle}}
demands:
  middle: {scenario: growth}
projects:
  officer:
    name: {en: One officer more, zh: 增加一名, ru: Ещё один, kk: Тағы бір}
    scenario: officer
    cost: {value: 45 m USD, assumed: a house}
    spending: [40 %, 60 %]
    upkeep: 1.5 m USD/year
    life: 30 years
    service: 2032
  second:
    scenario: officer
    cost: {value: 60 m USD, assumed: a house}
    life: 20 years
    service: 2033
    requires: [officer]
    excludes: [third]
  third: {scenario: officer, cost: {value: 9 m USD, assumed: a shed}, life: 20 years, service: 2033}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "network.yaml").write_text(NETWORK)
    for place, files in (
        ("scenarios", {"officer": OFFICER, "growth": GROWTH}),
        ("investments", {"works": FILE}),
    ):
        (tmp_path / place).mkdir()
        for name, text in files.items():
            (tmp_path / place / f"{name}.yaml").write_text(text)
    return tmp_path


def read(project, text=FILE):
    file = project / "investments" / "works.yaml"
    file.write_text(text, encoding="utf-8")
    return read_investments(file, crossgauge.read(project), project)


def test_amounts_and_names_are_read(project):
    programme = read(project).programme

    officer = programme.projects[0]
    assert (programme.budget, programme.discount, programme.benchmarks) == (2e9, 0.05, (2031, 2034))
    assert (officer.cost, officer.spending, officer.upkeep, officer.life) == (45e6, (0.4, 0.6), 1.5e6, 30.0)
    assert dict(officer.names) == {"zh": "增加一名", "ru": "Ещё один", "kk": "Тағы бір"}
    assert programme.values[0].per == "unit"


def test_where_values_come_from_is_kept(project):
    told = {entry.path: entry.assumed for entry in read(project).programme.provenance}

    assert told["projects.officer.cost"] == "a house"
    assert told["values.truck.amount"] == "driver and vehicle"


def test_a_project_brings_the_scenarios_of_what_it_requires(project):
    (project / "scenarios" / "second.yaml").write_text(
        OFFICER.replace("more", "second").replace("to: 3", "to: 4")
    )
    found = read(project, FILE.replace("  second:\n    scenario: officer", "  second:\n    scenario: second"))

    assert [one.id for one in found.projects["second"]] == ["officer", "second"]


def test_investments_are_no_part_of_the_network(project):
    """The folder is left alone when the project is read, as scenarios are."""
    assert crossgauge.read(project).id == "hill"


def test_the_only_file_needs_no_name(project):
    assert investments_file("", project).name == "works.yaml"
    assert investments_file("works", project).name == "works.yaml"
    with pytest.raises(NotFound, match="Did you mean 'works'"):
        investments_file("work", project)


BAD = [
    ("scenario: growth}", "scenario: grwth}", 10, "no scenario is called 'grwth'. Did you mean 'growth'?"),
    ("cost: {value: 45 m USD", "cost: {value: 45", 15, "It has no unit."),
    ("cost: {value: 45 m USD", "cost: {value: 45 mn USD", 15, "Did you mean '45 m USD'?"),
    ("cost: {value: 60 m USD, assumed: a house}", "cost: 60 m USD", 22, "cost does not say where it came from"),
    ("[40 %, 60 %]", "[40 %, 50 %]", 16, "spending adds up to 90 %"),
    ("budget: 2 bn USD", "budget: 5 m USD", 5, "budget is 5 m USD, below every cost. Expected at least 9 m USD"),
    ("benchmarks: [2031, 2034]", "benchmarks: [2034, 2031]", 6, "Expected years from 2030 to 2039, in order"),
    ("service: 2032", "service: 2031", 19, "service is 2031. Expected a year from 2032"),
    ("service: 2032", "service: 2034", 24, "service is 2033, before 'officer', which it requires (2034)"),
    ("requires: [officer]", "requires: [oficer]", 25, "requires names 'oficer'"),
    ("requires: [officer]", "requires: [officer, third]", 25, "can never be built: second and third exclude"),
    ("truck: {amount", "trucks: {amount", 8, "is of no class. Expected a class of traffic. Did you mean 'truck'?"),
    ("assumed: driver and vehicle}", "fact: L-xx}", 8, "cites the fact 'L-xx'"),
    ("life: 30 years", "life: 30 h", 18, "life is '30 h'"),
    ("discount: 5 %", "discount: 5 %\n  central: medium", 5, "central is 'medium'"),
    ("upkeep: 1.5 m USD/year", "upkeep: 1.5 m USD", 17, "upkeep is '1.5 m USD'"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "line", "words"), BAD, ids=[row[1] for row in BAD])
def test_faults_are_told_at_their_line(project, good, bad, line, words):
    with pytest.raises(ProjectFaulty) as error:
        read(project, FILE.replace(good, bad, 1))

    told = [fault for fault in error.value.faults if fault.where == f"works.yaml:{line}"]
    assert any(words in f"{fault.wrong}. {fault.expected}" for fault in told), str(error.value)


def test_a_circle_of_requirements_is_told_once(project):
    text = FILE.replace("    service: 2032\n", "    service: 2033\n    requires: [second]\n")

    with pytest.raises(ProjectFaulty) as error:
        read(project, text)

    circles = [fault for fault in error.value.faults if "circle" in fault.wrong]
    assert [fault.where for fault in circles] == ["works.yaml:20"]
    assert "officer → second → officer" in circles[0].wrong


def test_an_unknown_scenario_of_a_project_is_told_at_its_line(project):
    with pytest.raises(ProjectFaulty, match=r"works.yaml:14: no scenario is called 'officers'"):
        read(project, FILE.replace("    scenario: officer", "    scenario: officers", 1))


def test_faults_of_a_scenario_are_told_in_its_file(project):
    (project / "scenarios" / "officer.yaml").write_text(OFFICER.replace("officers", "oficers"))

    with pytest.raises(ProjectFaulty, match=r"officer.yaml:2: .*no resource is called 'oficers'"):
        read(project)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("projects: {}\n", "has no 'programme'"),
        ("a: [", "is not YAML"),
        (FILE + "budgets: 3\n", "there is no 'budgets'"),
        (FILE[: FILE.index("projects:")] + "projects: {}\n", "has nothing in it"),
    ],
)
def test_other_files_are_no_investments(project, text, words):
    with pytest.raises(ProjectFaulty, match=words):
        read(project, text)


def test_the_shipped_investments_say_where_every_figure_came_from():
    """Every cost, upkeep, life and value of time is a fact or assumed with its reason; names in four languages."""
    place = reference_folder()

    programme, _ = read_programme(investments_file("", place), crossgauge.reference())

    told = {entry.path for entry in programme.provenance if entry.fact or entry.assumed}
    wanted = [
        f"projects.{one.id}.{word}" for one in programme.projects for word in ("cost", "upkeep", "life")
    ]
    wanted += [f"values.{one.id}.amount" for one in programme.values]
    wanted += [
        f"programme.{word}" for word in ("discount", "budget", "benchmarks", "days", "warmup", "money")
    ]
    assert [path for path in wanted if path not in told] == []
    assert len(programme.projects) == 8
    assert {one.scenario for one in (*programme.projects, *programme.demands)} <= set(scenarios_in(place))
    for one in (programme, *programme.projects, *programme.demands):
        assert {language for language, _ in one.names} == {"zh", "ru", "kk"}
