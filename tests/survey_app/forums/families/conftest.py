"""Two youth workers, and a focus group of six that one of them held."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.families.focus_factories import hold, make_group


@pytest.fixture
def worker(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("youth_worker",))


@pytest.fixture
def other_worker(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("youth_worker",))


@pytest.fixture
def group(session: Session, cycle: HubCycle, worker: User) -> FocusGroup:
    return hold(session, make_group(session, cycle, worker.id))


@pytest.fixture
def desk(app: Flask, worker: User) -> FlaskClient:
    """The browser of the youth worker who held the group."""
    return sign_in(app.test_client(), worker)
