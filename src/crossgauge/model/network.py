"""The whole declaration."""

from dataclasses import dataclass
from datetime import date

from crossgauge.model.agreements import Agreement
from crossgauge.model.attribute import attribute
from crossgauge.model.calendars import Calendar, Closure, Gate
from crossgauge.model.corridors import Corridor, Section
from crossgauge.model.crossings import Crossing, Resource
from crossgauge.model.facilities import Facility
from crossgauge.model.facts import Fact, Provenance
from crossgauge.model.fleet import Consist, TrafficClass
from crossgauge.model.flows import Goods, OriginDemand, Passage, Store, Transfer
from crossgauge.model.links import Link
from crossgauge.model.measures import CooperationMeasure
from crossgauge.model.pipelines import Pipeline
from crossgauge.model.places import Names, Place
from crossgauge.model.timeline import Event
from crossgauge.model.travel import Belief, Institute, TravelSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network of border crossings. Nothing in it knows how it is run."""

    id: str = attribute("short name")
    name: str = attribute("name in English", default="")
    names: Names = attribute("names in other languages", default=())
    clock: str = attribute("time zone in which days are counted", default="UTC")
    start: date | None = attribute("first day of a run without dates", unit="date", key="from", default=None)
    end: date | None = attribute("last day of a run without dates", unit="date", key="until", default=None)
    places: tuple[Place, ...] = attribute("places", default=())
    links: tuple[Link, ...] = attribute("links", default=())
    calendars: tuple[Calendar, ...] = attribute("calendars", default=())
    consists: tuple[Consist, ...] = attribute("consists", default=())
    classes: tuple[TrafficClass, ...] = attribute("traffic classes", default=())
    resources: tuple[Resource, ...] = attribute("resources that crossings share", default=())
    gates: tuple[Gate, ...] = attribute("gates that crossings share: paths of a line", default=())
    crossings: tuple[Crossing, ...] = attribute("border crossings", default=())
    sections: tuple[Section, ...] = attribute("sections of railway and road that corridors ride", default=())
    corridors: tuple[Corridor, ...] = attribute("corridors whose trips a run tells", default=())
    pipelines: tuple[Pipeline, ...] = attribute("gas and oil lines", default=())
    goods: tuple[Goods, ...] = attribute("goods that choose their way", default=())
    passages: tuple[Passage, ...] = attribute("borders that flows pass", default=())
    transfers: tuple[Transfer, ...] = attribute("work at terminals: loading, change of mode and gauge", default=())
    stores: tuple[Store, ...] = attribute("room in which loads stay from month to month", default=())
    demand: tuple[OriginDemand, ...] = attribute("what is to be carried between places", default=())
    closures: tuple[Closure, ...] = attribute("closures by date", default=())
    agreements: tuple[Agreement, ...] = attribute("dated changes", default=())
    measures: tuple[CooperationMeasure, ...] = attribute("cooperation measures that scenarios adopt", default=())
    facilities: tuple[Facility, ...] = attribute("plants and parks, and what they haul", default=())
    travel: tuple[TravelSeries, ...] = attribute("travellers as they were counted", default=())
    beliefs: tuple[Belief, ...] = attribute("what studies say of an exemption's effect", default=())
    institutes: tuple[Institute, ...] = attribute("consulates and institutes", default=())
    timeline: tuple[Event, ...] = attribute("events that are told beside the curves", default=())
    facts: tuple[Fact, ...] = attribute("observed figures", default=())
    provenance: tuple[Provenance, ...] = attribute("where values came from", default=())
