"""The demo's Section 11 cycle: its rounds, its stages, its people, and that the agency lead can act at once."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Submission
from survey_app.demo.loader import PEOPLE
from survey_app.walkabouts.cycles.agreeing import agree_rubric
from survey_app.walkabouts.cycles.assessments import agencies_without
from survey_app.walkabouts.cycles.cycles import assessments_of
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.cycles.rubrics import rubric_of
from survey_app.walkabouts.cycles.standards import standards_left_out
from survey_app.walkabouts.cycles.visiting import visitors, visits_of
from survey_app.walkabouts.models import Section11Cycle, Visit, VisitNotes
from tests.survey_app.factories import sign_in


def test_the_cycle_shows_every_side_of_section_11(app: Flask, session: Session, day: date) -> None:
    assert set(session.scalars(select(User.email))) == {f"{key}@example.org" for key, _, _ in PEOPLE}
    cycle = session.scalars(select(Section11Cycle)).one()
    assert "constructed" in cycle.title
    linked = (cycle.walkabout_round, cycle.self_round, cycle.staff_round)
    assert all(round_ is not None and "constructed" in round_.title for round_ in linked)
    found = {one.title: one for one in assessments_of(session, cycle)}
    assert (found["Children's social care"].stage, found["Police"].stage) == ("fieldwork", "planned")
    assert [one.name for one in standards_left_out(found["Youth services"])] == ["st7"]
    assert agencies_without(session, cycle), "coverage has gaps to show"
    visits = visits_of(session, list(found.values()))
    (visit,) = visits[found["Children's social care"].id]
    assert (visit.day, visitors([visit])) == (day, ("Audrey Example", "Ben Example", "Yusuf Example"))
    assert visits[found["Police"].id][0].day == day + timedelta(days=9)

    lead = session.scalars(select(User).where(User.email == "agency-lead@example.org")).one()
    police = found["Police"].members[0].agency
    assert agencies_led_by(session, lead.id, cycle.partnership_id) == {police.id}
    shown = rubric_of(found["Police"])
    assert shown is not None
    assert (shown.number, shown.is_locked) == (2, False)
    path = f"/p/demo/walkabouts/your-agency/{found['Police'].id}/rubric"
    assert sign_in(app.test_client(), lead).get(path).status_code == 200
    assert agree_rubric(session, found["Police"], police, 2, by=lead.id) is True


def test_every_visit_and_every_note_of_the_cycle_belongs_to_an_assessment(session: Session) -> None:
    cycle = session.scalars(select(Section11Cycle)).one()
    notes = {
        notes.draft_id: visit
        for notes, visit in session.execute(select(VisitNotes, Visit).join(Visit, Visit.id == VisitNotes.visit_id))
    }
    sent = session.scalars(select(Submission).where(Submission.round_id == cycle.walkabout_round_id)).all()
    assert sent
    for submission in sent:
        assessment = notes[submission.id].assessment
        assert assessment is not None
        assert assessment.cycle_id == cycle.id
        document = submission.revisions[-1].document
        assert document["in_cycle"] == "yes"
        assert not [name for name in document if name.endswith("_self")]
