"""An assessment outlives its outcomes: it stays the register of who was assessed, and its pages go on working."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.models import RetentionRule
from survey_app.retention import GRACE_DAYS, apply_retention
from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.outcomes.visited import make_visited, to_stage


def test_the_pages_of_an_assessment_work_when_its_outcomes_are_gone(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    for kind in ("section11_outcome", "section11_action", "good_practice", "visit", "feedback_card"):
        session.add(RetentionRule(partnership_id=found.partnership.id, record_type=kind, months=1, basis="Agreed."))
    session.flush()
    apply_retention(session, today=now().date() + timedelta(days=62 + GRACE_DAYS))
    session.commit()
    client, start = sign_in(app.test_client(), found.qa), f"/p/{found.partnership.slug}/walkabouts"
    cycle = found.assessment.cycle.slug
    pages = (
        f"assessments/{found.assessment.id}", f"cycles/{cycle}", f"outcomes/{found.assessment.id}",
        f"outcomes/{found.assessment.id}/views", f"outcomes/{found.assessment.id}/final",
        f"outcomes/{found.assessment.id}/letter", f"outcomes/{found.assessment.id}/compare", "visits/",
    )  # fmt: skip
    answers = {page: client.get(f"{start}/{page}").status_code for page in pages}
    assert all(status in (200, 404) for status in answers.values()), answers
    assert answers[f"assessments/{found.assessment.id}"] == answers[f"cycles/{cycle}"] == 200
    lead = sign_in(app.test_client(), found.lead)
    assert lead.get(f"{start}/self-assessment/{found.assessment.id}").status_code == 200
