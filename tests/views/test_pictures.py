"""Pictures show themselves in a notebook, are saved in three formats, and ask nothing from outside."""

import re
from dataclasses import replace

import polars as pl
import pytest

import crossgauge as cg
from crossgauge.errors import NotFound
from crossgauge.study.brief import brief
from study.small import rail, road, small_network


@pytest.fixture(scope="module")
def results():
    return cg.run(small_network(), days=7, replicas=2, workers=1, warmup_days=1)


@pytest.fixture(scope="module")
def comparison():
    lanes = replace(small_network(), crossings=(road(lanes=5), rail()))
    return cg.compare(small_network(), {"lanes": lanes}, days=7, replicas=2, workers=1, warmup_days=1)


@pytest.fixture(scope="module")
def pictures(results, comparison):
    mean = pl.DataFrame(
        {"place": ["a", "a", "b", "b"], "km": [0.0, 0.0, 9.0, 9.0], "hours": [0.0, 1.0, 3.0, 3.0], "cost_usd": 0.0}
    ).with_columns([pl.col(name).alias(f"{name}_{end}") for name in ("hours", "cost_usd") for end in ("p10", "p90")])
    profile = mean.with_columns(pl.lit(1).alias("replica"), pl.lit(1).alias("unit"))
    row = {"parameter": "p", "low_value": "1", "high_value": "2", "low": -1.0, "high": 1.5, "low_pm": 0.1, "high_pm": 0.2}
    tornado = pl.DataFrame([row | {"touches": True}])
    return {
        "run": cg.views.of_run(results),
        "network": cg.views.of_network(cg.reference(), language="kk"),
        "hours": cg.views.of_hours(results, language="ru"),
        "two runs": cg.views.of_hours(*comparison.results.values()),
        "differences": cg.views.of_differences(comparison, "zh"),
        "trips": cg.views.of_trips(profile, mean),
        "tornado": cg.views.of_tornado(tornado, {"title": "t", "source": "s", "base": 4.0, "unit": "h"}),
    }


KINDS = ("run", "network", "hours", "two runs", "differences", "trips", "tornado")


@pytest.mark.parametrize("kind", KINDS)
def test_a_notebook_shows_it_without_asking_anything(pictures, kind):
    text = pictures[kind]._repr_html_()

    assert "<svg" in text
    assert re.findall(r"https?://|<script|@import", text) == []
    assert text == pictures[kind]._repr_html_()


def test_two_pictures_on_a_page_have_no_id_in_common(pictures):
    ids = [set(re.findall(r'\bid="([^"]+)"', pictures[kind]._repr_html_())) for kind in ("run", "network")]

    assert all(ids)
    assert ids[0] & ids[1] == set()


@pytest.mark.parametrize(("ending", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_picture_is_saved_by_its_ending_and_the_same_again(pictures, tmp_path, ending, head):
    one, other = (pictures["hours"].save(tmp_path / f"{name}.{ending}") for name in "ab")

    assert one.read_bytes().startswith(head)
    assert one.read_bytes() == other.read_bytes()


def test_an_ending_that_is_no_picture_is_refused(pictures, tmp_path):
    with pytest.raises(NotFound, match="kind of picture is called 'gif'"):
        pictures["run"].save(tmp_path / "a.gif")


def test_a_brief_is_shown_in_a_frame_of_its_own(results, tmp_path):
    page = cg.views.as_brief(brief(results))

    assert page._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert page.save(tmp_path / "brief.html").read_text(encoding="utf-8") == page.html


def test_a_name_that_is_no_picture_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'of_nothing'"):
        _ = cg.views.of_nothing


def test_words_alone_bring_no_matplotlib():
    """The page's server and the shell read words on every start."""
    import subprocess
    import sys

    code = "import sys, crossgauge.views.words; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
