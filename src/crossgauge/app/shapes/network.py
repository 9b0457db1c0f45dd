"""Shapes of what is declared: places, lines, crossings, pipelines, facilities, facts, the timeline."""

from typing import Literal

from pydantic import Field

from crossgauge.app.shapes.words import Shape, Texts

Kind = Literal["border", "section", "pipeline", "ferry", "road"]
Position = tuple[float, float]


class Source(Shape):
    """An observed figure that values cite."""

    subject: str
    quantity: str
    value: str = Field(description="figure or date, as it was stated")
    unit: str
    period: str
    confidence: Literal["high", "medium", "low", "estimate"]
    source: str = Field(description="where it was stated")
    url: str
    note: str


class Place(Shape):
    """A named point."""

    id: str
    name: Texts
    country: str = Field(description="ISO 3166, two letters")
    kind: str = Field(
        description="station, road post, dry port, cooperation centre, city, seaport, pipeline node, waypoint"
    )
    rank: int = Field(
        description="1: end of a line, post or site; 2: only passed by lines, to be named when near"
    )
    lon: float = Field(description="degrees east, WGS 84")
    lat: float = Field(description="degrees north, WGS 84")
    unlocode: str
    assumed: bool = Field(description="the position is assumed, not cited")
    sources: list[str] = Field(description="ids of facts that it cites")


class Line(Shape):
    """A stretch of railway, road, sea or pipe. Its place in `lines` is `line` in the table of movements."""

    number: int = Field(description="place in `lines`")
    id: str
    kind: Kind = Field(description="border: simulated link; section: of corridors; road: section of road")
    name: Texts
    mode: str = Field(description="rail, road, foot, sea, pipeline")
    gauge_mm: float | None = Field(description="track gauge, mm")
    start: str = Field(serialization_alias="from", description="id of the place where it begins")
    end: str = Field(serialization_alias="to", description="id of the place where it ends")
    country: str = Field(description="whose line it is; '' at a border")
    length_km: float
    tracks: int | None = Field(description="1: one direction at a time; null: not told")
    path: list[Position] = Field(description="[lon, lat] of named places on it, from its start to its end")
    assumed: bool = Field(description="its length is assumed, not cited")
    sources: list[str]
    corridors: list[str] = Field(description="ids of corridors that ride it")


class Post(Shape):
    """One side of a crossing."""

    id: str
    name: Texts
    place: str
    country: str
    zone: str = Field(description="its time zone")


class Resource(Shape):
    """Officers, tracks, cranes, lanes, room, wagons, machines."""

    id: str
    name: Texts
    post: str
    kind: str
    count: int = Field(description="how many there are, before dated changes")
    hours: str = Field(description="id of its calendar; 'always'")
    assumed: bool
    sources: list[str]


class Gate(Shape):
    """Hours, a quota, paths or slots."""

    id: str
    name: Texts
    post: str
    kind: Literal["hours", "quota", "paths", "slots"]
    count: int | None = Field(description="units a period, or paths a day")
    assumed: bool
    sources: list[str]


class Chain(Shape):
    """What a class of traffic goes through in one direction."""

    id: str
    unit_class: str
    direction: str
    lines: list[str] = Field(description="ids of border links that it moves over")


class Crossing(Shape):
    """A border crossing with its two posts; lon and lat are midway between their places."""

    id: str
    name: Texts
    mode: str
    lon: float
    lat: float
    posts: list[Post]
    resources: list[Resource]
    gates: list[Gate]
    chains: list[Chain]
    lines: list[str] = Field(description="ids of the border links that its chains move over")


class Node(Shape):
    """A place that a pipeline passes."""

    place: str
    at_km: float


class Station(Shape):
    """A compressor or pump station; lon and lat are interpolated by chainage along the line as it is drawn."""

    id: str
    name: str
    kind: str
    units: int
    at_km: float
    lon: float
    lat: float


class Nomination(Shape):
    """What is delivered in a year, in the pipeline's unit."""

    year: int
    amount: float


