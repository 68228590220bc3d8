"""Every screen of the app on a phone, light and dark: axe is content, Tab reaches everything, nothing is too wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import faults_of
from tests.browser.visits.journeys import Journey, conversations, photograph
from tests.browser.visits.phones import Phone

Screen = tuple[str, Callable[[], None], str | None]


@pytest.mark.long
@pytest.mark.parametrize("look", ["Light", "Dark"])
def test_every_screen_is_accessible_on_a_phone(phone: Phone, tmp_path: Path, look: str) -> None:
    phone.page.emulate_media(color_scheme="dark" if look == "Dark" else "light")
    found = []
    for name, show, heading in _screens(phone, tmp_path):
        show()
        if heading is not None:
            expect(phone.heading).to_have_text(heading)
        found += [f"{name}: {fault}" for fault in faults_of(phone.page, keyboard=look == "Light")]
    assert not found, "\n".join(found)


def _screens(phone: Phone, directory: Path) -> Iterator[Screen]:
    """Each screen, how one comes to it, and its heading where that does not wait for it, in the order of a visit."""
    page, stop = phone.page, "Stop: a child may be at risk now"
    yield "the visit", phone.to_visit, "Example Community Health Trust (constructed)"
    yield "a page with questions", lambda: phone.go_to_page("A. The visit"), None
    yield "the list without entries", lambda: phone.go_to_page("C. Staff conversations"), None
    yield "a conversation", lambda: phone.add_conversation(1), None
    yield "the list", lambda: phone.go("List"), "C. Staff conversations"
    removing = page.get_by_role("link", name="Remove Conversation 1")
    yield "removing", removing.click, "Remove Conversation 1?"
    yield "a grade", lambda: phone.go_to_page("B1. Accountability"), None
    yield "a standard", lambda: phone.go_to_page("St1. A clear line of accountability"), None
    yield "a picture to look at", lambda: _choose_picture(phone, directory), None
    yield "a picture without a look", lambda: _add_unseen(phone), None
    yield "a picture that was added", lambda: _add_picture(phone), None
    yield "the worry", lambda: phone.go("Worried about a child?"), "Immediate worry about a child"
    yield "the stop", page.get_by_role("button", name="It did not come up").click, stop
    yield "the stop, not recorded", lambda: _record_nothing(phone), stop
    yield "the visit with an open worry", lambda: _leave_worry(phone), None
    yield "what is missing", lambda: phone.go("Check and send"), "Check and send"
    yield "the phone", lambda: page.evaluate("() => { location.hash = '#/phone' }"), "This phone"
    yield "the visits", lambda: phone.go("My visits"), "My visits on this phone"


def _choose_picture(phone: Phone, directory: Path) -> None:
    phone.go_to_page("D. Photographs of noticeboards and contacts")
    phone.question("d_photo_1").locator("input[type=file]").set_input_files(photograph(directory, 1, with_place=True))
    expect(phone.page.get_by_text("The file said where it was taken.")).to_be_visible()


def _add_unseen(phone: Phone) -> None:
    phone.page.get_by_role("button", name="Add this picture").click()
    expect(phone.question("d_photo_1").get_by_text("Look at the picture first, and tick this")).to_be_visible()


def _record_nothing(phone: Phone) -> None:
    phone.page.get_by_role("button", name="Record and go on").click()
    expect(phone.page.get_by_role("heading", name="Not recorded yet")).to_be_visible()


def _leave_worry(phone: Phone) -> None:
    phone.go("Come back to this")
    expect(phone.page.get_by_role("heading", name="A worry about a child is not recorded yet")).to_be_visible()


def _add_picture(phone: Phone) -> None:
    phone.page.get_by_role("checkbox", name="I have looked").check()
    phone.page.get_by_role("button", name="Add this picture").click()
    expect(phone.page.get_by_role("button", name="Take it out")).to_be_visible()


def test_a_new_screen_has_the_focus_on_its_heading_and_a_title_and_the_back_button_works(phone: Phone) -> None:
    phone.go_to_page("A. The visit")
    expect(phone.heading).to_be_focused()
    expect(phone.page).to_have_title("A. The visit – Made-up Safeguarding Children Partnership – Walkabout")
    phone.page.go_back()
    expect(phone.heading).to_have_text("Example Community Health Trust (constructed)")
    expect(phone.heading).to_be_focused()


def test_text_of_twice_the_size_and_a_screen_on_its_side_leave_everything_in_reach(
    visiting: Journey, phone: Phone
) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %
    phone.add_conversation(1)
    phone.question("c12").locator("textarea").fill(conversations(1)[0]["c12"])
    assert not faults_of(phone.page, keyboard=False)
    covered = phone.page.evaluate(
        "() => { const top = document.querySelector('.wa-app__top'); return getComputedStyle(top).position }"
    )
    assert covered == "static", "bars that stay would leave no room to read"


def test_what_is_tapped_is_large_enough_for_a_thumb(phone: Phone) -> None:
    phone.add_conversation(1)
    phone.go("List")
    expect(phone.heading).to_have_text("C. Staff conversations")
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, summary")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".govuk-skip-link"))
            .filter((one) => one.getBoundingClientRect().height < 43.5 && !one.matches(".govuk-skip-link"))
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
