"""Which projects first under a budget: every portfolio, or the best by a surrogate, simulated and ranked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.projects import Programme
from crossgauge.sources.investments import Investments
from crossgauge.study.crew import simulate as by_crew
from crossgauge.study.invest.appraisal import Float64s, Worth
from crossgauge.study.invest.asked import budget_of, changed
from crossgauge.study.invest.assessing import Assessor, share_of
from crossgauge.study.invest.benchmarks import Benchmarks, Setting
from crossgauge.study.invest.curve import Step, marginal_curve
from crossgauge.study.invest.duel import probability_of_better
from crossgauge.study.invest.networks import Networks
from crossgauge.study.invest.portfolios import Portfolio, closed, cost_of, feasible, in_order, more_than
from crossgauge.study.invest.ranking import Selected, select
from crossgauge.study.invest.robust import Robust, robust
from crossgauge.study.invest.surrogate import (
    Candidates,
    best_candidates,
    sampled_portfolios,
    surrogate_of,
    value_of,
)
from crossgauge.study.run import Keeper, Simulate, check_numbers, usual_workers

MOST_EXACT = (
    256  # feasible portfolios, whatever the budget, up to which all are simulated: eight free projects
)
MOST_CANDIDATES = 10
FIRST_STAGE = 8  # replicas of every candidate before the first is dropped
MOST_ROUNDS = 12  # of the first replicas, that ranking and selection may take of any one
INDIFFERENCE = 0.02  # of the budget: a worth that is nearer than that is as good


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A portfolio within the budget: what it costs, what it is worth under the central demand case.

    interaction : part of its benefits that its projects do not have alone; below 0 where they take from each other
    beats_next  : probability that it is truly worth more than the one ranked behind it; NaN for the last
    """

    portfolio: Portfolio
    cost: float
    worth: Worth
    interaction: float
    beats_next: float


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """How portfolios were found where they are too many: by surrogate, bound, and ranking and selection.

    error : the largest difference of the surrogate and what was simulated, over the candidates, USD
    """

    candidates: Candidates
    selected: Selected
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Investment:
    """What is best under a budget.

    ranked : portfolios within the budget, best first; single: every project alone, with what it requires
    n      : feasible portfolios that were simulated; search: None where those are all
    outgrown : crossings, each with demand case and year, whose queues grow on and on where nothing is built
    """

    programme: Programme
    budget: float
    central: str
    replicas: int
    seed: int
    ranked: tuple[Ranked, ...]
    single: tuple[Ranked, ...]
    curve: tuple[Step, ...]
    robust: Robust
    n: int
    search: Search | None
    outgrown: tuple[tuple[Setting, str], ...]

    @property
    def best(self) -> Ranked:
        """The best portfolio under the budget."""
        return self.ranked[0]


