"""A worry about a child: the alert at the top of the duty list, and what an anonymous answer leaves out.

An alert carries who was told and when, never a grade or another answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument, Item
from survey_app.accounts.models import Membership, Role, User
from survey_app.collect.entries import Entry, every_entry
from survey_app.collect.entry_ids import ids_of
from survey_app.collect.help_now import NOTE, find_calls
from survey_app.collect.models import SafetyAlert
from survey_app.mail import queue_mail
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round

RAISED = "yes"
_SAFETY_PARTS = ("safety", "told", "time", "note")
_TOLD_LENGTH, _TIME_LENGTH, _SLOT_LENGTH = 300, 40, 80  # as the columns are


@dataclass(frozen=True, slots=True)
class Worry:
    """A safety question answered "yes", and what its parts say so far."""

    item: Item
    entry: Entry
    told: str
    time: str
    note: str

    @property
    def is_recorded(self) -> bool:
        """Whether it is written down who was told, and when."""
        return bool(self.told and self.time)


def safety_items(compiled: CompiledInstrument) -> tuple[Item, ...]:
    """The questions that stop the form when answered "yes"."""
    return tuple(item for item in compiled.items if item.part == "safety")


def is_safety_item(item: Item) -> bool:
    """Whether the item belongs to a safety question, the question itself included."""
    return item.part in _SAFETY_PARTS


def worries(compiled: CompiledInstrument, document: dict[str, Any]) -> Iterator[Worry]:
    """Every worry in a document, in form order."""
    for item in safety_items(compiled):
        for entry, answers in _places(item, document):
            name = item.name
            if answers.get(name) == RAISED:
                yield Worry(
                    item=item, entry=entry, told=_text(answers, f"{name}_told"), time=_text(answers, f"{name}_time"),
                    note=_text(answers, f"{name}_note"),
                )  # fmt: skip


def raise_alerts(
    session: Session,
    round_: Round,
    draft_id: str,
    compiled: CompiledInstrument,
    document: dict[str, Any],
    author_id: int | None,
    *,
    named: dict[str, Any] | None = None,
) -> list[SafetyAlert]:
    """Put every worry of the document on the duty list that is not there yet; the new alerts.

    What is there already is brought up to date with who was told. ``named`` is the same document with the ids of its
    entries, where the document itself has lost them. Never called for an anonymous round.
    """
    if round_.anonymous:
        raise ValueError("an anonymous round stores no alert: it would be tied to a moment, and so to a person")
    fresh = []
    for worry in worries(compiled, document):
        slot = slot_of(named if named is not None else document, worry.item, worry.entry)
        alert = find_alert(session, draft_id, worry.item.name, slot)
        if alert is None:
            alert = SafetyAlert(
                partnership_id=round_.partnership_id, round_id=round_.id, draft_id=draft_id,
                question=worry.item.name, entry=slot, raised_by_id=author_id,
            )  # fmt: skip
            session.add(alert)
            fresh.append(alert)
        alert.is_answered = True
        bring_up_to_date(alert, told=worry.told, told_at=worry.time, note=worry.note)
    asking = _note_calls(session, round_, draft_id, compiled, named if named is not None else document, author_id)
    session.flush()
    if fresh:
        tell_of_worry(session, round_)
    elif asking:
        tell_of_call(session, round_)
    return [*fresh, *asking]


def _note_calls(
    session: Session,
    round_: Round,
    draft_id: str,
    compiled: CompiledInstrument,
    document: dict[str, Any],
    author_id: int | None,
) -> list[SafetyAlert]:
    """Put every answer that asks for help on the duty list that is not there yet: which question, not what was said."""
    found = []
    for call in find_calls(compiled, document):
        slot = slot_of(document, call.item, call.entry)
        if find_alert(session, draft_id, call.item.name, slot) is None:
            alert = SafetyAlert(
                partnership_id=round_.partnership_id, round_id=round_.id, draft_id=draft_id, question=call.item.name,
                entry=slot, raised_by_id=author_id, note=NOTE % (call.item.question.label or call.item.name),
            )  # fmt: skip
            session.add(alert)
            session.flush()
            found.append(alert)
    return found


def raise_outside_rounds(
    session: Session, partnership: Partnership, record_id: str, question: str, *, place: str, raised_by_id: int
) -> SafetyAlert:
    """Put a worry on the duty list that was not raised in a round; each call is another worry."""
    alert = SafetyAlert(
        partnership_id=partnership.id, draft_id=record_id, question=question, place=place,
        entry=_unused_slot(session, record_id), raised_by_id=raised_by_id,
    )  # fmt: skip
    session.add(alert)
    session.flush()
    tell_duty_people(
        session, partnership, "Somebody has an immediate worry about a child",
        "Somebody has just said, outside of any form, that they have an immediate worry about a child.",
    )  # fmt: skip
    return alert


def tell_of_worry(session: Session, round_: Round) -> None:
    """Mail the duty people of a round's partnership that somebody has a worry."""
    tell_duty_people(
        session, round_.partnership, "Somebody has an immediate worry about a child",
        f"In “{round_.title}” somebody has just said that they have an immediate worry about a child.",
    )  # fmt: skip


def tell_of_call(session: Session, round_: Round) -> None:
    """Mail the duty people that an answer asks for help."""
    tell_duty_people(
        session, round_.partnership, "Somebody may need help",
        f"In “{round_.title}” somebody has just given an answer after which the form showed them where to get help.",
    )  # fmt: skip


