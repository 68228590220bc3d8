"""How long records are kept: rules set dates, a legal hold overrides them, and what is past its date is destroyed.

A record goes *kept* → *due* (its date has passed; an administrator sees it and may put the round on hold) → destroyed
after :data:`GRACE_DAYS`. Destroying deletes the row; of a submission the shell stays, so that its reference can still
be answered for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from survey_app.collect.attachments import destroy_attachments
from survey_app.collect.models import AnonymousResponse, Draft, HelpRequest, SafetyAlert, Submission, SubmissionRevision
from survey_app.collect.sync_models import DeviceAlert
from survey_app.collect.sync_state import destroy_sync_records
from survey_app.partnership.models import Partnership, RetentionRule
from survey_app.results.downloads.ending import DESTROYED, drop_files_of
from survey_app.results.models import Coding, CommentCoding, ReportSnapshot
from survey_app.results.voices.models import FeedbackEntry, FeedbackTag, FeedbackUse, Quote, QuoteProposal
from survey_app.rounds.models import Invitation, Round
from survey_app.walkabouts.models import (
    InspectionReport,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
    VisitNotes,
)
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
from survey_app.walkabouts.self_assessment.models import CarriedAnswer, Evidence, SelfAssessment

GRACE_DAYS = 30
PRODUCT_DEFAULT = "Suggested by the product. Confirm it in your partnership's retention schedule."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record with a retention rule.

    ``age`` is the column its time runs from; without one it runs from the day its round closed.
    """

    record_type: str
    label: str
    model: Any
    months: int
    age: Any = None


KINDS = (
    Kind(record_type="draft", label="Unfinished answers", model=Draft, months=3, age=Draft.updated_at),
    Kind(record_type="submission", label="Answers of named people", model=Submission, months=36),
    Kind(record_type="anonymous_response", label="Anonymous answers", model=AnonymousResponse, months=36),
    Kind(record_type="invitation", label="Invitations and who has answered", model=Invitation, months=12),
    Kind(record_type="coding", label="Themes given to comments", model=Coding, months=36),
    Kind(record_type="quote", label="Quotes on the clearing desk", model=Quote, months=36),
    Kind(
        record_type="feedback_entry",
        label="Feedback kept in the store",
        model=FeedbackEntry,
        months=84,
        age=FeedbackEntry.entered_at,
    ),
    Kind(record_type="safety_alert", label="Worries about a child", model=SafetyAlert, months=84),
    Kind(record_type="report_snapshot", label="Released reports", model=ReportSnapshot, months=84),
    Kind(
        record_type="help_request", label="Requests for help", model=HelpRequest, months=12, age=HelpRequest.created_at
    ),
    Kind(record_type="self_assessment", label="Declarations of self-assessments", model=SelfAssessment, months=36),
    Kind(record_type="self_evidence", label="Evidence of self-assessments, with its files", model=Evidence, months=36),
    Kind(
        record_type="visit",
        label="Visits, with their teams and declarations",
        model=Visit,
        months=84,
        age=Visit.created_at,
    ),
    Kind(
        record_type="section11_outcome",
        label="Section 11 assessments: judgements, replies and final copies",
        model=AssessmentStep,
        months=84,
        age=AssessmentStep.made_at,
    ),
    Kind(
        record_type="section11_action",
        label="Actions of Section 11 assessments",
        model=Section11Action,
        months=84,
        age=Section11Action.made_at,
    ),
    Kind(
        record_type="good_practice",
        label="Good practice found on walkabouts",
        model=GoodPractice,
        months=84,
        age=GoodPractice.made_at,
    ),
    Kind(
        record_type="feedback_card",
        label="Feedback cards left with staff",
        model=FeedbackCard,
        months=12,
        age=FeedbackCard.saved_at,
    ),
    Kind(
        record_type="inspection_report",
        label="Inspection reports",
        model=InspectionReport,
        months=84,
        age=InspectionReport.logged_at,
    ),
)


def add_default_rules(session: Session, partnership: Partnership) -> None:
    """Give a new partnership the suggested rules, one for each kind of record."""
    for kind in KINDS:
        session.add(
            RetentionRule(
                partnership_id=partnership.id, record_type=kind.record_type, months=kind.months, basis=PRODUCT_DEFAULT
            )
        )
    session.flush()


