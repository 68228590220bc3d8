"""What is kept of a draft on devices beside the draft itself: its open conflicts, and how it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import Draft
from survey_app.collect.sync_models import AlertKey, DeviceMessages, DraftConflict, SentNotes
from survey_app.database import now


def open_conflicts(session: Session, draft_id: str) -> list[DraftConflict]:
    """The conflicts of a draft that nobody has decided, in the order in which they were opened."""
    statement = select(DraftConflict).where(DraftConflict.draft_id == draft_id, DraftConflict.decided_at.is_(None))
    return list(session.scalars(statement.order_by(DraftConflict.number)))


def conflict_ids(session: Session, draft_id: str) -> set[str]:
    """The ids of all conflicts that a draft has had."""
    return set(session.scalars(select(DraftConflict.id).where(DraftConflict.draft_id == draft_id)))


def conflict_json(conflict: DraftConflict) -> dict[str, Any]:
    """A conflict as devices know it."""
    return {
        "id": conflict.id, "path": conflict.path, "kept": conflict.kept, "other": conflict.other,
        "device": conflict.device, "at": conflict.opened_at.isoformat(),
        "kind": "set" if len(conflict.path) % 2 else "remove",
    }  # fmt: skip


def keep_conflicts(session: Session, draft_id: str, after: Sequence[dict[str, Any]]) -> None:
    """Write down which conflicts are open now: new ones, those that have another answer, those that are decided."""
    present = {conflict.id: conflict for conflict in open_conflicts(session, draft_id)}
    left = {conflict["id"]: conflict for conflict in after}
    for key, conflict in present.items():
        if key not in left:
            conflict.decided_at = now()
        elif (conflict.kept, conflict.other) != (left[key]["kept"], left[key]["other"]):
            conflict.kept, conflict.other, conflict.opened_at = left[key]["kept"], left[key]["other"], now()
    number = session.scalar(select(func.max(DraftConflict.number)).where(DraftConflict.draft_id == draft_id)) or 0
    for new in (conflict for conflict in after if conflict["id"] not in present):
        number += 1
        session.add(
            DraftConflict(
                id=new["id"], draft_id=draft_id, path=new["path"], kept=new["kept"], other=new["other"],
                device=new["device"], number=number,
            )
        )  # fmt: skip
    session.flush()


def note_sent(session: Session, draft: Draft, number: int) -> SentNotes:
    """Remember a draft as it is sent, as which revision of the submission."""
    sent = SentNotes(draft_id=draft.id, draft_revision=draft.revision, number=number, document=draft.document)
    session.add(sent)
    session.flush()
    return sent


def find_sent(session: Session, draft_id: str, draft_revision: int) -> SentNotes | None:
    """What was sent of a draft at this very revision."""
    return session.get(SentNotes, (draft_id, draft_revision))


def last_sent(session: Session, draft_id: str) -> SentNotes | None:
    """What was last sent of a draft."""
    statement = select(SentNotes).where(SentNotes.draft_id == draft_id).order_by(SentNotes.draft_revision.desc())
    return session.scalars(statement.limit(1)).first()


def destroy_sync_records(session: Session, draft_ids: Any) -> None:
    """Remove all of it with these drafts or submissions, given as a select of ids."""
    for model in (DeviceMessages, DraftConflict, AlertKey, SentNotes):
        session.execute(delete(model).where(model.draft_id.in_(draft_ids)))
