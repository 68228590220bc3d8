"""Deleting records with all that cannot be without them, as the foreign keys say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, select, update
from sqlalchemy.orm import Session

from survey_app.database import Base


def delete_with_dependants(session: Session, model: type[Base], ids: Sequence[Any]) -> int:
    """Delete records by their key, first every row that cannot be without them; what merely names them forgets them.

    Returns how many records went.
    """
    return _delete_rows(session, cast("Table", model.__table__), ids)


def dependants_of(session: Session, model: type[Base], ids: Sequence[Any]) -> dict[str, set[tuple[Any, ...]]]:
    """What :func:`delete_with_dependants` would delete: by table, the keys of its rows."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    _collect(session, cast("Table", model.__table__), ids, found)
    return found


def _collect(session: Session, table: Table, ids: Any, found: dict[str, set[tuple[Any, ...]]]) -> None:
    if not ids:
        return
    found.setdefault(table.name, set()).update((one,) for one in ids)
    for other in Base.metadata.sorted_tables:
        for foreign in other.foreign_keys:
            if foreign.column is not _key(table) or foreign.parent.nullable:
                continue
            keys = session.execute(select(*other.primary_key.columns).where(foreign.parent.in_(ids))).all()
            if len(other.primary_key.columns) == 1:
                _collect(session, other, [key[0] for key in keys], found)
            elif keys:
                found.setdefault(other.name, set()).update(tuple(key) for key in keys)


def _delete_rows(session: Session, table: Table, ids: Any) -> int:
    """Delete rows, and first every row that cannot be without them; what merely names them forgets them."""
    if not ids:
        return 0
    key = _key(table)
    for other in Base.metadata.sorted_tables:
        for foreign in other.foreign_keys:
            if foreign.column is not key:
                continue
            pointing = foreign.parent.in_(ids)
            if foreign.parent.nullable:
                session.execute(update(other).where(pointing).values({foreign.parent: None}))
            elif len(other.primary_key.columns) == 1:
                _delete_rows(session, other, session.scalars(select(_key(other)).where(pointing)).all())
            else:
                session.execute(delete(other).where(pointing))
    return cast("CursorResult[Any]", session.execute(delete(table).where(key.in_(ids)))).rowcount


def _key(table: Table) -> Any:
    return next(iter(table.primary_key.columns))
