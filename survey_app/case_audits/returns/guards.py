"""An audit's rounds take the returns and voices that it has asked for, from whoever is named, and no others."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import audit_of_round
from survey_app.case_audits.models import AgencyReturn, CaseVoice
from survey_app.case_audits.planning.plans import hold
from survey_app.case_audits.returns.services import KEPT, RUNNING, return_refusal
from survey_app.case_audits.returns.voices import voice_refusal
from survey_app.collect.keeping import guards_round, guards_sending
from survey_app.collect.models import Draft, Submission
from survey_app.rounds.closing import guards_closing
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


@guards_closing
def closing_refusal(session: Session, round_: Round) -> str:
    """An audit under way closes its own rounds, when it is finished or called off."""
    audit = audit_of_round(session, round_.id)
    if audit is None or audit.state not in RUNNING:
        return ""
    return (
        f"The round takes the returns or voices of the case audit “{audit.title}”, which goes on. It is closed when "
        "the audit is finished or called off."
    )


@guards_sending
def sending_refusal(session: Session, draft_id: str, author_id: int) -> str:
    """Why a return, or a voice, is not taken from this author now."""
    why = _refusal(session, draft_id, author_id)
    return f"{why} {KEPT}" if why else ""


def _refusal(session: Session, draft_id: str, author_id: int) -> str:
    asked = session.scalar(select(AgencyReturn).where(AgencyReturn.draft_id == draft_id))
    if asked is not None:
        held = _holds(session, asked, draft_id)
        return return_refusal(session, asked, author_id) if held else SOMEBODY_ELSE
    voice = session.scalar(select(CaseVoice).where(CaseVoice.draft_id == draft_id))
    if voice is not None:
        held = _holds(session, voice, draft_id)
        return voice_refusal(session, voice, author_id) if held else SOMEBODY_ELSE
    return SOMEBODY_ELSE if is_of_audit(session, draft_id) else ""


def _holds(session: Session, row: AgencyReturn | CaseVoice, draft_id: str) -> bool:
    """Hold the audit, then the return or voice, as whoever changes these does; whether it still goes by this draft.

    Nobody else is named, no stage is passed and no agency is “not involved” until what is sent has come.
    """
    case = row.case
    if not hold(session, case.audit, read=True) or not hold(session, row, read=True):
        return False
    session.refresh(case)
    return row.draft_id == draft_id


def is_of_audit(session: Session, draft_id: str) -> bool:
    """Whether answers are in an audit's round, asked for or not."""
    round_ids = [
        one.round_id for one in (session.get(Draft, draft_id), session.get(Submission, draft_id)) if one is not None
    ]
    return any(audit_of_round(session, round_id) is not None for round_id in round_ids)
