"""What a job is asked to do: the body of a request, checked against the project, and the command that does it."""

import importlib.util
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crossgauge.app.edits import EDITED, Edits, Words, read_edits, scenario_text
from crossgauge.app.errors import Refused
from crossgauge.app.limits import MOST_COMPARED, MOST_DAYS_TIMES_REPLICAS, MOST_REPLICAS
from crossgauge.app.workspace import Workspace
from crossgauge.model.network import Network
from crossgauge.sources.scenarios import BASE, scenarios_in

Kind = Literal["run", "compare", "invest", "worth", "flows", "brief"]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_][0-9A-Za-z_.+~-]{0,199}$")]
Money = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9.,]* ?[A-Za-z]{0,8} ?[A-Za-z]{0,3}$", max_length=40)]
RESULT = "result"  # what the command writes in the job's folder, moved to the runs when it is whole
GIVEN = "given"  # folder that the command is started in: the edited scenario is there, and nothing else
PLAIN_REPLICAS = 8  # as the command has them
PLAIN_WARMUP_DAYS = 30


class Asked(BaseModel):
    """A job: what kind, on which scenario, with which options. Options that a kind has no use for are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)

    kind: Kind
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    project: Id | None = None
    scenario: Words = BASE
    scenarios: Annotated[tuple[Words, ...], Field(max_length=MOST_COMPARED)] = ()
    edits: Edits = ()
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")
    replicas: Annotated[int, Field(ge=1, le=MOST_REPLICAS)] | None = None
    seed: Annotated[int, Field(ge=0, lt=1 << 63)] | None = None
    warmup_days: Annotated[int, Field(ge=0, le=366)] | None = None
    budget: Money | None = None
    programme: Id | None = None
    first_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    horizon: Annotated[int, Field(ge=1, le=60)] | None = None
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    method: Literal["choice", "equilibrium", "optimum", "least-cost"] | None = None
    run: Id | None = None
    other: Id | None = Field(None, alias="compare")
    language: Literal["en", "zh", "ru", "kk"] | None = None


SIMULATED = {"start", "end", "replicas", "seed", "warmup_days"}
USES = {
    "run": {"scenario", "edits", *SIMULATED},
    "compare": {"scenario", "scenarios", "edits", *SIMULATED},
    "invest": {"budget", "programme", "first_year", "horizon", "replicas", "seed"},
    "worth": {"scenario", "edits", *SIMULATED},
    "flows": {"scenario", "edits", "year", "month", "method"},
    "brief": {"run", "other", "language"},
}
SIMULATED_TIMES = {"run": 1, "worth": 2, "compare": 0}  # networks that are simulated; 0: as many as are named
OPTIONS = {  # of the command, by the field that they say
    "start": "from",
    "end": "to",
    "warmup_days": "warmup",
    "first_year": "from",
    "other": "compare",
}


def check_asked(asked: Asked, workspace: Workspace) -> None:
    """Raises what the command would, before it is queued: Refused, NotFound, ProjectFaulty, RunImpossible."""
    if importlib.util.find_spec(f"crossgauge.cli.{asked.kind}") is None:
        raise Refused(422, f"this version of Crossgauge has no verb '{asked.kind}'.")
    spare = sorted(asked.model_fields_set - USES[asked.kind] - {"kind", "title", "project"})
    if spare:
        raise Refused(422, f"a job of kind '{asked.kind}' has no use for {', '.join(spare)}.")
    if asked.kind == "brief":
        if asked.run is None:
            raise Refused(422, "a brief is of a run. Expected 'run' with the id of a result.")
        for result in filter(None, (asked.run, asked.other)):
            workspace.folder_of(result)
        return
    names = names_of(asked)
    if asked.kind == "compare" and not 2 <= len(names) + bool(asked.edits) <= MOST_COMPARED:
        raise Refused(422, f"Expected 2 to {MOST_COMPARED} scenarios to compare (MOST_COMPARED), edits among them.")
    if len(set(names)) < len(names):
        raise Refused(422, "a scenario is named twice. Expected different ones.")
    networks = [workspace.network_with(name) for name in names]
    if asked.edits:
        networks.append(read_edits(asked.edits, workspace, ground_of(asked))[1])
    if asked.kind == "worth" and asked.scenario == BASE and not asked.edits:
        raise Refused(422, "the network as it is has nothing to be worth. Expected a scenario, or edits.")
    if asked.kind in SIMULATED_TIMES:
        check_size(asked, networks[-1], SIMULATED_TIMES[asked.kind] or len(networks))


def check_size(asked: Asked, network: Network, times: int) -> None:
    """Raises RunImpossible for a period that is none, Refused for more than a server simulates for one job."""
    from crossgauge.study.run import period_of

    warmup = PLAIN_WARMUP_DAYS if asked.warmup_days is None else asked.warmup_days
    period = period_of(network, asked.start, None, asked.end, warmup)
    size = (period.days + warmup) * (asked.replicas or PLAIN_REPLICAS) * times
    if size > MOST_DAYS_TIMES_REPLICAS:
        wrong = f"{size:,} days are to be simulated: days with warm-up × replicas × scenarios"
        expected = f"Expected at most {MOST_DAYS_TIMES_REPLICAS:,} (MOST_DAYS_TIMES_REPLICAS)"
        raise Refused(422, f"{wrong}. {expected}; larger ones run in the shell.")


def names_of(asked: Asked) -> list[str]:
    """The scenarios of the project that a job speaks of, in order; the first is what others are compared with."""
    if asked.kind == "compare":
        return list(asked.scenarios) or [asked.scenario]
    return [asked.scenario]


def ground_of(asked: Asked) -> str:
    """The scenario that edits lie on: the one that is named, of a comparison the last one."""
    compared = asked.kind == "compare" and asked.scenarios and "scenario" not in asked.model_fields_set
    return asked.scenarios[-1] if compared else asked.scenario


def title_of(asked: Asked) -> str:
    """What a job is called where it was given no title."""
    if asked.title:
        return asked.title
    if asked.kind == "brief":
        return asked.run or ""
    if asked.kind == "invest":
        return asked.budget or asked.programme or ""
    names = names_of(asked)
    if asked.edits:
        names = [*names, EDITED] if asked.kind == "compare" else [f"{names[0]}, {EDITED}"]
    return " – ".join(names)


def write_edits(asked: Asked, folder: Path, workspace: Workspace) -> None:
    """Write the scenario of a job's edits into its folder, under a name that the project has not."""
    given = folder / GIVEN
    given.mkdir(parents=True, exist_ok=True)
    if asked.edits:
        name = edited_name(workspace)
        (given / f"{name}.yaml").write_text(scenario_text(asked.edits), encoding="utf-8", newline="\n")


