"""Shapes that all answers share: texts in four languages, figures with intervals, phrases, tables."""

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An answer or a part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Texts(Shape):
    """A text that a person reads; where a language has none, the English one."""

    en: str = Field(description="English")
    zh: str = Field(description="中文")
    ru: str = Field(description="Русский")
    kk: str = Field(description="Қазақша")


class Interval(Shape):
    """A figure over replicas. Null where there is nothing, or one replica only."""

    mean: float | None = Field(description="mean over replicas")
    low: float | None = Field(description="lower end of its 95 % interval (Student's t)")
    high: float | None = Field(description="upper end of its 95 % interval")


class Band(Shape):
    """A figure over replicas along an axis that is told beside it."""

    mean: list[float | None] = Field(description="mean over replicas at each point")
    low: list[float | None] = Field(description="lower end of the 95 % interval; null where one replica")
    high: list[float | None] = Field(description="upper end of the 95 % interval")


class Phrase(Shape):
    """A sentence or clause, with what it is made of, so that it can be said otherwise."""

    key: str = Field(description="which phrase, as 'binds.quota'")
    values: dict[str, str | float | Texts | None] = Field(description="what is put into it, by name")
    text: Texts = Field(description="the phrase in each language")


class Column(Shape):
    """A column of a table."""

    name: str
    unit: str = Field(description="unit of its values, '' for words, '1' for counts")
    meaning: str = Field(description="what it is, in English")


class Table(Shape):
    """A part of a table, never more rows than `limit`."""

    columns: list[Column]
    rows: list[list[str | float | bool | None]] = Field(description="values in the order of the columns")
    total: int = Field(description="rows of the whole table")
    offset: int = Field(description="rows left out before the first")
    limit: int = Field(description="most rows in one answer")


class Fault(Shape):
    """One thing that is wrong."""

    where: str
    wrong: str
    expected: str


class Problem(Shape):
    """What went wrong."""

    title: str
    detail: str
    faults: list[Fault]


class Failure(Shape):
    """The one shape of every error."""

    error: Problem
