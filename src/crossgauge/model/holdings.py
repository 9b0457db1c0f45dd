"""What a unit holds at every step of its chain, by the steps alone."""

from typing import Any

from crossgauge.model.crossings import Crossing
from crossgauge.model.flow import END, Spot
from crossgauge.model.network import Network
from crossgauge.model.steps import Release, Seize

Held = tuple[tuple[str, int], ...]  # (resource, how many), sorted


def stocks_of(network: Network, crossing: Crossing) -> set[str]:
    """Resources that nobody holds: taken by one and given back by another."""
    stocks = {one.id for one in network.resources if one.stock}
    stocks -= {one.id for one in crossing.resources}
    return stocks | {one.id for one in crossing.resources if one.stock}


def holdings(spots: list[Spot], first: int, stocks: set[str]) -> dict[int, Held]:
    """What is held before each spot that can be reached, on the way found first."""
    before: dict[int, Held] = {first: ()}
    ahead = [first]
    while ahead:
        place = ahead.pop()
        if place == END:
            continue
        for onward, holds in ways(spots[place], before[place], stocks):
            if onward not in before:
                before[onward] = holds
                ahead.append(onward)
    return before


def ways(spot: Spot, holds: Held, stocks: set[str]) -> list[tuple[int, Held]]:
    """Where a unit goes on, and what it holds there; who gives up before a step holds what it held."""
    after = held_after(spot.step, holds, stocks)
    return [(onward, after) for onward in spot.onward] + [(aside, holds) for aside in spot.aside]


def held_after(step: Any, holds: Held, stocks: set[str]) -> Held:
    """What is held behind a step."""
    counts = dict(holds)
    if isinstance(step, Seize) and step.seize not in stocks:
        counts[step.seize] = counts.get(step.seize, 0) + step.count
    elif isinstance(step, Release) and step.release not in stocks:
        counts[step.release] = max(0, counts.get(step.release, 0) - step.count)
    return tuple(sorted((name, count) for name, count in counts.items() if count > 0))
