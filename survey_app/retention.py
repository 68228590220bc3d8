"""How long records are kept: rules set dates, a legal hold overrides them, and what is past its date is destroyed.

A record goes *kept* → *due* (its date has passed; an administrator sees it and may put the round on hold) → destroyed
:data:`GRACE_DAYS` after it was first seen to be due, however long its date had passed by then: neither a rule made
shorter nor a server that stood still takes away the time to look. A rule made longer brings back what is due.
Destroying deletes the row; of a submission the shell stays, so that its reference can still be answered for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Date, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from survey_app.case_audits import retaining as audit_retaining
from survey_app.case_audits.keeping_records.holds import held_audits, rounds_of_held_audits
from survey_app.case_audits.models import CaseAudit, CaseResolution, PeerReview
from survey_app.collect.attachments import destroy_attachments
from survey_app.collect.models import AnonymousResponse, Draft, HelpRequest, SafetyAlert, Submission, SubmissionRevision
from survey_app.collect.sync_models import DeviceAlert
from survey_app.collect.sync_state import destroy_sync_records
from survey_app.forums import retaining as hub_retaining
from survey_app.forums.contacts import retaining as contact_retaining
from survey_app.forums.models import Booking, HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupNote
from survey_app.improvement import retaining as chain_retaining
from survey_app.improvement.models import Finding, OutsideReview, Recommendation
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact, Partnership, RetentionRule
from survey_app.programme.executive import retaining as executive_retaining
from survey_app.programme.executive.models import Brief, ExecutiveMeeting, MemberQuestion
from survey_app.programme.incidents import retaining as incident_retaining
from survey_app.programme.incidents.models import SeriousIncident
from survey_app.programme.indicators.models import (
    IndicatorAggregate,
    IndicatorComment,
    IndicatorSubmission,
    ReferrerFeedback,
)
from survey_app.programme.scrutiny import retaining as scrutiny_retaining
from survey_app.programme.scrutiny.models import (
    AssuranceRequest,
    ConversationNote,
    PartnerChallenge,
    ScrutinyDay,
    ScrutinyEntry,
    ScrutinyReport,
    YoungFinding,
)
from survey_app.programme.year import retaining as year_retaining
from survey_app.programme.year.models import AnnualReport, ReviewCommission, ScrutinyProgramme
from survey_app.results.downloads.ending import DESTROYED, drop_files_of
from survey_app.results.models import Coding, CommentCoding, ReportSnapshot
from survey_app.results.voices.models import FeedbackEntry, FeedbackTag, FeedbackUse, Quote, QuoteProposal
from survey_app.rounds.models import Invitation, Round
from survey_app.walkabouts import retaining
from survey_app.walkabouts.models import (
    AssessmentStep,
    FeedbackCard,
    GoodPractice,
    InspectionReport,
    Section11Action,
    Section11Assessment,
    Section11Cycle,
    Visit,
)
from survey_app.walkabouts.self_assessment.models import Evidence, SelfAssessment

GRACE_DAYS = 30
PRODUCT_DEFAULT = "Suggested by the product. Confirm it in your partnership's retention schedule."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record with a retention rule.

    ``age`` is the column its time runs from, and ``counted`` what people call that; without one it runs from the day
    its round closed. ``at_least`` gives months below which no rule is followed.
    """

    record_type: str
    label: str
    model: Any
    months: int
    age: Any = None
    counted: str = "after the round closed"
    at_least: Callable[[Session], int] | None = None


def _of_round(record_type: str, label: str, model: Any, months: int) -> Kind:
    """A kind whose time runs from the day on which its round closed."""
    return Kind(record_type=record_type, label=label, model=model, months=months)


def _from(counted: str, age: Any, record_type: str, label: str, months: int, **more: Any) -> Kind:
    """A kind whose time runs from a moment or day of the record itself."""
    return Kind(
        record_type=record_type, label=label, model=age.class_, months=months, age=age, counted=counted, **more
    )  # fmt: skip


