"""The voices of those whom a case is about: the child, a parent or carer, a practitioner.

Each is written down by one named recorder, on a form of its own, in a round that the audit makes when the first is
begun. Until moderation opens nobody else reads what was said, or why somebody was not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from survey_app.accounts.models import User
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.models import VOICES, AgencyReturn, AuditCase, CaseAudit, CaseVoice
from survey_app.case_audits.planning.conflicts import conflict_refusal
from survey_app.case_audits.planning.plans import hold, lock_audit
from survey_app.case_audits.returns.known import known_of_case, taken_by_form
from survey_app.case_audits.returns.services import RUNNING, audit_refusal, return_refusal
from survey_app.collect.drafts import start_draft
from survey_app.collect.models import Draft, Submission
from survey_app.collect.services import check_open
from survey_app.collect.wording import Speaker
from survey_app.database import now
from survey_app.designer.services import compiled_version, find_instrument
from survey_app.errors import UserError
from survey_app.partnership.models import Agency
from survey_app.rounds.models import Round
from survey_app.rounds.policies import default_decision
from survey_app.rounds.services import RoundPlan, create_round, open_round

VOICE_FORMS = {
    "child": "case-audit-child-voice",
    "parent": "case-audit-parent-voice",
    "practitioner": "case-audit-practitioner-voice",
}
GATHERED, WHY_NOT = "gathered", "why_not"


class NoVoice(UserError):
    """A voice cannot be written down now; the message says why."""

    status = 403
    title = "This cannot be written down now"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceStanding:
    """How far one voice is. ``gathered`` and ``why_not`` are None and empty until moderation has opened."""

    voice: CaseVoice
    state: str  # "to_do", "begun" or "recorded"
    reference: str
    gathered: bool | None = None
    why_not: str = ""

    @property
    def round_slug(self) -> str:
        """Of the round that it is written down in; empty before it is begun."""
        return self.voice.round.slug if self.voice.round is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSaid:
    """What was written down of one voice: its answers as they stand now."""

    case: AuditCase
    whose: str  # a key of VOICES
    agency: Agency | None
    document: dict[str, Any]
    received_at: datetime
    version_id: int

    @property
    def gathered(self) -> bool:
        """Whether the person was asked and said something."""
        return self.document.get(GATHERED) == "yes"

    @property
    def why_not(self) -> str:
        """Why they were not asked; empty where they were."""
        return "" if self.gathered else str(self.document.get(WHY_NOT) or "")


def ask_voice(
    session: Session, case: AuditCase, whose: str, *, recorder_id: int, agency_id: int | None = None
) -> CaseVoice:
    """Name who writes a voice down. The same person is named once for the same voice on a case."""
    if whose not in VOICES:
        raise ValueError(f"no voice is called {whose!r}")
    lock_audit(session, case.audit, "planning", *RUNNING)
    if case.state != "in_use":
        raise NoVoice(f"{case.pseudonym} is no longer used in this audit.")
    found = session.scalar(
        select(CaseVoice).where(
            CaseVoice.case_id == case.id, CaseVoice.whose == whose, CaseVoice.recorder_id == recorder_id
        )
    )
    if found is None:
        found = CaseVoice(case_id=case.id, whose=whose, recorder_id=recorder_id, agency_id=agency_id)
        session.add(found)
        session.flush()
    return found


def voice_refusal(session: Session, voice: CaseVoice, user_id: int) -> str:
    """Why this person writes nothing down for this voice now; empty where they do.

    Whoever may not go on with a return on the case, for a conflict of interest, hears nobody about it either.
    """
    if voice.recorder_id != user_id:
        return "Somebody else writes this down."
    if why := audit_refusal(voice.case):
        return why
    own = session.scalars(
        select(AgencyReturn)
        .where(
            AgencyReturn.case_id == voice.case_id, AgencyReturn.auditor_id == user_id,
            AgencyReturn.involvement == "asked",
        )
        .order_by(AgencyReturn.id)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return next((why for asked in own if (why := conflict_refusal(asked))), "")


def begin_voice(session: Session, voice: CaseVoice, user: User) -> Draft:
    """The draft of a voice, begun where it is not yet, in a round that is made where there is none."""
    lock_audit(session, voice.case.audit, *RUNNING)
    if not hold(session, voice):
        raise NoVoice("This is no longer asked for.")
    if why := voice_refusal(session, voice, user.id):
        raise NoVoice(why)
    if session.get(Submission, voice.draft_id) is not None:
        raise NoVoice("This is sent. To change it, open what you sent.")
    round_ = _round_of(session, voice)
    check_open(round_, now().date())
    if (found := session.get(Draft, voice.draft_id)) is not None:
        return found
    compiled = compiled_version(round_.version)
    speaker = Speaker(compiled, username=user.email)
    begun = speaker.begun()
    document = speaker.recalculated(begun | taken_by_form(compiled, known_of_case(voice.case)), previous=begun)
    try:
        with session.begin_nested():
            return start_draft(
                session, round_, author_id=user.id, document=document, version=round_.version, draft_id=voice.draft_id
            )
    except IntegrityError:  # begun by another request of theirs at the same moment
        return session.get_one(Draft, voice.draft_id, populate_existing=True)


def own_voices(session: Session, partnership_id: int, user_id: int) -> list[VoiceStanding]:
    """The voices that somebody writes down, of audits that run."""
    rows = session.scalars(
        _voices()
        .where(
            CaseAudit.partnership_id == partnership_id, CaseVoice.recorder_id == user_id,
            CaseAudit.state.in_(RUNNING), AuditCase.state == "in_use",
        )
    ).all()  # fmt: skip
    return [_standing(session, voice) for voice in rows]


def find_own_voice(session: Session, partnership_id: int, voice_id: str, user_id: int) -> CaseVoice | None:
    """A voice that this person writes down; None for everybody else's."""
    return session.scalar(
        _voices().where(
            CaseAudit.partnership_id == partnership_id, CaseVoice.recorder_id == user_id, CaseVoice.id == voice_id
        )
    )


