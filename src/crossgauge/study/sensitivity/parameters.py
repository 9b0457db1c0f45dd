"""Parameters that are varied: paths of a network with a range, and the network with values put in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crossgauge.errors import Fault, ProjectFaulty, RunImpossible
from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import Target, network_on, target_of
from crossgauge.model.checks import check_network
from crossgauge.model.network import Network
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.randomness import Distribution, mean_of
from crossgauge.units import NotAQuantity, number, read, write

USAGE = "Expected 'path=0.8..1.2' for factors, or values with their unit, as 'path=10 min..20 min' or 'path=set 2..4'."
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


def parameter_of(text: str, network: Network) -> Parameter:
    """The parameter that a text means: 'path=low..high'. Raises RunImpossible, PathUnknown.

    >>> network = Network(id="x", start=date(2024, 1, 1))
    >>> parameter_of("crossings.*.resources.lanes.count=0.5..1.5", network)
    Traceback (most recent call last):
    crossgauge.errors.RunImpossible: 'crossings.*.resources.lanes.count' means nothing in this network. Expected ...
    """
    path, _, told = text.partition("=")
    path = path.strip()
    paths = paths_like(network, path) if is_pattern(path) else (path.removeprefix("network."),)
    if not paths:
        raise RunImpossible(
            f"'{path}' means nothing in this network. Expected a pattern of paths that are there."
        )
    target = target_of(network, paths[0])
    verb, ends = ends_of(text, told)
    unit = str(target.entry.metadata.get("unit") or "1")
    low, high = (value_of(text, end, unit if verb == "set" else None) for end in ends)
    if not low < high:
        raise RunImpossible(f"'{text}' has no range: {low:g} is not below {high:g}. {USAGE}")
    found = Parameter(path, paths, verb, low, high, unit if verb == "set" else "1")
    check_range(network, found, target)
    return found


def ends_of(text: str, told: str) -> tuple[str, list[str]]:
    """The verb and the two ends of a range as written."""
    told = told.strip()
    rest = told.removeprefix("set ")
    ends = [part.strip() for part in rest.split(".." if ".." in rest else ":")]
    if len(ends) != 2 or not all(ends):
        raise RunImpossible(f"'{text}' is no range. {USAGE}")
    bare = all(is_number(end) for end in ends)
    return "set" if rest != told or not bare else "scale", ends


def is_number(text: str) -> bool:
    """Whether a text is a number without a unit."""
    try:
        number(text)
    except NotAQuantity:
        return False
    return True


def value_of(text: str, end: str, unit: str | None) -> float:
    """A factor, or a value in SI where there is a unit."""
    try:
        return number(end) if unit is None else read(end, unit)
    except NotAQuantity as error:
        raise RunImpossible(f"'{text}': {error}") from None
    except KeyError:
        raise RunImpossible(
            f"'{text}': {end} cannot be set there. Expected the path of a quantity."
        ) from None


def check_range(network: Network, parameter: Parameter, target: Target) -> None:
    """Raises RunImpossible where a path has no number, or both ends give the same whole number."""
    day = network.start or date.min
    before = replace(network_on(network, day), agreements=())
    ends = [
        replace(network_on(varied(network, {parameter: value}), day), agreements=())
        for value in (parameter.low, parameter.high)
    ]
    first, last = (target_of(end, parameter.paths[0]).value for end in ends)
    if first == last:
        wrong = f"'{parameter.text}' is {target.value!r}, and {first!r} at both ends of its range"
        raise RunImpossible(f"{wrong}. Expected a wider one: whole numbers are rounded.")
    known = set(check_network(before))
    faults = [fault for end in ends for fault in check_network(end) if fault not in known]
    if faults:
        told = [Fault(f"--vary {parameter.text}", fault.wrong, fault.expected) for fault in faults]
        raise ProjectFaulty(f"the range of '{parameter.text}'", list(dict.fromkeys(told)))


def varied(network: Network, values: Mapping[Parameter, float]) -> Network:
    """The network with each parameter at its value, from the first day to the last, over all agreements.

    Raises ChangeImpossible for what cannot be scaled.
    """
    changes = tuple(
        change for parameter, value in values.items() for change in changes_of(network, parameter, value)
    )
    if not changes:
        return network
    order = 1 + max((one.order for one in network.agreements), default=0)
    agreement = Agreement(id=VARIED, name="varied for sensitivity", order=order, changes=changes)
    return replace(network, agreements=(*network.agreements, agreement))


def changes_of(network: Network, parameter: Parameter, value: float) -> list[Change]:
    """What a value of a parameter changes; a factor of 1 nothing."""
    if parameter.verb == "scale":
        return [Change(path=path, verb="scale", value=value) for path in parameter.paths if value != 1.0]
    made = []
    for path in parameter.paths:
        now = target_of(network, path).value
        if isinstance(now, Distribution):
            mean = mean_of(now)
            if mean <= 0:
                raise RunImpossible(f"'{path}' has the mean 0, which cannot be set. Expected one above 0.")
            made.append(Change(path=path, verb="scale", value=value / mean))
        elif isinstance(now, int | float) and not isinstance(now, bool):
            made.append(Change(path=path, verb="set", value=round(value) if isinstance(now, int) else value))
        else:
            raise RunImpossible(f"'{path}' is {now!r}. Expected a number or a distribution to set.")
    return made


def said(parameter: Parameter, value: float) -> str:
    """A value as one would write it.

    >>> said(Parameter("x", ("x",), "scale", 0.8, 1.2), 0.8), said(Parameter("x", ("x",), "set", 1, 2, "s"), 5400.0)
    ('× 0.8', '1.5 h')
    """
    return f"× {value:g}" if parameter.verb == "scale" else write(value, parameter.unit)


def parameters_of(texts: Sequence[str], network: Network) -> tuple[Parameter, ...]:
    """The parameters of several texts. Raises RunImpossible where there is none, or two have the same path."""
    found = tuple(parameter_of(text, network) for text in texts)
    paths = [path for parameter in found for path in parameter.paths]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if not found:
        raise RunImpossible(f"no parameter is varied. {USAGE}")
    if twice:
        raise RunImpossible(f"'{twice}' is varied twice. Expected every path in one --vary.")
    return found
