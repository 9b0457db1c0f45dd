"""Portfolios simulated as wholes: the enumerated optimum, what interacts, what is left alone, and how many is too many."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl
import pytest

import crossgauge
from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.charges import Charge
from crossgauge.model.projects import DemandCase, Programme, Project, ValueOfTime
from crossgauge.model.randomness import Constant
from crossgauge.model.scenario import Adoption, Alteration, Scenario
from crossgauge.sources.investments import Investments
from crossgauge.study.crew import simulate as by_crew
from crossgauge.study.invest import beats, invest
from crossgauge.study.invest.networks import Networks, is_everywhere
from crossgauge.study.invest.portfolios import feasible, in_service
from crossgauge.study.invest.surrogate import Surrogate, best_candidates, value_of
from crossgauge.study.invest.told import investment_json
from crossgauge.study.run import run
from crossgauge.study.years import seed_of

POSTS = """
network: {id: posts, name: Three posts, clock: UTC, from: 2030-01-01, until: 2030-01-20}
places: {hill: {name: Hill, latitude: 44, longitude: 80}}
classes:
  lorry: {name: lorry, kind: truck, mass: 20 t}
  coach: {name: coach, kind: bus, persons: 30}
  car: {name: car, kind: car}
crossings:
"""
POST = """
  {name}:
    name: {name}
    mode: road
    posts: {{kz: {{name: post, place: hill, country: KZ, clock: UTC}}}}
    resources: {{officers: {{post: kz, kind: officers, count: {count}}}}}
    chains:
      west:
        class: {kind}
        direction: west
        arrivals: {{count: {{2030: {yearly}}}, growth: 4 %}}
        steps: [{{stage: check, post: kz}}, {{use: officers, for: exponential(mean 1 h)}}]
"""
OFFICERS = {"north": 2, "middle": 2, "south": 1}
VALUES = (
    ValueOfTime(id="lorry", amount=0.5, per="tonne"),
    ValueOfTime(id="coach", amount=2.0, per="person"),
    ValueOfTime(id="car", amount=3.0),
)
SMALL = {"replicas": 3, "seed": 5, "workers": 1}


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("posts")
    rows = (("north", 2, "lorry", 15_000), ("middle", 2, "coach", 13_500), ("south", 1, "car", 6_000))
    text = POSTS + "".join(POST.format(name=n, count=c, kind=k, yearly=y) for n, c, k, y in rows)
    (folder / "network.yaml").write_text(text)
    return crossgauge.read(folder)


def more_officers(post):
    path = f"crossings.{post}.resources.officers.count"
    return Scenario(
        id=f"{post}-officer", edits=(Alteration(verb="set", path=path, value=OFFICERS[post] + 1),)
    )


def growth(case, rate):
    path = "crossings.*.chains.*.arrivals.growth"
    return Scenario(id=f"demand-{case}", edits=(Alteration(verb="set", path=path, value=rate),))


def project(name, cost, **told):
    return Project(
        **{"id": name, "scenario": "", "cost": cost, "upkeep": 1_000.0, "life": 9.0, "service": 2031} | told
    )


def declared(network, *projects, cases=None):
    programme = Programme(
        id="works",
        first_year=2030,
        years=8,
        discount=0.06,
        benchmarks=(2031, 2034),
        days=12,
        warmup=4,
        money=True,
        values=VALUES,
        demands=tuple(DemandCase(id=case, scenario="") for case in cases or {"middle": 0.03}),
        projects=projects,
    )
    scenarios = {one.id: (more_officers(one.id),) for one in projects}
    demands = {case: (growth(case, rate),) for case, rate in (cases or {"middle": 0.03}).items()}
    return Investments(programme, network, scenarios, demands)


def three(**told):
    return (
        project("north", 1.5e6, service=2032, spending=(0.5, 0.5)),
        project("middle", 2.0e6),
        project("south", 0.4e6, service=2033, **told),
    )


def by_enumeration(network, projects, service, seed):
    """The net present value of each replica if `projects` are built: every year's network run whole, plain loops."""

    def hours(names, year):
        made = network
        for crossing in names:
            places = tuple(
                replace(one, resources=tuple(replace(r, count=OFFICERS[crossing] + 1) for r in one.resources))
                if one.id == crossing
                else one
                for one in made.crossings
            )
            made = replace(made, crossings=places)
        grown = tuple(
            replace(
                one,
                chains=tuple(replace(c, arrivals=(replace(c.arrivals[0], growth=0.03),)) for c in one.chains),
            )
            for one in made.crossings
        )
        results = run(
            replace(made, crossings=grown), start=date(year, 1, 1), days=12, warmup_days=4, replicas=3,
            seed=seed_of(seed, year), workers=1, record="counts",
        )  # fmt: skip
        sums = results.flows.group_by("replica", "crossing").agg(pl.col("units", "border_h").sum())
        return {(str(c), r): (n, h) for r, c, n, h in sums.iter_rows()}

    def yearly(names, year):
        before, after = hours((), year), hours(names, year)
        saved = np.zeros(3)
        for crossing, each in (("north", 20 * 0.5), ("middle", 30 * 2.0), ("south", 3.0)):
            for replica in (1, 2, 3):
                (n0, h0), (n1, h1) = before[crossing, replica], after[crossing, replica]
                saved[replica - 1] += each * (n0 + n1) / 2 * (h0 / n0 - h1 / n1)
        return saved * 365 / 12

    worth = np.zeros(3)
    kept: dict = {}
    for year in range(2030, 2038):
        serving = tuple(one.id for one in projects if service[one.id] <= year)
        for benchmark in (2031, 2034):
            if serving and (serving, benchmark) not in kept:
                kept[serving, benchmark] = yearly(serving, benchmark)
        weight = min(1.0, max(0.0, (year - 2031) / 3))
        benefit = (1 - weight) * kept[serving, 2031] + weight * kept[serving, 2034] if serving else 0.0
        cost = 0.0
        for one in projects:
            first = service[one.id] - len(one.spending)
            if first <= year < service[one.id]:
                cost += one.cost * one.spending[year - first]
            cost += one.upkeep if year >= service[one.id] else 0.0
            if year == 2037:
                cost -= one.cost * (1 - (2038 - service[one.id]) / 9)
        worth += (benefit - cost) / 1.06 ** (year - 2030)
    return worth


