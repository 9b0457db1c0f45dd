"""What a brief for decision makers tells, as plain figures: no words of any language, no drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

Band = tuple[str, str, str, float]
Names = tuple[tuple[str, str], ...]  # (language, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One figure with half of its 95 % interval (None: cannot be told), or its ends, and what it is of.

    key  : tells its words: mean_h, p90_h, longest, difference, mass_t
    unit : h, units, t
    """

    key: str
    value: float
    pm: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "h"
    crossing: str = ""
    direction: str = ""
    unit_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A sentence that a rule of `indicators.advice` drew from the results: the rule and its figures."""

    rule: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What passed a border in one direction, and its time there; `_pm` are half widths of 95 % intervals."""

    crossing: str
    direction: str
    unit_class: str
    units: float
    mean_h: float
    mean_h_pm: float | None
    median_h: float | None
    p90_h: float | None
    p90_h_pm: float | None
    waited_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Border hours of one class with and without, paired by replica; `low`, `high` hold for all rows together.

    verdict : shorter, longer, none or few (replicas)
    """

    crossing: str
    direction: str
    unit_class: str
    base: float | None
    other: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_holm: float | None
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A fact beside the run, from its `first` to its `last` day. In the fact's unit; dates are ordinals of days."""

    id: str
    what: str
    crossing: str
    post: str
    chains: tuple[str, ...]
    first: date
    last: date
    unit: str
    role: str
    is_date: bool
    observed: float | None
    simulated: float | None
    low: float | None
    high: float | None
    holds: bool | None
    source: str
    nth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An agreement, measure or work on the timeline; `start` None: from the beginning, `end` None: still."""

    name: str
    names: tuple[tuple[str, str], ...]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts were stated, and which."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """All that a brief tells. Frames are those of `indicators`, for its charts.

    manifests : of the run and, where one is compared, of the other
    daily     : `border.queue_by_day`; stages: `border.stage_times`; hours: bins of hours at the border
    trips     : of one corridor, `profile.trip_profile` and `mean_profile`; none where no trip was followed
    flows     : by section, million tonnes a year; bands: from a place, by a crossing, to a place, million tonnes
    scenarios : by id of a scenario, its names as pairs of language and name
    """

    manifests: tuple[dict[str, Any], ...]
    headlines: tuple[Headline, ...]
    advice: tuple[Advice, ...]
    passages: tuple[Passage, ...]
    changes: tuple[Change, ...]
    n_changes: int
    observed: tuple[Seen, ...]
    n_checked: tuple[int, int]
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    n_assumed: int
    n_cited: int
    worst: tuple[str, ...]
    queued: dict[str, float]
    daily: pl.DataFrame
    stages: pl.DataFrame
    hours: tuple[pl.DataFrame, ...]
    corridor: str = ""
    corridor_names: tuple[tuple[str, str], ...] = ()
    trips: tuple[pl.DataFrame, pl.DataFrame] | None = None
    flows: dict[str, float] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    scenarios: Mapping[str, Names] = field(default_factory=dict)

    @property
    def compared(self) -> bool:
        """Whether another run stands beside."""
        return len(self.manifests) > 1
