"""Photographs: made smaller on the phone, without what the camera wrote, looked at first, and resent alone."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.visits.journeys import Journey, photograph
from tests.browser.visits.phones import Phone

PAGE = "D. Photographs of noticeboards and contacts"


def test_a_picture_leaves_its_place_behind_on_the_phone_and_is_no_larger_than_needed(
    phone: Phone, tmp_path: Path
) -> None:
    phone.go_to_page(PAGE)
    phone.lose_signal()
    asked = phone.question("d_photo_1")
    asked.locator("input[type=file]").set_input_files(photograph(tmp_path, 1, with_place=True))
    expect(asked.get_by_text("The file said where it was taken. That has been left out")).to_be_visible()
    expect(asked.get_by_text("Look at it closely: no faces")).to_be_visible()
    asked.get_by_role("button", name="Add this picture").click()
    expect(asked.get_by_text("Look at the picture first, and tick this")).to_be_visible()
    asked.get_by_role("checkbox").check()
    asked.get_by_role("button", name="Add this picture").click()
    expect(asked.get_by_text("Saved on this phone, waiting to upload")).to_be_visible()
    [file] = phone.stored()["bytes"]
    with Image.open(io.BytesIO(bytes(file["bytes"]))) as picture:
        assert picture.size == (1600, 1200)
        assert dict(picture.getexif()) == {}


def test_a_picture_that_no_browser_reads_is_said_plainly(phone: Phone, tmp_path: Path) -> None:
    heic = tmp_path / "IMG_0001.heic"
    heic.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(200))
    phone.go_to_page(PAGE)
    asked = phone.question("d_photo_1")
    asked.locator("input[type=file]").set_input_files(heic)
    expect(asked.get_by_role("alert")).to_contain_text("This is a HEIC picture, which this browser cannot read.")
    assert phone.stored()["files"] == []


def test_faces_that_the_phone_finds_are_told_of(phone: Phone, tmp_path: Path) -> None:
    phone.page.add_init_script("window.FaceDetector = class { async detect() { return [{}, {}] } }")
    phone.page.reload()
    phone.go_to_page(PAGE)
    asked = phone.question("d_photo_1")
    asked.locator("input[type=file]").set_input_files(photograph(tmp_path, 1))
    expect(asked.get_by_text("There seem to be 2 faces in it.")).to_be_visible()
    asked.get_by_role("button", name="Leave it out").click()
    expect(asked.locator("input[type=file]")).to_be_focused()
    assert phone.stored()["files"] == []


def test_a_picture_that_did_not_arrive_is_sent_again_alone(visiting: Journey, phone: Phone, tmp_path: Path) -> None:
    sent: list[str] = []
    lost: list[str] = []

    def lose_the_first(route, request) -> None:  # type: ignore[no-untyped-def]
        sent.append(request.url.rsplit("/", 1)[1])
        if not lost:
            lost.append(request.url)
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/files", lose_the_first)
    phone.page.route("**/sync", lambda route, request: (sent.append("sync"), route.continue_()))
    phone.go_to_page(PAGE)
    phone.add_photo("d_photo_1", photograph(tmp_path, 1))
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(phone.question("d_photo_1").get_by_text("Uploaded", exact=True)).to_be_visible()
    [name] = visiting.files()
    assert visiting.document(visiting.auditors[0])["d_photo_1"] == name
    assert lost
    assert sent.count("files") == 2
