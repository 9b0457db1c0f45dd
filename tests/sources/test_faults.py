"""Every fault says where it is, what is there, what was expected, and the nearest right thing."""

from pathlib import Path

import pytest

from sources.post import FILES, message_of, write_project

TEXTS = {name.partition(".")[0]: text for name, text in FILES.items()}
# Blocks of: file | what is there | what is put there, then the whole of what is said.
BLOCKS = (Path(__file__).parent / "faults.txt").read_text(encoding="utf-8").strip().split("\n\n")


def case_of(block: str) -> tuple[str, str, str, str]:
    """One case out of its block."""
    head, _, said = block.partition("\n")
    file, old, new = (part.replace("\\n", "\n") for part in head.split(" | "))
    return file, old, new, said


@pytest.mark.parametrize("block", BLOCKS, ids=[block.partition("\n")[0] for block in BLOCKS])
def test_a_fault_is_said_with_its_place_and_the_nearest_right_thing(tmp_path, block):
    """House 2: `file:line`, what is wrong, what was expected."""
    file, old, new, said = case_of(block)
    assert old in TEXTS[file]

    write_project(tmp_path, **{file: TEXTS[file].replace(old, new, 1)})

    assert message_of(tmp_path) == said


def test_the_small_project_is_right(tmp_path):
    """What the cases spoil is without fault before."""
    assert message_of(write_project(tmp_path)) == ""


def test_all_faults_are_told_at_once_in_the_order_of_the_files(tmp_path):
    """One reading finds what is wrong in several files."""
    write_project(
        tmp_path,
        fleet=TEXTS["fleet"].replace("length: 7 km", "length: 7 kn"),
        rail=TEXTS["rail"].replace("wait: paths", "wait: path").replace("- move: border", "- move: bordr"),
        dated=TEXTS["dated"].replace("by: 0.8", "by: much"),
    )

    places = [line.split(" ")[0] for line in message_of(tmp_path).splitlines()[::2]]

    assert places == ["dated.yaml:10:", "fleet.yaml:15:", "rail.yaml:25:", "rail.yaml:42:"]
