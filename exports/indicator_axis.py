"""From where to where the axis of an indicator goes, on pages and in workbooks alike."""

from __future__ import annotations

import math

from analysis.indicators import IndicatorCourse


def axis_range(course: IndicatorCourse) -> tuple[float, float]:
    """The ends of the axis: of shares in tens of per cent, of others in steps of their own, with room for all."""
    values = [v for p in course.points for v in (p.figure, p.low, p.high) if v is not None]
    values += [v for v in (*(part.centre for part in course.parts), course.indicator.target) if v is not None]
    if course.indicator.measure == "share":
        low = max(0.0, math.floor(min(values) * 10) / 10)
        high = min(1.0, math.ceil(max(values) * 10) / 10)
        return (low, high) if high > low else (max(0.0, low - 0.1), min(1.0, low + 0.1))
    step = 10.0 ** math.floor(math.log10(max(max(values) - min(values), max(values) / 10, 1.0)))
    low, high = math.floor(min(values) / step) * step, math.ceil(max(values) / step) * step
    return (low, high) if high > low else (max(0.0, low - step), low + step)
