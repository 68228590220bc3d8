"""The agency's own grades: read here in one place, and only once the walkabout's grades are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from analysis.beside.graded_forms import agency_of
from survey_app.results.snapshot import responses_of
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes.steps import newest
from survey_app.walkabouts.self_assessment.access import COMPARED
from survey_app.walkabouts.self_assessment.grades import self_grades
from survey_app.walkabouts.self_assessment.models import SelfAssessment


def may_be_shown(assessment: Section11Assessment) -> bool:
    """Whether the walkabout's grades are recorded and the agency's own have been shown."""
    return assessment.stage in COMPARED


def own_grades_as_sent(session: Session, assessment: Section11Assessment) -> dict[str, str]:
    """What the agency's self-assessment says now, by standard. Only the step that shows it may call this.

    That is the return as it was sent last. Where returns were collected without one being kept for the assessment, the
    newest answer counts that names the agency, or the group.
    """
    asked = {standard.name for standard in standards_for(assessment)}
    if session.get(SelfAssessment, assessment.id) is not None:
        return {name: one.grade for name, one in self_grades(session, assessment).items() if name in asked}
    return {name: str(grade) for name, grade in _answered(session, assessment).items() if name in asked and grade}


def _answered(session: Session, assessment: Section11Assessment) -> Mapping[str, Any]:
    round_ = assessment.cycle.self_round
    if round_ is None:
        return {}
    names = {assessment.title.casefold(), *(member.agency.name.casefold() for member in assessment.members)}
    found: Mapping[str, Any] = {}
    newest_day = None
    for response in responses_of(session, round_):
        agency = agency_of(response, response.document, {})
        if agency is None or agency.casefold() not in names:
            continue
        if newest_day is None or (response.received_on is not None and response.received_on >= newest_day):
            found, newest_day = response.document, response.received_on
    return found


def own_grades(session: Session, assessment: Section11Assessment) -> dict[str, str]:
    """The agency's own grades as they were when they were shown; empty before, whoever asks."""
    if not may_be_shown(assessment):
        return {}
    step = newest(session, assessment, "revealed")
    return dict(step.details["own"]) if step is not None else {}
