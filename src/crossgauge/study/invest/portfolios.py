"""Which projects can be built together, and what they cost to build."""

from collections.abc import Iterator, Sequence

from crossgauge.model.projects import Project, exclusions, required

Portfolio = tuple[str, ...]  # ids of projects in the order of their file
NOTHING: Portfolio = ()


def feasible(projects: Sequence[Project], budget: float | None = None) -> Iterator[Portfolio]:
    """Every portfolio that respects exclusions, requirements and the budget, the empty one first.

    >>> def project(name, cost, **told):
    ...     return Project(id=name, scenario="x", cost=cost, life=9.0, service=2030, **told)
    >>> two = [project("a", 5.0), project("b", 4.0, requires=("a",))]
    >>> list(feasible(two)), list(feasible(two, 6.0))
    ([(), ('a',), ('a', 'b')], [(), ('a',)])
    """
    apart = exclusions(projects)

    def grow(place: int, chosen: Portfolio, cost: float) -> Iterator[Portfolio]:
        if place == len(projects):
            if all(set(by_id[name].requires) <= set(chosen) for name in chosen):
                yield chosen
            return
        yield from grow(place + 1, chosen, cost)
        new = projects[place]
        clashes = any(new.id in pair and pair - {new.id} <= set(chosen) for pair in apart)
        if not clashes and (budget is None or cost + new.cost <= budget):
            yield from grow(place + 1, (*chosen, new.id), cost + new.cost)

    by_id = {project.id: project for project in projects}
    yield from grow(0, NOTHING, 0.0)


def more_than(projects: Sequence[Project], most: int, budget: float | None = None) -> bool:
    """Whether there are more feasible portfolios than so many."""
    return any(count >= most for count, _ in enumerate(feasible(projects, budget)))


def cost_of(projects: Sequence[Project], portfolio: Portfolio) -> float:
    """USD to build a portfolio."""
    return sum(project.cost for project in projects if project.id in portfolio)


def closed(projects: Sequence[Project], *names: str) -> Portfolio:
    """The least portfolio with these projects and all that they require."""
    wanted = {one for name in names for one in (name, *required(projects, name))}
    return in_order(projects, wanted)


def in_order(projects: Sequence[Project], names: set[str]) -> Portfolio:
    """The portfolio of some projects."""
    return tuple(project.id for project in projects if project.id in names)


def in_service(projects: Sequence[Project], portfolio: Portfolio, year: int) -> Portfolio:
    """What of a portfolio is in service in a year."""
    return tuple(one.id for one in projects if one.id in portfolio and one.service <= year)


def stages_of(projects: Sequence[Project], portfolios: Sequence[Portfolio]) -> list[Portfolio]:
    """All that is in service at some time if one of the portfolios is built, nothing first, each once."""
    found = {NOTHING: None}
    for portfolio in portfolios:
        for year in sorted({one.service for one in projects if one.id in portfolio}):
            found[in_service(projects, portfolio, year)] = None
    return list(found)


def told(portfolio: Portfolio) -> str:
    """A portfolio as one writes it.

    >>> told(("a", "b")), told(())
    ('a + b', 'nothing')
    """
    return " + ".join(portfolio) or "nothing"
