"""Changing a draft, one change at a time: each can be undone, and nobody overwrites another's change unasked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.application import LONDON
from survey_app.database import now
from survey_app.designer.models import DraftChange, DraftEditor, InstrumentRecord
from survey_app.designer.parts import Parts, Row, read_parts
from survey_app.errors import UserError

MOST_CHANGES = 50  # that can be undone, one after another
LARGEST_DRAFT = 2_000_000  # characters
STILL_THERE = timedelta(minutes=5)
SAME_SITTING = timedelta(minutes=30)


class PieceChanged(Exception):
    """Somebody else has changed the very piece that is being saved; it is never overwritten unasked."""


class NothingToUndo(UserError):
    """The last change cannot be taken back."""

    status = 409
    title = "There is nothing to undo"


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody else who has the same draft open."""

    name: str
    since: datetime

    @property
    def said(self) -> str:
        """The notice, in the time of this country."""
        return f"{self.name} is editing this too, since {self.since.astimezone(LONDON):%H:%M}."


def current_source(record: InstrumentRecord) -> str:
    """What an edit begins from: the draft, or else the newest version."""
    return record.draft_source or (record.versions[-1].source if record.versions else "")


def current_parts(record: InstrumentRecord) -> Parts:
    """The rows of the draft, or of the newest version when nothing is being edited."""
    return read_parts(current_source(record))


def fingerprint(*pieces: object) -> str:
    """A short name of what a form showed, to see later whether it is still so."""
    text = json.dumps(pieces, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def own_columns(row: Row) -> Row:
    """A row without the rows within it: moving or changing those is no change of the row itself."""
    return {name: value for name, value in row.items() if name != "children"}


def edit_draft(
    session: Session, record: InstrumentRecord, change: Callable[[Parts], str], *, actor_id: int | None
) -> Parts:
    """Make one change of the rows; ``change`` makes it and says in words what it did.

    The record is locked first, so that of two people who save at once the second sees what the first has saved.
    Whatever ``change`` raises leaves the draft as it was.
    """
    session.refresh(record, with_for_update=True)
    before = record.draft_source
    parts = current_parts(record)
    untouched = parts.text()
    what = change(parts)
    after = parts.text()
    if after == untouched:
        return parts
    if len(after) > LARGEST_DRAFT:
        raise UserError("With this the instrument would be larger than can be kept. Split it into two instruments.")
    _keep(session, record, after, before, what, actor_id)
    note_editor(session, record, actor_id)
    return parts


def replace_source(session: Session, record: InstrumentRecord, source: str, *, what: str, actor_id: int | None) -> None:
    """Put a whole text in the draft's place, as one change that can be undone."""
    if record.draft_source != source:
        _keep(session, record, source, record.draft_source, what, actor_id)
        note_editor(session, record, actor_id)


def _keep(session: Session, record: InstrumentRecord, after: str, before: str, what: str, actor_id: int | None) -> None:
    record.draft_source = after
    record.draft_revision += 1
    _name_record(record)
    session.add(
        DraftChange(
            instrument_id=record.id, revision=record.draft_revision, by_id=actor_id, what=what[:300],
            source_before=before,
        )
    )  # fmt: skip
    oldest = record.draft_revision - MOST_CHANGES
    session.execute(delete(DraftChange).where(DraftChange.instrument_id == record.id, DraftChange.revision <= oldest))
    session.flush()


def _name_record(record: InstrumentRecord) -> None:
    title = current_parts(record).settings.get("form_title")
    if isinstance(title, str) and title.strip():
        record.title = title.strip()[:300]


def last_change(session: Session, record: InstrumentRecord) -> DraftChange | None:
    """The change that an undo would take back."""
    return session.scalars(
        select(DraftChange).where(DraftChange.instrument_id == record.id).order_by(DraftChange.revision.desc()).limit(1)
    ).first()


def changes_of(session: Session, record: InstrumentRecord) -> list[DraftChange]:
    """What was changed in this draft, the newest first."""
    query = select(DraftChange).where(DraftChange.instrument_id == record.id)
    return list(session.scalars(query.order_by(DraftChange.revision.desc())))


def undo(session: Session, record: InstrumentRecord, *, revision: int, actor_id: int | None) -> str:
    """Take the last change back, if it is still the last and one's own; what it was."""
    session.refresh(record, with_for_update=True)
    change = last_change(session, record)
    if change is None or change.revision != revision:
        raise NothingToUndo("The draft was changed meanwhile. Look at the outline as it is now, and undo from there.")
    if change.by_id != actor_id:
        name = change.by.name if change.by else "Somebody else"
        raise NothingToUndo(f"The last change is {name}’s: {change.what}. Ask them, or change it back yourself.")
    what = change.what
    record.draft_source = change.source_before
    record.draft_revision += 1  # so that forms opened before the undo are seen to be older
    session.delete(change)
    if record.draft_source:
        _name_record(record)
    session.flush()
    return what


def forget_changes(session: Session, record: InstrumentRecord) -> None:
    """When a draft is published or discarded, its history and its editors go."""
    session.execute(delete(DraftChange).where(DraftChange.instrument_id == record.id))
    session.execute(delete(DraftEditor).where(DraftEditor.instrument_id == record.id))


def note_editor(session: Session, record: InstrumentRecord, user_id: int | None) -> None:
    """Somebody is working on the draft, now."""
    if user_id is None:
        return
    moment = now()
    editor = session.get(DraftEditor, (record.id, user_id))
    if editor is None:
        session.add(DraftEditor(instrument_id=record.id, user_id=user_id, since=moment, last_seen=moment))
    else:
        if moment - editor.last_seen > SAME_SITTING:
            editor.since = moment
        editor.last_seen = moment
    session.flush()


def companions(session: Session, record: InstrumentRecord, user_id: int | None) -> list[Companion]:
    """Who else has worked on the draft in the last minutes."""
    query = select(DraftEditor).where(
        DraftEditor.instrument_id == record.id, DraftEditor.user_id != user_id,
        DraftEditor.last_seen > now() - STILL_THERE,
    )  # fmt: skip
    return [Companion(editor.user.name, editor.since) for editor in session.scalars(query.order_by(DraftEditor.since))]
