"""Charts of the dashboard as SVG: measures with their intervals, two values side by side, grades, and a course.

Each row carries its words and its figure above its marks, so that one drawing reads at 320 pixels and at 900. Shape,
pattern and words always say what colour says: a hollow ring is the first of two values and a filled square the second,
the two lower grades are hatched, and what is only an upper limit is hatched too. A figure that is not shown is written
as its mark and has nothing drawn, so that no length can be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from exports.chart_records import Chart, CourseChart, CourseMark, GradeChart, Measure, MeasureChart, PairChart
from exports.charts import BAR_PX, GAP_PX
from exports.formats import ACCENT, BAR_GREY, MUTED, RULE, percent_text
from exports.svg_drawing import (
    CHARACTER_PX,
    FONT_PX,
    HATCHED,
    HATCHED_ACCENT,
    HATCHED_DARK,
    LINE_PX,
    TRACK,
    Align,
    Drawing,
    render,
    wrapped,
)

MARK_PX = 22  # the height of a row of ring and square
COURSE_PX = 120
# From the best grade to the worst; the two worst of four are hatched, which greyscale keeps.
_GRADE_FILLS = ("#0b5563", "#8fb4bc", "#87939b", HATCHED_DARK, "#d7dde0", "#b3ccd2")
_DARK_FILLS = ("#0b5563",)


def chart_svg(chart: Chart, *, width: int = 640) -> str | None:
    """Draw a chart of the dashboard; None where nothing of it is shown."""
    drawing = Drawing(width=width - 4)
    if isinstance(chart, MeasureChart):
        drawn = _measures(chart, drawing)
    elif isinstance(chart, PairChart):
        drawn = _pairs(chart, drawing)
    elif isinstance(chart, GradeChart):
        drawn = _grades(chart, drawing)
    else:
        drawn = _course(chart, drawing)
    return render(drawing, chart.description) if drawn else None


def _measures(chart: MeasureChart, at: Drawing) -> bool:
    for row in chart.rows:
        at.head(row.label, row.figure)
        if row.value is not None:
            _measure(at, row)
        at.height += GAP_PX
    if chart.caption:
        at.small(chart.caption)
    return any(row.value is not None for row in chart.rows)


def _measure(at: Drawing, row: Measure) -> None:
    """The bar of one measure on its track, its interval beneath it, and the line that it is read against."""
    at.box(0, at.width, at.height, BAR_PX, TRACK)
    fill = HATCHED_ACCENT if row.is_limit else ACCENT if row.stressed else BAR_GREY
    at.box(0, min(row.value or 0.0, 1.0) * at.width, at.height, BAR_PX, fill)
    if row.line is not None:
        at.rule(row.line * at.width, row.line * at.width, at.height - 3, at.height + BAR_PX + 3, thick=3)
    if row.low is not None and row.high is not None:
        _interval(at, row.low, row.high)
    at.height += BAR_PX


def _interval(at: Drawing, low: float, high: float) -> None:
    """The interval under its bar, with a foot at each end."""
    middle = at.height + BAR_PX + 4
    at.rule(low * at.width, high * at.width, middle, middle)
    for end in (low, high):
        at.rule(end * at.width, end * at.width, middle - 4, middle + 4)
    at.height += 8


def _pairs(chart: PairChart, at: Drawing) -> bool:
    for kind, name in (("ring", chart.first), ("square", chart.second)):
        at.shape("ring" if kind == "ring" else "square", 7, at.height + 7)
        lines = wrapped(name, at.width - 20)
        for place, line in enumerate(lines):
            at.write(line, 20, at.height + place * LINE_PX)
        at.height += LINE_PX * len(lines)
    at.height += GAP_PX / 2
    for row in chart.rows:
        at.head(row.label, row.figure)
        middle = at.height + MARK_PX / 2
        if row.first is not None or row.second is not None:
            at.box(0, at.width, middle - 2, 4, TRACK)
        ends = [_inside(value, at.width) for value in (row.first, row.second) if value is not None]
        if len(ends) == 2:
            at.rule(min(ends), max(ends), middle, middle, colour=MUTED, thick=2)
        if row.first is not None:
            at.shape("ring", _inside(row.first, at.width), middle)
        if row.second is not None:
            at.shape("square", _inside(row.second, at.width), middle)
        at.height += MARK_PX + GAP_PX / 2
    at.scale()
    return any(row.first is not None and row.second is not None for row in chart.rows)


def _inside(value: float, width: float) -> float:
    """Where a shape stands so that it is not cut off at 0 and at 100 per cent."""
    return 7 + value * (width - 14)


def _grades(chart: GradeChart, at: Drawing) -> bool:
    _legend(chart.grades, at)
    for row in chart.rows:
        at.head(row.label, row.figure)
        start = 0.0
        for place, count in enumerate(row.counts):
            length = count / chart.whole * at.width if chart.whole else 0.0
            if count:
                _grade(at, place, start, start + length, count)
            start += length
        at.height += BAR_PX + 4 + GAP_PX
    return any(any(row.counts) for row in chart.rows)


def _grade(at: Drawing, place: int, start: float, end: float, count: int) -> None:
    """One segment with its count on it; on a hatched one the count stands on a plain ground."""
    fill = _GRADE_FILLS[place % len(_GRADE_FILLS)]
    height = BAR_PX + 4
    at.box(start, end, at.height, height, fill)
    middle = (start + end) / 2
    if end - start < 14:
        return
    if fill in HATCHED:
        half = 5 + 4 * len(str(count))
        at.box(max(start, middle - half), min(end, middle + half), at.height, height, "#ffffff")
    at.write(str(count), middle, at.height + 3, align="center", look="on dark" if fill in _DARK_FILLS else "normal")


def _legend(grades: Sequence[str], at: Drawing) -> None:
    """What each fill stands for, side by side as far as they fit."""
    x = 0.0
    for place, grade in enumerate(grades):
        needs = 24 + len(grade) * CHARACTER_PX + 14
        if x and x + needs > at.width:
            x, at.height = 0.0, at.height + LINE_PX + 2
        at.box(x, x + 18, at.height, FONT_PX, _GRADE_FILLS[place % len(_GRADE_FILLS)])
        at.write(grade, x + 24, at.height)
        x += needs
    at.height += LINE_PX + GAP_PX


def _course(chart: CourseChart, at: Drawing) -> bool:
    shown = [point for point in chart.points if point.value is not None]
    if not shown:
        return False
    top = max(max(point.value or 0.0, point.high or 0.0) for point in shown)
    whole = chart.whole or next(
        limit for limit in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0) if limit >= min(top, 1.0) - 1e-9
    )
    floor = at.height + LINE_PX + COURSE_PX
    places = list(_across(len(chart.points), at.width))
    heights = [None if p.value is None else floor - p.value / whole * COURSE_PX for p in chart.points]
    at.rule(0, at.width, floor, floor, colour=RULE, thick=1)
    at.write(percent_text(whole), 0, floor - COURSE_PX - LINE_PX, look="small")
    at.rule(0, at.width, floor - COURSE_PX, floor - COURSE_PX, colour=RULE, thick=1)
    for left, right in zip(range(len(places)), range(1, len(places)), strict=False):
        before, after = heights[left], heights[right]
        if before is not None and after is not None:
            at.rule(places[left], places[right], before, after, colour=ACCENT, thick=2)
    for place, (x, y, point) in enumerate(zip(places, heights, chart.points, strict=True)):
        _point(at, point, x, y, floor, whole, named=_is_named(place, len(places), at.width))
    at.height = floor + LINE_PX + 4
    return True


def _point(
    at: Drawing, point: CourseMark, x: float, y: float | None, floor: float, whole: float, *, named: bool
) -> None:  # fmt: skip
    """A dot with its figure above, its interval, and its day below."""
    align: Align = "left" if x < 40 else "right" if x > at.width - 40 else "center"
    if y is None:
        at.write(point.figure, x, floor - LINE_PX, align=align)
    else:
        if point.low is not None and point.high is not None:
            top, bottom = (floor - value / whole * COURSE_PX for value in (min(point.high, whole), point.low))
            at.rule(x, x, top, bottom, colour=MUTED, thick=1)
        at.shape("dot", x, y)
        if named:
            above = y - LINE_PX - 4
            is_free = above >= floor - COURSE_PX  # else it would stand on the label of the scale
            at.write(point.figure, x, above if is_free else y + 8, align=align, look="bold")
    if named:
        at.write(point.label, x, floor + 5, align=align, look="small")


def _across(count: int, width: float) -> Iterator[float]:
    """Where the points of a course stand."""
    for place in range(count):
        yield 8 + (width - 16) * (place / (count - 1) if count > 1 else 0.5)


def _is_named(place: int, count: int, width: float) -> bool:
    """Whether a point's words fit: always those of the first and the last."""
    fit = max(2, math.floor(width / 110))
    if count <= fit or place in (0, count - 1):
        return True
    step = math.ceil((count - 1) / (fit - 1))
    return place % step == 0 and count - 1 - place >= step
