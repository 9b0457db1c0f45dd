"""Shapes of jobs and of projects that were sent."""

from typing import Any

from pydantic import Field

from crossgauge.app.shapes.words import Problem, Shape


class JobTold(Shape):
    """A job: what was asked, how far it is, and what came of it."""

    id: str = Field(description="also that of the result that it makes")
    kind: str = Field(description="run, compare, invest, worth, flows or brief")
    title: str
    state: str = Field(description="queued, running, done, failed or cancelled")
    stage: str = Field(description="what is done now, in English")
    fraction: float = Field(description="part of the stage that is done, 0 to 1")
    seconds_left: float | None = Field(description="of the stage, s; null while nobody can say")
    message: str | None = Field(description="what else there is to know, in English")
    error: Problem | None = Field(description="why it failed")
    options: dict[str, Any] = Field(description="what was asked, as it was sent")
    result: str | None = Field(description="id of the result, once it is done")
    created: str = Field(description="instant, UTC")
    started: str | None = Field(description="instant, UTC")
    ended: str | None = Field(description="instant, UTC")


class ProjectTold(Shape):
    """A project that was sent and can be run."""

    id: str
    network: str = Field(description="id of its network")
    name: str
    scenarios: list[str]
