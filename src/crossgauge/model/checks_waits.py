"""Rules of waiting: what nobody can ever get, however long the run, is said before it."""

import math
from collections.abc import Callable
from typing import Any

from crossgauge.model.calendars import Gate
from crossgauge.model.checks_chains import flows
from crossgauge.model.checks_demand import most_of, states_of
from crossgauge.model.checks_loops import most_drawn
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.demand import Replay
from crossgauge.model.findings import Faults, chains, crossings, fault
from crossgauge.model.flow import walk
from crossgauge.model.holdings import holdings, stocks_of
from crossgauge.model.network import Network
from crossgauge.model.steps import Batch, Goto, Release, Seize, Split, Transload, Unbatch, Use, Wait


def in_every_state(rule: Callable[[Network], Faults]) -> Callable[[Network], Faults]:
    """The rule, told only of what it finds in the declaration and on the first day of every agreement."""

    def told(network: Network) -> Faults:
        found = {one.where: one for one in rule(network)}
        if not found:
            return
        for state in states_of(network):
            still = {one.where for one in rule(state)}
            found = {where: one for where, one in found.items() if where in still}
        yield from found.values()

    return told


@in_every_state
def passes(network: Network) -> Faults:
    """A wait asks for no more passes than a window of its gate has, and its gate opens."""
    shut = {one.id for one in network.calendars if not one.periods}
    for path, crossing, chain in chains(network):
        gates = {gate.id: gate for gate in (*network.gates, *crossing.gates)}
        for place, step in walk(chain.steps, (*path, "steps")):
            if not isinstance(step, Wait) or step.wait not in gates:
                continue
            gate = gates[step.wait]
            most = _most_passes(gate)
            if gate.hours in shut:
                wrong = f"waits at '{gate.id}', which never opens"
                yield fault(place, wrong, f"Expected hours in calendar '{gate.hours}'.")
            elif step.count > most:
                wrong = f"asks for {step.count} passes of '{gate.id}', of which a window has {most:g}"
                yield fault(place, wrong, "Expected at most that, or a larger 'count' of the gate.")


def _most_passes(gate: Gate) -> float:
    if gate.kind in ("quota", "slots"):
        return math.inf if gate.count is None else gate.count  # none: the rule of gates has said it
    if gate.kind == "paths":
        return 0 if gate.count == 0 and not gate.times else max(1, len(gate.times) - len(set(gate.times)) + 1)
    return math.inf


@in_every_state
def own_way(network: Network) -> Faults:
    """Nobody waits for what he holds himself."""
    calendars = {one.id: one for one in network.calendars}
    for _, crossing, spots, first in flows(network):
        resources = {one.id: one for one in (*network.resources, *crossing.resources)}
        for place, holds in holdings(spots, first, stocks_of(network, crossing)).items():
            step = spots[place].step if place >= 0 else None
            if not isinstance(step, Seize | Use):
                continue
            name = step.seize if isinstance(step, Seize) else step.use
            has = dict(holds).get(name, 0)
            if not has or name not in resources:
                continue
            most = most_of(resources[name], calendars)
            if step.count <= most < step.count + has:
                wrong = f"asks for {step.count} of '{name}' while it holds {has} of at most {most}"
                yield fault(
                    spots[place].path, wrong, f"Expected 'release: {name}' before it, or a larger count."
                )


@in_every_state
def filled(network: Network) -> Faults:
    """A stock that begins with less than is asked for is filled by somebody."""
    for path, crossing, chain in chains(network):
        own = {one.id for one in crossing.resources}
        stocks = {one.id: one for one in (*network.resources, *crossing.resources) if one.stock}
        for place, step in walk(chain.steps, (*path, "steps")):
            if not isinstance(step, Seize | Use):
                continue
            name = step.seize if isinstance(step, Seize) else step.use
            stock = stocks.get(name)
            if stock is None or stock.initial is None or stock.initial >= step.count:
                continue
            near = [crossing] if name in own else list(network.crossings)
            if not any(_fills(one, name) for one in near):
                wrong = f"asks for {step.count} of '{name}', a stock that begins with {stock.initial} and nobody fills"
                yield fault(
                    place, wrong, f"Expected a step 'release: {name}' in some chain, or a larger 'initial'."
                )


