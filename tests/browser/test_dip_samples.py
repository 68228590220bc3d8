"""From one dip sample to the next in a browser: the trend, the clocks, the next sample planned and drawn alike."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.sampling.cases import cases_of
from survey_app.database import db
from tests.browser.conftest import Site
from tests.browser.dip_demo import prepare_dip_samples
from tests.browser.test_every_page import faults_of
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_partnership, make_user

HERE = "/p/north/case-audits/"
THIRD = select(CaseAudit).where(CaseAudit.title == "Front door, summer (constructed)")


def looked_at(page: Page, faults: list[str]) -> None:
    faults += faults_of(page, keyboard=False)


def test_a_sample_is_followed_by_the_next_drawn_in_the_same_way(site: Site) -> None:
    with site.app.app_context():
        partnership = make_partnership(db.session(), slug="north")
        slug = prepare_dip_samples(db.session(), partnership)["dip_sample"]
        email = make_user(db.session(), partnership, roles=("qa_group",)).email
        db.session.commit()
    page, faults = site.sign_in(email, viewport=PHONE), list[str]()

    page.goto(f"{site.address}{HERE}{slug}")
    follow(page.get_by_role("link", name="Dip sample", exact=True))
    expect(page.get_by_text("9 of 70 referrals were drawn; 9 have a return.")).to_be_visible()
    looked_at(page, faults)

    follow(page.get_by_role("link", name="Trend over repeated samples"))
    chart = page.get_by_role("img", name="Chart of “Decided within one working day” over time")
    chart.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=chart.element_handle())
    page.get_by_text("“Decided within one working day” as a table").click()
    expect(page.get_by_text("Fewer than 10 answers, so neither signal nor arrow").first).to_be_visible()
    looked_at(page, faults)

    follow(page.get_by_role("link", name="Dip sample", exact=True))
    follow(page.get_by_role("link", name="Change the opening hours"))
    page.get_by_label("Until on Friday").fill("15:00")
    page.get_by_label("From on Saturday").fill("10:00")
    looked_at(page, faults)
    follow(page.get_by_role("button", name="Keep the opening hours"))
    wrong = page.get_by_role("link", name="Saturday until: Give the day’s other time as well")
    expect(page.get_by_label("Until on Friday")).to_have_value("15:00")
    wrong.click()
    page.keyboard.type("13:00")
    follow(page.get_by_role("button", name="Keep the opening hours"))
    expect(page.get_by_text("Friday 09:00 to 15:00, Saturday 10:00 to 13:00")).to_be_visible()

    follow(page.get_by_role("link", name="Plan the next sample"))
    looked_at(page, faults)
    with site.app.app_context():
        third = db.session.scalars(THIRD).one().slug
    page.goto(f"{site.address}{HERE}{third}/dip-sample")
    looked_at(page, faults)
    follow(page.get_by_role("button", name="Draw the referrals"))
    expect(page.get_by_text("9 of 70 referrals")).to_be_visible()
    with site.app.app_context():
        groups = [case.stratum for case in cases_of(db.session(), db.session.scalars(THIRD).one())]
    assert groups == ["Assessment"] * 3 + ["Early help"] * 3 + ["No further action"] * 3
    assert not faults, "\n".join(faults)
