"""Values that nobody knows well, drawn from ranges: Latin hypercube or Sobol's points, each a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from crossgauge.errors import Fault, ProjectFaulty, RunImpossible
from crossgauge.model.agreements import Change
from crossgauge.model.applying import head_of
from crossgauge.model.changes import network_on, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.checks_values import bounds, distributions
from crossgauge.model.network import Network
from crossgauge.model.randomness import Distribution, mean_of, scaled
from crossgauge.model.scenario import Scenario
from crossgauge.sources.ranges import SET, USAGE, aimed, paths_meant, read_range
from crossgauge.units import NotAQuantity

MOST_SAMPLES = 9_999
DESIGNS = ("latin", "sobol")


@dataclass(frozen=True, slots=True)
class Range:
    """Where a value, or what it is multiplied by, lies: evenly from `low` to `high`, in SI.

    path : dotted path or pattern; verb: 'set' (of a distribution its mean) or 'scale'
    whole : a count, of which both ends may be drawn
    """

    path: str
    verb: str
    low: float
    high: float
    whole: bool = False


def ranges_of(networks: Mapping[str, Network], texts: Sequence[str]) -> tuple[Range, ...]:
    """Ranges as they are written. Raises ProjectFaulty with every fault.

    networks : all of them must have what a path leads to
    """
    ranges: list[Range] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            ranges.append(_range_of(networks, text))
        except NotAQuantity as error:
            faults.append(Fault(f"--sample '{text}'", error.wrong, error.expected))
    paths = [one.path for one in ranges]
    faults += [
        Fault(f"--sample '{path}'", "is there twice", "Expected every path once.")
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    if faults:
        raise ProjectFaulty("the samples", faults)
    return tuple(ranges)


def _range_of(networks: Mapping[str, Network], text: str) -> Range:
    written = read_range(text)
    aim, *_ = [aimed(written, network) for network in networks.values()]
    whole = written.verb == SET and isinstance(aim.targets[0].value, int)
    return Range(written.path, written.verb, aim.low, aim.high, whole)


def drawn(ranges: Sequence[Range], samples: int, seed: int, design: str) -> tuple[tuple[float, ...], ...]:
    """Values by sample and range, spread evenly. Raises RunImpossible for a number that the design has not.

    >>> ends = [Range("crossings.x.resources.lanes.count", "set", 1, 4, True)]
    >>> sorted(value for (value,) in drawn(ends, 8, 1, "latin"))
    [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]
    """
    from scipy.stats import qmc

    check_samples(ranges, samples, design)
    if not ranges:
        return ()
    rng = np.random.default_rng(seed)
    if design == "sobol":
        points = qmc.Sobol(len(ranges), rng=rng).random_base2(samples.bit_length() - 1)
    else:
        points = qmc.LatinHypercube(len(ranges), rng=rng).random(samples)
    low, high = np.array([one.low for one in ranges]), np.array([one.high for one in ranges])
    whole = np.array([one.whole for one in ranges])
    values = np.where(whole, low + np.floor(points * (high - low + 1)), low + points * (high - low))
    return tuple(tuple(map(float, row)) for row in values)


def check_samples(ranges: Sequence[Range], samples: int, design: str) -> None:
    """Raises RunImpossible for a number of samples, or a design, that cannot be."""
    if design not in DESIGNS:
        raise RunImpossible(f"design is '{design}'. Expected one of: {', '.join(DESIGNS)}.")
    if not ranges and samples:
        raise RunImpossible(f"{samples} samples are asked, but of nothing. {USAGE}")
    if ranges and not 2 <= samples <= MOST_SAMPLES:
        raise RunImpossible(f"samples is {samples}. Expected 2 to {MOST_SAMPLES}.")
    if ranges and design == "sobol" and samples & (samples - 1):
        near = 1 << (samples.bit_length() - 1)
        raise RunImpossible(
            f"samples is {samples}. Expected a power of two, such as {near} or {2 * near}, for Sobol's points."
        )


def sampled(network: Network, ranges: Sequence[Range], values: Sequence[float], name: str) -> Network:
    """The network with values in place of what is declared, whatever scenario or agreement is in force.

    A factor is applied to what is in force on the day. Raises ProjectFaulty where that cannot be.
    """
    if not ranges:
        return network
    head = head_of(network, Scenario(id=f"sample-{name}", edits=()))
    changes = [
        Change(path=path, verb=one.verb, value=_put(network, path, one, value))
        for one, value in zip(ranges, values, strict=True)
        for path in paths_meant(network, one.path)
    ]
    agreement = replace(head, start=date.min, changes=tuple(changes))
    new = replace(network, agreements=(*network.agreements, agreement))
    if faults := faults_of(new):
        raise ProjectFaulty(f"network '{network.id}' with sample {name}", faults)
    return new


def _put(network: Network, path: str, one: Range, value: float) -> Any:
    """What a draw puts at a path: the factor, the number, or the declared distribution with this mean."""
    now = target_of(network, path).value
    if one.verb == SET and isinstance(now, Distribution):
        return scaled(now, value / mean_of(now))
    return round(value) if one.whole else value


def faults_of(network: Network) -> tuple[Fault, ...]:
    """The faults of a network, and of the values that its agreements put in force."""
    found = list(check_network(network))
    for day in sorted({agreement.start for agreement in network.agreements}):
        state = network_on(network, day)
        found += [fault for rule in (bounds, distributions) for fault in rule(state)]
    return tuple(dict.fromkeys(found))


def check_ends(networks: Mapping[str, Network], ranges: Sequence[Range]) -> None:
    """Raises ProjectFaulty where a network cannot have all lower, or all upper, ends."""
    for network in networks.values() if ranges else ():
        sampled(network, ranges, [one.low for one in ranges], "of all lower ends")
        sampled(network, ranges, [one.high for one in ranges], "of all upper ends")
