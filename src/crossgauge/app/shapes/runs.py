"""Shapes of a run: what it is of, headline figures, crossings, stages, queues, waiting."""

from pydantic import Field

from crossgauge.app.shapes.words import Band, Column, Interval, Phrase, Shape, Texts


class Row(Shape):
    """A run in the list. Where it cannot be read, `message` says why, and what is not known is null."""

    id: str
    within: str = Field(description="id of the comparison that it belongs to, '' if none")
    readable: bool
    message: str = Field(description="why it cannot be read; '' if it can")
    scenario: str = Field(description="'base', or scenarios joined by '+'")
    title: Texts
    network: str
    start: str | None = Field(description="first recorded day")
    end: str | None = Field(description="last recorded day")
    days: int | None
    replicas: int | None
    seed: int | None
    record: str = Field(description="first, units, summary or counts: which rows of units it has")
    input: str = Field(description="sha256 of what was simulated; equal ones are the same network")
    versions: dict[str, str]


class Runs(Shape):
    """Runs in the folder, the latest first."""

    runs: list[Row]
    total: int
    offset: int
    limit: int


class Headline(Shape):
    """A figure that one would tell first."""

    key: str = Field(description="teu, tonnes, trains, trucks, persons, mean_h, waited_share, longest_queue")
    name: Texts
    unit: str
    crossing: str = Field(description="'' for all")
    value: Interval


class Binding(Shape):
    """What binds a crossing: the resource, gate or link where most hours were waited."""

    crossing: str
    resource: str
    kind: str
    post: str
    share: Interval = Field(description="of all hours waited there, 0 to 1; no interval is told")
    queued_h: Interval = Field(description="hours waited before it in the period, h")
    utilisation: Interval = Field(description="of its open time, 0 to 1; null for gates")
    words: Phrase


class TableTold(Shape):
    """A table that can be exported."""

    name: str
    rows: int
    columns: list[Column]


class RunTold(Shape):
    """A run with its headline figures."""

    run: Row
    zone: str
    first_instant: str = Field(description="instant from which hours (`_h`) are counted, ISO with zone")
    hours: float = Field(description="length of the recorded period, h")
    same_network: bool = Field(
        description="the project is as it was simulated; else map and names may differ"
    )
    recorded_replicas: list[int] = Field(description="replicas with stages of single units")
    names: dict[str, Texts] = Field(description="names of crossings, 'crossing/post' and 'crossing/resource'")
    headlines: list[Headline]
    binding: list[Binding]
    tables: list[TableTold]
    exports: list[str] = Field(description="files that export/ gives, as visits.csv")


class CrossingRow(Shape):
    """A class of traffic in one direction and chain at a crossing, over the recorded period."""

    crossing: str
    direction: str
    chain: str
    unit_class: str
    name: Texts
    units: Interval = Field(description="units that left")
    lost: Interval = Field(description="units that turned away or gave up")
    loads: Interval
    teu: Interval = Field(description="TEU")
    mass_t: Interval = Field(description="t")
    persons: Interval
    border_h: Interval = Field(description="mean time at the border, h")
    median_h: Interval = Field(description="h")
    p90_h: Interval = Field(description="time that 90 % do not exceed, h")
    waited_share: Interval = Field(description="part of the time that is waiting, 0 to 1")


class QueueRow(Shape):
    """A resource, gate, link or batch over the whole period."""

    crossing: str
    resource: str
    name: Texts
    kind: str
    post: str
    utilisation: Interval = Field(description="of its open time, 0 to 1")
    longest: Interval = Field(description="longest queue of the period, units")
    queue: Interval = Field(description="mean number waiting, units")
    queued_h: Interval = Field(description="hours waited in the period, h")


class Crossings(Shape):
    """Border times and queues of a run."""

    rows: list[CrossingRow]
    queues: list[QueueRow]
    binding: list[Binding]


class Stage(Shape):
    """A stage of a chain: hours for a unit that left, so that the stages of a chain add up to its time."""

    crossing: str
    chain: str
    direction: str
    unit_class: str
    post: str
    stage: str
    name: Texts
    hours: Interval = Field(description="h")
    waiting: Interval = Field(description="of them waiting, h")


class Stages(Shape):
    """Stages in the order in which units pass them."""

    rows: list[Stage]


class QueueSeries(Shape):
    """A resource, gate, link or batch day by day."""

    crossing: str
    resource: str
    name: Texts
    kind: str
    post: str
    queue: Band = Field(description="mean number waiting in the day, units")
    longest: Band = Field(description="longest queue of the day, units")
    capacity: list[float | None] = Field(description="mean number open in the day, mean over replicas")
    in_use: list[float | None] = Field(description="mean number in use in the day, mean over replicas")


class Queues(Shape):
    """Queue curves, a value a day."""

    days: list[str] = Field(description="ISO, in the network's clock")
    hours: list[float] = Field(description="start of each day, h since the run's first instant")
    series: list[QueueSeries]
    crossings: dict[str, Band] = Field(description="all that wait at a crossing, batches left out, units")
    total: int = Field(description="series of the whole answer")
    offset: int
    limit: int


class LineFlow(Shape):
    """What ran over a border link in one direction in the recorded period."""

    line: int = Field(description="place in `lines` of the run's network")
    id: str
    dir: int = Field(description="0 from the line's start to its end, 1 back")
    units: Interval = Field(description="trains, trucks, buses, cars")
    loads: Interval = Field(description="containers, wagons … that they carried")


class LineFlows(Shape):
    """Widths of lines on the map; sections beyond the border are not counted by a run."""

    flows: list[LineFlow]


class WaitingAt(Shape):
    """What waits and stands at a crossing over time."""

    crossing: str
    lon: float | None
    lat: float | None
    waiting: list[float] = Field(description="units waiting, mean over each step")
    present: list[float] = Field(
        description="units at the crossing, mean over each step; of classes with rows"
    )


class Waiting(Shape):
    """Rings of the map: mean numbers over steps of time."""

    step_h: float
    hours: list[float] = Field(description="start of each step, h since the run's first instant")
    basis: str = Field(
        description="'stages': replica 1, the waiting of a stage taken to begin with it, and classes without rows by "
        "their mean of the day; 'days': mean of the day over replicas, no rows of units were recorded"
    )
    crossings: list[WaitingAt]
