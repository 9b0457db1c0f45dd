"""What moves: consists by gauge, and the classes of traffic."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names
from crossgauge.model.randomness import Distribution

KINDS = ("block train", "wagon train", "wagon", "container", "truck", "car", "bus", "pedestrian", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consist:
    """A make-up of train by gauge."""

    id: str = attribute("short name used by everything else")
    gauge_m: float = attribute("track gauge", unit="m", above=0)
    wagons: int = attribute("wagons", unit="1", at_least=1)
    teu: float = attribute("twenty-foot equivalents when full", unit="TEU", at_least=0)
    length_m: float = attribute("length over all", unit="m", above=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficClass:
    """Units that are treated alike. Figures are for one unit; a train's own TEU come from what it carries."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    kind: str = attribute("what it is", one_of=KINDS)
    consist: str = attribute("make-up of the train", refers="consist", default="")
    load: Distribution | None = attribute("loads that it carries: containers, wagons", unit="1", default=None)
    carries: str = attribute("class of those loads", refers="class", default="")
    teu: float = attribute("twenty-foot equivalents of one unit", unit="TEU", at_least=0, default=0.0)
    mass_t: float = attribute("cargo of one unit, mean", unit="t", at_least=0, default=0.0)
    persons: float = attribute("people in one unit, mean", unit="1", at_least=0, default=0.0)
    priority: int = attribute("lower goes first", unit="1", default=0)
    record: str = attribute(
        "a row for each unit, or sums and histograms", one_of=("units", "summary"), default="units"
    )
