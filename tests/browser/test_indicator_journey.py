"""An indicator as people live it: defined, submitted on a phone after a mistake, commented, and on the dashboard."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from survey_app.database import db
from survey_app.local_time import today
from tests.browser.conftest import Site
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_agency, make_partnership, make_user

TITLE = "Decision on a referral within one working day"


def test_a_figure_goes_from_a_phone_to_the_dashboard(site: Site) -> None:
    qa_email, lead_email, council = _people(site)
    last_month = _month_before(today())
    page = site.sign_in(qa_email)
    page.goto(f"{site.address}/p/north/indicators/")
    follow(page.get_by_role("button", name="Add an indicator"))
    follow(page.get_by_role("link", name=TITLE))
    page.get_by_label("From which period?").fill(last_month.isoformat())
    page.get_by_label(council).check()
    follow(page.get_by_role("button", name="Define it"))
    expect(page.get_by_text("The indicator is defined.")).to_be_visible()

    phone = site.sign_in(lead_email, viewport=PHONE)
    phone.goto(f"{site.address}/p/north/indicators/submit")
    phone.get_by_label("Numerator").fill("60")
    phone.get_by_label("Denominator").fill("50")
    follow(phone.get_by_role("button", name="Submit figures"))
    follow_error = phone.get_by_role("link", name="The numerator, 60, is more than the denominator, 50.")
    follow_error.click()
    expect(phone.get_by_label("Numerator")).to_be_focused()
    expect(phone.get_by_label("Numerator")).to_have_value("60")
    phone.get_by_label("Numerator").fill("40")
    follow(phone.get_by_role("button", name="Submit figures"))
    expect(phone.get_by_text("1 figure is submitted.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.goto(f"{site.address}/p/north/indicators/of/decision/comment")
    phone.get_by_label("Your comment").fill("Two referrals came in the night.")
    follow(phone.get_by_role("button", name="Keep the comment"))

    page.goto(f"{site.address}/p/north/dashboard/front-door")
    expect(page.get_by_text("Two referrals came in the night.")).to_have_count(0)
    page.goto(f"{site.address}/p/north/indicators/comments")
    follow(page.get_by_role("link", name=TITLE))
    page.get_by_label("Yes, show it").check()
    follow(page.get_by_role("button", name="Decide"))
    page.goto(f"{site.address}/p/north/dashboard/front-door")
    expect(page.get_by_text("Two referrals came in the night.")).to_be_visible()
    expect(page.get_by_text(f"40 of 50 in {last_month:%B %Y}")).to_be_visible()
    expect(page.locator("img").first).to_have_js_property("complete", True)


def _people(site: Site) -> tuple[str, str, str]:
    """A QA group's member and an agency's lead; their addresses, and the agency."""
    with site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="north")
        council = make_agency(session, partnership)
        qa = make_user(session, partnership, roles=("qa_group",))
        lead = make_user(session, partnership, roles=("agency_lead",), agency=council)
        found = qa.email, lead.email, council.name
        session.commit()
    return found


def _month_before(day: date) -> date:
    return date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)
