"""Legal holds: while an audit is on hold nothing of it is destroyed, neither its key nor the answers of its rounds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, select, union
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import AuditCase, AuditHold, CaseAudit, CaseVoice
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.rounds.models import Round


class HoldRefused(UserError):
    """A hold cannot be set or lifted as asked; the message says why."""

    status = 409


def held_audits() -> CompoundSelect[Any]:
    """The audits on legal hold, be it by themselves or by a round that holds their returns or voices."""
    held = select(Round.id).where(Round.legal_hold)
    itself = select(CaseAudit.id).where(CaseAudit.legal_hold | CaseAudit.round_id.in_(held))
    return union(itself, _by_voices().where(CaseVoice.round_id.in_(held)))


def _by_voices() -> Select[int]:
    return select(AuditCase.audit_id).join(CaseVoice, CaseVoice.case_id == AuditCase.id)


def rounds_of_held_audits() -> CompoundSelect[Any]:
    """The rounds whose answers are returns or voices of an audit on legal hold."""
    returns = select(CaseAudit.round_id).where(CaseAudit.legal_hold, CaseAudit.round_id.is_not(None))
    voices = (
        select(CaseVoice.round_id)
        .join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .join(CaseAudit, CaseAudit.id == AuditCase.audit_id)
        .where(CaseAudit.legal_hold, CaseVoice.round_id.is_not(None))
    )
    return union(returns, voices)


def is_held(session: Session, audit: CaseAudit) -> bool:
    """Whether an audit is on legal hold, by itself or by a round of it."""
    session.flush()
    held = held_audits().subquery()
    return session.scalar(select(held.c[0]).where(held.c[0] == audit.id)) is not None


def holds_of(session: Session, audit: CaseAudit) -> list[AuditHold]:
    """All holds that an audit has had, the newest first."""
    found = select(AuditHold).where(AuditHold.audit_id == audit.id)
    return list(session.scalars(found.order_by(AuditHold.set_at.desc(), AuditHold.id)))


def set_hold(session: Session, audit: CaseAudit, *, reason: str, by: int) -> AuditHold:
    """Put an audit on legal hold: the list, key, returns, voices, moderation and learning are kept until it is lifted.

    Raises
    ------
    HoldRefused
        Without a reason, and where the audit is on hold already.
    """
    _lock(session, audit)
    if not reason.strip():
        raise HoldRefused("Say why the audit is put on hold, such as an inquiry or a court that asks for its records.")
    if audit.legal_hold:
        raise HoldRefused("The audit is on legal hold already.")
    hold = AuditHold(audit_id=audit.id, reason=reason.strip(), set_by_id=by)
    session.add(hold)
    audit.legal_hold = True
    session.flush()
    return hold


def lift_hold(session: Session, audit: CaseAudit, *, why: str, by: int) -> None:
    """Lift the hold of an audit; what has been due meanwhile is destroyed by its rule, not at once.

    Raises
    ------
    HoldRefused
        Without a reason, and where the audit itself is not on hold.
    """
    _lock(session, audit)
    if not why.strip():
        raise HoldRefused("Say why the hold is lifted, such as that the inquiry is closed.")
    if not audit.legal_hold:
        raise HoldRefused("The audit is not on legal hold.")
    for hold in holds_of(session, audit):
        if hold.lifted_at is None:
            hold.lifted_at, hold.lifted_by_id, hold.lifted_why = now(), by, why.strip()
    audit.legal_hold = False
    session.flush()


def _lock(session: Session, audit: CaseAudit) -> None:
    """One after another: a hold that is set while the audit is being destroyed comes before it or not at all."""
    lock_row(session, audit, key_share=True)
