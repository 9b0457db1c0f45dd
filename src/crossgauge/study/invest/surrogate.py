"""A stand-in for the worth of portfolios that are too many to simulate: projects alone, and pairs of them.

Its best portfolios under the budget are found by integer programming (HiGHS, by way of scipy.optimize.milp), which
also gives the bound that no portfolio exceeds; those are then simulated as wholes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from crossgauge.model.projects import Project, exclusions, required
from crossgauge.study.invest.portfolios import NOTHING, Portfolio, closed, in_order

Pair = tuple[str, str]
GAP = 1e-9  # of the optimum, at which the search stops


@dataclass(frozen=True, slots=True)
class Surrogate:
    """USD of each project, and of each pair what it is worth more or less together."""

    single: dict[str, float]
    pair: dict[Pair, float]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best portfolios by the surrogate, best first; `bound` on all, `rest` on those that are not among them."""

    portfolios: list[Portfolio]
    values: list[float]
    bound: float
    rest: float


def sampled_portfolios(projects: Sequence[Project]) -> list[Portfolio]:
    """The portfolios that a surrogate is made of: projects, and pairs that may be built, with what they require."""
    apart = exclusions(projects)
    names = [project.id for project in projects]
    found = [closed(projects, name) for name in names]
    found += [closed(projects, *pair) for pair in combinations(names, 2)]
    fine = [one for one in found if not any(pair <= set(one) for pair in apart)]
    return list(dict.fromkeys([NOTHING, *fine]))


def surrogate_of(projects: Sequence[Project], worth: Callable[[Portfolio], float]) -> Surrogate:
    """The surrogate that gives `worth` of every sampled portfolio back.

    >>> def project(name):
    ...     return Project(id=name, scenario="x", cost=1.0, life=9.0, service=2030)
    >>> worths = {(): 0.0, ("a",): 5.0, ("b",): 3.0, ("a", "b"): 6.0}
    >>> surrogate_of([project("a"), project("b")], worths.__getitem__)
    Surrogate(single={'a': 5.0, 'b': 3.0}, pair={('a', 'b'): -2.0})
    """
    names = [project.id for project in projects]
    known = set(sampled_portfolios(projects))
    made = Surrogate({}, {})
    # A project that requires others is worth what it adds to them.
    for name in sorted(names, key=lambda one: len(required(projects, one))):
        whole = closed(projects, name)
        made.single[name] = worth(whole) - value_of(made, in_order(projects, set(whole) - {name}))
    pairs = [pair for pair in combinations(names, 2) if closed(projects, *pair) in known]
    for pair in sorted(pairs, key=lambda one: len(closed(projects, *one))):
        if pair[0] not in required(projects, pair[1]) and pair[1] not in required(projects, pair[0]):
            whole = closed(projects, *pair)
            made.pair[pair] = worth(whole) - value_of(made, whole)
    return made


def value_of(surrogate: Surrogate, portfolio: Portfolio) -> float:
    """What the surrogate says of a portfolio."""
    pairs = (surrogate.pair.get(pair, 0.0) for pair in combinations(portfolio, 2))
    return sum(surrogate.single[name] for name in portfolio) + sum(pairs)


def best_candidates(
    projects: Sequence[Project], surrogate: Surrogate, budget: float, most: int
) -> Candidates:
    """The best portfolios under a budget by the surrogate, found one after the other, each forbidden afterwards.

    >>> def project(name, cost):
    ...     return Project(id=name, scenario="x", cost=cost, life=9.0, service=2030)
    >>> three = [project("a", 2.0), project("b", 2.0), project("c", 3.0)]
    >>> values = Surrogate({"a": 4.0, "b": 5.0, "c": 6.0}, {("a", "b"): -4.0})
    >>> best_candidates(three, values, 5.0, 2)
    Candidates(portfolios=[('b', 'c'), ('a', 'c')], values=[11.0, 10.0], bound=11.0, rest=6.0)
    """
    program = Program(projects, surrogate, budget)
    found: list[Portfolio] = []
    bounds: list[float] = []
    while True:
        portfolio, bound = program.best(found)
        bounds.append(bound)
        if portfolio is None or len(found) == most:
            break
        found.append(portfolio)
    values = [value_of(surrogate, one) for one in found]
    return Candidates(found, values, bounds[0], bounds[-1])


class Program:
    """Maximize the surrogate over 0/1 choices of projects; a pair counts where both its projects are chosen."""

    def __init__(self, projects: Sequence[Project], surrogate: Surrogate, budget: float) -> None:
        self.projects = projects
        self.place = {project.id: number for number, project in enumerate(projects)}
        self.pairs = [pair for pair, value in surrogate.pair.items() if value != 0.0]
        self.n = len(projects) + len(self.pairs)
        single = [surrogate.single[project.id] for project in projects]
        self.value = np.array(single + [surrogate.pair[pair] for pair in self.pairs])
        self.rows: list[tuple[dict[int, float], float]] = []  # left side at most right side
        self.rows.append(({self.place[one.id]: one.cost for one in projects}, budget))
        for pair in exclusions(projects):
            self.rows.append(({self.place[name]: 1.0 for name in pair}, 1.0))
        for project in projects:
            for name in project.requires:
                self.rows.append(({self.place[project.id]: 1.0, self.place[name]: -1.0}, 0.0))
        for number, (one, other) in enumerate(self.pairs, start=len(projects)):
            a, b = self.place[one], self.place[other]
            self.rows += [({number: 1.0, a: -1.0}, 0.0), ({number: 1.0, b: -1.0}, 0.0)]
            self.rows.append(({a: 1.0, b: 1.0, number: -1.0}, 1.0))

    def best(self, forbidden: Sequence[Portfolio]) -> tuple[Portfolio | None, float]:
        """The best that is not forbidden, and a bound on all that are not; None and -inf where there is none."""
        rows = self.rows + [self._not(portfolio) for portfolio in forbidden]
        left = np.zeros((len(rows), self.n))
        for row, (terms, _) in enumerate(rows):
            for column, factor in terms.items():
                left[row, column] = factor
        right = np.array([most for _, most in rows])
        size = max(1.0, float(np.abs(self.value).max()))  # HiGHS has absolute tolerances: about 1 at most
        done = milp(
            -self.value / size,
            integrality=np.ones(self.n, np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(left, -inf, right),
            options={"mip_rel_gap": GAP},
        )
        if done.x is None:
            return None, -inf
        chosen = {project.id for project, x in zip(self.projects, done.x, strict=False) if x > 0.5}
        return in_order(self.projects, chosen), -float(done.mip_dual_bound) * size

    def _not(self, portfolio: Portfolio) -> tuple[dict[int, float], float]:
        """The row that forbids one portfolio: some project must be chosen otherwise."""
        inside = {self.place[name] for name in portfolio}
        terms = {place: 1.0 if place in inside else -1.0 for place in range(len(self.projects))}
        return terms, len(inside) - 1.0