def edited_name(workspace: Workspace) -> str:
    """What the edited scenario is called: 'edited', unless the project has one of that name."""
    name, known = EDITED, scenarios_in(workspace.project)
    while name in known:
        name += "-here"
    return name


def words_of(asked: Asked, folder: Path, workspace: Workspace) -> list[str]:
    """The words of the command that does a job, for a process that is started in `folder / GIVEN`."""
    edited = f"{edited_name(workspace)}.yaml" if asked.edits else ""
    on = "" if ground_of(asked) == BASE else ground_of(asked)
    scenario = "+".join(filter(None, (on, edited)))
    words = [asked.kind, f"--out={folder / RESULT}"]
    for field in ("start", "end", "replicas", "seed", "warmup_days", "budget", "first_year", "horizon", "year"):
        words += said(asked, field)
    for field in ("month", "method", "language"):
        words += said(asked, field)
    if asked.kind in ("compare", "invest", "worth", "brief"):
        words += [] if workspace.embedded else [f"--project={workspace.project}"]
    if asked.kind == "compare":
        # The first replica with stages, so that the map can show what moves in each of them.
        return [*words, "--record=first", "--", *names_of(asked), *([scenario] if edited else [])]
    if asked.kind == "invest":
        return [*words, "--", *filter(None, [asked.programme])]
    if asked.kind == "brief":
        other = [] if asked.other is None else [f"--compare={workspace.folder_of(asked.other)}"]
        return [*words, *other, "--", str(workspace.folder_of(asked.run or ""))]
    words += [f"--scenario={scenario}"] if scenario else []
    if asked.kind == "worth":
        return words
    return [*words, "--", *([] if workspace.embedded else [str(workspace.project)])]


def said(asked: Asked, field: str) -> list[str]:
    """One option, if it was given."""
    value = getattr(asked, field)
    return [] if value is None else [f"--{OPTIONS.get(field, field)}={value}"]
