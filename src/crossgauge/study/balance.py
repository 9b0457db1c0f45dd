"""Flows and simulated waits made to agree: each port's waiting curve is scaled to what the kernel shows.

    solve flows at the curves -> simulate the ports at these flows -> scale every curve to the simulated hours -> again

until what goes would go the same way at the simulated hours. All rounds choose among the same ways. The naive way, to
solve flows at the simulated hours themselves, is shown beside it: it swings from port to port, since hours without a
slope call all or nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from crossgauge.arrays.supernetwork import SuperNetwork
from crossgauge.engines.flows.choice import Sets
from crossgauge.errors import RunImpossible
from crossgauge.model.changes import network_on
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.demand import Arrivals
from crossgauge.model.flows import Passage
from crossgauge.model.network import Network
from crossgauge.study.flow_gaps import gap_at
from crossgauge.study.flow_tables import passages_of
from crossgauge.study.flows import CHOICE, Flowed, choice_sets, compiled, solved, time_of
from crossgauge.study.passage_curves import (
    hours_at,
    law_near,
    powers,
    short_term,
    with_factors,
    with_hours,
    with_laws,
)
from crossgauge.study.run import run

GAP, ROUNDS = 0.002, 15
DAYS, WARMUP_DAYS, REPLICAS = (
    90,
    30,
    4,
)  # one replica leaves chance of 0.01 in the gap of the reference network
STEP = 4.0  # a factor rises or falls to so many times itself in a round, at most
LEAST_FACTOR, MOST_FACTOR = 0.02, 50.0
IDLE = 1.0  # loads a day below which a port is not simulated: its hours would be those of chance

Hours = dict[str, float]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the gap, and by passage the loads a day, the hours of the curve and those simulated."""

    gap: float
    naive_gap: float | None
    loads_a_day: Mapping[str, float]
    curve_h: Hours
    simulated_h: Hours
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Balance:
    """Flows that agree with the simulated waits to `gap`, if `agreed`; `rounds` tells how they came there."""

    flowed: Flowed
    rounds: tuple[Round, ...]
    agreed: bool
    wanted: float
    other_gap: float  # of the same flows at hours simulated with other luck: what of the gap is chance

    @property
    def gap(self) -> float:
        """The gap of the last round."""
        return self.rounds[-1].gap


def balance(
    network: Network,
    *,
    year: int | None = None,
    method: str = CHOICE,
    gap: float = GAP,
    rounds: int = ROUNDS,
    days: int = DAYS,
    warmup_days: int = WARMUP_DAYS,
    replicas: int = REPLICAS,
    seed: int = 1,
    workers: int | None = None,
    naive: bool = False,
    on_round: Callable[[int, Round], None] | None = None,
) -> Balance:
    """Flows of a year at waits that the kernel shows for them, by one scale factor a port, refitted every round.

    gap    : of `study.flow_gaps.gap_at`, at which to stop; after `rounds` the answer is what has been reached
    days   : simulated behind `warmup_days`, from the first of April; equal seeds in all rounds share their luck
    naive  : tell beside it the gap of the naive way, which solves flows at the hours of its own last round
    Raises RunImpossible where no passage has chains to simulate.
    """
    start, end = time_of(network, year, None, None)
    state = network_on(network, start + (end - start) / 2)
    simulated = [one for one in state.passages if one.crossing and one.chains]
    if not simulated:
        raise RunImpossible(
            f"network '{network.id}' has no passage with chains, so nothing can be simulated."
        )
    ask = Ask(state, tuple(simulated), date(start.year, 4, 1), days, warmup_days, replicas, seed, workers)
    net = short_term(compiled(network, start, end), days + warmup_days)
    sets = choice_sets(net)
    factors = {one.id: 1.0 for one in simulated}
    told: list[Round] = []
    hours: Hours = {}
    flowed = None
    for number in range(1, rounds + 1):
        if flowed and told:
            factors = refitted(net, flowed, told, sets)
        scaled = with_factors(net, factors)
        answer = solved(scaled, method, warm=flowed.answer if flowed else None, sets=sets)
        flowed = Flowed(scaled, answer, method, start, (end - start).days + 1)
        one = round_of(flowed, ask, factors)
        if naive and told:
            before, hours = naive_round(net, ask, hours or told[0].simulated_h, method, sets)
            one = replace(one, naive_gap=before)
        told.append(one)
        if on_round:
            on_round(number, one)
        if one.gap <= gap:
            break
    assert flowed is not None  # rounds is at least 1
    other = simulated_hours(replace(ask, seed=seed + 1), loads_of(flowed))
    return Balance(flowed, tuple(told), told[-1].gap <= gap, gap, gap_at(flowed, other))


@dataclass(frozen=True, slots=True)
class Ask:
    """What is simulated in every round, apart from the flows."""

    network: Network
    passages: tuple[Passage, ...]
    start: date
    days: int
    warmup_days: int
    replicas: int
    seed: int
    workers: int | None


