"""From a gap in coverage to an endorsed programme: the QA group on a phone, the Executive at a desk."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from analysis.programme.years import first_day, last_day, year_of
from survey_app.database import db
from survey_app.local_time import today
from tests.browser.conftest import Site
from tests.services.browser import DESK, PHONE, axe_violations, follow
from tests.survey_app.factories import make_agency, make_partnership, make_user


def draft_from_a_gap(page: Page, agency: str) -> None:
    follow(page.locator("a", has_text=f"Draft a topic: {agency}"))
    expect(page.locator("#agency_id option:checked")).to_have_text(agency)
    page.get_by_label("Deep dive").check()
    page.get_by_label("Best fit because").fill("few cases tell most.")
    page.get_by_label("First day").fill(first_day(year_of(today())).isoformat())
    page.get_by_label("Last day").fill(last_day(year_of(today())).isoformat())
    page.get_by_label("Who leads").select_option(label="Independent scrutineer")
    page.get_by_label("Days of work").fill("2.5")
    follow(page.get_by_role("button", name="Keep it in the draft"))


def test_a_gap_is_drafted_put_forward_and_endorsed(site: Site) -> None:
    with site.app.app_context():
        partnership = make_partnership(db.session())
        agency = make_agency(db.session(), partnership).name
        qa, executive = (make_user(db.session(), partnership, roles=(role,)).email
                         for role in ("qa_group", "executive_member"))  # fmt: skip
        address = f"{site.address}/p/{partnership.slug}/programme/"
        db.session.commit()
    page = site.sign_in(qa, viewport=PHONE)
    page.goto(f"{address}coverage")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    draft_from_a_gap(page, agency)
    expect(page.get_by_role("heading", level=1)).to_have_text(agency)
    page.goto(address)
    follow(page.get_by_role("button", name="Put it to the Executive"))
    other = site.sign_in(executive, viewport=DESK)
    other.goto(address)
    follow(other.get_by_role("link", name="Read and decide on version 1"))
    assert axe_violations(other) == []
    follow(other.get_by_role("button", name="Endorse version 1"))
    expect(other.get_by_text("Version 1 is in force, as the Executive endorsed it.")).to_be_visible()
    page.goto(f"{address}calendar?month={first_day(year_of(today())):%Y-%m}")
    expect(page.get_by_role("link", name=f"T-01 {agency}").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
