"""Dotted paths of declared values: how they are written, and how they are said in an error."""

from collections.abc import Sequence
from typing import Any

from crossgauge.model.steps import STEPS, Batch, Branch, Delay

Path = tuple[str, ...]
ONE = {
    "places": "place",
    "links": "link",
    "calendars": "calendar",
    "consists": "consist",
    "classes": "class",
    "resources": "resource",
    "gates": "gate",
    "crossings": "crossing",
    "sections": "section",
    "corridors": "corridor",
    "goods": "goods",
    "passages": "passage",
    "transfers": "transfer",
    "stores": "store",
    "demand": "demand",
    "pipelines": "pipeline",
    "stations": "station",
    "grades": "grade",
    "substitutes": "substitute",
    "posts": "post",
    "chains": "chain",
    "charges": "charge",
    "documents": "document",
    "steps": "step",
    "arms": "arm",
    "closures": "closure",
    "agreements": "agreement",
    "measures": "measure",
    "facts": "fact",
    "facilities": "facility",
    "hauls": "haul",
    "travel": "travellers",
    "beliefs": "belief",
    "institutes": "institute",
    "timeline": "event",
    "projects": "project",
    "values": "value of time",
    "demands": "demand case",
    "countries": "country",
    "cargoes": "cargo",
    "routes": "route",
    "visits": "visits",
}
VERB_OF = {declared: verb for verb, declared in STEPS.items()}


def said(path: Path) -> str:
    """A path in words, to begin an error with.

    >>> said(("crossings", "khorgos-road", "resources", "cn-lanes", "count"))
    "crossing 'khorgos-road', resource 'cn-lanes': count"
    >>> said(("network", "clock"))
    'network: clock'
    """
    elements: list[str] = []
    rest = list(path)
    while rest:
        if rest[0] == "network" and not elements:
            elements.append("network")
            rest = rest[1:]
        elif len(rest) > 1 and rest[0] == "changes" and rest[1].isdecimal():
            elements.append(f"change {int(rest[1]) + 1}")
            rest = rest[2:]
        elif len(rest) > 1 and rest[0] in ONE:
            elements.append(f"{ONE[rest[0]]} '{rest[1]}'")
            rest = rest[2:]
        else:
            break
    attribute = " ".join(rest)
    return ": ".join(part for part in (", ".join(elements), attribute) if part)


def step_name(verb: str, subject: str, label: str) -> str:
    """How paths call a step: its label, else verb and subject."""
    return label or (f"{verb}:{subject}" if subject else verb)


def subject_of(step: Any) -> str:
    """What a step is about: the resource of a use, the chain of a batch; nothing for a delay or a branch."""
    if isinstance(step, Delay | Branch):
        return ""
    return str(step.into if isinstance(step, Batch) else getattr(step, VERB_OF[type(step)]))


def numbered(names: Sequence[str]) -> list[str]:
    """The names, those that come again with #2, #3, … behind them.

    >>> numbered(["use:a", "use:b", "use:a"])
    ['use:a', 'use:b', 'use:a#2']
    """
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return unique


def step_names(steps: Sequence[Any]) -> list[str]:
    """How paths call the steps of one list, each differently."""
    return numbered([step_name(VERB_OF[type(step)], subject_of(step), step.label) for step in steps])


def arm_names(arms: Sequence[Any]) -> list[str]:
    """How paths call the arms of a branch: by name, else by number from 0."""
    return numbered([arm.name or str(index) for index, arm in enumerate(arms)])
