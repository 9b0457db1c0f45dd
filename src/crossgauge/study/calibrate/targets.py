"""The facts to fit: observed figures with their standard errors, and the choice of those held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from math import sqrt

import numpy as np
import numpy.typing as npt

from crossgauge.errors import CalibrationImpossible, nearest
from crossgauge.model.facts import Fact
from crossgauge.model.network import Network
from crossgauge.study.observe import SIGNED, measured, span_of
from crossgauge.study.observed import observed_value, rounding_of

Floats = npt.NDArray[np.float64]

# Standard error of a stated figure by how sure it is: of the figure itself, and in days for dates.
STATED = {"high": 0.05, "medium": 0.10, "low": 0.20, "estimate": 0.20}
STATED_DAYS = {"high": 1.0, "medium": 3.0, "low": 7.0, "estimate": 7.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A fact with one observed figure. stated : its standard error by confidence and rounding, in its unit."""

    fact: Fact
    observed: float
    stated: float
    last: date


def targets_of(network: Network) -> tuple[Target, ...]:
    """The measured facts whose observed figure is one number."""
    found = []
    for fact in measured(network):
        what = fact.measure.what if fact.measure else ""
        observed = observed_value(fact.value, what == "date_of")
        if observed is not None:
            stated = STATED_DAYS if what in SIGNED else STATED
            size = 1.0 if what in SIGNED else abs(observed)
            rounding = rounding_of(fact.value, what == "date_of") / sqrt(3.0)
            error = sqrt((stated[fact.confidence] * size) ** 2 + rounding**2)
            found.append(Target(fact=fact, observed=observed, stated=error, last=span_of(network, fact)[1]))
    return tuple(found)


def split(
    targets: Sequence[Target], patterns: Sequence[str], until: date | None
) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """Those to fit, by patterns of their ids and their last day, and those held out.

    Raises CalibrationImpossible where nothing is to be fitted, with the nearest id.
    """
    ids = [target.fact.id for target in targets]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in ids):
            raise CalibrationImpossible(
                f"--facts {pattern}: no fact with a measure and one figure is called so. {nearest(pattern, ids)}"
            )
    meant = [target for target in targets if any(fnmatchcase(target.fact.id, one) for one in patterns)]
    fitted = tuple(target for target in meant if until is None or target.last <= until)
    if not fitted:
        first = min((target.last for target in meant), default=None)
        raise CalibrationImpossible(
            "no fact is to be fitted. "
            + (f"Expected --until {first} or later." if first else "Expected --facts, as 'cpmm.*'.")
        )
    return fitted, tuple(target for target in targets if target not in fitted)


def sigmas(targets: Sequence[Target], figures: Sequence[Floats]) -> Floats:
    """Standard error of each residual: what is stated, the luck of the one year that was, and that of the replicas.

    figures : what each replica gave. s²(1 + 1/n) with the variance s² between replicas.
    """
    found = []
    for target, values in zip(targets, figures, strict=True):
        known = values[~np.isnan(values)]
        luck = known.var(ddof=1) * (1.0 + 1.0 / len(known)) if len(known) > 1 else 0.0
        found.append(sqrt(target.stated**2 + luck))
    return np.array(found)


def means(figures: Sequence[Floats]) -> Floats:
    """Mean over the replicas that gave a figure; NaN where none did."""
    return np.array(
        [values[~np.isnan(values)].mean() if (~np.isnan(values)).any() else np.nan for values in figures]
    )
