"""What is said of the compiled engine before it runs."""

import os

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
