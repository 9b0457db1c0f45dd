"""Land and borders under a printed map, and the projection in which it is drawn."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossgauge.errors import Fault, ProjectFaulty

Floats = NDArray[np.float64]
HUNDREDTHS = 100.0  # of a degree are whole numbers in the file
FARTHEST = 180.0  # degrees east; north it is less
CENTRE_EAST, CENTRE_NORTH = 65.0, 45.0
PARALLELS = (35.0, 55.0)  # true to scale
Box = tuple[float, float, float, float]  # west, east, south, north
EURASIA: Box = (-12.0, 150.0, 4.0, 76.0)  # degrees in which Lambert's cone lies well
LEAST_AROUND = 40.0  # degrees of land kept on each side of the middle of another map
MOST_AROUND = (170.0, 85.0)  # degrees east and north


@dataclass(frozen=True, slots=True)
class Basemap:
    """Polygons of land, each an outer ring with its waters, and lines of borders; (n, 2) degrees east, north."""

    land: tuple[tuple[Floats, ...], ...]
    borders: tuple[Floats, ...]


class Projection(NamedTuple):
    """How a map is drawn: from (n, 2) degrees to radii of the earth, and the degrees of land that it may show."""

    onto: Callable[[Floats], Floats]
    box: Box


@cache
def basemap(path: Path | None = None) -> Basemap:
    """The base map that comes with the package (Natural Earth, public domain), or another of the same form.

    Raises ProjectFaulty where the file is of another form.

    >>> len(basemap().land) > 50, len(basemap().borders) > 100
    (True, True)
    """
    source = path or files(__name__).joinpath("world.json")
    try:
        told = json.loads(source.read_text(encoding="utf-8"))
        land = tuple(tuple(points(ring) for ring in polygon) for polygon in told["land"])
        return Basemap(land, tuple(points(line) for line in told["borders"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        expected = "Expected JSON with 'land' and 'borders' (docs/how-to-brief.md)."
        fault = Fault(str(source), f"is no base map ({error})", expected)
        raise ProjectFaulty("base map", [fault]) from None


def points(steps: Sequence[int]) -> Floats:
    """Degrees of points that are written as differences. Raises ValueError for what is not on the earth.

    >>> points([100, 200, 50, -50]).tolist()
    [[1.0, 2.0], [1.5, 1.5]]
    """
    pairs: Any = np.asarray(steps, np.float64).reshape(-1, 2)
    if not (np.abs(pairs) <= 2 * FARTHEST * HUNDREDTHS).all():
        raise ValueError("a step around the earth or more")
    degrees = np.asarray(np.cumsum(pairs, axis=0) / HUNDREDTHS, np.float64)
    if not (np.abs(degrees) <= FARTHEST).all():
        raise ValueError("a point that is not on the earth")
    return degrees


def lambert(degrees: Floats) -> Floats:
    """Where points are drawn, in radii of the earth: Lambert's conformal conic on the sphere.

    degrees : (n, 2) east, north. Source: Snyder, Map Projections: A Working Manual (1987), equations 15-1 to 15-5.

    >>> lambert(np.array([[65.0, 45.0]])).round(9).tolist()
    [[0.0, 0.0]]
    """
    first, second = np.radians(PARALLELS)
    east, north = np.radians(np.clip(degrees, -180.0, 180.0)).T
    cone = np.log(np.cos(first) / np.cos(second)) / np.log(slope(second) / slope(first))
    scale = np.cos(first) * slope(first) ** cone / cone
    radius = scale / slope(np.minimum(north, np.radians(89.0))) ** cone
    middle = scale / slope(np.radians(CENTRE_NORTH)) ** cone
    turn = cone * (east - np.radians(CENTRE_EAST))
    return np.column_stack([radius * np.sin(turn), middle - radius * np.cos(turn)])


def azimuthal(degrees: Floats, middle: tuple[float, float]) -> Floats:
    """Where points are drawn, in radii of the earth: Lambert's azimuthal equal-area map about a middle.

    degrees : (n, 2) east, north. Source: Snyder, Map Projections: A Working Manual (1987), equations 24-2 to 24-4.

    >>> azimuthal(np.array([[-70.0, -32.0], [-70.0, -31.0]]), (-70.0, -32.0)).round(4).tolist()
    [[0.0, 0.0], [0.0, 0.0175]]
    """
    east, north = np.radians(degrees).T
    east0, north0 = np.radians(middle)
    turn = east - east0
    along = np.sin(north0) * np.sin(north) + np.cos(north0) * np.cos(north) * np.cos(turn)
    scale = np.sqrt(2.0 / np.maximum(1.0 + along, 1e-6))
    up = np.cos(north0) * np.sin(north) - np.sin(north0) * np.cos(north) * np.cos(turn)
    return np.column_stack([scale * np.cos(north) * np.sin(turn), scale * up])


def projection_of(degrees: Floats) -> Projection:
    """The map for these places: Lambert's cone where all lie in Eurasia, else the azimuthal one about their middle.

    degrees : (n, 2) east, north

    >>> projection_of(np.array([[80.0, 44.0]])).onto is lambert
    True
    >>> projection_of(np.array([[-70.0, -33.0], [-57.0, -29.0]])).box
    (-103.5, -23.5, -71.0, 9.0)
    """
    if not len(degrees):
        return Projection(lambert, EURASIA)
    (west, south), (east, north) = degrees.min(axis=0), degrees.max(axis=0)
    if west >= EURASIA[0] and east <= EURASIA[1] and south >= EURASIA[2] and north <= EURASIA[3]:
        return Projection(lambert, EURASIA)
    middle = (float(west + east) / 2, float(south + north) / 2)
    wide = min(max(float(east - west), LEAST_AROUND), MOST_AROUND[0])
    high = min(max(float(north - south), LEAST_AROUND), MOST_AROUND[1])
    box = (middle[0] - wide, middle[0] + wide, max(middle[1] - high, -89.0), min(middle[1] + high, 89.0))
    return Projection(partial(azimuthal, middle=middle), box)


def clipped(ring: Floats, box: Box) -> Floats:
    """The part of a ring within a box of west, east, south, north. Source: Sutherland and Hodgman (1974).

    >>> clipped(np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]), (0.0, 2.0, 0.0, 9.0)).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 4.0]]
    """
    for axis, edge, side in ((0, box[0], 1), (0, box[1], -1), (1, box[2], 1), (1, box[3], -1)):
        if len(ring) == 0:
            return ring
        then = np.roll(ring, -1, axis=0)
        here_in, then_in = (side * (points[:, axis] - edge) >= 0 for points in (ring, then))
        step = then[:, axis] - ring[:, axis]
        part = np.divide(edge - ring[:, axis], step, out=np.zeros(len(ring)), where=step != 0)
        crossing = ring + (then - ring) * part[:, None]
        # Of each side of the ring, in order: its first point if within, then where it crosses the edge.
        both = np.stack([ring, crossing], axis=1)
        kept = np.stack([here_in, here_in != then_in], axis=1)
        ring = both[kept]
    return ring


def slope(north: Any) -> Any:
    """tan(45° + half of a latitude in radians)."""
    return np.tan(np.pi / 4 + north / 2)
