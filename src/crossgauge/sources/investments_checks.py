"""Rules of an investment programme: one function a rule, each fault at its line."""

from math import fsum

from crossgauge.errors import nearest
from crossgauge.model.network import Network
from crossgauge.model.projects import Programme, exclusions, required
from crossgauge.sources.reading import Reading
from crossgauge.units import shown, write

NEARLY = 1e-6  # by which parts may miss their whole


def check_programme(reading: Reading, programme: Programme, network: Network) -> None:
    """Notes every rule that is broken."""
    for rule in (enough, known_names, no_circles, in_time, parts_of_cost, evidence, within_budget):
        rule(reading, programme)
    classes_known(reading, programme, network)


def line(reading: Reading, *path: str) -> str:
    """File and line of an attribute, or of what it belongs to."""
    return next((reading.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in reading.lines), "")


def enough(reading: Reading, programme: Programme) -> None:
    """There is a project, a demand case, a value of time, and benchmarks within the horizon in order."""
    for collection in ("projects", "demands", "values"):
        if not getattr(programme, collection):
            reading.fault(
                (collection,), line(reading, collection), "has nothing in it", "Expected one at least."
            )
    first, last = programme.first_year, programme.first_year + programme.years - 1
    years = programme.benchmarks
    if not years or list(years) != sorted(set(years)) or years[0] < first or years[-1] > last:
        told = ", ".join(map(str, years))
        reading.fault(
            ("programme", "benchmarks"),
            line(reading, "programme", "benchmarks"),
            f"is {shown(told)}",
            f"Expected years from {first} to {last}, in order.",
        )
    cases = [case.id for case in programme.demands]
    if programme.central and programme.central not in cases:
        path = ("programme", "central")
        reading.fault(
            path, line(reading, *path), f"is {shown(programme.central)}", nearest(programme.central, cases)
        )


def known_names(reading: Reading, programme: Programme) -> None:
    """What a project excludes or requires is another project, and not both."""
    known = [project.id for project in programme.projects]
    for project in programme.projects:
        for word, names in (("excludes", project.excludes), ("requires", project.requires)):
            for name in names:
                path = ("projects", project.id, word)
                others = [one for one in known if one != project.id]
                if name not in others:
                    expected = f"Expected another project. {nearest(name, others)}"
                    reading.fault(path, line(reading, *path), f"names {shown(name)}", expected)
        needed = required(programme.projects, project.id)
        for pair in exclusions(programme.projects):
            if pair <= {project.id, *needed}:
                told = " and ".join(sorted(pair))
                path = ("projects", project.id, "requires")
                wrong = f"can never be built: {told} exclude each other"
                reading.fault(path, line(reading, *path), wrong, "Expected requirements that go together.")


def no_circles(reading: Reading, programme: Programme) -> None:
    """No project requires itself by way of others; a circle is told once, at its first project."""
    told: set[str] = set()
    for project in programme.projects:
        circle = required(programme.projects, project.id)
        if project.id in circle and project.id not in told:
            within = [name for name in circle if project.id in required(programme.projects, name)]
            told.update(within)
            path = ("projects", project.id, "requires")
            words = " → ".join([project.id, *[name for name in within if name != project.id], project.id])
            reading.fault(
                path, line(reading, *path), f"is a circle: {words}", "Expected requirements without one."
            )


def in_time(reading: Reading, programme: Programme) -> None:
    """Money is spent and service begins within the horizon, not before what is required."""
    last = programme.first_year + programme.years - 1
    by_id = {project.id: project for project in programme.projects}
    for project in programme.projects:
        path = ("projects", project.id, "service")
        earliest = programme.first_year + len(project.spending)
        if not earliest <= project.service <= last:
            reading.fault(
                path,
                line(reading, *path),
                f"is {project.service}",
                f"Expected a year from {earliest} (the horizon and {len(project.spending)} of spending) to {last}.",
            )
        for name in project.requires:
            if name in by_id and by_id[name].service > project.service:
                wrong = f"is {project.service}, before '{name}', which it requires ({by_id[name].service})"
                reading.fault(path, line(reading, *path), wrong, "Expected a year not before it.")


def parts_of_cost(reading: Reading, programme: Programme) -> None:
    """The parts of the cost by year make a whole."""
    for project in programme.projects:
        if abs(fsum(project.spending) - 1.0) > NEARLY:
            path = ("projects", project.id, "spending")
            total = f"{100 * fsum(project.spending):.6g} %"
            reading.fault(
                path, line(reading, *path), f"adds up to {total}", "Expected parts that make 100 %."
            )


def evidence(reading: Reading, programme: Programme) -> None:
    """Every cost and every value of time says where it came from."""
    told = {entry.path for entry in programme.provenance if entry.fact or entry.assumed}
    paths = [("projects", project.id, "cost") for project in programme.projects]
    paths += [("values", value.id, "amount") for value in programme.values]
    for path in paths:
        if ".".join(path) not in told:
            expected = "Expected {value: …, fact: id} or {value: …, assumed: why}."
            reading.fault(path, line(reading, *path), "does not say where it came from", expected)


def within_budget(reading: Reading, programme: Programme) -> None:
    """The budget pays for one project at least."""
    costs = [project.cost for project in programme.projects]
    if programme.budget is not None and costs and programme.budget < min(costs):
        path = ("programme", "budget")
        wrong = f"is {write(programme.budget, 'USD')}, below every cost"
        reading.fault(path, line(reading, *path), wrong, f"Expected at least {write(min(costs), 'USD')}.")


def classes_known(reading: Reading, programme: Programme, network: Network) -> None:
    """A value of time is of a class of the network."""
    known = [one.id for one in network.classes]
    for value in programme.values:
        if value.id not in known:
            path = ("values", value.id)
            expected = f"Expected a class of traffic. {nearest(value.id, known)}"
            reading.fault(path, line(reading, *path), "is of no class", expected)
