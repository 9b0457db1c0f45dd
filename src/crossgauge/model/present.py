"""What is known of an instant: who is where at the crossings, and how much of each stock is taken."""

from dataclasses import dataclass
from datetime import datetime

from crossgauge.model.attribute import attribute

ARRIVING = "arriving"  # in place of a stage: not there yet, and known to come
GONE = "gone"  # in place of a stage: the visit is over, the way home holds tracks or wagons


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit, or so many alike, at a stage of a chain. What is empty is not known."""

    crossing: str = attribute("where it is", refers="crossing")
    chain: str = attribute("what it goes through", refers="chain")
    stage: str = attribute("stage that it is at; 'arriving': known to come; 'gone': on its way home")
    post: str = attribute("post, where both have a stage of that name", default="")
    step: str = attribute("step of the chain that it is at; else the first of the stage", default="")
    count: int = attribute("how many alike", unit="1", at_least=0, default=1)
    unit: str = attribute("name by which other rows speak of it", default="")
    arrived: datetime | None = attribute("when it came, or will come", unit="date", default=None)
    entered: datetime | None = attribute("when its stage began: seniority in lines", unit="date", default=None)
    begun: datetime | None = attribute("when the work in hand began", unit="date", default=None)
    remaining: float | None = attribute("time left of the work in hand", unit="s", at_least=0, default=None)
    load: int | None = attribute("what it carries, or has still to hand over", unit="1", at_least=0, default=None)
    parent: str = attribute("unit that waits for it", default="")
    inside: str = attribute("train that it is a part of", default="")
    where: str = attribute("file and line", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much of a stock is out, or how many passes of a quota are used."""

    crossing: str = attribute("whose it is; empty: shared", default="")
    resource: str = attribute("stock, or gate with a quota", refers="resource")
    count: int = attribute("how many are taken or used", unit="1", at_least=0)
    where: str = attribute("file and line", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Everything that is known of an instant."""

    at: datetime = attribute("aware instant", unit="date")
    standing: tuple[Standing, ...] = attribute("who is where", default=())
    taken: tuple[Taken, ...] = attribute("what is taken", default=())
