"""Destroying what is left of a cycle of the Learning Hub, with all that hangs on it and on its forums."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.forums.models import Booking, HubCycle


def held_cycles() -> Select[int]:
    """Cycles that are on legal hold."""
    return select(HubCycle.id).where(HubCycle.legal_hold)


def cycles_of_held_bookings() -> Select[int]:
    """Cycles with a booking that is on legal hold."""
    return select(Booking.cycle_id).where(Booking.legal_hold)


def destroy_bookings(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete bookings with what hangs on them alone."""
    return delete_with_dependants(session, Booking, session.scalars(select(Booking.id).where(ripe)).all())


def destroy_hub_cycles(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete cycles, their forums and what tables said there, once no booking of them is kept."""
    empty = HubCycle.id.not_in(select(Booking.cycle_id))
    return delete_with_dependants(session, HubCycle, session.scalars(select(HubCycle.id).where(ripe, empty)).all())
