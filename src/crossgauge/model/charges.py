"""What is paid at a border: by whom, to whom, for what. Applied to tables; nothing here changes what is simulated."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.randomness import Distribution

PER = ("unit", "TEU", "tonne", "load", "person", "hour")
PAYERS = ("shipper", "carrier", "traveller", "railway", "state")
PAYEES = (
    "customs", "border guard", "quarantine", "state", "railway", "terminal", "port operator", "road operator",
    "broker", "carrier", "insurer", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A fee, tariff or payment at one post of a crossing.

    Without `stage` a unit pays when it leaves the crossing. With it, at every pass of that stage, when the stage
    ends. `per: hour` counts hours in the stage, without one all hours at the post, beyond the free time.
    """

    id: str = attribute("short name within the crossing")
    name: str = attribute("name in English", default="")
    post: str = attribute("post where it is paid")
    chains: tuple[str, ...] = attribute("chains it falls on; none: all that have a stage at the post", default=())
    payer: str = attribute("who pays", one_of=PAYERS)
    payee: str = attribute("who is paid", one_of=PAYEES)
    official: bool = attribute("paid by a published tariff; false: asked for without one", default=True)
    amount: Distribution = attribute("how much, its mean counts", unit="USD")
    per: str = attribute("for each", one_of=PER, default="unit")
    stage: str = attribute("label of the stage that is paid for; none: for the crossing", default="")
    free_s: float = attribute("per hour: time without charge", unit="s", at_least=0, default=0.0)
