"""The meetings of a panel: when it met, who chaired, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.locking import mark_of_words
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration, ModerationPanel, PanelAttendee
from survey_app.case_audits.moderation.reading import case_state
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import add_revision, refuse_without_reason
from survey_app.case_audits.planning.plans import hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody at a meeting, by name or role."""

    name: str
    agency_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it is written down."""

    met_on: date
    chair: str = ""
    attendees: Sequence[Attendee] = ()


def meeting_of(panel: ModerationPanel) -> Meeting:
    """A meeting as it is kept."""
    return Meeting(
        met_on=panel.met_on, chair=panel.chair,
        attendees=tuple(Attendee(name=one.name, agency_id=one.agency_id) for one in panel.attendees),
    )  # fmt: skip


def mark_of(panel: ModerationPanel) -> str:
    """What another wording of the meeting differs in."""
    return mark_of_words(meeting_of(panel))


def add_meeting(session: Session, audit: CaseAudit, meeting: Meeting, *, today: date) -> ModerationPanel:
    """Write down a meeting of the audit's panel; StillBlind before moderation opens."""
    hold(session, audit)
    _refuse(audit, meeting, today)
    known = session.scalars(select(ModerationPanel).where(ModerationPanel.audit_id == audit.id))
    if any(meeting_of(one) == _tidy(meeting) for one in known):
        raise ModerationRefused("This meeting is written down already. Choose it from the meetings of the panel.")
    panel = ModerationPanel(audit_id=audit.id, met_on=meeting.met_on, chair=meeting.chair.strip())
    session.add(panel)
    session.flush()
    _seat(session, panel, meeting)
    return panel


def change_meeting(
    session: Session, panel: ModerationPanel, meeting: Meeting, *, by: int | None, today: date, because: str = "",
    seen: str = "",
) -> bool:  # fmt: skip
    """Change a meeting; where cases were signed off in it, each gets a revision with the reason.

    ``seen`` is the mark of the meeting as whoever changes it has read it.
    """
    session.flush()
    session.expire_all()
    cases = _lock_cases(session, panel)
    session.refresh(panel, with_for_update={"key_share": True})
    _refuse(panel.audit, meeting, today)
    if meeting_of(panel) == _tidy(meeting):
        return False
    if seen and seen != mark_of(panel):
        raise ChangedMeanwhile(
            "Somebody has changed this meeting since you opened it. Open it in another window to see what is new, and "
            "send yours from there."
        )
    signed = [one for one in cases if one.signed_at is not None]
    for one in signed:
        refuse_without_reason(one, because)
        if not _tidy(meeting).attendees:
            raise ModerationRefused("Cases were signed off at this meeting, so it names at least one person.")
    panel.met_on, panel.chair = meeting.met_on, meeting.chair.strip()
    for attendee in panel.attendees:
        session.delete(attendee)
    session.flush()
    _seat(session, panel, meeting)
    for one in signed:
        one.revision += 1
        state = case_state(session, one.case)
        if state is not None:
            add_revision(session, state, by=by, reason=because)
    return True


def remove_meeting(session: Session, panel: ModerationPanel) -> None:
    """Take a meeting out that was written down by mistake."""
    _refuse_called_off(panel.audit)
    if _lock_cases(session, panel):
        raise ModerationRefused("Cases were moderated at this meeting. Move them to another one first.")
    for attendee in panel.attendees:
        session.delete(attendee)
    session.flush()
    session.expire(panel, ["attendees"])
    session.delete(panel)
    session.flush()


def _lock_cases(session: Session, panel: ModerationPanel) -> Sequence[CaseModeration]:
    """The cases of a meeting, which nobody else writes until the transaction ends."""
    session.scalars(
        select(AuditCase.id)
        .join(CaseModeration, CaseModeration.case_id == AuditCase.id)
        .where(CaseModeration.panel_id == panel.id)
        .order_by(AuditCase.id)
        .with_for_update(of=AuditCase, key_share=True)
    ).all()
    return session.scalars(select(CaseModeration).where(CaseModeration.panel_id == panel.id)).all()


def _tidy(meeting: Meeting) -> Meeting:
    return Meeting(
        met_on=meeting.met_on, chair=meeting.chair.strip(),
        attendees=tuple(
            Attendee(name=" ".join(one.name.split()), agency_id=one.agency_id)
            for one in meeting.attendees
            if one.name.strip()
        ),
    )  # fmt: skip


def _refuse(audit: CaseAudit, meeting: Meeting, today: date) -> None:
    refuse_blind_audit(audit)
    _refuse_called_off(audit)
    if not KINDS[audit.kind].moderated:
        raise ModerationRefused(f"A {KINDS[audit.kind].name.lower()} has no panel.")
    if meeting.met_on > today:
        raise ModerationRefused("The day of the meeting lies in the future. Write it down once the panel has met.")
    if any(one.agency_id is not None and not one.name.strip() for one in meeting.attendees):
        raise ModerationRefused("Enter the name or the role of everybody whose agency you chose.")


def _refuse_called_off(audit: CaseAudit) -> None:
    if audit.state == "cancelled":
        raise ModerationRefused("The audit was called off, so its meetings stay as they are.")


def _seat(session: Session, panel: ModerationPanel, meeting: Meeting) -> None:
    for position, one in enumerate(_tidy(meeting).attendees, 1):
        session.add(PanelAttendee(panel_id=panel.id, position=position, name=one.name, agency_id=one.agency_id))
    session.flush()
    session.expire(panel, ["attendees"])