def _fills(crossing: Crossing, name: str) -> bool:
    """Whether a chain of the crossing gives something to a stock."""
    steps = (step for chain in crossing.chains for _, step in walk(chain.steps, ()))
    return any(isinstance(step, Release) and step.release == name for step in steps)


@in_every_state
def batches(network: Network) -> Faults:
    """A batch can fill: enough units come to be, and enough of them find room while they gather."""
    for path, _, chain in chains(network):
        for place, step in walk(chain.steps, (*path, "steps")):
            if isinstance(step, Batch) and step.at_least > step.batch:
                wrong = f"waits for {step.at_least} and is full with {step.batch}"
                yield fault(place, wrong, "Expected 'at_least' not above the size of the batch.")
    for path, crossing in crossings(network):
        most = _most_units(network, crossing)
        for chain in crossing.chains:
            for place, step in walk(chain.steps, (*path, "chains", chain.id, "steps")):
                if isinstance(step, Batch) and 0 < most[chain.id] < _least(step):
                    wrong = f"never gathers {_least(step)}: no more than {most[chain.id]:g} units ever come"
                    yield fault(place, wrong, "Expected a smaller batch, 'at_most' or more arrivals.")
    yield from _rooms(network)


def _least(step: Batch) -> int:
    """Members without which it never goes."""
    return step.batch if step.at_most is None else min(step.batch, step.at_least)


def _rooms(network: Network) -> Faults:
    """Members keep what they hold: a batch larger than the room in which it gathers never fills."""
    calendars = {one.id: one for one in network.calendars}
    for _, crossing, spots, first in flows(network):
        if not any(isinstance(spot.step, Batch) for spot in spots):
            continue
        resources = {one.id: one for one in (*network.resources, *crossing.resources)}
        for place, holds in holdings(spots, first, stocks_of(network, crossing)).items():
            step = spots[place].step if place >= 0 else None
            for name, count in holds if isinstance(step, Batch) else ():
                if isinstance(step, Batch) and name in resources:
                    room = most_of(resources[name], calendars) // count
                    if room < _least(step):
                        wrong = (
                            f"never gathers {_least(step)}: each holds {count} of '{name}', enough for {room}"
                        )
                        expected = f"Expected 'release: {name}' before it, 'at_most' or a smaller batch."
                        yield fault(spots[place].path, wrong, expected)


def _most_units(network: Network, crossing: Crossing) -> dict[str, float]:
    """The most units of every chain in all time; infinite wherever that is not certain."""
    loads = {one.id: one.load for one in network.classes}
    carried = {  # members of a batch are its load
        step.into: math.inf
        for chain in crossing.chains
        for _, step in walk(chain.steps, ())
        if isinstance(step, Batch)
    }
    most = {chain.id: _arriving(chain) for chain in crossing.chains}
    made = {chain.id: list(_made(chain)) for chain in crossing.chains}
    for _ in crossing.chains:  # as many rounds as a longest line of chains
        before, most = most, {chain.id: _arriving(chain) for chain in crossing.chains}
        for chain in crossing.chains:
            load = loads.get(chain.unit_class)
            each = carried.get(chain.id, math.inf if load is None else most_drawn_count(load))
            for child, count in made[chain.id]:
                if child in most and before[chain.id] > 0:
                    most[child] += before[chain.id] * (each if count is None else count)
    return most


def most_drawn_count(distribution: Any) -> float:
    """The most units that a count may draw."""
    most = most_drawn(distribution)
    return most if math.isinf(most) else math.floor(most + 0.5)


def _arriving(chain: Chain) -> float:
    return sum(
        (float(len(one.instants)) if isinstance(one, Replay) else math.inf for one in chain.arrivals), 0.0
    )


def _made(chain: Chain) -> list[tuple[str, float | None]]:
    """Chains of which a unit makes units, and at most how many; none: its load."""
    steps = [step for _, step in walk(chain.steps, ())]
    again = any(isinstance(step, Goto | Unbatch) or getattr(step, "otherwise", "") for step in steps)
    told: list[tuple[str, float | None]] = []
    for step in steps:
        if isinstance(step, Batch):
            told.append((step.into, math.inf if again else 1.0))
        elif isinstance(step, Split | Transload):
            child = step.split if isinstance(step, Split) else step.transload
            count = None if step.count is None else most_drawn_count(step.count)
            told.append((child, math.inf if again else count))
    return told
