"""A forum that was held, for the browser tests: who came, who did not, who came without a place."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.forums.booking.links import link_key
from survey_app.forums.door.codes import door_code
from survey_app.forums.models import Attendance, HubCycle
from tests.survey_app.forums.door.door_factories import check_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum


def prepare_door(session: Session, cycle: HubCycle) -> dict[str, Any]:
    """The forum, somebody who was there with their link and check code, and one forum whose door is open."""
    held = make_forum(session, cycle, title="Held (constructed)", capacity=30, in_hours=-72)
    came, _missing = make_booking(session, held, name="Asha Example"), make_booking(session, held)
    check_in(session, came)
    check_in(session, make_booking(session, held, source="door", email=None, sector="adults"))
    today = make_forum(session, cycle, title="Today (constructed)", capacity=30, in_hours=1)
    coming = make_booking(session, today, name="Bela Example")
    secret = current_app.config["SECRET_KEY"]
    return {
        "held_forum": held.id, "came": came.id, "came_key": link_key(secret, came),
        "check_code": session.get_one(Attendance, came.id).certificate_code, "today_forum": today.id,
        "today_public": today.public_name, "door_code": door_code(secret, coming.id),
    }  # fmt: skip