# In the order in which they are destroyed: what hangs on a record comes before it.
KINDS = (
    _from("after their last change", Draft.updated_at, "draft", "Unfinished answers", 3),
    _of_round("submission", "Answers of named people", Submission, 36),
    _of_round("anonymous_response", "Anonymous answers", AnonymousResponse, 36),
    _of_round("invitation", "Invitations and who has answered", Invitation, 12),
    _of_round("coding", "Themes given to comments", Coding, 36),
    _of_round("quote", "Quotes on the clearing desk", Quote, 36),
    _from("after they were entered", FeedbackEntry.entered_at, "feedback_entry", "Feedback kept in the store", 84),
    _of_round("safety_alert", "Worries about a child", SafetyAlert, 84),
    _of_round("report_snapshot", "Released reports", ReportSnapshot, 84),
    _from("after they were made", HelpRequest.created_at, "help_request", "Requests for help", 12),
    _of_round("self_assessment", "Declarations of self-assessments", SelfAssessment, 36),
    _of_round("self_evidence", "Evidence of self-assessments, with its files", Evidence, 36),
    _from("after they were planned", Visit.created_at, "visit", "Visits, with their teams and declarations", 84),
    _from(
        "after each step", AssessmentStep.made_at,
        "section11_outcome", "Section 11 assessments: judgements, replies and final copies", 84,
    ),
    _from(
        "after they were recorded", Section11Action.made_at,
        "section11_action", "Actions of Section 11 assessments", 84,
    ),
    _from("after they were proposed", GoodPractice.made_at, "good_practice", "Good practice found on walkabouts", 84),
    _from("after they were saved", FeedbackCard.saved_at, "feedback_card", "Feedback cards left with staff", 12),
    _from("after they were logged", InspectionReport.logged_at, "inspection_report", "Inspection reports", 84),
    _from(
        "after they were started", Section11Assessment.started_on, "section11_assessment",
        "Section 11 assessments: who was assessed when, what was said of the rubric, and shares", 96,
        at_least=retaining.longest_refusal,
    ),
    _from(
        "after their last day", Section11Cycle.ends_on,
        "section11_cycle", "Section 11 cycles: standards and rubrics", 96,
    ),
    _from(
        "after their window ended", CaseAudit.window_ends_on,
        "case_audit", "Case audits, with their cases, moderation and learning", 84,
    ),
    _from("after their last day", PeerReview.ends_on, "peer_review", "Peer reviews, with their findings", 84),
    _from("after they were raised", CaseResolution.raised_on, "case_resolution", "The case-resolution log", 84),
    _from(
        "after they were made", Recommendation.made_on,
        "recommendation", "Recommendations, with their actions, evidence of impact and history", 84,
    ),
    _from("after they were found", Finding.found_on, "finding", "Findings, with what bears them out", 84),
    _from(
        "after they were imported", OutsideReview.imported_at, "outside_review", "Reviews by others, as imported", 84
    ),
    _from(
        "after they were begun", ScrutinyProgramme.created_at,
        "scrutiny_programme", "Scrutiny programmes, with their topics and versions", 84,
    ),
    _from(
        "after they were commissioned", ReviewCommission.created_at,
        "review_commission", "Commissions of external reviews", 84,
    ),
    _from(
        "after they were begun", AnnualReport.created_at, "annual_report", "What was written for annual reports", 84
    ),
    _from("after they were raised", PartnerChallenge.raised_on, "partner_challenge", "Challenges between partners", 84),
    _from("after they were asked", AssuranceRequest.asked_on, "assurance_request", "Requests for assurance", 84),
    _from("after they were raised", ScrutinyEntry.raised_on, "scrutiny_entry", "The scrutineer’s register", 84),
    _from("after they were worked", ScrutinyDay.worked_on, "scrutiny_day", "The scrutineer’s day log", 84),
    _from("after their period ended", ScrutinyReport.ends_on, "scrutiny_report", "The scrutineer’s reports", 84),
    _from(
        "after they were held", ConversationNote.spoken_on,
        "conversation_note", "The scrutineer’s notes of conversations", 24,
    ),
    _from("after they were written", YoungFinding.made_at, "young_finding", "What young scrutineers found", 36),
    _from(
        "after the first day of their period", IndicatorSubmission.period_start,
        "indicator_submission", "What agencies submitted for indicators", 84,
    ),
    _from(
        "after the first day of their period", IndicatorComment.period_start,
        "indicator_comment", "What was said of indicators", 84,
    ),
    _from(
        "after the first day of their period", IndicatorAggregate.period_start,
        "indicator_aggregate", "Indicators over several partnerships", 84,
    ),
    _from(
        "after it was said", ReferrerFeedback.said_on,
        "referrer_feedback", "What agencies said about hearing the outcome of referrals", 84,
    ),
    _from(
        "after the partnership became aware", SeriousIncident.aware_on,
        "serious_incident", "Serious incidents: references, days, decisions and breaches", 120,
    ),
    _from(
        "after their day", ExecutiveMeeting.day,
        "executive_meeting", "Meetings of the Executive, with agendas and decisions", 84,
    ),
    _from("after they were asked", MemberQuestion.asked_on, "member_question", "Questions of elected members", 84),
    _from("after their date", Brief.dated, "brief", "Briefs, with who read them", 84),
    _from("after they were made", Booking.entered_at, "booking", "Bookings and attendance of forums", 24),
    _from("after they were written", FocusGroupNote.noted_at, "focus_group_note", "Private notes of focus groups", 6),
    _from("after their last day", HubCycle.ends_on, "hub_cycle", "Learning Hub cycles, with their forums", 84),
    _from(
        "after they agreed, booked, came or were put on a list, whichever was last", Contact.active_on,
        "contact", "Contacts, with their consent and the lists they are on", 24,
    ),
    _from("after they were sent", OutboxMessage.attempted_at, "outbox_message", "Words and addresses of messages", 3),
)  # fmt: skip


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
    """The same day some months later, the last of the month where that has no such day.

    What is past the calendar is its last or first day, so that one odd date stops no run.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if year > MAXYEAR else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def apply_retention(session: Session, *, today: date) -> dict[str, int]:
    """Set dates by the present rules, mark what is due, and destroy what has been due for long enough.

    Returns
    -------
    dict[str, int]
        How many records of each kind were destroyed.
    """
    contact_retaining.note_attendance(session)
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


def _of_partnership(kind: Kind, partnership_id: int) -> ColumnElement[bool]:
    """Whether a record is the partnership's own, by its round where it has one."""
    if kind.model is FocusGroupNote:
        mine = select(HubCycle.id).where(HubCycle.partnership_id == partnership_id)
        return FocusGroupNote.group_id.in_(select(FocusGroup.id).where(FocusGroup.cycle_id.in_(mine)))
    if hasattr(kind.model, "round_id") and not hasattr(kind.model, "partnership_id"):
        rounds = select(Round.id).where(Round.partnership_id == partnership_id)
        return cast("ColumnElement[bool]", kind.model.round_id.in_(rounds))
    if kind.model is Booking:
        return Booking.cycle_id.in_(select(HubCycle.id).where(HubCycle.partnership_id == partnership_id))
    return cast("ColumnElement[bool]", kind.model.partnership_id == partnership_id)


