"""Changing a record of the chain: locked, compared with what the person saw, and each change a line of the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import new_uuid
from survey_app.errors import UserError
from survey_app.improvement.models import Action, ChainChange, Finding, Recommendation, ReTest

ChainRecord = Finding | Recommendation | Action | ReTest
RECORD_TYPES: Mapping[type, str] = {
    Finding: "finding",
    Recommendation: "recommendation",
    Action: "action",
    ReTest: "re_test",
}


class ChangedMeanwhile(UserError):
    """Somebody else has changed the record since the page was opened."""

    status = 409
    title = "Somebody changed this meanwhile"

    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} was changed after you opened it. Open it again and look at what is new.")


def lock_as_seen(session: Session, record: Finding | Recommendation | Action, revision: int | None) -> None:
    """Lock a record until the transaction ends; refuse where it is no longer as the person saw it.

    Parameters
    ----------
    revision
        The one that the page showed; None where the caller has seen none, such as a rule of the program.
    """
    lock_row(session, record)
    if revision is not None and record.revision != revision:
        raise ChangedMeanwhile(record.reference)


def change(
    session: Session,
    record: ChainRecord,
    values: Mapping[str, Any],
    *,
    by_id: int | None,
    why: str = "",
    batch: str | None = None,
) -> list[ChainChange]:
    """Set fields of a record, and note for each that is another than before what it was and what it became.

    Returns
    -------
    list of ChainChange
        One for each field that changed; the record's revision counts one on where there is any.
    """
    batch = batch or new_uuid()
    lines = []
    for field, became in values.items():
        was = getattr(record, field)
        if was == became:
            continue
        setattr(record, field, became)
        lines.append(_line(record, field, was, became, by_id=by_id, why=why, batch=batch))
    session.add_all(lines)
    if lines and not isinstance(record, ReTest):
        record.revision += 1
    session.flush()
    return lines


def note(
    session: Session,
    record: ChainRecord,
    field: str,
    became: str,
    *,
    by_id: int | None,
    was: str = "",
    why: str = "",
    batch: str | None = None,
) -> None:
    """Add a line to the history for what is no field of the record: that it was made, or evidence came to it."""
    session.add(_line(record, field, was, became, by_id=by_id, why=why, batch=batch or new_uuid()))
    session.flush()


def _line(
    record: ChainRecord, field: str, was: Any, became: Any, *, by_id: int | None, why: str, batch: str
) -> ChainChange:
    partnership_id = record.recommendation.partnership_id if isinstance(record, ReTest) else record.partnership_id
    return ChainChange(
        partnership_id=partnership_id, record_type=RECORD_TYPES[type(record)], record_id=record.id, field=field,
        was=as_text(was), became=as_text(became), why=why, batch=batch, by_id=by_id,
    )  # fmt: skip


def as_text(value: Any) -> str:
    """A value as the history keeps it: nothing, a day as 2026-11-30, a word."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
