"""Free parameters of a network: what they move, between which bounds, and the network with them set.

Whole counts: a parameter that moves a count over few wholes lives on a grid; between two wholes the figures of a run
are interpolated (`grids.py`). Where a count is large beside its steps it is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from math import ceil, floor
from typing import Any

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.agreements import Change
from crossgauge.model.changes import PathUnknown, Target, target_of, with_edit
from crossgauge.model.checks import check_network
from crossgauge.model.network import Network
from crossgauge.model.patterns import is_pattern
from crossgauge.model.randomness import Distribution, Empirical, Mixture, mean_of, scaled
from crossgauge.sources.quantities import distribution
from crossgauge.sources.ranges import (
    SCALE,
    SET,
    WrittenRange,
    amount_of,
    ends_of,
    hint,
    paths_meant,
    unit_of,
    value_of,
)
from crossgauge.sources.written import distribution_text
from crossgauge.study.calibrate.free import Free
from crossgauge.units import NotAQuantity, shown

MOST_STEPS = 200  # wholes between the bounds; above, a step is below half a per cent of them and is rounded
EPS = 1e-9
DIGITS = 5  # of a number that is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A free parameter of one network.

    paths      of the values that it moves, those that dated changes set among them
    how        'value' or 'scale'
    unit       of the value, SI; '' for a factor
    low, high  bounds, start  where the search begins, in that unit
    now        what the network declares; the start where several values are set to one
    step       between two points of its grid; 0 where it is continuous
    """

    name: str
    paths: tuple[str, ...]
    how: str
    unit: str
    low: float
    high: float
    start: float
    now: float
    step: float = 0.0
    where: str = ""


def parameters_of(network: Network, free: Sequence[Free]) -> tuple[Parameter, ...]:
    """The free parameters of a network, checked at both bounds.

    Raises ProjectFaulty with every fault: unknown paths, bounds that cross or that the network forbids, values that
    are no numbers, and one value that two parameters set.
    """
    found: list[Parameter] = []
    faults: list[Fault] = []
    for one in free:
        made = _parameter(network, one)
        if isinstance(made, Fault):
            faults.append(made)
        else:
            found.append(made)
    set_by: dict[str, Parameter] = {}
    for parameter in found:
        for path in parameter.paths if parameter.how == "value" else ():
            other = set_by.setdefault(path, parameter)
            if other is not parameter:
                wrong = f"{shown(parameter.name)} and {shown(other.name)} both set {path}"
                faults.append(Fault(parameter.where, wrong, "Expected one of them, or scale for both."))
    if not faults:
        faults = _forbidden(network, found)
    if faults:
        raise ProjectFaulty("free parameters", faults)
    return tuple(found)


def with_values(network: Network, parameters: Sequence[Parameter], values: Sequence[float]) -> Network:
    """The network with its parameters at these values; factors multiply, whatever their order."""
    setting: dict[str, float] = {}
    factor: dict[str, float] = {}
    for parameter, value in zip(parameters, values, strict=True):
        for path in parameter.paths:
            if parameter.how == "value":
                setting[path] = float(value)
            else:
                factor[path] = factor.get(path, 1.0) * float(value)
    for path in dict.fromkeys(path for parameter in parameters for path in parameter.paths):
        network = with_edit(network, path, partial(_moved, setting.get(path), factor.get(path, 1.0)))
    return network


def as_written(network: Network, parameters: Sequence[Parameter]) -> Network:
    """The network with what parameters move rounded as a project says it: to five digits, times to four."""
    for path in dict.fromkeys(path for parameter in parameters for path in parameter.paths):
        unit = unit_of(owner_of(network, path))
        network = with_edit(network, path, partial(_rounded, unit))
    return network


def _rounded(unit: str, target: Target) -> Any:
    value = target.value
    if isinstance(value, Distribution):
        return distribution(distribution_text(value), unit) if unit == "s" else value
    if isinstance(value, tuple):
        return tuple((year, float(f"{count:.{DIGITS}g}")) for year, count in value)
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def owner_of(network: Network, path: str) -> Target:
    """What a path leads to; for the value of a dated change, what that change sets."""
    target = target_of(network, path)
    if isinstance(target.owner, Change) and target.owner.verb == "set":
        return replace(target_of(network, target.owner.path), value=target.value)
    return target


def _moved(setting: float | None, factor: float, target: Target) -> Any:
    value = target.value
    if isinstance(value, Distribution):
        ratio = factor * (1.0 if setting is None else setting / mean_of(value))
        return value if ratio == 1.0 else scaled(value, ratio)
    if isinstance(value, tuple):
        return tuple((year, count * factor) for year, count in value)
    moved = (value if setting is None else setting) * factor
    return round(moved) if isinstance(value, int) else moved


