"""A forum's discussions as people take them down: without a signal, two at one table, on the wall, from a phone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from playwright.sync_api import Page, expect

from survey_app.database import db, now
from survey_app.forums.tables.screen import open_wall, screen_of
from tests.browser.conftest import Site
from tests.services.browser import PHONE, axe_violations, follow
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.tables.table_factories import make_point, make_table

HUB = "/p/made-up/learning-hub"


@dataclass(frozen=True, slots=True)
class Room:
    """A forum that is on, with a table that has said something, and an open screen."""

    first: str
    second: str
    forum: int
    wall: str
    code: str


def test_what_is_taken_down_without_a_signal_comes_to_the_wall_and_overwrites_nobody(site: Site) -> None:
    room = _prepare(site)
    first, second = (site.sign_in(email, viewport=PHONE) for email in (room.first, room.second))
    for page in (first, second):
        _open_table(site, page, room, "Table 4")
    wall = site.open_page(f"{site.address}/wall/{room.wall}", viewport={"width": 1280, "height": 720})
    expect(wall.get_by_text("Meetings", exact=True)).to_be_visible()
    _without_a_signal(first)
    _change(second, "Meetings", "Meetings work")
    expect(second.locator("#app-status")).to_have_text("Saved")
    expect(wall.get_by_text("Meetings work")).to_be_visible()
    first.context.set_offline(False)
    expect(first.locator("[data-part=beside]:visible")).to_contain_text("Another version of the point")
    expect(first.locator("#app-status")).to_have_text("Saved")
    assert axe_violations(first) == []
    expect(wall.get_by_text("Mentors who know it")).to_be_visible()
    expect(wall.get_by_text("Meetings are too long")).to_have_count(0)
    first.get_by_role("button", name="Keep both").click()
    expect(wall.get_by_text("Meetings are too long")).to_be_visible()
    _from_a_phone(site, room, wall)
    _hide(site, second, room, wall)


def _prepare(site: Site) -> Room:
    with site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="made-up")
        people = [make_user(session, partnership, roles=("facilitator",)) for _ in range(2)]
        forum = make_forum(session, make_hub_cycle(session, partnership, questions=["What works?"]), in_hours=-1)
        make_point(session, make_table(session, forum, "Table 4"), people[0], text="Meetings")
        screen = screen_of(session, forum)
        wall = open_wall(session, screen, current_app.config["SECRET_KEY"], now())
        session.commit()
        return Room(people[0].email, people[1].email, forum.id, wall, screen.code)


def _open_table(site: Site, page: Page, room: Room, name: str) -> None:
    page.goto(f"{site.address}{HUB}/tables/app#/forum/{room.forum}")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text("Meetings", exact=True)).to_be_visible()


def _without_a_signal(page: Page) -> None:
    """Write without a network, and have it after the page was closed and opened again."""
    expect(page.locator("body")).to_have_attribute("data-kept", "true")
    page.context.set_offline(True)
    page.reload()
    _change(page, "Meetings", "Meetings are too long")
    page.get_by_role("button", name="Add a point").click()
    page.get_by_label("What was said").fill("Mentors who know it")
    page.get_by_label("Strength").check()
    page.get_by_role("button", name="Save the point").click()
    waiting = "On this device: 2 changes will be sent when there is a signal"
    expect(page.locator("#app-status")).to_have_text(waiting)
    page.get_by_label("What was said").press_sequentially("Half a sent")
    expect(page.get_by_text("On this device: will be sent")).to_have_count(2)
    _keeps_draft(page, "Half a sent")
    page.reload()
    expect(page.get_by_text("Mentors who know it", exact=True)).to_be_visible()
    expect(page.get_by_text("Meetings are too long", exact=True)).to_be_visible()
    expect(page.get_by_label("What was said")).to_have_value("Half a sent")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#app-status")).to_have_text(waiting)


def _keeps_draft(page: Page, text: str) -> None:
    """Wait until what is typed is in the device's database."""
    page.evaluate(
        """async (text) => {
          const database = await new Promise((resolve) => {
            const asked = indexedDB.open("walkabout-tables");
            asked.onsuccess = () => resolve(asked.result);
          });
          for (;;) {
            const rows = await new Promise((resolve) => {
              const asked = database.transaction("drafts").objectStore("drafts").getAll();
              asked.onsuccess = () => resolve(asked.result);
            });
            if (rows.some(({ words }) => words.text === text)) break;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          database.close();
        }""",
        text,
    )


def _change(page: Page, was: str, text: str) -> None:
    page.locator(".wa-talk", has_text=was).get_by_role("button", name="Change").click()
    page.get_by_label("What was said").fill(text)
    page.get_by_role("button", name="Save the point").click()
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def _from_a_phone(site: Site, room: Room, wall: Page) -> None:
    phone = site.open_page(f"{site.address}/say/{room.code}", viewport=PHONE)
    phone.get_by_label("What do you want to say?").fill("Nobody answers after five")
    phone.get_by_label("A concern").check()
    follow(phone.get_by_role("button", name="Send"))
    expect(phone.get_by_role("heading", name="Thank you, it has come")).to_be_visible()
    assert phone.context.cookies() == []
    expect(wall.get_by_text("Nobody answers after five")).to_have_count(0)


def _hide(site: Site, page: Page, room: Room, wall: Page) -> None:
    """Somebody says yes to what came from the phone, and takes something else off the screen."""
    page.goto(f"{site.address}{HUB}/forums/{room.forum}/screen")
    follow(page.get_by_role("button", name="To the screen “Nobody answers after five”"))
    expect(wall.locator(".wa-wall__point", has_text="Nobody answers after five")).to_contain_text("From the room")
    follow(page.get_by_role("button", name="Not on the screen “Meetings work”"))
    expect(wall.get_by_text("Meetings work")).to_have_count(0)
    follow(page.get_by_role("button", name="Close the screen"))
    expect(wall.get_by_role("heading", name="This screen is closed")).to_be_visible()
    expect(wall.get_by_text("Mentors who know it")).to_have_count(0)
