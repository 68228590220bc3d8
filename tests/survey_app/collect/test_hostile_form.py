"""A form that is too much to work out: every page says so in a sentence, and nobody loses an answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import TOO_MUCH_WORK
from instruments.expressions import frame
from survey_app.collect.models import AnonymousReceipt, Draft, Submission
from survey_app.rounds.models import Round
from tests.instruments.hostile_forms import FROM_THE_START, hostile_source
from tests.services.browser import follow
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.designer.pages import officer
from tests.survey_app.factories import make_invitation

SOURCE = hostile_source()

LETTERS = ", ".join(f"{{name: l{at}, label: L}}" for at in range(250))
SLOW_LATER = f"""
settings: {{form_id: made-up-slow-form, form_title: A made-up slow form}}
choices: {{letters: [{LETTERS}]}}
survey:
  - {{type: text, name: name, label: Your name}}
  - {{type: text, name: more, label: More?, relevant: "${{name}} != '' and {FROM_THE_START} > 0"}}
"""


@pytest.fixture
def database_kind() -> str:
    """Nothing of this is the database's affair."""
    return "sqlite"


@pytest.fixture(autouse=True)
def soon_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is reached sooner than it really is, so that the tests are quick."""
    monkeypatch.setattr(frame, "MAXIMUM_WORK_IN_ALL", 20_000)


def test_a_draft_is_kept_and_never_sent(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SOURCE)
    person = auditor(round_)
    person.press("Start a new one")
    person.press("Start")
    assert TOO_MUCH_WORK in person.text
    person.press("Continue", {"name": "A made-up name"})
    assert person.heading == "Question visit"
    assert TOO_MUCH_WORK in person.text
    person.follow("Add entry")
    assert TOO_MUCH_WORK in person.text
    person.open(re.sub("/page/.*", "/check", person.address))
    person.press("Send")
    assert person.problems[0] == TOO_MUCH_WORK
    session.rollback()
    assert session.scalars(select(Draft.document).where(Draft.round_id == round_.id)).one()["name"] == "A made-up name"
    assert session.scalars(select(Submission).where(Submission.round_id == round_.id)).all() == []


def test_an_anonymous_answer_stays_in_the_page(
    session: Session, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SOURCE, access="token", anonymous=True)
    person = by_token(round_)
    person.press("Start")
    assert TOO_MUCH_WORK in person.text
    person.press("Continue", {"name": "A made-up name"})
    person.press("Continue")
    while person.heading != "Check your answers":
        person.press("Continue")
    person.press("Send")
    assert person.problems[0] == TOO_MUCH_WORK
    assert "A made-up name" in person.text
    assert session.scalars(select(AnonymousReceipt).where(AnonymousReceipt.round_id == round_.id)).all() == []


def test_the_preview_and_its_panel_say_so(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.form_id = "made-up-hostile-form"
    qa.upload(SOURCE)
    page = Respondent(client, f"{qa.base}/{qa.form_id}/draft/preview")
    assert page.text.count(TOO_MUCH_WORK) == 2
    posted = {"carried": page.hidden("carried"), "at": "section:first", "shown": "name", "q.name": "A"}
    panel = qa.post("/preview", posted | {"go": "panel"}).json
    assert TOO_MUCH_WORK in panel["html"]
    page.press("Continue", {"name": "A"})
    assert page.heading == "Question visit"
    assert TOO_MUCH_WORK in qa.post("/preview", posted | {"go": "send"}).text


def test_the_browser_says_so_when_an_answer_makes_it_too_much(
    app: Flask,
    session: Session,
    serve: Callable[..., str],
    open_page: Callable[..., Page],
    round_of: Callable[..., Round],
) -> None:
    round_ = round_of(SLOW_LATER, access="token", anonymous=True)
    _, token = make_invitation(session, round_)
    session.commit()
    page = open_page(f"{serve(app)}/a/{token}")
    follow(page.get_by_role("button", name="Start"))
    expect(page.get_by_text(TOO_MUCH_WORK)).to_be_hidden()
    page.get_by_label("Your name").fill("A")
    expect(page.get_by_role("alert").get_by_text(TOO_MUCH_WORK)).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("A")
