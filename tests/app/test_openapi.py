"""The page's types are made from web/openapi.json, so it must be what the server says."""

from pathlib import Path

from crossgauge.app.openapi import text

KEPT = Path(__file__).parents[2] / "web" / "openapi.json"
AGAIN = "PYTHONPATH=src python -m crossgauge.app.openapi web/openapi.json"


def test_description_that_the_page_keeps_is_what_the_server_says():
    said = text()

    kept = KEPT.read_text(encoding="utf-8")

    assert kept == said, f"web/openapi.json is of an older server. Write it again: {AGAIN}"
