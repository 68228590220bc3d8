"""How long things take, and whether they are in time: actions and statutory clocks."""

from analysis.durations.actions import ActionFigures, ActionShare, action_figures
from analysis.durations.clock_results import Breach, ClockResult, clock_result
from analysis.durations.elapsed import ElapsedTimes, elapsed_times
from analysis.durations.kaplan_meier import SurvivalCurve, SurvivalMedian, SurvivalStep, kaplan_meier
from analysis.durations.recommendations import RecommendationCover, recommendation_cover

__all__ = [
    "ActionFigures",
    "ActionShare",
    "Breach",
    "ClockResult",
    "ElapsedTimes",
    "RecommendationCover",
    "SurvivalCurve",
    "SurvivalMedian",
    "SurvivalStep",
    "action_figures",
    "clock_result",
    "elapsed_times",
    "kaplan_meier",
    "recommendation_cover",
]
