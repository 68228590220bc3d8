"""Files of notes: once each, looked at by content, pictures without what the camera says of place and device."""

from __future__ import annotations

import hashlib
import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.attachment_models import Attachment
from survey_app.collect.models import Draft
from survey_app.walkabouts.models import VisitNotes
from tests.survey_app.walkabouts.notes.devices import Device, jpeg_with_place, setting

PHOTO = "noticeboard-0123abcd.jpg"


def test_a_picture_is_kept_under_its_name_without_its_metadata(device: Device, session: Session) -> None:
    sent = jpeg_with_place()
    response = device.put_file(PHOTO, sent)
    [kept] = session.scalars(select(Attachment))
    assert (response.status_code, kept.name, kept.media_type) == (201, PHOTO, "image/jpeg")
    assert not Image.open(io.BytesIO(kept.content)).getexif()
    assert b"Constructed Camera" in sent
    assert b"Constructed Camera" not in kept.content
    answer = response.get_json()
    assert answer == {"name": PHOTO, "size": len(kept.content), "sha256": hashlib.sha256(kept.content).hexdigest()}
    assert kept.sent_sha256 == hashlib.sha256(sent).hexdigest()


def test_the_same_file_again_is_stored_once_and_other_bytes_are_refused(device: Device, session: Session) -> None:
    first, again = (device.put_file(PHOTO, jpeg_with_place()) for _ in range(2))
    other = device.put_file(PHOTO, jpeg_with_place("red"))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.get_json() == again.get_json()
    assert other.get_json()["error"] == "Another file has this name already."
    assert len(session.scalars(select(Attachment)).all()) == 1


@pytest.mark.parametrize(
    "name",
    ["", "photo.jpg", "../secret-0123abcd.jpg", "a/b-0123abcd.jpg", "x-0123ABCD.jpg", "x-0123abcd.jpg.exe.longer",
     "-0123abcd.jpg", "x" * 61 + "-0123abcd.jpg", "x-0123abcd", "é-0123abcd.jpg", "x-0123abcd.jpg%0A",
     "x-0123abcd.jpg "],
)  # fmt: skip
def test_other_names_are_refused(device: Device, session: Session, name: str) -> None:
    response = device.put_file(name, jpeg_with_place()) if name else device.client.post(
        f"{device.notes}/files", data={"file": (io.BytesIO(jpeg_with_place()), "x.jpg")}
    )  # fmt: skip
    assert response.status_code == 422
    assert "must have a name" in response.get_json()["error"]
    assert session.scalars(select(Attachment)).all() == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x-0123abcd.jpg", b"MZ\x90\x00 a program", "must be a PDF"),
        ("x-0123abcd.jpg", b"<script>alert(1)</script>", "must be a PDF"),
        ("x-0123abcd.jpg", b"\xff\xd8\xff no picture at all", "is not a picture"),
        ("x-0123abcd.jpg", b"%PDF-1.7 made up", "is something else"),
        ("x-0123abcd.pdf", b"", "empty"),
        ("x-0123abcd.txt", b"x" * (11 * 1024 * 1024), "MB or less"),
    ],
)
def test_what_a_file_is_goes_by_its_content(device: Device, name: str, content: bytes, said: str) -> None:
    response = device.put_file(name, content)
    assert response.status_code == 422
    assert said in response.get_json()["error"]


def test_a_request_without_a_file_says_so(device: Device) -> None:
    response = device.client.post(f"{device.notes}/files", data={"name": PHOTO})
    assert (response.status_code, "Send one file" in response.get_json()["error"]) == (422, True)


def test_the_files_of_one_visit_have_a_limit_together(app: Flask, device: Device) -> None:
    app.config["WALKABOUT_MAX_FILES_MB"] = 0
    response = device.put_file(PHOTO, jpeg_with_place())
    assert (response.status_code, "together" in response.get_json()["error"]) == (422, True)


def test_a_page_that_is_saved_keeps_a_file_whose_answer_is_still_on_its_way(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    device.put_file(PHOTO, jpeg_with_place())
    draft = session.get_one(Draft, notes.draft_id)
    page = f"/p/north/rounds/{draft.round.slug}/answer/{notes.draft_id}/page/first"
    device.client.post(page, data={"revision": draft.revision, "shown": ["site"], "q.site": "Ward", "go": "save"})
    device.sync(setting(["photo"], PHOTO))
    assert device.send().status_code == 201
    assert [kept.name for kept in session.scalars(select(Attachment))] == [PHOTO]


def test_a_file_may_come_after_the_sending_for_a_change_that_comes_late(device: Device, session: Session) -> None:
    device.look()
    device.send()
    assert device.put_file(PHOTO, jpeg_with_place()).status_code == 201
    device.sync(setting(["photo"], PHOTO))
    assert device.send().get_json()["revision"] == 2
