"""A forum that is on now, with two questions, a table, and two facilitators."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import DiscussionTable
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.tables.table_factories import make_table

QUESTIONS = ["What works?", "What gets in the way?"]


@pytest.fixture
def cycle(session: Session, partnership: Partnership) -> HubCycle:
    return make_hub_cycle(session, partnership, slug="gangs", questions=QUESTIONS)


@pytest.fixture
def forum(session: Session, cycle: HubCycle) -> Forum:
    return make_forum(session, cycle, title="Stevenage, morning", public_name="steve", in_hours=-1)


@pytest.fixture
def table(session: Session, forum: Forum) -> DiscussionTable:
    return make_table(session, forum, "Table 4")


@pytest.fixture
def facilitator(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("facilitator",))


@pytest.fixture
def second(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("facilitator",))


@pytest.fixture
def page(client: FlaskClient, facilitator: User) -> FlaskClient:
    return sign_in(client, facilitator)


@pytest.fixture
def reader(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("executive_member",))


@pytest.fixture
def officer_page(client: FlaskClient, planner: User) -> FlaskClient:
    return sign_in(client, planner)
