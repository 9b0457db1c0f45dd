"""Names and cargo of what the kernel numbers: the rows of the index."""

from crossgauge.arrays.declared import Declared, class_of, gate_by_season, resource_by_season
from crossgauge.arrays.index import ChainRow, QueueRow
from crossgauge.arrays.parts import Thing
from crossgauge.engines.events.state import TICKS_PER_SECOND
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.papers import announced_s


def chain_row(declared: Declared, crossing: Crossing, chain: Chain) -> ChainRow:
    """What the tables say of a chain: class, direction and cargo of a unit and of each load."""
    unit = class_of(declared, chain)
    carried = next((one for one in declared.networks[0].classes if one.id == unit.carries), None)
    return ChainRow(
        crossing=crossing.id,
        chain=chain.id,
        unit_class=unit.id,
        kind=unit.kind,
        direction=chain.direction,
        teu=unit.teu,
        mass_t=unit.mass_t,
        persons=unit.persons,
        teu_load=carried.teu if carried else 0.0,
        mass_t_load=carried.mass_t if carried else 0.0,
        persons_load=carried.persons if carried else 0.0,
        announced=announced_ticks(chain),
    )


def announced_ticks(chain: Chain) -> int:
    """How long before it comes a unit of a chain is born, ticks: whole hours."""
    return round(announced_s(chain) * TICKS_PER_SECOND)


def resource_row(declared: Declared, thing: Thing) -> QueueRow:
    """Name, kind and post of a resource."""
    resource = resource_by_season(declared, thing)[0]
    return QueueRow(
        crossing=thing[1],
        id=thing[2],
        kind=resource.kind,
        post=resource.post,
        name=resource.name or resource.id,
    )


def gate_row(declared: Declared, thing: Thing) -> QueueRow:
    """Name, kind and post of a gate."""
    gate = gate_by_season(declared, thing)[0]
    return QueueRow(crossing=thing[1], id=thing[2], kind=gate.kind, post=gate.post, name=gate.id)


def batch_row(name: str) -> QueueRow:
    """A place where units gather, named by its step."""
    crossing, _, step = name.partition(".")
    return QueueRow(crossing=crossing, id=step, kind="batch", name=step)
