"""Files of others, spoiled: whatever stands in them is accepted or refused with a message. `fuzz.py` says how."""

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from crossgauge.errors import ProjectFaulty
from hardening.doors import all_doors
from hardening.fuzz import CORPUS, Rooms, case_of, fuzz, outcome_of
from hardening.spoiling_files import spoiled

SEED, CASES, BATCHES = 11, 2_000, 4
pytestmark = pytest.mark.skipif(os.name == "nt", reason="time and memory are bounded as Unix does")


@pytest.fixture(scope="module")
def rooms():
    with TemporaryDirectory() as below:
        yield Rooms(Path(below))


@pytest.mark.parametrize("door", all_doors(), ids=lambda door: door.name)
def test_every_right_folder_is_accepted(rooms, door):
    """So that what is refused is refused for what was spoiled."""
    if not door.is_open():
        pytest.skip(f"{door.needs} is not installed")
    assert outcome_of(door, rooms.at[door.name]) == ("accepted", "")


def test_the_same_number_is_the_same_case(rooms):
    assert case_of(rooms, SEED, 5) == case_of(rooms, SEED, 5)
    assert case_of(rooms, SEED, 5) != case_of(rooms, SEED, 6)


def test_files_are_really_spoiled(rooms):
    """Nineteen of twenty differ from the right file, and a rare one is still accepted."""
    same = 0
    for number in range(400):
        door, name, data = case_of(rooms, SEED, number)
        right = door.files[name]
        same += data == (right if isinstance(right, bytes) else right.encode())

    assert same < 20


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_is_spoiled_is_accepted_or_refused(batch):
    """A quarter of the cases; `make fuzz` runs 100,000."""
    each = CASES // BATCHES

    counts, found = fuzz(range(batch * each, (batch + 1) * each), SEED)

    assert [(one.door, one.file, one.what, one.where) for one in found] == []
    assert sum(count for name, count in counts.items() if name.endswith("refused")) > each // 2
    assert sum(count for name, count in counts.items() if name.endswith("accepted")) > each // 50


KEPT = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name[:8]}")
def test_what_was_found_once_stays_mended(rooms, path):
    door = next((one for one in rooms.doors if one.name == path.parent.name), None)
    if door is None:
        pytest.skip("the library of that format is not installed")
    file = path.name.partition("--")[2].replace("--", "/")

    what, where = rooms.outcome(door, file, path.read_bytes())

    assert what in ("accepted", "refused"), where


def test_what_is_no_refusal_is_found(rooms):
    """The judge itself: another exception, an empty message and a long wait are told apart."""
    project = rooms.doors[0]

    def judged(error):
        def read(folder):
            raise error

        return outcome_of(type(project)("x", {}, (), read), Path())

    assert judged(KeyError("x"))[0] == "KeyError: 'x'"
    assert judged(ProjectFaulty("p", []))[0] == "refused"
    assert spoiled("a.csv", "a,b\n1,2\n", "", Random(1)) != b"a,b\n1,2\n"
