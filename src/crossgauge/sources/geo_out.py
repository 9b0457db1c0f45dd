"""Points and lines with their attributes, written as GeoPackage and GeoJSON: WGS 84, longitude before latitude.

Sources: OGC 12-128r18 (GeoPackage 1.3), RFC 7946 (GeoJSON).
"""

import json
import math
import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Value = str | float | int | bool | None
Kind = Literal["TEXT", "REAL", "INTEGER"]
Position = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north

WGS84 = 4326
GPKG, VERSION = 0x47504B47, 10300  # "GPKG", 1.3.0
DATED = "1970-01-01T00:00:00.000Z"  # the same input gives the same file
POINT, LINE = 1, 2  # of well-known binary
WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


@dataclass(frozen=True, slots=True)
class Feature:
    """A point (one position) or a line (two or more), with the values of its layer's columns."""

    path: tuple[Position, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Features of one kind: columns by name, with what they hold."""

    name: str
    title: str
    points: bool
    columns: Mapping[str, Kind]
    features: Sequence[Feature]


def write_geopackage(path: Path, layers: Sequence[Layer]) -> None:
    """Write layers as a GeoPackage; `path` is replaced. The same layers give the same bytes.

    Every feature has `fid`, from 1, and its geometry in `geom`. A layer without features has no bounds.
    """
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as store, store:
        store.execute(f"PRAGMA application_id = {GPKG}")
        store.execute(f"PRAGMA user_version = {VERSION}")
        store.executescript(TABLES)
        store.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("WGS 84 geodetic", WGS84, "EPSG", WGS84, WKT, "longitude and latitude in degrees"),
                ("Undefined cartesian", -1, "NONE", -1, "undefined", "undefined cartesian coordinates"),
                ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
            ],
        )
        for layer in layers:
            write_layer(store, layer)


def write_layer(store: sqlite3.Connection, layer: Layer) -> None:
    """Write one layer into an open GeoPackage."""
    kind = "POINT" if layer.points else "LINESTRING"
    declared = "".join(f", {quoted(name)} {told}" for name, told in layer.columns.items())
    table = quoted(layer.name)
    store.execute(
        f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{declared})"
    )
    store.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.name, layer.title, DATED, *(bounds_of(layer.features) or (None,) * 4), WGS84),
    )
    store.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer.name, kind, WGS84)
    )
    names = ", ".join(["geom", *(quoted(name) for name in layer.columns)])
    marks = ", ".join("?" * (len(layer.columns) + 1))
    store.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",
        [(geometry(one.path, layer.points), *map(known, one.values)) for one in layer.features],
    )


def quoted(name: str) -> str:
    """A name as SQL takes it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def geometry(path: Sequence[Position], point: bool) -> bytes:
    """A geometry as GeoPackage holds it: header, envelope of lines, well-known binary, all little-endian."""
    if point:
        return struct.pack("<2sBBi", b"GP", 0, 0b0001, WGS84) + struct.pack("<BIdd", 1, POINT, *path[0])
    west, south, east, north = bounds_of([Feature(tuple(path), ())]) or (math.nan,) * 4
    head = struct.pack("<2sBBi4d", b"GP", 0, 0b0011, WGS84, west, east, south, north)
    flat = [value for position in path for value in position]
    return head + struct.pack(f"<BII{len(flat)}d", 1, LINE, len(path), *flat)


def bounds_of(features: Iterable[Feature]) -> Bounds | None:
    """West, south, east, north of features; None where there are none.

    >>> bounds_of([Feature(((1.0, 2.0), (3.0, 0.5)), ())])
    (1.0, 0.5, 3.0, 2.0)
    """
    positions = [position for feature in features for position in feature.path]
    if not positions:
        return None
    lons, lats = zip(*positions, strict=True)
    return (min(lons), min(lats), max(lons), max(lats))


def geojson(layers: Sequence[Layer]) -> str:
    """Layers as one FeatureCollection, each feature with its layer's name; numbers that are not finite are null."""
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point" if layer.points else "LineString",
                "coordinates": list(one.path[0])
                if layer.points
                else [list(position) for position in one.path],
            },
            "properties": {
                "layer": layer.name,
                **dict(zip(layer.columns, map(known, one.values), strict=True)),
            },
        }
        for layer in layers
        for one in layer.features
    ]
    bounds = bounds_of(one for layer in layers for one in layer.features)
    told = {"type": "FeatureCollection", **({"bbox": list(bounds)} if bounds else {}), "features": features}
    return json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n"


def known(value: Value) -> Value:
    """The value; None for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
