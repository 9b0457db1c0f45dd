"""Every picture in every language: its words are there, English ones are not, and no letter is missing."""

import os
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from crossgauge.indicators.differences import differences as paired
from crossgauge.indicators.figures import FIGURES
from crossgauge.model.places import Place
from crossgauge.views import batches, differences, fan, fits, flowmap, marginal, pipes, sankey, tcd, tornado
from crossgauge.views.look import families, svg
from crossgauge.views.words import LANGUAGES, word


class Panel:
    """Durations of one step and the law that was fitted."""

    title, law, n, n_open, logarithmic = "Hill", "lognormal(mean 2 h, sd 1 h)", 40, 3, False
    at = np.linspace(0.1, 8.0, 50)
    density = np.exp(-at)
    survival = np.exp(-at)
    edges = np.linspace(0.0, 8.0, 9)
    seen = np.full(8, 0.125)
    steps = np.array([1.0, 2.0, 4.0])
    share = np.array([0.6, 0.3, 0.1])
    cuts = np.array([3.0])


def told_fan(language):
    days = np.arange(1.0, 366.0)
    spread = np.outer(np.maximum(days - 60, 0), [1.0, 2.0, 3.0])
    chart = fan.FanChart(
        title="T", source="S", things="trains", year=2023, count=2000, median=20 * days, low=20 * days[:, None] - spread,
        high=20 * days[:, None] + spread, marks=fan.Curve(days=(30.5, 60.5), counts=(600, 1200)),
        before=fan.Curve(days=(365.0,), counts=(6900,)), date=(99.0, (97.0, 95.0, 92.0), (101.0, 103.0, 107.0)), date_before=105.0,
    )  # fmt: skip
    return fan.chart(chart, language)


def told_differences(language):
    cell = {"crossing": "hill", "direction": "west", "unit_class": "truck", "resource": "", "metric": "border_h"}
    base, other = (
        pl.DataFrame([cell | {"replica": n, "value": value} for n, value in enumerate(values, 1)], schema=FIGURES)
        for values in ((9.0, 9.4, 8.8), (5.0, 5.4, 4.7))
    )
    labels = {"crossings": {"hill": {"name": "Alashankou – Dostyk road"}}, "classes": {"truck": {"name": "Loaded truck"}}}
    found = paired(base, {"second-track": other})
    told = {"title": differences.title_of(found, labels, language), "base": "base", "source": "S"}
    return differences.picture(found, labels, told, language)


def told_trips(language):
    mean = pl.DataFrame({"place": ["Xi'an", "Dostyk", "Dostyk", "Astana"], "km": [0.0, 3500.0, 3500.0, 5100.0]}).with_columns(
        pl.Series("hours", [0.0, 60.0, 110.0, 150.0]), pl.Series("cost_usd", [0.0, 2100.0, 2500.0, 3600.0])
    )
    mean = mean.with_columns([pl.col(name).alias(f"{name}_{end}") for name in ("hours", "cost_usd") for end in ("p10", "p90")])
    return tcd.chart(mean.with_columns(replica=pl.lit(1), unit=pl.lit(1)), mean, "S", language)


def told_tornado(language):
    row = {"parameter": "p", "low_value": "1", "high_value": "2", "low": -1.0, "high": 1.5, "low_pm": 0.1, "high_pm": 0.2}
    rows = [row | {"touches": True}, row | {"low": 0.0, "high": 0.0, "touches": False}]
    return tornado.picture(pl.DataFrame(rows), {"title": "T", "source": "S", "base": 4.0, "unit": "h"}, language)


def told_marginal(language):
    steps = [
        marginal.MarginalStep(budget=b, npv=n, benefits=s, label=name)
        for b, n, s, name in ((0.0, 0.0, 0.0, "–"), (0.4e9, 1e9, 1.5e9, "a"), (1.2e9, 1.6e9, 2.9e9, "a + b"))
    ]
    return marginal.chart(marginal.MarginalChart(title="T", source="S", note="N", steps=steps, budget=2e9), language)


