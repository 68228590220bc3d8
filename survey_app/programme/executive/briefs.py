"""Briefs: one page for those who were not in the room, drafted from what happened, checked by a second person.

Chief Officers acknowledge theirs. Opening a copy when signed in counts as reading it, once; a browser that fetches a
page before anybody wants it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.locking import lock_row
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.actions.people import memberships
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.executive.meetings import fingerprint_of
from survey_app.programme.executive.models import BRIEF_KINDS, Brief, BriefCopy
from survey_app.programme.executive.refusals import ExecutiveRefused

ONE_PAGE = 2_600  # characters of headings and texts together: more does not fit on a page of A4 at 11 points
MOST_SECTIONS = 8
MAIL, REMINDER_MAIL = "brief", "brief_reminder"
REMIND_AFTER = (7, 14)  # days without acknowledgement
# Whose copies are whose: by a role, or by what somebody may do.
READERS_OF = {
    "chief_officers": "executive.acknowledge", "delegated_partners": "executive.read",
    "business_group": "executive.manage", "members": "members.ask",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefText:
    """A brief as somebody writes it. ``checked``: marked words were looked at and identify nobody."""

    title: str
    sections: Sequence[Section]
    checked: bool = False


def write_brief(
    session: Session, partnership_id: int, kind: str, words: BriefText, by_id: int, today: date,
    *, since: date | None = None,
) -> Brief:  # fmt: skip
    """Keep a draft under the partnership's next number."""
    if kind not in BRIEF_KINDS:
        raise ExecutiveRefused("Choose for whom the brief is.")
    title, sections = _checked(session, partnership_id, words)
    number = next_number(session, Brief, partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "kind": kind, "title": title, "dated": today, "since": since,
        "written_by_id": by_id,
    }  # fmt: skip
    content = {"sections": sections}
    if same := kept_before(session, Brief, lambda one: one.content == content, state="draft", **values):
        raise ExecutiveRefused(f"This draft is kept already: it is {same.reference}.")
    made = Brief(**values, number=number, content=content)
    session.add(made)
    session.flush()
    return made


def change_brief(session: Session, brief: Brief, words: BriefText, by_id: int, *, seen: int) -> None:
    """Change a draft; whoever changes it is its writer from then on, and cannot be the one who sends it."""
    _lock_draft(session, brief, seen)
    brief.title, sections = _checked(session, brief.partnership_id, words)
    brief.content = {"sections": sections}
    brief.written_by_id, brief.written_at, brief.revision = by_id, now(), brief.revision + 1
    session.flush()


def send_brief(
    session: Session, brief: Brief, by_id: int, today: date, *, seen: int, at: datetime | None = None
) -> int:
    """Send a draft that somebody else wrote: it is frozen, and each reader has a copy; how many.

    Raises
    ------
    ExecutiveRefused
        Where the sender wrote it, nobody would get it, or it was changed after the page was opened.
    """
    _lock_draft(session, brief, seen)
    if brief.written_by_id == by_id:
        raise ExecutiveRefused("You wrote this brief, so somebody else reads it and sends it.")
    readers = readers_of(session, brief.partnership_id, brief.kind)
    if not readers:
        raise ExecutiveRefused(
            f"Nobody has an account as a reader of briefs for {BRIEF_KINDS[brief.kind]}. Ask an administrator."
        )
    brief.checked_by_id, brief.sent_at, brief.dated, brief.state = by_id, at or now(), today, "sent"
    brief.fingerprint = fingerprint_of(content_of(brief))
    session.flush()
    for user in readers:
        session.add(BriefCopy(brief_id=brief.id, user_id=user.id, sent_at=brief.sent_at))
        _tell(session, brief, user)
    session.flush()
    session.expire(brief, ["copies"])
    return len(readers)


def content_of(brief: Brief) -> dict[str, Any]:
    """What the fingerprint is over."""
    return {
        "reference": brief.reference, "kind": brief.kind, "title": brief.title, "dated": brief.dated.isoformat(),
        "content": brief.content,
    }  # fmt: skip


def readers_of(session: Session, partnership_id: int, kind: str) -> list[User]:
    """Who gets a brief of a kind, by name. Delegated partners are the members of the Executive."""
    found = {
        one.user.id: one.user
        for one in memberships(session, partnership_id, READERS_OF[kind])
        if one.user.active and (kind != "delegated_partners" or one.role_key == "executive_member")
    }
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def briefs_of(session: Session, partnership_id: int) -> list[Brief]:
    """All briefs, the newest first."""
    of = select(Brief).where(Brief.partnership_id == partnership_id).order_by(Brief.number.desc())
    return list(session.scalars(of))


def copies_of_reader(session: Session, partnership_id: int, user_id: int) -> list[BriefCopy]:
    """Somebody's own copies, the newest first; drafts and others' briefs are not among them."""
    return list(
        session.scalars(
            select(BriefCopy)
            .join(Brief)
            .where(Brief.partnership_id == partnership_id, BriefCopy.user_id == user_id, Brief.state == "sent")
            .order_by(Brief.number.desc())
        )
    )


