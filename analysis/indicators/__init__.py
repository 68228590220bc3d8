"""Indicators that agencies submit period by period: what each measures, how it goes, and whether that is chance."""

from analysis.indicators.course import AgencyCourses, IndicatorCourse, agency_courses
from analysis.indicators.definitions import Indicator
from analysis.indicators.protection import Counted, Shown, protect_period
from analysis.indicators.series import IndicatorPoint, IndicatorSeries, indicator_series
from analysis.indicators.shared import SharedFigure, SharedRow, shared_figure
from analysis.indicators.xmr import XmRChart, XmRPoint, xmr_chart

__all__ = [
    "AgencyCourses",
    "Counted",
    "Indicator",
    "IndicatorCourse",
    "IndicatorPoint",
    "IndicatorSeries",
    "SharedFigure",
    "SharedRow",
    "Shown",
    "XmRChart",
    "XmRPoint",
    "agency_courses",
    "indicator_series",
    "protect_period",
    "shared_figure",
    "xmr_chart",
]
