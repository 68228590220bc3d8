"""Taking the numbered messages of devices into a draft: each applied once, in one transaction, under a lock."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.collect import device_alerts, safety
from survey_app.collect.changes import ChangeRefused, Reading, as_seen_here, read_changes
from survey_app.collect.drafts import save_draft
from survey_app.collect.fieldwork import OwnWork
from survey_app.collect.keeping import find_giving, given_names
from survey_app.collect.merging import Change, Conflict, Document, apply_change, conflicts_after
from survey_app.collect.sync_models import DeviceMessages
from survey_app.collect.sync_state import conflict_ids, conflict_json, keep_conflicts, open_conflicts
from survey_app.database import new_uuid, now
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.notes.present import Present, lock_present, reopened

LARGEST_NUMBER = 2**31 - 1
LARGEST_DOCUMENT = 8 * 1024 * 1024
_DEVICE = re.compile(r"[A-Za-z0-9_-]{8,64}")


class NotesGone(LookupError):
    """There are no such answers any more."""


class OutOfTurn(Exception):
    """A message has another number than the next; ``expected`` is that, and ``body`` the present state."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = body


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a device sends: its number, the revision that its document is of, and what was changed since."""

    device: str
    number: int
    revision: int | None
    changes: Any

    @property
    def digest(self) -> str:
        """The same for the same changes, whatever signs they are written with."""
        return hashlib.sha256(json.dumps(self.changes, sort_keys=True).encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What the changes of a message came to. ``is_as_seen`` is false where one was read otherwise than it came."""

    document: Document
    conflicts: list[Conflict]
    has_new_conflicts: bool
    is_as_seen: bool


def read_message(body: Mapping[str, Any]) -> Message:
    """The envelope of a message; ChangeRefused where it is none."""
    device, number, revision = body.get("device"), body.get("seq"), body.get("revision")
    if not isinstance(device, str) or not _DEVICE.fullmatch(device):
        raise ChangeRefused("“device” must be 8 to 64 letters and digits.")
    if not _is_number(number) or not 1 <= number <= LARGEST_NUMBER:
        raise ChangeRefused("“seq” must be the number of the message.")
    if revision is not None and not _is_number(revision):
        raise ChangeRefused("“revision” must be a number, or null.")
    return Message(device=device, number=number, revision=revision, changes=body.get("changes"))


def take_message(session: Session, work: OwnWork, message: Message) -> dict[str, Any]:
    """Apply a message that is the next of its device, and answer with the present state.

    Raises
    ------
    NotesGone
        There is neither a draft nor a submission.
    OutOfTurn
        The number is not the next, and not the last with the same changes again.
    ChangeRefused
        A change is none.
    """
    present = lock_present(session, work.draft_id)
    if present is None:
        raise NotesGone
    known = session.get(DeviceMessages, (work.draft_id, message.device))
    last = known.last_number if known is not None else 0
    if known is not None and message.number == last and message.digest == known.last_digest:
        return _state(session, work, present) | {"seq": last}
    if message.number != last + 1:
        raise OutOfTurn(_state(session, work, present) | {"expected": last + 1})
    reading = _read(session, present, work, message)
    if known is None:
        known = DeviceMessages(draft_id=work.draft_id, device=message.device)
        session.add(known)
    known.last_number, known.last_digest, known.last_at = message.number, message.digest, now()
    after, applied = _apply(session, work, present, message, reading)
    session.flush()
    answer = _state(session, work, after) | {"seq": message.number}
    is_its_own = reading.is_as_sent and applied.is_as_seen and not applied.has_new_conflicts
    was_reopened = after.draft is not None and present.draft is None
    has_it = message.revision == present.revision and is_its_own and not was_reopened
    return answer | {"document": None} if has_it else answer


def _read(session: Session, present: Present, work: OwnWork, message: Message) -> Reading:
    """The changes without those to questions that a record answers by itself: nobody is asked them."""
    compiled = compiled_version(present.version)
    reading = read_changes(compiled, message.changes)
    giving = find_giving(session, present.round, work.draft_id, compiled)
    if giving is None:
        return reading
    given = given_names(compiled, giving)
    kept = tuple(change for change in reading.changes if change["path"][-1] not in given)
    return replace(reading, changes=kept, is_as_sent=reading.is_as_sent and len(kept) == len(reading.changes))


def _apply(
    session: Session, work: OwnWork, present: Present, message: Message, reading: Reading
) -> tuple[Present, Applied]:
    """The state after the changes; answers that were sent are opened again only if something in them changes."""
    before = [conflict_json(conflict) for conflict in open_conflicts(session, work.draft_id)]
    applied = _merge(session, present, before, message, reading, work.draft_id)
    changed = applied.document is not present.document
    if not changed and applied.conflicts == before:
        return present, applied
    draft = present.draft
    if draft is None:
        assert present.submission is not None
        draft = reopened(session, present.submission)
        record(
            session, "notes.reopened", actor_id=work.user_id, partnership_id=present.round.partnership_id,
            subject=f"submission {present.submission.reference}", details={"device": message.device},
        )  # fmt: skip
    if changed:
        if len(json.dumps(applied.document)) > LARGEST_DOCUMENT:
            raise ChangeRefused("These answers are too large to be kept together.")
        save_draft(session, draft, applied.document)
        _tell_of_worries(session, present, draft.document, draft.id, draft.author_id)
    keep_conflicts(session, draft.id, applied.conflicts)
    after = Present(
        draft=draft, submission=present.submission, revision=draft.revision, document=draft.document,
        version=present.version, round=present.round,
    )  # fmt: skip
    return after, applied


def _conflict_id(change: Change, taken: Collection[str]) -> str:
    """The id of a conflict that a change opens: the change's own, so that the device can name it before it asks."""
    own = change.get("id")
    return own if own is not None and own not in taken else new_uuid()


def _merge(
    session: Session, present: Present, open_before: list[Conflict], message: Message, reading: Reading, draft_id: str
) -> Applied:
    compiled, document, conflicts = compiled_version(present.version), present.document, open_before
    has_new, as_seen, moment, taken = False, True, now().isoformat(), conflict_ids(session, draft_id)
    for given in reading.changes:
        change = as_seen_here(compiled, document, given)
        merged = apply_change(document, change)
        conflicts = conflicts_after(
            conflicts, change, merged, device=message.device, at=moment, new_id=_conflict_id(change, taken)
        )  # fmt: skip
        taken |= {conflict["id"] for conflict in conflicts}
        document, has_new = merged.document, has_new or merged.conflict is not None
        as_seen = as_seen and change == given
    return Applied(document=document, conflicts=conflicts, has_new_conflicts=has_new, is_as_seen=as_seen)


def _tell_of_worries(
    session: Session, present: Present, document: Document, draft_id: str, author_id: int | None
) -> None:
    compiled = compiled_version(present.version)
    device_alerts.note_new_worries(session, draft_id, compiled, present.document, document)
    safety.raise_alerts(session, present.round, draft_id, compiled, document, author_id)


def _state(session: Session, work: OwnWork, present: Present) -> dict[str, Any]:
    """What every answer to a message says."""
    conflicts = [conflict_json(conflict) for conflict in open_conflicts(session, work.draft_id)]
    return {
        "revision": present.revision, "document": present.document, "conflicts": conflicts,
        "sent": present.reference if present.draft is None else None,
        "amends": present.reference if present.draft is not None else None,
    }  # fmt: skip


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
