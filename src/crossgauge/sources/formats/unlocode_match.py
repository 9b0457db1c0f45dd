"""Places of a network beside the entries of a code list: by code, else by the nearest name; and written as a list."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.sources.columns_out import table_text
from crossgauge.sources.formats.ground import great_circle_m
from crossgauge.sources.formats.unlocode import COLUMNS, KINDS, UNKNOWN, Entry, degrees_text, folded

NEAR_M = 50_000.0  # a name that is alike is looked for no farther away
ALIKE = 0.6  # least likeness of two names, of 1


@dataclass(frozen=True, slots=True)
class Match:
    """A place and its entry. `by` is 'code', 'name' (a proposal) or 'none'; `away_m` is NaN without coordinates."""

    place: str
    by: str
    code: str
    name: str
    away_m: float


def matches(network: Network, entries: dict[str, Entry]) -> list[Match]:
    """Every place with the entry of its code; on a miss, the nearest name in its country within 50 km.

    >>> from crossgauge.model.places import Place
    >>> horgos = Entry("a:1", "CNHRS", "Horgos", "Horgos", "-23----B", (44.2, 80.4))
    >>> network = Network(id="a", places=(Place(id="p", name="Khorgos", country="CN", latitude=44.2, longitude=80.4),))
    >>> [(one.by, one.code) for one in matches(network, {"CNHRS": horgos})]
    [('name', 'CNHRS')]
    """
    found = []
    for place in network.places:
        entry, by = entries.get(place.unlocode), "code"
        if entry is None:
            entry, by = nearest_name(place, entries), "name"
        if entry is None:
            found.append(Match(place.id, "none", "", "", float("nan")))
        else:
            found.append(Match(place.id, by, entry.code, entry.name, away_m(place, entry)))
    return found


def away_m(place: Place, entry: Entry) -> float:
    """How far an entry is from a place; NaN where it has no coordinates."""
    if entry.at is None:
        return float("nan")
    return great_circle_m([(place.longitude, place.latitude), (entry.at[1], entry.at[0])])


def nearest_name(place: Place, entries: dict[str, Entry]) -> Entry | None:
    """The entry of the same country, not far away, whose name is most alike."""
    name = folded(place.name)
    likely = [
        (SequenceMatcher(None, name, folded(entry.plain)).ratio(), entry.code)
        for entry in entries.values()
        if entry.code.startswith(place.country) and away_m(place, entry) <= NEAR_M
    ]
    best, code = max(likely, default=(0.0, ""))
    return entries[code] if best >= ALIKE else None


def write_unlocode(network: Network, path: Path) -> int:
    """Write the places that have a code as rows of a code list; how many they are comes back.

    Coordinates are to the minute of arc, at most 0.5' off; a cooperation centre reads back as a road post.
    """
    rows = [
        ["", place.unlocode[:2], place.unlocode[2:], place.name, unaccented(place.name), "", "",
         KINDS.get(place.kind, UNKNOWN), "", "", degrees_text(place.latitude, place.longitude), ""]
        for place in network.places
        if place.unlocode
    ]  # fmt: skip
    Path(path).write_bytes(table_text(COLUMNS, rows).encode("utf-8"))
    return len(rows)


def unaccented(name: str) -> str:
    """A name without diacritics, its capitals kept where it has as many letters.

    >>> unaccented("Göteborg")
    'Goteborg'
    """
    plain = folded(name)
    if len(plain) != len(name):
        return plain
    return "".join(new.upper() if old.isupper() else new for old, new in zip(name, plain, strict=True))


def write_matches(found: list[Match], path: Path) -> None:
    """Write places beside their entries as CSV."""
    rows = [
        [one.place, one.by, one.code, one.name, "" if one.away_m != one.away_m else f"{one.away_m / 1e3:.1f}"]
        for one in found
    ]
    Path(path).write_bytes(table_text(("place", "by", "code", "name", "away_km"), rows).encode("utf-8"))
