"""A child on a small phone: faces, skipping, listening, and help unfolded on the page; nothing in axe's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.services.browser import axe_violations, follow

SMALL = {"width": 360, "height": 640}
# Speech as a browser has it, which notes what it was asked to say; a passage ends when the test says so.
SPEECH = """
const said = window.said = [];
Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
  getVoices: () => window.voices ?? [],
  speak: (one) => { said.push([one.lang, one.text]); window.speaking = one; },
  cancel: () => { window.cancelled = (window.cancelled ?? 0) + 1; },
})});
"""


@pytest.fixture
def database_kind() -> str:
    """What a browser sees does not depend on the database."""
    return "sqlite"


@pytest.fixture
def address(
    app: Flask, session: Session, serve: Callable[..., str], round_of: Callable[..., Round], partnership: Partnership
) -> str:
    """The link of an anonymous round of the form for children and families."""
    app.config["WTF_CSRF_ENABLED"] = True
    partnership.urgent_phone = "01632 960100"
    round_ = round_of("children-and-families-feedback", access="open", anonymous=True)
    path = f"/s/exampleshire/{round_.slug}"
    session.commit()  # the last word of the test's own transaction, which would lock the database
    return serve(app) + path


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def is_in_sight(page: Page, name: str) -> bool:
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    return box is not None and box["y"] + box["height"] <= SMALL["height"]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss on the page: choices and buttons lower than 56 px, and words smaller than 22 px."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll(
                 '.wa-easy form .govuk-button, .wa-easy .govuk-radios__label, .wa-listen')]
                 .filter((one) => one.checkVisibility())
                 .filter((one) => one.offsetHeight < 56 || parseFloat(getComputedStyle(one).fontSize) < 20)
                 .map((one) => one.textContent.trim())"""
        )
    )


def test_a_child_goes_through_with_faces_skips_and_help(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address, viewport=SMALL)
    assert is_in_sight(page, "Start")
    assert axe_violations(page) == []
    press(page, "Start")
    page.get_by_text("I am 5 to 10", exact=True).click()
    press(page, "Next")
    press(page, "Skip")
    expect(page.get_by_role("heading", level=1)).to_have_text("Did you know why people were helping you?")
    assert axe_violations(page) == []
    assert fits(page)
    assert small_targets(page) == []
    assert is_in_sight(page, "Next")
    expect(page.get_by_role("button", name="Clear this answer")).to_have_count(0)

    page.get_by_text("A bit", exact=True).click()
    page.get_by_text("Help me now").click()
    expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    expect(page.get_by_role("link", name="01632 960100")).to_be_visible()
    expect(page.get_by_label("A bit")).to_be_checked()
    assert axe_violations(page) == []
    press(page, "Next")
    for _ in range(3):
        press(page, "Skip")
    page.get_by_text("No", exact=True).click()
    press(page, "Next")
    expect(page.get_by_role("heading", level=1)).to_have_text("You can get help now")
    assert axe_violations(page) == []
    assert fits(page)
    press(page, "Go on with the questions")
    press(page, "Skip")
    page.get_by_role("textbox").fill("My nan")
    press(page, "Stop here")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have stopped")
    assert axe_violations(page) == []
    page.goto(address)
    press(page, "Go on")
    expect(page.get_by_role("textbox")).to_have_value("My nan")
    press(page, "Next")
    press(page, "Skip")
    assert axe_violations(page) == []
    press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert axe_violations(page) == []


def begin_to_listen(page: Page, address: str, voices: str = "[]") -> None:
    page.add_init_script(f"window.voices = {voices};{SPEECH}")
    page.goto(address)


def end_passage(page: Page) -> None:
    page.evaluate("window.speaking.dispatchEvent(new Event('end'))")


def test_the_question_and_its_choices_are_read_aloud_one_after_the_other(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank", viewport=SMALL)
    begin_to_listen(page, address)
    press(page, "Start")
    page.get_by_role("button", name="Listen").click()
    expect(page.locator(".wa-reading")).to_have_text("Who are you?")
    for _ in range(3):
        end_passage(page)
    expect(page.locator(".wa-reading")).to_have_text("I am a parent or carer")
    expected = ["Who are you?", "I am 5 to 10", "I am 11 or older", "I am a parent or carer"]
    assert page.evaluate("window.said") == [["en", text] for text in expected]
    end_passage(page)
    expect(page.locator(".wa-reading")).to_have_count(0)
    expect(page.get_by_role("button", name="Listen")).to_be_visible()

    page.get_by_role("button", name="Listen").click()
    before = page.evaluate("window.cancelled")
    page.get_by_role("button", name="Stop reading").click()
    expect(page.locator(".wa-reading")).to_have_count(0)
    assert page.evaluate("window.cancelled") > before
    end_passage(page)  # of what was stopped: nothing more is read
    assert len(page.evaluate("window.said")) == 5

    follow(page.get_by_role("button", name="Cymraeg"))
    page.get_by_role("button", name="Gwrando").click()
    assert page.evaluate("window.said") == [["cy", "Pwy wyt ti?"]]


@pytest.mark.parametrize(("voices", "is_there"), [("[]", True), ('[{lang: "en-GB"}]', True), ('[{lang: "fr"}]', False)])
def test_listening_is_offered_where_there_is_a_voice(
    address: str, open_page: Callable[..., Page], voices: str, is_there: bool
) -> None:
    page = open_page("about:blank", viewport=SMALL)
    begin_to_listen(page, address, voices)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert page.get_by_role("button", name="Listen").is_visible() is is_there


def test_without_a_voice_or_a_script_the_page_is_whole(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address, viewport=SMALL, java_script_enabled=False)
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()
    press(page, "Start")
    press(page, "Skip")
    page.get_by_text("Help me now").click()
    expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
