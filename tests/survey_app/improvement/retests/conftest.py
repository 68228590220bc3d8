"""The world that the tests of re-tests share."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.survey_app.improvement.actions.action_world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)
