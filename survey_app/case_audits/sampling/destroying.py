"""Destroying the keys of lists: by hand, on their day, and before anything else of an audit goes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.case_audits.keeping_records.holds import held_audits, is_held
from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import CaseAudit, CaseList
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.database import now
from survey_app.errors import UserError


class KeyOnHold(UserError):
    """The audit is on legal hold: nothing of it is destroyed."""

    status = 409
    title = "This audit is on legal hold"


def destroy_unlock(session: Session, case_list: CaseList, *, by: int | None) -> bool:
    """Destroy the key of a list for good, and note when and by whom (None: the system, on its day).

    The file goes first: where the note fails to be stored, the key is gone all the same, and the next run notes it.
    False where it had been destroyed before.

    Raises
    ------
    KeyOnHold
        Where the audit is on legal hold.
    """
    lock_row(session, case_list.audit, key_share=True)  # a hold that is set at the same moment comes before, or after
    lock_row(session, case_list)
    if is_held(session, case_list.audit):
        raise KeyOnHold(f"“{case_list.audit.title}” is on legal hold. Its key stays until the hold is lifted.")
    was_there = CaseKeyStore.here().destroy(case_list.id)
    if case_list.unlock_destroyed_at is not None:
        return False
    case_list.unlock_destroyed_at, case_list.unlock_destroyed_by_id = now(), by
    session.flush()
    record(
        session, "case key destroyed", actor_id=by, subject=f"case list {case_list.id}",
        partnership_id=case_list.audit.partnership_id, details={"file_was_there": str(was_there)},
    )  # fmt: skip
    return True


def destroy_unlocks_of(session: Session, audit: CaseAudit, *, by: int | None = None) -> int:
    """Destroy the keys of all lists of an audit: what its own destruction begins with. How many there were."""
    lists = session.scalars(select(CaseList).where(CaseList.audit_id == audit.id)).all()
    return sum(destroy_unlock(session, one, by=by) for one in lists)


def destroy_due_unlocks(session: Session, *, today: date) -> int:
    """Destroy the keys whose day has passed, those of lists that the database has lost included. How many."""
    due = select(CaseList).join(CaseAudit).where(
        CaseList.unlock_destroyed_at.is_(None), CaseList.unlock_until < today, CaseAudit.id.not_in(held_audits())
    )  # fmt: skip
    count = 0
    for one in session.scalars(due).all():
        lock_row(session, one.audit, key_share=True)
        lock_row(session, one)  # its day may have been put off, or the audit on hold, since it was read
        if one.unlock_until is not None and one.unlock_until < today and not is_held(session, one.audit):
            count += destroy_unlock(session, one, by=None)
    return count + _destroy_lost(session, today)


def _destroy_lost(session: Session, today: date) -> int:
    """Keys without a list, such as one whose server was killed as it was made, go on the day that their file says.
    Those of which the list says that they are destroyed go at once, such as one that came back with a copy of the disk.
    """
    store, count = CaseKeyStore.here(), 0
    gone = set(session.scalars(select(CaseList.id).where(CaseList.unlock_destroyed_at.is_not(None))))
    known = set(session.scalars(select(CaseList.id)))
    for list_id, until in list(store.held()):
        is_over = list_id not in known and until is not None and until < today
        if is_over or list_id in gone:
            count += store.destroy(list_id)
    return count
