"""Curves of passages bent to what a simulation has shown: scaled by a factor, fixed, or its own law nearby."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from crossgauge.arrays.supernetwork import SuperNetwork
from crossgauge.engines.flows.curves import times
from crossgauge.engines.flows.state import BPR, CONSTANT, Float64s
from crossgauge.model.flows import Passage

NEAR = 0.015  # log of load: points farther away count little, for hours rise by another power there
CHANCE = 0.005  # log of hours: so much of a difference between two rounds is luck, on the reference network
FLATTER, STEEPEST = 1 / 4, 60.0  # times the power of the curve; a power
FIXED_PART = 0.001  # of the hours that no law changes: a curve of the engine has a time at no load

Hours = Mapping[str, float]
Law = tuple[float, float, float]  # loads a day, hours there, power by which hours go with load


def law_near(points: Sequence[tuple[float, float]], power: float) -> Law:
    """How simulated hours go with load near the last of the points, as hours (load / load there) ^ power.

    points : loads a day and hours simulated, one of every round
    power  : that of the curve there, which one point cannot tell; it counts as if it were as uncertain as it is large
    A line of logarithms by weighted least squares with that expectation (ridge); raises nothing.

    >>> [round(float(x), 6) for x in law_near([(10.0, 8.0)], 2.0)]
    [10.0, 8.0, 2.0]
    """
    load, hours = (np.log(np.array(points)) - np.log(points[-1])).T
    weight = 1.0 / (1.0 + (load / NEAR) ** 4)
    expected = (CHANCE / power) ** 2
    found = (weight @ (load * hours) + expected * power) / (weight @ load**2 + expected)
    return *points[-1], float(np.clip(found, FLATTER * power, STEEPEST))


def with_laws(net: SuperNetwork, laws: Mapping[str, Law], load: Float64s) -> SuperNetwork:
    """The supernetwork in which passages take the hours of their laws, `load` (n_links,) being that of the laws."""
    parameters, curve = net.flows.links.parameters.copy(), net.flows.links.curve.copy()
    for a, join in enumerate(net.joins):
        if isinstance(join.element, Passage) and join.element.id in laws:
            _loads, hours, power = laws[join.element.id]
            # Below the power of 1 the curve would be upright at no load: a line of the same slope instead.
            rises = min(power, 1.0) * (1.0 - FIXED_PART)
            parameters[a], curve[a] = 0.0, BPR
            parameters[a, :4] = hours * (1.0 - rises), rises / (1.0 - rises), max(power, 1.0), max(load[a], 1e-9)
    links = net.flows.links._replace(parameters=parameters, curve=curve)
    return replace(net, flows=net.flows._replace(links=links))


def powers(net: SuperNetwork, load: Float64s) -> dict[str, float]:
    """By which power of load the hours of every passage go, on its curve at a load : (n_links,)."""
    time, slope, _second, _area = times(net.flows.links, load)
    return {
        join.element.id: max(float(load[a] * slope[a] / time[a]), FIXED_PART)
        for a, join in enumerate(net.joins)
        if isinstance(join.element, Passage) and time[a] > 0
    }


def hours_at(net: SuperNetwork, load: Float64s) -> dict[str, float]:
    """Hours of every passage on its curve at a load : (n_links,)."""
    time = times(net.flows.links, load)[0]
    return {
        join.element.id: float(time[a])
        for a, join in enumerate(net.joins)
        if isinstance(join.element, Passage)
    }


def short_term(net: SuperNetwork, days: int) -> SuperNetwork:
    """The supernetwork whose queues grow as long as those of a simulation."""
    parameters = net.flows.links.parameters.copy()
    queues = net.flows.links.curve != CONSTANT
    parameters[queues, 4] = days * 24.0
    return with_parameters(net, parameters)


def with_factors(net: SuperNetwork, factors: Mapping[str, float]) -> SuperNetwork:
    """The supernetwork with the hours of passages scaled, those without a line before them and the wait alike."""
    parameters = net.flows.links.parameters.copy()
    for a, join in enumerate(net.joins):
        if isinstance(join.element, Passage):
            factor = factors.get(join.element.id, 1.0)
            parameters[a, 0] *= factor
            parameters[a, 7] *= factor
    return with_parameters(net, parameters)


def with_hours(net: SuperNetwork, hours: Hours) -> SuperNetwork:
    """The supernetwork in which passages take these hours, whatever their load."""
    parameters, curve = net.flows.links.parameters.copy(), net.flows.links.curve.copy()
    for a, join in enumerate(net.joins):
        if isinstance(join.element, Passage) and join.element.id in hours:
            parameters[a], curve[a] = 0.0, CONSTANT
            parameters[a, 0] = hours[join.element.id]
    links = net.flows.links._replace(parameters=parameters, curve=curve)
    return replace(net, flows=net.flows._replace(links=links))


def with_parameters(net: SuperNetwork, parameters: Float64s) -> SuperNetwork:
    """The supernetwork with other parameters of its curves."""
    links = net.flows.links._replace(parameters=parameters)
    return replace(net, flows=net.flows._replace(links=links))
