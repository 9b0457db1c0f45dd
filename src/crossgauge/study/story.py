"""What became of one unit: its visit, stages and legs out of a results folder, in the order of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from crossgauge.errors import CrossgaugeError, NotFound, RunImpossible
from crossgauge.tables.store import Results

UNITS_SHOWN = 8  # ranges in a message

Row = dict[str, Any]


class UnitUnknown(NotFound):
    """A unit that has no visit in the tables; `.asked` is what was wanted."""

    def __init__(self, asked: str, told: str) -> None:
        self.asked = asked
        CrossgaugeError.__init__(self, told)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a story: a stage, or a run over a link, of which no waiting is known.

    of : unit that it happens to; another than the story's own where it travels in a batch
    """

    start: datetime
    end: datetime
    what: str
    where: str
    of: int
    waited_h: float | None = None


@dataclass(frozen=True, slots=True)
class Relatives:
    """Units of one class that the unit came from, carries or left in, in order of their numbers."""

    how: str
    unit_class: str
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A unit's visit (the row of the table), what happened in it, and whose part it is."""

    visit: Row
    moments: tuple[Moment, ...]
    relatives: tuple[Relatives, ...]


def story_of(results: Results, unit: int, replica: int = 1) -> Story:
    """The story of a unit of a replica.

    Raises UnitUnknown with the nearest, NotFound for a replica that is not there, RunImpossible where the run kept
    no stages of that replica.
    """
    check_replica(results, replica)
    visits = results.scan("visits", replica)
    own = visits.filter(pl.col("unit") == unit).collect().to_dicts()
    if not own:
        raise UnitUnknown(str(unit), unknown_unit(results, unit, replica))
    visit, carrier = own[0], None
    if visit["parent"] is not None and left_in_parent(visit):
        carrier = visit["parent"]
    moments = [
        *moments_of(results, unit, replica),
        *(moments_of(results, carrier, replica) if carrier is not None else ()),
    ]
    moments = [moment for moment in moments if moment.start >= visit["arrived"]]
    moments.sort(key=lambda moment: order_of(moment, unit))
    return Story(visit, tuple(moments), relatives_of(visits, visit))


def order_of(moment: Moment, unit: int) -> tuple[datetime, bool, bool, datetime]:
    """Where two begin together: own before the batch's, a stage before the run in it, what takes no time first."""
    return moment.start, moment.of != unit, moment.waited_h is None, moment.end


def find_unit(
    results: Results, replica: int = 1, *, unit_class: str | None = None, longest: bool = False
) -> int:
    """The first unit to arrive (of a class, or of all), or the one that was at the border for longest.

    Raises NotFound for a class or replica that is not there, UnitUnknown where no unit of it has a row.
    """
    check_replica(results, replica)
    visits = results.scan("visits", replica)
    if unit_class is not None:
        known = results.manifest["labels"]["classes"]
        if unit_class not in known:
            raise NotFound("class", unit_class, known)
        visits = visits.filter(pl.col("unit_class").cast(pl.String) == unit_class)
    order = pl.col("border_h") if longest else pl.col("arrived")
    found = visits.sort([order, "unit"], descending=[longest, False]).select("unit").head(1).collect()
    if found.is_empty():
        told = f"no unit{f' of class {unit_class!r}' if unit_class else ''} has a row in replica {replica}."
        hint = "Expected one that left in the recorded period, of a class whose record is 'units'."
        raise UnitUnknown(unit_class or "", f"{results.folder}: {told} {hint}")
    return int(found.item())


def check_replica(results: Results, replica: int) -> None:
    """Raises where a replica is not there or its stages were not kept."""
    if not 1 <= replica <= results.replicas:
        raise NotFound("replica", str(replica), [str(number) for number in range(1, results.replicas + 1)])
    record = results.manifest["record"]
    if record == "summary" or (record == "first" and replica > 1):
        other = " or --replica 1" if record == "first" else ""
        told = f"no stages of replica {replica} were recorded (the run says --record {record})"
        raise RunImpossible(f"{results.folder}: {told}. Expected a run with --record units{other}.")


def left_in_parent(visit: Row) -> bool:
    """Whether the parent is the batch that a unit left in: a batch is born after its members."""
    return bool(visit["parent"] > visit["unit"])


def moments_of(results: Results, unit: int, replica: int) -> list[Moment]:
    """Stages and legs of a unit."""
    own = pl.col("unit") == unit
    stages = results.scan("stages", replica).filter(own).collect().to_dicts()
    legs = results.scan("legs", replica).filter(own).collect().to_dicts()
    return [
        *(
            Moment(row["entered"], row["left"], row["stage"], row["post"], unit, row["waited_h"])
            for row in stages
        ),
        *(Moment(row["departed"], row["arrived"], row["link"], "link", unit) for row in legs),
    ]


def relatives_of(visits: pl.LazyFrame, visit: Row) -> tuple[Relatives, ...]:
    """Parent or batch, then children and members, by class."""
    unit, parent = visit["unit"], visit["parent"]
    found = []
    if parent is not None:
        how = "left in" if left_in_parent(visit) else "split from"
        row = visits.filter(pl.col("unit") == parent).select("unit_class").collect()
        found.append(Relatives(how, str(row.item()) if row.height else "", (parent,)))
    young = visits.filter(pl.col("parent") == unit).select("unit", "unit_class").sort("unit").collect()
    for how, kept in (("split into", pl.col("unit") > unit), ("carries", pl.col("unit") < unit)):
        groups = young.filter(kept).group_by("unit_class", maintain_order=True).agg("unit")
        found += [Relatives(how, str(name), tuple(units)) for name, units in groups.iter_rows()]
    return tuple(found)


def unknown_unit(results: Results, unit: int, replica: int) -> str:
    """A message that names the nearest units and the ranges of each crossing."""
    visits = results.scan("visits", replica).select("unit", "crossing")
    nearest = visits.sort((pl.col("unit") - unit).abs()).head(2).collect()["unit"].sort().to_list()
    ends = [pl.col("unit").min().alias("first"), pl.col("unit").max().alias("last")]
    ranges = visits.group_by("crossing").agg(ends).sort("first").collect().rows()
    told = f"{results.folder}: no unit {unit} left in the recorded period of replica {replica}."
    if not nearest:
        return f"{told} No unit has a row: its classes are recorded as 'summary', or nothing has left."
    lines = [f"    {crossing}: {first} to {last}" for crossing, first, last in ranges[:UNITS_SHOWN]]
    more = len(ranges) - UNITS_SHOWN
    lines += [f"    and {more} crossings more"] if more > 0 else []
    near = " and ".join(str(number) for number in nearest)
    return f"{told} Nearest: {near}. Units with a row are among\n" + "\n".join(lines)
