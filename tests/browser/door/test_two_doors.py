"""Two doors of one forum without a network: nothing is lost when a browser is killed, and both agree afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.door.door_phones import DoorPhone, Doors, doors, phones_at
from tests.services.browser import axe_violations, follow
from tests.services.databases import Databases

TWO = "2 changes wait on this device"


@pytest.fixture
def found(databases: Databases, journey_database_kind: str, tmp_path: Path) -> Iterator[Doors]:
    directory = tmp_path / "server"
    directory.mkdir()
    with doors(databases, journey_database_kind, directory) as made:
        yield made


@pytest.fixture
def both(found: Doors, chromium: Browser, tmp_path: Path) -> Iterator[tuple[DoorPhone, DoorPhone]]:
    """The phones at the front door and at the back door, with the list on them."""
    with phones_at(chromium.browser_type, tmp_path, found, 2) as made:
        for phone, email in zip(made, found.keepers, strict=True):
            phone.sign_in(email)
            phone.take_list()
        yield made[0], made[1]


def test_two_doors_without_a_network_agree_and_lose_nothing(found: Doors, both: tuple[DoorPhone, DoorPhone]) -> None:
    front, back = both
    assert not axe_violations(front.page)
    assert found.holders() == 2
    found.server.off()
    for phone in both:
        phone.context.set_offline(True)
    front.let_in("Asha Example")
    expect(front.status).to_contain_text("1 change waits on this device")
    front.kill()  # a flat battery
    _back_door(back)
    front.start(offline=True)
    front.open_app()
    expect(front.person("Asha Example")).to_contain_text("Here since")
    front.let_in("Chike Example")
    expect(front.status).to_contain_text(TWO)
    assert found.here() == {}

    found.server.on()
    for phone in both:
        phone.context.set_offline(False)
        phone.hear_of_the_signal()
    front.context.clear_cookies()  # whether the browser had written its sign-in down is chance
    front.hear_of_the_signal()
    expect(front.status).to_contain_text("Sign in to send")
    assert len(front.rows("acts")) == 2
    front.sign_in_again(found.keepers[0])
    for phone in both:
        phone.has_sent()
    back.hear_of_the_signal()
    for phone in both:
        expect(phone.page.locator(".wa-door__count")).to_have_text("4 of 4 are here")
    here = {"Asha Example": "page", "Bela Example": "page", "Chike Example": "page", "Wanda Walks-In": "door"}
    assert found.here() == here
    assert found.acts() == 5
    _undo_says_who(found, front, back)
    _signing_out(found, front)


def _back_door(back: DoorPhone) -> None:
    """Somebody who is at the other door too, somebody else, and somebody without a place."""
    back.let_in("Asha Example")
    back.let_in("Bela Example")
    back.page.get_by_role("button", name="Somebody without a place").click()
    back.page.get_by_label("Name", exact=True).fill("Wanda Walks-In")
    assert not back.page.get_by_role("checkbox").is_checked()
    back.page.get_by_role("button", name="Let them in").click()
    expect(back.panel).to_contain_text("Come in, Wanda Walks-In")
    expect(back.page.locator(".wa-door__count")).to_have_text("3 of 4 are here")


def _undo_says_who(found: Doors, front: DoorPhone, back: DoorPhone) -> None:
    """Both check-ins of one person are named, and taking them back reaches the other door."""
    front.person("Asha Example").click()
    expect(front.panel).to_contain_text("by Fay Front-Door")
    expect(front.panel).to_contain_text("by Bo Back-Door")
    front.press("Undo the check-in by Bo Back-Door")
    expect(front.panel).to_contain_text("Taken back: Asha Example")
    front.has_sent()
    back.hear_of_the_signal()
    expect(back.page.locator(".wa-door__count")).to_have_text("3 of 4 are here")
    assert "Asha Example" not in found.here()


def _signing_out(found: Doors, front: DoorPhone) -> None:
    """The list leaves the device with whoever signs out there, and the server knows it."""
    front.page.goto(f"{front.server.address}/p/{front.slug}/learning-hub/")
    front.page.get_by_role("button", name="Menu").click()
    follow(front.page.get_by_role("button", name="Sign out"))
    assert front.rows("lists") == []
    assert found.holders() == 1