def add_months(day: date, months: int) -> date:
    """The same day some months later, the last of the month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def apply_retention(session: Session, *, today: date) -> dict[str, int]:
    """Set dates by the present rules, mark what is due, and destroy what has been due for long enough.

    Returns
    -------
    dict[str, int]
        How many records of each kind were destroyed.
    """
    rules = session.scalars(select(RetentionRule)).all()
    kinds = {kind.record_type: kind for kind in KINDS}
    for rule in rules:
        if rule.record_type in kinds:
            _set_dates(session, kinds[rule.record_type], rule)
    destroyed = {}
    for kind in KINDS:
        _mark_due(session, kind, today)
        destroyed[kind.record_type] = _destroy(session, kind, today)
    session.flush()
    return destroyed


def _rounds_of(rule: RetentionRule) -> Any:
    return select(Round.id).where(Round.partnership_id == rule.partnership_id)


def _of_partnership(kind: Kind, rule: RetentionRule) -> ColumnElement[bool]:
    if hasattr(kind.model, "round_id"):
        return kind.model.round_id.in_(_rounds_of(rule))
    return kind.model.partnership_id == rule.partnership_id


def _set_dates(session: Session, kind: Kind, rule: RetentionRule) -> None:
    """Work out ``retain_until`` anew, so that a changed rule counts for what is kept already."""
    kept = and_(kind.model.retention_state == "kept", _of_partnership(kind, rule))
    if kind.age is None:
        closed = select(Round.id, Round.closes_on).where(
            Round.partnership_id == rule.partnership_id, Round.state == "closed", Round.closes_on.is_not(None)
        )
        for round_id, closed_on in session.execute(closed).all():
            until = add_months(cast("date", closed_on), rule.months)
            session.execute(update(kind.model).where(kept, kind.model.round_id == round_id).values(retain_until=until))
        return
    days = session.scalars(select(kind.age).where(kept)).all()
    for day in {moment.date() for moment in days}:
        start = datetime.combine(day, time.min, tzinfo=UTC)
        of_day = and_(kind.age >= start, kind.age < start + timedelta(days=1))
        until = add_months(day, rule.months)
        # The column that the age is read from changes by itself on any other update.
        values = {kind.model.retain_until: until, kind.age: kind.age}
        session.execute(update(kind.model).where(kept, of_day).values(values))


def _not_on_hold(kind: Kind) -> ColumnElement[bool]:
    """Neither the record nor its round is on legal hold."""
    held_rounds = select(Round.id).where(Round.legal_hold)
    of_held_round = kind.model.round_id.in_(held_rounds) if hasattr(kind.model, "round_id") else false()
    return and_(~kind.model.legal_hold, ~of_held_round)


def _keep_age(kind: Kind, values: dict[Any, Any]) -> dict[Any, Any]:
    return values if kind.age is None else values | {kind.age: kind.age}


def _mark_due(session: Session, kind: Kind, today: date) -> None:
    past = and_(kind.model.retention_state == "kept", kind.model.retain_until < today, _not_on_hold(kind))
    session.execute(update(kind.model).where(past).values(_keep_age(kind, {kind.model.retention_state: "due"})))


def _destroy(session: Session, kind: Kind, today: date) -> int:
    ripe = and_(
        kind.model.retention_state == "due",
        kind.model.retain_until < today - timedelta(days=GRACE_DAYS),
        _not_on_hold(kind),
    )
    destroy = DESTROYERS.get(kind.record_type)
    if destroy is not None:
        return destroy(session, ripe)
    return _run(session, delete(kind.model).where(ripe))


def _run(session: Session, statement: Any) -> int:
    """Run an update or deletion; how many rows it concerned."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _destroy_submissions(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete every revision and every file; the shell keeps the reference and says that the answers are destroyed."""
    ids = select(Submission.id).where(ripe)
    drop_files_of(session, session.scalars(select(Submission.round_id).where(ripe).distinct()).all(), DESTROYED)
    session.execute(delete(SubmissionRevision).where(SubmissionRevision.submission_id.in_(ids)))
    destroy_attachments(session, ids)
    destroy_sync_records(session, ids)
    return _run(session, update(Submission).where(ripe).values(retention_state="destroyed", author_id=None))