def told_pipe(language):
    def profile(end):
        return pl.DataFrame({"km": [0.0, 100.0], "pressure_mpa": [9.0, end], "maop_mpa": [9.81, 9.81]})

    heading = pipes.Heading(title="T", told="T", source="S")
    stations, places = [("a", 0.0), ("b", 50.0)], [(0.0, "A"), (100.0, "B")]
    return svg(pipes.profile_figure(profile(6.0), profile(8.0), stations, ["b"], places, 6.0, heading, language))


def told_clock(language):
    course = pl.DataFrame(
        {"hour": [0.0, 10.0] * 2, "where": ["c", "c", "delivery", "delivery"], "pressure_mpa": [7.0, 4.0, 7.0, 7.0], "least_mpa": 5.0}
    )
    heading = pipes.Heading(title="T", told="T", source="S")
    return svg(pipes.clock_figure({"full": course}, {"full": (None, "")}, heading, language))


def told_batches(language):
    table = pl.DataFrame({"batch": [1], "grade": ["A"], "enters_d": [0.0], "arrives_d": [7.3]})
    heading = pipes.Heading(title="T", told="T", source="S")
    return svg(batches.batch_figure(table, 962.0, (141.0, 100.0), heading, language))


def told_flows(language):
    places = {
        name: Place(id=name, name=name.title(), latitude=44.0 + k, longitude=80.0 + 9 * k, names=(("ru", "Пункт"),))
        for k, name in enumerate("abc")
    }
    stretches = [flowmap.Stretch("a", "b", "rail", 12.0), flowmap.Stretch("b", "c", "road", 3.0)]
    marks = [flowmap.Mark("b", "Alashankou – Dostyk rail", 12.0), flowmap.Mark("c", "Dulata – Kalzhat road", 0.4, True)]
    return flowmap.picture(places, stretches, marks, {"title": "T", "source": "S"}, language)


def told_bands(language):
    bands = [("A", "Horgos – Altynkol rail", "B", 1234.0), ("A", "others", "C", 3.4)]
    return sankey.picture(bands, {"title": "T", "source": "S"}, language)


PICTURES = {  # each with a key whose words must be on it
    "fan": (told_fan, "month.long.4"),
    "fits": (lambda language: fits.picture([Panel()], "S", language), "fits.open"),
    "differences": (told_differences, "differences.border_h"),
    "trips": (told_trips, "tcd.hours"),
    "tornado": (told_tornado, "tornado.high"),
    "marginal": (told_marginal, "marginal.npv"),
    "pipe": (told_pipe, "pipes.maop"),
    "clock": (told_clock, "pipes.holds"),
    "batches": (told_batches, "pipes.batches"),
    "flows": (told_flows, "flowmap.closed"),
    "bands": (told_bands, "name.others"),
}


def words_of(text):
    """All text of an SVG, markup left out."""
    return " ".join(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", text)).replace("\n", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_in_its_language(kind, language):
    draw, key = PICTURES[kind]

    text = draw(language)

    # For the eye: SEE=folder keeps what was drawn.
    if folder := os.environ.get("SEE"):
        Path(folder, f"{kind}-{language}.svg").write_text(text, encoding="utf-8")
    words = words_of(text)
    assert word(key, language) in words
    if language != "en":
        assert word(key, "en") not in words
    else:
        assert draw(language) == text


def test_letters_stay_text_and_name_fonts_of_every_system():
    text = told_trips("zh")

    assert "Noto Sans CJK SC" in text
    assert "Microsoft YaHei" in text
    assert "阿斯塔纳" in text


def test_chinese_is_drawn_without_a_warning_where_no_font_has_it(monkeypatch):
    """Warnings are errors here; a machine without such a font is told nothing, and the SVG names fonts all the same."""
    from crossgauge.views import look

    families.cache_clear()
    monkeypatch.setattr(look, "CHINESE", ())
    try:
        assert families() == (look.DRAWN,)
        assert "口岸平均小时数" in words_of(told_differences("zh"))
    finally:
        monkeypatch.undo()
        families.cache_clear()
