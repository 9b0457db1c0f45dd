"""Patterns of dotted paths: `*` stands for any id, step or arm, `cn-*` for those that begin so."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from fnmatch import fnmatchcase
from typing import Any

from crossgauge.model.changes import attribute_called, member_names, step_places
from crossgauge.model.network import Network
from crossgauge.model.paths import arm_names
from crossgauge.model.randomness import Distribution
from crossgauge.model.steps import Branch

WILD = frozenset("*?[")
Words = tuple[str, ...]


def is_pattern(path: str) -> bool:
    """Whether a path has a wild word.

    >>> is_pattern("crossings.*.gates.cn-release.count"), is_pattern("crossings.x.gates.y.count")
    (True, False)
    """
    return not WILD.isdisjoint(path)


def paths_like(network: Network, pattern: str) -> tuple[str, ...]:
    """The paths of a network that a pattern means, in the network's order; none where nothing is so.

    Attributes are said in full; where an element has none of that name it is passed over, so that
    `crossings.*.chains.*.arrivals.growth` means the chains with arrivals by rate alone.
    """
    words = tuple(pattern.removeprefix("network.").split("."))
    return tuple(".".join(found) for found in _attribute(network, words))


def _attribute(element: Any, words: Words) -> Iterator[Words]:
    """Paths below an element whose next word is an attribute."""
    entry = attribute_called(type(element), words[0])
    if entry is None and isinstance(element, Branch):
        yield from _members(element.arms, arm_names(element.arms), words)
        return
    if entry is None or entry.name == "id":
        return
    value = getattr(element, entry.name)
    if len(words) == 1:
        yield words
        return
    head, rest = words[:1], words[1:]
    if is_dataclass(value) and not isinstance(value, Distribution):
        below = _attribute(value, rest)
    elif not isinstance(value, tuple):
        return
    elif entry.metadata.get("unit") == "1/year":
        years = (str(year) for year, _ in value)
        below = ((year,) for year in years if len(rest) == 1 and fnmatchcase(year, rest[0]))
    elif head == ("steps",):
        below = _steps(value, rest)
    elif head == ("arrivals",) and len(value) == 1 and attribute_called(type(value[0]), rest[0]):
        below = _attribute(value[0], rest)
    else:
        below = _members(value, member_names(value), rest)
    yield from ((*head, *found) for found in below)


def _members(members: tuple[Any, ...], names: list[str], words: Words) -> Iterator[Words]:
    """Paths below the members of a collection whose names the next word means."""
    for member, name in zip(members, names, strict=True):
        if len(words) > 1 and is_dataclass(member) and fnmatchcase(name, words[0]):
            yield from ((name, *found) for found in _attribute(member, words[1:]))


def _steps(steps: tuple[Any, ...], words: Words) -> Iterator[Words]:
    """Paths below the steps of a chain and of its arms; those called alike are told by number."""
    places = step_places(steps)
    names = [name for _, name in places]
    for nth, (place, name) in enumerate(places):
        said = name if names.count(name) == 1 else f"{name}#{names[: nth + 1].count(name)}"
        if len(words) > 1 and (fnmatchcase(name, words[0]) or fnmatchcase(said, words[0])):
            yield from ((said, *found) for found in _attribute(_at(steps, place), words[1:]))


def _at(steps: tuple[Any, ...], place: tuple[int, ...]) -> Any:
    step = steps[place[0]]
    return step if len(place) == 1 else _at(step.arms[place[1]].steps, place[2:])
