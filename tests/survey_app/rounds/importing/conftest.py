from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_partnership, make_round, make_user, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session)


@pytest.fixture
def manager(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def opening(session: Session, partnership: Partnership) -> Round:
    return make_round(session, partnership, access="open")


@pytest.fixture
def anonymous_opening(session: Session, partnership: Partnership) -> Round:
    return make_round(session, partnership, access="open", anonymous=True)


@pytest.fixture
def managing(client: FlaskClient, manager: User) -> FlaskClient:
    return sign_in(client, manager)
