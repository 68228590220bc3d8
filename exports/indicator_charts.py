"""The p- or XmR-chart of an indicator as SVG: its course, the limits of chance, its centre and its target.

A point beyond its limits is a square, one in a run of eight a ring, all others are dots; what each stands for is said
under the drawing. A period that is not shown is a gap.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.indicators import Indicator, IndicatorCourse, IndicatorPoint, IndicatorSeries
from exports.formats import ACCENT, MUTED, RULE
from exports.indicator_axis import axis_range
from exports.indicator_wording import figure_text, indicator_alt_text
from exports.svg_drawing import INK, LINE_PX, Align, Drawing, render

HEIGHT_PX = 200
MARGIN_PX = 12
NAMED_PX = 120  # the least room that the name of a period needs
LETTER_PX = 7.2
_QUARTER = re.compile(r"^([A-Z][a-z]{2})[a-z]* to ([A-Z][a-z]{2})[a-z]* (\d{4})$")
BAND = "#dfeaec"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Where a value stands: from the lowest at the floor to the highest at the top."""

    low: float
    high: float
    top: float

    @property
    def floor(self) -> float:
        return self.top + HEIGHT_PX

    def height(self, value: float) -> float:
        return self.floor - (value - self.low) / (self.high - self.low) * HEIGHT_PX


def indicator_svg(series: IndicatorSeries | IndicatorCourse, *, width: int = 640) -> str | None:
    """Draw the course of an indicator; None where no period is shown.

    Where its definition changes stands an upright line, and neither the course nor a centre goes through it.
    """
    course = series if isinstance(series, IndicatorCourse) else IndicatorCourse(parts=(series,))
    if not course.has_figures:
        return None
    at = Drawing(width=width - 10)  # lines and marks reach a little over its edges
    low, high = axis_range(course)
    axis = _Axis(low=low, high=high, top=at.height + LINE_PX)
    places = list(_across(len(course.points), at.width))
    _draw_lines(course.indicator, at, axis)
    first = 0
    for part in course.parts:
        _draw_part(part, places[first : first + len(part.points)], places, at, axis)
        first += len(part.points)
    _draw_names(course.points, places, at, axis)
    at.height = axis.floor + 2 * LINE_PX + 10
    at.small(_caption(course))
    return render(at, indicator_alt_text(series))


def _across(count: int, width: float) -> Iterator[float]:
    """Where the periods stand."""
    for place in range(count):
        yield MARGIN_PX + (width - 2 * MARGIN_PX) * (place / (count - 1) if count > 1 else 0.5)


def _draw_lines(indicator: Indicator, at: Drawing, axis: _Axis) -> None:
    """The ends of the axis and the target, with their words."""
    for value, words in ((axis.high, axis.top - LINE_PX + 2), (axis.low, axis.floor + 4)):
        at.rule(0, at.width, axis.height(value), axis.height(value), colour=RULE, thick=1)
        at.write(figure_text(indicator, value), 0, words, look="small")
    target = indicator.target
    if target is not None:
        at.rule(0, at.width, axis.height(target), axis.height(target), colour=INK, thick=2.5)
        at.write(
            f"Target {figure_text(indicator, target)}", at.width, axis.top - LINE_PX + 2, align="right", look="small"
        )


def _draw_part(
    part: IndicatorSeries, own: Sequence[float], places: Sequence[float], at: Drawing, axis: _Axis
) -> None:  # fmt: skip
    """The periods that were counted in one way: limits, centre and course."""
    half = (places[1] - places[0]) / 2 if len(places) > 1 else MARGIN_PX
    for x, point in zip(own, part.points, strict=True):
        if point.low is not None and point.high is not None:
            upper, lower = axis.height(point.high), axis.height(point.low)
            at.box(max(0.0, x - half), min(at.width, x + half), upper, max(lower - upper, 1.0), BAND)
    if not own:
        return
    starts_later = own[0] > places[0]
    left = own[0] - half if starts_later else 0.0
    right = own[-1] + half if own[-1] < places[-1] else at.width
    if part.centre is not None:
        at.rule(left, right, axis.height(part.centre), axis.height(part.centre), colour=MUTED, thick=1)
    if starts_later:
        at.rule(left, left, axis.top, axis.floor, colour=INK, thick=1.5)
    _draw_course(part.points, own, at, axis)


def _draw_course(points: Sequence[IndicatorPoint], places: Sequence[float], at: Drawing, axis: _Axis) -> None:
    marks = [None if point.figure is None else axis.height(point.figure) for point in points]
    for left, right in zip(range(len(points)), range(1, len(points)), strict=False):
        before, after = marks[left], marks[right]
        if before is not None and after is not None:
            at.rule(places[left], places[right], before, after, colour=ACCENT, thick=2)
    for x, y, point in zip(places, marks, points, strict=True):
        if y is not None:
            at.shape("square" if point.is_beyond else "ring" if point.is_in_run else "dot", x, y)


def _draw_names(points: Sequence[IndicatorPoint], places: Sequence[float], at: Drawing, axis: _Axis) -> None:
    names = [_short(point.label) for point in points]
    room = max(NAMED_PX, LETTER_PX * max(map(len, names), default=0) * 1.25)
    for place, (x, name) in enumerate(zip(places, names, strict=True)):
        if _is_named(place, len(points), at.width, room):
            align: Align = "left" if x < room / 2 else "right" if x > at.width - room / 2 else "center"
            at.write(name, x, axis.floor + LINE_PX + 2, align=align, look="small")


def _short(label: str) -> str:
    """A quarter as it fits under a chart of a phone's width: "Oct to Dec 2026"; anything else as it is."""
    return _QUARTER.sub(r"\1 to \2 \3", label)


def _is_named(place: int, count: int, width: float, room: float) -> bool:
    """Whether the name of a period fits: always those of the first and the last."""
    fit = max(2, math.floor(width / room))
    if count <= fit or place in (0, count - 1):
        return True
    step = math.ceil((count - 1) / (fit - 1))
    return place % step == 0 and count - 1 - place >= step


def _caption(course: IndicatorCourse) -> str:
    part, indicator = course.parts[-1], course.indicator
    what = "all periods together" if indicator.measure == "share" else "the mean of all periods"
    if course.breaks:
        what = f"of each part {what}, of the last"
    centre = "" if part.centre is None else f"{' ' if course.breaks else ', '}{figure_text(indicator, part.centre)}"
    words = [f"Shaded: where chance alone would keep it. Thin line: {what}{centre}."]
    if indicator.target is not None:
        words.append("Thick line: the target.")
    if course.breaks:
        words.append("Upright line: counted otherwise from there on, so that nothing is compared across it.")
    if any(point.is_beyond for point in course.points):
        words.append("Square: beyond the limits of chance.")
    if any(point.is_in_run and not point.is_beyond for point in course.points):
        words.append("Ring: one of eight or more running on one side.")
    return " ".join(words)
