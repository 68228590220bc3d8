"""What goes with a record of Section 11 scrutiny when its time is over, and what it waits for.

An assessment is destroyed last: while anything with a rule of its own hangs on it, it stays, and so does its cycle. The
rule of the partnership that leads it decides. Those whom it is shared with find its end in their own audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, delete, func, or_, select, union
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.deleting import delete_with_dependants
from survey_app.partnership.models import Share
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import (
    AssessmentMember,
    AssessmentStep,
    Correction,
    CycleStandard,
    FeedbackCard,
    FinalRevision,
    GapReason,
    GoodPractice,
    InspectionReport,
    Judgement,
    Rubric,
    RubricRemark,
    Section11Action,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
    VisitNotes,
)
from survey_app.walkabouts.models.assessments import SHARED_AS
from survey_app.walkabouts.self_assessment.models import CarriedAnswer, Evidence, SelfAssessment

WITH_RULES_OF_THEIR_OWN: tuple[Any, ...] = (
    AssessmentStep, Section11Action, GoodPractice, SelfAssessment, Evidence, Visit,
)  # fmt: skip
OUTCOMES: tuple[Any, ...] = (Judgement, GapReason, Correction, FinalRevision)


def longest_refusal(session: Session) -> int:
    """For how many months, at the most, an assessment refuses a second one: so long it is kept whatever a rule says."""
    return session.scalar(select(func.max(Section11Cycle.assessed_within_months))) or 0


def held_assessments() -> CompoundSelect[Any]:
    """The assessments on legal hold: themselves, by their cycle, or by a round of it."""
    held = select(Section11Assessment.id).where(Section11Assessment.legal_hold)
    of_cycle = (
        select(Section11Assessment.id)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .where(_cycle_is_held())
    )
    return union(held, of_cycle)


def held_cycles() -> CompoundSelect[Any]:
    """The cycles on legal hold, by a round or by an assessment of theirs, too."""
    by_assessment = select(Section11Assessment.cycle_id).where(Section11Assessment.legal_hold)
    return union(select(Section11Cycle.id).where(_cycle_is_held()), by_assessment)


def _cycle_is_held() -> ColumnElement[bool]:
    rounds = select(Round.id).where(Round.legal_hold)
    linked = (Section11Cycle.walkabout_round_id, Section11Cycle.self_round_id, Section11Cycle.staff_round_id)
    return or_(Section11Cycle.legal_hold, *(round_id.in_(rounds) for round_id in linked))


def destroy_self_assessments(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete declarations, with what was offered from the return before."""
    ids = session.scalars(select(SelfAssessment.assessment_id).where(ripe)).all()
    _delete(session, (CarriedAnswer, SelfAssessment), "assessment_id", ids)
    return len(ids)


def destroy_visits(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete visits with their teams, declarations and cards; notes are answers, and go by the rules for these."""
    ids = session.scalars(select(Visit.id).where(ripe)).all()
    _delete(session, (VisitMember, VisitNotes, FeedbackCard), "visit_id", ids)
    _delete(session, (Visit,), "id", ids)
    return len(ids)


def destroy_inspection_reports(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete reports; a visit that one proposed keeps its reason."""
    ids = session.scalars(select(InspectionReport.id).where(ripe)).all()
    return delete_with_dependants(session, InspectionReport, ids)


def destroy_outcomes(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete all that follows a visit, of assessments whose every step has been due for long enough."""
    young = select(AssessmentStep.assessment_id).where(~ripe)
    steps = session.scalars(
        select(AssessmentStep.assessment_id).where(ripe, AssessmentStep.assessment_id.not_in(young))
    ).all()
    _delete(session, (*OUTCOMES, AssessmentStep), "assessment_id", set(steps))
    return len(steps)


def destroy_assessments(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete assessments on which nothing hangs any more, with their members, remarks and shares."""
    in_use = [
        Section11Assessment.id.in_(select(model.assessment_id).where(model.assessment_id.is_not(None)))
        for model in WITH_RULES_OF_THEIR_OWN
    ]
    ended = session.execute(
        select(Section11Assessment.id, Section11Assessment.partnership_id).where(ripe, ~or_(*in_use))
    ).all()
    ids = [assessment_id for assessment_id, _ in ended]
    for assessment_id, partnership_id in ended:
        _say_so(session, assessment_id, partnership_id)
    session.execute(delete(Share).where(Share.record_type == SHARED_AS, Share.record_id.in_(ids)))
    _delete(session, (*OUTCOMES, CarriedAnswer, RubricRemark, AssessmentMember), "assessment_id", ids)
    _delete(session, (Section11Assessment,), "id", ids)
    return len(ids)


def _say_so(session: Session, assessment_id: str, partnership_id: int) -> None:
    """Leave a line in the audit log of whoever led the assessment and of everybody who could read it."""
    readers = select(Share.partnership_id).where(
        Share.record_type == SHARED_AS, Share.record_id == assessment_id, Share.ended_at.is_(None)
    )
    for reader in (partnership_id, *session.scalars(readers.order_by(Share.partnership_id))):
        record(
            session, "section 11 assessment destroyed by retention", actor_id=None, partnership_id=reader,
            subject=f"section 11 assessment {assessment_id}",
        )  # fmt: skip


def destroy_cycles(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete cycles whose assessments are gone, with their standards and every version of the rubric."""
    in_use = select(Section11Assessment.cycle_id)
    ids = session.scalars(select(Section11Cycle.id).where(ripe, Section11Cycle.id.not_in(in_use))).all()
    _delete(session, (CycleStandard, Rubric), "cycle_id", ids)
    _delete(session, (Section11Cycle,), "id", ids)
    return len(ids)


def _delete(session: Session, models: Sequence[Any], column: str, values: Any) -> None:
    """Delete the rows of these tables, in this order, that name one of these values."""
    for model in models:
        session.execute(delete(model).where(getattr(model, column).in_(values)))
