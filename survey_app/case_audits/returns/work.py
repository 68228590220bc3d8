"""Returns on cases, and voices, as work that people take onto a device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import VOICES, AgencyReturn, AuditCase, CaseVoice
from survey_app.case_audits.moderation.questions import audit_form
from survey_app.case_audits.planning.standing import due_day
from survey_app.case_audits.returns.guards import SOMEBODY_ELSE, is_of_audit
from survey_app.case_audits.returns.levels import levels_then
from survey_app.case_audits.returns.services import (
    KEPT,
    NoReturn,
    OwnReturn,
    begin_return,
    own_returns,
    return_refusal,
)
from survey_app.case_audits.returns.voices import VoiceStanding, own_voices, voice_refusal
from survey_app.collect.fieldwork import registers_work
from survey_app.collect.models import Draft, Submission
from survey_app.collect.problems import NotOpen
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Round

Json = dict[str, Any]
SENT = "This is sent. Open it again from “My returns” to change it."


@dataclass(frozen=True, slots=True)
class ReturnOnDevice:
    """An agency's return, for its auditor."""

    asked: AgencyReturn
    user_id: int

    sent_already = SENT

    @property
    def draft_id(self) -> str:
        return self.asked.draft_id

    def refusal(self, session: Session) -> str:
        return return_refusal(session, self.asked, self.user_id)

    def note_made_ready(self) -> None:
        self.asked.made_ready_at = now()

    def told(self, session: Session) -> Json:
        asked, audit = self.asked, self.asked.case.audit
        return {
            "id": asked.id, "kind": "return", "title": asked.case.pseudonym, **_place(asked), "team": [],
            "brief_html": render_template(
                "my_returns/brief.html", asked=asked, audit=audit, grades=grades_of(audit.round),
                agencies=agencies_asked(session, asked.case), due_on=due_day(audit, asked),
                levels=levels_then(session, audit, audit_form(audit)),
            ),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoiceOnDevice:
    """A voice, for its recorder."""

    voice: CaseVoice
    user_id: int

    sent_already = SENT

    @property
    def draft_id(self) -> str:
        return self.voice.draft_id

    def refusal(self, session: Session) -> str:
        return voice_refusal(session, self.voice, self.user_id)

    def note_made_ready(self) -> None:
        """Nothing is kept of that."""

    def told(self, session: Session) -> Json:
        voice = self.voice
        return {
            "id": voice.id, "kind": "voice", "title": _voice_title(voice), **_voice_place(voice), "team": [],
            "brief_html": render_template("my_returns/voice_brief.html", voice=voice, audit=voice.case.audit),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormerOnDevice:
    """What somebody wrote before another was named: it still reaches their own draft, and is not handed in."""

    draft_id: str
    user_id: int

    sent_already = SENT

    def refusal(self, session: Session) -> str:
        return f"{SOMEBODY_ELSE} {KEPT}"

    def note_made_ready(self) -> None:
        """It is not made ready any more."""

    def told(self, session: Session) -> Json:
        raise AssertionError("a former return is never made ready")


class ReturnWork:
    """What auditors write on the cases that they are asked about."""

    permission = "case_audits.audit"

    def find(
        self, session: Session, partnership_id: int, draft_id: str, user_id: int
    ) -> ReturnOnDevice | VoiceOnDevice | FormerOnDevice | None:
        """By the author alone: also what stands in the record must not let anybody into another's answers."""
        if not _is_own_or_not_begun(session, partnership_id, draft_id, user_id):
            return None
        asked = session.scalar(select(AgencyReturn).where(AgencyReturn.draft_id == draft_id))
        if asked is not None and asked.auditor_id == user_id and _is_here(asked.case, partnership_id):
            return ReturnOnDevice(asked, user_id)
        voice = session.scalar(select(CaseVoice).where(CaseVoice.draft_id == draft_id))
        if voice is not None and voice.recorder_id == user_id and _is_here(voice.case, partnership_id):
            return VoiceOnDevice(voice, user_id)
        return FormerOnDevice(draft_id, user_id) if is_of_audit(session, draft_id) else None

    def rows(self, session: Session, partnership_id: int, user: User, today: date) -> list[Json]:
        own = own_returns(session, partnership_id, user.id)
        refused = _begin_all(session, own, user)
        returns = [_return_row(session, one, refused.get(one.asked.id, one.why)) for one in own]
        return returns + [_voice_row(one) for one in own_voices(session, partnership_id, user.id)]


def _is_own_or_not_begun(session: Session, partnership_id: int, draft_id: str, user_id: int) -> bool:
    found = [one for one in (session.get(Draft, draft_id), session.get(Submission, draft_id)) if one is not None]
    return all(one.author_id == user_id and one.round.partnership_id == partnership_id for one in found)


def _is_here(case: AuditCase, partnership_id: int) -> bool:
    return case.audit.partnership_id == partnership_id


def _begin_all(session: Session, own: list[OwnReturn], user: User) -> dict[str, str]:
    """Begin what can be begun, as notes on a visit are; why not, by return.

    In the order of their ids, in which whoever writes to several of them holds them too.
    """
    refused: dict[str, str] = {}
    for one in sorted(own, key=lambda one: one.asked.id):
        if one.state == "to_do" and not one.why:
            try:
                begin_return(session, one.asked, user)
            except (NoReturn, NotOpen) as error:
                refused[one.asked.id] = error.message
    return refused


def _return_row(session: Session, own: OwnReturn, why: str) -> Json:
    """A line of what could be taken along."""
    asked = own.asked
    has_draft = session.get(Draft, asked.draft_id) is not None
    return {
        "kind": "return", "draft_id": asked.draft_id if has_draft and not why else None, "visit_id": asked.id,
        "title": asked.case.pseudonym, **_place(asked), "state": own.state,
        "ready": asked.made_ready_at is not None, "reference": own.reference or None, "why": why,
    }  # fmt: skip


def _voice_row(one: VoiceStanding) -> Json:
    voice = one.voice
    why = "" if one.state != "to_do" else "Open it once from “My returns”: then it can be taken along."
    return {
        "kind": "voice", "draft_id": voice.draft_id if one.state == "begun" else None, "visit_id": voice.id,
        "title": _voice_title(voice), **_voice_place(voice), "state": one.state, "ready": False,
        "reference": one.reference or None, "why": why,
    }  # fmt: skip


def _place(asked: AgencyReturn) -> Json:
    day = due_day(asked.case.audit, asked)
    return {
        "site": f"{asked.agency.name}, {asked.case.audit.title}", "day": day.isoformat() if day is not None else None,
        "starts_at": None, "ends_at": None,
    }  # fmt: skip


def _voice_title(voice: CaseVoice) -> str:
    return f"{voice.case.pseudonym}: {VOICES[voice.whose].lower()}"


def _voice_place(voice: CaseVoice) -> Json:
    day = voice.case.audit.returns_due_on
    return {
        "site": voice.case.audit.title, "day": day.isoformat() if day is not None else None, "starts_at": None,
        "ends_at": None,
    }  # fmt: skip


def agencies_asked(session: Session, case: AuditCase) -> list[str]:
    """The agencies that are asked about a case, by name."""
    rows = session.scalars(
        select(AgencyReturn).where(AgencyReturn.case_id == case.id, AgencyReturn.involvement == "asked")
    )
    return sorted({asked.agency.name for asked in rows})


def grades_of(round_: Round | None) -> list[tuple[str, str]]:
    """The grades of the form’s scale with what each means; none where the form has no rubric."""
    if round_ is None:
        return []
    compiled = compiled_version(round_.version)
    graded = next((item for item in compiled.items if item.part == "grade"), None)
    scale = compiled.instrument.scale_of(graded.question) if graded is not None else None
    if graded is None or scale is None or not scale.rubric:
        return []
    labels = {choice.name: choice.text("label", None) or choice.name for choice in graded.choices}
    return [(labels.get(name, name), str(text)) for name, text in scale.rubric.items()]


registers_work(ReturnWork())
