"""The designer with its script: reorder by keyboard, and typing that survives a reload."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from survey_app.database import db
from survey_app.designer.drafts import current_parts
from survey_app.designer.services import find_instrument, save_draft
from survey_app.partnership.models import Partnership
from tests.browser.conftest import Site
from tests.services.browser import PHONE, axe_violations
from tests.survey_app.designer.pages import DRAFT
from tests.survey_app.factories import make_partnership, make_user


def _open(site: Site, path: str, **options: object) -> Page:
    with site.app.app_context():
        partnership = make_partnership(db.session(), slug="made-up")
        save_draft(db.session(), partnership.id, DRAFT, filename="drafted.yaml")
        email = make_user(db.session(), partnership, roles=("qa_group",)).email
        db.session.commit()
    page = site.sign_in(email, **options)
    page.goto(f"{site.address}/p/made-up/instruments/drafted/draft{path}")
    return page


def _order(site: Site) -> list[str]:
    with site.app.app_context():
        partnership = db.session.query(Partnership).filter_by(slug="made-up").one()
        record = find_instrument(db.session(), partnership.id, "drafted")
        assert record is not None
        keys = [found.key for found in current_parts(record).walk()]
        db.session.rollback()
        return keys


def test_rows_are_moved_by_the_keyboard_alone_and_each_move_is_said(site: Site) -> None:
    page = _open(site, "", viewport=PHONE)
    assert axe_violations(page) == []
    down = page.get_by_role("button", name="Move down: Was it useful?")
    down.focus()
    page.keyboard.press("Enter")
    said = page.locator("[data-announce]")
    expect(said).to_have_text("“Was it useful?” is now 2 of 2.")
    expect(page.get_by_role("button", name="Move up: Was it useful?")).to_be_focused()
    expect(page.locator("form[data-outline]:not([data-saving])")).to_be_visible()
    assert _order(site) == ["r1", "r3", "r2", "r4", "r5"]
    page.keyboard.press("Enter")
    expect(said).to_have_text("“Was it useful?” is now 1 of 2.")
    expect(page.locator("form[data-outline]:not([data-saving])")).to_be_visible()
    assert _order(site) == ["r1", "r2", "r3", "r4", "r5"]


def test_what_was_typed_survives_a_reload_and_is_offered_back(site: Site) -> None:
    page = _open(site, "/questions/r3")
    words = page.get_by_label("Question", exact=True).first
    words.fill("Words that were not saved")
    page.reload()
    expect(page.get_by_label("Question", exact=True).first).to_have_value("Why not?")
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Question", exact=True).first).to_have_value("Words that were not saved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Words that were not saved", exact=True)).to_be_visible()
    page.get_by_role("link", name="Words that were not saved", exact=True).click()
    expect(page.get_by_role("button", name="Put it back")).to_be_hidden()
