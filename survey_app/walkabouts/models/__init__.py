"""The tables of Section 11 scrutiny: cycles, assessments, visits."""

from survey_app.walkabouts.models.assessments import STAGES, AssessmentMember, Section11Assessment
from survey_app.walkabouts.models.cycles import CYCLE_STATES, CycleStandard, Rubric, Section11Cycle
from survey_app.walkabouts.models.outcomes import (
    AssessmentStep,
    Correction,
    FeedbackCard,
    FinalRevision,
    GapReason,
    GoodPractice,
    Judgement,
    Section11Action,
)
from survey_app.walkabouts.models.rubric_remarks import RubricRemark
from survey_app.walkabouts.models.visits import (
    TEAM_ROLES,
    VISIT_STATES,
    InspectionReport,
    Visit,
    VisitMember,
    VisitNotes,
)

__all__ = [
    "CYCLE_STATES",
    "STAGES",
    "TEAM_ROLES",
    "VISIT_STATES",
    "AssessmentMember",
    "AssessmentStep",
    "Correction",
    "CycleStandard",
    "FeedbackCard",
    "FinalRevision",
    "GapReason",
    "GoodPractice",
    "InspectionReport",
    "Judgement",
    "Rubric",
    "RubricRemark",
    "Section11Action",
    "Section11Assessment",
    "Section11Cycle",
    "Visit",
    "VisitMember",
    "VisitNotes",
]
