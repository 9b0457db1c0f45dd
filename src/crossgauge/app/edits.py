"""What is edited on the page as the YAML of a scenario, and read by the same reader as every scenario."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

from crossgauge.app.limits import MOST_EDITS
from crossgauge.app.workspace import Workspace
from crossgauge.model.network import Network
from crossgauge.model.scenario import Scenario
from crossgauge.sources.scenario import read_scenario

EDITED = "edited"  # the scenario that is made of edits
ASSUMED = "as set by hand for this run"
Words = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$")]


class Edit(BaseModel):
    """One change: what is changed, how, to what, from which day to which, the last included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    path: Words
    verb: Literal["set", "scale", "remove", "close", "open", "adopt"]
    value: Annotated[str, StringConstraints(max_length=2000)] | int | FiniteFloat | bool | None = None
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")


Edits = Annotated[tuple[Edit, ...], Field(max_length=MOST_EDITS)]


def scenario_text(edits: Sequence[Edit]) -> str:
    """The scenario of edits as YAML, one change a line: JSON, which YAML holds.

    >>> print(scenario_text([Edit(path="x.gates.y.count", verb="set", value=60)]), end="")
    scenario: {"name": "edited"}
    changes:
      - {"set": "x.gates.y.count", "to": {"value": 60, "assumed": "as set by hand for this run"}}
    """
    lines = [f"scenario: {json.dumps({'name': EDITED})}", "changes:"]
    lines += [f"  - {json.dumps(change_of(edit), ensure_ascii=False)}" for edit in edits]
    return "\n".join(lines) + "\n"


def change_of(edit: Edit) -> dict[str, Any]:
    """One change as a scenario's file says it (`sources.scenario`)."""
    told: dict[str, Any] = {edit.verb: edit.path}
    if edit.verb in ("set", "scale"):
        told["to" if edit.verb == "set" else "by"] = {"value": edit.value, "assumed": ASSUMED}
    elif edit.verb == "adopt" and edit.value is not None:
        told["at"] = edit.value
    elif edit.verb == "close" and edit.value is not None:
        told["reason"] = edit.value
    if edit.start is not None:
        told["from"] = edit.start
    if edit.end is not None:
        told["until"] = edit.end
    return told


def read_edits(edits: Sequence[Edit], workspace: Workspace, on: str) -> tuple[Scenario, Network]:
    """The scenario of edits on top of another, and the network that comes of it. Raises ProjectFaulty, NotFound."""
    return read_text(scenario_text(edits), workspace.network_with(on))


def read_text(text: str, network: Network) -> tuple[Scenario, Network]:
    """The scenario of a text, as its file would be read alone in a folder. Raises ProjectFaulty."""
    with TemporaryDirectory(prefix="crossgauge-") as folder:
        file = Path(folder) / f"{EDITED}.yaml"
        file.write_text(text, encoding="utf-8", newline="\n")
        return read_scenario(file, network)
