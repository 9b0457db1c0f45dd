"""What is said of the compiled engine before it runs."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from crossgauge.engines import cache
from crossgauge.engines.cache import own_folder
from crossgauge.engines.events import cached


def test_engine_is_compiled_if_code_was_kept_after_the_last_change(tmp_path, monkeypatch):
    """Nothing kept; kept since the last change; changed since: only the second is compiled."""
    source, kept = tmp_path / "engine" / "loop.py", tmp_path / "kept" / "loop.compiled_entrance.enter_at-1.nbi"
    source.parent.mkdir()
    kept.parent.mkdir()
    source.touch()
    monkeypatch.setattr(cached, "__file__", str(source.parent / "cached.py"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(kept.parent))

    found = [cached.is_compiled()]
    for newer in (kept, source):
        newer.touch()
        os.utime(newer, (2_000_000_000 + len(found), 2_000_000_000 + len(found)))
        found.append(cached.is_compiled())

    assert found == [False, True, False]


@pytest.mark.skipif(os.name == "nt", reason="numba has another place there")
def test_compiled_code_is_taken_from_no_folder_that_others_may_write(tmp_path):
    """What lies there is run: a folder of the expected name that is open to others, or a link, is left alone."""
    first = own_folder(tmp_path)

    assert (first.name, own_folder(tmp_path)) == (f"crossgauge-{os.getuid()}", first)

    first.chmod(0o777)
    other = own_folder(tmp_path)

    assert other != first
    assert other.stat().st_mode & 0o777 == 0o700

    first.rmdir()
    first.symlink_to(other)
    assert own_folder(tmp_path) not in (first, other)


@pytest.mark.skipif(os.name == "nt", reason="numba has another place there")
def test_a_place_of_ones_own_is_chosen_only_where_the_usual_ones_take_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {name: value for name, value in os.environ.items() if name != cache.CHOSEN})
    monkeypatch.setattr(cache, "gettempdir", lambda: str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(cache, "usual_places", lambda: [tmp_path / "home"])
    cache.find_room()
    assert cache.CHOSEN not in os.environ

    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace(config=SimpleNamespace(CACHE_DIR="")))
    monkeypatch.setattr(cache, "usual_places", lambda: [Path("/dev/null/home")])
    cache.find_room()

    assert Path(os.environ[cache.CHOSEN]).parent == tmp_path / "temporary"
    assert os.environ[cache.CHOSEN] == sys.modules["numba"].config.CACHE_DIR
