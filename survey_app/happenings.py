"""What follows when work is planned, called off or made final: told by whoever does it, done by whoever asked for it.

It imports nothing of any feature, so that planning needs not know what hangs on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from survey_app.errors import place_of

log = logging.getLogger(__name__)

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
        with alone(session, f"{follows.__name__} of partnership {partnership_id}"):
            follows(session, partnership_id)


@contextmanager
def alone(session: Session, what: str) -> Iterator[None]:
    """Do something that hangs on other work: where it fails it alone is undone, and logged; the work goes on.

    What was not done is made up for by the nightly run.
    """
    session.flush()  # what is wrong with the work itself is raised here
    try:
        with session.begin_nested():
            yield
            session.flush()
    except Exception as error:
        log.error("%s failed: %s at %s", what, type(error).__name__, place_of(error))
