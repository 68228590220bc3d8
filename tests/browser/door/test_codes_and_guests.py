"""Codes that are scanned, opened and typed; people without a place; a full room that somebody decides on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from survey_app.database import db
from survey_app.forums.door.codes import door_code, spaced
from survey_app.forums.models import Booking, Forum
from tests.browser.door.door_phones import DoorPhone, Doors, doors, phones_at
from tests.services.browser import axe_violations
from tests.services.databases import Databases
from tests.survey_app.forums.hub_factories import make_booking, make_forum

# A camera that shows a canvas, and a reader that sees what the test holds before it.
CAMERA = """
  window.held = "";
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    return canvas.captureStream(5);
  };
  window.BarcodeDetector = class { async detect() { return window.held ? [{ rawValue: window.held }] : []; } };
"""


@pytest.fixture
def found(databases: Databases, journey_database_kind: str, tmp_path: Path) -> Iterator[Doors]:
    directory = tmp_path / "server"
    directory.mkdir()
    with doors(databases, journey_database_kind, directory) as made:
        yield made


@pytest.fixture
def phone(found: Doors, chromium: Browser, tmp_path: Path) -> Iterator[DoorPhone]:
    with phones_at(chromium.browser_type, tmp_path, found, 1) as made:
        made[0].sign_in(found.keepers[0])
        made[0].context.add_init_script(CAMERA)
        made[0].take_list()
        yield made[0]


def _code(found: Doors, name: str) -> tuple[str, str]:
    """The code of somebody, and the path that their QR code opens."""
    with found.app.app_context():
        booking = db.session.scalars(select(Booking).where(Booking.name == name)).one()
        code = spaced(door_code(found.app.config["SECRET_KEY"], booking.id))
        return code, f"/d/{booking.forum.public_name}/{code}"


def _add_elsewhere(found: Doors) -> None:
    with found.app.app_context():
        forum = db.session.get_one(Forum, found.forum)
        later = make_forum(db.session(), forum.cycle, title="South, evening")
        make_booking(db.session(), later, name="Selma Elsewhere")
        db.session.commit()


def test_codes_and_people_without_a_place(found: Doors, phone: DoorPhone) -> None:
    _scanned(found, phone)
    _opened(found, phone)
    _typed(found, phone)
    _add_elsewhere(found)
    _moved_here(found, phone)
    _full(found, phone)


def _scanned(found: Doors, phone: DoorPhone) -> None:
    """What the camera sees checks in at once: whoever scans stands at the door."""
    phone.page.get_by_role("button", name="Scan a code").click()
    phone.page.evaluate("held => { window.held = held }", f"https://anywhere.example{_code(found, 'Asha Example')[1]}")
    expect(phone.panel).to_contain_text("Come in, Asha Example")
    phone.page.evaluate("window.held = 'https://anywhere.example/d/x/ZZZZ-ZZZZ'")
    expect(phone.panel).to_contain_text("This code is not on the list")
    phone.page.get_by_role("button", name="Stop the camera").click()


def _opened(found: Doors, phone: DoorPhone) -> None:
    """The address of a code, which anybody can send, asks before it checks in."""
    phone.page.goto(f"{phone.server.address}{_code(found, 'Bela Example')[1]}")
    expect(phone.panel).to_contain_text("Bela Example")
    assert not axe_violations(phone.page)
    assert "Bela Example" not in found.here()
    phone.press("Check in")
    expect(phone.panel).to_contain_text("Come in, Bela Example")


def _typed(found: Doors, phone: DoorPhone) -> None:
    code, _ = _code(found, "Chike Example")
    phone.page.get_by_label("Name, agency or code").fill(code.lower().replace("-", " "))
    expect(phone.page.locator(".wa-door__person")).to_have_count(1)
    phone.person("Chike Example").click()
    expect(phone.panel).to_contain_text("Come in, Chike Example")


def _moved_here(found: Doors, phone: DoorPhone) -> None:
    """A place at another forum is said, and moved by one press."""
    phone.page.get_by_role("button", name="Somebody without a place").click()
    expect(phone.page.get_by_label("Name", exact=True)).to_be_focused()
    assert not axe_violations(phone.page)
    phone.page.get_by_role("button", name="Let them in").click()
    expect(phone.page.get_by_text("Enter their name.")).to_be_visible()
    phone.page.get_by_label("Name", exact=True).fill("selma elsewhere")
    phone.page.get_by_role("button", name="Let them in").click()
    expect(phone.panel).to_contain_text("has a place at “South, evening”")
    phone.press("Move their place here")
    expect(phone.panel).to_contain_text("Come in, Selma Elsewhere")
    phone.has_sent()
    assert found.here()["Selma Elsewhere"] == "page"


def _full(found: Doors, phone: DoorPhone) -> None:
    """The room has four places: whoever stands at the door decides on the fifth."""
    phone.person("Wei Waits").click()
    expect(phone.panel).to_contain_text("The room is full: 4 people are here, and it has 4 places.")
    assert "Wei Waits" not in found.here()
    phone.press("Let them in")
    expect(phone.page.locator(".wa-door__count")).to_have_text("5 of 5 are here")
    phone.has_sent()
    assert len(found.here()) == 5
