"""The same form sent twice, by a double click or by loading its answer again: the second time finds the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

Kept = TypeVar("Kept")


def kept_before(
    session: Session, model: type[Kept], fits: Callable[[Kept], bool] = lambda one: True, **values: Any
) -> Kept | None:
    """A record with exactly these values that fits, or None.

    Asked under the lock under which such records are made, so that of two presses at once the second finds the first.
    ``fits`` looks at what no column of the record holds, such as its lines.
    """
    return next((one for one in session.scalars(select(model).filter_by(**values)) if fits(one)), None)
