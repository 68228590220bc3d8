"""Numbers of the chain's records: given one after another in a partnership, also to two people at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Partnership


def lock_numbers(session: Session, partnership_id: int) -> None:
    """Keep others of the partnership from numbering records until the transaction ends."""
    session.flush()
    locked = select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True)
    session.execute(locked).one()


def next_number(session: Session, model: Any, partnership_id: int) -> int:
    """The number after the highest one of this kind of record; nobody else gets it before the transaction ends.

    Parameters
    ----------
    model
        A table with ``partnership_id`` and ``number``: Finding, Recommendation, Action, OutsideReview.

    Notes
    -----
    The partnership's row is locked without keeping others from pointing at it, so only those who number wait.
    """
    lock_numbers(session, partnership_id)
    last = session.scalar(select(func.max(model.number)).where(model.partnership_id == partnership_id))
    return (last or 0) + 1
