"""Phones at the doors of a forum: browser processes with profiles of their own, and a server to switch off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserType, Locator, expect
from sqlalchemy import select

from survey_app import create_app
from survey_app.database import db
from survey_app.forums.models import Booking, DoorAct, DoorList
from tests.browser.visits.phones import Phone, Switch
from tests.services.browser import PATIENCE
from tests.services.databases import Databases
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

SLUG = "made-up"
NAMES = ("Asha Example", "Bela Example", "Chike Example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The installation, its switch, the forum that begins in an hour, and who keeps its doors."""

    app: Flask
    server: Switch
    forum: int
    keepers: tuple[str, ...]

    def here(self) -> dict[str, str]:
        """Who is here by the server's database: name → how they came."""
        with self.app.app_context():
            rows = select(Booking).where(Booking.forum_id == self.forum, Booking.checked_in_at.is_not(None))
            return {one.name: one.source for one in db.session.scalars(rows.order_by(Booking.name))}

    def acts(self) -> int:
        """How many acts the server has."""
        with self.app.app_context():
            return len(db.session.scalars(select(DoorAct)).all())

    def holders(self) -> int:
        """How many lists are on devices, as the server knows it."""
        with self.app.app_context():
            return len(db.session.scalars(select(DoorList).where(DoorList.gone_at.is_(None))).all())


@contextmanager
def doors(databases: Databases, kind: str, directory: Path) -> Iterator[Doors]:
    """An installation that listens, with a forum that begins in an hour."""
    with databases.prepared(kind, prepare) as url:
        app = create_app({**settings_for(url, directory), "WTF_CSRF_ENABLED": True})
        with app.app_context():
            forum, keepers = _planned()
        server = Switch(app=app)
        server.on()
        try:
            yield Doors(app=app, server=server, forum=forum, keepers=keepers)
        finally:
            server.close()
            with app.app_context():
                db.engine.dispose()


def _planned() -> tuple[int, tuple[str, ...]]:
    session = db.session()
    partnership = make_partnership(session, slug=SLUG, name="Made-up Safeguarding Partnership")
    people = [make_user(session, partnership, roles=("facilitator",)) for _ in range(2)]
    for user, name in zip(people, ("Fay Front-Door", "Bo Back-Door"), strict=True):
        user.name = name
    forum = make_forum(session, make_hub_cycle(session, partnership), in_hours=1, capacity=4, title="North, morning")
    for name in NAMES:
        make_booking(session, forum, name=name)
    make_booking(session, forum, name="Wei Waits", state="waiting")
    session.commit()
    return forum.id, tuple(user.email for user in people)


@dataclass
class DoorPhone(Phone):
    """A phone at a door."""

    forum: int = 0

    @property
    def app_url(self) -> str:
        return f"{self.server.address}/p/{self.slug}/learning-hub/door/app#/{self.forum}"

    def take_list(self) -> None:
        """Open the door with a signal, and wait until it opens without one."""
        self.open_app()
        expect(self.person("Asha Example")).to_be_visible()
        expect(self.page.locator("body[data-opens-offline=true]")).to_be_attached()

    def person(self, name: str) -> Locator:
        return self.page.locator(".wa-door__person").filter(has_text=name)

    @property
    def panel(self) -> Locator:
        return self.page.locator("[data-part=panel]")

    def press(self, name: str) -> None:
        """Press a button of what was asked."""
        self.panel.get_by_role("button", name=name).click()

    def let_in(self, name: str) -> None:
        """Search for somebody and tap them."""
        self.page.get_by_label("Name, agency or code").fill(name[:4])
        self.person(name).click()
        expect(self.panel).to_contain_text(f"Come in, {name}")

    def hear_of_the_signal(self) -> None:
        """What the browser says when there is one: the page asks at once, and not in ten seconds."""
        self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What the device's database has in a table."""
        found: list[dict[str, Any]] = self.page.evaluate(_ROWS, table)
        return found

    def has_sent(self) -> None:
        """Wait until nothing waits that was done here. The line of the state may still be the one from before."""
        until = time.monotonic() + PATIENCE / 1000
        while waiting := self.rows("acts"):
            assert time.monotonic() < until, f"these are not sent: {waiting}"
            time.sleep(0.05)
        expect(self.status).to_contain_text("Every door has the same list")


_ROWS = """async (table) => {
  const open = indexedDB.open("walkabout-door");
  const database = await new Promise((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const request = database.transaction(table).objectStore(table).getAll();
  const rows = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result) });
  database.close();
  return rows;
}"""


@contextmanager
def phones_at(kind: BrowserType, directory: Path, found: Doors, count: int) -> Iterator[list[DoorPhone]]:
    """So many phones; they fail the test if a script of theirs did."""
    made: list[DoorPhone] = []
    try:
        for number in range(count):
            profile = directory / f"phone-{number + 1}"
            profile.mkdir()
            made.append(DoorPhone(kind=kind, profile=profile, server=found.server, slug=SLUG, forum=found.forum))
            made[-1].start()
        yield made
    finally:
        for phone in made:
            phone.stop()
    complaints = [complaint for phone in made for complaint in phone.complaints]
    assert not complaints, "\n".join(complaints)
