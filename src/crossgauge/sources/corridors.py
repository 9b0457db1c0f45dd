"""Routes of corridors out of YAML: what each element is, its first word tells."""

from typing import Any

from crossgauge.model.corridors import BorderStop, Corridor, Ride, Stop
from crossgauge.model.paths import Path
from crossgauge.sources.build import build
from crossgauge.sources.reading import FAILED, Reading
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar, described, text_of
from crossgauge.units import shown

ELEMENTS: dict[str, type[Any]] = {"section": Ride, "crossing": BorderStop, "at": Stop}
USAGE = "Expected {section: …}, {crossing: …, direction: …, chains: […]} or {at: …, activity: …, time: …}."


def route_of(reading: Reading, node: Node, path: Path) -> Any:
    """The elements of a route; a bare word is a section."""
    if not isinstance(node, Listing) or not node.items:
        return reading.fault(
            path, node.where, f"is {described(node)}", "Expected a list: sections, borders, stops."
        )
    elements: list[Any] = []
    for index, item in enumerate(node.items):
        within = (*path, str(index))
        reading.lines.setdefault(within, item.where)
        if isinstance(item, Scalar):
            item = Mapping(item.where, {"section": item}, {"section": item.where})
        words = [word for word in ELEMENTS if isinstance(item, Mapping) and word in item.entries]
        if len(words) != 1:
            elements.append(reading.fault(within, item.where, f"is {shown(text_of(item))}", USAGE))
            continue
        elements.append(build(reading, ELEMENTS[words[0]], item, within, {}))
    return FAILED if FAILED in elements else tuple(elements)


READERS = {(Corridor, "route"): route_of}
