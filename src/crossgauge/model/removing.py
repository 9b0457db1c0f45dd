"""Elements and steps taken out of a network."""

from dataclasses import replace
from functools import partial
from typing import Any

from crossgauge.model.changes import PathUnknown, Target, member_names, step_places, with_edit
from crossgauge.model.network import Network
from crossgauge.model.paths import ONE


def without(network: Network, path: str) -> Network:
    """The network without the element or step that a path leads to. Raises PathUnknown.

    What still names it is a fault of the rules (`model.checks`).
    """
    collection, _, name = path.rpartition(".")
    if not collection:
        raise PathUnknown("collection", path, ())
    return with_edit(network, collection, partial(_member_gone, name))


def _member_gone(name: str, target: Target) -> Any:
    members, word = target.value, target.entry.name
    if not isinstance(members, tuple) or (members and not hasattr(members[0], "__dataclass_fields__")):
        raise PathUnknown("collection", word, ())
    if word == "steps":
        return _step_gone(members, name)
    names = member_names(members)
    if name not in names:
        raise PathUnknown(ONE.get(word, f"member of {word}"), name, names)
    nth = names.index(name)
    return (*members[:nth], *members[nth + 1 :])


def _step_gone(steps: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    places = step_places(steps)
    stem, _, nth = name.partition("#")
    found = [place for place, called in places if called == stem]
    if nth:
        found = found[int(nth) - 1 : int(nth)] if nth.isdecimal() and len(nth) < 9 and int(nth) else []
    if len(found) != 1:
        what = "single step" if found else "step"
        raise PathUnknown(what, name, [f"{stem}#1"] if found else [called for _, called in places])
    return _dropped(steps, found[0])


def _dropped(steps: tuple[Any, ...], place: tuple[int, ...]) -> tuple[Any, ...]:
    if len(place) == 1:
        return (*steps[: place[0]], *steps[place[0] + 1 :])
    step = steps[place[0]]
    arm = step.arms[place[1]]
    arm = replace(arm, steps=_dropped(arm.steps, place[2:]))
    step = replace(step, arms=(*step.arms[: place[1]], arm, *step.arms[place[1] + 1 :]))
    return (*steps[: place[0]], step, *steps[place[0] + 1 :])
