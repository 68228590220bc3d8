"""An officer goes by what a cycle's page says is next: newsletter, then the evaluation whose code the room scans."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from survey_app.database import db
from survey_app.partnership.models import Contact
from tests.browser.conftest import Site
from tests.services.browser import PHONE, axe_violations, follow
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle

BOARDS = "North Children’s Board and North Adults’ Board"


def prepare(app: Flask) -> str:
    """A planned cycle with one forum and three people who agreed; the officer's e-mail address."""
    with app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="north", boards=BOARDS)
        make_forum(session, make_hub_cycle(session, partnership, slug="gangs", introduction="Come.", theme="Gangs"))
        for name in ("Ann", "Bob", "Cat"):
            email = f"{name.lower()}@agency.example"
            session.add(Contact(partnership_id=partnership.id, name=f"{name} Example", email=email, consented=True))
        user = make_user(session, partnership, roles=("qa_group",))
        session.commit()
        return user.email


def looked_at(page: Page) -> None:
    """What is shown has no faults that axe finds, and nothing scrolls sideways."""
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_page_of_a_cycle_leads_from_one_act_to_the_next(site: Site) -> None:
    page = site.sign_in(prepare(site.app), viewport=PHONE)
    page.goto(f"{site.address}/p/north/learning-hub/cycles/gangs")
    expect(page.get_by_role("heading", name="Next: Write the newsletter")).to_be_visible()
    looked_at(page)
    follow(page.get_by_role("region", name="Next").get_by_role("button", name="Write the newsletter"))
    follow(page.get_by_role("button", name="Write a newsletter"))
    page.get_by_label("Title").fill("Come and talk")
    page.get_by_label("Text").fill("Two hours on **gangs**.")
    follow(page.get_by_role("button", name="Save and look at it"))
    expect(page.get_by_role("heading", name="3 people get it")).to_be_visible()
    looked_at(page)
    follow(page.get_by_role("button", name="Send it to these 3 people"))
    expect(page.get_by_text("3: Waits to be sent")).to_be_visible()
    looked_at(page)

    page.goto(f"{site.address}/p/north/learning-hub/cycles/gangs")
    follow(page.get_by_role("region", name="Next").get_by_role("button", name="Begin the evaluation"))
    page.get_by_label("One link for all").check()
    follow(page.get_by_role("button", name="Begin"))
    looked_at(page)
    follow(page.get_by_role("button", name="Look at the plan and open it"))
    follow(page.get_by_role("button", name="Open").first)
    page.goto(f"{site.address}/p/north/learning-hub/cycles/gangs/rounds/evaluation")
    short = page.locator(".wa-way p").first.inner_text()
    room = site.open_page(f"{site.address}/r/{short.rpartition('/')[2]}", viewport=PHONE)
    expect(room.get_by_text(BOARDS)).to_be_visible()
    expect(room.get_by_text("Your answers are anonymous.")).to_be_visible()
    looked_at(room)
