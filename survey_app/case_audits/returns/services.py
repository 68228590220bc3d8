"""Whose return is whose, why somebody may not make one now, and beginning it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.planning.conflicts import conflict_refusal
from survey_app.case_audits.planning.plans import hold
from survey_app.case_audits.planning.standing import due_day
from survey_app.case_audits.returns.known import known_of_return, taken_by_form
from survey_app.collect.drafts import start_draft
from survey_app.collect.models import Draft, Submission
from survey_app.collect.services import check_open
from survey_app.collect.wording import Speaker
from survey_app.database import new_uuid, now
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.rounds.models import Round

KEPT = "What you wrote is kept as your own and read by nobody else."
RUNNING = ("fieldwork", "moderation")


class NoReturn(UserError):
    """This person cannot make this return now; the message says why."""

    status = 403
    title = "You cannot make this return now"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReturn:
    """A return asked of somebody.

    Attributes
    ----------
    asked : AgencyReturn
    due_on : date or None
        The last day for it.
    state : str
        "to_do", "begun", "waiting" (for a decision on a conflict of interest), "sent", "changing" (it was sent and is
        open again) or "closed".
    reference : str
        Of what was sent; empty before.
    sent_at : datetime or None
        When the present revision came.
    why : str
        Why nothing can be written or sent now; empty where it can.
    """

    asked: AgencyReturn
    due_on: date | None
    state: str
    reference: str
    sent_at: datetime | None
    why: str


def audit_refusal(case: AuditCase) -> str:
    """Why nothing is written on a case now, whoever asks; empty where it is."""
    audit = case.audit
    if audit.state == "cancelled":
        return "The audit is called off."
    if audit.state == "finished":
        return "The audit is finished, so its returns stay as they are."
    if audit.state not in RUNNING or audit.round is None:
        return "The audit has not begun yet."
    if case.state != "in_use":
        return f"{case.pseudonym} is no longer used in this audit."
    return ""


def return_refusal(session: Session, asked: AgencyReturn, user_id: int) -> str:
    """Why this person does not make this return now; empty where they do."""
    if asked.auditor_id != user_id:
        return "This return is made by somebody else now."
    if why := audit_refusal(asked.case):
        return why
    if asked.involvement != "asked":
        return (
            f"{asked.agency.name} is recorded as not involved with {asked.case.pseudonym}. If it was involved, ask "
            "the QA group to ask it after all."
        )
    return conflict_refusal(asked)


def begin_return(session: Session, asked: AgencyReturn, user: User) -> Draft:
    """The draft of a return, begun where it is not yet; NoReturn or NotOpen for whoever cannot make it now.

    One that was sent stays sent: NoReturn says so.
    """
    if not hold(session, asked):
        raise NoReturn("This return is no longer asked for.")
    if why := return_refusal(session, asked, user.id):
        raise NoReturn(why)
    if session.get(Submission, asked.draft_id) is not None:
        raise NoReturn("This return is sent. To change it, open what you sent.")
    round_ = asked.case.audit.round
    assert round_ is not None  # return_refusal has looked
    check_open(round_, now().date())
    if (found := _own_draft(session, asked, user)) is not None:
        return found
    try:
        with session.begin_nested():
            return _begun(session, asked, round_, user)
    except IntegrityError:  # begun by another request of theirs at the same moment
        return session.get_one(Draft, asked.draft_id, populate_existing=True)


def _own_draft(session: Session, asked: AgencyReturn, user: User) -> Draft | None:
    """What this person has begun. A draft that somebody else began under this id stays theirs."""
    found = session.get(Draft, asked.draft_id)
    if found is not None and found.author_id != user.id:
        asked.draft_id = new_uuid()
        session.flush()
        return None
    return found


def _begun(session: Session, asked: AgencyReturn, round_: Round, user: User) -> Draft:
    compiled = compiled_version(round_.version)
    speaker = Speaker(compiled, username=user.email)
    begun = speaker.begun()
    known = taken_by_form(compiled, known_of_return(session, asked))
    return start_draft(
        session, round_, author_id=user.id, document=speaker.recalculated(begun | known, previous=begun),
        version=round_.version, draft_id=asked.draft_id,
    )  # fmt: skip


def find_own(session: Session, partnership_id: int, asked_id: str, user_id: int) -> AgencyReturn | None:
    """A return of this partnership that this person is asked for; None for everybody else's."""
    return session.scalar(_own(partnership_id, user_id).where(AgencyReturn.id == asked_id))


def own_returns(session: Session, partnership_id: int, user_id: int) -> list[OwnReturn]:
    """All that somebody is asked for: what is to do first, then what is sent or closed; within that by day.

    Of audits that are over, only what they have sent.
    """
    rows = session.scalars(_own(partnership_id, user_id).where(CaseAudit.state != "planning")).all()
    found = [own_return(session, asked, user_id) for asked in rows]
    found = [own for own in found if own.state != "closed" or own.asked.case.audit.state in RUNNING]
    later = ("sent", "closed")
    return sorted(found, key=lambda own: (own.state in later, own.due_on or date.max, own.asked.case.number))


def own_return(session: Session, asked: AgencyReturn, user_id: int) -> OwnReturn:
    """How far one return is."""
    sent, draft = session.get(Submission, asked.draft_id), session.get(Draft, asked.draft_id)
    sent = sent if sent is not None and sent.author_id == user_id else None
    draft = draft if draft is not None and draft.author_id == user_id else None
    why = return_refusal(session, asked, user_id)
    is_waiting = bool(why) and why == conflict_refusal(asked)
    return OwnReturn(
        asked=asked, due_on=due_day(asked.case.audit, asked),
        state=_state(asked, sent, draft, why=why, is_waiting=is_waiting),
        reference=sent.reference if sent is not None else "",
        sent_at=sent.revisions[-1].received_at if sent is not None and sent.revisions else None, why=why,
    )  # fmt: skip


def _state(asked: AgencyReturn, sent: Submission | None, draft: Draft | None, *, why: str, is_waiting: bool) -> str:
    if sent is not None:
        return "changing" if draft is not None and not why else "sent"
    if why and not is_waiting:
        return "closed"
    if is_waiting and asked.declared_at is not None:
        return "waiting"
    return "begun" if draft is not None else "to_do"


def _own(partnership_id: int, user_id: int) -> Select[AgencyReturn]:
    return (
        select(AgencyReturn)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .join(CaseAudit, CaseAudit.id == AuditCase.audit_id)
        .where(CaseAudit.partnership_id == partnership_id, AgencyReturn.auditor_id == user_id)
        .order_by(CaseAudit.id, AuditCase.number, AgencyReturn.id)
    )
