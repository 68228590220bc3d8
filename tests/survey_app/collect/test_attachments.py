"""Files of answers: what is taken, who sees it, and when it goes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from survey_app.audit_log import AuditEvent
from survey_app.collect import attachments
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.file_kinds import JPEG, file_kind
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.collect.uploads import UploadRefused, accept, stored_name
from survey_app.database import new_uuid, now
from survey_app.partnership.models import Partnership
from survey_app.retention import DESTROYERS
from survey_app.rounds.models import Round
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_user, sign_in

FORM = """
settings: {form_id: files, form_title: Files, version: "1", default_language: English (en)}
survey:
  - type: group
    name: page
    label: The page
    children:
      - {type: image, name: photo, label: A picture}
      - {type: file, name: paper, label: A paper}
      - {type: signature, name: signed, label: Your signature}
"""
LIMIT = 1024 * 1024
PDF = b"%PDF-1.7 made up"


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind, **options)
    return out.getvalue()


def with_place() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Constructed Camera"
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 53.0)
    return picture(exif=exif.tobytes())


def sent(content: bytes, name: str, media_type: str = "application/octet-stream") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name, content_type=media_type)


@pytest.fixture
def on_page(auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> Respondent:
    person = auditor(round_of(FORM))
    person.press("Start a new one")
    person.press("Start")
    return person


def upload(person: Respondent, button: str = "Continue", **files: FileStorage) -> Any:
    data = {"revision": person.hidden("revision"), "seen": person.hidden("seen"), "shown": ["photo", "paper", "signed"]}
    kept = {
        name: value for name, value in person.page.xpath("//form[@id='answers']")[0].fields.items() if ":kept" in name
    }
    posted = {f"q.{name}": file for name, file in files.items()}
    go = "continue" if button == "Continue" else "save"
    return person.post({**data, **kept, **posted, "go": go})


def kept(session: Session) -> list[Attachment]:
    session.rollback()
    return list(session.scalars(select(Attachment).order_by(Attachment.name)))


@pytest.mark.parametrize(
    ("kind", "content", "ending"),
    [
        ("image", picture(), "jpg"), ("image", picture("PNG"), "png"), ("image", picture("GIF"), "gif"),
        ("image", picture("WEBP"), "webp"), ("file", PDF, "pdf"), ("file", "Zwölf\n".encode(), "txt"),
        ("audio", b"ID3\x04made up", "mp3"), ("audio", b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        ("video", b"\0\0\0\x18ftypmp42made up", "mp4"),
    ],
)  # fmt: skip
def test_a_file_is_taken_by_what_it_is(kind: str, content: bytes, ending: str) -> None:
    taken = accept(kind, "holiday.exe", content, {}, limit=LIMIT)
    assert taken.name.startswith("holiday-")
    assert taken.name.endswith(f".{ending}")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"<!DOCTYPE html><script>alert(1)</script>"), ("image", b"<svg xmlns='x' onload='alert(1)'/>"),
        ("image", PDF), ("image", b"\xff\xd8\xff not a picture"), ("image", b"GIF89a<script>alert(1)</script>"),
        ("file", b"<html>"), ("file", b"\n  <?xml version='1.0'?>"), ("file", b"MZ\x90\0"), ("file", b"#!/bin/sh\n"),
        ("file", b"\x7fELF"), ("file", b"PK\x03\x04 broken"), ("video", picture()), ("audio", PDF), ("file", b"\0\0"),
        ("image", b""),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(kind: str, content: bytes) -> None:
    with pytest.raises(UploadRefused, match=r"must be|is not a picture|is an empty file"):
        accept(kind, "holiday.jpg", content, {}, limit=LIMIT)


def test_a_zip_file_is_taken_only_as_a_document_without_macros() -> None:
    def zipped(*names: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        return out.getvalue()

    found = file_kind(zipped("word/document.xml"))
    assert found is not None
    assert found.ending == "docx"
    assert file_kind(zipped("anything.txt")) is None
    assert file_kind(zipped("word/document.xml", "word/vbaProject.bin")) is None


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(UploadRefused, match="must be a file of 1 MB or less"):
        accept("file", "long.txt", b"x" * (LIMIT + 1), {}, limit=LIMIT)


def test_a_picture_with_more_pixels_than_any_camera_has_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(UploadRefused, match="too large a picture"):
        accept("image", "bomb.png", out.getvalue(), {}, limit=LIMIT)


def test_a_picture_loses_what_its_camera_wrote_into_it() -> None:
    original = with_place()
    assert b"Constructed Camera" in original
    cleaned = accept("image", "door.jpg", original, {}, limit=LIMIT).content
    assert b"Constructed Camera" not in cleaned
    assert not Image.open(io.BytesIO(cleaned)).getexif()


def test_max_pixels_makes_a_picture_smaller() -> None:
    cleaned = accept("image", "door.png", picture("PNG"), {"max-pixels": "20"}, limit=LIMIT).content
    assert Image.open(io.BytesIO(cleaned)).size == (20, 15)


@pytest.mark.parametrize(
    "given", ["../../etc/passwd", "C:\\secret\\x.jpg", "..", "a\0b\r\nc", "<b>.jpg", "x" * 500, "", "🙂.jpg"]
)
def test_a_name_from_outside_becomes_a_name_of_ours(given: str) -> None:
    name = stored_name(given, JPEG)
    assert "/" not in name
    assert "\\" not in name
    assert "<" not in name
    assert name.endswith(".jpg")
    assert len(name) <= 120
    assert not name.startswith(".")


def test_a_file_is_stored_with_the_draft_and_sent_with_the_answers(
    session: Session, on_page: Respondent, client: FlaskClient
) -> None:
    upload(on_page, photo=sent(with_place(), "../door.html", "text/html"), paper=sent(PDF, "policy.pdf"))
    paper, photo = sorted(kept(session), key=lambda one: one.media_type)
    assert (photo.media_type, paper.media_type) == ("image/jpeg", "application/pdf")
    assert photo.size == len(photo.content)
    assert on_page.heading == "Check your answers"
    assert photo.name in on_page.text
    on_page.press("Send")
    assert on_page.heading == "Answers received"
    [revision] = session.scalars(
        select(SubmissionRevision).where(SubmissionRevision.submission_id == photo.submission_id)
    )
    assert revision.document["photo"] == photo.name


def test_a_file_stays_without_being_sent_again_and_goes_when_it_is_replaced(
    session: Session, on_page: Respondent
) -> None:
    upload(on_page, "save", photo=sent(picture(), "first.jpg"))
    on_page.open(on_page.address.replace("/saved", "/page/page"))
    assert "first-" in on_page.text
    upload(on_page, "save")
    assert [one.name[:5] for one in kept(session)] == ["first"]
    on_page.open(on_page.address.replace("/saved", "/page/page"))
    upload(on_page, "save", photo=sent(picture("PNG"), "second.png"))
    assert [one.name[:6] for one in kept(session)] == ["second"]


def test_a_file_that_is_refused_keeps_the_earlier_one_and_says_why(session: Session, on_page: Respondent) -> None:
    upload(on_page, "save", photo=sent(picture(), "first.jpg"))
    on_page.open(on_page.address.replace("/saved", "/page/page"))
    upload(on_page, photo=sent(b"<html>", "page.jpg", "image/jpeg"))
    assert on_page.response.status_code == 422
    assert on_page.problems == ["‘A picture’ must be a JPEG, PNG, WebP or GIF picture"]
    assert [one.name[:5] for one in kept(session)] == ["first"]


def test_a_signature_may_be_typed(session: Session, on_page: Respondent) -> None:
    on_page.press("Continue", {"signed:typed": "Wyn Example"})
    [signature] = kept(session)
    assert signature.content.decode() == "Signed by typing the name: Wyn Example\n"


def test_the_files_of_one_answer_have_a_limit_together(
    session: Session, on_page: Respondent, monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    monkeypatch.setitem(client.application.config, "WALKABOUT_MAX_FILES_MB", 0)
    upload(on_page, paper=sent(PDF, "policy.pdf"))
    assert on_page.response.status_code == 422
    assert "may be 0 MB together" in on_page.problems[0]
    assert kept(session) == []


def test_somebody_elses_file_cannot_be_claimed(
    session: Session, client: FlaskClient, partnership: Partnership, on_page: Respondent
) -> None:
    upload(on_page, "save", paper=sent(PDF, "policy.pdf"))
    [theirs] = kept(session)
    round_ = session.get_one(Round, theirs.round_id)
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    body = {"uuid": new_uuid(), "version": round_.version.number,
            "document": {"photo": None, "paper": theirs.name, "signed": None}}  # fmt: skip
    response = client.post(f"/p/exampleshire/rounds/{round_.slug}/submissions", json=body)
    assert response.status_code == 422
    assert "is not among the files of these answers" in response.json["problems"][0]["message"]
    other = Respondent(client, f"/p/exampleshire/rounds/{round_.slug}/answer")
    other.press("Start a new one")
    other.press("Start")
    other.press("Continue", {"paper:kept": theirs.name})
    drafts = session.scalars(select(Draft).where(Draft.round_id == round_.id))
    [draft] = [one for one in drafts if one.id != theirs.submission_id]
    assert draft.document["paper"] is None


def test_a_program_sends_a_file_first_and_names_it_in_its_answers(
    session: Session, client: FlaskClient, partnership: Partnership, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(FORM)
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    base, uuid = f"/p/exampleshire/rounds/{round_.slug}/submissions", new_uuid()
    stored = client.post(f"{base}/{uuid}/files", data={"file": sent(PDF, "policy.pdf")})
    assert stored.status_code == 201
    assert client.post(f"{base}/{uuid}/files", data={"file": sent(b"<html>", "x.html")}).status_code == 422
    assert client.post(f"{base}/not-a-uuid/files", data={"file": sent(PDF, "x.pdf")}).status_code == 422
    document = {"photo": None, "paper": stored.json["name"], "signed": None}
    body = {"uuid": uuid, "version": round_.version.number, "document": document}
    assert client.post(base, json=body).status_code == 201
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    assert client.post(f"{base}/{uuid}/files", data={"file": sent(PDF, "mine.pdf")}).status_code == 409


def test_only_its_author_opens_a_file_of_a_draft(
    session: Session, client: FlaskClient, partnership: Partnership, on_page: Respondent
) -> None:
    upload(on_page, "save", paper=sent(PDF, "policy.pdf"))
    [file] = kept(session)
    round_ = session.get_one(Round, file.round_id)
    address = f"/p/exampleshire/rounds/{round_.slug}/answer/{file.submission_id}/file/{file.name}"
    mine = client.get(address)
    assert mine.data == PDF
    assert mine.headers["Content-Disposition"].startswith("attachment; ")
    assert mine.headers["X-Content-Type-Options"] == "nosniff"
    assert mine.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(address + "x").status_code == 404
    for roles in (("auditor",), ("administrator", "qa_group", "auditor")):
        sign_in(client, make_user(session, partnership, roles=roles))
        assert client.get(address).status_code == 404


def test_a_received_file_is_read_by_those_who_read_raw_answers_and_each_reading_is_logged(
    session: Session, client: FlaskClient, partnership: Partnership, on_page: Respondent
) -> None:
    upload(on_page, paper=sent(PDF, "policy.pdf"))
    [file] = kept(session)
    slug = session.get_one(Round, file.round_id).slug
    address = f"/p/exampleshire/rounds/{slug}/files/{file.submission_id}/{file.name}"
    reader = make_user(session, partnership, roles=("qa_group",))
    sign_in(client, reader)
    assert client.get(address).status_code == 404  # a draft is nobody else's
    sign_in(client, session.get_one(type(reader), session.get_one(Draft, file.submission_id).author_id))
    on_page.press("Send")
    assert client.get(address).status_code == 403
    sign_in(client, reader)
    assert client.get(address).data == PDF
    session.rollback()
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "file read"))
    assert event.actor_id == reader.id
    assert "policy" not in str(event.details)


def test_files_go_with_the_answers(session: Session, on_page: Respondent) -> None:
    upload(on_page, paper=sent(PDF, "policy.pdf"))
    on_page.press("Send")
    [file] = kept(session)
    DESTROYERS["submission"](session, Submission.id == file.submission_id)
    session.commit()
    assert kept(session) == []


def test_files_go_with_an_abandoned_draft_and_orphans_are_swept_after_a_day(
    session: Session, on_page: Respondent
) -> None:
    upload(on_page, "save", paper=sent(PDF, "policy.pdf"))
    [file] = kept(session)
    assert attachments.drop_orphans(session, now=now() + timedelta(days=3)) == 0
    DESTROYERS["draft"](session, Draft.id == file.submission_id)
    session.commit()
    assert kept(session) == []
    session.add(Attachment(round_id=file.round_id, submission_id=new_uuid(), name="x.pdf", media_type="application/pdf",
                           size=1, sha256="0", content=b"x"))  # fmt: skip
    session.commit()
    assert attachments.drop_orphans(session, now=now()) == 0
    assert attachments.drop_orphans(session, now=now() + timedelta(days=2)) == 1


def test_an_anonymous_round_keeps_no_file(session: Session, round_of: Callable[..., Round]) -> None:
    round_ = round_of(FORM, access="token", anonymous=True)
    taken = accept("file", "x.pdf", PDF, {}, limit=LIMIT)
    with pytest.raises(ValueError, match="anonymous"):
        attachments.keep_upload(session, round_, new_uuid(), taken, total_limit=LIMIT)
