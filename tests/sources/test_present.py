"""STATE.csv: read with every fault at once, written so that it reads back equal."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from crossgauge.errors import NotFound, ProjectFaulty
from crossgauge.sources.present import instant_of, read_present
from crossgauge.sources.present_out import present_text, template
from study.small import small_network
from study.truths import instants_of, truth

NETWORK = small_network()
AT = instant_of("2023-01-10T14:00", ZoneInfo(NETWORK.clock))
FAULTY = """\
crossing,chain,stage,count,arrived,begun,unit,parent,remaining,resource,colour
road,truck-west,custom,3,,,,,,,
raod,truck-west,customs,3,,,,,,,
road,truck-west,customs,three,,,,,,,
road,truck-west,customs,,2023-01-10T15:00,,,,,,
road,truck-west,customs,,2023-01-10T12:00,2023-01-10T11:00,,,,,
road,truck-west,customs,,yesterday,,,,,,
road,truck-west,customs,2,,,a,,,,
rail,boxes,lift,,,,b,c,,,
rail,boxes,lift,,,,,,5 apples,,
road,truck-west,arriving,,2023-01-10T13:00,,,,,,
road,,,4,,,,,,lanes,
"""


def faults_of(tmp_path, text):
    path = tmp_path / "now.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectFaulty) as caught:
        read_present(path, NETWORK, AT)
    return caught.value.faults


def test_every_fault_is_told_with_its_line_and_the_nearest_right_word(tmp_path):
    told = [str(fault) for fault in faults_of(tmp_path, FAULTY)]

    expected = [
        "now.csv:1: has a column 'colour'",
        "now.csv:2: stage is 'custom'\n    Expected one that exists. Did you mean 'customs'?",
        "now.csv:3: crossing is 'raod'\n    Expected one that exists. Did you mean 'road'?",
        "now.csv:4: count is 'three'\n    Expected a whole number such as 6.",
        "now.csv:5: arrived is '2023-01-10T15:00', behind the present",
        "now.csv:6: begun is before arrived",
        "now.csv:7: arrived is 'yesterday'\n    Expected an instant such as '2024-03-01T14:00'",
        "now.csv:8: count is 2 of a unit that has a name",
        "now.csv:10: remaining is '5 apples'\n    Expected a time such as '18 h' or '90 min'.",
        "now.csv:11: does not say when it will arrive",
        "now.csv:12: resource is 'lanes'",
        "now.csv:9: parent is 'c'",
    ]
    assert len(told) == len(expected)
    assert all(text.startswith(begin) for text, begin in zip(told, expected, strict=True)), told


def test_a_file_that_is_not_there_is_told_with_what_is(tmp_path):
    (tmp_path / "today.csv").write_text("crossing\n", encoding="utf-8")

    with pytest.raises(NotFound, match=r"Did you mean 'today.csv'\?"):
        read_present(tmp_path / "todey.csv", NETWORK, AT)


def test_the_template_reads_back_and_tells_of_nobody(tmp_path):
    path = tmp_path / "now.csv"
    path.write_text(template(NETWORK), encoding="utf-8")

    present = read_present(path, NETWORK, AT)

    assert present.standing == ()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1 + 2 + 2 + 2 + 1


def test_a_present_reads_back_as_it_was_written(tmp_path):
    parts, (at,) = instants_of(NETWORK, 1, np.random.default_rng(3))
    groups = (("road", "truck", "west"), ("road", "car", "west"), ("rail", "train", "west"), ("rail", "box", "west"))
    present, _ = truth(NETWORK, parts, at + timedelta(hours=9), 3, groups)
    path = tmp_path / "now.csv"
    path.write_text(present_text(present, NETWORK.clock), encoding="utf-8")

    read = read_present(path, NETWORK, present.at)

    assert len(present.standing) > 5
    assert [replace(one, where="") for one in read.standing] == list(present.standing)
    assert [replace(one, where="") for one in read.taken] == list(present.taken)
