"""The world that the tests of lists share, and the pages of its QA group."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.survey_app.factories import sign_in
from tests.survey_app.improvement.actions.action_world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def page(client: FlaskClient, session: Session, world: World) -> FlaskClient:
    session.commit()
    return sign_in(client, world.qa)
