"""Values changed in YAML as it stands: comments, order and every other letter are kept."""

import difflib

import pytest

from crossgauge.errors import RunImpossible
from crossgauge.sources.edits import Edit, NotWritten, edited_project, edited_text
from crossgauge.sources.project import read_project
from sources.post import NETWORK

CHAIN = """\
crossings:
  road:   # the old one
    chains:
      west:
        arrivals:
          count: {2024: 100}   # counted
          hours: [1, 2]

        # what happens
        steps:
          - {use: lanes, for: 5 min, label: check}
          - use: lanes
            for:
              value: 6 min   # a guess
              assumed: nobody says
          - branch:
            - {name: green, share: 0.9}
            - name: red
              share: 0.1
              steps: [{delay: 30 min}]
"""
HEAD = ("crossings", "road", "chains", "west")


def changed(path, value="7 min", text=CHAIN):
    """Lines taken out and put in."""
    told = edited_text(text, Edit(path=path, value=value, assumed="fitted"))
    lines = difflib.ndiff(text.splitlines(), told.splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_step_is_found_by_its_label():
    assert changed((*HEAD, "steps", "check", "for")) == [
        "-           - {use: lanes, for: 5 min, label: check}",
        '+           - {use: lanes, for: {value: 7 min, assumed: "fitted"}, label: check}',
    ]


def test_block_with_provenance_is_replaced_whole():
    told = edited_text(
        CHAIN, Edit(path=(*HEAD, "steps", "use:lanes", "for"), value="7 min", assumed="fitted")
    )

    assert '            for:\n              {value: 7 min, assumed: "fitted"}\n          - branch:' in told
    assert "nobody says" not in told


def test_step_in_an_arm_is_found_by_the_arm():
    path = (*HEAD, "steps", "branch", "arms", "red", "steps", "delay", "delay")

    assert changed(path)[1] == '+               steps: [{delay: {value: 7 min, assumed: "fitted"}}]'


def test_comment_behind_a_value_stays():
    assert (
        changed((*HEAD, "arrivals", "count"), "{2024: 120}")[1]
        == '+           count: {value: {2024: 120}, assumed: "fitted"}   # counted'
    )


def test_attribute_that_was_not_there_is_added_to_its_element():
    assert changed((*HEAD, "arrivals", "dispersion"), "0.5") == [
        '+           dispersion: {value: 0.5, assumed: "fitted"}'
    ]


def test_one_demand_in_a_list_is_changed():
    text = CHAIN.replace("          count", "        - count").replace("          hours", "          hours")

    assert (
        changed((*HEAD, "arrivals", "hours"), "[3]", text)[1]
        == '+           hours: {value: [3], assumed: "fitted"}'
    )


def test_element_of_another_file_is_not_here():
    assert edited_text("places: {}", Edit(path=(*HEAD, "arrivals", "count"), value="1", assumed="")) is None


def test_value_that_an_anchor_shares_is_left():
    text = "a: {for: &mine 5 min}\nb: {for: *mine}\n"

    with pytest.raises(NotWritten, match="anchor"):
        edited_text(text, Edit(path=("a", "for"), value="7 min", assumed="fitted"))


def test_reason_with_quotes_reads_back(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "network.yaml").write_text(NETWORK, encoding="utf-8")
    (folder / "places.yaml").write_text(
        "places:\n  hill: {name: Hill, latitude: 44, longitude: 80}\n", encoding="utf-8"
    )
    edit = Edit(path=("places", "hill", "latitude"), value="44.5", assumed='of "gate.csv", C:\\logs')

    refused = edited_project(folder, tmp_path / "new", [edit])

    network = read_project(tmp_path / "new")
    assert refused == []
    assert network.places[0].latitude == 44.5
    assert network.provenance[0].assumed == 'of "gate.csv", C:\\logs'
    assert (tmp_path / "new" / "network.yaml").read_text("utf-8") == NETWORK


def test_edit_without_a_place_is_told(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "network.yaml").write_text(NETWORK, encoding="utf-8")

    refused = edited_project(
        folder, tmp_path / "new", [Edit(path=("links", "a", "length"), value="1 km", assumed="x")]
    )

    assert "perhaps in a CSV table" in refused[0][1]


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "there.txt").write_text("mine")

    with pytest.raises(RunImpossible, match="nothing is overwritten"):
        edited_project(tmp_path, tmp_path / "new", [])


def test_copy_within_the_project_is_refused(tmp_path):
    with pytest.raises(RunImpossible, match="is within the project"):
        edited_project(tmp_path, tmp_path / "new", [])
