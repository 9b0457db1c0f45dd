"""Ensembles, runs and calibrations killed at random moments go on to the same bytes. `make kills` kills 200 times."""

import os

import pytest

from hardening.kills import difference, kill

KILLS, SEED = 8, 5


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
@pytest.mark.parametrize("victims", [["ensemble-of-two-processes"], ["run", "calibration"]], ids="-".join)
def test_what_is_killed_and_started_again_ends_as_if_undisturbed(victims):
    """SIGKILL to the whole process group, up to three times in one folder."""
    told = kill(KILLS // 2, SEED, victims)

    assert told.wrong == []
    assert told.kills.total() == KILLS // 2


def test_a_difference_is_told():
    """The judge itself."""
    right = {"a": b"1", "b": b"2"}

    assert difference(right, dict(right)) == ""
    assert difference(right, {"a": b"1", "c": b"2"}) == "missing: b; more: c"
    assert difference(right, {"a": b"1", "b": b"3"}) == "differ: b"
