"""A phone that two people use: it says whose notes it holds, and opens them to nobody else unasked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from survey_app.accounts.models import User
from survey_app.database import db
from tests.browser.test_every_page import faults_of
from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone


@pytest.fixture
def names(visiting: Journey) -> list[str]:
    with visiting.app.app_context():
        return [db.session.query(User).filter_by(email=email).one().name for email in visiting.auditors]


def test_whose_notes_they_are_is_said_and_somebody_else_is_asked_before_they_open(
    visiting: Journey, phone: Phone, names: list[str]
) -> None:
    first, second = names
    expect(phone.page.get_by_text(f"Notes of {first}", exact=True)).to_be_visible()
    phone.lose_signal()
    phone.go_to_page("A. The visit")
    phone.page.get_by_label("Site or team").fill("Written by the first")
    phone.keeps("Written by the first")
    place = phone.page.url
    phone.find_signal_for_nobody()
    expect(phone.status).to_have_text("Sign in to upload: everything is saved on this phone")
    phone.sign_in_again(visiting.auditors[1])
    expect(phone.heading).to_have_text(f"These are the notes of {first}")
    assert phone.page.url == place
    expect(phone.page.locator("main")).not_to_contain_text("Written by the first")
    assert not faults_of(phone.page)
    waiting = f"The notes of {first} on this phone are uploaded when {first} signs in on it."
    expect(phone.status).to_contain_text(waiting)
    assert visiting.document(visiting.auditors[0]).get("site") != "Written by the first"
    phone.page.locator("main").get_by_role("link", name="Go to my visits").click()
    expect(phone.page.get_by_role("listitem").get_by_text(f"Notes of {first}", exact=True)).to_be_visible()
    phone.go("This phone: storage, privacy, light and dark, a copy of your notes")
    expect(phone.page.locator("main")).to_contain_text(f"Signed in last{second}")
    phone.page.go_back()
    phone.page.get_by_role("link", name="Open").click()
    phone.page.get_by_role("button", name=f"I am {first}: open them").click()
    expect(phone.page.get_by_role("link", name="Check and send")).to_be_visible()
    expect(phone.page.get_by_text(f"Notes of {first}", exact=True)).to_be_visible()


def test_each_of_two_people_uploads_their_own_notes_from_one_phone(
    visiting: Journey, phone: Phone, names: list[str]
) -> None:
    for email, other in ((visiting.auditors[1], names[0]), (visiting.auditors[0], names[1])):
        phone.context.clear_cookies()
        phone.sign_in(email)
        phone.open_app()
        card = phone.page.locator(".wa-app__card").filter(has_not_text=f"Notes of {other}")
        if email == visiting.auditors[1]:
            card.get_by_role("button", name="Make ready for offline").click()
        card.get_by_role("link", name="Open").click()
        phone.go_to_page("A. The visit")
        phone.page.get_by_label("Site or team").fill(f"Written by {email}")
        expect(phone.status).to_have_text("All saved and uploaded")
    assert [visiting.document(email)["site"] for email in visiting.auditors] == [
        f"Written by {email}" for email in visiting.auditors
    ]


def test_the_numbers_for_a_worry_are_there_for_anybody_who_holds_the_phone(visiting: Journey, phone: Phone) -> None:
    phone.context.clear_cookies()
    phone.sign_in(visiting.auditors[1])
    phone.open_app()
    expect(phone.page.get_by_role("listitem").get_by_text("Notes of")).to_be_visible()
    phone.go("Worried about a child?")
    expect(phone.heading).to_have_text("Immediate worry about a child")
    expect(phone.page.get_by_role("link", name="0345 155 1071").first).to_be_visible()
    expect(phone.page.get_by_role("button", name="It did not come up")).to_have_count(0)