def _set_dates(session: Session, kind: Kind, rule: RetentionRule) -> None:
    """Work out ``retain_until`` anew, so that a changed rule counts for what is kept or due already."""
    kept = and_(kind.model.retention_state.in_(("kept", "due")), _of_partnership(kind, rule.partnership_id))
    if kind.age is None:
        closed = select(Round.id, Round.closes_on).where(
            Round.partnership_id == rule.partnership_id, Round.state == "closed", Round.closes_on.is_not(None)
        )
        for round_id, closed_on in session.execute(closed).all():
            until = add_months(cast("date", closed_on), rule.months)
            session.execute(update(kind.model).where(kept, kind.model.round_id == round_id).values(retain_until=until))
        if kind.model is SafetyAlert:
            _set_dates_outside_rounds(session, kept, rule)
        return
    months = max(rule.months, kind.at_least(session) if kind.at_least is not None else 0)
    days = session.scalars(select(kind.age).where(kept, kind.age.is_not(None))).all()
    for day in {moment.date() if isinstance(moment, datetime) else moment for moment in days}:
        until = add_months(day, months)
        # The column that the age is read from changes by itself on any other update.
        values = {kind.model.retain_until: until, kind.age: kind.age}
        session.execute(update(kind.model).where(kept, _is_of(kind.age, day)).values(values))


