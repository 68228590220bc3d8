"""Questions that other answers make required or open: in the browser at once, and on the server in the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import Draft
from survey_app.rounds.models import Round
from tests.services.browser import axe_violations, follow
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation

FORM = """
settings: {form_id: made-up-moods, form_title: A made-up form}
choices:
  yes_no: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]
survey:
  - type: group
    name: first
    label: First
    children:
      - {type: select_one yes_no, name: worried, label: Are you worried?}
      - {type: text, name: why, label: Why?, required: "${worried} = 'yes'", required_message: Say why}
      - {type: select_one yes_no, name: told, label: Was somebody told?, required: "${worried} = 'yes'"}
      - {type: select_one yes_no, name: locked, label: Is it final?, default: "no"}
      - {type: text, name: plan, label: The plan, read_only: "${locked} = 'yes'", default: As agreed}
      - {type: select_one yes_no, name: seen, label: Is it seen?, read_only: "${locked} = 'yes'"}
      - {type: date, name: day, label: Which day?, read_only: "${locked} = 'yes'"}
  - {type: text, name: end, label: Anything else?}
"""


@pytest.fixture
def database_kind() -> str:
    """Nothing of this is the database's affair."""
    return "sqlite"


def begun(person: Respondent) -> Respondent:
    person.press("Start a new one")
    person.press("Start")
    return person


def kept(session: Session, round_: Round) -> dict[str, object]:
    session.rollback()
    return dict(session.scalars(select(Draft.document).where(Draft.round_id == round_.id)).one())


@pytest.fixture
def opened(
    app: Flask,
    session: Session,
    serve: Callable[..., str],
    open_page: Callable[..., Page],
    round_of: Callable[..., Round],
) -> Page:
    """The first page in a browser."""
    round_ = round_of(FORM, access="token", anonymous=True)
    _, token = make_invitation(session, round_)
    session.commit()
    page = open_page(f"{serve(app)}/a/{token}")
    follow(page.get_by_role("button", name="Start"))
    return page


def choose(page: Page, name: str, label: str) -> None:
    page.locator(f"[data-question={name}]").get_by_label(label, exact=True).check()


def test_the_mark_follows_the_answer(opened: Page) -> None:
    expect(opened.get_by_text("Only what is marked “required” must be answered.")).to_be_visible()
    why, told = opened.locator("[data-question=why]"), opened.locator("[data-question=told]")
    expect(why.get_by_text("(required)")).to_be_hidden()
    expect(opened.get_by_role("textbox", name="Why?", exact=True)).to_be_visible()
    choose(opened, "worried", "Yes")
    expect(opened.get_by_role("textbox", name="Why? (required)", exact=True)).to_be_visible()
    expect(told.get_by_text("(required)")).to_be_visible()
    assert axe_violations(opened) == []
    choose(opened, "worried", "No")
    expect(told.get_by_text("(required)")).to_be_hidden()


def test_an_answer_can_be_cleared_only_while_it_is_optional(opened: Page) -> None:
    clear = opened.locator("[data-question=told] .wa-clear")
    expect(clear).to_be_hidden()
    choose(opened, "told", "Yes")
    expect(clear).to_be_visible()
    choose(opened, "worried", "Yes")
    expect(clear).to_be_hidden()
    choose(opened, "worried", "No")
    expect(clear).to_be_visible()


def test_an_answer_is_fixed_and_opened_again(opened: Page) -> None:
    plan = opened.get_by_label("The plan", exact=True)
    plan.fill("Another plan")
    choose(opened, "seen", "Yes")
    for part, text in (("Day", "3"), ("Month", "4"), ("Year", "2026")):
        opened.locator("[data-question=day]").get_by_label(part).fill(text)
    choose(opened, "locked", "Yes")
    expect(plan).to_be_hidden()
    for name, shown in (("plan", "Another plan"), ("seen", "Yes"), ("day", "3 4 2026")):
        expect(opened.locator(f"[data-question={name}] [data-value]")).to_have_text(shown)
        expect(opened.locator(f"[data-question={name}] [data-value]")).to_be_visible()
    assert axe_violations(opened) == []
    choose(opened, "locked", "No")
    expect(plan).to_have_value("Another plan")
    plan.fill("")
    choose(opened, "locked", "Yes")
    expect(opened.locator("[data-question=plan] [data-value]")).to_have_text("Not answered")


def test_what_was_typed_before_and_after_goes_to_the_server(opened: Page) -> None:
    plan = opened.get_by_label("The plan", exact=True)
    plan.fill("A second plan")
    choose(opened, "locked", "Yes")
    follow(opened.get_by_role("button", name="Continue", exact=True))
    follow(opened.get_by_role("button", name="Back"))
    expect(plan).to_be_hidden()
    expect(opened.locator("[data-question=plan] [data-value]")).to_have_text("A second plan")
    choose(opened, "locked", "No")
    plan.fill("A third plan")
    follow(opened.get_by_role("button", name="Continue", exact=True))
    follow(opened.get_by_role("button", name="Back"))
    expect(plan).to_have_value("A third plan")


def test_the_server_asks_for_what_has_become_required(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begun(auditor(round_of(FORM)))
    person.press("Continue", {"worried": "yes"})
    assert person.problems == ["Say why", "Select an answer to ‘Was somebody told?’"]
    person.press("Continue", {"worried": "no"})
    assert person.problems == []


def test_what_is_posted_for_a_fixed_question_counts_for_nothing(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(FORM)
    person = begun(auditor(round_))
    person.press("Continue", {"locked": "yes", "plan": "My plan"})
    assert kept(session, round_)["plan"] == "My plan"  # it was open when the page was sent
    person.follow("Back")
    person.press("Continue", {"plan": "A forged plan", "seen": "yes", "day:day": "nonsense"})
    assert person.problems == []
    assert kept(session, round_)["plan"] == "My plan"
    assert kept(session, round_)["seen"] is None
    person.follow("Back")
    person.press("Continue", {"locked": "no", "plan": "My second plan"})
    assert kept(session, round_)["plan"] == "My second plan"


def test_without_a_script_a_fixed_answer_survives_being_opened(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(FORM)
    person = begun(auditor(round_))
    given = {"locked": "yes", "seen": "yes", "day:day": "3", "day:month": "4", "day:year": "2026"}
    person.press("Continue", given)
    person.follow("Back")
    shown = person.page.xpath("//*[@data-fixed][not(@hidden)]//*[@data-value]")
    assert [one.text_content() for one in shown] == ["As agreed", "Yes", "3 April 2026"]
    person.press("Continue", {"locked": "no"})
    document = kept(session, round_)
    assert [document[name] for name in ("plan", "seen", "day")] == ["As agreed", "yes", "2026-04-03"]
