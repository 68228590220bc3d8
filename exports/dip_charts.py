"""The p-charts of repeated dip samples, drawn as those of the front door's indicators."""

from __future__ import annotations

from datetime import date

from analysis.dip_samples import DipTrend
from analysis.indicators import Indicator, IndicatorPoint, IndicatorSeries
from exports.dip_wording import label_text


def trend_series(found: DipTrend) -> IndicatorSeries:
    """A trend as the series that :func:`exports.indicator_charts.indicator_svg` draws."""
    title = label_text(found)
    return IndicatorSeries(
        indicator=Indicator(
            key=found.name, title=title, why="", numerator=found.words, denominator="referrals", source="", owner="",
            direction="higher",
        ),
        points=tuple(
            IndicatorPoint(
                start=date(2000, 1, 1), label=point.label, count=point.count, base=point.n, share=point.share,
                low=point.low, high=point.high, is_beyond=point.is_beyond, is_in_run=point.is_in_run,
                arrow=point.arrow,
            )
            for point in found.points
        ),
        centre=found.centre, missing=(), method=found.method, why_not=found.why_not or None,
    )  # fmt: skip
