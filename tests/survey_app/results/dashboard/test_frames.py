from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.results.dashboard.frames import actions_of, visits_of
from tests.survey_app.factories import make_partnership

TODAY = date(2026, 11, 2)


def test_a_partnership_that_is_no_demo_has_no_constructed_actions_or_visits(session: Session) -> None:
    partnership = make_partnership(session)
    assert actions_of(partnership, today=TODAY) is None
    assert visits_of(partnership, today=TODAY) is None


def test_the_demo_s_are_said_to_be_constructed_and_count_no_conversations(session: Session) -> None:
    partnership = make_partnership(session, is_demo=True)
    actions, visits = actions_of(partnership, today=TODAY), visits_of(partnership, today=TODAY)
    assert actions is not None
    assert visits is not None
    assert "onstructed" in (actions.note or "")
    assert "onstructed" in (visits.note or "")
    assert actions.figures.as_of == TODAY
    assert {visit.conversations for visit in visits.lines} == {None}
