"""The return itself: found, begun, and opened again after it was sent."""

from __future__ import annotations

from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.audit_log import record
from survey_app.collect import drafts
from survey_app.collect.models import Draft, Submission
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment import carrying
from survey_app.walkabouts.self_assessment.deadlines import ReturnLocked, check_may_change, today_here
from survey_app.walkabouts.self_assessment.given import begun_with
from survey_app.walkabouts.self_assessment.models import SelfAssessment


def find_return(session: Session, assessment: Section11Assessment) -> SelfAssessment | None:
    """The return as it is kept; None before anything was done."""
    return session.get(SelfAssessment, assessment.id)


def locked_return(session: Session, assessment: Section11Assessment) -> SelfAssessment:
    """The return, made where there is none, locked until the transaction ends, so that people act one by one."""
    session.flush()
    session.refresh(assessment, with_for_update={"key_share": True})
    kept = session.get(SelfAssessment, assessment.id, populate_existing=True)
    if kept is None:
        if assessment.cycle.self_round_id is None:
            raise ReturnLocked("The partnership has not opened its self-assessment yet.")
        kept = SelfAssessment(
            assessment_id=assessment.id, round_id=assessment.cycle.self_round_id, due_on=assessment.cycle.self_due_on
        )
        session.add(kept)
        session.flush()
    return kept


def begin_return(session: Session, assessment: Section11Assessment, *, by: int) -> SelfAssessment:
    """Make the return's draft, with what is known already, and offer what the agency said last time.

    Beginning twice is beginning once. The answers are the record's and have no author: every lead of the agency may go
    on with them.
    """
    kept = locked_return(session, assessment)
    check_may_change(assessment, kept, today_here())
    if drafts.find_draft(session, kept.draft_id) is not None:
        return kept
    document = begun_with(assessment, form_of_return(kept))
    session.add(Draft(id=kept.draft_id, round_id=kept.round_id, document=document, revision=0))
    is_first = kept.begun_at is None
    kept.begun_at, kept.begun_by_id = kept.begun_at or now(), kept.begun_by_id or by
    session.flush()
    if is_first:
        carrying.offer_last_return(session, assessment, kept, form_of_return(kept))
    record(
        session, "self-assessment begun", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
    )  # fmt: skip
    return kept


def reopen_return(session: Session, assessment: Section11Assessment, *, by: int) -> SelfAssessment:
    """Open a return that was sent, after its deadline was extended; what was sent stays as a revision."""
    kept = locked_return(session, assessment)
    submission = session.get(Submission, kept.draft_id)
    if not may_reopen(assessment, kept) or submission is None:
        raise ReturnLocked("A return that was sent opens again only when the QA group has given it a new deadline.")
    kept.reopened_at = now()
    kept.declared_at = kept.sponsor_confirmed_at = None
    kept.minute_reference, kept.declared_hash = "", ""
    session.flush()
    check_may_change(assessment, kept, today_here())
    drafts.reopen_submission(session, submission)
    record(
        session, "self-assessment reopened", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
    )  # fmt: skip
    return kept


def may_reopen(assessment: Section11Assessment, kept: SelfAssessment) -> bool:
    """Whether the return was sent, and its deadline extended since."""
    if kept.submitted_at is None or kept.reopened_at is not None or kept.locked_at is not None:
        return False
    return kept.extended_to is not None and today_here() <= kept.extended_to


def form_of_return(kept: SelfAssessment) -> CompiledInstrument:
    """What the return asks: the form of its round."""
    return compiled_version(kept.round.version)


def draft_of(session: Session, kept: SelfAssessment) -> Draft | None:
    """The answers in progress."""
    return drafts.draft_of_record(session, kept.round, kept.draft_id)
