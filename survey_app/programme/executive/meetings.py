"""Meetings of the Executive: planned, their agenda built, sent as it stands, and held once everything is dealt with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.locking import lock_row
from survey_app.database import new_uuid, now
from survey_app.improvement.actions.people import memberships
from survey_app.improvement.chain.numbering import lock_numbers, next_number
from survey_app.improvement.chain.words import check_words
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.executive.carrying_out import TAKEN_UP
from survey_app.programme.executive.models import AgendaItem, ExecutiveMeeting
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.waiting import OWN, Waiting, waiting_for

MEMBERS = "executive.read"
EXECUTIVE_ROLE = "executive_member"
MAIL = "executive_agenda"
LONGEST_TITLE, LONGEST_TEXT, MOST_ITEMS, LONGEST_PLACE = 300, 4_000, 60, 200
FURTHEST = 731  # days before and after today of a meeting that somebody plans or notes


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """An item as somebody writes it. ``checked``: marked words were looked at and identify nobody."""

    title: str
    asks: str
    paper: str = ""
    checked: bool = False


def plan_meeting(
    session: Session, partnership_id: int, day: date, place: str, by_id: int, *, today: date | None = None
) -> ExecutiveMeeting:
    """Plan a meeting, or note one that has been. Two on one day are refused: one of them is a slip of the hand.

    Where ``today`` is given, so is a day of another year than somebody can mean.
    """
    if today is not None and abs((day - today).days) > FURTHEST:
        raise ExecutiveRefused("Choose a day within two years of today. Check the year.")
    place = " ".join(place.split())
    if len(place) > LONGEST_PLACE:
        raise ExecutiveRefused(f"Use at most {LONGEST_PLACE} characters to say where it is.")
    number = next_number(session, ExecutiveMeeting, partnership_id)
    same_day = select(ExecutiveMeeting.number).where(
        ExecutiveMeeting.partnership_id == partnership_id, ExecutiveMeeting.day == day,
        ExecutiveMeeting.state != "cancelled",
    )  # fmt: skip
    if session.scalar(same_day) is not None:
        raise ExecutiveRefused("There is a meeting on that day already. Open it, or choose another day.")
    meeting = ExecutiveMeeting(partnership_id=partnership_id, number=number, day=day, place=place, made_by_id=by_id)
    session.add(meeting)
    session.flush()
    return meeting


def meetings_of(session: Session, partnership_id: int) -> list[ExecutiveMeeting]:
    """All meetings, the latest day first."""
    return list(
        session.scalars(
            select(ExecutiveMeeting)
            .where(ExecutiveMeeting.partnership_id == partnership_id)
            .order_by(ExecutiveMeeting.day.desc(), ExecutiveMeeting.number.desc())
        )
    )


def coming_of(found: Sequence[ExecutiveMeeting]) -> ExecutiveMeeting | None:
    """The meeting that comes next, or has been and still needs its decisions noted: the earliest of those not ended."""
    return min((one for one in found if one.state in ("planned", "sent")), key=lambda one: one.day, default=None)


def lock_meeting(session: Session, meeting: ExecutiveMeeting) -> None:
    """Lock a meeting with its agenda until the transaction ends; refused where it is held or cancelled."""
    lock_agenda(session, meeting)
    if meeting.state in ("held", "cancelled"):
        said = "held" if meeting.state == "held" else "cancelled"
        raise ExecutiveRefused(f"{meeting.reference} was {said}, and its agenda stays as it is.")


def lock_agenda(session: Session, meeting: ExecutiveMeeting) -> None:
    """Lock a meeting and read it and its items anew. The partnership first: one matter waits for all its meetings."""
    lock_numbers(session, meeting.partnership_id)
    lock_row(session, meeting)
    session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def waiting_here(session: Session, meeting: ExecutiveMeeting, today: date) -> list[Waiting]:
    """What may be put on this agenda: of all that waits, not what this very meeting has put off or decided."""
    done = {(one.source_type, one.source_id) for one in meeting.items if one.state in ("deferred", "decided")}
    return [one for one in _offered(session, meeting, today) if (one.source_type, one.source_id) not in done]


def take_onto(
    session: Session, meeting: ExecutiveMeeting, chosen: Sequence[tuple[str, str]], by_id: int, today: date
) -> list[AgendaItem]:
    """Put matters that wait for a decision on the agenda; each is read again, so that nothing made up gets there.

    Raises
    ------
    ExecutiveRefused
        Where one of them no longer waits, or the agenda would grow too long.
    """
    lock_meeting(session, meeting)
    offered = {(one.source_type, one.source_id): one for one in _offered(session, meeting, today)}
    missing = [pair for pair in chosen if pair not in offered]
    if missing:
        raise ExecutiveRefused("One of these no longer waits for a decision. Open the page again and choose anew.")
    return [_add(session, meeting, offered[pair], by_id) for pair in dict.fromkeys(chosen)]


def _offered(session: Session, meeting: ExecutiveMeeting, today: date) -> list[Waiting]:
    """What waits, without decisions that were not late yet on the day of this meeting, where it has been already."""
    found = waiting_for(session, meeting.partnership_id, today)
    return [one for one in found if one.source_type != TAKEN_UP or one.raised_on < meeting.day]


def write_item(session: Session, meeting: ExecutiveMeeting, words: ItemText, by_id: int, today: date) -> AgendaItem:
    """Put something on the agenda that no record has raised."""
    lock_meeting(session, meeting)
    title, asks, paper = _checked(session, meeting, words)
    if any((one.title, one.asks, one.state) == (title, asks, "open") for one in meeting.items):
        raise ExecutiveRefused(f"“{title}” is on this agenda already.")
    matter = Waiting(
        source_type=OWN, source_id=new_uuid(), title=title, asks=asks, paper=paper,
        raised_on=min(today, meeting.day),
    )  # fmt: skip
    return _add(session, meeting, matter, by_id)


def word_paper(session: Session, item: AgendaItem, words: ItemText) -> None:
    """Say in better words what an item is about; once the agenda has gone out it stays as it was sent."""
    lock_meeting(session, item.meeting)
    _refuse_dealt_with(item)
    if item.meeting.state == "sent" and not item.after_sending:
        raise ExecutiveRefused("The agenda has been sent, so its papers stay as members have them. Add another item.")
    item.title, item.asks, item.paper = _checked(session, item.meeting, words)
    session.flush()


def move_item(session: Session, item: AgendaItem, *, up: bool) -> bool:
    """Put an item one place up or down among those that are shown; whether it moved."""
    lock_meeting(session, item.meeting)
    if item.meeting.state == "sent":
        raise ExecutiveRefused("The agenda has been sent, so its order stays.")
    items = list(item.meeting.items)
    shown = [one for one in items if one.state != "withdrawn"]
    if item not in shown:
        raise ExecutiveRefused("This item was taken off the agenda.")
    neighbour = shown.index(item) + (-1 if up else 1)
    if not 0 <= neighbour < len(shown):
        return False
    place, other = items.index(item), items.index(shown[neighbour])
    items[place], items[other] = items[other], items[place]
    for position, one in enumerate(items, 1):
        one.position = position
    session.flush()
    session.expire(item.meeting, ["items"])
    return True


def take_off(session: Session, item: AgendaItem, why: str) -> None:
    """Take an item off the agenda, and say why; what it is about waits again."""
    lock_meeting(session, item.meeting)
    _refuse_dealt_with(item)
    item.state, item.state_why = "withdrawn", _reason(session, item.meeting, why)
    session.flush()


def defer(session: Session, item: AgendaItem, why: str) -> None:
    """Note that the Executive put a matter off, and why; it is offered for the next agenda."""
    lock_meeting(session, item.meeting)
    _refuse_dealt_with(item)
    item.state, item.state_why = "deferred", _reason(session, item.meeting, why)
    session.flush()


def send_agenda(session: Session, meeting: ExecutiveMeeting, by_id: int) -> int:
    """Freeze the agenda under a fingerprint and write to every member where it is; how many messages are queued."""
    lock_meeting(session, meeting)
    if meeting.state == "sent":
        raise ExecutiveRefused("The agenda has been sent already. What is added now is marked as late.")
    items = [one for one in meeting.items if one.state == "open"]
    if not items:
        raise ExecutiveRefused("There is nothing on the agenda yet.")
    meeting.agenda = _content(meeting, items)
    meeting.fingerprint = fingerprint_of(meeting.agenda)
    meeting.state, meeting.sent_at, meeting.sent_by_id = "sent", now(), by_id
    session.flush()
    return sum(_tell(session, meeting, user) for user in members_of(session, meeting.partnership_id))


def hold(session: Session, meeting: ExecutiveMeeting, today: date) -> None:
    """Note that a meeting was held: only once every item of it was decided, deferred or taken off."""
    lock_meeting(session, meeting)
    if meeting.day > today:
        raise ExecutiveRefused(f"The meeting is on {meeting.day:%-d %B %Y}. Note that it was held once it has been.")
    left = [one for one in meeting.items if one.state == "open"]
    if left:
        raise ExecutiveRefused(
            f"{len(left)} of its items {'is' if len(left) == 1 else 'are'} not dealt with: “{left[0].title}”. "
            "Record the decision, or defer it and say why."
        )
    meeting.state, meeting.held_at = "held", now()
    session.flush()


def cancel(session: Session, meeting: ExecutiveMeeting, why: str) -> None:
    """Cancel a meeting at which nothing was decided; what was on its agenda waits again."""
    lock_meeting(session, meeting)
    if any(one.state == "decided" for one in meeting.items):
        raise ExecutiveRefused("Something was decided at this meeting, so it was held and cannot be cancelled.")
    meeting.cancelled_why = _reason(session, meeting, why)
    meeting.state = "cancelled"
    session.flush()


def members_of(session: Session, partnership_id: int) -> list[User]:
    """The members of the Executive, by name."""
    found = {
        one.user.id: one.user
        for one in memberships(session, partnership_id, MEMBERS)
        if one.role_key == EXECUTIVE_ROLE and one.user.active
    }
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def fingerprint_of(content: dict[str, Any]) -> str:
    """SHA-256 over what was sent."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _add(session: Session, meeting: ExecutiveMeeting, matter: Waiting, by_id: int) -> AgendaItem:
    if len(meeting.items) >= MOST_ITEMS:
        raise ExecutiveRefused(f"An agenda has at most {MOST_ITEMS} items. Plan another meeting.")
    again = next(
        (one for one in meeting.items if (one.source_type, one.source_id) == (matter.source_type, matter.source_id)),
        None,
    )
    if again is not None and again.state != "withdrawn":
        raise ExecutiveRefused(f"“{again.title}” was dealt with at this meeting. Put it on the agenda of another.")
    if again is not None:  # it was taken off this agenda, and comes back
        again.state, again.state_why, again.after_sending = "open", "", meeting.state == "sent"
        session.flush()
        return again
    item = AgendaItem(
        meeting_id=meeting.id, position=max((one.position for one in meeting.items), default=0) + 1,
        title=matter.title, asks=matter.asks, paper=matter.paper, source_type=matter.source_type,
        source_id=matter.source_id, source_number=matter.number, raised_on=matter.raised_on,
        after_sending=meeting.state == "sent", added_by_id=by_id,
    )  # fmt: skip
    session.add(item)
    session.flush()
    session.expire(meeting, ["items"])
    return item


