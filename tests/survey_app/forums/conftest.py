"""A partnership with two boards, a planner, a cycle and a forum of two places."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import Forum, HubCycle
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(
        session, slug="north", name="North Partnership", boards="North Children’s Board and North Adults’ Board"
    )


@pytest.fixture
def agency(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def cycle(session: Session, partnership: Partnership) -> HubCycle:
    return make_hub_cycle(session, partnership, slug="gangs")


@pytest.fixture
def forum(session: Session, cycle: HubCycle) -> Forum:
    return make_forum(session, cycle, title="Stevenage, morning", public_name="steve", link="https://meet.example/room")


@pytest.fixture
def planner(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def page(client: FlaskClient, planner: User) -> FlaskClient:
    return sign_in(client, planner)
