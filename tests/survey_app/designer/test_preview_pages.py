"""A draft as respondents see it, and the panel that says why a question is hidden; nothing is kept."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.models import Draft, Submission
from survey_app.designer.explanations import explain
from tests.survey_app.designer.pages import DRAFT, officer


def carried_by(page: str) -> str:
    found = re.search(r'name="carried" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_the_panel_says_why_a_question_is_hidden_in_plain_words() -> None:
    compiled = compile_instrument(load_instrument(DRAFT))
    lines = {line.name: line for section in explain(compiled, {"useful": "yes"}).sections for line in section.questions}
    assert lines["useful"].is_asked
    assert not lines["why"].is_asked
    assert lines["why"].why == "‘Was it useful?’ is ‘Yes’"
    assert lines["why"].needs == "‘Was it useful?’ is ‘No’"
    assert lines["people"].why == "there is no entry in ‘Visits’ yet"
    asked = {line.name: line for section in explain(compiled, {"useful": "no"}).sections for line in section.questions}
    assert asked["why"].is_asked


def test_a_preview_goes_through_the_form_and_keeps_nothing(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Draft, Submission)]
    first = qa.get("/preview")
    assert "because ‘Was it useful?’ is not answered yet; it needs: ‘Was it useful?’ is ‘No’" in first.text
    posted = {"carried": carried_by(first.text), "at": "section:first", "shown": ["useful"], "q.useful": "yes"}
    panel = qa.post("/preview", posted | {"go": "panel"}).json
    assert "because ‘Was it useful?’ is ‘Yes’" in panel["html"]
    second = qa.post("/preview", posted | {"go": "continue"})
    assert "Visits" in second.text
    onward = {"carried": carried_by(second.text), "at": "list:visit"}
    assert "Check your answers" in qa.post("/preview", onward | {"go": "check"}).text
    assert "In a preview nothing is" in qa.post("/preview", onward | {"go": "send"}).text
    session.commit()
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Draft, Submission)] == before


def test_an_answer_that_brings_a_question_shows_it_without_a_script(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    posted = {"carried": carried_by(qa.get("/preview").text), "at": "section:first", "shown": ["useful"]}
    page = qa.post("/preview", posted | {"q.useful": "no", "go": "continue"}).text
    assert "First page" in page
    assert "2 of 2 asked" in page
