"""The form's ordinary pages on notes that devices work on too: entries are known by their ids there as well."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Draft, SafetyAlert
from survey_app.collect.sync_models import AlertKey, DeviceMessages, DraftConflict, SentNotes
from survey_app.retention import DESTROYERS
from survey_app.walkabouts.models import VisitNotes
from survey_app.walkabouts.notes.alert_keys import alert_key_for
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.notes.devices import Device, adding, setting

TALKS = (
    adding(["talk", "aaaa"]), setting(["talk", "aaaa", "role"], "nurse"), setting(["talk", "aaaa", "c14"], "no"),
    adding(["talk", "bbbb"], "aaaa"), setting(["talk", "bbbb", "role"], "doctor"),
    setting(["talk", "bbbb", "c14"], "no"),
)  # fmt: skip


@pytest.fixture
def desk(app: Flask, session: Session, notes: VisitNotes, auditor: User, device: Device) -> Respondent:
    """The auditor at a desk, with two conversations that came from a device."""
    device.sync(*TALKS)
    slug = session.get_one(Draft, notes.draft_id).round.slug
    return Respondent(sign_in(app.test_client(), auditor), f"/p/north/rounds/{slug}/answer/{notes.draft_id}/page/talk")


def talks(device: Device) -> list[tuple[str, str | None, str | None]]:
    return [(one["_id"], one.get("role"), one.get("c1")) for one in device.look()["talk"]]


def test_a_page_keeps_the_ids_and_gives_new_entries_theirs(device: Device, desk: Respondent) -> None:
    desk.open(f"{desk.address}/1")
    desk.press("Continue", {"role": "matron", "c14": "no"})
    assert [(key, role) for key, role, _ in talks(device)] == [("aaaa", "matron"), ("bbbb", "doctor")]


def test_a_page_posts_to_its_conversation_wherever_that_stands_by_now(device: Device, desk: Respondent) -> None:
    desk.open(f"{desk.address}/2")
    device.sync({"op": "order", "path": ["talk"], "ids": ["bbbb", "aaaa"]}, adding(["talk", "cccc"]))
    desk.press("Continue", {"c1": "fully"})
    found = {key: (role, c1) for key, role, c1 in talks(device)}
    assert found == {"aaaa": ("nurse", None), "bbbb": ("doctor", "fully"), "cccc": (None, None)}


def test_a_page_brings_back_the_conversation_that_a_device_removed_meanwhile(device: Device, desk: Respondent) -> None:
    desk.open(f"{desk.address}/2")
    was = {"_id": "bbbb", "role": "doctor", "c14": "no"}
    device.sync({"op": "remove", "path": ["talk", "bbbb"], "was": was})
    assert [key for key, _, _ in talks(device)] == ["aaaa"]
    desk.press("Continue", {"c1": "fully"})
    assert talks(device) == [("aaaa", "nurse", None), ("bbbb", "doctor", "fully")]


def test_a_new_conversation_of_the_page_is_none_that_a_device_has_added_meanwhile(
    device: Device, desk: Respondent
) -> None:
    desk.open(f"{desk.address}/3")
    device.sync(adding(["talk", "cccc"], "bbbb"), setting(["talk", "cccc", "role"], "porter"))
    desk.press("Continue", {"role": "cook", "c14": "no"})
    roles = [role for _, role, _ in talks(device)]
    assert roles == ["nurse", "doctor", "porter", "cook"]


def test_a_conversation_removed_on_the_page_comes_back_with_a_late_answer(
    device: Device, second: Device, desk: Respondent
) -> None:
    second.look()
    desk.open(f"{desk.address}/2/remove")
    desk.press("Remove")
    assert [key for key, _, _ in talks(device)] == ["aaaa"]
    second.sync(setting(["talk", "bbbb", "c1"], "partly"))
    assert talks(device) == [("aaaa", "nurse", None), ("bbbb", "doctor", "partly")]


def test_what_the_page_has_changed_is_not_overwritten_by_a_device_that_has_not_seen_it(
    device: Device, desk: Respondent
) -> None:
    device.look()
    desk.open(f"{desk.address}/1")
    desk.press("Continue", {"role": "matron"})
    answer = device.sync(setting(["talk", "aaaa", "role"], "midwife", "nurse"))
    assert [(one["kept"], one["other"]) for one in answer["conflicts"]] == [("matron", "midwife")]


def test_a_worry_stays_with_its_conversation_when_another_is_removed_on_the_page(
    device: Device, desk: Respondent, session: Session
) -> None:
    device.sync(setting(["talk", "bbbb", "c14"], "yes", "no"))
    told = [setting(["talk", "bbbb", "c14_told"], "Duty social worker"),
            setting(["talk", "bbbb", "c14_time"], "2026-03-01T14:30")]  # fmt: skip
    device.sync(*told)
    desk.open(f"{desk.address}/1/remove")
    desk.press("Remove")
    device.sync(setting(["talk", "bbbb", "c1"], "fully"))
    session.rollback()
    [alert] = session.scalars(select(SafetyAlert))
    assert (alert.entry, alert.told) == ("#bbbb", "Duty social worker")


def test_all_that_is_kept_of_devices_goes_with_the_draft_or_the_submission(
    device: Device, second: Device, session: Session, notes: VisitNotes
) -> None:
    from survey_app.collect.models import Submission

    alert_key_for(session, session.get_one(Draft, notes.draft_id))
    device.look()
    second.look()
    device.sync(setting(["note"], "by one"))
    [conflict] = second.sync(setting(["note"], "by two"))["conflicts"]
    second.sync(setting(["note"], "both", "by one", resolves=[conflict["id"]]))
    second.send()
    tables = (AlertKey, DeviceMessages, DraftConflict, SentNotes)
    assert all(session.scalar(select(func.count()).select_from(table)) for table in tables)
    DESTROYERS["submission"](session, Submission.id == notes.draft_id)
    session.commit()
    assert not any(session.scalar(select(func.count()).select_from(table)) for table in tables)
    assert device.post().status_code == 404, "what is destroyed is gone for devices too"
