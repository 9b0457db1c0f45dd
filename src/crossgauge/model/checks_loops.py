"""Rules of time: no loop runs for ever within one instant, no failure follows itself at once."""

from typing import Any

from crossgauge.model.checks_chains import flows
from crossgauge.model.crossings import Crossing
from crossgauge.model.findings import Faults, crossings, fault
from crossgauge.model.flow import END, Spot, reachable
from crossgauge.model.holdings import stocks_of
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.randomness import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Mixture,
    Triangular,
    Uniform,
    mean_of,
)
from crossgauge.model.steps import (
    Batch,
    Branch,
    Delay,
    Goto,
    Join,
    Move,
    Release,
    Seize,
    Split,
    Transload,
    Use,
    Wait,
)

HALF_TICK_S = 0.0005  # the kernel counts in milliseconds


def loops(network: Network) -> Faults:
    """Every loop takes time, or is left by chance: else the clock would stand still for ever."""
    for _, crossing, spots, first in flows(network):
        inside = _for_ever(spots, reachable(spots, [first]), _Instants(network, crossing))
        if inside:
            circle = _circle(spots, inside)
            jumps = [place for place in circle if isinstance(spots[place].step, Goto)]
            at = spots[(jumps or circle)[0]].path
            steps = ", ".join(spots[place].path[-1] for place in circle)
            wrong = f"closes a loop that takes no time: {steps}"
            yield fault(at, wrong, "Expected a delay, use or wait in it that lasts, or a way out of it.")


class _Instants:
    """Which ways out of a step a unit may take in the very instant in which it comes."""

    def __init__(self, network: Network, crossing: Crossing) -> None:
        self.stocks = stocks_of(network, crossing)
        self.hours = {gate.id for gate in network.gates if gate.kind == "hours"}
        self.hours -= {gate.id for gate in crossing.gates}
        self.hours |= {gate.id for gate in crossing.gates if gate.kind == "hours"}
        self.links = {
            link.id: link.running_time
            for link in network.links
            if link.headway_s < HALF_TICK_S and link.tracks != 1
        }

    def onward(self, spot: Spot) -> list[int]:
        """Spots that may follow at once; END is none of them."""
        step = spot.step
        places = list(spot.onward) if self.passes(step) else []
        if getattr(step, "balk_above", None) is not None or (
            isinstance(step, Seize | Use) and step.patience is not None and lasts_never(step.patience)
        ):
            places += spot.aside
        return [place for place in places if place != END]

    def passes(self, step: Any) -> bool:
        """Whether the step itself may take no time. Batches and transloads wait for others."""
        match step:
            case Delay(delay=duration) | Use(duration=duration):
                return lasts_never(duration)
            case Move(move=link, duration=own):
                running = own or self.links.get(link)
                return link in self.links and running is not None and lasts_never(running)
            case Wait(wait=gate):
                return gate in self.hours
            case Batch() | Transload():
                return False
        return True


def lasts_never(distribution: Distribution) -> bool:
    """Whether every draw is rounded to 0 ticks."""
    return most_drawn(distribution) < HALF_TICK_S


def most_drawn(distribution: Distribution) -> float:
    """The most that can be drawn; infinite where there is no end."""
    match distribution:
        case Constant(value):
            return value
        case Uniform(_, high) | Triangular(_, _, high) | Beta(_, high, _, _):
            return high
        case Empirical(values):
            return max(values, default=0.0)
        case Mixture(shares, parts):
            told = zip(shares, parts, strict=False)
            return max((most_drawn(part) for share, part in told if share > 0), default=0.0)
    return float("inf") if mean_of(distribution) > 0 else 0.0


def _for_ever(spots: list[Spot], within: set[int], instants: _Instants) -> set[int]:
    """Spots among which a unit may go on for ever in one instant, chance notwithstanding."""
    inside = set(within)
    while True:
        leaving = {place for place in inside if not _stays(spots[place], inside, instants)}
        if not leaving:
            leaving = _waiting(spots, inside, instants.stocks)
        if not leaving:
            return inside
        inside -= leaving


def _stays(spot: Spot, inside: set[int], instants: _Instants) -> bool:
    if isinstance(spot.step, Branch):
        arms = zip(spot.onward, spot.step.arms, strict=True)
        taken = [onward for onward, arm in arms if arm.share is None or arm.share > 0]
        return bool(taken) and all(onward in inside for onward in taken)
    return any(onward in inside for onward in instants.onward(spot))


def _waiting(spots: list[Spot], inside: set[int], stocks: set[str]) -> set[int]:
    """Steps at which somebody waits in the end: for children just made, for a stock that only others fill."""
    steps = [spots[place].step for place in inside]
    filled = {step.release for step in steps if isinstance(step, Release)}
    splits = any(isinstance(step, Split) for step in steps)
    return {
        place
        for place in inside
        if (isinstance(step := spots[place].step, Join) and splits)
        or (isinstance(step, Seize) and step.seize in stocks - filled and step.balk_above is None)
    }


def _circle(spots: list[Spot], inside: set[int]) -> list[int]:
    """Spots of one loop, in order."""
    way = [max(inside)]
    while True:
        spot = spots[way[-1]]
        after = next(place for place in (*spot.onward, *spot.aside) if place in inside)
        if after in way:
            return way[way.index(after) :]
        way.append(after)


def failures(network: Network) -> Faults:
    """A failure leaves some time in which all is well."""
    groups: list[tuple[Path, Any]] = [(("resources",), network.resources)]
    groups += [((*path, "resources"), crossing.resources) for path, crossing in crossings(network)]
    for path, elements in groups:
        for one in elements:
            for index, failure in enumerate(one.failures):
                if mean_of(failure.between) > 0 and lasts_never(failure.between):
                    within = (*path, one.id, "failures", *([str(index)] if len(one.failures) > 1 else []))
                    wrong = f"is {failure.between}, which is no millisecond"
                    yield fault((*within, "between"), wrong, "Expected a time above 1 ms between failures.")
