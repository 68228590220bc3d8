"""What follows when work is planned, called off or made final: told by whoever does it, done by whoever asked for it.

It imports nothing of any feature, so that planning needs not know what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

Follows = Callable[[Session, int], None]
"""What follows, in the same transaction: session, partnership's id."""

_following: list[Follows] = []


def when_work_changes(follows: Follows) -> Follows:
    """Register what follows when a visit, an audit or a round of a partnership is planned, called off or finished."""
    if follows not in _following:
        _following.append(follows)
    return follows


def work_changed(session: Session, partnership_id: int) -> None:
    """Say that a visit, an audit or a round of a partnership was planned, changed, called off or finished."""
    for follows in _following:
        follows(session, partnership_id)
