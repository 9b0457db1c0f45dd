"""Make the base map of printed maps from Natural Earth, as npm's world-atlas packs it (public domain).

npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
python docs/basemap/make.py package/countries-50m.json src/crossgauge/views/basemap/world.json
"""

import json
import sys
from pathlib import Path

import numpy as np

WEST, EAST, SOUTH, NORTH = -180.0, 180.0, -60.0, 84.0
FINEST = 0.05  # degrees that a simplified line may be off
LEAST_AREA = 0.08  # square degrees; smaller islands are left out
LEAST_PARTS = 2  # points of a line


def arcs_of(topology):
    """Arcs in degrees, simplified."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return [simplified(np.cumsum(np.array(arc, float), axis=0) * scale + shift) for arc in topology["arcs"]]


def simplified(line):
    """The line without points that are within FINEST of it (Douglas and Peucker 1973); ends stay."""
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        if last - first < 2:
            continue
        start, along = line[first], line[last] - line[first]
        points = line[first + 1 : last] - start
        length = np.hypot(*along)
        off = np.hypot(*points.T) if length == 0 else np.abs(points @ [-along[1], along[0]]) / length
        worst = int(off.argmax())
        if off[worst] > FINEST:
            middle = first + 1 + worst
            keep[middle] = True
            open_ends += [(first, middle), (middle, last)]
    return line[keep]


def ring_of(arcs, numbers):
    """The points of a ring that is put together of arcs; ~n is arc n backwards."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([part[:-1] for part in parts])


def clipped(ring):
    """The part of a ring within the map (Sutherland and Hodgman 1974)."""
    for axis, edge, inside in (
        (0, WEST, np.greater_equal),
        (0, EAST, np.less_equal),
        (1, SOUTH, np.greater_equal),
        (1, NORTH, np.less_equal),
    ):
        if not len(ring):
            return ring
        kept = []
        for here, there in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if inside(here[axis], edge):
                kept.append(here)
            if inside(here[axis], edge) != inside(there[axis], edge):
                kept.append(here + (there - here) * (edge - here[axis]) / (there[axis] - here[axis]))
        ring = np.array(kept)
    return ring


def area_of(ring):
    """Square degrees."""
    east, north = ring.T
    return abs(east @ np.roll(north, 1) - north @ np.roll(east, 1)) / 2


def land_of(topology, arcs):
    """Rings of land and of waters within it."""
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            rings = [clipped(ring_of(arcs, numbers)) for numbers in polygon]
            kept = [ring for ring in rings if len(ring) > LEAST_PARTS and area_of(ring) > LEAST_AREA]
            if len(rings[0]) > LEAST_PARTS and area_of(rings[0]) > LEAST_AREA:
                found.append(kept)
    return found


def borders_of(topology, arcs):
    """Arcs that two countries share, those within the map."""
    users = {}
    for place, country in enumerate(topology["objects"]["countries"]["geometries"]):
        for number in numbers_in(country.get("arcs", [])):
            users.setdefault(number if number >= 0 else ~number, set()).add(place)
    shared = [arcs[number] for number, countries in sorted(users.items()) if len(countries) > 1]
    return [line for line in shared if all(map(inside, (line[0], line[-1])))]


def inside(point):
    """Whether a point is on the map."""
    return WEST <= point[0] <= EAST and SOUTH <= point[1] <= NORTH


def numbers_in(nested):
    """All arc numbers of a geometry."""
    for entry in nested:
        if isinstance(entry, int):
            yield entry
        else:
            yield from numbers_in(entry)


def flat(line):
    """Hundredths of degrees, as differences from point to point."""
    steps = np.diff(np.round(line * 100).astype(int), axis=0, prepend=[[0, 0]])
    return steps.ravel().tolist()


def main(source, target):
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    told = {
        "about": "Natural Earth 1:50m, de facto borders; public domain. Rings and lines are hundredths of degrees"
        " east, north, each point as its difference from the one before. Made by docs/basemap/make.py.",
        "land": [[flat(ring) for ring in polygon] for polygon in land_of(topology, arcs)],
        "borders": [flat(line) for line in borders_of(topology, arcs)],
    }
    text = json.dumps(told, separators=(",", ":"))
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
