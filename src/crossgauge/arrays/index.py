"""Position to name: the only way back from the kernel's numbers to the declaration's words."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One chain of a `Program`. Cargo figures are for the unit itself and for each load that it carries."""

    crossing: str
    chain: str
    unit_class: str
    kind: str
    direction: str
    teu: float = 0.0
    mass_t: float = 0.0
    persons: float = 0.0
    teu_load: float = 0.0
    mass_t_load: float = 0.0
    persons_load: float = 0.0
    announced: int = 0  # ticks between the birth of a unit, when its papers are sent, and its coming


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage label of a chain."""

    crossing: str
    chain: str
    direction: str
    post: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """Something that one waits for: a resource, gate, link or batch. `crossing` is '' where it is shared."""

    crossing: str
    id: str
    kind: str
    post: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Names by position in one part of the network, and the instants of its ticks.

    Kernel queues are numbered resources, gates, links, batches in turn; `Series.queue` follows that order.
    """

    part: int
    clock: str
    epoch: datetime  # tick 0, aware, UTC
    start: date  # first recorded day in `clock`; Series day 0
    days: int
    record_from: int  # ticks
    chains: tuple[ChainRow, ...]
    stages: tuple[StageRow, ...]
    resources: tuple[QueueRow, ...]
    gates: tuple[QueueRow, ...]
    links: tuple[QueueRow, ...]
    batches: tuple[QueueRow, ...]
    instructions: tuple[str, ...]  # 'crossing.chain.step' of each, for messages
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIndex:
    """Names of a pipeline by position: stations in the engine's order, places with their chainage in m."""

    line: str
    fluid: str
    stations: tuple[str, ...]
    station_at_m: tuple[float, ...]
    places: tuple[tuple[float, str], ...]
