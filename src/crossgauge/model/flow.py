"""The steps of a chain as they follow each other, with branches, jumps and their ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crossgauge.model.paths import Path, arm_names, step_names
from crossgauge.model.steps import Batch, Branch, Goto

END = -1  # where a chain is over


@dataclass(slots=True)
class Spot:
    """A step where it stands; `onward` are the spots that may follow, END among them."""

    path: Path
    step: Any
    onward: list[int]
    aside: list[int] = field(default_factory=list)  # where one goes who gives up before the step


def walk(steps: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every step of a chain with its path, the arms of branches included."""
    for name, step in zip(step_names(steps), steps, strict=True):
        yield (*path, name), step
        if isinstance(step, Branch):
            for arm_name, arm in zip(arm_names(step.arms), step.arms, strict=True):
                yield from walk(arm.steps, (*path, name, "arms", arm_name, "steps"))


def flow_of(steps: tuple[Any, ...], path: Path, without_end: frozenset[str]) -> tuple[list[Spot], int]:
    """The spots of a chain and the first of them.

    without_end : chains in which batches are unbatched, so that members go on behind their batch step.
    """
    spots: list[Spot] = []
    first = _lay(steps, path, END, spots, without_end)
    by_label = {spot.step.label: place for place, spot in enumerate(spots) if spot.step.label}
    for spot in spots:
        if isinstance(spot.step, Goto):
            spot.onward = [by_label[spot.step.goto]] if spot.step.goto in by_label else []
        elif (
            getattr(spot.step, "patience", None) is not None
            or getattr(spot.step, "balk_above", None) is not None
        ):
            otherwise = spot.step.otherwise
            spot.aside = [by_label[otherwise]] if otherwise in by_label else [] if otherwise else [END]
    return spots, first


def reachable(spots: list[Spot], starts: Iterable[int]) -> set[int]:
    """The spots that may be passed from `starts` on, these included, END not.

    >>> spots = [Spot(("last",), None, [END]), Spot(("first",), None, [0]), Spot(("apart",), None, [0])]
    >>> sorted(reachable(spots, [1]))
    [0, 1]
    """
    reached: set[int] = set()
    ahead = list(starts)
    while ahead:
        place = ahead.pop()
        if place != END and place not in reached:
            reached.add(place)
            ahead += [*spots[place].onward, *spots[place].aside]
    return reached


def _lay(
    steps: tuple[Any, ...], path: Path, after: int, spots: list[Spot], without_end: frozenset[str]
) -> int:
    """Lay the steps from the last to the first, so that each knows what follows; the first's spot comes back."""
    entry = after
    for name, step in reversed(list(zip(step_names(steps), steps, strict=True))):
        onward = [entry]
        if isinstance(step, Branch):
            arms = zip(arm_names(step.arms), step.arms, strict=True)
            onward = [
                _lay(arm.steps, (*path, name, "arms", arm_name, "steps"), entry, spots, without_end)
                for arm_name, arm in arms
            ]
        elif isinstance(step, Batch) and step.into not in without_end:
            onward = [END]
        spots.append(Spot((*path, name), step, onward))
        entry = len(spots) - 1
    return entry