def find_copy(session: Session, partnership_id: int, number: int, user_id: int) -> BriefCopy | None:
    """Somebody's own copy of a brief."""
    return next((one for one in copies_of_reader(session, partnership_id, user_id) if one.brief.number == number), None)


def note_opening(session: Session, copy: BriefCopy, at: datetime) -> bool:
    """Note that its reader opened a copy; only the first time counts."""
    if copy.opened_at is not None:
        return False
    copy.opened_at = at
    session.flush()
    return True


def acknowledge(session: Session, copy: BriefCopy, remark: str, at: datetime) -> None:
    """Note that its reader acknowledges what a brief says; with a remark, where they have one. Once."""
    lock_row(session, copy)
    if copy.acknowledged_at is not None:
        raise ExecutiveRefused("You have acknowledged this brief already.")
    if len(remark) > ONE_PAGE:
        raise ExecutiveRefused(f"Use at most {ONE_PAGE:,} characters.")
    check_words(session, copy.brief.partnership_id, [("Your remark", remark)], checked=True)
    copy.opened_at = copy.opened_at or at
    copy.acknowledged_at, copy.remark = at, remark.strip()
    session.flush()


def remind_readers(session: Session, today: date) -> int:
    """Write again to those who still are Chief Officers and have not acknowledged: after a week and two, each once."""
    waiting = session.scalars(
        select(BriefCopy)
        .join(Brief)
        .where(Brief.kind == "chief_officers", Brief.state == "sent", BriefCopy.acknowledged_at.is_(None))
        .order_by(Brief.number, BriefCopy.user_id)
    )
    readers: dict[int, set[int]] = {}
    reminded = 0
    for copy in waiting:
        of = copy.brief.partnership_id
        if of not in readers:
            readers[of] = {one.id for one in readers_of(session, of, "chief_officers")}
        if copy.user_id in readers[of]:
            reminded += _remind(session, copy, today)
    return reminded


def _remind(session: Session, copy: BriefCopy, today: date) -> int:
    """The newest reminder that is due; an older one that was missed is not sent after it."""
    days = (today - copy.sent_at.astimezone(LOCAL_TIME).date()).days
    due = [after for after in REMIND_AFTER if days >= after]
    if not due or days > max(REMIND_AFTER) + 7:
        return 0
    return _queue(
        session, copy.brief, copy.user, purpose=f"brief reminder {due[-1]}", kind=REMINDER_MAIL,
        subject=f"Please acknowledge: {copy.brief.title}",
        first="a brief for Chief Officers waits for your acknowledgement",
    )  # fmt: skip


def _tell(session: Session, brief: Brief, user: User) -> int:
    return _queue(
        session, brief, user, purpose="brief", kind=MAIL, subject=f"A brief for you: {brief.title}",
        first=f"there is a brief for you, “{brief.title}”",
    )  # fmt: skip


def _queue(session: Session, brief: Brief, user: User, *, purpose: str, kind: str, subject: str, first: str) -> int:
    partnership = session.get_one(Partnership, brief.partnership_id)
    root = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    place = "members/briefings" if brief.kind == "members" else "briefs"
    body = (
        f"Dear {user.name},\n\n{first}. Sign in to read it:\n{root}/p/{partnership.slug}/{place}/{brief.number}\n\n"
        f"{partnership.name}\n"
    )
    message = queue_once(
        session, purpose=purpose, about=f"brief {brief.id}", recipient=f"user {user.id}", to=user.email, kind=kind,
        partnership_id=brief.partnership_id, subject=subject, body=body, key=brief.id,
    )  # fmt: skip
    return 0 if message is None else 1


def _lock_draft(session: Session, brief: Brief, seen: int) -> None:
    lock_row(session, brief)
    if brief.state == "sent":
        raise ExecutiveRefused("This brief was sent, and stays as it is. Write another.")
    if brief.revision != seen:
        raise ExecutiveRefused(
            "Somebody changed this brief after you opened it. Read it again in another tab; what you typed is below."
        )


def _checked(session: Session, partnership_id: int, words: BriefText) -> tuple[str, list[dict[str, str]]]:
    title = " ".join(words.title.split())
    sections = [
        {"heading": " ".join(one.heading.split()), "text": one.text.strip()}
        for one in words.sections
        if one.heading.strip() or one.text.strip()
    ]
    if not title or not sections or any(not one["heading"] or not one["text"] for one in sections):
        raise ExecutiveRefused("Give the brief a title, and each section a heading and a text.")
    if len(title) > 200 or len(sections) > MOST_SECTIONS:
        raise ExecutiveRefused(f"Use at most 200 characters for the title, and {MOST_SECTIONS} sections.")
    length = sum(len(one["heading"]) + len(one["text"]) for one in sections)
    if length > ONE_PAGE:
        raise ExecutiveRefused(
            f"A brief is one page: at most {ONE_PAGE:,} characters, and there are {length:,}. "
            f"Take {length - ONE_PAGE:,} out."
        )
    texts = [("The title", title), *((one["heading"], one["text"]) for one in sections)]
    check_words(session, partnership_id, texts, checked=words.checked)
    return title, sections


def a_month_before(day: date) -> date:
    """From when the first brief reports, where none was sent before."""
    return day - timedelta(days=31)
