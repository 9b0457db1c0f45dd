"""Shapes of scenarios, and of what the server says of itself."""

from pydantic import Field

from crossgauge.app.shapes.words import Shape, Texts


class Change(Shape):
    """A change of a scenario, as `edits` of a job say it; `add` is only in files."""

    path: str = Field(description="what is changed: a dotted path or a pattern of such, or ids between commas")
    verb: str = Field(description="set, scale, remove, close, open, adopt or add")
    value: str | None = Field(None, description="value with its unit, factor, crossings that adopt, or reason")
    start: str | None = Field(None, alias="from", description="first day; null: from the beginning")
    end: str | None = Field(None, alias="to", description="last day; null: for good")
    fact: str | None = Field(None, description="id of the fact that the value is from")
    assumed: str | None = Field(None, description="why the value is assumed, where nobody publishes it")


class ScenarioTold(Shape):
    """A scenario of the project; 'base' is the network as it is declared."""

    id: str
    name: Texts
    note: str = Field(description="what it rests on and what it leaves out, in English")
    after: list[str] = Field(description="scenarios that are applied before it")
    days: list[str] = Field(description="first and last day that it names; empty where it always holds")
    changes: list[Change]


class NetworkSaid(Shape):
    """The network that is served."""

    id: str
    name: Texts
    zone: str = Field(description="time zone in which all times are told")
    start: str | None = Field(description="first day of its own period")
    end: str | None = Field(description="last day of it")
    embedded: bool = Field(description="whether it is the one that comes with Crossgauge")


class About(Shape):
    """What the server says of itself."""

    version: str
    network: NetworkSaid
    languages: list[str]
    kinds: list[str] = Field(description="kinds of jobs that this version can do")
    defaults: dict[str, int] = Field(description="replicas, seed and days of warm-up where a job names none")
    limits: dict[str, float] = Field(description="how much one may ask, by name")
    boundaries: Texts = Field(description="what is printed beside every map")
