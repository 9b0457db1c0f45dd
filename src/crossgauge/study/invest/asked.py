"""What is asked in place of what the file says: another horizon, another budget."""

from dataclasses import replace

from crossgauge.errors import RunImpossible
from crossgauge.model.projects import Programme
from crossgauge.units import write


def changed(programme: Programme, first_year: int | None, years: int | None) -> Programme:
    """The programme with another horizon. Raises RunImpossible where projects or benchmarks do not fit in."""
    new = replace(programme, first_year=first_year or programme.first_year, years=years or programme.years)
    last = new.first_year + new.years - 1
    for project in new.projects:
        if not new.first_year + len(project.spending) <= project.service <= last:
            raise RunImpossible(
                f"project '{project.id}' begins service in {project.service}, after {len(project.spending)} of"
                f" spending. Expected all within the horizon, {new.first_year} to {last}."
            )
    if not 2 <= new.years <= 100 or not all(new.first_year <= year <= last for year in new.benchmarks):
        told = ", ".join(map(str, new.benchmarks))
        raise RunImpossible(
            f"the horizon is {new.first_year} to {last}. Expected one with the benchmarks {told}."
        )
    return new


def budget_of(programme: Programme, asked: float | None) -> float:
    """The most that may be spent. Raises RunImpossible without one, or where it pays for nothing."""
    budget = asked if asked is not None else programme.budget
    if budget is None:
        raise RunImpossible("there is no budget. Expected one, as --budget '2 bn USD'.")
    cheapest = min(programme.projects, key=lambda one: one.cost)
    if budget < cheapest.cost:
        raise RunImpossible(
            f"the budget of {write(budget, 'USD')} is below every cost. Expected at least"
            f" {write(cheapest.cost, 'USD')}, for '{cheapest.id}'."
        )
    return budget