def invest(
    declared: Investments,
    *,
    budget: float | None = None,
    first_year: int | None = None,
    years: int | None = None,
    replicas: int = 4,
    seed: int = 1,
    workers: int | None = None,
    indifference: float | None = None,
    most_exact: int = MOST_EXACT,
    out: Path | None = None,
    on_progress: Callable[[float], None] | None = None,
    simulate: Simulate = by_crew,
) -> Investment:
    """The portfolios of a programme under a budget, each simulated as a whole over the same luck.

    budget, first_year, years : in place of the programme's own
    indifference : USD of net present value that do not matter to the choice among too many portfolios; 2 % of the
                   budget without it
    most_exact   : feasible portfolios up to which all are simulated; above, the best candidates of a surrogate are,
                   and one is selected with a probability of 95 %
    out          : folder in which replicas are kept while it runs, so that a killed study goes on
    Raises RunImpossible, RunStuck.
    """
    programme = changed(declared.programme, first_year, years)
    check_numbers(replicas, seed, workers, "counts")
    limit = budget_of(programme, budget)
    if replicas < 2:
        raise RunImpossible("replicas is 1. Expected 2 or more: intervals come from them.")
    keeper = Keeper() if out is None else None
    folder = keeper.folder if keeper else Path(out or "") / "simulated"
    networks = Networks(replace(declared, programme=programme))
    count = workers or usual_workers(replicas)
    assessor = Assessor(Benchmarks(networks, seed, count, folder, simulate))
    tell = on_progress or (lambda fraction: None)
    cases = [case.id for case in programme.demands]
    central = programme.central or cases[(len(cases) - 1) // 2]
    plan = Plan(assessor, programme, limit, central, cases, replicas)
    if more_than(programme.projects, most_exact):
        worthwhile = indifference if indifference is not None else INDIFFERENCE * limit
        portfolios, search = plan.searched(worthwhile, tell)
    else:
        portfolios, search = list(feasible(programme.projects)), None
        assessor.bring_to(portfolios, cases, replicas, tell)
    return plan.concluded(portfolios, search, seed)


class Plan:
    """One question: what to build of a programme, under a limit."""

    def __init__(
        self,
        assessor: Assessor,
        programme: Programme,
        limit: float,
        central: str,
        cases: list[str],
        replicas: int,
    ) -> None:
        self.assessor, self.programme, self.projects = assessor, programme, programme.projects
        self.limit, self.central, self.cases, self.replicas = limit, central, cases, replicas
        self.counts: dict[Portfolio, int] = {}  # replicas of those that have more than the others

    def worth(self, portfolio: Portfolio, demand: str = "") -> Worth:
        """The worth of what was simulated, under the central case by all its replicas."""
        count = self.replicas if demand else self.counts.get(portfolio, self.replicas)
        return self.assessor.worth(portfolio, demand or self.central, count)

    def searched(self, indifference: float, tell: Callable[[float], None]) -> tuple[list[Portfolio], Search]:
        """The portfolios that were simulated because there are too many for all, and how they were found."""
        sampled = sampled_portfolios(self.projects)
        self.assessor.bring_to(sampled, [self.central], self.replicas, share_of(tell, 0.0, 0.4))
        made = surrogate_of(self.projects, lambda one: float(self.worth(one).npv.mean()))
        found = best_candidates(self.projects, made, self.limit, MOST_CANDIDATES)
        step = share_of(tell, 0.4, 0.6)

        def observe(asked: Sequence[int], count: int) -> Float64s:
            portfolios = [found.portfolios[place] for place in asked]
            self.assessor.bring_to(portfolios, [self.central], count, step)
            self.counts |= dict.fromkeys(portfolios, count)
            return np.array([self.assessor.worth(one, self.central, count).npv for one in portfolios])

        selected = select(
            observe,
            len(found.portfolios),
            indifference=indifference,
            first_stage=max(self.replicas, FIRST_STAGE),
            batch=max(2, self.replicas // 2),
            most=MOST_ROUNDS * max(self.replicas, FIRST_STAGE),
        )
        first = found.portfolios[selected.best]
        found_all = list(dict.fromkeys([first, *found.portfolios, *sampled]))
        self.assessor.bring_to(found_all, self.cases, self.replicas, share_of(tell, 0.6, 1.0))
        simulated = [self.assessor.worth(one, self.central, self.replicas) for one in found.portfolios]
        errors = [
            abs(value_of(made, one) - float(worth.npv.mean()))
            for one, worth in zip(found.portfolios, simulated, strict=True)
        ]
        return found_all, Search(found, selected, max(errors))

    def concluded(self, portfolios: list[Portfolio], search: Search | None, seed: int) -> Investment:
        """Everything that is said of the portfolios."""
        costs = {one: cost_of(self.projects, one) for one in portfolios}
        within = [one for one in portfolios if costs[one] <= self.limit]
        order = sorted(within, key=lambda one: -float(self.worth(one).npv.mean()))
        if search is not None:  # selected with a stated probability, whatever the means of fewer replicas say
            first = search.candidates.portfolios[search.selected.best]
            order = [first, *(one for one in order if one != first)]
        rows = (
            (costs[one], one, float(self.worth(one).npv.mean()), float(self.worth(one).benefits.mean()))
            for one in portfolios
        )
        worths = {
            one: {case: float(self.worth(one, case).npv.mean()) for case in self.cases} for one in within
        }
        weights = {case.id: case.weight for case in self.programme.demands}
        singles = [closed(self.projects, project.id) for project in self.projects]
        singles = [one for one in dict.fromkeys(singles) if one in costs]
        singles.sort(key=lambda one: -float(self.worth(one).npv.mean()))
        benchmarks = self.assessor.benchmarks
        return Investment(
            programme=self.programme,
            budget=self.limit,
            central=self.central,
            replicas=self.replicas,
            seed=seed,
            ranked=self.ranked(order),
            single=self.ranked(singles),
            curve=marginal_curve(rows),
            robust=robust(worths, weights, costs),
            n=len(portfolios),
            search=search,
            outgrown=tuple(benchmarks.outgrown(benchmarks.settings(self.cases))),
        )

    def ranked(self, order: list[Portfolio]) -> tuple[Ranked, ...]:
        """Portfolios with what is told of each."""
        chances = [self.beats(one, other) for one, other in pairwise(order)]
        return tuple(
            Ranked(one, cost_of(self.projects, one), self.worth(one), self.interaction(one), chance)
            for one, chance in zip(order, [*chances, float("nan")], strict=False)
        )

    def beats(self, one: Portfolio, other: Portfolio) -> float:
        """The probability that one is truly worth more than another."""
        mine, theirs = self.worth(one).npv, self.worth(other).npv
        count = min(len(mine), len(theirs))
        return probability_of_better(mine[:count], theirs[:count])

    def interaction(self, portfolio: Portfolio) -> float:
        """Part of the benefits that the projects do not bring each by itself, on top of what it requires."""
        whole = float(self.worth(portfolio).benefits.mean())
        if len(portfolio) < 2 or whole == 0.0:
            return 0.0
        alone = 0.0
        for name in portfolio:
            least = closed(self.projects, name)
            others = in_order(self.projects, set(least) - {name})
            alone += float(self.worth(least).benefits.mean() - self.worth(others).benefits.mean())
        return (whole - alone) / whole


def beats(found: Investment, one: str, other: str) -> float:
    """The probability that a project, with what it requires, is truly worth more than another. Raises NotFound."""
    projects = found.programme.projects
    rows = {row.portfolio: row for row in found.single}
    known = {one.id: rows[least] for one in projects if (least := closed(projects, one.id)) in rows}
    for name in (one, other):
        if name not in known:
            raise NotFound("project", name, known)
    mine, theirs = known[one].worth.npv, known[other].worth.npv
    count = min(len(mine), len(theirs))
    return probability_of_better(mine[:count], theirs[:count])
