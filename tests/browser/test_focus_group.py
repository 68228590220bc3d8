"""A youth worker writes on a phone where the signal comes and goes, and loses nothing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from survey_app.database import db
from survey_app.forums.models.families import FocusGroupPoint
from tests.browser.conftest import Site
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.forums.families.focus_factories import hold, make_group
from tests.survey_app.forums.hub_factories import make_hub_cycle

WORDS = "Nobody tells us what happens next (constructed)"


def prepare(site: Site) -> tuple[str, str]:
    """The e-mail address of a youth worker, and the page of a point that they add."""
    with site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="north")
        worker = make_user(session, partnership, roles=("youth_worker",))
        group = hold(session, make_group(session, make_hub_cycle(session, partnership), worker.id))
        session.commit()
        path = f"/p/north/focus-groups/{group.id}/questions/{group.questions[0].id}/point"
        return worker.email, f"{site.address}{path}"


def points(site: Site) -> list[str]:
    with site.app.app_context():
        return [point.text for point in db.session.query(FocusGroupPoint)]


def write(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Number 1", exact=True).check()
    page.get_by_label("What was said, in your words").fill(WORDS)


def test_without_a_signal_or_signed_out_the_page_says_so_and_keeps_what_was_written(site: Site) -> None:
    email, address = prepare(site)
    page = site.sign_in(email, viewport=PHONE)
    write(page, address)
    save = page.get_by_role("button", name="Save the point")
    page.context.set_offline(True)
    save.click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(page.get_by_label("What was said, in your words")).to_have_value(WORDS)
    assert points(site) == []
    page.context.set_offline(False)
    kept = page.context.cookies()
    page.context.clear_cookies()
    save.click()
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    expect(page.get_by_text("There is no connection.")).to_be_hidden()
    expect(page.get_by_label("What was said, in your words")).to_have_value(WORDS)
    page.context.add_cookies(kept)
    follow(save)
    expect(page.get_by_role("heading", level=1)).to_have_text("What was said")
    assert points(site) == [WORDS]
