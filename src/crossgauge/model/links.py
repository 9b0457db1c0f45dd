"""Links between places: railway sections and roads."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.randomness import Distribution

MODES = ("rail", "road", "foot", "sea", "pipeline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stretch between two places; `forward` runs from `start` to `end`."""

    id: str = attribute("short name used by everything else")
    start: str = attribute("place where it begins", refers="place", key="from")
    end: str = attribute("place where it ends", refers="place", key="to")
    mode: str = attribute("what runs on it", one_of=MODES)
    gauge_m: float | None = attribute("track gauge", unit="m", above=0, default=None)
    length_m: float = attribute("length", unit="m", above=0)
    tracks: int | None = attribute(
        "1: one direction at a time; 2: directions apart; none: no limit", unit="1", at_least=1, default=None
    )
    headway_s: float = attribute("between two that follow each other", unit="s", at_least=0, default=0.0)
    places: int | None = attribute("most units at one time in a direction", unit="1", at_least=1, default=None)
    running_time: Distribution = attribute("time from end to end", unit="s")
