"""Distances over the ground, and which place is nearest to a position."""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import numpy as np

from crossgauge.model.places import Place

RADIUS_M = 6_371_008.8  # mean radius of the earth, IUGG 1980
Position = tuple[float, float]  # longitude, latitude


def great_circle_m(path: Sequence[Position]) -> float:
    """Length of a line over the sphere, m. Source: the haversine formula.

    >>> round(great_circle_m([(82.57, 45.17), (82.4878, 45.255)]))
    11437
    >>> great_circle_m([(0.0, 0.0)])
    0.0
    """
    total = 0.0
    for (lon, lat), (next_lon, next_lat) in pairwise(path):
        half = sin(radians(next_lat - lat) / 2) ** 2
        half += cos(radians(lat)) * cos(radians(next_lat)) * sin(radians(next_lon - lon) / 2) ** 2
        total += 2 * RADIUS_M * asin(min(1.0, sqrt(half)))
    return total


class Nearest:
    """The place nearest to a position, by a tree over points of the sphere."""

    def __init__(self, places: Sequence[Place]) -> None:
        from scipy.spatial import KDTree

        self.places = places
        positions = [(place.longitude, place.latitude) for place in places]
        self.tree = KDTree(_on_sphere(positions)) if places else None

    def to(self, position: Position) -> tuple[str, float]:
        """Id and distance in m of the nearest place; '' and infinity where there is none."""
        if self.tree is None:
            return "", float("inf")
        _, number = self.tree.query(_on_sphere([position])[0])
        place = self.places[int(number)]
        return place.id, great_circle_m([position, (place.longitude, place.latitude)])


def _on_sphere(positions: Sequence[Position]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    angles = np.radians(np.asarray(positions, dtype=np.float64))
    lon, lat = angles[:, 0], angles[:, 1]
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