@pytest.fixture(scope="module")
def found(posts):
    return invest(declared(posts, *three()), budget=3.0e6, **SMALL)


def test_the_optimum_is_that_of_an_independent_enumeration(posts, found):
    """Every portfolio that the budget allows, each year's whole network run anew and summed by plain loops."""
    projects = three()
    service = {one.id: one.service for one in projects}
    expected = {
        chosen: by_enumeration(posts, [one for one in projects if one.id in chosen], service, seed=5)
        for size in range(4)
        for chosen in combinations(service, size)
        if sum(one.cost for one in projects if one.id in chosen) <= 3.0e6
    }

    worths = {row.portfolio: row.worth.npv for row in found.ranked}

    assert worths.keys() == expected.keys()
    for chosen, values in expected.items():
        assert worths[chosen] == pytest.approx(values, rel=1e-9)
    assert found.best.portfolio == max(expected, key=lambda one: expected[one].mean())
    assert len(found.best.portfolio) == 2  # else the case would tell little


def test_what_is_not_touched_is_saved_exactly_nothing(posts):
    """Posts that no project touches are not even simulated."""
    one = declared(posts, project("south", 0.4e6))

    networks = Networks(one)

    assert networks.touched == {"south": frozenset({"south"})}
    assert networks.groups == (frozenset({"south"}),)


def test_money_by_the_hour_is_saved_as_hours_are(posts):
    """Cars pay 3 USD for every hour at the post, and an hour is worth 3 USD: as much money as hours."""
    waiting = Charge(
        id="waiting", post="kz", payer="traveller", payee="terminal", amount=Constant(3.0), per="hour"
    )
    crossings = tuple(
        replace(one, charges=(waiting,)) if one.id == "south" else one for one in posts.crossings
    )

    found = invest(
        declared(replace(posts, crossings=crossings), project("south", 0.4e6)), budget=1e6, **SMALL
    )

    worth = found.single[0].worth
    assert worth.money == pytest.approx(worth.hours, rel=1e-9)
    assert (worth.money > 0).all()


def test_projects_that_share_nothing_do_not_interact(found):
    both = next(row for row in found.ranked if set(row.portfolio) == {"middle", "south"})

    assert both.interaction == pytest.approx(0.0, abs=1e-12)


def test_exclusions_requirements_and_budget_are_respected(posts):
    projects = (
        project("north", 1.5e6, excludes=("middle",)),
        project("middle", 2.0e6),
        project("south", 0.4e6, requires=("north",)),
    )

    portfolios = list(feasible(projects, 1.95e6))

    assert portfolios == [(), ("north",), ("north", "south")]
    assert set(feasible(projects)) == {*portfolios, ("middle",)}


def test_service_begins_in_its_year():
    projects = three()

    assert in_service(projects, ("north", "south"), 2031) == ()
    assert in_service(projects, ("north", "south"), 2032) == ("north",)
    assert in_service(projects, ("north", "south"), 2033) == ("north", "south")


def test_any_number_of_workers_gives_the_same_answer(posts):
    one = declared(posts, project("south", 0.4e6))

    alone = invest(one, budget=1e6, replicas=2, seed=5, workers=1)
    together = invest(one, budget=1e6, replicas=2, seed=5, workers=2)

    assert investment_json(alone) == investment_json(together)


