"""Indicators in words, for those who do not see their charts."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.indicators import Indicator, IndicatorCourse, IndicatorPoint, IndicatorSeries
from exports.formats import percent_text

MOST_SENTENCES = 3


def figure_text(indicator: Indicator, figure: float) -> str:
    """A share as a percentage, a count or value with its unit."""
    if indicator.measure == "share":
        return percent_text(figure)
    number = f"{figure:,.0f}" if figure == int(figure) else f"{figure:,.1f}"
    return f"{number} {indicator.measured_in}".strip()


def base_words(course: IndicatorCourse) -> str:
    """What the latest figure rests on: "45 of 50 in August 2026"; why there is none where none is shown."""
    latest = course.latest
    if latest is None:
        return course.parts[-1].why_not or "Nothing has been submitted yet."
    if latest.share is not None:
        return f"{latest.count:,} of {latest.base:,} in {latest.label}"
    return f"in {latest.label}" if latest.base is None else f"of {latest.base:,} in {latest.label}"


MEETS, MISSES = "Meets the target", "Misses the target"


def standing_words(point: IndicatorPoint | None) -> str:
    """Whether a period meets the target; "" without one."""
    return {True: MEETS, False: MISSES, None: ""}[point.meets_target if point else None]


def course_sentences(course: IndicatorCourse) -> tuple[str, ...]:
    """What a chart says: signals of the present definition, where it changed, and what is missing."""
    return tuple(_sentences(course))


def _sentences(course: IndicatorCourse) -> Iterator[str]:
    if not course.has_figures:
        return
    part = course.parts[-1]
    for point in [one for one in part.points if one.is_beyond][-MOST_SENTENCES:]:
        yield f"{point.label} is further {_side(point, part)} the rest than chance explains."
    for point in [one for one in part.points if one.is_range_beyond and not one.is_beyond][-MOST_SENTENCES:]:
        yield f"{point.label} moved further from the period before than chance explains."
    run = [point for point in part.points if point.is_in_run]
    if run and run[-1] is part.latest:
        what = "overall share" if part.indicator.measure == "share" else "mean"
        side = _side(run[-1], part)
        yield f"The latest periods have been {side} the {what} eight times running or more: that is more than chance."
    if not part.signals and not any(point.is_range_beyond for point in part.points) and part.latest is not None:
        yield "All periods are within what chance alone explains: no single rise or fall means anything."
    for label, why in course.breaks:
        yield f"Counted otherwise from {label}: {why}"
    if course.missing:
        yield f"Nothing complete was submitted for {_listed(course.missing)}."


def _side(point: IndicatorPoint, series: IndicatorSeries) -> str:
    return "above" if (point.figure or 0) > (series.centre or 0) else "below"


def _listed(labels: tuple[str, ...]) -> str:
    """Periods by name, or the newest of them and how many more there are."""
    if len(labels) <= MOST_SENTENCES:
        return ", ".join(labels)
    return f"{', '.join(labels[-MOST_SENTENCES:])} and {len(labels) - MOST_SENTENCES} earlier"


def indicator_alt_text(series: IndicatorSeries | IndicatorCourse) -> str:
    """What the drawing shows, in words."""
    course = series if isinstance(series, IndicatorCourse) else IndicatorCourse(parts=(series,))
    shown = [(point, part) for part in course.parts for point in part.points if point.figure is not None]
    if not course.has_figures or not shown:
        return f"No chart. {course.parts[-1].why_not}"
    part = next(one for one in reversed(course.parts) if one.centre is not None)
    indicator = part.indicator
    (first, _), (last, _) = shown[0], shown[-1]
    text = (
        f"Chart of “{indicator.title}” over time: {_said(indicator, first)} in {first.label}, "
        f"{_said(indicator, last)} in {last.label}, {figure_text(indicator, part.centre or 0.0)} "
        f"{'overall' if indicator.measure == 'share' else 'on average'}"
        f"{' since the definition changed' if len(course.parts) > 1 else ''}."
    )
    if indicator.target is not None:
        text += f" The target is {figure_text(indicator, indicator.target)}."
    if course.breaks:
        text += f" The definition changes in {', '.join(label for label, _ in course.breaks)}."
    beyond = [point.label for point in course.points if point.is_beyond]
    return f"{text} Beyond the limits of chance: {', '.join(beyond)}." if beyond else text


def _said(indicator: Indicator, point: IndicatorPoint) -> str:
    return figure_text(indicator, point.figure or 0.0)
