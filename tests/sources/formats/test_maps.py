"""GeoJSON and GeoPackage: what is written reads back bit for bit, GDAL's maps are read, faults name their feature."""

import json
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossgauge.model.links import Link
from crossgauge.model.randomness import Constant
from crossgauge.sources.formats import limits
from crossgauge.sources.formats.geojson import read_geojson, write_geojson
from crossgauge.sources.formats.geopackage import path_of, read_geopackage, write_geopackage_of
from sources.formats.roads import PAIR, maps, message_of

FORMATS = {"geojson": (read_geojson, write_geojson), "gpkg": (read_geopackage, write_geopackage_of)}
RAIL = replace(
    PAIR,
    links=(Link(id="a", start="horgos", end="altynkol", mode="rail", gauge_m=1.435, length_m=14_000.0, running_time=Constant(1800.0)),),
)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(network=maps())
def test_written_map_reads_back(kind, network, tmp_path_factory):
    read, write = FORMATS[kind]
    path = tmp_path_factory.mktemp("map") / f"a.{kind}"

    write(network, path)
    found = read(path)

    assert found.places == network.places
    assert found.links == network.links


@pytest.mark.parametrize(("kind", "driver"), [("geojson", "GeoJSON"), ("gpkg", "GPKG")])
def test_map_that_gdal_writes_is_read(kind, driver, tmp_path):
    """A line without ends begins and ends at the places that are there; its length is along it."""
    geopandas = pytest.importorskip("geopandas")
    shapely = pytest.importorskip("shapely")
    shapes = [shapely.Point(80.44, 44.2), shapely.Point(80.295, 44.165), shapely.MultiLineString([[(80.44, 44.2), (80.3, 44.2), (80.295, 44.165)]])]
    table = {
        "id": ["horgos", "altynkol", "track"], "name": ["Horgos", "Altynkol", None], "mode": [None, None, "rail"],
        "running_time": [None, None, "30 min"], "tracks": [None, None, 2], "owner": ["x", "y", "z"],
    }  # fmt: skip
    path = tmp_path / f"gdal.{kind}"
    frame = geopandas.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    if kind == "gpkg":
        frame[:2].to_file(path, driver=driver, layer="points", engine="pyogrio")
        frame[2:].to_file(path, driver=driver, layer="lines", engine="pyogrio")
    else:
        frame.to_file(path, driver=driver, engine="pyogrio")

    found = FORMATS[kind][0](path)

    (link,) = found.links
    assert (link.start, link.end, link.tracks) == ("horgos", "altynkol", 2)
    assert link.length_m == pytest.approx(15_100, rel=0.01)
    assert found.notes == ("Not read: owner.",)


def test_gdal_reads_the_layers_with_their_columns(tmp_path):
    raw = pytest.importorskip("pyogrio.raw")
    write_geopackage_of(RAIL, tmp_path / "a.gpkg")

    meta, _, _, fields = raw.read(tmp_path / "a.gpkg", layer="links")

    told = dict(zip(meta["fields"], (column[0] for column in fields), strict=True))
    assert told["gauge_m"] == 1.435
    assert told["length_m"] == 14_000.0
    assert (told["from"], told["to"], told["running_time"]) == ("horgos", "altynkol", "30 min")


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def write_json(path, *features, **more):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_every_fault_of_a_map_names_its_feature(tmp_path):
    path = write_json(
        tmp_path / "a.geojson",
        feature("Point", [80.44, 44.2], id="horgos", name="Horgos"),
        feature("Point", [180.5, 44.2], id="b"),
        feature("Polygon", [[[0, 0], [1, 1], [0, 1], [0, 0]]], id="c"),
        feature("LineString", [[80.44, 44.2], [80.4, 44.3]], id="d", mode="rail", running_time="1 hh"),
        feature("LineString", [[80.44, 44.2], [80.4, 44.3]], id="e", **{"from": "horgos", "to": "hogos"}, mode="rail", running_time="1 h", gaugee="1 m"),
    )

    told = message_of(read_geojson, path)

    assert "a.geojson, feature 2: has coordinates that are none" in told
    assert "a.geojson, feature 3: is 'Polygon'\n    Expected a Point" in told
    assert "a.geojson, feature 4: has no 'to', and no place where it ends, 80.4 44.3\n    Expected a place within 100 m. The nearest is 'horgos', 11.6 km away." in told
    assert "a.geojson, feature 4: link 'd': running_time is '1 hh'" in told
    assert "a.geojson, feature 5: has 'gaugee'\n    Did you mean 'gauge'?" in told


