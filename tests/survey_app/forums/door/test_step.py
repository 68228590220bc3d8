"""What the page of a cycle says of its doors."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.door.step import door_step
from survey_app.forums.hub.step_table import STEPS
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import HubCycle
from tests.survey_app.forums.door.door_factories import check_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum


def test_a_cycle_says_who_came_and_where_nobody_was_checked_in(session: Session, cycle: HubCycle) -> None:
    assert door_step in STEPS
    assert door_step(session, cycle, now()).stand is Stand.AHEAD
    held, unkept = (
        make_forum(session, cycle, in_hours=-48, title="Held"),
        make_forum(session, cycle, in_hours=-9, title="Unkept"),
    )
    check_in(session, make_booking(session, held))
    make_booking(session, held)
    check_in(session, make_booking(session, held, source="door"))
    step = door_step(session, cycle, now())
    assert step.says == "1 of 2 with a place came, and 1 without one, to one forum. Nobody was checked in at “Unkept”."
    assert (step.stand, step.act) == (Stand.NOW, "Enter who came")
    check_in(session, make_booking(session, unkept))
    assert door_step(session, cycle, now()).stand is Stand.DONE
    make_forum(session, cycle)
    assert door_step(session, cycle, now() + timedelta(minutes=1)).stand is Stand.NOW
