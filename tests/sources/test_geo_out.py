"""Layers written as GeoPackage and GeoJSON read back as they were: by GDAL, by SQLite, by JSON."""

import json
import math
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from crossgauge.sources.geo_out import Feature, Layer, geojson, write_geopackage

PORTS = Layer(
    name="ports", title="Ports", points=True, columns={"id": "TEXT", "queue": "REAL", "assumed": "INTEGER"},
    features=[
        Feature(((82.57, 45.17),), ("alashankou", 12.5, 0)),
        Feature(((80.2952, 44.1647),), ("Алтынкөл 阿腾科里", math.nan, 1)),
    ],
)  # fmt: skip
LINES = Layer(
    name="lines", title="Lines", points=False, columns={"id": "TEXT", "units": "REAL"},
    features=[Feature(((82.57, 45.17), (82.5, 45.2), (82.4878, 45.255)), ("border", 3.0)), Feature(((0.0, -1.0), (1.0, 1.0)), ("x'\"", None))],
)  # fmt: skip
EMPTY = Layer(name="none", title="Nothing", points=True, columns={"id": "TEXT"}, features=[])


@pytest.fixture
def written(tmp_path):
    write_geopackage(tmp_path / "map.gpkg", [PORTS, LINES, EMPTY])
    return tmp_path / "map.gpkg"


def test_gdal_reads_points_with_their_values_and_reference_system(written):
    """GDAL's own reader says what it sees; a number that is none is missing."""
    raw = pytest.importorskip("pyogrio.raw")

    meta, _, geometry, fields = raw.read(written, layer="ports")

    assert meta["crs"] == "EPSG:4326"
    assert meta["geometry_type"] == "Point"
    assert list(meta["fields"]) == ["id", "queue", "assumed"]
    assert list(fields[0]) == ["alashankou", "Алтынкөл 阿腾科里"]
    assert fields[1][0] == 12.5
    assert np.isnan(fields[1][1])
    assert list(fields[2]) == [0, 1]
    assert [tuple(np.frombuffer(point, "<f8", 2, 5)) for point in geometry] == [(82.57, 45.17), (80.2952, 44.1647)]


def test_gdal_reads_lines_and_bounds(written):
    pyogrio = pytest.importorskip("pyogrio")

    about = pyogrio.read_info(written, layer="lines", force_total_bounds=True)
    _, _, geometry, fields = pyogrio.raw.read(written, layer="lines")

    assert about["geometry_type"] == "LineString"
    assert tuple(about["total_bounds"]) == (0.0, -1.0, 82.57, 45.255)
    assert list(fields[0]) == ["border", "x'\""]
    assert np.frombuffer(geometry[0], "<u4", 1, 5)[0] == 3
    assert np.frombuffer(geometry[0], "<f8", 6, 9).tolist() == [82.57, 45.17, 82.5, 45.2, 82.4878, 45.255]


def test_gdal_lists_the_layers(written):
    pyogrio = pytest.importorskip("pyogrio")

    layers = pyogrio.list_layers(written)

    assert [list(row) for row in layers] == [["ports", "Point"], ["lines", "LineString"], ["none", "Point"]]


def test_file_says_that_it_is_a_geopackage(written):
    """OGC 12-128r18, requirements 2 and 10 to 22: the application's number, the reference systems, the contents."""
    with closing(sqlite3.connect(written)) as store:
        (application,) = store.execute("PRAGMA application_id").fetchone()
        systems = {row[0] for row in store.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        contents = store.execute("SELECT table_name, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents").fetchall()
        kinds = store.execute("SELECT table_name, geometry_type_name, z, m FROM gpkg_geometry_columns").fetchall()
        faults = store.execute("PRAGMA foreign_key_check").fetchall()
        (whole,) = store.execute("PRAGMA integrity_check").fetchone()

    assert application.to_bytes(4, "big") == b"GPKG"
    assert systems == {-1, 0, 4326}
    assert contents == [
        ("ports", 80.2952, 44.1647, 82.57, 45.17, 4326),
        ("lines", 0.0, -1.0, 82.57, 45.255, 4326),
        ("none", None, None, None, None, 4326),
    ]
    assert kinds == [("ports", "POINT", 0, 0), ("lines", "LINESTRING", 0, 0), ("none", "POINT", 0, 0)]
    assert (faults, whole) == ([], "ok")


def test_same_layers_give_the_same_bytes(written, tmp_path):
    write_geopackage(tmp_path / "again.gpkg", [PORTS, LINES, EMPTY])

    assert (tmp_path / "again.gpkg").read_bytes() == written.read_bytes()


def test_geojson_has_longitude_first_and_no_number_that_is_none():
    """RFC 7946, 3.1.1 and 5."""
    told = json.loads(geojson([PORTS, LINES, EMPTY]))

    assert told["type"] == "FeatureCollection"
    assert told["bbox"] == [0.0, -1.0, 82.57, 45.255]
    first, second, line, _ = told["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [82.57, 45.17]}
    assert first["properties"] == {"layer": "ports", "id": "alashankou", "queue": 12.5, "assumed": 0}
    assert second["properties"]["queue"] is None
    assert line["geometry"]["coordinates"] == [[82.57, 45.17], [82.5, 45.2], [82.4878, 45.255]]
