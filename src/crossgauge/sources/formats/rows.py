"""Rows of a table, or properties of a feature, as places and links; and places and links as such rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.network import Network
from crossgauge.model.places import LANGUAGES, Place
from crossgauge.model.randomness import Distribution, Empirical
from crossgauge.sources.build import attributes, elements
from crossgauge.sources.folder import row_tree
from crossgauge.sources.reading import Reading
from crossgauge.sources.texts_out import distribution_text
from crossgauge.sources.tree import Mapping as Tree
from crossgauge.sources.tree import Scalar
from crossgauge.units import shown

OTHERS = LANGUAGES[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """An element before its values are read: `where` it stands, texts by word or full name; none is empty."""

    where: str
    cells: dict[str, str]


def words_of(kind: type[Any]) -> set[str]:
    """What a column may be called that says an attribute: its word or its full name, a name in a language.

    >>> from crossgauge.model.links import Link
    >>> sorted(words_of(Link))[:5]
    ['from', 'gauge', 'gauge_m', 'headway', 'headway_s']
    """
    known = attributes(kind)
    words = {*known, *(entry.name for entry in known.values())} - {"names", "start", "end"}
    return words | {f"name_{language}" for language in OTHERS} if kind is Place else words


def known_cells(
    where: str, cells: Mapping[str, str], kind: type[Any], faults: list[Fault], foreign: Iterable[str] = ()
) -> dict[str, str]:
    """The cells that say attributes. One that nearly does is a fault; `foreign` words are never one."""
    words = words_of(kind)
    for word in sorted(cells.keys() - words - set(foreign)):
        near = get_close_matches(word, words, n=1, cutoff=0.8)
        if near:
            faults.append(Fault(where, f"has {shown(word)}", f"Did you mean '{near[0]}'?"))
    return {word: text for word, text in cells.items() if word in words and text}


def elements_of(
    reading: Reading, kind: type[Any], rows: Iterable[Row], collection: str, faults: list[Fault]
) -> tuple[Any, ...]:
    """The elements that rows say, in their order; what is wrong is noted in the reading, equal ids in `faults`."""
    tree = Tree(collection)
    for row in rows:
        cells = {word: Scalar(row.where, text, False) for word, text in row.cells.items()}
        key = cells.pop("id", Scalar(row.where, "")).text
        if key in tree.entries:
            expected = f"Expected it once; the first is {tree.lines[key]}."
            faults.append(Fault(row.where, f"has the id {shown(key)} again", expected))
            continue
        tree.entries[key] = row_tree(row.where, cells)
        tree.lines[key] = row.where
    made: tuple[Any, ...] = elements(reading, kind, tree, (collection,))
    return made


def place_names(place: Place) -> dict[str, str]:
    """The name of a place and those in other languages, by column; empty where there is none.

    >>> place_names(Place(id="dostyk", name="Dostyk", names=(("kk", "Достық"),), latitude=45.3, longitude=82.5))
    {'name': 'Dostyk', 'name_zh': '', 'name_ru': '', 'name_kk': 'Достық'}
    """
    other = dict(place.names)
    return {"name": place.name, **{f"name_{language}": other.get(language, "") for language in OTHERS}}


def law_texts(network: Network, where: str) -> dict[str, str]:
    """The running time of every link as one cell says it.

    Raises ProjectFaulty for columns of data, which no cell holds.
    """
    faults = [
        Fault(
            f"links.{link.id}.running_time",
            "is a column of data",
            f"Expected a law such as 'lognormal(mean 2 h, cv 0.4)': {where} has no room for a file.",
        )
        for link in network.links
        if has_data(link.running_time)
    ]
    if faults:
        raise ProjectFaulty(f"network '{network.id}'", faults)
    return {link.id: distribution_text(link.running_time, "s") for link in network.links}


def has_data(law: Distribution) -> bool:
    """Whether a law rests on a column of data somewhere."""
    return isinstance(law, Empirical) or any(has_data(part) for part in getattr(law, "parts", ()))


def ends_of(network: Network) -> dict[str, tuple[tuple[float, float], ...]]:
    """Longitude and latitude of both ends of every link."""
    at = {place.id: (place.longitude, place.latitude) for place in network.places}
    return {link.id: (at[link.start], at[link.end]) for link in network.links}
