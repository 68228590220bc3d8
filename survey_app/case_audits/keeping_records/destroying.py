"""Destroying an audit, and the certificate of it: the key first, then drafts, list, returns and the rest.

By its rule an audit goes when all answers of its rounds have gone by theirs. By hand, two people destroy it early, with
its answers: one asks, another confirms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, delete, event, func, inspect, select, update
from sqlalchemy.orm import Mapper, Session

from survey_app.audit_log import record
from survey_app.case_audits.keeping_records.holds import held_audits, is_held
from survey_app.case_audits.keeping_records.records import counted, is_answer, records_of, sha256_of
from survey_app.case_audits.locking import RecordGone, lock_row
from survey_app.case_audits.models import CaseAudit, CaseList, DestructionAsked, DestructionCertificate
from survey_app.case_audits.planning.stages import round_ids_of
from survey_app.case_audits.sampling.destroying import destroy_unlocks_of
from survey_app.case_audits.sampling.treating import identifier_problem
from survey_app.collect.attachments import destroy_attachments
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.collect.sync_state import destroy_sync_records
from survey_app.database import now
from survey_app.deleting import delete_with_dependants
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership, RetentionRule
from survey_app.results.downloads.ending import DESTROYED, drop_files_of
from survey_app.results.models import Coding, CommentCoding
from survey_app.results.voices.models import Quote
from survey_app.rounds.models import Round
from survey_app.rounds.services import close_round

ENDED = ("planning", "finished", "cancelled")
STAYS = (
    "That an answer was received, under its reference, without what it said",
    "Worries about a child on the duty list, by their own rule",
    "Released reports, in which small numbers are hidden, by their own rule",
    "The log of who read and changed what",
    "Backups made before, until they are deleted",
)


class DestructionRefused(UserError):
    """An audit cannot be destroyed as asked; the message says why."""

    status = 409
    title = "The audit cannot be destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why an audit is destroyed, and by whom: nobody where its rule says so."""

    rule: str
    asked_by_id: int | None = None
    asked_at: datetime | None = None
    confirmed_by_id: int | None = None


def ask_destruction(session: Session, audit: CaseAudit, *, reason: str, by: int) -> DestructionAsked:
    """Ask that an audit be destroyed before its time. Nothing is destroyed until somebody else confirms it."""
    lock_row(session, audit, key_share=True)
    _refuse(session, audit)
    if not reason.strip():
        raise DestructionRefused("Say why the audit is to be destroyed before its time.")
    if problem := identifier_problem(reason):  # the certificate keeps it for good
        raise DestructionRefused(problem)
    if session.get(DestructionAsked, audit.id) is not None:
        raise DestructionRefused("Somebody has asked for that already. It waits to be confirmed.")
    asked = DestructionAsked(audit_id=audit.id, reason=reason.strip(), asked_by_id=by)
    session.add(asked)
    session.flush()
    return asked


@event.listens_for(CaseAudit, "after_update")
def _stage_takes_back(_mapper: Mapper[CaseAudit], connection: Connection, audit: CaseAudit) -> None:
    """Whoever asked meant the audit as it stood: at another stage the request is as if it had never been made."""
    if inspect(audit).attrs.state.history.has_changes():
        connection.execute(delete(DestructionAsked).where(DestructionAsked.audit_id == audit.id))


def withdraw_destruction(session: Session, audit: CaseAudit) -> None:
    """Take the request back: the audit stays until its rule destroys it."""
    asked = session.get(DestructionAsked, audit.id)
    if asked is None:
        raise DestructionRefused("Nobody has asked for the audit to be destroyed.")
    session.delete(asked)
    session.flush()


def confirm_destruction(session: Session, audit: CaseAudit, *, by: int) -> DestructionCertificate:
    """Destroy an audit that somebody else has asked to destroy, with all answers of its rounds.

    Raises
    ------
    DestructionRefused
        Where nobody has asked, the same person asked, the audit goes on, or is on legal hold.
    """
    lock_row(session, audit)
    _refuse(session, audit)
    asked = session.get(DestructionAsked, audit.id)
    if asked is None:
        raise DestructionRefused("Nobody has asked for the audit to be destroyed, or it was taken back.")
    if asked.asked_by_id == by:
        raise DestructionRefused("You asked for it, so somebody else has to confirm it.")
    ground = Ground(
        rule=f"Before its time, by two people: {asked.reason}", asked_by_id=asked.asked_by_id,
        asked_at=asked.asked_at, confirmed_by_id=by,
    )  # fmt: skip
    return destroy_audit(session, audit, ground)


def _refuse(session: Session, audit: CaseAudit) -> None:
    if is_held(session, audit):
        raise DestructionRefused(f"“{audit.title}” is on legal hold. Nothing of it is destroyed until that is lifted.")
    if audit.state not in ENDED:
        raise DestructionRefused("Finish the audit or call it off first. While it goes on, people work with it.")


