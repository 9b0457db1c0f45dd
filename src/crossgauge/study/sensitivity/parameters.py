"""Parameters that are varied: paths of a network with a range, and the network with values put in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import network_on, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.hauling import consequences
from crossgauge.model.network import Network
from crossgauge.model.randomness import Distribution, mean_of
from crossgauge.sources.ranges import SCALE, SET, USAGE, aimed, read_range, unit_of
from crossgauge.units import NotAQuantity, write

VARIED = "varied"  # id of the agreement that puts values in


@dataclass(frozen=True, slots=True)
class Parameter:
    """Values of a network that are varied together.

    text      : path or pattern as it was written; paths: what it means
    low, high : factors of what is declared where `verb` is 'scale'; where it is 'set', values in SI (of a
                distribution, its mean)
    """

    text: str
    paths: tuple[str, ...]
    verb: str
    low: float
    high: float
    unit: str = "1"


def parameters_of(texts: Sequence[str], network: Network) -> tuple[Parameter, ...]:
    """The parameters that texts mean: 'PATH*=LOW..HIGH' or 'PATH=LOW..HIGH'. Raises ProjectFaulty with every fault.

    >>> network = Network(id="x", start=date(2024, 1, 1))
    >>> parameters_of(["crossings.*.resources.lanes.count*=0.5..1.5"], network)
    Traceback (most recent call last):
    crossgauge.errors.ProjectFaulty: what is varied has 1 fault:
    --vary 'crossings.*.resources.lanes.count*=0.5..1.5': means nothing in 'x'
        Expected a pattern of paths that are there.
    """
    found: list[Parameter] = []
    faults = [] if texts else [Fault("--vary", "is not there", USAGE)]
    for text in texts:
        try:
            found.append(_parameter(text, network))
        except NotAQuantity as error:
            faults.append(Fault(f"--vary '{text}'", error.wrong, error.expected))
    paths = [path for parameter in found for path in parameter.paths]
    faults += [
        Fault(f"--vary '{path}'", "is varied twice", "Expected every path once.")
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    for text, parameter in () if faults else zip(texts, found, strict=True):
        faults += faults_of(network, parameter, f"--vary '{text}'")
    if faults:
        raise ProjectFaulty("what is varied", faults)
    return tuple(found)


def parameter_of(text: str, network: Network) -> Parameter:
    """The parameter that one text means, as `parameters_of`."""
    return parameters_of([text], network)[0]


def _parameter(text: str, network: Network) -> Parameter:
    """A parameter, not yet tried in the network."""
    written = read_range(text)
    aim = aimed(written, network)
    unit = (unit_of(aim.targets[0]) or "1") if written.verb == SET else "1"
    return Parameter(written.path, aim.paths, written.verb, aim.low, aim.high, unit)


def faults_of(network: Network, parameter: Parameter, where: str) -> list[Fault]:
    """What is wrong with both ends: they give the same whole number, or what the network forbids."""
    day = network.start or date.min
    before = set(check_network(replace(network_on(network, day), agreements=())))
    ends = [
        replace(network_on(varied(network, {parameter: value}), day), agreements=())
        for value in (parameter.low, parameter.high)
    ]
    first, last = ([target_of(end, path).value for path in parameter.paths] for end in ends)
    if first == last:
        wrong = f"is {first[0]!r} at both ends of its range"
        return [Fault(where, wrong, "Expected a wider one: whole numbers are rounded.")]
    told = [fault for end in ends for fault in check_network(end) if fault not in before]
    return list(dict.fromkeys(Fault(where, fault.wrong, fault.expected) for fault in told))


def varied(network: Network, values: Mapping[Parameter, float]) -> Network:
    """The network with each parameter at its value, from the first day to the last, over all agreements.

    Raises ChangeImpossible for what cannot be scaled.
    """
    changes = tuple(
        change for parameter, value in values.items() for change in changes_of(network, parameter, value)
    )
    if not changes:
        return network
    changes = (*changes, *consequences(network, changes, network.start))
    order = 1 + max((one.order for one in network.agreements), default=0)
    agreement = Agreement(id=VARIED, name="varied for sensitivity", order=order, changes=changes)
    return replace(network, agreements=(*network.agreements, agreement))


def changes_of(network: Network, parameter: Parameter, value: float) -> list[Change]:
    """What a value of a parameter changes; a factor of 1 nothing."""
    if parameter.verb == SCALE:
        return [Change(path=path, verb=SCALE, value=value) for path in parameter.paths if value != 1.0]
    made = []
    for path in parameter.paths:
        now = target_of(network, path).value
        if isinstance(now, Distribution):
            made.append(Change(path=path, verb=SCALE, value=value / mean_of(now)))
        else:
            made.append(Change(path=path, verb=SET, value=round(value) if isinstance(now, int) else value))
    return made


def said(parameter: Parameter, value: float) -> str:
    """A value as one would write it.

    >>> said(Parameter("x", ("x",), "scale", 0.8, 1.2), 0.8), said(Parameter("x", ("x",), "set", 1, 2, "s"), 5400.0)
    ('× 0.8', '1.5 h')
    """
    return f"× {value:g}" if parameter.verb == SCALE else write(value, parameter.unit)