def _parameter(network: Network, free: Free) -> Parameter | Fault:
    """One parameter, or what is wrong with it."""
    paths: list[str] = []
    for asked in free.paths:
        try:
            paths += _meant(network, asked, free.how)
        except PathUnknown as error:
            return Fault(free.where, f"{shown(free.name)} moves {shown(asked)}", str(error))
        except NotAQuantity as error:
            return Fault(free.where, f"{shown(asked)} {error.wrong}", error.expected)
    paths = list(dict.fromkeys(paths))
    if not paths:
        wrong = f"{shown(free.name)} moves {shown(', '.join(free.paths))}, which means nothing here"
        return Fault(free.where, wrong, "Expected a pattern that some value of the network answers to.")
    targets = [owner_of(network, path) for path in paths]
    for path, target in zip(paths, targets, strict=True):
        if not _is_number(target, free.how):
            wrong = f"{shown(free.name)} moves {path}, which is {shown(str(target.value))}"
            return Fault(free.where, wrong, "Expected the path of a number or a law of few figures.")
    unit = "" if free.how == "scale" else unit_of(targets[0])
    written = WrittenRange(free.paths[0], SCALE if free.how == "scale" else SET, free.low, free.high)
    try:
        low, high = ends_of(written, targets)
        now = 1.0 if free.how == "scale" else amount_of(targets[0].value)
        start = value_of(free.start, unit) if free.start else now
    except NotAQuantity as error:
        return Fault(free.where, f"{shown(free.name)} {error.wrong}", error.expected)
    step = _step(targets, free.how, high - low)
    if step:
        low, high = ceil(low / step - EPS) * step, floor(high / step + EPS) * step
    if not (0 <= low < high):
        wrong = f"{shown(free.name)} has the bounds {free.low} and {free.high}"
        expected = "Expected two that do not cross, at least 0" + (", a whole count apart." if step else ".")
        return Fault(free.where, wrong, expected)
    if not low <= start <= high:
        wrong = f"{shown(free.name)} starts at {start:g}, outside of {free.low} to {free.high}"
        expected = f"Expected bounds around the start, or another start.{hint(written)}"
        return Fault(free.where, wrong, expected)
    return Parameter(
        name=free.name, paths=tuple(paths), how=free.how, unit=unit,
        low=low, high=high, start=start, now=now, step=step, where=free.where,
    )  # fmt: skip


def _meant(network: Network, asked: str, how: str) -> list[str]:
    """The paths that a path or pattern means; a factor also moves what dated changes set there."""
    words = asked.removeprefix("network.").split(".")
    if words[0] == "agreements" and len(words) > 2:
        return _changes_meant(network, words)
    found = list(paths_meant(network, asked))
    if how == "scale":
        told = set(found)
        found += [
            f"agreements.{agreement.id}.changes.{place}.value"
            for agreement in network.agreements
            for place, change in enumerate(agreement.changes)
            if change.verb == "set" and change.path.removeprefix("network.") in told
        ]
    return found


def _changes_meant(network: Network, words: list[str]) -> list[str]:
    """Values of dated changes: `agreements.ID.changes.N.to` or `agreements.ID.` and the path that is changed."""
    agreements = [one for one in network.agreements if fnmatchcase(one.id, words[1])]
    if not agreements and not is_pattern(words[1]):
        raise PathUnknown("agreement", words[1], [one.id for one in network.agreements])
    asked = ".".join(words[2:])
    found, known = [], []
    for agreement in agreements:
        for place, change in enumerate(agreement.changes):
            path = change.path.removeprefix("network.")
            known.append(path)
            if fnmatchcase(path, asked) or asked in {
                f"changes.{place}.{word}" for word in ("to", "by", "value")
            }:
                found.append(f"agreements.{agreement.id}.changes.{place}.value")
    if not found and not is_pattern(asked):
        raise PathUnknown("change", asked, known)
    return found


def _is_number(target: Target, how: str) -> bool:
    value = target.value
    if isinstance(value, tuple):
        return how == "scale" and target.entry.metadata.get("unit") == "1/year"
    if isinstance(value, Mixture):
        return not any(isinstance(part, Empirical) for part in value.parts)
    return not isinstance(value, bool | Empirical) and isinstance(value, int | float | Distribution)


def _step(targets: Sequence[Target], how: str, width: float) -> float:
    """Width of the grid: a whole, as a factor that of the smallest count."""
    counts = [target.value for target in targets if isinstance(target.value, int)]
    if not counts or min(counts) < 1:
        return 0.0
    step = 1.0 if how == "value" else 1.0 / min(counts)
    return step if width / step <= MOST_STEPS else 0.0


def _forbidden(network: Network, parameters: Sequence[Parameter]) -> list[Fault]:
    """What the network forbids at the bounds, that it does not forbid as it is."""
    before = {str(fault) for fault in check_network(network)}
    faults = []
    for place, parameter in enumerate(parameters):
        for bound in (parameter.low, parameter.high):
            values = [one.start for one in parameters]
            values[place] = bound
            for fault in check_network(with_values(network, parameters, values)):
                if str(fault) not in before:
                    wrong = f"{shown(parameter.name)} at {bound:g}: {fault.wrong}"
                    faults.append(Fault(parameter.where, wrong, fault.expected))
    return faults
