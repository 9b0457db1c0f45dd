"""A network with values changed by their dotted paths, and with the agreements of a day in force.

A path says attributes as YAML does, elements by id, steps by label or verb and subject, arms by name:
`crossings.x.resources.lanes.count`, `crossings.x.chains.y.steps.use:lanes.for`,
`crossings.x.chains.y.steps.channel.arms.red.share`, `crossings.x.chains.y.arrivals.count`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import Field, dataclass, is_dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from crossgauge.errors import CrossgaugeError, NotFound
from crossgauge.model.agreements import Change
from crossgauge.model.attribute import attributes_of
from crossgauge.model.network import Network
from crossgauge.model.paths import ONE, arm_names, step_names
from crossgauge.model.randomness import Distribution, scaled
from crossgauge.model.steps import Arm, Branch

SHARES_MEET = 1e-12  # shares that add to 1 but for rounding are left alone
Edit = Callable[["Target"], Any]


class PathUnknown(NotFound):
    """A path that leads nowhere: `what` was looked for as `asked` among `known`."""

    def __init__(self, what: str, asked: str, known: Iterable[str]) -> None:
        self.what = what
        self.known = tuple(known)
        super().__init__(what, asked, self.known)


class ChangeImpossible(CrossgaugeError):
    """A value that cannot be scaled."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a path leads to: an attribute of a declared element, or one year of its counts."""

    owner: Any
    entry: Field[Any]
    value: Any
    year: int | None = None


def target_of(network: Network, path: str) -> Target:
    """What a path leads to. Raises PathUnknown with the nearest word."""
    found: list[Target] = []

    def keep(target: Target) -> Any:
        found.append(target)
        return target.value

    _edited(network, parts_of_path(path), keep)
    return found[0]


def with_edit(network: Network, path: str, edit: Edit) -> Network:
    """The network with what a path leads to replaced by what `edit` makes of it. Raises PathUnknown."""
    changed: Network = _edited(network, parts_of_path(path), edit)
    return changed


def apply_changes(network: Network, changes: Sequence[Change]) -> Network:
    """The network with the changes made, one after the other. Raises PathUnknown, ChangeImpossible.

    Where the share of an arm is changed, the arms that no change names divide the rest as they did before.
    """
    named: dict[tuple[str, ...], set[str]] = {}
    for change in changes:
        parts = parts_of_path(change.path)
        network = _edited(network, parts, partial(_changed, change))
        if parts[-1] == "share" and isinstance(target_of(network, change.path).owner, Arm):
            branch = parts[:-3] if parts[-3] == "arms" else parts[:-2]
            named.setdefault((*branch, "arms"), set()).add(parts[-2])
    for arms, names in named.items():
        network = _edited(network, list(arms), partial(_rest_divided, names))
    return network


def _rest_divided(named: set[str], target: Target) -> Any:
    """The arms with those not named sharing what is left; as they are where that cannot be."""
    arms = target.value
    names = arm_names(arms)
    fixed = sum(arm.share or 0.0 for arm, name in zip(arms, names, strict=True) if name in named)
    free = sum(arm.share or 0.0 for arm, name in zip(arms, names, strict=True) if name not in named)
    if free <= 0 or fixed > 1 or abs(fixed + free - 1) < SHARES_MEET:
        return arms
    return tuple(
        arm if name in named or arm.share is None else replace(arm, share=arm.share * (1 - fixed) / free)
        for arm, name in zip(arms, names, strict=True)
    )


def network_on(network: Network, day: date) -> Network:
    """The network as it is on one day: all agreements in force on it applied, by order and then by start."""
    state = network
    for agreement in sorted(network.agreements, key=lambda one: (one.order, one.start)):
        if agreement.start <= day and (agreement.end is None or day <= agreement.end):
            state = apply_changes(state, agreement.changes)
    return state


def parts_of_path(path: str) -> list[str]:
    """The words of a path; its head may be told."""
    return path.removeprefix("network.").split(".")


def _changed(change: Change, target: Target) -> Any:
    return change.value if change.verb == "set" else _scaled(target, change)


def _scaled(target: Target, change: Change) -> Any:
    factor = change.value
    if isinstance(target.value, Distribution):
        return scaled(target.value, factor)
    if isinstance(target.value, bool) or not isinstance(target.value, int | float | tuple):
        raise ChangeImpossible(
            f"'{change.path}' is {target.value!r}. Expected a number or a distribution to scale."
        )
    if isinstance(target.value, tuple):
        if target.entry.metadata.get("unit") != "1/year":
            raise ChangeImpossible(
                f"'{change.path}' is a list. Expected a number or a distribution to scale."
            )
        return tuple((year, count * factor) for year, count in target.value)
    return round(target.value * factor) if isinstance(target.value, int) else target.value * factor


def attribute_called(declared: type[Any], word: str) -> Field[Any] | None:
    """The attribute by the word of YAML or its full name, `length` as `length_m`."""
    known = attributes_of(declared)
    if word in known:
        return known[word]
    return next((entry for entry in known.values() if entry.name == word), None)


