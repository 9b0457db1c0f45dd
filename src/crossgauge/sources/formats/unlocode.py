"""UN/LOCODE: code lists as UNECE publishes them, read as places and matched with those of a network.

Source: UNECE Recommendation 16 and its code list: columns without a header, in UTF-8 or (older issues) ISO 8859-1.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.places import Place
from crossgauge.sources.formats.brought import Brought, some
from crossgauge.sources.formats.limits import MOST_LOCODE_BYTES, MOST_LOCODES
from crossgauge.sources.limits import MOST_TEXT
from crossgauge.units import shown

COLUMNS = ("Change", "Country", "Location", "Name", "NameWoDiacritics", "Subdivision", "Status", "Function", "Date",
           "IATA", "Coordinates", "Remarks")  # fmt: skip
CODE = re.compile(r"[A-Z]{2} ?[A-Z2-9]{3}")
COUNTRY = re.compile(r"[A-Z]{2}")
AT = re.compile(r"(\d{2})(\d{2})([NS]) *(\d{3})(\d{2})([EW])")
FUNCTIONS = re.compile(r"[0-]{8}|0|[1-][2-][3-][4-][5-][6-][7-][B-]")
GONE = ("X", "=")  # to be removed; another name for an entry
KINDS = {  # what a place is -> what it says that it does
    "seaport": "1-------",
    "station": "-2-----B",
    "road post": "--3----B",
    "cooperation centre": "--3----B",
    "airport": "---4----",
    "dry port": "-----6--",
    "pipeline node": "------7-",
    "city": "--3-----",
}
UNKNOWN = "0-------"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the code list; latitude and longitude in degrees to a minute of arc, None where none are told."""

    where: str
    code: str
    name: str
    plain: str
    functions: str
    at: tuple[float, float] | None


def read_entries(path: Path) -> dict[str, Entry]:
    """Every entry of a code list by its code of five letters: one CSV file, or the parts in a folder.

    Entries to be removed and lines without a code are passed over. Raises ProjectFaulty with every fault: file and
    line, what is wrong, what was expected.
    """
    path, faults, found = Path(path), list[Fault](), dict[str, Entry]()
    for file in parts_of(path):
        for line, cells in lines_of(file, faults):
            entry = entry_of(f"{file.name}:{line}", cells, faults)
            if entry is not None:
                found[entry.code] = entry
        if len(found) > MOST_LOCODES:
            faults.append(Fault(file.name, "has too many entries", f"Expected {MOST_LOCODES:,} (MOST_LOCODES)."))
            break
    if not found and not faults:
        faults.append(Fault(path.name, "has no entries", f"Expected rows of {', '.join(COLUMNS)}."))
    if faults:
        raise ProjectFaulty(path.name, faults)
    return found


def parts_of(path: Path) -> list[Path]:
    """The file, or the parts of the code list in a folder. Raises ProjectFaulty."""
    if path.is_file():
        return [path]
    files = sorted(one for one in path.glob("*.csv") if "subdivision" not in one.name.lower())
    root = path.resolve()
    files = [one for one in files if one.is_file() and one.resolve().is_relative_to(root)]
    if not files:
        wrong = "has no CSV file" if path.is_dir() else "is not there"
        fault = Fault(str(path), wrong, "Expected a code list such as '2024-2 UNLOCODE CodeListPart1.csv'.")
        raise ProjectFaulty(path.name, [fault])
    return files


