"""Shapes of curves of a run: corridors, the train graph, observed beside simulated, milestones."""

from typing import Literal

from pydantic import Field

from crossgauge.app.shapes.network import Source
from crossgauge.app.shapes.words import Band, Interval, Shape, Texts


class Stop(Shape):
    """A place on the axis of distance."""

    place: str = Field(description="id; '' where the place has none")
    name: Texts
    km: float


class Train(Shape):
    """The way of one train, truck or followed container."""

    trip: int
    unit_class: str
    direction: str
    load: float = Field(description="loads carried")
    points: list[tuple[float, float]] = Field(description="[h since the run's first instant, km], in time")


class TrainGraph(Shape):
    """Time against distance along a link, section or corridor, of replica 1."""

    id: str
    name: Texts
    stations: list[Stop]
    trains: list[Train]
    total: int = Field(description="trains in the window")
    one_in: int = Field(description="one path stands for so many of the window: 1 = all are told")


class CorridorRow(Shape):
    """A corridor of a run."""

    id: str
    name: Texts
    mode: str
    length_km: float
    crossings: list[str]


class Corridors(Shape):
    """Corridors of a run."""

    corridors: list[CorridorRow]


class Measured(Shape):
    """A measure of a corridor's trips."""

    measure: str = Field(description="km, hours, stop_hours, border_hours, usd, kg_co2e, tfi3, swd, swod, …")
    unit: str
    meaning: str
    country: str = Field(description="'' for the whole trip")
    value: Interval


class ProfilePoint(Shape):
    """A point of the time–cost–distance chart: before (after=false) or after the stop at a place."""

    km: float
    place: Texts
    activity: list[Texts] = Field(description="stages there, in their order")
    after: bool
    hours: Interval = Field(
        description="h since the start; interval over replicas, null where one recorded units"
    )
    hours_p10: float
    hours_p90: float
    cost_usd: Interval = Field(description="USD since the start")
    cost_usd_p10: float
    cost_usd_p90: float


class CorridorTold(Shape):
    """Time, cost and distance of a corridor's trips."""

    id: str
    name: Texts
    mode: str
    trips: int = Field(description="trips that were followed, all replicas")
    replicas: list[int] = Field(description="replicas that recorded units")
    profile: list[ProfilePoint]
    measures: list[Measured]


class ObservedRow(Shape):
    """A fact beside what the run gives for it."""

    fact: str
    subject: str
    quantity: str
    unit: str
    period: str
    role: Literal["input", "check", "context"]
    observed: float | None = Field(description="in `unit`; null where the figure is a day or no number")
    observed_text: str
    is_date: bool = Field(description="figures are days; see the texts")
    simulated: Interval = Field(description="in `unit`; the interval in which one new year falls with 95 %")
    simulated_text: str = Field(description="the mean as a day, where is_date")
    low_text: str
    high_text: str
    holds: bool | None = Field(
        description="whether the observed figure lies in the interval; null: cannot be told"
    )
    why: str = Field(description="why nothing can be told")
    source: Source


class ObservedTold(Shape):
    """Observed beside simulated: the facts of which the run covers the time."""

    rows: list[ObservedRow]
    left_out: int = Field(description="facts of times that the run does not cover")


class Mark(Shape):
    """A reported count: so many by the end of a day."""

    day: str
    count: float
    fact: str
    reported: bool = Field(description="false: worked out from what was said a year later")


class Passage(Shape):
    """The day on which a round number passed, over replicas."""

    count: int
    median: str | None = Field(description="null: more than half of the replicas do not reach it")
    earliest: str | None = Field(description="of the replicas")
    latest: str | None = Field(description="of the replicas; null: not all reach it")
    reached: float = Field(description="part of the replicas that reach it")


class Milestone(Shape):
    """Cumulative units of one counter in a year: simulated fan and reported marks."""

    counter: str
    subject: str
    things: str = Field(description="what is counted, as 'trains'")
    year: int
    since_new_year: bool = Field(description="the run begins with the year, so that marks are of the same count")
    days: list[str]
    count: Band = Field(
        description="cumulative units by the end of each day; mean and 95 % interval of the mean"
    )
    lowest: list[float] = Field(description="least of the replicas by the end of each day")
    highest: list[float] = Field(description="most of the replicas")
    marks: list[Mark]
    passages: list[Passage]


class Milestones(Shape):
    """Counters whose facts tell what a run must count."""

    milestones: list[Milestone]


class Forecast(Shape):
    """A fan that is learnt from reported marks alone, without a simulation."""

    counter: str
    subject: str
    things: str
    year: int
    count: int = Field(description="the number asked for")
    as_of: str = Field(description="only what was known by this day is used")
    median_day: str | None = Field(description="day on which it passes; null: not in the year")
    low_day: str | None = Field(description="lower end of the 95 % interval")
    high_day: str | None
    reached: float = Field(description="probability within the year")
    days: list[str]
    median: list[float]
    low: list[list[float]] = Field(description="lower ends of the 50, 80 and 95 % intervals, day by day")
    high: list[list[float]]
    marks: list[Mark]