def destroy_audit(session: Session, audit: CaseAudit, ground: Ground) -> DestructionCertificate:
    """Destroy an audit and what belongs to it, in its order; the certificate of it."""
    records = records_of(session, audit)
    destroy_unlocks_of(session, audit, by=ground.confirmed_by_id)
    certificate = DestructionCertificate(
        partnership_id=audit.partnership_id, number=_next_number(session, audit.partnership_id), title=audit.title,
        kind=audit.kind, window_starts_on=audit.window_starts_on, window_ends_on=audit.window_ends_on,
        rule=ground.rule, asked_by_id=ground.asked_by_id, asked_at=ground.asked_at,
        confirmed_by_id=ground.confirmed_by_id, destroyed_at=now(), counts=counted(records), stays=list(STAYS),
        records_sha256=sha256_of(records),
    )  # fmt: skip
    _destroy_drafts(session, audit)
    delete_with_dependants(session, CaseList, session.scalars(_lists_of(audit)).all())
    _destroy_answers(session, audit)
    subject, partnership_id = f"case audit {audit.slug}", audit.partnership_id
    session.flush()
    session.expunge(audit)
    delete_with_dependants(session, CaseAudit, [audit.id])
    session.expire_all()
    session.add(certificate)
    session.flush()
    record(
        session, "case audit destroyed", actor_id=ground.confirmed_by_id, subject=subject,
        partnership_id=partnership_id, details={"certificate": str(certificate.number)},
    )  # fmt: skip
    return certificate


def _lists_of(audit: CaseAudit) -> Select[str]:
    return select(CaseList.id).where(CaseList.audit_id == audit.id)


def _next_number(session: Session, partnership_id: int) -> int:
    """One certificate after another: the partnership is locked meanwhile."""
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
    mine = select(func.max(DestructionCertificate.number)).where(
        DestructionCertificate.partnership_id == partnership_id
    )  # fmt: skip
    return (session.scalar(mine) or 0) + 1


def _destroy_drafts(session: Session, audit: CaseAudit) -> None:
    received = select(Submission.id).where(Submission.retention_state != "destroyed")
    only = select(Draft.id).where(is_answer(Draft, audit), Draft.id.not_in(received))
    destroy_attachments(session, only)
    destroy_sync_records(session, only)
    session.execute(delete(Draft).where(is_answer(Draft, audit)))


def _destroy_answers(session: Session, audit: CaseAudit) -> None:
    """Every revision and file of returns and voices, and what was made of the round's comments; the shells stay."""
    ids = select(Submission.id).where(is_answer(Submission, audit))
    session.execute(delete(SubmissionRevision).where(SubmissionRevision.submission_id.in_(ids)))
    destroy_attachments(session, ids)
    destroy_sync_records(session, ids)
    shell = {"retention_state": "destroyed", "author_id": None, "invitation_id": None}
    session.execute(update(Submission).where(is_answer(Submission, audit)).values(shell))
    rounds = round_ids_of(session, audit)
    drop_files_of(session, rounds, DESTROYED)
    session.execute(delete(CommentCoding).where(CommentCoding.round_id.in_(rounds)))
    session.execute(delete(Coding).where(Coding.round_id.in_(rounds)))
    quotes = session.scalars(select(Quote.id).where(Quote.round_id.in_(rounds))).all()
    delete_with_dependants(session, Quote, quotes)
    for round_id in rounds:  # nothing says afterwards that it was an audit’s, so it must take no more answers
        round_ = session.get_one(Round, round_id)
        if round_.state == "open":
            close_round(session, round_, today=now().date())


def destroy_ripe(session: Session, ripe: ColumnElement[bool]) -> int:
    """Destroy the audits whose time is over; those that still have answers or drafts wait for the rules of these."""
    count = 0
    for audit in session.scalars(select(CaseAudit).where(ripe, CaseAudit.id.not_in(held_audits()))).all():
        try:
            lock_row(session, audit)  # a hold may have been set, or somebody destroyed it, since it was read
        except RecordGone:
            continue
        if not is_held(session, audit) and not _has_answers(session, audit):
            destroy_audit(session, audit, Ground(rule=_rule_text(session, audit)))
            count += 1
    return count


def _has_answers(session: Session, audit: CaseAudit) -> bool:
    draft = select(Draft.id).where(is_answer(Draft, audit)).limit(1)
    received = select(Submission.id).where(is_answer(Submission, audit), Submission.retention_state != "destroyed")
    return session.scalar(draft) is not None or session.scalar(received.limit(1)) is not None


def _rule_text(session: Session, audit: CaseAudit) -> str:
    rule = session.scalar(
        select(RetentionRule).where(
            RetentionRule.partnership_id == audit.partnership_id, RetentionRule.record_type == "case_audit"
        )
    )
    if rule is None:
        return "By the rule that was in force when the audit became due"
    return f"By the rule for case audits: {rule.months} months after their window ended. {rule.basis}".strip()