def voice_of_return(session: Session, asked: AgencyReturn, whose: str, user: User) -> CaseVoice:
    """The voice that an auditor writes down beside their own return; NoVoice where they cannot make that one."""
    if not hold(session, asked.case.audit) or not hold(session, asked):
        raise NoVoice("This return is no longer asked for.")
    if why := return_refusal(session, asked, user.id):
        raise NoVoice(why)
    return ask_voice(session, asked.case, whose, recorder_id=user.id, agency_id=asked.agency_id)


def voice_standings(session: Session, audit: CaseAudit) -> dict[str, list[VoiceStanding]]:
    """How far the voices on each case are, by the id of the case. What they say is read once moderation is open."""
    rows = session.scalars(_voices().where(CaseAudit.id == audit.id)).all()
    said = {} if audit.is_blind else _documents(session, rows)
    found: dict[str, list[VoiceStanding]] = {}
    for voice in rows:
        found.setdefault(voice.case_id, []).append(_standing(session, voice, said.get(voice.draft_id)))
    return found


def voices_of(session: Session, audit: CaseAudit) -> list[VoiceSaid]:
    """All that was written down on the cases in use, by case and voice; StillBlind before moderation opens."""
    refuse_blind_audit(audit)
    rows = session.scalars(_voices().where(CaseAudit.id == audit.id, AuditCase.state == "in_use")).all()
    agencies = {agency.id: agency for agency in session.scalars(select(Agency).where(Agency.id.in_(_agency_ids(rows))))}
    submissions = _submissions(session, rows)
    return [
        VoiceSaid(
            case=voice.case, whose=voice.whose, agency=agencies.get(voice.agency_id or 0),
            document=sent.revisions[-1].document, received_at=sent.revisions[-1].received_at,
            version_id=sent.version_id,
        )
        for voice in rows
        if (sent := submissions.get(voice.draft_id)) is not None and sent.revisions
    ]  # fmt: skip


def _agency_ids(rows: Any) -> set[int]:
    return {voice.agency_id for voice in rows if voice.agency_id is not None}


def _submissions(session: Session, rows: Any) -> dict[str, Submission]:
    sent = session.scalars(
        select(Submission)
        .where(Submission.id.in_([voice.draft_id for voice in rows]), Submission.retention_state != "destroyed")
        .options(selectinload(Submission.revisions))
    )
    return {one.id: one for one in sent}


def _documents(session: Session, rows: Any) -> dict[str, dict[str, Any]]:
    return {id_: one.revisions[-1].document for id_, one in _submissions(session, rows).items() if one.revisions}


def _standing(session: Session, voice: CaseVoice, document: dict[str, Any] | None = None) -> VoiceStanding:
    sent = session.get(Submission, voice.draft_id)
    begun = sent is None and session.get(Draft, voice.draft_id) is not None
    gathered = None if document is None else document.get(GATHERED) == "yes"
    return VoiceStanding(
        voice=voice, state="recorded" if sent is not None else "begun" if begun else "to_do",
        reference=sent.reference if sent is not None else "", gathered=gathered,
        why_not=str((document or {}).get(WHY_NOT) or "") if gathered is False else "",
    )  # fmt: skip


def _voices() -> Select[CaseVoice]:
    return (
        select(CaseVoice)
        .join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .join(CaseAudit, CaseAudit.id == AuditCase.audit_id)
        .options(selectinload(CaseVoice.case).selectinload(AuditCase.audit), selectinload(CaseVoice.recorder))
        .order_by(AuditCase.number, CaseVoice.whose, CaseVoice.id)
    )


def _round_of(session: Session, voice: CaseVoice) -> Round:
    """The round of these voices in the audit; the caller holds the audit, so that it is made once."""
    audit = voice.case.audit
    round_id = voice.round_id or session.scalar(
        select(CaseVoice.round_id)
        .join(AuditCase)
        .where(AuditCase.audit_id == audit.id, CaseVoice.whose == voice.whose, CaseVoice.round_id.is_not(None))
        .limit(1)
    )
    round_ = session.get_one(Round, round_id) if round_id is not None else _make_round(session, audit, voice.whose)
    voice.round_id = round_.id
    session.flush()
    return round_


def _make_round(session: Session, audit: CaseAudit, whose: str) -> Round:
    record = find_instrument(session, audit.partnership_id, VOICE_FORMS[whose])
    version = max(record.versions, key=lambda one: one.number, default=None) if record is not None else None
    if version is None:
        raise NoVoice(
            f"The form “{VOICE_FORMS[whose]}” is not published among the partnership’s questionnaires yet. Ask the QA "
            "group to publish it from the library."
        )
    today = now().date()
    policy = default_decision(session, audit.partnership_id, decided_by="The QA group", today=today)
    plan = RoundPlan(
        title=f"{audit.title}: {VOICES[whose].lower()}"[:300], version_id=version.id, access="named", anonymous=False,
        population_size=None, population_known=False,
        population_note="Whoever could be asked about the cases of the audit.", policy_id=policy.id,
    )  # fmt: skip
    round_ = create_round(session, audit.partnership_id, plan)
    open_round(session, round_, today=today)
    return round_
