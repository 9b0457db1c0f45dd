"""The printed map: where places stand, what is drawn, and that nothing depends on the machine."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

import crossgauge as cg
from crossgauge.errors import ProjectFaulty
from crossgauge.views.basemap import PARALLELS, azimuthal, basemap, clipped, lambert
from crossgauge.views.maps import Told, draw, picture
from crossgauge.views.words import LANGUAGES, catalogue

ANDES = """
network: {id: andes, clock: America/Santiago, from: 2024-06-01, until: 2024-06-30}
places:
  horcones: {name: Horcones, country: AR, latitude: -32.82, longitude: -69.95}
  libertadores: {name: Libertadores, country: CL, latitude: -32.83, longitude: -70.09}
classes: {truck: {name: truck, kind: truck}}
crossings:
  cristo-redentor:
    name: Cristo Redentor
    mode: road
    posts:
      ar: {name: Horcones, place: horcones, country: AR, clock: America/Argentina/Mendoza}
      cl: {name: Libertadores, place: libertadores, country: CL, clock: America/Santiago}
    resources: {booths: {post: cl, count: 2}}
    chains: {west: {class: truck, arrivals: {count: {2024: 9000}}, steps: [{use: booths, for: 5 min}]}}
"""  # a road post on each side of the pass between Mendoza and Los Andes


@pytest.fixture(scope="module")
def network():
    return cg.reference()


def texts_of(figure):
    found = [text.get_text() for owner in (figure, *figure.axes) for text in owner.texts]
    return found + [text.get_text() for legend in figure.legends for text in legend.get_texts()]


@pytest.mark.parametrize("north", PARALLELS)
def test_a_degree_is_as_long_as_on_the_sphere_along_the_true_parallels(north):
    """A conformal map that is true along a parallel keeps its length, and that of a small step across it."""
    step = 1e-4
    here, east, up = lambert(np.array([[80.0, north], [80.0 + step, north], [80.0, north + step]]))

    assert np.hypot(*(east - here)) == pytest.approx(np.radians(step) * np.cos(np.radians(north)), rel=1e-5)
    assert np.hypot(*(up - here)) == pytest.approx(np.radians(step), rel=1e-5)


def test_angles_are_kept_far_from_the_true_parallels():
    step = 1e-4
    here, east, up = lambert(np.array([[120.0, 12.0], [120.0 + step / np.cos(np.radians(12.0)), 12.0], [120.0, 12.0 + step]]))

    assert np.hypot(*(east - here)) == pytest.approx(np.hypot(*(up - here)), rel=1e-4)
    assert (east - here) @ (up - here) == pytest.approx(0.0, abs=1e-15)


def test_elsewhere_a_place_lies_a_chord_from_the_middle_of_the_map():
    """Lambert's azimuthal map puts a point at 2 sin(c / 2), where c is the angle to the middle (Snyder 1987)."""
    mendoza, santiago, north_pole = (-68.8, -32.9), (-70.7, -33.4), (0.0, 90.0)

    at = azimuthal(np.array([mendoza, santiago, north_pole]), mendoza)

    assert at[0] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert np.hypot(*at[2]) == pytest.approx(2 * np.sin(np.radians(90.0 + 32.9) / 2))
    assert at[1][0] < 0 and at[1][1] < 0


def test_a_border_of_the_andes_is_on_land_between_its_coasts(tmp_path):
    """Without a window, which would show it no larger; called by its own name, with its ring."""
    (tmp_path / "andes.yaml").write_text(ANDES)
    network = cg.read(tmp_path)

    axes = draw(network, Told(queues={"cristo-redentor": 900.0})).axes

    assert len(axes) == 1
    (pacific, land), (west, east) = ((-73.0, -33.0), (-67.0, -33.0)), axes[0].get_xlim()
    middle = (-70.02, -32.825)
    assert west < azimuthal(np.array([land]), middle)[0][0] < east
    shown = [patch.get_path() for patch in axes[0].patches]
    water, ground = (azimuthal(np.array([at]), middle)[0] for at in (pacific, land))
    assert any(path.contains_point(ground) for path in shown)
    assert not any(path.contains_point(water) for path in shown)
    assert "Cristo Redentor, road (900)" in [text.get_text() for text in axes[0].texts]
    assert any(line.get_markerfacecolor() == "none" for line in axes[0].lines)


def test_each_gauge_has_a_line_of_its_own_in_the_legend(network):
    """1668 mm meets 1435 mm in the Pyrenees; 'rail' alone would tell nothing."""
    iberian = replace(network.links[0], id="iberian", gauge_m=1.668)

    words = texts_of(draw(replace(network, links=(*network.links, iberian))))

    assert {"rail, 1435 mm", "rail, 1520 mm", "rail, 1668 mm"} <= set(words)


