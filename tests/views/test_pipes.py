"""Pictures of pipelines: the same figures give the same bytes, and what they say is in them."""

import polars as pl

from crossgauge.views.batches import batch_figure
from crossgauge.views.look import svg
from crossgauge.views.pipes import Heading, clock_figure, profile_figure

HEADING = Heading(title="A line with b out", told="Solid: now.", source="Assumed.")


def profile(end: float) -> pl.DataFrame:
    return pl.DataFrame({"km": [0.0, 100.0], "pressure_mpa": [9.0, end], "maop_mpa": [9.81, 9.81]})


def test_profile_names_stations_places_and_limits():
    def drawn() -> str:
        return svg(profile_figure(
            profile(6.0),
            profile(8.0),
            [("a", 0.0), ("b", 50.0)],
            ["b"],
            [(0.0, "Field"), (100.0, "Hill")],
            6.0,
            HEADING,
        ))

    text = drawn()

    for words in (
        "A line with b out",
        "b out",
        "Field",
        "Hill",
        "at least 6 MPa",
        "highest allowed (MAOP)",
        "Assumed.",
    ):
        assert words in text
    assert drawn() == text


def test_profile_of_a_line_through_which_nothing_passes_is_drawn_without_it():
    nothing = profile(6.0).clear()

    assert "b out" in svg(profile_figure(nothing, nothing, [("b", 0.0)], ["b"], [], 6.0, HEADING))


def test_clock_tells_when_and_what_breaks():
    course = pl.DataFrame(
        {
            "hour": [0.0, 10.0, 0.0, 10.0],
            "where": ["c", "c", "delivery", "delivery"],
            "pressure_mpa": [7.0, 4.0, 7.0, 7.0],
            "least_mpa": [5.0, 5.0, 6.0, 6.0],
        }
    )

    text = svg(clock_figure({"full": course}, {"full": (6.7, "suction of c is at its lowest")}, HEADING))
    held = svg(clock_figure({"full": course}, {"full": (None, "")}, HEADING))

    for words in ("6.7 h", "suction of c is at its", "taking the line's full capacity"):
        assert words.replace("'", "&#x27;") in text.replace("'", "&#x27;")
    assert "no limit breaks" in held


def test_batches_show_their_day_of_arrival_and_tanks_their_hour():
    batches = pl.DataFrame(
        {"batch": [1, 2], "grade": ["Light", "Heavy"], "enters_d": [0.0, 4.0], "arrives_d": [7.3, None]}
    )

    text = svg(batch_figure(batches, 962.0, (141.0, 100.0), HEADING))
    alone = svg(batch_figure(batches, 962.0, (None, 0.0), HEADING))

    assert "1: day 7.3" in text
    assert "2: day" not in text
    assert "after 141 h" in text
    assert "tanks" not in alone
