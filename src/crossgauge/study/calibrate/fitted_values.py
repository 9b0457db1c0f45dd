"""The fitted values as edits of a project folder, each with where it came from."""

from collections.abc import Sequence
from dataclasses import replace

from crossgauge.model.changes import Target
from crossgauge.model.facts import Provenance
from crossgauge.model.network import Network
from crossgauge.model.randomness import Distribution, mean_of
from crossgauge.sources.edits import Edit, quoted
from crossgauge.sources.ranges import unit_of
from crossgauge.sources.write import value_text
from crossgauge.sources.written import distribution_text, time_text
from crossgauge.study.calibrate.fitting import Fit
from crossgauge.study.calibrate.parameters import Parameter, owner_of
from crossgauge.study.calibrate.to_facts import FactCalibration


def edits_of(before: Network, calibration: FactCalibration) -> tuple[Edit, ...]:
    """Every value that the calibration changed, once each, in the order of the parameters."""
    made: dict[str, Edit] = {}
    for place, parameter in enumerate(calibration.fit.parameters):
        for path in parameter.paths:
            was, now = owner_of(before, path), owner_of(calibration.network, path)
            if now.value != was.value and path not in made:
                made[path] = Edit(
                    path=written_path(path),
                    value=text_of(now),
                    assumed=reason(calibration, place, now.value),
                )
    return tuple(made.values())


def with_reasons(network: Network, edits: Sequence[Edit]) -> Network:
    """The network with where the edited values came from, in the place of what was said of them."""
    told = {".".join(edit.path): edit for edit in edits}
    kept = [one for one in network.provenance if one.path not in told]
    new = [Provenance(path=path, text=edit.value, assumed=edit.assumed) for path, edit in told.items()]
    return replace(network, provenance=(*kept, *new))


def text_of(target: Target) -> str:
    """The YAML of a value; laws of times as `as_written` rounded them."""
    if isinstance(target.value, Distribution) and unit_of(target) == "s":
        return quoted(distribution_text(target.value))
    return value_text(target.value, target.entry, type(target.owner))


def written_path(path: str) -> tuple[str, ...]:
    """The path as YAML says it: the value of a dated change stands under `to` or `by`."""
    words = path.split(".")
    return (*words[:-1], "to") if words[0] == "agreements" else tuple(words)


def reason(calibration: FactCalibration, place: int, value: object) -> str:
    """Where a fitted value came from, as the project says it: to what it was fitted, and its 95 % interval."""
    fit, told = calibration.fit, calibration.identified
    n = len(fit.targets)
    until = f" up to {calibration.until}" if calibration.until else ""
    head = f"fitted to {'1 fact' if n == 1 else f'{n} facts'}{until}"
    parameter = fit.parameters[place]
    shown = value_words(parameter, value, fit.values[place])
    if told.at_bound[place]:
        return f"{head}: {shown}, at the {told.at_bound[place]} bound of its search"
    scale = 1.0 if parameter.how == "value" else size_of(value) / fit.values[place]
    low, high = (value_words(parameter, value, bound, scale) for bound in (told.low[place], told.high[place]))
    doubt = "" if told.told[place] else ", which the facts do not tell alone"
    return f"{head}: {shown} [{low}, {high}]{doubt}"


def size_of(value: object) -> float:
    """The number of a value; the mean of a distribution; 1 for counts by year."""
    if isinstance(value, Distribution):
        return mean_of(value)
    return float(value) if isinstance(value, int | float) else 1.0


def value_words(parameter: Parameter, value: object, at: float, scale: float | None = None) -> str:
    """One figure of a parameter in the unit of what it moves.

    scale : of the value for a parameter of 1; without it the value itself is told
    """
    size = size_of(value) if scale is None else at * scale
    if isinstance(value, tuple):
        return f"times {at:.3g}"
    if isinstance(value, Distribution):
        return f"mean {time_text(float(f'{size:.4g}'))}" if scale is None else time_text(float(f"{size:.3g}"))
    if isinstance(value, int):
        return f"{size:,.0f}" if size >= 20 or scale is None else f"{size:.3g}"
    return time_text(float(f"{size:.4g}")) if parameter.unit == "s" else f"{size:.4g}"


def parameter_words(fit: Fit, place: int, value: float) -> str:
    """A value of a parameter for people: times, wholes or numbers; factors with three digits."""
    parameter = fit.parameters[place]
    if parameter.how == "scale":
        return f"× {value:.3g}"
    if parameter.unit == "s":
        return time_text(float(f"{value:.4g}"))
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
