"""Which places the time-cost-distance chart names."""

import polars as pl

from crossgauge.views.tcd import MOST_NAMES, named_places


def mean_of(stops: list[tuple[str, float, float]]) -> pl.DataFrame:
    """A mean trip that stands so many hours at places: two rows a place."""
    rows, now = [], 0.0
    for place, km, stop_h in stops:
        rows += [(place, km, now), (place, km, now + stop_h)]
        now += stop_h
    return pl.DataFrame(rows, schema=["place", "km", "hours"], orient="row")


def test_ends_and_stops_are_named_before_places_that_are_passed():
    passed = [(f"passed {k}", 10.0 * k, 0.0) for k in range(1, 100)]
    mean = mean_of(
        [("start", 0.0, 0.0), *passed[:50], ("border", 505.0, 9.0), *passed[50:], ("end", 1000.0, 0.0)]
    )

    names = named_places(mean)["place"].to_list()

    assert len(names) == MOST_NAMES
    assert {"start", "border", "end"} <= set(names)


def test_places_that_are_passed_are_named_far_from_each_other():
    """Ten towns near the start and one far out: the far one has its name."""
    near = [(f"near {k}", 1.0 + k, 0.0) for k in range(20)]
    mean = mean_of([("start", 0.0, 0.0), *near, ("far", 500.0, 0.0), ("end", 1000.0, 0.0)])

    kept = named_places(mean)

    assert kept["place"].to_list() == ["start", "far", "end"]  # the others are nearer than two names can be


def test_stops_known_by_their_distance_alone_are_not_named():
    mean = mean_of([("start", 0.0, 0.0), ("125.0", 125.0, 3.0), ("town", 250.0, 0.0), ("end", 500.0, 1.0)])

    assert named_places(mean)["place"].to_list() == ["start", "town", "end"]


def test_a_log_without_places_keeps_its_distances():
    mean = mean_of([("0.0", 0.0, 1.0), ("125.0", 125.0, 3.0), ("500.0", 500.0, 1.0)])

    assert named_places(mean)["place"].to_list() == ["0.0", "125.0", "500.0"]
