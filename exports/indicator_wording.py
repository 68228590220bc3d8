"""Indicators in words, for those who do not see their charts."""

from __future__ import annotations

from analysis.indicators import IndicatorSeries
from exports.formats import percent_text


def indicator_alt_text(series: IndicatorSeries) -> str:
    """What the drawing shows, in words."""
    shown = [(point, point.share) for point in series.points if point.share is not None]
    if series.centre is None or not shown:
        return f"No chart. {series.why_not}"
    (first, first_share), (last, last_share) = shown[0], shown[-1]
    text = (
        f"Chart of “{series.indicator.title}” over time: {percent_text(first_share)} in {first.label}, "
        f"{percent_text(last_share)} in {last.label}, {percent_text(series.centre)} overall."
    )
    if series.indicator.target is not None:
        text += f" The target is {percent_text(series.indicator.target)}."
    beyond = [point.label for point in series.points if point.is_beyond]
    return f"{text} Beyond the limits of chance: {', '.join(beyond)}." if beyond else text
