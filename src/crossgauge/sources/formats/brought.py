"""What a file of another's format brought, checked as a project folder is."""

from dataclasses import dataclass
from pathlib import Path

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.facts import Provenance
from crossgauge.model.links import Link
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline
from crossgauge.model.places import Place
from crossgauge.sources.folder import Folder
from crossgauge.sources.formats.limits import SHOWN
from crossgauge.sources.project import READERS, checked, in_order
from crossgauge.sources.reading import Reading
from crossgauge.units import NotAQuantity, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Parts of a network out of a file. `notes` says what was left out or put in, a sentence each."""

    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    notes: tuple[str, ...] = ()


class Cells(Reading):
    """A reading of cells, which say laws but name no columns of other files."""

    def column(self, file: str, column: str) -> tuple[float, ...]:
        """Raises NotAQuantity."""
        expected = "Expected a law such as 'lognormal(mean 2 h, cv 0.4)': no other file is read from here."
        raise NotAQuantity(f"reads {shown(column)} of {shown(file)}", expected)


def new_cells() -> Cells:
    """A reading that has nothing in it."""
    return Cells(Folder(Path()), READERS)


def network_of(brought: Brought, network_id: str) -> Network:
    """The parts as a network.

    >>> network_of(Brought(), "mine").id
    'mine'
    """
    return Network(
        id=network_id,
        name=network_id,
        places=brought.places,
        links=brought.links,
        pipelines=brought.pipelines,
        provenance=brought.provenance,
    )


def settle(name: str, reading: Reading, faults: list[Fault], brought: Brought) -> None:
    """Raises ProjectFaulty with all that is wrong, at its file and row.

    faults : those that were found before values were read; with any the rules between elements are not asked
    """
    found = [*faults, *(fault for _, fault in reading.faults)]
    if not faults:
        found += checked(reading, network_of(brought, "brought"), found)
    if found:
        raise ProjectFaulty(name, in_order(found))


def some(names: list[str]) -> str:
    """Names in a sentence, cut where they are many.

    >>> some(["b", "a"])
    'b, a'
    """
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