def _edited(element: Any, parts: list[str], edit: Edit) -> Any:
    """The element with what the path leads to replaced by what `edit` makes of it."""
    entry = attribute_called(type(element), parts[0])
    if entry is None and isinstance(element, Branch) and parts[0] in arm_names(element.arms):
        parts = ["arms", *parts]
        entry = attribute_called(Branch, "arms")
    if entry is None or entry.name == "id":
        known = [word for word in attributes_of(type(element)) if word != "id"]
        raise PathUnknown("attribute", parts[0], known)
    value = getattr(element, entry.name)
    if len(parts) == 1:
        return replace(element, **{entry.name: edit(Target(element, entry, value))})
    if is_dataclass(value) and not isinstance(value, Distribution):
        return replace(element, **{entry.name: _edited(value, parts[1:], edit)})
    if not isinstance(value, tuple):
        raise PathUnknown(f"attribute of '{parts[0]}'", parts[1], ())
    if entry.metadata.get("unit") == "1/year":
        return replace(element, **{entry.name: _year_edited(element, entry, value, parts[1:], edit)})
    return replace(element, **{entry.name: _member_edited(value, parts[0], parts[1:], edit)})


def _year_edited(element: Any, entry: Field[Any], counts: Any, parts: list[str], edit: Edit) -> Any:
    years = [str(year) for year, _ in counts]
    if len(parts) > 1 or parts[0] not in years:
        raise PathUnknown("year", ".".join(parts), years)
    return tuple(
        (year, edit(Target(element, entry, count, year)) if str(year) == parts[0] else count)
        for year, count in counts
    )


def _member_edited(members: tuple[Any, ...], word: str, parts: list[str], edit: Edit) -> tuple[Any, ...]:
    """One member of a collection edited; `arrivals` may leave out the number where there is one member."""
    if word == "steps":
        return _step_edited(members, parts, edit)
    names = member_names(members)
    if word == "arrivals" and parts[0] not in names and len(members) == 1:
        parts = ["0", *parts]
    if parts[0] not in names:
        raise PathUnknown(ONE.get(word, f"member of {word}"), parts[0], names)
    if len(parts) == 1 or not is_dataclass(members[0]):
        known = list(attributes_of(type(members[0]))) if is_dataclass(members[0]) else []
        raise PathUnknown(f"attribute of {ONE.get(word, word)} '{parts[0]}'", ".".join(parts[1:]), known)
    place = names.index(parts[0])
    return (*members[:place], _edited(members[place], parts[1:], edit), *members[place + 1 :])


def member_names(members: tuple[Any, ...]) -> list[str]:
    """How paths call the members of a collection: by id, by arm, else by number."""
    if members and isinstance(members[0], Arm):
        return arm_names(members)
    if members and hasattr(members[0], "id"):
        return [member.id for member in members]
    return [str(index) for index in range(len(members))]


def _step_edited(steps: tuple[Any, ...], parts: list[str], edit: Edit) -> tuple[Any, ...]:
    """One step edited, wherever in the chain and its arms it is."""
    found = list(_steps_called(steps, parts[0]))
    if not found:
        raise PathUnknown("step", parts[0], _step_words(steps))
    if len(found) > 1:
        raise PathUnknown("single step", parts[0], [f"{parts[0]}#1"])
    if len(parts) == 1:
        raise PathUnknown(f"attribute of step '{parts[0]}'", "", ())
    return _edited_at(steps, found[0], parts[1:], edit)


def _step_words(steps: tuple[Any, ...]) -> list[str]:
    words = []
    for name, step in zip(step_names(steps), steps, strict=True):
        words.append(name)
        for arm in step.arms if isinstance(step, Branch) else ():
            words += _step_words(arm.steps)
    return words


def _steps_called(steps: tuple[Any, ...], word: str) -> list[tuple[int, ...]]:
    """Places of the steps that a word means: (step,) or (step, arm, step, …)."""
    stem, _, nth = word.partition("#")
    places = [place for place, name in step_places(steps) if name == stem]
    if nth:
        wanted = int(nth) - 1 if nth.isdecimal() and nth.isascii() and len(nth) < 9 else -1
        return places[wanted : wanted + 1] if wanted >= 0 else []
    return places


def step_places(steps: tuple[Any, ...]) -> list[tuple[tuple[int, ...], str]]:
    """Every step of a chain and its arms: where it is, (step,) or (step, arm, step, …), and its name without number."""
    listed: list[tuple[tuple[int, ...], str]] = []
    for index, (name, step) in enumerate(zip(step_names(steps), steps, strict=True)):
        listed.append(((index,), name.partition("#")[0]))
        for number, arm in enumerate(step.arms if isinstance(step, Branch) else ()):
            listed += [((index, number, *place), inner) for place, inner in step_places(arm.steps)]
    return listed


def _edited_at(
    steps: tuple[Any, ...], place: tuple[int, ...], parts: list[str], edit: Edit
) -> tuple[Any, ...]:
    step = steps[place[0]]
    if len(place) == 1:
        new = _edited(step, parts, edit)
    else:
        arm = step.arms[place[1]]
        arm = replace(arm, steps=_edited_at(arm.steps, place[2:], parts, edit))
        new = replace(step, arms=(*step.arms[: place[1]], arm, *step.arms[place[1] + 1 :]))
    return (*steps[: place[0]], new, *steps[place[0] + 1 :])


__all__ = [
    "ChangeImpossible",
    "PathUnknown",
    "Target",
    "apply_changes",
    "attribute_called",
    "member_names",
    "network_on",
    "parts_of_path",
    "step_places",
    "target_of",
    "with_edit",
]