def loads_of(flowed: Flowed) -> dict[str, float]:
    """Loads a day of every passage."""
    return {one.id: float(flowed.answer.load[links].sum()) * 24.0 for one, links in passages_of(flowed)}


def round_of(flowed: Flowed, ask: Ask, factors: Mapping[str, float]) -> Round:
    """Simulate the ports at a flow and compare."""
    loads = loads_of(flowed)
    simulated = simulated_hours(ask, loads)
    curve = {one.id: float(flowed.answer.time[links[0]]) for one, links in passages_of(flowed)}
    return Round(gap_at(flowed, simulated), None, loads, curve, simulated, dict(factors))


def naive_round(net: SuperNetwork, ask: Ask, hours: Hours, method: str, sets: Sets) -> tuple[float, Hours]:
    """Flows solved at simulated hours, those simulated in turn: their gap, and the hours for the next round."""
    fixed = with_hours(net, hours)
    flowed = Flowed(fixed, solved(fixed, method, sets=sets), method, ask.start, ask.days)
    simulated = simulated_hours(ask, loads_of(flowed))
    return gap_at(flowed, simulated), {**hours, **simulated}


def refitted(net: SuperNetwork, flowed: Flowed, told: Sequence[Round], sets: Sets) -> dict[str, float]:
    """Factors by which the curves pass through the simulated hours, at the flows to which these would lead.

    Hours simulated near full rise faster than the curve, up to three times as fast: a factor for the load of now
    sends the flow too far, and the next sends it back. So the flows are solved at the law that the rounds so far
    show near this load, slope and all, and the factor is that for the load which comes out. What it solves is the
    same: at the end curve and simulation agree at the same flow.
    """
    now, load = told[-1], flowed.answer.load
    power = powers(flowed.net, load)
    laws = {
        name: law_near(
            [(one.loads_a_day[name], one.simulated_h[name]) for one in told if name in one.simulated_h],
            power[name],
        )
        for name in now.simulated_h
    }
    lawful = with_laws(flowed.net, laws, load)
    there = solved(lawful, flowed.method, warm=flowed.answer, sets=sets).load
    wanted, curve = hours_at(lawful, there), hours_at(net, there)
    fresh = dict(now.factors)
    for name in laws:
        step = float(np.clip(np.log(wanted[name] / curve[name] / fresh[name]), -np.log(STEP), np.log(STEP)))
        fresh[name] = float(np.clip(fresh[name] * np.exp(step), LEAST_FACTOR, MOST_FACTOR))
    return fresh


def simulated_hours(ask: Ask, loads_a_day: Mapping[str, float]) -> Hours:
    """Mean hours of a load through each passage when so much comes, in the kernel: its chains one after the other."""
    busy = [one for one in ask.passages if loads_a_day.get(one.id, 0.0) >= IDLE]
    if not busy:
        return {}
    network = fed(ask.network, ask.passages, loads_a_day, ask.start.year)
    results = run(
        network,
        start=ask.start,
        days=ask.days,
        warmup_days=ask.warmup_days,
        replicas=ask.replicas,
        seed=ask.seed,
        workers=ask.workers,
        record="counts",
    )
    table = results.flows.group_by("crossing", "chain").agg(pl.col("units", "border_h").sum())
    mean = {(crossing, chain): hours / units for crossing, chain, units, hours in table.rows() if units > 0}
    return {
        one.id: sum(mean[one.crossing, chain] for chain in one.chains)
        for one in busy
        if all((one.crossing, chain) in mean for chain in one.chains)
    }


def fed(
    network: Network, passages: tuple[Passage, ...], loads_a_day: Mapping[str, float], year: int
) -> Network:
    """The crossings of the passages alone; to their first chains comes what the flows say, evenly over the year."""
    counts: dict[tuple[str, str], float] = {}
    for one in passages:
        key = (one.crossing, one.chains[0])
        units = loads_a_day.get(one.id, 0.0) * 365.0 / one.unit_loads
        counts[key] = counts.get(key, 0.0) + units
    names = {one.crossing for one in passages}
    crossings = tuple(
        replace(one, chains=tuple(with_count(one, chain, counts, year) for chain in one.chains))
        for one in network.crossings
        if one.id in names
    )
    return replace(network, crossings=crossings, agreements=(), corridors=(), closures=(), measures=())


def with_count(crossing: Crossing, chain: Chain, counts: Mapping[tuple[str, str], float], year: int) -> Chain:
    """A chain to which another number of units comes, by the hours and days of its own arrivals."""
    key = (crossing.id, chain.id)
    first = chain.arrivals[0] if chain.arrivals else None
    if key not in counts or first is None:
        return chain
    shape = first if isinstance(first, Arrivals) else Arrivals(count=())
    arrivals = replace(shape, count=((year, counts[key]),), share=1.0, growth=0.0, months=(1.0,) * 12)
    return replace(chain, arrivals=(arrivals,))