def _set_dates_outside_rounds(session: Session, kept: ColumnElement[bool], rule: RetentionRule) -> None:
    """A worry that was raised in no round is kept from its own day."""
    here = and_(kept, SafetyAlert.round_id.is_(None))
    for day in {moment.date() for moment in session.scalars(select(SafetyAlert.raised_at).where(here))}:
        of_day = and_(here, _is_of(SafetyAlert.raised_at, day))
        session.execute(update(SafetyAlert).where(of_day).values(retain_until=add_months(day, rule.months)))


def _is_of(age: Any, day: date) -> ColumnElement[bool]:
    """Whether a moment or a day is of this day."""
    if isinstance(age.type, Date):
        return cast("ColumnElement[bool]", age == day)
    start = datetime.combine(day, time.min, tzinfo=UTC)
    return and_(age >= start, age < start + timedelta(days=1))


def _not_on_hold(kind: Kind) -> ColumnElement[bool]:
    """Neither the record, nor its round, nor the audit, assessment or cycle that it belongs to is on legal hold."""
    held = [kind.model.legal_hold]
    if hasattr(kind.model, "round_id"):
        in_held = kind.model.round_id.in_(select(Round.id).where(Round.legal_hold))
        of_held_audit = kind.model.round_id.in_(rounds_of_held_audits())
        held.append(and_(kind.model.round_id.is_not(None), or_(in_held, of_held_audit)))
    if kind.model is Booking:
        held.append(Booking.cycle_id.in_(hub_retaining.held_cycles()))
    elif kind.model is FocusGroupNote:
        of_held = select(FocusGroup.id).where(FocusGroup.cycle_id.in_(hub_retaining.held_cycles()))
        held.append(FocusGroupNote.group_id.in_(of_held))
    elif kind.model is Contact:
        held.append(Contact.id.in_(contact_retaining.contacts_of_what_is_held()))
    elif kind.model is OutboxMessage:
        held.append(OutboxMessage.state.in_(("queued", "sending")))
    elif kind.model is HubCycle:
        held.append(HubCycle.id.in_(hub_retaining.cycles_of_held_bookings()))
    elif kind.model is CaseAudit:
        held.append(CaseAudit.id.in_(held_audits()))
    elif kind.model is Section11Cycle:
        held.append(Section11Cycle.id.in_(retaining.held_cycles()))
    elif kind.model is FeedbackCard:
        of_held = select(Visit.id).where(Visit.assessment_id.in_(retaining.held_assessments()))
        held.append(FeedbackCard.visit_id.in_(of_held))
    elif (assessment_id := _assessment_of(kind)) is not None:
        held.append(and_(assessment_id.is_not(None), assessment_id.in_(retaining.held_assessments())))
    return ~or_(*held)


def _assessment_of(kind: Kind) -> Any:
    return Section11Assessment.id if kind.model is Section11Assessment else getattr(kind.model, "assessment_id", None)


def _keep_age(kind: Kind, values: dict[Any, Any]) -> dict[Any, Any]:
    return values if kind.age is None else values | {kind.age: kind.age}


