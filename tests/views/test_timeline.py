"""The picture of a timeline: curves above, events below; no leader runs through a label."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.model.timeline import Event
from crossgauge.views.timeline import draw, label_of, picture, rows_of

START, END = date(2023, 1, 1), date(2023, 12, 31)
CURVES = pl.DataFrame(
    {
        "what": ["waiting"] * 2 + ["persons"] * 4,
        "mode": ["road"] * 2 + ["road"] * 2 + ["rail"] * 2,
        "month": [date(2023, 1, 1), date(2023, 2, 1)] * 3,
        "value": [10.0, 40.0, 100.0, 300.0, 0.0, 1.0],
    }
)


@dataclass
class Told:
    event: Event
    changes: int = 0


def event(name="Summit", day=date(2023, 5, 18), **told):
    return Event(id="a", name=name, kind="summit", start=day, fact="f", **told)


TOLD = [Told(event("Summit of five")), Told(event("Hours are longer", date(2023, 5, 20)), 3)]


def test_the_picture_is_svg_and_the_same_twice():
    text = picture(CURVES, TOLD, START, END, "Small")

    assert ET.fromstring(text).tag.endswith("svg")
    assert "Summit of five" in text
    assert text == picture(CURVES, TOLD, START, END, "Small")


def test_what_changed_the_model_is_in_another_colour_than_what_is_told_only():
    texts = {text.get_text(): text.get_color() for text in draw(CURVES, TOLD, START, END, "x", "en").axes[-1].texts}

    assert texts["18 May  Summit of five"] != texts["20 May  Hours are longer"]


def test_a_curve_that_stays_at_the_ground_is_left_out():
    persons = draw(CURVES, TOLD, START, END, "x", "en").axes[1]

    assert [text.get_text() for text in persons.texts] == ["road"]


@pytest.mark.parametrize(("known_to", "label"), [("day", "18 May  Summit"), ("month", "May  Summit"), ("year", "2023  Summit")])
def test_a_label_says_as_much_of_its_day_as_is_known(known_to, label):
    assert label_of(event(known_to=known_to), "en") == label


def test_events_are_named_in_the_language_of_the_picture():
    told = event(names=(("ru", "Саммит"),))

    assert label_of(told, "ru") == "18 мая  Саммит"
    assert label_of(told, "kk").endswith("Summit")


@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0.1, 4)), max_size=20))
def test_no_leader_runs_through_a_label_and_no_label_lies_on_another(events):
    """A leader comes down from the top to its own row: through every label above that spans its place."""
    events = sorted(events)
    places, widths = [place for place, _ in events], [width for _, width in events]

    rows = rows_of(places, widths)

    for left in range(len(events)):
        for right in range(left + 1, len(events)):
            if places[right] <= places[left] + widths[left]:
                assert rows[right] < rows[left]


def test_the_words_of_the_last_event_lie_within_the_picture():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    long = [Told(event("A summit of which very much is to be said before it ends", date(2023, 12, 30)))]
    figure = draw(CURVES, long, START, END, "x", "en")
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)

    box = figure.axes[-1].texts[0].get_window_extent(renderer)

    assert box.x1 <= figure.bbox.x1
