"""Blind means blind: until moderation opens, a return is read by nobody but its author, whoever asks.

Every reader of returns goes through :mod:`survey_app.case_audits.returned`, which asks here. The rest of the product
asks :func:`audit_of_round` by way of :mod:`survey_app.results.services` before it reads a round's answers.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit, CaseVoice
from survey_app.errors import UserError


class StillBlind(UserError):
    """Somebody asks for returns before moderation has opened."""

    status = 403
    title: ClassVar[str] = "Returns are still blind"


def refuse_blind_audit(audit: CaseAudit) -> None:
    """Refuse to read the returns of an audit whose moderation has not opened."""
    if audit.is_blind:
        raise StillBlind(
            f"In “{audit.title}” each agency grades without seeing the others’ returns. They can be read when "
            "moderation opens."
        )


def audit_of_round(session: Session, round_id: int) -> CaseAudit | None:
    """The audit whose returns, or whose voices, are the answers of a round; None for every other round."""
    audit = session.scalar(select(CaseAudit).where(CaseAudit.round_id == round_id))
    if audit is not None:
        return audit
    voice = session.scalars(select(CaseVoice).where(CaseVoice.round_id == round_id).limit(1)).first()
    return voice.case.audit if voice is not None else None
