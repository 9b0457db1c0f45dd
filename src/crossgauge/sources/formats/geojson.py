"""GeoJSON: points are places, lines are links. Source: RFC 7946."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossgauge.errors import Fault, ProjectFaulty
from crossgauge.model.network import Network
from crossgauge.sources.formats.brought import Brought
from crossgauge.sources.formats.features import Found, brought_of, layers_of, text_of
from crossgauge.sources.formats.ground import Position
from crossgauge.sources.formats.limits import MOST_FEATURES, MOST_GEO_BYTES, MOST_POSITIONS
from crossgauge.sources.geo_out import geojson
from crossgauge.units import shown

WGS84 = ("CRS84", "EPSG:4326", "EPSG::4326")
LINES = "Expected a Point, which becomes a place, or a LineString, which becomes a link."


def read_geojson(path: Path) -> Brought:
    """Places and links of a FeatureCollection in degrees of WGS 84, longitude first.

    Properties are called as the attributes are, `length` or `length_m`. Raises ProjectFaulty with every fault: file
    and number of the feature, what is wrong, what was expected.
    """
    path, faults = Path(path), list[Fault]()
    told = parsed(path)
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or told.get("type") != "FeatureCollection":
        raise refused(path, "is no FeatureCollection", "Expected {'type': 'FeatureCollection', 'features': […]}.")
    crs = json.dumps(told.get("crs")) if told.get("crs") else WGS84[0]
    if not crs.rstrip('"}').endswith(WGS84):
        faults.append(Fault(path.name, f"has the crs {shown(crs)}", "Expected longitude and latitude of WGS 84."))
    if len(features) > MOST_FEATURES:
        wrong = f"has {len(features):,} features"
        raise refused(path, wrong, f"Expected at most {MOST_FEATURES:,} (MOST_FEATURES).")
    return brought_of(path.name, found_in(path.name, features, faults), faults)


def refused(path: Path, wrong: str, expected: str) -> ProjectFaulty:
    """The one fault of a file."""
    return ProjectFaulty(path.name, [Fault(path.name, wrong, expected)])


def parsed(path: Path) -> Any:
    """The JSON of a file. Raises ProjectFaulty for what is none, and for one above the limits."""
    if not path.is_file():
        raise refused(path, "is not there" if not path.exists() else "is a folder", "Expected a GeoJSON file.")
    if path.stat().st_size > MOST_GEO_BYTES:
        expected = f"Expected at most {MOST_GEO_BYTES:,} (MOST_GEO_BYTES)."
        raise refused(path, f"has {path.stat().st_size:,} bytes", expected)

    def no_number(word: str) -> float:
        raise ValueError(f"{word} is no number")

    try:
        text = path.read_bytes().decode("utf-8-sig")
        told = json.loads(text, parse_constant=no_number)
        if "\\u" in text:
            json.dumps(told, ensure_ascii=False).encode("utf-8")
        return told
    except UnicodeEncodeError:
        raise refused(path, "has half of a letter, as \\ud800", "Expected whole letters.") from None
    except RecursionError:
        raise refused(path, "is nested too deep", "Expected a FeatureCollection.") from None
    except UnicodeDecodeError:
        raise refused(path, "is no UTF-8", "Expected JSON in UTF-8.") from None
    except json.JSONDecodeError as error:
        fault = Fault(f"{path.name}:{error.lineno}", f"is no JSON: {error.msg}", "Expected a GeoJSON file.")
        raise ProjectFaulty(path.name, [fault]) from None
    except ValueError as error:
        raise refused(path, f"is no JSON: {error}", "Expected a GeoJSON file.") from None


def found_in(name: str, features: list[Any], faults: list[Fault]) -> Iterator[Found]:
    """Points and lines; whatever else is a fault."""
    for number, feature in enumerate(features, start=1):
        where = f"{name}, feature {number}"
        if not isinstance(feature, dict):
            faults.append(Fault(where, "is no feature", LINES))
            continue
        values = feature.get("properties") or {}
        if not isinstance(values, dict):
            faults.append(Fault(where, "has properties that are no mapping", "Expected {name: value}."))
            continue
        texts = {word: text_of(where, word, value, faults) for word, value in values.items()}
        if "id" not in texts and feature.get("id") is not None:
            texts["id"] = text_of(where, "id", feature["id"], faults)
        path = path_of(where, feature.get("geometry"), faults)
        if path:
            yield Found(where, path, {word: text for word, text in texts.items() if text})


def path_of(where: str, geometry: Any, faults: list[Fault]) -> tuple[Position, ...]:
    """The positions of a point or a line; none where it is neither."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    told = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind in ("MultiPoint", "MultiLineString") and isinstance(told, list) and len(told) == 1:
        kind, told = kind.removeprefix("Multi"), told[0]
    if kind not in ("Point", "LineString"):
        faults.append(Fault(where, f"is {shown(str(kind))}" if kind else "has no geometry", LINES))
        return ()
    positions = [told] if kind == "Point" else told
    if not isinstance(positions, list) or not all(is_position(one) for one in positions):
        faults.append(Fault(where, "has coordinates that are none", "Expected [longitude, latitude] in degrees."))
        return ()
    if kind == "LineString" and not 2 <= len(positions) <= MOST_POSITIONS:
        expected = f"Expected 2 to {MOST_POSITIONS:,} (MOST_POSITIONS)."
        faults.append(Fault(where, f"is a line of {len(positions):,} positions", expected))
        return ()
    return tuple((float(lon), float(lat)) for lon, lat, *_ in positions)


def is_position(value: Any) -> bool:
    """Whether a value is longitude and latitude, perhaps with a height.

    >>> is_position([82.5, 45.2]), is_position([82.5, "45"]), is_position([4582.5, 45.2])
    (True, False, False)
    """
    if not (isinstance(value, list) and 2 <= len(value) <= 4):
        return False
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
        return False
    return bool(abs(value[0]) <= 180 and abs(value[1]) <= 90)


def write_geojson(network: Network, path: Path) -> None:
    """Write places and links as one FeatureCollection, each with its layer's name; all reads back as it was.

    Raises ProjectFaulty for running times that are columns of data.
    """
    Path(path).write_bytes(geojson(layers_of(network, Path(path).name)).encode("utf-8"))
