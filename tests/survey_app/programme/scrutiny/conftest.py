"""The world of the scrutineer's desk, on both kinds of database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.survey_app.programme.scrutiny.scrutiny_world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)
