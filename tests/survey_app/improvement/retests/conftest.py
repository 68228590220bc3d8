"""The world that the tests of re-tests share."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_app.improvement.retests import views
from tests.survey_app.improvement.actions.action_world import TODAY, World, make_world


@pytest.fixture(autouse=True)
def day_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "today", lambda: TODAY)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)
