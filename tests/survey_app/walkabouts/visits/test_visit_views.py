"""Planning, changing and calling off a visit, as people do it on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.days import TODAY

HOME = "/p/north/walkabouts/visits"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def assessment(session: Session, partnership: Partnership) -> Section11Assessment:
    return make_section11_assessment(session, make_cycle(session, partnership, rounds=()))


@pytest.fixture
def leader(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("auditor",))


@pytest.fixture
def page(client: FlaskClient, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(client, make_user(session, partnership, roles=("qa_group",)))


def filled(assessment: Section11Assessment, team: dict[int, str], **values: Any) -> dict[str, Any]:
    return {
        "agency": str(assessment.members[0].agency_id), "site": "Main office", "starts_at": "09:30", "ends_at": "12:00",
        "day": (TODAY + timedelta(days=7)).isoformat(), "arrangements": "Ask for the duty manager.",
        **{f"member_{user_id}": role for user_id, role in team.items()}, **values,
    }  # fmt: skip


def messages(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.queued_at, OutboxMessage.subject)))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Visit)) or 0


def test_a_visit_is_planned_and_its_team_told(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    response = page.post(f"{HOME}/new/{assessment.id}", data=filled(assessment, {leader.id: "leader"}))
    assert response.status_code == 302, response.text
    visit = session.scalars(select(Visit)).one()
    shown = page.get(response.location).text
    assert "Main office" in shown
    assert "Not declared yet" in shown
    message = messages(session)[0]
    assert message.to_address == leader.email
    assert f"http://localhost{HOME}/mine/{visit.id}/visit.ics" in message.body
    assert "Main office" in page.get(HOME + "/").text
