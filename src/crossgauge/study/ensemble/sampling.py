"""Values that nobody knows well, drawn from ranges: Latin hypercube or Sobol's points, each a network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from crossgauge.errors import Fault, ProjectFaulty, RunImpossible, nearest
from crossgauge.model.agreements import Change
from crossgauge.model.applying import head_of
from crossgauge.model.changes import PathUnknown, Target, network_on, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.checks_values import bounds, distributions
from crossgauge.model.network import Network
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.randomness import Distribution
from crossgauge.model.scenario import Scenario
from crossgauge.units import NotAQuantity, number, read

MOST_SAMPLES = 9_999
DESIGNS = ("latin", "sobol")
TEXT = re.compile(r"(?P<path>[^=]+?)\s*(?P<verb>\*?=)\s*(?P<low>.+?)\s*\.\.\s*(?P<high>.+)")
USAGE = "Expected 'path=low..high' for values, or 'path*=0.8..1.2' for factors."


@dataclass(frozen=True, slots=True)
class Range:
    """Where a value, or what it is multiplied by, lies: evenly from `low` to `high`, in SI.

    path : dotted path or pattern; verb: 'set' or 'scale'; whole: a count, of which both ends may be drawn
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
            faults.append(Fault(f"sample '{text}'", error.wrong, error.expected))
    paths = [one.path for one in ranges]
    faults += [
        Fault(f"sample '{path}'", "is there twice", "Expected every path once.")
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    if faults:
        raise ProjectFaulty("the samples", faults)
    return tuple(ranges)


def _range_of(networks: Mapping[str, Network], text: str) -> Range:
    found = TEXT.fullmatch(text.strip())
    if found is None:
        raise NotAQuantity("is no range", USAGE)
    path = found["path"].removeprefix("network.")
    target = next(iter([_target(name, network, path) for name, network in networks.items()]))
    if found["verb"] == "*=":
        low, high, whole = number(found["low"]), number(found["high"]), False
    else:
        low, high, whole = *_ends(target, found["low"], found["high"]), isinstance(target.value, int)
    if not low < high:
        raise NotAQuantity("is empty", "Expected the lower end first.")
    if found["verb"] == "*=" and low < 0:
        raise NotAQuantity("has a factor below 0", "Expected factors such as 0.8..1.2.")
    return Range(path, "scale" if found["verb"] == "*=" else "set", low, high, whole)


def _target(name: str, network: Network, path: str) -> Target:
    """What a path, or the first that a pattern means, leads to."""
    found = paths_like(network, path) if is_pattern(path) else (path,)
    if not found:
        raise NotAQuantity(f"means nothing in '{name}'", "Expected a pattern of paths that are there.")
    try:
        target = target_of(network, found[0])
    except PathUnknown as error:
        wrong = f"names '{error.asked}', but '{name}' has no such {error.what}"
        raise NotAQuantity(wrong, nearest(error.asked, error.known)) from None
    count = target.entry.name == "count" and target.entry.metadata["unit"] == "1/year"
    numeric = isinstance(target.value, int | float) and not isinstance(target.value, bool)
    if not (numeric or count or isinstance(target.value, Distribution)):
        wrong = f"is {target.value!r} in '{name}'"
        raise NotAQuantity(wrong, "Expected the path of a number, a duration or arrivals.")
    return target


def _ends(target: Target, low: str, high: str) -> tuple[float, float]:
    if isinstance(target.value, Distribution | tuple):
        raise NotAQuantity("sets more than one number", "Expected factors: 'path*=0.8..1.2'.")
    unit = target.entry.metadata["unit"]
    first, last = read(low, unit), read(high, unit)
    if isinstance(target.value, int) and not (first.is_integer() and last.is_integer()):
        raise NotAQuantity("has an end between counts", "Expected whole numbers.")
    return first, last


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
        Change(path=path, verb=one.verb, value=round(value) if one.whole else value)
        for one, value in zip(ranges, values, strict=True)
        for path in (paths_like(network, one.path) if is_pattern(one.path) else (one.path,))
    ]
    agreement = replace(head, start=date.min, changes=tuple(changes))
    new = replace(network, agreements=(*network.agreements, agreement))
    if faults := faults_of(new):
        raise ProjectFaulty(f"network '{network.id}' with sample {name}", faults)
    return new


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