def lines_of(file: Path, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells by column of every row of a part. What is no CSV is a fault."""
    if file.stat().st_size > MOST_LOCODE_BYTES:
        expected = f"Expected at most {MOST_LOCODE_BYTES:,} (MOST_LOCODE_BYTES)."
        faults.append(Fault(file.name, f"has {file.stat().st_size:,} bytes", expected))
        return
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("iso-8859-1")
    rows = csv.reader(text.splitlines(keepends=True), strict=True)
    before = csv.field_size_limit(MOST_TEXT)
    names: Sequence[str] = COLUMNS
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if rows.line_num == 1 and "Country" in cells and "Location" in cells:
                names = cells
            elif any(cells):
                yield rows.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        faults.append(Fault(f"{file.name}:{rows.line_num}", f"is not CSV: {error}", "Expected a code list."))
    finally:
        csv.field_size_limit(before)


def entry_of(where: str, cells: dict[str, str], faults: list[Fault]) -> Entry | None:
    """A row as an entry; None for heads of countries, for what is gone, and for what is wrong."""
    country, location = cells.get("Country", ""), cells.get("Location", "")
    if not location or cells.get("Change") in GONE:
        return None
    code = country + location
    if not CODE.fullmatch(code):
        expected = "Expected two letters of ISO 3166 and three letters or digits from 2 to 9."
        faults.append(Fault(where, f"has the code {shown(code)}", expected))
        return None
    functions, coordinates = cells.get("Function", ""), cells.get("Coordinates", "")
    if functions and not FUNCTIONS.fullmatch(functions):
        expected = "Expected eight signs such as '-23----B': its number, or -, at each place."
        faults.append(Fault(where, f"{code} has the functions {shown(functions)}", expected))
    at = degrees(coordinates)
    if coordinates and at is None:
        expected = "Expected degrees and minutes as '4511N 08234E'."
        faults.append(Fault(where, f"{code} has the coordinates {shown(coordinates)}", expected))
    name = cells.get("Name", "") or code
    return Entry(where, code, name, cells.get("NameWoDiacritics", "") or name, functions, at)


def degrees(text: str) -> tuple[float, float] | None:
    """Latitude and longitude out of ddmmN dddmmE; None for anything else.

    >>> degrees("4510N 08234E"), degrees("0030S 17959W"), degrees("9100N 00000E"), degrees("45.2 82.6")
    ((45.166666666666664, 82.56666666666666), (-0.5, -179.98333333333332), None, None)
    """
    found = AT.fullmatch(text)
    if found is None:
        return None
    latitude = int(found[1]) + int(found[2]) / 60
    longitude = int(found[4]) + int(found[5]) / 60
    if latitude > 90 or longitude > 180 or int(found[2]) > 59 or int(found[5]) > 59:
        return None
    return (-latitude if found[3] == "S" else latitude), (-longitude if found[6] == "W" else longitude)


def degrees_text(latitude: float, longitude: float) -> str:
    """Degrees as ddmmN dddmmE, to the nearest minute of arc.

    >>> degrees_text(45.17, 82.57), degrees_text(-0.5, -179.999)
    ('4510N 08234E', '0030S 18000W')
    """
    north, east = round(abs(latitude) * 60), round(abs(longitude) * 60)
    first = f"{north // 60:02d}{north % 60:02d}{'S' if latitude < 0 else 'N'}"
    return f"{first} {east // 60:03d}{east % 60:02d}{'W' if longitude < 0 else 'E'}"


def kind_of(functions: str) -> str:
    """What a place is, by what it does: port, border on rails or road, inland port, pipeline, airport; else a city.

    >>> kind_of("-23----B"), kind_of("--3----B"), kind_of("12345---"), kind_of("--3-----"), kind_of("")
    ('station', 'road post', 'seaport', 'city', 'city')
    """
    if "1" in functions:
        return "seaport"
    if "B" in functions:
        return "station" if "2" in functions else "road post"
    for sign, kind in (("6", "dry port"), ("7", "pipeline node")):
        if sign in functions:
            return kind
    return "airport" if functions == KINDS["airport"] else "city"


def read_unlocode(path: Path, codes: Iterable[str]) -> Brought:
    """Places of a code list: those named by a code (`CNHRS`), and all of a country named by its two letters.

    Places get the code in small letters as their id. Raises ProjectFaulty for a code that is not there, with the
    nearest name, and for one without coordinates; entries of a country without any are left out and noted.
    """
    entries, faults, places, bare = read_entries(path), list[Fault](), dict[str, Place](), list[str]()
    for asked in codes:
        code = asked.strip().upper().replace(" ", "")
        found = entries_of(code, entries)
        if not found:
            faults.append(Fault("codes", f"there is no {shown(asked)} in {Path(path).name}", hint(asked, entries)))
        for entry in found:
            if entry.at is None and not COUNTRY.fullmatch(code):
                wrong = f"{entry.code}, {entry.name}, has no coordinates"
                faults.append(Fault(entry.where, wrong, "Expected a place with coordinates; write it by hand."))
            elif entry.at is None:
                bare.append(entry.code)
            else:
                places[entry.code] = place_of(entry, entry.at)
    if faults:
        raise ProjectFaulty(Path(path).name, faults)
    notes = (f"{len(bare):,} without coordinates are left out: {some(bare)}.",) if bare else ()
    return Brought(places=tuple(places.values()), notes=notes)


def entries_of(code: str, entries: dict[str, Entry]) -> list[Entry]:
    """The entry of a code, or those of a country."""
    if COUNTRY.fullmatch(code):
        return [entry for entry in entries.values() if entry.code.startswith(code)]
    return [entries[code]] if code in entries else []


def hint(asked: str, entries: dict[str, Entry]) -> str:
    """The entry whose name is nearest, else the code that is.

    >>> at = Entry("a:1", "CNHRS", "Horgos", "Horgos", "-23----B", None)
    >>> hint("Khorgos", {"CNHRS": at})
    'Did you mean CNHRS, Horgos?'
    """
    names = {folded(entry.plain): entry for entry in entries.values()}
    close = get_close_matches(folded(asked), names, n=1, cutoff=0.6)
    near = names[close[0]] if close else None
    if near is None:
        codes = get_close_matches(asked.upper(), entries, n=1, cutoff=0.6)
        near = entries[codes[0]] if codes else None
    told = f"Did you mean {near.code}, {near.name}?" if near else ""
    return told or "Expected a code such as CNHRS, or two letters of a country."


def folded(name: str) -> str:
    """A name without diacritics and capitals.

    >>> folded("Małaszewicze"), folded("Göteborg")
    ('małaszewicze', 'goteborg')
    """
    apart = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


def place_of(entry: Entry, at: tuple[float, float]) -> Place:
    """An entry with coordinates as a place."""
    return Place(
        id=entry.code.lower(), name=entry.name, country=entry.code[:2], kind=kind_of(entry.functions),
        latitude=at[0], longitude=at[1], unlocode=entry.code,
    )  # fmt: skip
