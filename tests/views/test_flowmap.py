"""The map of flows: sections bend at the places that they pass, and ways over sea go through straits or in a bow."""

from matplotlib.figure import Figure

from crossgauge.model.places import Place
from crossgauge.views.flowmap import Stretch, lines, spot

PLACES = {
    name: Place(id=name, name=name, latitude=north, longitude=east)
    for name, north, east in (("a", 40.0, 60.0), ("b", 45.0, 65.0), ("c", 41.0, 80.0))
}


def drawn(stretch):
    """Points of the lines that are no marks of places, and the bows."""
    axes = Figure().add_subplot()
    lines(axes, PLACES, [stretch], [])
    paths = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() in ("", "None", None)]
    return paths, list(axes.patches)


def test_section_is_drawn_through_the_places_that_it_passes():
    for mode in ("rail", "sea"):
        paths, bows = drawn(Stretch("a", "c", mode, 3.0, ("b",)))

        assert paths == [[list(spot(PLACES[name])) for name in "abc"]]
        assert bows == []


def test_way_over_sea_that_passes_no_place_is_a_bow():
    paths, bows = drawn(Stretch("a", "c", "sea", 3.0))

    assert (paths, len(bows)) == ([], 1)
