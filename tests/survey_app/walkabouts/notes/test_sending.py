"""Sending: nothing before everything is here and decided, and the same receipt however often it is asked for."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.attachment_models import Attachment
from survey_app.collect.drafts import current_document
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import now
from survey_app.walkabouts.models import VisitNotes
from tests.survey_app.walkabouts.notes.devices import Device, adding, jpeg_with_place, setting

PHOTO = "noticeboard-0123abcd.jpg"
TALK = (
    adding(["talk", "aaaa"]),
    setting(["talk", "aaaa", "role"], "nurse"),
    setting(["talk", "aaaa", "c14"], "no"),
)


def submitted(session: Session, notes: VisitNotes) -> dict[str, object]:
    session.expire_all()
    return current_document(session, session.get_one(Submission, notes.draft_id))


def revisions(session: Session, notes: VisitNotes) -> list[dict[str, object]]:
    found = select(SubmissionRevision.document).where(SubmissionRevision.submission_id == notes.draft_id)
    return list(session.scalars(found))


def test_the_receipt_is_given_once_the_answers_are_a_submission_without_ids(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    device.sync(
        setting(["b1"], "fully"), *TALK,
        adding(["talk", "aaaa", "part", "bbbb"]), setting(["talk", "aaaa", "part", "bbbb", "said"], "words"),
        adding(["talk", "cccc"], "aaaa"), {"op": "remove", "path": ["talk", "cccc"], "was": {"_id": "cccc"}},
    )  # fmt: skip
    response = device.send()
    receipt = response.get_json()
    assert response.status_code == 201
    assert re.fullmatch(r"WA-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt["reference"])
    assert (receipt["uuid"], receipt["revision"]) == (notes.draft_id, 1)
    document = submitted(session, notes)
    [talk] = document["talk"]  # type: ignore[misc]
    assert (document["b1"], talk["role"], talk["part"]) == ("fully", "nurse", [{"said": "words"}])
    assert "_id" not in str(document)
    assert "_removed" not in document
    assert session.get(Draft, notes.draft_id) is None


def test_asking_again_gives_the_same_receipt_and_no_second_submission(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    device.look()
    first, again = device.send(), device.send()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert len(revisions(session, notes)) == 1


def test_an_older_revision_is_not_sent(device: Device, second: Device) -> None:
    device.look()
    second.sync(setting(["note"], "meanwhile"))
    response = device.send()
    answer = response.get_json()
    assert (response.status_code, answer["reason"], answer["revision"]) == (409, "revision", second.revision)


def test_open_conflicts_are_decided_first(device: Device, second: Device) -> None:
    device.look()
    second.look()
    device.sync(setting(["note"], "by one"))
    [conflict] = second.sync(setting(["note"], "by two"))["conflicts"]
    response = second.send()
    assert (response.status_code, response.get_json()["reason"]) == (409, "conflicts")
    second.sync(setting(["note"], "by one", "by one", resolves=[conflict["id"]]))
    assert second.send().status_code == 201


def test_files_that_are_named_must_have_arrived(device: Device, session: Session) -> None:
    device.sync(setting(["photo"], PHOTO))
    response = device.send()
    answer = response.get_json()
    assert (response.status_code, answer["reason"], answer["missing"]) == (409, "files", [PHOTO])
    assert device.put_file(PHOTO, jpeg_with_place()).status_code == 201
    assert device.send().status_code == 201
    assert [kept.name for kept in session.scalars(select(Attachment))] == [PHOTO]


def test_what_breaks_the_forms_rules_is_said_with_its_place(device: Device) -> None:
    device.sync(
        *TALK, adding(["talk", "bbbb"], "aaaa"), setting(["talk", "bbbb", "c14"], "yes"),
        setting(["day"], "30 February"),
    )  # fmt: skip
    response = device.send()
    problems = {(p["section"], p["name"], tuple(p["entry"])): p["message"] for p in response.get_json()["problems"]}
    assert response.status_code == 422
    assert "real date" in problems[("first", "day", ())]
    assert ("talk", "c14_told", ("bbbb",)) in problems
    device.sync(setting(["day"], None, "30 February"))
    assert device.send().status_code == 422, "who was told is still missing"


def test_a_round_that_has_closed_refuses_sending_and_still_keeps_changes(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    session.get_one(Draft, notes.draft_id).round.state = "closed"
    session.commit()
    assert device.sync(setting(["note"], "late"))["conflicts"] == []
    response = device.send()
    assert (response.status_code, response.get_json()["reason"]) == (409, "closed")
    assert "closed" in response.get_json()["error"]


def test_a_late_change_opens_what_was_sent_as_an_amendment(
    device: Device, second: Device, session: Session, notes: VisitNotes
) -> None:
    device.sync(*TALK)
    second.look()
    receipt = device.send().get_json()
    asked = device.sync()
    assert (asked["sent"], session.get(Draft, notes.draft_id)) == (receipt["reference"], None)
    answer = second.sync(setting(["talk", "aaaa", "c1"], "fully"))
    assert (answer["sent"], answer["amends"]) == (None, receipt["reference"])
    [talk] = answer["document"]["talk"]
    assert (talk["_id"], talk["role"], talk["c1"]) == ("aaaa", "nurse", "fully")
    assert device.send().get_json() == receipt, "the first receipt stands, whatever came after"
    amended = second.send().get_json()
    assert (amended["reference"], amended["revision"]) == (receipt["reference"], 2)
    [sent] = submitted(session, notes)["talk"]  # type: ignore[misc]
    assert (sent["role"], sent["c1"]) == ("nurse", "fully")


def test_a_message_that_comes_once_more_after_the_sending_opens_nothing(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    change = setting(["note"], "written")
    device.sync(change)
    device.send()
    again = device.post(change, seq=device.seq)
    assert (again.status_code, again.get_json()["document"]["note"]) == (200, "written")
    assert device.post(setting(["note"], "written", "x"), seq=device.seq + 1).status_code == 200
    session.expire_all()
    assert session.get(Draft, notes.draft_id) is None


def test_a_conflict_after_the_sending_opens_an_amendment(device: Device, second: Device) -> None:
    device.look()
    second.look()
    device.sync(setting(["note"], "by one"))
    device.send()
    answer = second.sync(setting(["note"], "by two"))
    assert [conflict["other"] for conflict in answer["conflicts"]] == ["by two"]
    assert (answer["sent"], answer["document"]["note"]) == (None, "by one")
    assert second.send().get_json()["reason"] == "conflicts"


def test_a_submission_that_came_from_elsewhere_meanwhile_is_not_overwritten(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    """A program may send the same UUID; the draft then amends that, once it is sent again."""
    device.sync(setting(["note"], "by the device"))
    draft = session.get_one(Draft, notes.draft_id)
    body = {"uuid": notes.draft_id, "version": draft.round.version.number, "document": {"note": "by a program"}}
    assert device.client.post(f"/p/north/rounds/{draft.round.slug}/submissions", json=body).status_code == 201
    response = device.send()
    assert (response.status_code, response.get_json()["reason"]) == (409, "revision")
    device.sync()
    assert device.send().get_json()["revision"] == 2
    notes_kept = [str(document["note"]) for document in revisions(session, notes)]
    assert sorted(notes_kept) == ["by a program", "by the device"]


def test_the_ordinary_pages_send_too_and_a_late_change_finds_its_entry(
    app: Flask, device: Device, session: Session, notes: VisitNotes
) -> None:
    device.sync(*TALK)
    slug = session.get_one(Draft, notes.draft_id).round.slug
    check = f"/p/north/rounds/{slug}/answer/{notes.draft_id}/check"
    assert device.client.post(check, data={"revision": device.revision}).status_code == 302
    session.expire_all()
    assert session.get(Draft, notes.draft_id) is None
    answer = device.sync(setting(["talk", "aaaa", "c1"], "fully"))
    [talk] = answer["document"]["talk"]
    assert (talk["_id"], talk["role"], talk["c1"]) == ("aaaa", "nurse", "fully")


def test_the_ordinary_pages_do_not_send_while_a_conflict_is_open(
    device: Device, second: Device, session: Session, notes: VisitNotes
) -> None:
    device.look()
    second.look()
    device.sync(setting(["note"], "by one"))
    second.sync(setting(["note"], "by two"))
    draft = session.get_one(Draft, notes.draft_id)
    check = f"/p/north/rounds/{draft.round.slug}/answer/{notes.draft_id}/check"
    page = device.client.post(check, data={"revision": draft.revision}, follow_redirects=True)
    assert "different answers" in page.text
    session.expire_all()
    assert session.get(Submission, notes.draft_id) is None


def test_a_receipt_says_when_it_was_given(device: Device) -> None:
    device.look()
    before = now()
    receipt = device.send().get_json()
    assert before.isoformat() <= receipt["received_at"] <= now().isoformat()