def test_what_is_cut_is_the_part_within_the_box():
    """A square of side 4 at the origin and a box from 1 to 3: a square of side 2 is left."""
    square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])

    corners = clipped(square, (1.0, 3.0, 1.0, 3.0))

    assert {tuple(corner) for corner in corners.tolist()} == {(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)}
    assert len(clipped(square, (5.0, 6.0, 5.0, 6.0))) == 0


def test_the_caspian_is_water_and_both_networks_ends_are_on_land():
    from matplotlib.path import Path

    def on_land(point):
        return any(
            Path(rings[0]).contains_point(point) and not any(Path(hole).contains_point(point) for hole in rings[1:])
            for rings in basemap().land
        )

    assert not on_land((51.0, 42.0))
    assert on_land((82.57, 45.17))
    assert on_land((6.75, 51.4))


def test_rings_are_as_large_as_queues(network):
    figure = draw(network, Told(queues={"alashankou-dostyk-rail": 400.0, "icbc": 100.0}))

    ring = [line for line in figure.axes[1].lines if line.get_markerfacecolor() == "none"]
    sizes = sorted(line.get_markersize() for line in ring)
    assert sizes[1] / sizes[0] == pytest.approx(2.0)


def test_lines_are_as_wide_as_flows(network):
    one, other = network.sections[0].id, network.sections[1].id

    lines = draw(network, Told(flows={one: 30.0, other: 15.0}, flow_text="30 Mt")).axes[0].lines
    widths = sorted({round(line.get_linewidth(), 3) for line in lines})

    assert widths[-1] / widths[-2] == pytest.approx(2.0)


def test_lines_bend_at_the_places_that_they_pass(network):
    """Every section, by sea too, and every pipeline is drawn through its places in order."""
    places = {place.id: place for place in network.places}

    drawn = [np.column_stack(line.get_data()) for line in draw(network).axes[0].lines]

    ways = [(one.start, *one.via, one.end) for one in network.sections]
    ways += [("atasu", "akadyr", "aktogay", "usharal", "alashankou")]
    for way in ways:
        spots = lambert(np.array([(places[name].longitude, places[name].latitude) for name in way]))
        assert any(line.shape == spots.shape and np.allclose(line, spots) for line in drawn), way


def test_places_that_are_only_passed_make_no_map_larger(network):
    """Singapore is far south of all that is shown."""
    bare = replace(network, sections=tuple(replace(one, via=()) for one in network.sections))
    vias = {name for one in network.sections for name in one.via} - {
        end for one in (*network.sections, *network.links) for end in (one.start, one.end)
    } - {point.place for line in network.pipelines for point in line.route}  # fmt: skip
    bare = replace(bare, places=tuple(place for place in network.places if place.id not in vias))

    frames = [draw(one).axes[0] for one in (network, bare)]

    assert frames[0].get_xlim() == frames[1].get_xlim()
    assert frames[0].get_ylim() == frames[1].get_ylim()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_the_language_and_the_disclaimer_is_there(network, language):
    words = " ".join(texts_of(draw(network, Told(language=language))))

    dostyk = next(place for place in network.places if place.id == "dostyk")
    assert dict(dostyk.names).get(language, dostyk.name) in words
    assert catalogue()["map.disclaimer"][language][:20] in words.replace("\n", " ")


def test_the_same_network_is_the_same_bytes_and_small(network):
    text = picture(network)

    assert text == picture(network)
    assert ET.fromstring(text).tag.endswith("svg")
    assert len(text) < 400_000


def test_names_of_the_reference_network_are_the_same_in_the_catalogue(network):
    """Pictures of results know names in English only and look the others up."""
    elements = [*network.places, *network.classes, *network.crossings, *[p for c in network.crossings for p in c.posts]]

    differing = [
        (one.name, language)
        for one in elements
        for language, name in one.names
        if f"name.{one.name}" in catalogue() and catalogue()[f"name.{one.name}"][language] != name
    ]

    assert differing == []


def test_another_base_map_is_taken_and_a_wrong_one_is_told(network, tmp_path):
    square, wrong = tmp_path / "square.json", tmp_path / "wrong.json"
    square.write_text(json.dumps({"land": [[[6000, 3000, 4000, 0, 0, 3000]]], "borders": []}))
    wrong.write_text("[]")

    assert len(picture(network, Told(land=square))) < len(picture(network))
    with pytest.raises(ProjectFaulty, match="is no base map"):
        draw(network, Told(land=wrong))


def test_a_network_without_places_is_drawn(network):
    from study.small import small_network

    assert "<svg" in picture(small_network())
