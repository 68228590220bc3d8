"""The tables of the year: programmes with their topics and versions, priorities, commissions, the annual report."""

from __future__ import annotations

from survey_app.programme.year.models.annual import (
    COST_KINDS,
    AnnualCost,
    AnnualReport,
    AnnualStatement,
)
from survey_app.programme.year.models.feeds import (
    CalendarFeed,
)
from survey_app.programme.year.models.priorities import (
    FindingPriority,
    Priority,
    PrioritySet,
)
from survey_app.programme.year.models.programmes import (
    LEADS,
    METHODS,
    REASON_KINDS,
    VERSION_STATES,
    ProgrammeTopic,
    ProgrammeVersion,
    ScrutinyProgramme,
    TopicReason,
)
from survey_app.programme.year.models.reviews import (
    CHAIRING,
    SCRUTINY,
    VERDICTS,
    ArrangementsDecision,
    CommissionNote,
    CommissionObjective,
    ReviewCommission,
)

__all__ = [
    "CHAIRING",
    "COST_KINDS",
    "LEADS",
    "METHODS",
    "REASON_KINDS",
    "SCRUTINY",
    "VERDICTS",
    "VERSION_STATES",
    "AnnualCost",
    "AnnualReport",
    "AnnualStatement",
    "ArrangementsDecision",
    "CalendarFeed",
    "CommissionNote",
    "CommissionObjective",
    "FindingPriority",
    "Priority",
    "PrioritySet",
    "ProgrammeTopic",
    "ProgrammeVersion",
    "ReviewCommission",
    "ScrutinyProgramme",
    "TopicReason",
]
