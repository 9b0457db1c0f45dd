"""Places: stations, ports, posts and cities, and their names in the languages of the network."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute

LANGUAGES = ("en", "zh", "ru", "kk")
Names = tuple[tuple[str, str], ...]  # (language, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point of the network."""

    id: str = attribute("short name used by everything else")
    name: str = attribute("name in English")
    names: Names = attribute("names in other languages", default=())
    country: str = attribute("ISO 3166 code of two letters", default="")
    kind: str = attribute(
        "what it is",
        default="station",
        one_of=(
            "station",
            "road post",
            "dry port",
            "cooperation centre",
            "city",
            "seaport",
            "airport",
            "pipeline node",
            "waypoint",
        ),
    )
    latitude: float = attribute("north positive", unit="deg", at_least=-90, at_most=90)
    longitude: float = attribute("east positive", unit="deg", at_least=-180, at_most=180)
    unlocode: str = attribute("UN/LOCODE, where there is one", default="")
