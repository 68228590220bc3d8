"""What the Executive, its briefs and elected members' questions ask of somebody, for their home page."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.actions.people import agencies_led_by
from survey_app.programme.executive.briefs import briefs_of, copies_of_reader
from survey_app.programme.executive.carrying_out import asked_of
from survey_app.programme.executive.meetings import coming_of, meetings_of
from survey_app.programme.members.questions import is_late, questions_of

READS = {"executive.acknowledge", "executive.read"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsForYou:
    """One thing to do, and the page on which it is done: its endpoint, and the number in its address."""

    text: str
    endpoint: str
    number: int


def waits_for(
    session: Session, partnership_id: int, user_id: int, held: AbstractSet[str], today: date
) -> list[WaitsForYou]:
    """What waits for somebody with these permissions, in the order in which it presses."""
    found = [*_briefs(session, partnership_id, user_id, held)]
    if "members.answer" in held:
        found += _questions(session, partnership_id, user_id, today)
    if "improvement.agency" in held:
        found += _carrying_out(session, partnership_id, user_id, today)
    if "executive.manage" in held:
        found += _managing(session, partnership_id, user_id, today)
    return found


def _briefs(session: Session, partnership_id: int, user_id: int, held: AbstractSet[str]) -> Iterator[WaitsForYou]:
    for copy in copies_of_reader(session, partnership_id, user_id):
        brief = copy.brief
        if brief.kind == "members":
            if "members.read" in held and copy.opened_at is None:
                yield WaitsForYou(text=f"Read “{brief.title}”", endpoint="members.briefing", number=brief.number)
        elif READS & held and copy.acknowledged_at is None and brief.kind == "chief_officers":
            yield WaitsForYou(text=f"Acknowledge “{brief.title}”", endpoint="briefs.show", number=brief.number)
        elif READS & held and copy.opened_at is None:
            yield WaitsForYou(text=f"Read “{brief.title}”", endpoint="briefs.show", number=brief.number)


def _questions(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[WaitsForYou]:
    for one in questions_of(session, partnership_id):
        if one.answered_at is None and one.asked_by_id != user_id:
            due = f"{'was due' if is_late(one, today) else 'due'} by {one.answer_by:%-d %B %Y}"
            text = f"Answer question {one.reference} of an elected member, {due}"
            yield WaitsForYou(text=text, endpoint="members.question", number=one.number)


def _carrying_out(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[WaitsForYou]:
    asked = asked_of(session, partnership_id, agencies_led_by(session, partnership_id, user_id), today)
    for one, standing in sorted(asked, key=lambda pair: (pair[0].due_by or date.max, pair[0].number)):
        if standing.is_open:
            due = f", {'was due' if standing.days_late else 'due'} by {one.due_by:%-d %B %Y}" if one.due_by else ""
            text = f"Carry out decision {one.reference} of the Executive{due}"
            yield WaitsForYou(text=text, endpoint="executive.decision", number=one.number)


def _managing(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[WaitsForYou]:
    coming = coming_of(meetings_of(session, partnership_id))
    if coming is not None and coming.day <= today:
        text = f"Note what the Executive decided on {coming.day:%-d %B %Y}"
        yield WaitsForYou(text=text, endpoint="executive.meeting", number=coming.number)
    for brief in briefs_of(session, partnership_id):
        if brief.state == "draft" and brief.written_by_id != user_id:
            text = f"Read and send “{brief.title}”, written by {brief.written_by.name}"
            yield WaitsForYou(text=text, endpoint="executive.brief", number=brief.number)
