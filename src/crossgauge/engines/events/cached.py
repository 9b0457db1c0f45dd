"""Whether the loop is compiled already, told without importing the compiler."""

import os
from pathlib import Path

COMPILING = "Compiling the engine, once: 10–20 s"


def is_compiled() -> bool:
    """Whether compiled code of the loop was kept after the last change of a source of the engine.

    Looks where numba keeps it by default, and in the folder that NUMBA_CACHE_DIR names.
    """
    folder = Path(__file__).parent
    places = [folder / "__pycache__", *map(Path, filter(None, [os.environ.get("NUMBA_CACHE_DIR")]))]
    changed = max(source.stat().st_mtime for source in folder.glob("*.py"))
    kept = (index for place in places for index in place.rglob("loop.compiled_entrance*.nbi"))
    return any(index.stat().st_mtime >= changed for index in kept)
