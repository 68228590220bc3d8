"""Meetings of a deep dive: kept, changed and taken out. Their texts are checked like all texts about cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.learning.checking import checked_texts
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.locking import mark_of_words
from survey_app.case_audits.models import AuditCase, AuditMeeting, CaseAudit, MeetingAttendee, MeetingCase
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.partnership.models import Footprint

KINDS_WITH_MEETINGS = frozenset({"deep_dive"})
STATES = ("planning", "fieldwork", "moderation", "finished")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingText:
    """What somebody writes of a meeting. ``attendees`` are roles with an agency's id or None; ``cases`` is by id."""

    met_on: date
    about: str = ""
    attendees: tuple[tuple[str, int | None], ...] = ()
    cases: Mapping[str, str] = field(default_factory=dict)
    decided: str = ""
    next_steps: str = ""
    next_on: date | None = None
    checked_why: str = ""


def meetings_of(session: Session, audit: CaseAudit) -> list[AuditMeeting]:
    """The meetings of an audit, the first first."""
    return list(
        session.scalars(
            select(AuditMeeting)
            .where(AuditMeeting.audit_id == audit.id)
            .options(
                selectinload(AuditMeeting.attendees).selectinload(MeetingAttendee.agency),
                selectinload(AuditMeeting.cases).selectinload(MeetingCase.case),
            )
            .order_by(AuditMeeting.met_on, AuditMeeting.made_at, AuditMeeting.id)
        )
    )


def add_meeting(session: Session, audit: CaseAudit, words: MeetingText, *, by: int | None) -> AuditMeeting:
    """Keep a meeting.

    Raises
    ------
    LearningRefused
        Where the audit is no deep dive, nobody was there, a text could tell who somebody is, or it is kept already.
    """
    if audit.kind not in KINDS_WITH_MEETINGS:
        raise LearningRefused("Only a deep dive keeps meetings here. A panel’s meetings stand with its moderation.")
    lock_audit(session, audit, *STATES)
    known = {mark_of(one) for one in meetings_of(session, audit)}
    meeting = AuditMeeting(audit_id=audit.id, met_on=words.met_on, made_by_id=by)
    _apply(session, audit, meeting, words)
    if mark_of(meeting) in known:
        raise LearningRefused("This meeting is kept already. You find it in the list of meetings.")
    session.add(meeting)
    session.flush()
    return meeting


def change_meeting(session: Session, meeting: AuditMeeting, words: MeetingText, *, seen: str = "") -> None:
    """Word a meeting anew. ``seen`` is the mark of the meeting as whoever changes it has read it."""
    lock_audit(session, meeting.audit, *STATES)
    session.refresh(meeting)
    if seen and seen != mark_of(meeting):
        raise LearningRefused(
            "Somebody has changed this meeting since you opened it. Open it again in another window, see what is new, "
            "and send yours from there."
        )
    meeting.attendees, meeting.cases = [], []
    session.flush()  # their rows go before the new ones come under the same keys
    _apply(session, meeting.audit, meeting, words)
    session.flush()


def mark_of(meeting: AuditMeeting) -> str:
    """What another wording of the meeting differs in."""
    said = (
        meeting.met_on, meeting.about, meeting.decided, meeting.next_steps, meeting.next_on,
        [(one.role, one.agency_id) for one in meeting.attendees],
        sorted((one.case_id, one.looked_at) for one in meeting.cases),
    )  # fmt: skip
    return mark_of_words(said)


def remove_meeting(session: Session, meeting: AuditMeeting) -> None:
    """Take a meeting out."""
    lock_audit(session, meeting.audit, *STATES)
    session.delete(meeting)
    session.flush()


def _apply(session: Session, audit: CaseAudit, meeting: AuditMeeting, words: MeetingText) -> None:
    there = [(role.strip(), agency_id) for role, agency_id in words.attendees if role.strip()]
    if not there:
        raise LearningRefused("Say who was there: roles and agencies, such as “Designated nurse”.")
    for _, agency_id in there:
        if agency_id is not None and session.get(Footprint, (audit.partnership_id, agency_id)) is None:
            raise LearningRefused("Choose agencies that work in the partnership’s area.")
    if words.next_on is not None and words.next_on < words.met_on:
        raise LearningRefused("The next meeting would be before this one. Check the days.")
    looked_at = {case_id: text.strip() for case_id, text in words.cases.items() if text.strip()}
    cases = _cases(session, audit, looked_at)
    texts = list(_texts(words, there, {cases[case_id].pseudonym: text for case_id, text in looked_at.items()}))
    meeting.checked_why = checked_texts(session, audit, texts, why=words.checked_why)
    meeting.met_on, meeting.next_on = words.met_on, words.next_on
    meeting.about, meeting.decided = words.about.strip(), words.decided.strip()
    meeting.next_steps = words.next_steps.strip()
    meeting.attendees = [
        MeetingAttendee(position=place, role=role, agency_id=agency_id) for place, (role, agency_id) in enumerate(there)
    ]
    meeting.cases = [MeetingCase(case_id=case_id, looked_at=text) for case_id, text in looked_at.items()]


def _texts(
    words: MeetingText, there: list[tuple[str, int | None]], cases: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield "what it was about", words.about
    for role, _ in there:
        yield "who was there", role
    for pseudonym, text in cases.items():
        yield f"what was looked at in {pseudonym}", text
    yield "what was decided", words.decided
    yield "what comes next", words.next_steps


def _cases(session: Session, audit: CaseAudit, looked_at: Mapping[str, str]) -> dict[str, AuditCase]:
    found = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.id.in_(looked_at))).all()
    cases = {case.id: case for case in found}
    if set(looked_at) - cases.keys():
        raise LearningRefused("A case of this meeting is not in this audit. Open the page again.")
    return cases
