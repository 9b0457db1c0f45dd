"""The hours ahead as figures: medians and bands over replicas, by crossing, class and direction."""

from typing import Any

import numpy as np

from crossgauge.engines.events.state import Float64s
from crossgauge.model.network import Network
from crossgauge.model.papers import with_papers
from crossgauge.study.ahead.simulating import FOLLOWED_H, Ahead

MARKS_H = (6, 12, 24, 48)
BAND = 0.9


def ends(values: Float64s, band: float = BAND) -> tuple[float, float]:
    """The ends between which a new value of the same law falls with probability `band`, along the first axis.

    Source: order statistics, places p (n + 1) of n values (Weibull's plotting position).

    >>> ends(np.arange(1.0, 20.0))
    (1.0, 19.0)
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    # Places are taken whole, outward: a mean of a number and of "not yet" is no number.
    ordered, n = np.sort(known), len(known)
    low = int(np.floor((1 - band) / 2 * (n + 1) + 1e-9)) - 1
    high = int(np.ceil((1 + band) / 2 * (n + 1) - 1e-9)) - 1
    return float(ordered[max(0, low)]), float(ordered[min(n - 1, high)])


def middle(values: Float64s) -> float:
    """The median of the known values; NaN where there is none."""
    known = np.sort(values[~np.isnan(values)])
    return float(known[(len(known) - 1) // 2]) if len(known) else float("nan")


def mean(values: Float64s) -> float:
    """The mean of the known values; NaN where there is none."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def marks_of(hours: int) -> list[int]:
    """Hours at which the answer is told.

    >>> marks_of(48), marks_of(30)
    ([6, 12, 24, 48], [6, 12, 24, 30])
    """
    return sorted({*[mark for mark in MARKS_H if mark < hours], hours})


def figures(found: Ahead, network: Network) -> dict[str, Any]:
    """The whole answer as JSON can hold it; groups in which nobody is and nobody comes are left out.

    A time is null where more than half of the replicas, or the end of the band, lie beyond what was followed.
    """
    names = names_of(network)
    marks = marks_of(found.hours)
    groups = []
    for place, (crossing, unit_class, direction) in enumerate(found.groups):
        if not (found.there[place] or found.inside[:, place].any() or found.passed[:, place].any()):
            continue
        groups.append(
            {
                "crossing": crossing, "class": unit_class, "direction": direction,
                "crossing_name": names[crossing], "class_name": names[unit_class],
                "inside_now": found.there[place],
                "waiting_now": round(mean(found.waiting[:, place, 0]), 1),
                "inside": {f"+{h} h": band(found.inside[:, place, h]) for h in marks},
                "waiting": {f"+{h} h": band(found.waiting[:, place, h]) for h in marks},
                "passed": {f"+{h} h": band(found.passed[:, place, h]) for h in marks},
                "gone_h": band(found.gone_h[:, place]) if found.there[place] else None,
                "border_h_of_those_there": band(found.hours_there[:, place]),
                "border_h_of_those_coming": band(found.hours_coming[:, place]),
                "still_inside_of_those_coming": known(mean(found.unfinished[:, place]), 4),
            }
        )  # fmt: skip
    return {
        "at": found.at.isoformat(), "hours": found.hours, "replicas": len(found.inside), "seed": found.seed,
        "band": BAND, "followed_h": found.hours + FOLLOWED_H, "groups": groups,
    }  # fmt: skip


def names_of(network: Network) -> dict[str, str]:
    """Names of crossings and classes by id."""
    network = with_papers(network)
    return {one.id: one.name for one in network.crossings} | {one.id: one.name for one in network.classes}


def band(values: Float64s) -> dict[str, float | None]:
    """Mean, median and ends of the band; none where a number is not known or beyond what was followed."""
    low, high = ends(values)
    return {"mean": known(mean(values)), "median": known(middle(values)), "low": known(low), "high": known(high)}


def known(value: float, digits: int = 2) -> float | None:
    """A number, or none where there is no finite one."""
    return round(value, digits) if np.isfinite(value) else None
