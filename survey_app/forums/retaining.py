"""Destroying what is left of a cycle of the Learning Hub, with all that hangs on it and on its forums."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, Table, delete, select, update
from sqlalchemy.orm import Session

from survey_app.database import Base
from survey_app.forums.models import Booking, HubCycle


def held_cycles() -> Select[int]:
    """Cycles that are on legal hold."""
    return select(HubCycle.id).where(HubCycle.legal_hold)


def cycles_of_held_bookings() -> Select[int]:
    """Cycles with a booking that is on legal hold."""
    return select(Booking.cycle_id).where(Booking.legal_hold)


def destroy_bookings(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete bookings with what hangs on them alone."""
    return _delete_rows(session, _table(Booking), session.scalars(select(Booking.id).where(ripe)).all())


def destroy_hub_cycles(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete cycles, their forums and what tables said there, once no booking of them is kept."""
    empty = HubCycle.id.not_in(select(Booking.cycle_id))
    return _delete_rows(session, _table(HubCycle), session.scalars(select(HubCycle.id).where(ripe, empty)).all())


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


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)
