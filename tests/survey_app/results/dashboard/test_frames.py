from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.results.dashboard.frames import actions_of, visits_of
from survey_app.walkabouts.models import Section11Action
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
    walkabout_document,
)

TODAY = date(2026, 11, 2)


def test_a_partnership_that_is_no_demo_has_no_constructed_actions_or_visits(session: Session) -> None:
    partnership = make_partnership(session)
    session.add(Section11Action(partnership_id=make_partnership(session).id, what="Elsewhere", opened_on=TODAY))
    assert actions_of(session, partnership, today=TODAY) is None
    make_visit(session)  # of another partnership
    assert visits_of(session, partnership) is None


def test_the_demo_s_are_said_to_be_constructed(session: Session) -> None:
    partnership = make_partnership(session, is_demo=True)
    session.add(Section11Action(partnership_id=partnership.id, what="Teach it.", owner="Police", opened_on=TODAY))
    actions = actions_of(session, partnership, today=TODAY)
    assert actions is not None
    assert "onstructed" in (actions.note or "")
    assert actions.figures.as_of == TODAY
    make_visit(session, make_section11_assessment(session, make_cycle(session, partnership, rounds=())))
    visits = visits_of(session, partnership)
    assert visits is not None
    assert "onstructed" in (visits.note or "")


def test_visits_are_those_planned_and_done_and_count_no_conversations(session: Session) -> None:
    partnership = make_partnership(session)
    cycle = make_cycle(session, partnership, rounds=("walkabout",))
    assessment = make_section11_assessment(session, cycle)
    leader, second = (make_user(session, partnership, roles=("auditor",)) for _ in range(2))
    done = make_visit(session, assessment, leader, second, site="Done", day=date(2026, 2, 1), state="done")
    make_notes(session, done, leader, walkabout_document(), sent=True)
    make_visit(session, assessment, leader, site="Planned", day=date(2026, 3, 1))
    make_visit(session, assessment, leader, site="Called off", day=date(2026, 4, 1), state="cancelled")
    make_visit(session, assessment, site="Proposed", day=None, state="proposed")
    visits = visits_of(session, partnership)
    assert visits is not None
    assert [(visit.site, visit.team) for visit in visits.lines] == [
        ("Done", "Team leader, auditor"), ("Planned", "Team leader"),
    ]  # fmt: skip
    assert {visit.conversations for visit in visits.lines} == {None}
    assert visits.note is None
