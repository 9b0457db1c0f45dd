"""GeoPackage: points are places, lines are links, read by SQLite alone. Source: OGC 12-128r18 (GeoPackage 1.3)."""

import math
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from crossgauge.errors import Fault
from crossgauge.model.network import Network
from crossgauge.sources.formats.brought import Brought
from crossgauge.sources.formats.features import Found, brought_of, layers_of, text_of
from crossgauge.sources.formats.geojson import LINES, refused
from crossgauge.sources.formats.ground import Position
from crossgauge.sources.formats.limits import MOST_FEATURES, MOST_GEO_BYTES, MOST_POSITIONS, MOST_STEPS
from crossgauge.sources.geo_out import WGS84, quoted, write_geopackage
from crossgauge.units import shown

SIGNATURE = b"SQLite format 3\0"
STEPS = 1_000_000  # of SQLite's machine between two looks at how many there were
POINT, LINE, MANY_POINTS, MANY_LINES = 1, 2, 4, 5
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes by the indicator of the header


class _NoGeometry(Exception):
    """Bytes that are no point and no line; the message says what they are."""


def read_geopackage(path: Path) -> Brought:
    """Places and links of all layers of a GeoPackage in degrees of WGS 84 (EPSG:4326).

    Columns are called as the attributes are, `length` or `length_m`. Raises ProjectFaulty with every fault: layer and
    row, what is wrong, what was expected.
    """
    path, faults = Path(path), list[Fault]()
    check_file(path)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as store:
            bound(store)
            found = [one for layer in layers(store, path, faults) for one in rows(store, layer, faults)]
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise refused(path, f"cannot be read: {error}", "Expected a GeoPackage.") from None
    return brought_of(path.name, found, faults)


def check_file(path: Path) -> None:
    """Raises ProjectFaulty for what is no SQLite file, or a larger one."""
    if not path.is_file():
        raise refused(path, "is not there" if not path.exists() else "is a folder", "Expected a GeoPackage.")
    if path.stat().st_size > MOST_GEO_BYTES:
        expected = f"Expected at most {MOST_GEO_BYTES:,} (MOST_GEO_BYTES)."
        raise refused(path, f"has {path.stat().st_size:,} bytes", expected)
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise refused(path, "is no SQLite file", "Expected a GeoPackage.")


def bound(store: sqlite3.Connection) -> None:
    """Let a file's own schema call nothing, and end what would not."""
    store.execute("PRAGMA trusted_schema = OFF")
    store.execute("PRAGMA query_only = ON")
    store.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_GEO_BYTES)
    looks = iter(range(MOST_STEPS // STEPS))
    store.set_progress_handler(lambda: 0 if next(looks, None) is not None else 1, STEPS)


def layers(store: sqlite3.Connection, path: Path, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    """Table and geometry column of every layer of features. A layer in other coordinates is a fault."""
    told = store.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g"
        " ON c.table_name = g.table_name JOIN sqlite_master m ON m.name = c.table_name"
        " WHERE c.data_type = 'features' AND m.type = 'table' ORDER BY c.rowid"
    ).fetchall()
    if not told:
        faults.append(Fault(path.name, "has no layer of features", "Expected points and lines."))
    for table, column, system in told:
        if system != WGS84:
            expected = "Expected 4326, degrees of WGS 84: save the layer in it."
            faults.append(Fault(f"{path.name}, {table}", f"is in the reference system {system}", expected))
        else:
            yield str(table), str(column)


def rows(store: sqlite3.Connection, layer: tuple[str, str], faults: list[Fault]) -> Iterator[Found]:
    """The features of one layer."""
    table, geometry = layer
    cursor = store.execute(f"SELECT rowid, * FROM {quoted(table)} LIMIT {MOST_FEATURES + 1}")
    names = [entry[0] for entry in cursor.description][1:]
    for count, (number, *values) in enumerate(cursor):
        where = f"{table}, row {number}"
        if count >= MOST_FEATURES:
            expected = f"Expected at most {MOST_FEATURES:,} (MOST_FEATURES)."
            faults.append(Fault(table, f"has more than {MOST_FEATURES:,} features", expected))
            return
        told = dict(zip(names, values, strict=True))
        shape = told.pop(geometry, None)
        texts = {word: text_of(where, word, value, faults) for word, value in told.items()}
        try:
            path = path_of(shape)
        except _NoGeometry as error:
            faults.append(Fault(where, str(error), LINES))
            continue
        yield Found(where, path, {word: text for word, text in texts.items() if text})


def path_of(shape: object) -> tuple[Position, ...]:
    """The positions of a geometry as GeoPackage holds it. Raises _NoGeometry.

    >>> from crossgauge.sources.geo_out import geometry
    >>> path_of(geometry([(82.5, 45.2), (82.6, 45.3)], point=False))
    ((82.5, 45.2), (82.6, 45.3))
    """
    if not isinstance(shape, bytes) or len(shape) < 8 or shape[:2] != b"GP":
        raise _NoGeometry("has no geometry")
    envelope = ENVELOPES.get(shape[3] >> 1 & 0b111)
    if envelope is None or shape[3] & 0b110000:
        raise _NoGeometry("has a geometry that is empty or not of the standard")
    try:
        path = _path(shape, 8 + envelope)
    except struct.error:
        raise _NoGeometry("has a geometry that ends too soon") from None
    if not all(math.isfinite(one) for position in path for one in position):
        raise _NoGeometry("has coordinates that are no numbers")
    return path


def _path(shape: bytes, start: int) -> tuple[Position, ...]:
    """Well-known binary from a byte on: a point, a line, or a collection of one of them."""
    order = "<" if shape[start : start + 1] == b"\1" else ">"
    (kind,) = struct.unpack_from(f"{order}I", shape, start + 1)
    size = {0: 2, 1: 3, 2: 3, 3: 4}.get(kind // 1_000)  # XY, XYZ, XYM, XYZM
    plain, start = kind % 1_000, start + 5
    if size is None or plain not in (POINT, LINE, MANY_POINTS, MANY_LINES):
        raise _NoGeometry(f"is a geometry of the kind {shown(str(kind))}")
    if plain == POINT:
        lon, lat, *_ = struct.unpack_from(f"{order}{size}d", shape, start)
        return ((lon, lat),)
    (count,) = struct.unpack_from(f"{order}I", shape, start)
    if plain != LINE:
        if count != 1:
            raise _NoGeometry(f"has {count} parts")
        return _path(shape, start + 4)
    if not 2 <= count <= min(MOST_POSITIONS, len(shape) // (8 * size)):
        raise _NoGeometry(f"is a line of {count} positions")
    flat = struct.unpack_from(f"{order}{count * size}d", shape, start + 4)
    return tuple(zip(flat[::size], flat[1::size], strict=True))


def write_geopackage_of(network: Network, path: Path) -> None:
    """Write places and links as the layers `places` and `links`; `path` is replaced, and all reads back as it was.

    Raises ProjectFaulty for running times that are columns of data.
    """
    write_geopackage(Path(path), layers_of(network, Path(path).name))
