"""Signing in and the error summary, by keyboard alone and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from survey_app.database import db
from tests.browser.conftest import Site
from tests.services.browser import DESK, PHONE
from tests.survey_app.factories import PASSWORD, make_partnership, make_user


def administrator(site: Site) -> str:
    """The e-mail address of somebody who may change settings."""
    with site.app.app_context():
        user = make_user(db.session(), make_partnership(db.session(), slug="north"), roles=("administrator",))
        db.session.commit()
        return user.email


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus carries these words."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent || document.activeElement.id"):
            return
    pytest.fail(f"Tab does not reach “{words}”")


def test_signing_in_needs_no_mouse(site: Site) -> None:
    email = administrator(site)
    page = site.open_page(f"{site.address}/sign-in")
    tab_to(page, "email")
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_error_summary_takes_the_focus_and_its_links_lead_to_the_fields(
    site: Site, viewport: dict[str, int]
) -> None:
    page = site.sign_in(administrator(site), viewport=viewport)
    page.goto(f"{site.address}/p/north/settings/people/new")
    page.get_by_role("button", name="Add this person").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: Add a person")
    for message, field in (("Enter the person's name.", "name"), ("Choose at least one role.", "roles")):
        summary.get_by_role("link", name=message).click()
        expect(page.locator(f"#{field}")).to_be_focused()


def test_the_menu_of_a_phone_opens(site: Site) -> None:
    page = site.sign_in(administrator(site), viewport=PHONE)
    settings = page.get_by_role("link", name="Settings")
    expect(settings).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    settings.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")


def test_everything_works_without_javascript(site: Site) -> None:
    page = site.sign_in(administrator(site), viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Agencies").click()
    page.get_by_label("Name of the agency").fill("A made-up agency")
    page.get_by_role("button", name="Add agency").click()
    expect(page.get_by_role("cell", name="A made-up agency", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
