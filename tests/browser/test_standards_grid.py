"""The grid of standards by kind of agency, by keyboard alone and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from survey_app.database import db
from survey_app.walkabouts.models import CycleStandard, Section11Cycle
from tests.browser.conftest import Site
from tests.services.browser import DESK, PHONE
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.walkabouts.section11_factories import make_cycle


@pytest.fixture
def prepared(site: Site) -> tuple[str, str, int]:
    """The grid's address, who opens it, and the cycle."""
    with site.app.app_context():
        partnership = make_partnership(db.session())
        make_agency(db.session(), partnership, agency_type="police")
        cycle = make_cycle(db.session(), partnership, rounds=(), state="planning")
        email = make_user(db.session(), partnership, roles=("qa_group",)).email
        path = f"{site.address}/p/{partnership.slug}/walkabouts/cycles/{cycle.slug}/standards"
        cycle_id = cycle.id
        db.session.commit()
    return path, email, cycle_id


def in_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_arrow_keys_move_the_space_bar_ticks_and_enter_saves(site: Site, prepared: tuple[str, str, int]) -> None:
    path, email, cycle_id = prepared
    page = site.sign_in(email, viewport=DESK)
    page.goto(path)
    page.locator("#st1-police").focus()
    for key, expected in [
        ("ArrowLeft", "st1-police"), ("ArrowUp", "st1-police"), ("ArrowRight", "st2-police"),
        ("ArrowDown", "st2-local_authority"), ("ArrowUp", "st2-police"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert in_focus(page) == expected, key
    page.keyboard.press("Space")
    expect(page.locator("#st2-police")).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The standards are saved.")).to_be_visible()
    with site.app.app_context():
        kept = db.session.get_one(CycleStandard, (cycle_id, "st2"))
        assert "police" not in kept.agency_types
        assert db.session.get_one(Section11Cycle, cycle_id).standards[0].agency_types == []


def test_on_a_phone_each_kind_is_a_block_of_named_ticks_of_a_thumbs_size(
    site: Site, prepared: tuple[str, str, int]
) -> None:
    path, email, _ = prepared
    page = site.sign_in(email, viewport=PHONE)
    page.goto(path)
    box = page.get_by_label("St11, Police")
    size = box.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
