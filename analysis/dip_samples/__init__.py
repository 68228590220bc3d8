"""Dip samples of referrals to a front door: clocks in opening hours, weighted estimates, and their trend."""

from analysis.dip_samples.clocks import (
    RULES,
    ClockFigures,
    ClockReading,
    ClockTerms,
    decision_clock,
    in_hours,
    told_clock,
)
from analysis.dip_samples.figures import (
    DipFigures,
    Disagreement,
    GradeFigures,
    ItemFigures,
    StratumCount,
    dip_figures,
)
from analysis.dip_samples.referrals import DipItem, SampleDesign, SampledReferral, items_of
from analysis.dip_samples.trend import DipTrend, TrendPoint, TrendSample, dip_trend

__all__ = [
    "RULES",
    "ClockFigures",
    "ClockReading",
    "ClockTerms",
    "DipFigures",
    "DipItem",
    "DipTrend",
    "Disagreement",
    "GradeFigures",
    "ItemFigures",
    "SampleDesign",
    "SampledReferral",
    "StratumCount",
    "TrendPoint",
    "TrendSample",
    "decision_clock",
    "dip_figures",
    "dip_trend",
    "in_hours",
    "items_of",
    "told_clock",
]
