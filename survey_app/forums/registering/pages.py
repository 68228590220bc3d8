"""The blueprint of the pages for people without an account: booking a place, and what they have booked."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, g
from sqlalchemy import select

from survey_app.database import db
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.planning.cycles import find_cycle
from survey_app.forums.registering.forms import Choices
from survey_app.partnership.models import Agency, Footprint, Locality, Partnership

blueprint = Blueprint("hub_booking", __name__)


def public_cycle_or_404(slug: str) -> HubCycle:
    """The cycle of this address; one without any forum is nobody's business yet."""
    cycle = find_cycle(db.session(), g.partnership.id, slug)
    return cycle if cycle is not None and cycle.forums else abort(404)


def open_forums(cycle: HubCycle, terms: Terms) -> list[Forum]:
    """The forums that take bookings now."""
    return [forum for forum in cycle.forums if terms.takes_bookings(forum)]


def choices_of(partnership: Partnership) -> Choices:
    """The agencies and localities that a form of this partnership offers."""
    return Choices(agencies=_agencies(partnership), localities=_localities(partnership))


def _agencies(partnership: Partnership) -> Sequence[Agency]:
    mine = select(Footprint.agency_id).where(Footprint.partnership_id == partnership.id)
    return db.session.scalars(select(Agency).where(Agency.id.in_(mine)).order_by(Agency.name)).all()


def _localities(partnership: Partnership) -> Sequence[Locality]:
    return db.session.scalars(
        select(Locality).where(Locality.partnership_id == partnership.id).order_by(Locality.name)
    ).all()