def bring_up_to_date(alert: SafetyAlert, *, told: str, told_at: str, note: str) -> None:
    """Write down who was told; what is known already is not blanked by answers that do not have it yet."""
    alert.told = told[:_TOLD_LENGTH] or alert.told or ""
    alert.told_at = told_at[:_TIME_LENGTH] or alert.told_at or ""
    alert.note = note or alert.note or ""


def close_slot(session: Session, draft_id: str, question: str, slot: str) -> None:
    """Move the alert of a question out of the way, so that the same question answered "yes" anew is a new worry.

    One that a device has told of, and whose answers have only now come, stays: it is this very worry.
    """
    alert = find_alert(session, draft_id, question, slot)
    if alert is not None and alert.is_answered:
        vacate(session, alert)


def vacate(session: Session, alert: SafetyAlert) -> None:
    """Let the alert's place be taken by another worry."""
    alert.entry = _unused_slot(session, alert.draft_id)
    session.flush()


def forget_entry(session: Session, draft_id: str, questions: tuple[str, ...], removed: Entry) -> None:
    """Keep alerts with their conversation when one before it is removed, and keep the removed one's alerts too.

    ``questions`` are those asked in the entry, or in a repeat within it.
    """
    found = session.scalars(
        select(SafetyAlert).where(SafetyAlert.draft_id == draft_id, SafetyAlert.question.in_(questions))
    )
    level = len(removed) - 1
    placed = [(_entry_of(alert.entry), alert) for alert in found if alert.entry[:1].isdigit()]
    inside = [(at, alert) for at, alert in placed if len(at) > level and at[:level] == removed[:level]]
    for at, alert in sorted(inside, key=lambda pair: pair[0]):
        if at[level] == removed[level]:
            alert.entry = _unused_slot(session, draft_id)
        elif at[level] > removed[level]:
            alert.entry = entry_text((*at[:level], at[level] - 1, *at[level + 1 :]))
        session.flush()


def without_safety_answers(compiled: CompiledInstrument, document: dict[str, Any]) -> dict[str, Any]:
    """The document as an anonymous round keeps it: nothing of a safety question."""
    return _drop(document, {item.name for item in compiled.items if is_safety_item(item)})


def duty_people(session: Session, partnership_id: int) -> list[User]:
    """Whom a worry is mailed to: the active users of the partnership who may acknowledge it."""
    statement = (
        select(User, Role)
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.key == Membership.role_key)
        .where(Membership.partnership_id == partnership_id, User.active)
        .order_by(User.id)
    )
    found = {user.id: user for user, role in session.execute(statement) if "duty.manage" in role.permissions}
    return list(found.values())


def tell_duty_people(session: Session, partnership: Partnership, subject: str, what: str) -> None:
    """Queue a message without any answer: it says only that there is something to look at."""
    body = (
        f"{what}\n\nSign in to Walkabout and open the duty list of {partnership.name}.\n"
        "This message carries no details, because e-mail is not safe enough for them.\n"
    )
    for user in duty_people(session, partnership.id):
        queue_mail(session, to=user.email, subject=subject, body=body, kind="duty_list", partnership_id=partnership.id)


def entry_text(entry: Entry) -> str:
    """How an alert keeps its entry: "2.0"; a question outside repeats stands in "0"."""
    return ".".join(str(index) for index in entry) or "0"


def slot_of(document: dict[str, Any], item: Item, entry: Entry) -> str:
    """How an alert keeps its entry: by ids where the entries have them, so that their order does not matter."""
    ids = ids_of(document, item.repeats, entry)
    return slot_of_ids(ids) if ids else entry_text(entry)


def slot_of_ids(ids: Sequence[str]) -> str:
    """The same for an entry that is named by ids."""
    text = "#" + "/".join(ids) if ids else "0"
    return text if len(text) <= _SLOT_LENGTH else "#" + hashlib.sha256(text.encode()).hexdigest()


def _entry_of(text: str) -> Entry:
    return tuple(int(part) for part in text.split("."))


def find_alert(session: Session, draft_id: str, question: str, slot: str) -> SafetyAlert | None:
    """The alert of a question in one entry."""
    statement = select(SafetyAlert).where(
        SafetyAlert.draft_id == draft_id, SafetyAlert.question == question, SafetyAlert.entry == slot
    )
    return session.scalars(statement).one_or_none()


def _unused_slot(session: Session, draft_id: str) -> str:
    """A number below zero that no alert of this draft has."""
    taken = session.scalars(select(SafetyAlert.entry).where(SafetyAlert.draft_id == draft_id))
    return str(min(int(slot) if slot.startswith("-") else 0 for slot in (*taken, "0")) - 1)


def _places(item: Item, document: dict[str, Any]) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """The answers in which a question stands: the document itself, or every entry of its repeats."""
    return every_entry(document, item.repeats)


def _text(answers: dict[str, Any], name: str) -> str:
    value = answers.get(name)
    return value if isinstance(value, str) else ""


def _drop(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The document without these names, in entries of repeats too."""
    return {
        name: [_drop(entry, names) if isinstance(entry, dict) else entry for entry in value]
        if isinstance(value, list)
        else value
        for name, value in document.items()
        if name not in names
    }
