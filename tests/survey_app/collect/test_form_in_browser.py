"""The form in a real browser: with and without a script, on a phone and at a desk, by keyboard, and for axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import SealedAnswer
from survey_app.rounds.models import Round
from tests.services.browser import DESK, PHONE, axe_violations, follow
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.factories import make_invitation


@pytest.fixture
def database_kind() -> str:
    """What a browser sees does not depend on the database; the same pages run on both in the tests of the views."""
    return "sqlite"


@pytest.fixture
def link(app: Flask, session: Session, serve: Callable[..., str], round_of: Callable[..., Round]) -> Callable[..., str]:
    """``link(source)`` is the whole address of a personal link to an anonymous round."""

    def make(source: str | None = None) -> str:
        app.config["WTF_CSRF_ENABLED"] = True
        round_ = round_of(*([source] if source else []), access="token", anonymous=True)
        _, token = make_invitation(session, round_)
        session.commit()
        return f"{serve(app)}/a/{token}"

    return make


def begin(page: Page) -> Page:
    follow(page.get_by_role("button", name="Start"))
    return page


def press_continue(page: Page) -> None:
    follow(page.get_by_role("button", name="Continue", exact=True))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_questions_appear_and_go_as_answers_are_given(link: Callable[..., str], open_page: Callable[..., Page]) -> None:
    page = begin(open_page(link()))
    what, why = page.get_by_label("What more?"), page.get_by_label("Why that?")
    expect(what).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    expect(what).to_be_visible()
    expect(why).to_be_hidden()
    what.fill("this")
    expect(why).to_be_visible()
    page.get_by_label("No", exact=True).check()
    expect(what).to_be_hidden()
    expect(why).to_be_hidden()
    expect(page.get_by_text("Thank you so far.")).to_be_visible()
    page.get_by_label("Yes", exact=True).check()
    expect(what).to_have_value("this")


def test_with_a_script_the_form_goes_on_without_asking_twice(
    link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    page = begin(open_page(link()))
    page.get_by_label("One line").fill("x")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What more?").fill("y")
    press_continue(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second page")


def test_everything_works_without_a_script(
    session: Session, link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    page = begin(open_page(link(), java_script_enabled=False, viewport=PHONE))
    page.get_by_label("One line").fill("x")
    page.get_by_label("Yes", exact=True).check()
    press_continue(page)
    expect(page.get_by_text("Your answer brings one more question.")).to_be_visible()
    page.get_by_label("What more?").fill("y")
    press_continue(page)
    press_continue(page)
    page.get_by_label("Good").check()
    press_continue(page)
    page.get_by_label("Reason for the grade").fill("Because")
    press_continue(page)
    press_continue(page)
    page.get_by_label("No", exact=True).check()
    press_continue(page)
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers received")
    session.rollback()
    assert len(session.scalars(select(SealedAnswer)).all()) == 1


def test_the_links_of_the_error_summary_move_focus_to_the_control(
    link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    page = begin(open_page(link()))
    page.get_by_label("Day", exact=True).first.fill("1")
    press_continue(page)
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    for problem, name in (
        ("Enter an answer to ‘One line’", "q.line"),
        ("‘Which day?’ must include", "q.day:month"),
        ("Select an answer to ‘Is there more?’", "q.more"),
    ):
        page.get_by_role("link", name=problem).click()
        assert page.evaluate("document.activeElement.name") == name


def test_an_optional_answer_given_by_mistake_can_be_cleared(
    link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    page = begin(open_page(link(SHORT.replace(", required: true", ""))))
    clear = page.get_by_role("button", name="Clear this answer")
    expect(clear).to_be_hidden()
    page.get_by_label("Agree", exact=True).check()
    clear.click()
    expect(page.get_by_label("Agree", exact=True)).not_to_be_checked()
    expect(clear).to_be_hidden()


def test_enter_goes_on_and_never_back(link: Callable[..., str], open_page: Callable[..., Page]) -> None:
    page = begin(open_page(link()))
    page.get_by_label("One line").fill("x")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("One line").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")


def test_the_whole_form_is_answered_by_keyboard_alone(link: Callable[..., str], open_page: Callable[..., Page]) -> None:
    page = open_page(link(SHORT))

    def press(key: str, name: str, heading: str) -> None:
        """Tab to what bears this name, press the key, and wait for the page with this heading."""
        focused = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(focused) == name:
                page.keyboard.press(key)
                expect(page.get_by_role("heading", level=1)).to_have_text(heading)
                return
        pytest.fail(f"the keyboard does not reach {name}")

    press("Enter", "Start", "The page")
    press("Space", "Agree", "The page")
    press("Enter", "Continue", "Check your answers")
    press("Enter", "Send", "Answers received")


def test_unsent_answers_come_back_in_the_same_browser_and_go_with_the_receipt(
    link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    address = link(SHORT)
    page = begin(open_page(address))
    page.get_by_label("Agree", exact=True).check()
    page.get_by_label("Anything else?").fill("half a sentence")
    expect(page.get_by_text("kept in this browser only")).to_be_visible()
    page.goto(address)
    follow(page.get_by_role("button", name="Go on where you left off"))
    expect(page.get_by_label("Anything else?")).to_have_value("half a sentence")
    expect(page.get_by_label("Agree", exact=True)).to_be_checked()
    press_continue(page)
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers received")
    assert page.evaluate("localStorage.length") == 0


def test_unsent_answers_can_be_deleted_from_the_browser(
    link: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    address = link(SHORT)
    page = begin(open_page(address))
    page.get_by_label("Anything else?").fill("regretted")
    expect(page.get_by_text("kept in this browser only")).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="Delete them and start again").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_form_fits_its_screen_and_axe_finds_nothing(
    link: Callable[..., str], open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = open_page(link(), viewport=viewport)
    found: list[str] = []

    def look(where: str) -> None:
        found.extend(f"{where}: {line}" for line in axe_violations(page))
        if not fits(page):
            found.append(f"{where}: wider than the screen")

    look("start")
    begin(page)
    look("first")
    press_continue(page)
    look("errors")
    page.get_by_label("One line").fill("x" * 200)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What more?").fill("y")
    press_continue(page)
    page.get_by_label("Poor").check()
    for summary in page.locator("summary:visible").all():
        summary.click()
    look("grade")
    page.get_by_label("Reason for the grade").fill("Because")
    page.get_by_label("Action: what will be done").fill("This")
    press_continue(page)
    follow(page.get_by_role("button", name="Add conversation"))
    page.locator("[data-question=heard]").get_by_label("Yes").check()
    page.locator("[data-question=worry]").get_by_label("Yes").check()
    press_continue(page)
    look("stop")
    follow(page.get_by_role("button", name="Go on with the form"))
    look("list")
    follow(page.get_by_role("button", name="Remove"))
    look("remove")
    follow(page.get_by_role("button", name="Keep it"))
    press_continue(page)
    page.get_by_label("No", exact=True).check()
    press_continue(page)
    look("check")
    follow(page.get_by_role("button", name="Send"))
    look("receipt")
    assert found == []
