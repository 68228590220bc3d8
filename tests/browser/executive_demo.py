"""What the pages of the Executive need beside the demo's own; for browser tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.demo.executive import TIME
from survey_app.local_time import today
from survey_app.partnership.models import Partnership
from survey_app.programme.executive.briefs import BriefText, Section, write_brief
from survey_app.programme.executive.meetings import plan_meeting, write_item
from survey_app.programme.executive.models import Brief, ExecutiveMeeting, MemberQuestion


def prepare_executive(session: Session, partnership: Partnership, by: User) -> dict[str, Any]:
    """A meeting of today with an open item, a brief that is being written, and those of the demo."""
    meeting = plan_meeting(session, partnership.id, today(), "Room 1 (constructed)", by.id)
    item = write_item(session, meeting, TIME, by.id, today())
    words = BriefText(title="Draft (constructed)", sections=[Section(heading="Decided", text="• Half a post.")])
    draft = write_brief(session, partnership.id, "chief_officers", words, by.id, today())
    sent = {
        one.kind: one.number
        for one in session.scalars(select(Brief).where(Brief.state == "sent").order_by(Brief.number))
    }
    waiting = session.scalars(
        select(MemberQuestion).where(MemberQuestion.answered_at.is_(None)).order_by(MemberQuestion.number)
    ).first()
    held = session.scalars(select(ExecutiveMeeting).where(ExecutiveMeeting.state == "held")).first()
    assert waiting is not None
    assert held is not None
    return {
        "meeting": meeting.number, "held_meeting": held.number, "agenda_item": item.id, "draft_brief": draft.number,
        "officers_brief": sent["chief_officers"], "members_brief": sent["members"], "members_question": waiting.number,
    }  # fmt: skip
