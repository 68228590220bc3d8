"""The lifeboat on screen: a copy of the notes from a failing phone goes on on another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone

PASSPHRASE = "four made up words"


def test_notes_of_a_failing_phone_are_read_on_another_and_uploaded_from_there(
    visiting: Journey, phone: Phone, new_phone: Callable[[], Phone], tmp_path: Path
) -> None:
    phone.context.set_offline(True)
    phone.go_to_page("A. The visit")
    phone.page.get_by_label("Site or team").fill("Written on the failing phone")
    phone.keeps("Written on the failing phone")
    boat = _save_file(phone, tmp_path)
    phone.kill()
    assert b"failing" not in boat.read_bytes()
    other = new_phone()
    other.sign_in(visiting.auditors[0])
    other.open_app()
    other.page.get_by_role("link", name="This phone").click()
    _read_file(other, boat, "another passphrase")
    expect(other.page.locator("#read-error")).to_be_visible()
    _read_file(other, boat, PASSPHRASE)
    other.open_visit()
    other.go_to_page("A. The visit")
    expect(other.page.get_by_label("Site or team")).to_have_value("Written on the failing phone")
    expect(other.status).to_have_text("All saved and uploaded")
    assert visiting.document(visiting.auditors[0])["site"] == "Written on the failing phone"


def _save_file(phone: Phone, directory: Path) -> Path:
    phone.page.evaluate("() => { location.hash = '#/phone' }")
    phone.page.get_by_label("Passphrase", exact=True).fill("short")
    phone.page.get_by_role("button", name="Save the file").click()
    expect(phone.page.locator("#save-error")).to_have_text("Use at least 12 characters")
    phone.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    phone.page.get_by_label("The passphrase again").fill(PASSPHRASE)
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name="Save the file").click()
    path = directory / "notes.walkabout"
    download.value.save_as(path)
    return path


def _read_file(phone: Phone, boat: Path, passphrase: str) -> None:
    phone.page.get_by_label("The file", exact=True).set_input_files(boat)
    phone.page.get_by_label("Its passphrase").fill(passphrase)
    phone.page.get_by_role("button", name="Read the file").click()
