"""How the engine's formulas are compiled and kept: anew whenever any file of the engine has changed.

numba looks at the file of the compiled function alone; a formula changed next door would go on in its old form.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba


def sources_print(folder: Path) -> str:
    """A word that changes with any source file in `folder`.

    >>> sources_print(Path(__file__).parent) == SOURCES
    True
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


SOURCES = sources_print(Path(__file__).parent)


def compiled(function: Callable[..., Any]) -> Any:
    """The function compiled by numba and kept on disk; division by zero gives infinity or NaN, nothing is raised."""
    made = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    kept: Any = getattr(getattr(made, "_cache", None), "_cache_file", None)
    # A numba that keeps its stamp elsewhere looks at the one file, as it does by itself.
    if hasattr(kept, "_source_stamp"):
        kept._source_stamp = (kept._source_stamp, SOURCES)
    return made
