"""One after another: a record is locked and read again, and whoever comes after its destruction is told so."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from survey_app.errors import UserError


class RecordGone(UserError):
    """Somebody else has destroyed the record since the page was opened."""

    status = 404
    title = "This has been destroyed"

    def __init__(self) -> None:
        super().__init__("It was destroyed since you opened the page. The certificate of an audit says when.")


def lock_row(session: Session, record: Any, *, key_share: bool = False) -> None:
    """Lock a record until the transaction ends, and read it anew.

    Parameters
    ----------
    session : Session
        What it has not written yet is written first.
    record
        An instance of the session.
    key_share : bool
        Whether records that point at this one may be stored meanwhile.

    Raises
    ------
    RecordGone
        Where it has been destroyed meanwhile.
    """
    session.flush()
    try:
        session.refresh(record, with_for_update={"key_share": True} if key_share else True)
    except InvalidRequestError:
        raise RecordGone from None


def mark_of_words(said: object) -> str:
    """Tells what a page showed from any other wording of it: what the page carries, and is asked back for."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
