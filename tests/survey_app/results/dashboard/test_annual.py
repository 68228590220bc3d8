"""Annual packs on the web: of releases only, each number with its source, each download recorded."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.results.dashboard.annual import years_of
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session, slug="north")
    version = publish(session, found)
    for slug, day in (("spring", date(2026, 3, 31)), ("summer", date(2026, 7, 1))):
        round_ = make_round(session, found, version, slug=slug, title=f"Round of {slug}", state="closed", closes_on=day)
        for n in range(13):
            add_answer(session, round_, {"useful": "yes" if n < 10 else "no", "comment": None})
    make_round(session, found, version, slug="planned", state="draft", closes_on=date(2027, 5, 1))
    session.commit()
    return found


@pytest.fixture
def client(app: Flask, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, partnership, roles=("executive_member",)))


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_year_begins_on_the_first_of_april() -> None:
    rounds = [Round(closes_on=date(2026, 3, 31)), Round(opens_on=date(2026, 4, 1)), Round()]
    assert years_of(rounds) == {2026: 1, 2025: 1}


def test_the_page_offers_every_year_that_has_rounds(client: FlaskClient) -> None:
    page = client.get("/p/north/dashboard/annual-packs").get_data(as_text=True)
    assert "April 2025 to March 2026" in page
    assert "April 2026 to March 2027" in page
    assert "2027 to" not in page, "a planned round has not opened"


def test_a_pack_holds_the_rounds_of_its_year_with_released_figures(client: FlaskClient, session: Session) -> None:
    answer = client.get("/p/north/dashboard/annual-packs/2025.docx")
    assert answer.status_code == 200
    text = text_of(answer.get_data())
    assert "Round of spring" in text
    assert "Round of summer" not in text
    assert "33% (13 of 40)" in text or "32% (13 of 40)" in text
    session.rollback()
    entry = session.scalars(select(AuditEvent).where(AuditEvent.subject == "annual pack 2025-26")).one()
    assert (entry.action, entry.details) == ("results downloaded", {"rounds": "spring"})


def test_a_year_without_rounds_is_not_there(client: FlaskClient) -> None:
    assert client.get("/p/north/dashboard/annual-packs/1999.docx").status_code == 404


def test_working_figures_are_in_no_pack_whoever_asks(app: Flask, session: Session, partnership: Partnership) -> None:
    team = sign_in(app.test_client(), make_user(session, partnership, roles=("qa_group",)))
    text = text_of(team.get("/p/north/dashboard/annual-packs/2025.docx").get_data())
    assert "WORKING PAPER" not in text
    session.rollback()
    actions = session.scalars(select(AuditEvent.action)).all()
    assert "working results read" not in actions


def test_whoever_may_download_nothing_is_not_offered_any(
    app: Flask, session: Session, partnership: Partnership
) -> None:
    councillor = sign_in(app.test_client(), make_user(session, partnership, roles=("councillor",)))
    assert councillor.get("/p/north/dashboard/annual-packs").status_code == 403
    assert "Annual packs" not in councillor.get("/p/north/dashboard").get_data(as_text=True)
