"""An audit's rounds take the returns and voices that it has asked for, from whoever is named, and no others."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import audit_of_round
from survey_app.case_audits.models import AgencyReturn, CaseVoice
from survey_app.case_audits.returns.services import KEPT, return_refusal
from survey_app.case_audits.returns.voices import voice_refusal
from survey_app.collect.keeping import guards_round, guards_sending
from survey_app.collect.models import Draft, Submission
from survey_app.rounds.models import Round

SOMEBODY_ELSE = "Somebody else is named for this now."


@guards_round
def round_of_audit(session: Session, round_: Round) -> str:
    """Nobody answers an audit's round for themselves."""
    if round_.access != "named" or audit_of_round(session, round_.id) is None:
        return ""
    return (
        f"“{round_.title}” takes what the auditors of a case audit write on the cases that they are asked about. They "
        "find theirs under “My returns”."
    )


@guards_sending
def sending_refusal(session: Session, draft_id: str, author_id: int) -> str:
    """Why a return, or a voice, is not taken from this author now."""
    why = _refusal(session, draft_id, author_id)
    return f"{why} {KEPT}" if why else ""


def _refusal(session: Session, draft_id: str, author_id: int) -> str:
    asked = session.scalar(select(AgencyReturn).where(AgencyReturn.draft_id == draft_id))
    if asked is not None:
        return return_refusal(session, asked, author_id)
    voice = session.scalar(select(CaseVoice).where(CaseVoice.draft_id == draft_id))
    if voice is not None:
        return voice_refusal(voice, author_id)
    return SOMEBODY_ELSE if is_of_audit(session, draft_id) else ""


def is_of_audit(session: Session, draft_id: str) -> bool:
    """Whether answers are in an audit's round, asked for or not."""
    round_ids = [
        one.round_id for one in (session.get(Draft, draft_id), session.get(Submission, draft_id)) if one is not None
    ]
    return any(audit_of_round(session, round_id) is not None for round_id in round_ids)
