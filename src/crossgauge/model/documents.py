"""Papers of a border: consignment notes, transit guarantees, certificates, with desks and a way of their own."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.places import Names
from crossgauge.model.steps import Step

PAPER = "document"  # kind of the class of papers
WAITING = "waiting for papers"  # stage of a unit whose papers are not ready
SENT = "announced"  # stage of a unit that is known to come and whose papers are on their way


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper without which units of some chains do not begin a stage; it goes its own way meanwhile.

    It is sent when the unit comes, or with a later stage, or `ahead` of the unit, and handled by its own steps at desks
    with a queue of their own. A share of them is rejected at the end and goes round again. The unit waits before the
    stage `before` until it is there.
    """

    id: str = attribute("short name within the crossing; also the name of its class of units")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    post: str = attribute("post whose desks handle it")
    chains: tuple[str, ...] = attribute("chains whose units need it")
    before: str = attribute("label of the stage that does not begin without it")
    sent: str = attribute("label of the stage with which it is sent; none: when the unit comes", default="")
    share: float = attribute("part of the units that need it", unit="fraction", at_least=0, at_most=1, default=1.0)
    ahead_s: float = attribute("sent so long before the unit comes, whole hours", unit="s", at_least=0, default=0.0)
    rejected: float = attribute("part that goes round again", unit="fraction", at_least=0, at_most=0.99, default=0.0)
    steps: tuple[Step, ...] = attribute("what happens to it: desks, delays, opening hours")
