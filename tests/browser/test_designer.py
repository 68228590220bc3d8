"""The designer with its script: reorder by keyboard, and typing that survives a reload."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from survey_app.database import db
from survey_app.designer.drafts import current_parts
from survey_app.designer.services import find_instrument, save_draft
from survey_app.partnership.models import Partnership
from tests.browser.conftest import Site
from tests.services.browser import DESK, PHONE, axe_violations
from tests.survey_app.designer.pages import DRAFT
from tests.survey_app.factories import make_partnership, make_user

TALL = {"width": DESK["width"], "height": 1800}  # the whole outline at once


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


def _drag(page: Page, label: str, over: str, *, upper: bool) -> None:
    """Drag the row of a question by its handle onto the upper or lower part of another row, with the mouse."""
    handle = page.locator(f'li[data-label="{label}"] > div > .wa-handle')
    row = page.locator(f'li[data-label="{over}"]')
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), row.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + (4 if upper else min(end["height"], 60) - 6), steps=8)
    page.mouse.move(end["x"] + 44, end["y"] + (5 if upper else min(end["height"], 60) - 5), steps=2)
    page.mouse.up()
    expect(page.locator("form[data-outline]:not([data-saving])")).to_be_visible()


def test_a_question_is_dragged_with_the_mouse(site: Site) -> None:
    page = _open(site, "", viewport=TALL)
    _drag(page, "Was it useful?", "Why not?", upper=False)
    expect(page.locator("[data-announce]")).to_have_text("“Was it useful?” is now 2 of 2.")
    assert _order(site) == ["r1", "r3", "r2", "r4", "r5"]
    _drag(page, "Was it useful?", "How many people?", upper=True)
    expect(page.locator("[data-announce]")).to_have_text("“Was it useful?” is now 1 of 2.")
    assert _order(site) == ["r1", "r3", "r4", "r2", "r5"]
    expect(page.locator(".wa-held, .wa-before, .wa-within")).to_have_count(0)
    page.reload()
    rows = page.locator("li[data-key]").evaluate_all("all => all.map((one) => one.dataset.label)")
    assert rows == ["First page", "Why not?", "Visits", "Was it useful?", "How many people?"]


def test_a_row_let_go_where_nothing_is_stays_where_it_was(site: Site) -> None:
    page = _open(site, "", viewport=TALL)
    handle = page.locator('li[data-label="Was it useful?"] > div > .wa-handle').bounding_box()
    assert handle is not None
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(handle["x"] + 60, 5, steps=8)
    page.mouse.up()
    expect(page.locator(".wa-held, .wa-before, .wa-within")).to_have_count(0)
    assert _order(site) == ["r1", "r2", "r3", "r4", "r5"]


def test_two_editors_hear_of_each_other_and_of_each_others_changes(site: Site) -> None:
    first = _open(site, "")
    with site.app.app_context():
        partnership = db.session.query(Partnership).filter_by(slug="made-up").one()
        other = make_user(db.session(), partnership, roles=("qa_group",))
        second_email, name = other.email, other.name
        db.session.commit()
    first.clock.install()
    first.reload()
    companions = first.locator("[data-companions]")
    expect(companions).to_be_empty()
    second = site.sign_in(second_email)
    second.goto(f"{site.address}/p/made-up/instruments/drafted/draft")
    expect(second.locator("[data-companions] p")).to_have_count(1)
    first.clock.fast_forward(31_000)
    expect(companions.get_by_text(f"{name} is editing this too")).to_be_visible()
    expect(companions.get_by_text("The draft was changed")).to_have_count(0)
    second.get_by_role("button", name="Move down: Was it useful?").click()
    expect(second.locator("form[data-outline]:not([data-saving])")).to_be_visible()
    first.clock.fast_forward(31_000)
    expect(companions.get_by_text("The draft was changed since this page was opened.")).to_be_visible()
    expect(second.get_by_text("The draft was changed")).to_have_count(0)
    assert axe_violations(second) == []
    first.reload()
    expect(companions.get_by_text(f"{name} is editing this too")).to_be_visible()
    expect(companions.get_by_text("The draft was changed")).to_have_count(0)
    rows = first.locator("li[data-key]").evaluate_all("all => all.map((one) => one.dataset.label)")
    assert rows[:3] == ["First page", "Why not?", "Was it useful?"]