def _content(meeting: ExecutiveMeeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    return {
        "day": meeting.day.isoformat(), "place": meeting.place, "reference": meeting.reference,
        "items": [
            {"title": one.title, "asks": one.asks, "paper": one.paper, "raised_on": one.raised_on.isoformat()}
            for one in items
        ],
    }  # fmt: skip


def _tell(session: Session, meeting: ExecutiveMeeting, user: User) -> int:
    partnership = session.get_one(Partnership, meeting.partnership_id)
    root = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    body = (
        f"Dear {user.name},\n\nthe agenda of the Executive’s meeting on {meeting.day:%-d %B %Y} is ready. Sign in to "
        f"read it and its papers:\n{root}/p/{partnership.slug}/executive/meetings/{meeting.number}\n\n"
        f"{partnership.name}\n"
    )
    message = queue_once(
        session, purpose=MAIL, about=f"meeting {meeting.id}", recipient=f"user {user.id}", to=user.email,
        partnership_id=meeting.partnership_id, subject=f"Agenda for {meeting.day:%-d %B %Y}", body=body, kind=MAIL,
        key=meeting.id,
    )  # fmt: skip
    return 0 if message is None else 1


def _checked(session: Session, meeting: ExecutiveMeeting, words: ItemText) -> tuple[str, str, str]:
    title, asks, paper = " ".join(words.title.split()), words.asks.strip(), words.paper.strip()
    if not title or not asks:
        raise ExecutiveRefused("Say what the item is, and which decision is asked for.")
    if len(title) > LONGEST_TITLE or max(len(asks), len(paper)) > LONGEST_TEXT:
        raise ExecutiveRefused(f"Use at most {LONGEST_TITLE} characters for the title, {LONGEST_TEXT:,} for the rest.")
    texts = [("The title", title), ("The decision asked for", asks), ("The paper", paper)]
    check_words(session, meeting.partnership_id, texts, checked=words.checked)
    return title, asks, paper


def _reason(session: Session, meeting: ExecutiveMeeting, why: str) -> str:
    if not why.strip():
        raise ExecutiveRefused("Say why.")
    check_words(session, meeting.partnership_id, [("The reason", why)], checked=True)
    return why.strip()


def _refuse_dealt_with(item: AgendaItem) -> None:
    if item.state != "open":
        raise ExecutiveRefused("This item is dealt with already.")
