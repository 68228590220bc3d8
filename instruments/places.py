"""Places on the map as answers: "latitude longitude altitude accuracy", and lines and areas of such points."""

from __future__ import annotations

import math
import re
from typing import Any

MAXIMUM_POINTS = 1000
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


def geopoint_problem(value: Any) -> str | None:
    """What is wrong with a point, or None."""
    numbers = read_point(value) if isinstance(value, str) else None
    if numbers is None:
        return "record the place again, or enter it as latitude and longitude, such as 51.5 -0.12"
    return _out_of_range(numbers)


def line_problem(value: Any, *, closed: bool) -> str | None:
    """What is wrong with a line or, ``closed``, an area: points apart by ";", the last of an area being the first."""
    texts = [text for text in value.split(";") if text.strip()] if isinstance(value, str) else []
    points = [read_point(text) for text in texts]
    if len(points) < (4 if closed else 2) or not all(points):
        least = "an area of at least three points" if closed else "a line of at least two points"
        return f"record {least}"
    if len(points) > MAXIMUM_POINTS:
        return f"this has {len(points):,} points; record it with {MAXIMUM_POINTS:,} or fewer"
    for point in points:
        if point is not None and (problem := _out_of_range(point)) is not None:
            return problem
    if closed and points[0] is not None and points[-1] is not None and points[0][:2] != points[-1][:2]:
        return "the area is not closed; end where it begins"
    return None


def read_point(text: str) -> tuple[float, ...] | None:
    """The two to four numbers of a point, or None."""
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(_NUMBER.fullmatch(word) for word in words):
        return None
    numbers = tuple(float(word) for word in words)
    return numbers if all(map(math.isfinite, numbers)) else None


def _out_of_range(point: tuple[float, ...]) -> str | None:
    if not -90 <= point[0] <= 90:
        return f"the latitude, {point[0]:g}, must be from -90 to 90"
    if not -180 <= point[1] <= 180:
        return f"the longitude, {point[1]:g}, must be from -180 to 180"
    if len(point) == 4 and point[3] < 0:
        return f"the accuracy, {point[3]:g} metres, cannot be less than 0"
    return None
