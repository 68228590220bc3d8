"""What an assessment's page says of its visits, to each according to what they may know."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.cycles.parts import AssessmentPart, Viewer
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.visits.part import visits_part
from tests.survey_app.factories import make_agency, make_user
from tests.survey_app.walkabouts.section11_factories import make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import NEXT_WEEK, TODAY


def seen(
    session: Session, assessment: Section11Assessment, *permissions: str, user: User | None = None
) -> AssessmentPart | None:
    viewer = Viewer(
        user_id=user.id if user else 0, partnership_id=assessment.partnership_id, permissions=frozenset(permissions)
    )
    return visits_part(session, [assessment], viewer).get(assessment.id)


def test_visits_are_told_with_what_is_next(session: Session, assessment: Section11Assessment, leader: User) -> None:
    nothing = seen(session, assessment, "walkabouts.read", "walkabouts.manage")
    assert nothing is not None
    assert nothing.status == "None planned"
    assert [step.text for step in nothing.next_steps] == ["Plan a visit"]
    assert [link.endpoint for link in nothing.links] == ["visits.plan"]
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    visit.team[0].declared_at, visit.team[0].conflict = None, "A cousin"
    make_visit(session, assessment, leader, day=TODAY - timedelta(days=3), notified_at=now())
    make_visit(session, assessment, leader, state="cancelled")
    make_visit(session, assessment, day=None, state="proposed")
    found = seen(session, assessment, "walkabouts.read", "walkabouts.manage")
    assert found is not None
    assert found.status == "2 planned"
    assert [(step.person, step.text) for step in found.next_steps] == [
        ("QA group", "Mark the visit as done, or call it off"),
        (leader.name, "Declare conflicts of interest"),
        ("QA group", "Deal with a conflict of interest"),
        ("QA group", "Tell the agency of the visit"),
    ]
    reader = seen(session, assessment, "walkabouts.read")
    assert reader is not None
    assert (reader.next_steps, len(reader.links)) == ((), 2)


def test_an_agency_is_told_of_the_visits_that_it_knows_of(
    session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    agencies = [make_agency(session, partnership) for _ in range(2)]
    assessment = make_section11_assessment(session, assessment.cycle, *agencies)
    ours, others = (member.agency for member in assessment.members)
    lead = make_user(session, partnership, roles=("agency_lead",), agency=ours)
    make_visit(session, assessment, leader, day=NEXT_WEEK, site="Not announced")
    make_visit(session, assessment, leader, day=NEXT_WEEK, site="Announced", notified_at=now())
    make_visit(session, assessment, leader, site="To another member", agency_id=others.id, notified_at=now())
    found = seen(session, assessment, "walkabouts.agency", user=lead)
    assert found is not None
    assert found.next_steps == ()
    assert [(link.text.split(",")[0], link.endpoint) for link in found.links] == [("Announced", "visits.agency_letter")]
    assert seen(session, assessment, "walkabouts.visit") is None
    assert seen(session, assessment) is None


def test_visits_of_another_assessment_are_not_among_them(
    session: Session, assessment: Section11Assessment, leader: User
) -> None:
    make_visit(session, make_section11_assessment(session, assessment.cycle), leader, state="done")
    make_visit(session, assessment, leader, state="done")
    found = seen(session, assessment, "walkabouts.read")
    assert found is not None
    assert (found.status, found.tone) == ("1 visit done", "green")
