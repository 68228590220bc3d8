"""Indicators that agencies submit period by period: what each measures, how it goes, and whether that is chance."""

from analysis.indicators.definitions import Indicator
from analysis.indicators.series import IndicatorPoint, IndicatorSeries, indicator_series

__all__ = ["Indicator", "IndicatorPoint", "IndicatorSeries", "indicator_series"]
