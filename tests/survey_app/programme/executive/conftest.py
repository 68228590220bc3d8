"""The world of the Executive's tests: the one of actions, with another officer and a Chief Officer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.actions.planning import add_action
from survey_app.improvement.models import Action, Escalation
from survey_app.local_time import today as today_in_england
from survey_app.programme.executive.meetings import plan_meeting
from survey_app.programme.executive.models import ExecutiveMeeting
from tests.survey_app.factories import make_user
from tests.survey_app.improvement.actions.action_world import World, make_world, plan


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def today() -> date:
    return today_in_england()


@pytest.fixture
def second(session: Session, world: World) -> User:
    """Another member of the QA group."""
    return make_user(session, world.partnership, roles=("qa_group",))


@pytest.fixture
def chief(session: Session, world: World) -> User:
    return make_user(session, world.partnership, roles=("chief_officer",))


@pytest.fixture
def meeting(session: Session, world: World, today: date) -> ExecutiveMeeting:
    """A meeting that is today."""
    return plan_meeting(session, world.partnership.id, today, "Room 1", world.qa.id)


@pytest.fixture
def late(session: Session, world: World, today: date) -> Escalation:
    """An action that is so late that it has reached the Executive's agenda."""
    return escalated(session, world, today)


def escalated(session: Session, world: World, today: date) -> Escalation:
    action: Action = add_action(
        session, world.recommendation, plan(world, due_by=today + timedelta(days=1)), world.qa.id, today
    )
    action.opened_on = today - timedelta(days=90)
    action.due_by = action.first_due_by = today - timedelta(days=45)
    made = Escalation(action_id=action.id, due_by=action.due_by, level=3, reached_on=today - timedelta(days=5))
    session.add(made)
    session.flush()
    return made
