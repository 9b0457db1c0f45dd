"""The oil lines of a facility when its output changes: what they bring, what a rival gives up or gets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crossgauge.model.facilities import Facility, Haul
from crossgauge.model.hauling import mass_t
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Nomination, Pipeline, nominated
from crossgauge.study.pipes.asked import line_called, state_of, year_of
from crossgauge.study.pipes.overview import row_of
from crossgauge.study.pipes.twin import SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBefore:
    """An oil line before and after; amounts in Mt a year, `used` of what it carries with every station running.

    why : what the change is, in words
    """

    line: str
    name: str
    year: int
    capacity: float
    before: float
    after: float
    used_before: float
    used_after: float
    transit_h_before: float | None
    transit_h_after: float | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What becomes of a change of what a facility takes in by line; tonnes a year.

    by_line    : more (or less) that the line brings; a line that loses its customer keeps its oil for the rival
    from_rival : taken from the rival; below 0: given to it
    short      : wanted and not to be had; left: let go, and no room for it
    """

    wanted: float
    by_line: float
    from_rival: float
    short: float
    left: float


def supply_of(more_t: float, share: float, room_t: float, rival_most_t: float, rival_room_t: float) -> Supply:
    """Where a facility's change of intake comes from, or goes to, with production as it is.

    More is first taken from the line, its share and what room it has; then from the rival, as much as it can give up.
    Less leaves the line as it is: the oil goes on to the rival, as much as it has room for.

    >>> supply_of(3.0, 0.6, 1.0, 1.5, 9.0)
    Supply(wanted=3.0, by_line=1.0, from_rival=1.5, short=0.5, left=0.0)
    >>> supply_of(-6.0, 0.6, 1.0, 1.5, 5.0)
    Supply(wanted=-6.0, by_line=0.0, from_rival=-5.0, short=0.0, left=1.0)
    """
    if more_t <= 0:
        given = min(-more_t, max(rival_room_t, 0.0))
        return Supply(wanted=more_t, by_line=0.0, from_rival=-given, short=0.0, left=-more_t - given)
    by_line = min(more_t * share, max(room_t, 0.0))
    from_rival = min(more_t - by_line, rival_most_t)
    short = more_t - by_line - from_rival
    return Supply(wanted=more_t, by_line=by_line, from_rival=from_rival, short=short, left=0.0)


def lines_of(network: Network, facility: Facility, factor: float) -> tuple[list[LineBefore], list[Supply]]:
    """The lines of every haul by pipeline before and after, and what becomes of the difference.

    The last nomination of a line is looked at. Raises NotFound, RunImpossible for a line without one.
    """
    lines: list[LineBefore] = []
    supplies: list[Supply] = []
    for haul in facility.hauls:
        if haul.pipeline:
            found, supply = lines_of_haul(network, haul, (factor - 1.0) * mass_t(facility, haul))
            lines += found
            supplies.append(supply)
    return lines, supplies


def lines_of_haul(network: Network, haul: Haul, more_t: float) -> tuple[list[LineBefore], Supply]:
    """The line of one haul and its rival, with so many tonnes a year more taken in."""
    brings = Looked.at(network, haul.pipeline)
    rival = Looked.at(network, haul.rival) if haul.rival else None
    rival_room = rival.room_t if rival is not None else 0.0
    supply = supply_of(more_t, haul.share, brings.room_t, haul.rival_t, rival_room)
    told = [brings.changed(supply.by_line, f"{haul.name.lower()} for the facility")]
    if rival is not None:
        words = "given up to the facility" if supply.from_rival > 0 else "let go by the facility"
        told.append(rival.changed(-supply.from_rival, words if supply.from_rival else "as before"))
    return told, supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A line with its last nomination and what it can carry."""

    network: Network
    line: Pipeline
    year: int
    row: dict[str, object]

    @classmethod
    def at(cls, network: Network, name: str) -> "Looked":
        """The line of that id in the state of its year."""
        year = year_of(line_called(network, name), None) or 0
        state = state_of(network, year)
        line = line_called(state, name)
        return cls(network=state, line=line, year=year, row=row_of(state, line, year))

    @property
    def room_t(self) -> float:
        """Tonnes a year that it could carry more."""
        scale = SCALE[self.line.fluid]
        return number(self.row["capacity"]) * scale - (nominated(self.line, self.year) or 0.0)

    def changed(self, more_t: float, why: str) -> LineBefore:
        """The line with so many tonnes a year more."""
        row = row_of(self.network, with_more(self.line, self.year, more_t), self.year)
        return LineBefore(
            line=self.line.id,
            name=self.line.name,
            year=self.year,
            capacity=number(row["capacity"]),
            before=number(self.row["nominated"]),
            after=number(row["nominated"]),
            used_before=number(self.row["used"]),
            used_after=number(row["used"]),
            transit_h_before=hours(self.row["transit_h"]),
            transit_h_after=hours(row["transit_h"]),
            why=why if more_t else "as before",
        )


def with_more(line: Pipeline, year: int, more_t: float) -> Pipeline:
    """The line with more nominated in a year."""
    told: Sequence[Nomination] = [
        replace(one, mass_t=(one.mass_t or 0.0) + more_t) if one.year == year else one for one in line.nominations
    ]
    return replace(line, nominations=tuple(told))


def number(value: object) -> float:
    """A figure of a row; 0 where there is none."""
    return float(value) if isinstance(value, int | float) else 0.0


def hours(value: object) -> float | None:
    """Hours of a row, if it has any."""
    return float(value) if isinstance(value, int | float) else None