def test_link_to_no_place_names_the_nearest(tmp_path):
    line = feature("LineString", [[80.44, 44.2], [80.4, 44.3]], id="e", **{"from": "horgos", "to": "hogos"}, mode="rail", running_time="1 h")

    told = message_of(read_geojson, write_json(tmp_path / "a.geojson", feature("Point", [80.44, 44.2], id="horgos"), line))

    assert "a.geojson, feature 2: link 'e': to is 'hogos'" in told
    assert "Did you mean 'horgos'?" in told


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "is no JSON"), ("[]", "is no FeatureCollection"), ('{"type": "FeatureCollection"}', "is no FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "has no features"), ("[" * 100_000, "is nested too deep"),
        ('{"a": NaN}', "is no JSON: NaN is no number"), ('{"type": "FeatureCollection", "features": [1, {}]}', "is no feature"),
        ('{"type": "FeatureCollection", "features": [], "crs": {"type": "name", "properties": {"name": "EPSG:25833"}}}', "has the crs"),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused(text, wrong, tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(text)

    assert wrong in message_of(read_geojson, path)


def test_map_with_too_many_features_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("crossgauge.sources.formats.geojson.MOST_FEATURES", 1)
    monkeypatch.setattr("crossgauge.sources.formats.geopackage.MOST_FEATURES", 1)
    write_geopackage_of(PAIR, tmp_path / "a.gpkg")
    write_geojson(PAIR, tmp_path / "a.geojson")

    assert "MOST_FEATURES" in message_of(read_geojson, tmp_path / "a.geojson")
    assert "MOST_FEATURES" in message_of(read_geopackage, tmp_path / "a.gpkg")
    assert limits.MOST_FEATURES > 1


def test_layer_in_other_coordinates_is_refused(tmp_path):
    write_geopackage_of(PAIR, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as store, store:
        store.execute("UPDATE gpkg_geometry_columns SET srs_id = 0 WHERE table_name = 'places'")

    assert "a.gpkg, places: is in the reference system 0" in message_of(read_geopackage, tmp_path / "a.gpkg")


def test_views_of_a_geopackage_are_not_run(tmp_path):
    """A view may hold a query without end; only tables are read."""
    write_geopackage_of(PAIR, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as store, store:
        store.execute("DROP TABLE places")
        store.execute("CREATE VIEW places AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n AS id FROM r")

    assert "has no features" in message_of(read_geopackage, tmp_path / "a.gpkg")


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=80), flags=st.integers(0, 255))
def test_geometry_of_any_bytes_is_read_or_refused(body, flags):
    shape = b"GP" + bytes([0, flags]) + struct.pack("<i", 4326) + body

    try:
        path = path_of(shape)
    except Exception as error:
        assert type(error).__name__ == "_NoGeometry"
    else:
        assert len(path) >= 1


def test_what_is_no_geopackage_is_refused(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\0" + b"\1" * 2_000)
    (tmp_path / "b.gpkg").write_bytes(b"PK\3\4")

    assert "cannot be read" in message_of(read_geopackage, tmp_path / "a.gpkg")
    assert "is no SQLite file" in message_of(read_geopackage, tmp_path / "b.gpkg")
    assert "is not there" in message_of(read_geopackage, tmp_path / "c.gpkg")
