"""The figures of scrutiny: days used against days agreed, and how long the partnership takes to answer."""

from analysis.scrutiny.days import DaysStanding, WorkedDay, days_against_allowance
from analysis.scrutiny.responses import AskedEntry, LateAnswer, ResponseFigures, response_figures
from analysis.scrutiny.themes_heard import HeardNote, HeardTheme, HeardThemes, themes_heard

__all__ = [
    "AskedEntry",
    "DaysStanding",
    "HeardNote",
    "HeardTheme",
    "HeardThemes",
    "LateAnswer",
    "ResponseFigures",
    "WorkedDay",
    "days_against_allowance",
    "response_figures",
    "themes_heard",
]
