"""The tables of Section 11 scrutiny: cycles, assessments, visits."""

from survey_app.walkabouts.models.assessments import STAGES, AssessmentMember, Section11Assessment
from survey_app.walkabouts.models.cycles import CYCLE_STATES, CycleStandard, Rubric, Section11Cycle
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
    "CycleStandard",
    "InspectionReport",
    "Rubric",
    "RubricRemark",
    "Section11Assessment",
    "Section11Cycle",
    "Visit",
    "VisitMember",
    "VisitNotes",
]
