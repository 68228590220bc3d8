"""The demonstration's six-month report lists the sixteen recommendations as the report of April 2022 did."""

from __future__ import annotations

import io

import docx
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from tests.survey_app.factories import sign_in


def test_the_report_begins_with_its_summary_and_addresses_four_one_six_and_five(
    session: Session, client: FlaskClient
) -> None:
    sign_in(client, session.scalars(select(User).where(User.email == "executive@example.org")).one())
    paper = docx.Document(io.BytesIO(client.get("/p/demo/scrutiny/reports/1/word").data))
    headings = [one.text for one in paper.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings[:2] == ["Executive summary", "Recommendations"]
    texts = [one.text for one in paper.paragraphs]
    assert texts[texts.index("Recommendations") + 1] == (
        "16 recommendations: The front door 4, Practice reviews 1, Quality assurance and performance 6, "
        "The Executive and independent scrutiny 5."
    )
    assert not any(one.startswith("Also suggested") for one in texts)
