"""What can be taken out of a run: tables whole or a part at a time, and its map."""

import json
from io import BytesIO

import polars as pl
import pytest

from app.reading import answer_of, told
from crossgauge.tables.schema import TABLES


def text(column):
    return pl.col(column).cast(pl.String)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_table_as_parquet_is_the_run_s_table(seen, table):
    answer = answer_of(seen.workspace, f"/api/runs/short/export/{table}.parquet")

    assert pl.read_parquet(BytesIO(answer.content)).equals(seen.results.table(table))
    assert int(answer.headers["x-total"]) == seen.results.table(table).height


def test_table_as_csv_has_every_row_once(seen, monkeypatch):
    """It is sent in pieces; here smaller ones, so that there are several."""
    monkeypatch.setattr("crossgauge.app.exports.CHUNK", 97)

    answer = answer_of(seen.workspace, "/api/runs/short/export/flows.csv")

    assert answer.content.decode() == seen.results.flows.write_csv()
    assert 'filename="short-flows.csv"' in answer.headers["content-disposition"]


def test_part_of_a_table_is_told_with_the_rows_of_the_whole(seen):
    answer = answer_of(seen.workspace, "/api/runs/short/export/visits.parquet?limit=10&offset=5")

    assert pl.read_parquet(BytesIO(answer.content)).equals(seen.results.visits[5:15])
    assert int(answer.headers["x-total"]) == seen.results.visits.height


def test_what_lies_behind_the_last_row_is_an_empty_table(seen):
    answer = answer_of(seen.workspace, "/api/runs/short/export/flows.csv?offset=10000000")

    assert answer.text == seen.results.flows[:0].write_csv()


def test_every_export_that_is_offered_is_given(seen):
    offered = told(seen.workspace, "/api/runs/short")["exports"]

    for name in offered:
        answer = answer_of(seen.workspace, f"/api/runs/short/export/{name}?limit=5")
        assert answer.status_code == 200
        assert answer.content


def test_what_is_not_offered_is_not_found(seen):
    answer = answer_of(seen.workspace, "/api/runs/short/export/visit.csv")

    assert answer.status_code == 404
    assert "visits.csv" in answer.json()["error"]["detail"]


def test_map_has_units_over_links_and_queues_at_crossings(seen):
    legs = seen.results.legs.filter(text("link") == "khorgos-strip")
    west = legs.filter(text("direction") == "west")
    queues = seen.results.resources.filter((text("crossing") == "khorgos-road") & (text("kind") != "batch"))
    daily = queues.group_by("replica", "day").agg(pl.col("queue").sum())

    features = json.loads(answer_of(seen.workspace, "/api/runs/short/export/map.geojson").text)["features"]

    by_id = {(one["properties"]["layer"], one["properties"]["id"]): one for one in features}
    strip = by_id["lines", "khorgos-strip"]["properties"]
    assert strip["units_forward"] == west.height / 2
    assert strip["units_back"] == (legs.height - west.height) / 2
    assert strip["loads_forward"] == west["load"].sum() / 2
    crossing = by_id["crossings", "khorgos-road"]["properties"]
    assert crossing["queue"] == pytest.approx(daily["queue"].mean())
    assert crossing["queue_low"] < crossing["queue"] < crossing["queue_high"]
    assert by_id["places", "aktau"]["geometry"]["coordinates"] == [51.17, 43.64]


def test_gdal_reads_the_map_of_a_run(seen, tmp_path):
    pyogrio = pytest.importorskip("pyogrio")
    path = tmp_path / "map.gpkg"

    path.write_bytes(answer_of(seen.workspace, "/api/runs/short/export/map.gpkg").content)

    network = seen.workspace.network
    counts = {name: pyogrio.read_info(path, layer=name)["features"] for name, _ in pyogrio.list_layers(path)}
    lines = len(network.links) + len(network.sections) + len(network.pipelines)
    assert counts == {"lines": lines, "crossings": len(network.crossings), "places": len(network.places)}
