"""The world that the tests of actions share."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_app.improvement.actions import action_views, change_views, judging_views, own_views, second_half
from tests.survey_app.improvement.actions.action_world import TODAY, World, make_world


@pytest.fixture(autouse=True)
def day_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (action_views, change_views, judging_views, own_views, second_half):
        monkeypatch.setattr(module, "today", lambda: TODAY)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)
