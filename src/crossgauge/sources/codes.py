"""Commodity codes of goods out of `{HS@2022: "26 72", NST@2007: "03"}`."""

from typing import Any

from crossgauge.model.paths import Path
from crossgauge.sources.reading import FAILED, Reading
from crossgauge.sources.tree import Mapping, Node, Scalar, described, is_empty


def codes_of(reading: Reading, node: Node, path: Path) -> Any:
    """Codes by system and edition, in the order of the file."""
    if not isinstance(node, Mapping):
        expected = 'Expected codes by system and edition, as {HS@2022: "26 72"}.'
        return reading.fault(path, node.where, f"is {described(node)}", expected)
    codes: list[Any] = []
    for key, value in node.entries.items():
        within = (*path, key)
        value = reading.unwrapped(value, within)
        if isinstance(value, Scalar) and not is_empty(value):
            codes.append((key, " ".join(value.text.split())))
        else:
            expected = 'Expected one code or several, as "26 72".'
            codes.append(reading.fault(within, value.where, f"is {described(value)}", expected))
    return FAILED if FAILED in codes else tuple(codes)
