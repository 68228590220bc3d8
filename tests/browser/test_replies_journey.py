"""From what was said to "you said, we did": sorted by keyboard on a phone, replied to by two people, read outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from survey_app.database import db, random_key
from survey_app.forums.pages import today
from survey_app.forums.tables.models import TablePoint
from tests.browser.conftest import Site
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle

CYCLE = "/p/north/learning-hub/cycles/gangs"
SAID = ("Thresholds differ between teams", "Nobody hears what became of a referral", "Joint visits work")


@pytest.fixture
def people(site: Site) -> list[str]:
    """The addresses of two members of the QA group; a forum at whose table three things were said."""
    with site.app.app_context():
        session: Any = db.session
        partnership = make_partnership(session, slug="north")
        forum = make_forum(session, make_hub_cycle(session, partnership, slug="gangs"), in_hours=-48)
        for place, text in enumerate(SAID):
            tone = "strength" if place == 2 else "concern"
            session.add(TablePoint(id=random_key(), forum_id=forum.id, question="What?", text=text, tone=tone))
        found = [make_user(session, partnership, roles=("qa_group",)).email for _ in range(2)]
        session.commit()
    return found


def sort_by_keyboard(page: Page, title: str, *said: str) -> None:
    """Choose what was said with the space bar, type the title of a new theme, and send it with Enter."""
    for text in said:
        page.get_by_role("checkbox", name=text).focus()
        page.keyboard.press("Space")
    page.get_by_label("or under a new theme").focus()
    page.keyboard.type(title)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_what_was_said_comes_back_as_what_was_done(site: Site, people: list[str]) -> None:
    officer = site.sign_in(people[0], viewport=PHONE)
    officer.goto(f"{site.address}{CYCLE}/themes")
    sort_by_keyboard(officer, "Thresholds and referrals", SAID[0], SAID[1])
    expect(officer.get_by_text("2 heard")).to_be_visible()
    follow(officer.get_by_role("link", name="write the report to the Strategic Group"))
    follow(officer.get_by_role("button", name="Send it, or note that it is tabled"))
    officer.get_by_label("Or it is tabled at this meeting").fill("Strategic Group")
    officer.get_by_label("Day of the meeting").fill(today().isoformat())
    follow(officer.get_by_role("button", name="Make and send edition 1"))
    follow(officer.get_by_role("link", name="Replies to the themes"))
    follow(officer.get_by_role("link", name="Thresholds and referrals"))
    follow(officer.get_by_role("button", name="Enter the reply"))
    officer.get_by_label("What practitioners said").fill("Teams read the levels of need in two ways.")
    officer.get_by_label("Accepted", exact=True).check()
    expect(officer.get_by_label("What will be done?")).to_be_visible()
    officer.get_by_label("Not accepted").check()
    expect(officer.get_by_label("What will be done?")).to_be_hidden()
    officer.get_by_label("Message to practitioners").fill("We could not do it this year.")
    officer.get_by_label("Day of the decision").fill((today() - timedelta(days=1)).isoformat())
    follow(officer.get_by_role("button", name="Save the reply"))
    expect(officer.get_by_role("link", name="Say why it was not accepted")).to_be_visible()
    expect(officer.get_by_label("Message to practitioners")).to_have_value("We could not do it this year.")
    officer.get_by_label("Because").fill("there is no money for it")
    follow(officer.get_by_role("button", name="Save the reply"))
    expect(officer.get_by_text("somebody else approves it")).to_be_visible()
    reply = officer.url

    second = site.sign_in(people[1])
    second.goto(reply)
    follow(second.get_by_role("button", name="Approve it"))
    second.goto(f"{site.address}{CYCLE}/you-said-we-did")
    follow(second.get_by_role("button", name="Publish the page"))

    reader = site.open_page(f"{site.address}/hub/north/gangs/you-said-we-did", viewport=PHONE)
    expect(reader.get_by_role("heading", name="We could not")).to_be_visible()
    expect(reader.get_by_text("there is no money for it")).to_be_visible()
