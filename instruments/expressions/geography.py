"""The functions of places: lengths and areas on the Earth, and what lies inside what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from instruments.expressions.arguments import Argument, Function, text_of
from instruments.expressions.elementary import asin, cos, sin
from instruments.expressions.frame import Frame
from instruments.expressions.values import Nodes, to_number, to_text

Arguments = Sequence[Argument]
Point = tuple[float, float]
"""Latitude and longitude, in degrees."""

EARTH_RADIUS = 6_378_100  # metres at the equator: JavaRosa's
MAXIMUM_CORNERS = 2000


def _points(frame: Frame, arguments: Arguments) -> list[Point] | None:
    """The points of a geopoint, geotrace or geoshape, or of several; None where one is no place on the Earth."""
    texts: list[str] = []
    for argument in arguments:
        texts.extend(map(to_text, argument.values) if isinstance(argument, Nodes) else (text_of(argument),))
    places = [place for text in texts for place in frame.work.read(text).split(";") if place.strip()]
    frame.work.spend(len(places))
    points = [_point(place) for place in places]
    return None if None in points else [point for point in points if point is not None]


def _point(place: str) -> Point | None:
    numbers = [to_number(part) for part in place.split()]
    if not 2 <= len(numbers) <= 4 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        return None
    return numbers[0], numbers[1]


def _radians(degrees: float) -> float:
    return degrees * math.pi / 180


def _distance(frame: Frame, arguments: Arguments) -> float:
    """Metres from each point to the next."""
    points = _points(frame, arguments)
    if points is None:
        return math.nan
    total = 0.0
    for one, other in pairwise(points):
        total += _between(one, other)
    return total


def _between(one: Point, other: Point) -> float:
    """The haversine formula, which is exact for points close together where the cosine rule is not."""
    up = sin(_radians(other[0] - one[0]) / 2)
    along = sin(_radians(other[1] - one[1]) / 2)
    part = up * up + cos(_radians(one[0])) * cos(_radians(other[0])) * along * along
    return 2 * EARTH_RADIUS * asin(min(1.0, math.sqrt(part)))


def _area(frame: Frame, arguments: Arguments) -> float:
    """Square metres within a shape, laid flat from its first point."""
    points = _points(frame, arguments)
    if points is None:
        return math.nan
    degree = 2 * math.pi * EARTH_RADIUS / 360
    total, before = 0.0, (0.0, 0.0)
    for point in points[1:]:
        up = (point[0] - points[0][0]) * degree
        along = (point[1] - points[0][1]) * degree * cos(_radians(point[0]))
        total += (before[0] * along - before[1] * up) / 2
        before = (up, along)
    return abs(total)


def _geofence(frame: Frame, arguments: Arguments) -> bool:
    """Whether a point lies inside a shape: a line from it to the east crosses the border an odd number of times."""
    point, border = _points(frame, arguments[:1]), _points(frame, arguments[1:])
    if not point or not border:
        return False
    latitude, longitude = point[0]
    inside = False
    for one, other in pairwise(border):
        if (one[0] > latitude) is not (other[0] > latitude):
            crossing = (one[1] - other[1]) * (latitude - other[0]) / (one[0] - other[0]) + other[1]
            inside ^= longitude < crossing
    return inside


def _intersects(frame: Frame, arguments: Arguments) -> bool:
    """Whether a line or the border of a shape crosses itself."""
    points = _points(frame, arguments)
    if not points or len(points) > MAXIMUM_CORNERS:
        return False
    edges = [edge for edge in pairwise(points) if edge[0] != edge[1]]
    frame.work.spend(len(edges) * len(edges) // 2)
    closed = points[0] == points[-1]
    for index, edge in enumerate(edges):
        for later in range(index + 2, len(edges)):
            joined_by_ends = closed and index == 0 and later == len(edges) - 1
            if not joined_by_ends and _cross(*edge, *edges[later]):
                return True
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two straight lines meet anywhere."""
    if _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b):
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(_side(one, other, point) == 0 and _within(one, other, point) for one, other, point in ends)


def _side(a: Point, b: Point, point: Point) -> int:
    turn = (b[1] - a[1]) * (point[0] - a[0]) - (b[0] - a[0]) * (point[1] - a[1])
    return (turn > 0) - (turn < 0)


def _within(a: Point, b: Point, point: Point) -> bool:
    return all(min(a[axis], b[axis]) <= point[axis] <= max(a[axis], b[axis]) for axis in (0, 1))


FUNCTIONS: dict[str, Function] = {
    "area": Function(1, 1, _area),
    "distance": Function(1, None, _distance),
    "geofence": Function(2, 2, _geofence),
    "intersects": Function(1, 1, _intersects),
}