class Pipeline(Shape):
    """A gas or oil line in the direction of flow."""

    id: str
    line: int = Field(description="place in `lines`")
    name: Texts
    fluid: Literal["gas", "oil"]
    feeds: str = Field(description="id of the pipeline that it brings to; '' if it crosses the border itself")
    note: str
    length_km: float
    nodes: list[Node]
    stations: list[Station]
    unit: str = Field(description="bcm or Mt, a year")
    base: str = Field(description="gas: conditions at which volumes are counted")
    capacity: float | None = Field(description="design capacity, in `unit` a year")
    nominations: list[Nomination]


class TrafficClass(Shape):
    """A class of traffic. Its place in `classes` is `class` in the table of movements."""

    number: int
    id: str
    name: Texts
    kind: str = Field(
        description="block train, wagon train, wagon, container, truck, car, bus, pedestrian, or a mode"
    )


class Corridor(Shape):
    """A way of whole trips."""

    id: str
    name: Texts
    mode: str
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    length_km: float
    lines: list[str] = Field(description="ids of its lines in their order, border links among them")
    crossings: list[str]


class Haul(Shape):
    """Something that a facility takes in or gives out, in proportion to its output."""

    id: str
    name: Texts
    way: Literal["in", "out"]
    mode: str
    t_per_year: float = Field(description="t a year at the declared output, all of it")
    share: float = Field(description="part that crosses here or comes by the line, 0 to 1")
    crossing: str = Field(description="crossing that it passes, '' if none that is simulated")
    corridor: str
    pipeline: str


class Facility(Shape):
    """A plant or park, with what it hauls."""

    id: str
    name: Texts
    note: str
    place: str = Field(description="id of the place by which its goods come and go")
    lon: float
    lat: float
    makes: str = Field(description="what one unit of its output is, in English")
    output: float = Field(description="units of output a year")
    capacity: float | None = Field(description="most units a year; null: not known")
    hauls: list[Haul]
    assumed: bool = Field(description="output or position is assumed, not cited")
    sources: list[str]


class Event(Shape):
    """A dated event of the timeline."""

    id: str
    day: str | None = Field(description="first day, ISO; null: from the beginning")
    until: str | None = Field(description="last day; null: one day, or still in force")
    known_to: Literal["day", "month", "year"] = Field(description="how exactly the day is known")
    name: Texts
    kind: str = Field(description="visit, summit, opening, restriction …, agreement, closure")
    changes_model: bool = Field(description="whether a run feels it")
    agreement: str = Field(description="id of the agreement that changes what it changed, '' if none")
    scenario: str = Field(description="scenario that tries what it speaks of, '' if none")
    changes: int = Field(description="number of values that it changes")
    note: str
    sources: list[str]


class NetworkTold(Shape):
    """All that the map draws."""

    id: str
    name: Texts
    scenario: str = Field(description="'base', or scenarios joined by '+'")
    zone: str = Field(description="time zone of all days and instants")
    start: str | None = Field(description="first day of a usual run")
    end: str | None
    places: list[Place]
    lines: list[Line]
    classes: list[TrafficClass]
    crossings: list[Crossing]
    pipelines: list[Pipeline]
    corridors: list[Corridor]
    facilities: list[Facility]
    assumed: int = Field(description="values that are assumed")
    cited: int = Field(description="values that cite a fact")
    sources: dict[str, Source] = Field(description="facts that are cited here, by id")


class Observed(Shape):
    """An observed figure as a point of a series."""

    id: str
    value: float | None = Field(description="the figure; null where it is no number")
    day: str | None = Field(description="where the figure is a day")
    year: int | None = Field(description="year that its period names")
    role: Literal["input", "check", "context"]
    source: Source


class Facts(Shape):
    """Observed figures of the network, a part at a time."""

    subjects: list[str] = Field(description="all subjects")
    facts: list[Observed]
    total: int
    offset: int
    limit: int
