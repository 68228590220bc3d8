"""Fields for places: a point, and a line or an area of points."""

from __future__ import annotations

import re
from typing import Any

from survey_app.collect.fields import AnswerField
from survey_app.collect.number_fields import number_text, read_number

MOST_POINTS = 1000
_SEPARATORS = re.compile(r"[;\n]+")


class PointAnswer(AnswerField):
    """Latitude and longitude; the height and how exact it is come from the device."""

    parts = ("latitude", "longitude", "altitude", "accuracy")

    def read(self, formdata: Any) -> Any:
        value = super().read(formdata)
        return value if self.posted["latitude"] or self.posted["longitude"] else None

    def value(self) -> str | None:
        if not (self.posted["latitude"] or self.posted["longitude"]):
            return None
        for part, limit, example in (("latitude", 90, "51.4816"), ("longitude", 180, "-3.1791")):
            number = read_number(self.posted[part])
            if number is None or abs(number) > limit:
                self.error_part = part
                what = {"latitude": "must have a latitude from -90 to 90, such as %(example)s",
                        "longitude": "must have a longitude from -180 to 180, such as %(example)s"}[part]  # fmt: skip
                raise self.unreadable(what, example=example)
        return point_text([read_number(self.posted[part]) or 0 for part in self.parts])

    def texts(self, data: Any) -> dict[str, str]:
        numbers = str(data).split() if data else []
        return dict(zip(self.parts, numbers, strict=False))


class PointsAnswer(AnswerField):
    """A trace (at least two points) or a shape (at least three), a line for each point."""

    def __init__(self, *args: Any, fewest: int, closed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fewest, self.closed = fewest, closed

    def value(self) -> str:
        lines = [line.strip() for line in _SEPARATORS.split(self.posted[""]) if line.strip()][:MOST_POINTS]
        points = [self._point(line, at) for at, line in enumerate(lines, 1)]
        if self.closed and len(points) > 2 and points[0] != points[-1]:
            points.append(points[0])
        if len(points) < self.fewest + self.closed:
            raise self.unreadable("must have at least %(count)s points, a line for each", count=self.fewest)
        return "; ".join(points)

    def _point(self, line: str, at: int) -> str:
        numbers = [read_number(part) for part in re.split(r"[,\s]+", line)]
        if not 2 <= len(numbers) <= 4 or None in numbers or abs(numbers[0] or 0) > 90 or abs(numbers[1] or 0) > 180:
            raise self.unreadable(
                "cannot be read in line %(line)s: write latitude and longitude, such as 51.4816 -3.1791", line=at
            )
        return point_text([number or 0 for number in numbers])

    def texts(self, data: Any) -> dict[str, str]:
        return {"": "\n".join(part.strip() for part in str(data).split(";")) if data else ""}


def point_text(numbers: list[float]) -> str:
    """A point as XLSForm writes it: latitude, longitude, altitude, accuracy."""
    return " ".join(number_text(number) for number in [*numbers, 0, 0][:4])
