"""Rows as the kernel writes them, in words of 64 bits, and read again.

New pages of memory are what a row costs most: two numbers of 32 bits share a word, the lower half first.
"""

import sys
from typing import Any

import numpy as np

from crossgauge.engines.events.state.given import Legs, Stages, Visits

VISIT_WORDS = (("unit", "parent"), ("ordinal", "load"), ("chain", "outcome"), ("arrived",), ("left",), ("waited",))
STAGE_WORDS = (("unit", "stage"), ("entered",), ("left",), ("waited",))
LEG_WORDS = (("unit", "chain"), ("link", "direction"), ("load",), ("departed",), ("arrived",))
WORDS = {"visits": VISIT_WORDS, "stages": STAGE_WORDS, "legs": LEG_WORDS}
KINDS: dict[str, Any] = {"visits": Visits, "stages": Stages, "legs": Legs}
LOWER, UPPER = (0, 1) if sys.byteorder == "little" else (1, 0)


def rows_of(table: str, words: Any) -> Any:
    """The Visits, Stages or Legs of (n_rows, n_words) int64: views of the words, int32 where two share one.

    >>> rows_of("legs", np.array([[5 | 1 << 32, 0, 2, 30, 70]])).arrived
    array([70])
    """
    halves = words.view(np.int32)
    columns: dict[str, Any] = {}
    for place, fields in enumerate(WORDS[table]):
        if len(fields) == 1:
            columns[fields[0]] = words[:, place]
        else:
            columns |= {fields[0]: halves[:, 2 * place + LOWER], fields[1]: halves[:, 2 * place + UPPER]}
    return KINDS[table](**columns)