def _mark_due(session: Session, kind: Kind, today: date) -> None:
    """Give notice of what is past its date, from today on; take it back where the date has moved on."""
    again = and_(kind.model.retention_state == "due", kind.model.retain_until >= today)
    kept = {kind.model.retention_state: "kept", kind.model.due_on: None}
    session.execute(update(kind.model).where(again).values(_keep_age(kind, kept)))
    past = and_(kind.model.retention_state == "kept", kind.model.retain_until < today, _not_on_hold(kind))
    unseen = and_(kind.model.retention_state == "due", kind.model.due_on.is_(None))
    due = {kind.model.retention_state: "due", kind.model.due_on: today}
    session.execute(update(kind.model).where(or_(past, unseen)).values(_keep_age(kind, due)))


def _destroy(session: Session, kind: Kind, today: date) -> int:
    ripe = and_(
        kind.model.retention_state == "due",
        kind.model.due_on <= today - timedelta(days=GRACE_DAYS),
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
    """Delete every revision and every file; the shell keeps the reference, says that they are gone, names nobody."""
    ids = select(Submission.id).where(ripe)
    drop_files_of(session, session.scalars(select(Submission.round_id).where(ripe).distinct()).all(), DESTROYED)
    session.execute(delete(SubmissionRevision).where(SubmissionRevision.submission_id.in_(ids)))
    destroy_attachments(session, ids)
    destroy_sync_records(session, ids)
    shell = {"retention_state": "destroyed", "author_id": None, "invitation_id": None}
    return _run(session, update(Submission).where(ripe).values(shell))


def _destroy_drafts(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete drafts with their files; those of answers that have been received stay with these."""
    received = select(Submission.id).where(Submission.retention_state != "destroyed")
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


DESTROYERS: dict[str, Callable[[Session, ColumnElement[bool]], int]] = {
    "draft": _destroy_drafts,
    "submission": _destroy_submissions,
    "invitation": _destroy_invitations,
    "coding": _destroy_codings,
    "quote": _destroy_quotes,
    "feedback_entry": _destroy_feedback,
    "safety_alert": _destroy_alerts,
    "self_assessment": retaining.destroy_self_assessments,
    "visit": retaining.destroy_visits,
    "section11_outcome": retaining.destroy_outcomes,
    "inspection_report": retaining.destroy_inspection_reports,
    "section11_assessment": retaining.destroy_assessments,
    "section11_cycle": retaining.destroy_cycles,
    "case_audit": audit_retaining.destroy_audits,
    "peer_review": audit_retaining.destroy_peer_reviews,
    "case_resolution": audit_retaining.destroy_resolutions,
    "recommendation": chain_retaining.destroy_recommendations,
    "finding": chain_retaining.destroy_findings,
    "outside_review": chain_retaining.destroy_outside_reviews,
    "scrutiny_programme": year_retaining.destroy_programmes,
    "review_commission": year_retaining.destroy_commissions,
    "annual_report": year_retaining.destroy_annual_reports,
    "serious_incident": incident_retaining.destroy_incidents,
    **scrutiny_retaining.DESTROYERS,
    "executive_meeting": executive_retaining.destroy_meetings,
    "member_question": executive_retaining.destroy_questions,
    "brief": executive_retaining.destroy_briefs,
    "booking": hub_retaining.destroy_bookings,
    "hub_cycle": hub_retaining.destroy_hub_cycles,
    "contact": contact_retaining.destroy_contacts,
    "outbox_message": contact_retaining.empty_messages,
}


def count_due(session: Session, partnership_id: int) -> dict[str, int]:
    """How many records of each kind are past their date and wait to be destroyed."""
    counts = {}
    for kind in KINDS:
        mine = _of_partnership(kind, partnership_id)
        due = select(func.count()).select_from(kind.model).where(kind.model.retention_state == "due", mine)
        counts[kind.record_type] = session.scalar(due) or 0
    return counts
