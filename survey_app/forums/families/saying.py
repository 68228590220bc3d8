"""Notes, points and quotes of a focus group. None is kept that the consent of whoever said it does not cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families.consent import not_covered
from survey_app.forums.families.groups import lock_group
from survey_app.forums.families.taking_back import erase_words, take_back
from survey_app.forums.models.families import FocusGroup, FocusGroupNote, FocusGroupPoint, FocusGroupQuestion
from survey_app.results.voices.wording import QuoteRefused, checked_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that was heard: in the recorder's words, and perhaps in theirs."""

    text: str
    said_by: Sequence[int]
    tone: str = ""
    quote: str = ""


def find_question(session: Session, group: FocusGroup, question_id: int) -> FocusGroupQuestion | None:
    """A question of this group."""
    return session.scalar(
        select(FocusGroupQuestion).where(
            FocusGroupQuestion.group_id == group.id, FocusGroupQuestion.id == question_id
        )
    )  # fmt: skip


def find_point(session: Session, group: FocusGroup, point_id: str) -> FocusGroupPoint | None:
    """A point of this group."""
    return session.scalar(
        select(FocusGroupPoint).where(FocusGroupPoint.group_id == group.id, FocusGroupPoint.id == point_id)
    )


def find_note(session: Session, group: FocusGroup, note_id: str) -> FocusGroupNote | None:
    """A note of this group; the original of a quote is none."""
    return session.scalar(
        select(FocusGroupNote).where(
            FocusGroupNote.group_id == group.id, FocusGroupNote.id == note_id, FocusGroupNote.point_id.is_(None)
        )
    )  # fmt: skip


def original_of(session: Session, point: FocusGroupPoint) -> str:
    """The quote as it was first written down, as long as it is kept."""
    return session.scalar(select(FocusGroupNote.text).where(FocusGroupNote.point_id == point.id)) or ""


def add_note(
    session: Session, group: FocusGroup, question: FocusGroupQuestion, text: str, said_by: Sequence[int]
) -> FocusGroupNote:
    """Keep a private note."""
    _check(session, group, text, said_by)
    note = FocusGroupNote(
        group_id=group.id, question_id=question.id, text=text.strip(), said_by=sorted(set(said_by)), noted_at=_now()
    )
    session.add(note)
    _refresh(session, group)
    return note


def change_note(session: Session, group: FocusGroup, note: FocusGroupNote, text: str, said_by: Sequence[int]) -> None:
    """Write a note anew."""
    _check(session, group, text, said_by)
    _still_there(note, group.notes)
    note.text, note.said_by = text.strip(), sorted(set(said_by))
    session.flush()


def add_point(
    session: Session, group: FocusGroup, question: FocusGroupQuestion, said: Said, *, by_id: int
) -> FocusGroupPoint:
    """Keep something that was heard. A quote is kept twice: as it was said, and as it may be shown once it is safe."""
    _check(session, group, said.text, said.said_by, quote=said.quote)
    point = FocusGroupPoint(group_id=group.id, question_id=question.id, entered_by_id=by_id, entered_at=_now())
    session.add(point)
    _write(session, group, point, said)
    return point


def change_point(session: Session, group: FocusGroup, point: FocusGroupPoint, said: Said) -> None:
    """Write a point anew; it is to be handed in again, also where it had been cleared."""
    _check(session, group, said.text, said.said_by, quote=said.quote)
    _still_there(point, group.points)
    if not set(point.said_by) <= set(said.said_by):  # what was passed on was somebody's who is not named any more
        take_back(session, group, point.passed_on)
        point.passed_on = []
    point.state, point.decided_by_id, point.decided_at = "draft", None, None
    _write(session, group, point, said)


def take_out_note(session: Session, group: FocusGroup, note: FocusGroupNote) -> None:
    """Delete a note for good."""
    lock_group(session, group)
    _still_there(note, group.notes)
    erase_words(session, group, [], [note])


def take_out_point(session: Session, group: FocusGroup, point: FocusGroupPoint) -> None:
    """Delete a point for good, with the original of its quote."""
    lock_group(session, group)
    _still_there(point, group.points)
    erase_words(session, group, [point], [])


def hand_in(session: Session, group: FocusGroup, *, told_how: str) -> int:
    """Send every point that was not handed in, or was sent back, to a second person; how many these are.

    Raises
    ------
    HubRefused
        It is not said yet whether anybody is unsafe now, or a point holds what nobody publishes.
    """
    lock_group(session, group)
    if not group.unsafe:
        raise HubRefused("Answer first whether anybody is unsafe now.")
    drafts = [point for point in group.points if point.state == "draft"]
    for point in drafts:
        _refuse_what_nobody_publishes(point)
        point.state, point.reason = "waiting", ""
    group.told_how = told_how.strip()
    session.flush()
    return len(drafts)


def _refuse_what_nobody_publishes(point: FocusGroupPoint) -> None:
    try:
        for words in (point.text, *filter(None, [point.quote])):
            checked_wording(words)
    except QuoteRefused as refused:
        raise HubRefused(f"“{point.text[:60]}”: {refused.message}") from refused


def _check(session: Session, group: FocusGroup, text: str, said_by: Sequence[int], *, quote: str = "") -> None:
    lock_group(session, group)
    if not text.strip():
        raise HubRefused("Write what was said.")
    refused = not_covered(group, set(said_by), quoted=bool(quote.strip()))
    if refused:
        raise HubRefused(refused)


def _write(session: Session, group: FocusGroup, point: FocusGroupPoint, said: Said) -> None:
    quote, numbers = said.quote.strip(), sorted(set(said.said_by))
    others = bool(point.said_by) and point.said_by != numbers
    point.text, point.tone, point.quote, point.said_by = said.text.strip(), said.tone, quote, numbers
    session.flush()
    if not quote or others:  # the first wording is of somebody whose words these are not
        session.execute(delete(FocusGroupNote).where(FocusGroupNote.point_id == point.id))
    if quote and not original_of(session, point):
        session.add(
            FocusGroupNote(
                group_id=group.id, question_id=point.question_id, point_id=point.id, text=quote, said_by=numbers,
                noted_at=_now(),
            )
        )  # fmt: skip
    _refresh(session, group)


def _still_there(one: FocusGroupNote | FocusGroupPoint, found: Sequence[FocusGroupNote | FocusGroupPoint]) -> None:
    """Somebody may have withdrawn, or another tab taken it out, since the page was shown."""
    if one not in found:
        raise HubRefused("This has been taken out meanwhile, so it cannot be changed. Go back to the group.")


def _refresh(session: Session, group: FocusGroup) -> None:
    session.flush()
    session.expire(group, ["points", "notes"])


def _now() -> datetime:
    """The present moment, finer than a second: what is written down in one breath keeps its order."""
    return datetime.now(UTC)