def _destroy_drafts(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete drafts with their files; those of answers that have been received stay with these."""
    received = select(Submission.id)
    ids = select(Draft.id).where(ripe, Draft.id.not_in(received))
    destroy_attachments(session, ids)
    destroy_sync_records(session, ids)
    return _run(session, delete(Draft).where(ripe))


def _destroy_invitations(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete invitations that no answer or draft names any more."""
    in_use = or_(
        Invitation.id.in_(select(Submission.invitation_id).where(Submission.invitation_id.is_not(None))),
        Invitation.id.in_(select(Draft.invitation_id).where(Draft.invitation_id.is_not(None))),
    )
    return _run(session, delete(Invitation).where(ripe, ~in_use))


def _destroy_codings(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete codings, and that their comments were coded."""
    rounds = select(Coding.round_id).where(ripe)
    session.execute(delete(CommentCoding).where(CommentCoding.round_id.in_(rounds)))
    return _run(session, delete(Coding).where(ripe))


def _destroy_quotes(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete quotes with every wording proposed; what was cleared stays in the store by its own rule."""
    ids = select(Quote.id).where(ripe)
    session.execute(update(FeedbackEntry).where(FeedbackEntry.quote_id.in_(ids)).values(quote_id=None))
    session.execute(delete(QuoteProposal).where(QuoteProposal.quote_id.in_(ids)))
    return _run(session, delete(Quote).where(ripe))


def _destroy_feedback(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete entries of the store with their tags and notes of use."""
    ids = select(FeedbackEntry.id).where(ripe)
    for model in (FeedbackTag, FeedbackUse):
        session.execute(delete(model).where(model.entry_id.in_(ids)))
    return _run(session, delete(FeedbackEntry).where(ripe))


def _destroy_alerts(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete worries, with the names by which devices told of them."""
    session.execute(delete(DeviceAlert).where(DeviceAlert.alert_id.in_(select(SafetyAlert.id).where(ripe))))
    return _run(session, delete(SafetyAlert).where(ripe))


def _destroy_self_assessments(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete declarations, with what was offered from the return before."""
    ids = select(SelfAssessment.assessment_id).where(ripe)
    session.execute(delete(CarriedAnswer).where(CarriedAnswer.assessment_id.in_(ids)))
    return _run(session, delete(SelfAssessment).where(ripe))


def _destroy_visits(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete visits with their teams, declarations and cards; notes are answers, and go by the rules for these.

    A hold on the round that a cycle's notes come into holds its visits, too.
    """
    held = (
        select(Visit.id)
        .join(Section11Assessment, Section11Assessment.id == Visit.assessment_id)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .join(Round, Round.id == Section11Cycle.walkabout_round_id)
        .where(Round.legal_hold)
    )
    ids = session.scalars(select(Visit.id).where(ripe, Visit.id.not_in(held))).all()
    for model in (VisitMember, VisitNotes, FeedbackCard):
        session.execute(delete(model).where(model.visit_id.in_(ids)))
    return _run(session, delete(Visit).where(Visit.id.in_(ids)))


def _destroy_inspection_reports(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete reports; a visit that one proposed keeps its reason."""
    ids = session.scalars(select(InspectionReport.id).where(ripe)).all()
    session.execute(update(Visit).where(Visit.inspection_id.in_(ids)).values(inspection_id=None))
    return _run(session, delete(InspectionReport).where(InspectionReport.id.in_(ids)))


def _destroy_outcomes(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete all that follows a visit, of assessments whose every step has been due for long enough."""
    young = select(AssessmentStep.assessment_id).where(~ripe)
    ids = select(AssessmentStep.assessment_id).where(ripe, AssessmentStep.assessment_id.not_in(young))
    for model in (Judgement, GapReason, Correction, FinalRevision):
        session.execute(delete(model).where(model.assessment_id.in_(ids)))
    return _run(session, delete(AssessmentStep).where(ripe, AssessmentStep.assessment_id.not_in(young)))


DESTROYERS: dict[str, Callable[[Session, ColumnElement[bool]], int]] = {
    "draft": _destroy_drafts,
    "submission": _destroy_submissions,
    "invitation": _destroy_invitations,
    "coding": _destroy_codings,
    "quote": _destroy_quotes,
    "feedback_entry": _destroy_feedback,
    "visit": _destroy_visits,
    "section11_outcome": _destroy_outcomes,
    "inspection_report": _destroy_inspection_reports,
    "safety_alert": _destroy_alerts,
    "self_assessment": _destroy_self_assessments,
}


def count_due(session: Session, partnership_id: int) -> dict[str, int]:
    """How many records of each kind are past their date and wait to be destroyed."""
    counts = {}
    for kind in KINDS:
        mine = (
            kind.model.round_id.in_(select(Round.id).where(Round.partnership_id == partnership_id))
            if hasattr(kind.model, "round_id")
            else kind.model.partnership_id == partnership_id
        )
        due = select(func.count()).select_from(kind.model).where(kind.model.retention_state == "due", mine)
        counts[kind.record_type] = session.scalar(due) or 0
    return counts