def test_a_killed_study_goes_on_from_its_replicas(posts, tmp_path):
    one = declared(posts, project("south", 0.4e6))
    asked: list[int] = []

    def dying(job, replicas, workers, tell):
        if asked:
            raise KeyboardInterrupt
        asked.extend(replicas)
        by_crew(job, replicas, workers, tell)

    def counted(job, replicas, workers, tell):
        asked.extend(replicas)
        by_crew(job, replicas, workers, tell)

    with pytest.raises(KeyboardInterrupt):
        invest(one, budget=1e6, replicas=2, seed=5, workers=1, out=tmp_path, simulate=dying)
    first = list(asked)
    again = invest(one, budget=1e6, replicas=2, seed=5, workers=1, out=tmp_path, simulate=counted)

    assert asked[len(first) :] == [1, 2]  # the second benchmark year only
    assert investment_json(again) == investment_json(invest(one, budget=1e6, replicas=2, seed=5, workers=1))


def test_too_many_portfolios_are_searched_and_one_is_selected(posts, found):
    """Posts share nothing, so projects and pairs tell all; what is selected is nearer to the best than what matters."""
    searched = invest(declared(posts, *three()), budget=3.0e6, most_exact=4, indifference=1e6, **SMALL)

    assert searched.search is not None
    known = {row.portfolio: float(row.worth.npv.mean()) for row in found.ranked}
    assert known[searched.best.portfolio] > known[found.best.portfolio] - 1e6
    assert searched.search.candidates.portfolios[0] == found.best.portfolio
    assert searched.search.error < 1.0  # USD
    assert searched.search.candidates.bound == pytest.approx(float(found.best.worth.npv.mean()), rel=1e-6)
    assert searched.search.selected.probability == 0.95


def test_the_robust_portfolio_is_that_of_the_regrets(posts):
    cases = {"low": -0.2, "middle": 0.03, "high": 0.06}
    found = invest(declared(posts, *three(), cases=cases), budget=4e6, replicas=2, seed=5, workers=1)
    choice = found.robust

    worst = {one: max(row.values()) for one, row in choice.regret.items()}

    assert worst[choice.minimax] == min(worst.values())
    assert choice.means[choice.on_average] == max(choice.means.values())
    assert all(choice.regret[one][case] == 0.0 for case, one in choice.best.items())
    assert len(choice.best["low"]) < len(choice.best["high"])


def test_the_curve_rises_and_meets_the_best_at_the_budget(found):
    npvs = [step.npv for step in found.curve]
    affordable = [step for step in found.curve if step.budget <= found.budget]

    assert npvs == sorted(npvs)
    assert affordable[-1].portfolio == found.best.portfolio


def test_two_projects_have_a_probability(found):
    assert beats(found, "middle", "south") == pytest.approx(1 - beats(found, "south", "middle"))
    with pytest.raises(NotFound, match="Did you mean 'south'"):
        beats(found, "middle", "souht")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"budget": 1_000.0}, "below every cost. Expected at least 400000 USD, for 'south'"),
        ({"budget": None}, "there is no budget"),
        ({"budget": 1e6, "replicas": 1}, "Expected 2 or more"),
        ({"budget": 1e6, "first_year": 2032}, "'north' begins service in 2032, after 2 of spending"),
        ({"budget": 1e6, "years": 4}, "Expected one with the benchmarks 2031, 2034"),
    ],
)
def test_what_cannot_be_is_said(posts, told, words):
    with pytest.raises(RunImpossible, match=words):
        invest(declared(posts, *three()), **SMALL | told)


def test_projects_that_do_not_go_together_are_named(posts):
    one = declared(posts, project("south", 0.4e6), project("north", 0.4e6))
    clash = replace(
        one,
        projects={"south": (more_officers("south"),), "north": (replace(more_officers("south"), id="x"),)},
    )

    with pytest.raises(
        RunImpossible, match=r"(?s)south \+ north.* cannot be applied.*nothing changes.*`excludes`"
    ):
        invest(clash, budget=1e6, **SMALL)


def test_a_change_of_every_crossing_is_known_as_one():
    assert is_everywhere(Adoption(measure="x"))
    assert is_everywhere(Alteration(verb="set", path="crossings.*.mode", value="rail"))
    assert not is_everywhere(
        Alteration(verb="set", path="crossings.hill.chains.*.arrivals.growth", value=0.0)
    )


def test_candidates_are_those_of_a_search_of_all():
    """Twenty surrogates of nine projects with exclusions and requirements: the ten best of every feasible portfolio."""
    rng = np.random.default_rng(8)
    names = [f"p{number}" for number in range(9)]
    for _ in range(20):
        costs = rng.integers(1, 20, 9)
        projects = [project(name, float(cost)) for name, cost in zip(names, costs, strict=True)]
        projects[3] = replace(projects[3], requires=("p1",))
        projects[7] = replace(projects[7], requires=("p3",), excludes=("p2",))
        pairs = {pair: float(rng.normal() * 4) for pair in combinations(names, 2) if rng.random() < 0.4}
        surrogate = Surrogate({name: float(rng.normal() * 10) for name in names}, pairs)

        found = best_candidates(projects, surrogate, 40.0, 10)

        values = sorted((value_of(surrogate, one) for one in feasible(projects, 40.0)), reverse=True)
        assert found.values == pytest.approx(values[:10], abs=1e-6)
        assert found.bound == pytest.approx(values[0], abs=1e-6)
        assert found.rest == pytest.approx(values[10], abs=1e-6)
