"""Blind means blind: until moderation opens, a return is read by nobody but its author, whoever asks.

Every reader of returns goes through :mod:`survey_app.case_audits.returned`, which asks here. The rest of the product
asks :func:`is_blind_round` by way of :mod:`survey_app.results.services` before it reads a round's answers. What an
audit's rounds are is asked of the database once in a transaction, however many rounds a page lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event, select, union
from sqlalchemy.orm import Session, object_session

from survey_app.case_audits.models import AuditCase, CaseAudit, CaseVoice
from survey_app.errors import UserError

ROUNDS = "rounds_of_case_audits"  # key of Session.info: the transaction it was read in, and the rounds


class StillBlind(UserError):
    """Somebody asks for returns before moderation has opened."""

    status = 403
    title = "Returns are still blind"


def refuse_blind_audit(audit: CaseAudit) -> None:
    """Refuse to read the returns of an audit whose moderation has not opened."""
    if audit.is_blind:
        raise StillBlind(
            f"In “{audit.title}” each agency grades without seeing the others’ returns. They can be read when "
            "moderation opens."
        )


def is_blind_round(session: Session, round_id: int) -> bool | None:
    """Whether the answers of a round are returns or voices of an audit that is blind; None where they are of none."""
    return rounds_of_audits(session).get(round_id)


def rounds_of_audits(session: Session) -> Mapping[int, bool]:
    """Every round that holds returns or voices of an audit, and whether these are blind. One query a transaction."""
    session.flush()  # an audit that has just been made, or opened, counts
    kept = session.info.get(ROUNDS)
    transaction = session.get_transaction()
    if kept is None or transaction is None or kept[0] is not transaction:
        found = _rounds(session)
        kept = session.info[ROUNDS] = (session.get_transaction(), found)
    rounds: Mapping[int, bool] = kept[1]
    return rounds


def _rounds(session: Session) -> dict[int, bool]:
    returns = select(CaseAudit.round_id, CaseAudit.opened_at.is_(None)).where(CaseAudit.round_id.is_not(None))
    voices = (
        select(CaseVoice.round_id, CaseAudit.opened_at.is_(None))
        .join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .join(CaseAudit, CaseAudit.id == AuditCase.audit_id)
        .where(CaseVoice.round_id.is_not(None))
    )
    found: dict[int, bool] = {}
    for round_id, is_blind in session.execute(union(returns, voices)):
        if round_id is not None:
            found[round_id] = bool(is_blind) or found.get(round_id, False)
    return found


@event.listens_for(CaseAudit, "after_insert")
@event.listens_for(CaseAudit, "after_update")
@event.listens_for(CaseAudit, "after_delete")
@event.listens_for(CaseVoice, "after_insert")
@event.listens_for(CaseVoice, "after_update")
@event.listens_for(CaseVoice, "after_delete")
def _read_anew(mapper: Any, connection: Any, target: CaseAudit | CaseVoice) -> None:
    session = object_session(target)
    if session is not None:
        session.info.pop(ROUNDS, None)


def audit_of_round(session: Session, round_id: int) -> CaseAudit | None:
    """The audit whose returns, or whose voices, are the answers of a round; None for every other round."""
    audit = session.scalar(select(CaseAudit).where(CaseAudit.round_id == round_id))
    if audit is not None:
        return audit
    voice = session.scalars(select(CaseVoice).where(CaseVoice.round_id == round_id).limit(1)).first()
    return voice.case.audit if voice is not None else None
