"""Shapes of studies: comparisons, investments, flows, worth, pipelines."""

from typing import Any

from pydantic import Field

from crossgauge.app.shapes.words import Interval, Shape, Table, Texts


class StudyRow(Shape):
    """A study in the list."""

    id: str
    kind: str = Field(description="comparison, investment, flows, worth")
    readable: bool
    message: str = Field(description="why it cannot be read; '' if it can")
    title: Texts
    scenarios: list[str] = Field(description="names of scenarios or projects that it is of")
    start: str | None
    days: int | None
    replicas: int | None


class StudyList(Shape):
    """Studies of one kind, the latest first."""

    studies: list[StudyRow]
    total: int
    offset: int
    limit: int


class Difference(Shape):
    """A paired difference of a scenario from the base, replica by replica."""

    scenario: str
    crossing: str = Field(description="'' for all crossings together")
    direction: str
    unit_class: str
    resource: str
    name: Texts = Field(description="of what: class, or resource")
    metric: str = Field(description="border_h, waited_h, p95_h, units, teu, mass_t, lost, queue")
    unit: str
    base: float | None
    other: float | None
    difference: Interval = Field(description="other less base, with its interval by itself")
    joint: Interval = Field(
        description="the same with the interval that holds together with all of its metric"
    )
    n: int = Field(description="pairs of replicas")
    p_holm: float | None
    found: bool = Field(description="a difference is found at 5 % together with all of its metric (Holm)")
    same: bool = Field(description="depends on nothing that differs")
    verdict: Texts


class Recovery(Shape):
    """What a closure leaves behind."""

    values: dict[str, str | float | None]


class Comparison(Shape):
    """Scenarios over the same luck."""

    id: str
    base: str
    scenarios: list[str] = Field(description="all but the base")
    runs: dict[str, str] = Field(description="id of the run of each scenario")
    start: str
    days: int
    seed: int
    replicas: int
    metric: str
    stopped: str = Field(description="why so many replicas, in English")
    warmup: str
    differences: list[Difference]
    total: int = Field(description="differences of the whole comparison")
    offset: int
    limit: int
    recoveries: list[Recovery]


class Portfolio(Shape):
    """Projects together, and what they are worth."""

    projects: list[str]
    names: list[Texts]
    cost_usd: float
    npv_usd: Interval
    benefits_usd: Interval
    of_hours_usd: Interval = Field(description="benefits that are hours saved, USD")
    of_money_usd: Interval = Field(description="benefits that are money saved, USD")
    eirr: Interval = Field(description="internal rate of return, a year, 0.1 = 10 %")
    benefit_cost_ratio: Interval
    beats_next: float | None = Field(
        description="probability that it is truly worth more than the next in rank"
    )
    interaction_usd: float | None = Field(description="worth beyond the sum of its projects alone, USD")


class MarginalStep(Shape):
    """The best portfolio from a budget on."""

    budget_usd: float
    projects: list[str]
    npv_usd: float
    benefits_usd: float


class InvestmentTold(Shape):
    """Which projects first under a budget."""

    id: str
    programme: str
    first_year: int
    years: int
    discount: float = Field(description="a year, 0.05 = 5 %")
    budget_usd: float | None
    central: str = Field(description="demand case that ranks are of")
    benchmarks: list[int]
    days: int
    replicas: int
    seed: int
    portfolios: list[Portfolio] = Field(description="ranked, the best first")
    total: int = Field(description="portfolios of the whole ranking")
    offset: int
    limit: int
    projects: list[Portfolio] = Field(description="each alone, ranked")
    curve: list[MarginalStep]
    robust: dict[str, Any] = Field(description="best by demand case, least regret, best on average")


class StudyTables(Shape):
    """A study as its tables, each cut to `limit` rows."""

    id: str
    kind: str
    told: dict[str, Any] = Field(
        description="what the study says of itself: scenario, period, method, certificate"
    )
    tables: dict[str, Table]


class PipelineRow(Shape):
    """A pipeline beside the others."""

    id: str
    name: Texts
    fluid: str
    feeds: str
    unit: str = Field(description="bcm or Mt, a year")
    length_km: float
    design: float | None = Field(description="declared capacity, in `unit` a year")
    capacity: float | None = Field(description="computed, everything running")
    nominated: float | None
    used: float | None = Field(description="nominated over capacity, 0 to 1")
    worst: float | None = Field(description="capacity with the worst single station out")
    worst_out: str
    transit_h: float | None


class Pipelines(Shape):
    """All pipelines in one year."""

    year: int | None
    pipelines: list[PipelineRow]


class ProfileTold(Shape):
    """Pressure along a line; twice at a station: before and behind."""

    km: list[float]
    pressure_mpa: list[float] = Field(description="absolute, MPa")
    maop_mpa: list[float] = Field(description="highest allowed, MPa")


class Spot(Shape):
    """A named point of a line."""

    id: str
    name: str
    km: float


class Figure(Shape):
    """A figure with its unit."""

    key: str
    value: float | None
    unit: str


class Capacity(Shape):
    """What the line carries with stations out."""

    out: str = Field(description="stations, '' if none")
    carried: float | None = Field(description="in the line's unit a year; null: nothing passes")
    share: float | None
    binding: str = Field(description="what more would break, in English")


class Course(Shape):
    """Pressure at an inlet after a trip."""

    flow: str = Field(description="nominated or full")
    where: str = Field(description="station, or delivery")
    hours: list[float]
    pressure_mpa: list[float]
    least_mpa: float = Field(description="lowest allowed there, MPa")


class PipelineTold(Shape):
    """A line with stations out of service."""

    id: str
    name: Texts
    fluid: str
    unit: str
    counted: str = Field(description="how amounts are counted, in English")
    year: int | None
    nominated: float | None
    out: str
    carried: float | None = Field(description="most that is delivered, in `unit` a year")
    short: float
    binding: str
    capacity: float | None = Field(description="everything running")
    figures: list[Figure] = Field(description="linepack, transit, power, fuel … of the steady state")
    profile: ProfileTold
    intact: ProfileTold
    stations: list[Spot]
    places: list[Spot]
    capacities: list[Capacity]
    courses: list[Course] = Field(description="gas: pressure after the trip of `tripped`")
    tripped: str
    recovery_h: float | None
    tanks_h: float | None
    expected: float | None = Field(description="mean yearly delivery with random outages, in `unit`")
    expected_low: float | None
    expected_high: float | None
