"""The partnership of these tests."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.survey_app.programme.year.year_world import YearWorld


@pytest.fixture
def world(session: Session) -> YearWorld:
    return YearWorld(session)
