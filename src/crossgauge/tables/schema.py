"""Every column of every table: name, unit, meaning, said once. Docs, writers and indicators read it here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    unit: str
    meaning: str


VISITS = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("unit", "1", "serial number of the unit within its replica and crossing group"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("unit_class", "", "class of traffic"),
    Column("direction", "", "direction of the crossing"),
    Column("ordinal", "1", "n-th of its source, of its parent or of its batch: the same in every scenario"),
    Column("parent", "1", "unit that it was split from, or batch that it left in; null if none"),
    Column("load", "1", "loads carried (containers, wagons)"),
    Column("teu", "TEU", "twenty-foot equivalents"),
    Column("mass_t", "t", "cargo"),
    Column("persons", "1", "people"),
    Column("arrived", "instant", "arrival at the crossing, in the network's clock"),
    Column("left", "instant", "leaving it, in the network's clock"),
    Column("border_h", "h", "time between"),
    Column("waited_h", "h", "of it, in queues, at gates and for a train to fill"),
    Column("outcome", "", "through, turned away (balked) or gave up (reneged)"),
)
STAGES = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("unit", "1", "unit, as in visits"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("direction", "", "direction of the crossing"),
    Column("post", "", "post where the stage is spent"),
    Column("stage", "", "label of the stage"),
    Column("entered", "instant", "in the network's clock"),
    Column("left", "instant", "in the network's clock"),
    Column("stage_h", "h", "time between"),
    Column("waited_h", "h", "of it, waiting"),
)
LEGS = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("unit", "1", "unit, as in visits"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("unit_class", "", "class of traffic"),
    Column("direction", "", "direction of the crossing"),
    Column("link", "", "link"),
    Column("load", "1", "loads carried"),
    Column("departed", "instant", "in the network's clock"),
    Column("arrived", "instant", "in the network's clock"),
)
RESOURCES = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("day", "date", "day in the network's clock"),
    Column("crossing", "", "crossing, or empty for what crossings share"),
    Column("resource", "", "resource, gate or link where units wait"),
    Column("kind", "", "officers, tracks, cranes …, gate, link, batch"),
    Column("post", "", "post of the crossing"),
    Column("in_use", "1", "mean number in use"),
    Column("capacity", "1", "mean number open"),
    Column("served", "1", "grants"),
    Column("waited_h", "h", "hours waited by those granted, summed"),
    Column("queue", "1", "mean number waiting"),
    Column("longest", "1", "longest queue of the day"),
)
FLOWS = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("day", "date", "day in the network's clock"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("unit_class", "", "class of traffic"),
    Column("direction", "", "direction of the crossing"),
    Column("units", "1", "units that left"),
    Column("lost", "1", "units that turned away or gave up"),
    Column("loads", "1", "loads that left with them"),
    Column("teu", "TEU", "twenty-foot equivalents"),
    Column("mass_t", "t", "cargo"),
    Column("persons", "1", "people"),
    Column("border_h", "h", "hours at the border, summed over units"),
    Column("waited_h", "h", "of them waiting"),
)
DWELLS = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("day", "date", "day in the network's clock on which the stage ended"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("direction", "", "direction of the crossing"),
    Column("post", "", "post where the stage is spent"),
    Column("stage", "", "label of the stage"),
    Column("units", "1", "units that passed it"),
    Column("stage_h", "h", "hours in it, summed over units"),
    Column("waited_h", "h", "of them waiting"),
)
HISTOGRAMS = (
    Column("replica", "1", "1 to the number of replicas"),
    Column("crossing", "", "crossing"),
    Column("chain", "", "process chain"),
    Column("direction", "", "direction of the crossing"),
    Column("post", "", "post of the stage; empty for the whole visit"),
    Column("stage", "", "label of the stage; empty for the whole visit"),
    Column("lower_h", "h", "lower edge of the bin, within it"),
    Column("upper_h", "h", "upper edge, not within it; infinite for the last"),
    Column("count", "1", "units whose time fell in it"),
)
TABLES = {
    "visits": VISITS,
    "stages": STAGES,
    "legs": LEGS,
    "resources": RESOURCES,
    "flows": FLOWS,
    "dwells": DWELLS,
    "histograms": HISTOGRAMS,
}


def columns_of(table: str) -> list[str]:
    """The names of a table's columns, in order.

    >>> columns_of("dwells")[:3]
    ['replica', 'day', 'crossing']
    """
    return [column.name for column in TABLES[table]]
