"""A partnership with a planner, two auditors and an assessment of one agency."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def assessment(session: Session, partnership: Partnership) -> Section11Assessment:
    return make_section11_assessment(session, make_cycle(session, partnership, rounds=()))


@pytest.fixture
def planner(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def leader(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("auditor",))


@pytest.fixture
def second(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("auditor",))


@pytest.fixture
def page(client: FlaskClient, planner: User) -> FlaskClient:
    return sign_in(client, planner)
