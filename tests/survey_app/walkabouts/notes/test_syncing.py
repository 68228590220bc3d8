"""Numbered messages: each applied once, whatever comes twice, late, or from two devices."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.collect.models import Draft
from survey_app.collect.sync_models import DeviceMessages
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.rounds.moving import move_on
from survey_app.walkabouts.models import Visit, VisitMember, VisitNotes
from tests.survey_app.factories import make_user, publish, sign_in
from tests.survey_app.walkabouts.notes.devices import Device, adding, begin_notes, plan_visit, setting
from tests.survey_app.walkabouts.notes.visit_form import VISIT_FORM


def draft_of(session: Session, notes: VisitNotes) -> Draft:
    session.expire_all()
    return session.get_one(Draft, notes.draft_id)


def test_a_message_is_applied_and_a_device_that_knows_the_rest_gets_no_document(device: Device) -> None:
    device.look()
    answer = device.sync(setting(["b1"], "fully"), adding(["talk", "aaaa"]), setting(["talk", "aaaa", "role"], "nurse"))
    assert (answer["document"], answer["conflicts"], answer["sent"]) == (None, [], None)
    document = device.look()
    assert (document["b1"], document["talk"]) == ("fully", [{"_id": "aaaa", "role": "nurse"}])


def test_a_device_that_is_behind_gets_the_document(device: Device, second: Device) -> None:
    device.sync(setting(["b1"], "fully"))
    answer = second.sync(setting(["note"], "A poster."))
    assert (answer["document"]["b1"], answer["document"]["note"]) == ("fully", "A poster.")


def test_a_message_that_comes_twice_is_applied_once(device: Device, session: Session, notes: VisitNotes) -> None:
    change = adding(["talk", "aaaa"])
    first, again = device.post(change, seq=1), device.post(change, seq=1)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_json()["document"]["talk"] == [{"_id": "aaaa"}]
    assert again.get_json()["revision"] == first.get_json()["revision"]
    assert draft_of(session, notes).document["talk"] == [{"_id": "aaaa"}]


def test_a_gap_is_refused_with_the_number_expected_and_the_present_state(device: Device) -> None:
    device.sync(setting(["b1"], "fully"))
    response = device.post(setting(["b1"], "partly", "fully"), seq=3)
    answer = response.get_json()
    assert (response.status_code, answer["expected"], answer["document"]["b1"]) == (409, 2, "fully")


def test_a_number_that_comes_again_with_other_changes_is_a_gap_so_that_they_are_not_lost(device: Device) -> None:
    """A telephone put back from a backup counts from where it was."""
    device.sync(setting(["b1"], "fully"))
    response = device.post(setting(["note"], "written after the backup"), seq=1)
    assert (response.status_code, response.get_json()["expected"]) == (409, 2)


def test_the_server_put_back_from_a_backup_asks_for_what_it_lost(device: Device, session: Session) -> None:
    device.sync(setting(["b1"], "fully"))
    device.sync(setting(["note"], "later"))
    session.query(DeviceMessages).delete()
    session.commit()
    response = device.post(setting(["note"], "latest", "later"))
    assert (response.status_code, response.get_json()["expected"]) == (409, 1)
    device.seq = 0
    assert device.sync(setting(["note"], "latest", "later"))["conflicts"] == []


def test_two_devices_with_different_answers_keep_both(device: Device, second: Device) -> None:
    device.look()
    second.look()
    device.sync(setting(["note"], "by one", id="0123456789ab"))
    answer = second.sync(setting(["note"], "by two", id="ba9876543210"))
    [conflict] = answer["conflicts"]
    assert answer["document"]["note"] == "by one"
    assert (conflict["id"], conflict["kept"], conflict["other"]) == ("ba9876543210", "by one", "by two")
    assert conflict["device"] == "device-two"
    decided = second.sync(setting(["note"], "by one and by two", "by one", resolves=[conflict["id"]]))
    assert (decided["conflicts"], decided["document"]) == ([], None)
    assert device.look()["note"] == "by one and by two"


def test_an_answer_that_comes_late_brings_a_removed_conversation_back(device: Device, second: Device) -> None:
    device.sync(adding(["talk", "aaaa"]), setting(["talk", "aaaa", "role"], "nurse"))
    second.look()
    device.sync({"op": "remove", "path": ["talk", "aaaa"], "was": {"_id": "aaaa", "role": "nurse"}})
    assert device.look()["talk"] == []
    second.sync(setting(["talk", "aaaa", "c1"], "fully"))
    assert device.look()["talk"] == [{"_id": "aaaa", "role": "nurse", "c1": "fully"}]


def test_a_part_that_is_kept_comes_back_once_with_the_conversation_it_was_removed_with(
    device: Device, second: Device
) -> None:
    """The server gives no document here, so it has to hold what the device has by itself: the part, under its name."""
    part = ["talk", "aaaa", "part", "pppp"]
    device.sync(adding(["talk", "aaaa"]), adding(part), setting([*part, "said"], "first"))
    second.look()
    talk = {"_id": "aaaa", "part": [{"_id": "pppp", "said": "first"}]}
    device.sync({"op": "remove", "path": ["talk", "aaaa"], "was": talk})
    second.look()
    answer = second.sync(adding(part), setting([*part, "said"], "and second", "first"))
    assert (answer["document"], answer["conflicts"]) == (None, [])
    assert device.look()["talk"] == [{"_id": "aaaa", "part": [{"_id": "pppp", "said": "and second"}]}]


def test_what_the_form_works_out_is_no_change_and_no_reason_for_a_conflict(device: Device) -> None:
    device.sync(adding(["talk", "aaaa"]), setting(["talk", "aaaa", "role"], "nurse"), setting(["double"], 7))
    assert "double" not in {k for k, v in device.look().items() if v == 7}
    removed = {"op": "remove", "path": ["talk", "aaaa"], "was": {"_id": "aaaa", "role": "nurse", "loud": "nurse!"}}
    assert device.sync(removed)["conflicts"] == []


def test_a_device_that_worked_something_out_from_another_state_gets_the_document(
    app: Flask, session: Session, partnership: Partnership, auditor: User
) -> None:
    """By itself it would go on with the answer of the other device, and the server with its own."""
    source = VISIT_FORM.replace('calculation: "${count} * 2"', 'calculation: "once(now())"')
    notes = begin_notes(session, plan_visit(session, partnership, auditor, source=source), auditor)
    device, second = (Device(app, auditor, notes.draft_id, name) for name in ("device-one", "device-two"))
    device.sync(setting(["double"], "2026-11-29T09:30:00Z"))
    second.look()
    answer = second.sync(setting(["double"], "2026-11-29T09:31:00Z"))
    assert answer["conflicts"] == []
    assert answer["document"]["double"] == draft_of(session, notes).document["double"]


def test_a_message_without_changes_asks_what_is_new_and_changes_nothing(
    device: Device, session: Session, notes: VisitNotes
) -> None:
    before = draft_of(session, notes).revision
    device.look()
    device.look()
    assert draft_of(session, notes).revision == before


def test_the_draft_stays_on_its_version_when_the_round_moves_on(
    device: Device, session: Session, notes: VisitNotes, partnership: Partnership
) -> None:
    device.sync(setting(["note"], "under the first version"))
    draft = draft_of(session, notes)
    first = draft.round.version
    newer = publish(session, partnership, VISIT_FORM.replace('version: "1"', 'version: "2"').replace(
        "{type: text, name: note, label: What did you see?, appearance: multiline}",
        "{type: text, name: other, label: What else?}",
    ))  # fmt: skip
    move_on(session, draft.round, newer.id)
    session.commit()
    assert draft_of(session, notes).version.id == first.id
    device.sync(setting(["note"], "and later", "under the first version"))
    assert device.post(setting(["other"], "unknown")).status_code == 422
    slug = draft_of(session, notes).round.slug
    page = device.client.get(f"/p/north/rounds/{slug}/answer/{notes.draft_id}/page/first")
    assert "What did you see?" in page.text
    receipt = device.send().get_json()
    assert receipt["reference"]


def test_hello_names_the_visits_and_begins_their_notes_once(
    app: Flask, session: Session, visit: Visit, auditor: User
) -> None:
    client = sign_in(app.test_client(), auditor)
    first, again = (client.get("/p/north/walkabouts/notes/hello").get_json() for _ in range(2))
    [own] = first["visits"]
    assert (own["visit_id"], own["site"], own["ready"], own["why"]) == (visit.id, visit.site, False, "")
    assert again["visits"] == first["visits"]
    assert first["user"] == {"id": auditor.id, "name": auditor.name}
    assert first["csrf"]
    session.expire_all()
    draft = session.get_one(Draft, own["draft_id"])
    assert draft.document["site"] == visit.site, "the notes begin with what the plan knows"
    assert [entry["_id"] for entry in draft.document["standard"]] == ["n1", "n2"]


def test_hello_leaves_out_visits_that_are_over_and_sent(device: Device, session: Session, visit: Visit) -> None:
    visit.day, visit.state = now().date() - timedelta(days=3), "done"
    session.commit()
    assert len(device.client.get(f"{device.base}/hello").get_json()["visits"]) == 1
    device.look()
    device.send()
    assert device.client.get(f"{device.base}/hello").get_json()["visits"] == []


def test_nobody_takes_notes_on_their_own_agency_however_late_they_joined_it(
    app: Flask, session: Session, visit: Visit, auditor: User, partnership: Partnership
) -> None:
    session.add(
        Membership(user_id=auditor.id, partnership_id=partnership.id, role_key="agency_lead", agency_id=visit.agency_id)
    )
    session.commit()
    [own] = sign_in(app.test_client(), auditor).get("/p/north/walkabouts/notes/hello").get_json()["visits"]
    assert own["draft_id"] is None
    assert "your own agency" in own["why"]
    assert session.scalars(select(VisitNotes).where(VisitNotes.visit_id == visit.id)).all() == []


def test_observers_and_those_outside_the_team_have_no_notes(
    app: Flask, session: Session, visit: Visit, partnership: Partnership, notes: VisitNotes
) -> None:
    observer, outsider = (make_user(session, partnership, roles=("auditor",)) for _ in range(2))
    session.add(VisitMember(visit_id=visit.id, user_id=observer.id, role="observer", position=9))
    session.commit()
    for somebody in (observer, outsider):
        client = sign_in(app.test_client(), somebody)
        assert client.get("/p/north/walkabouts/notes/hello").get_json()["visits"] == []
        theirs = Device(app, somebody, notes.draft_id)
        assert theirs.post(setting(["b1"], "fully")).status_code == 404
        assert theirs.send(1).status_code == 404
        assert theirs.put_file("a-0123abcd.txt", b"text").status_code == 404


def test_notes_do_not_begin_before_the_rubric_is_agreed(
    app: Flask, session: Session, partnership: Partnership, auditor: User
) -> None:
    visit = plan_visit(session, partnership, auditor)
    assert visit.assessment is not None
    visit.assessment.rubric_locked_at = None
    session.commit()
    [own] = sign_in(app.test_client(), auditor).get("/p/north/walkabouts/notes/hello").get_json()["visits"]
    assert (own["draft_id"], "not agreed" in own["why"]) == (None, True)


def test_two_of_a_team_have_notes_of_their_own(
    app: Flask, session: Session, partnership: Partnership, auditor: User
) -> None:
    other = make_user(session, partnership, roles=("auditor",))
    visit = plan_visit(session, partnership, auditor, other)
    mine, theirs = begin_notes(session, visit, auditor), begin_notes(session, visit, other)
    assert mine.draft_id != theirs.draft_id
    Device(app, auditor, mine.draft_id).sync(setting(["note"], "mine"))
    assert Device(app, other, theirs.draft_id).look().get("note") is None
    assert Device(app, other, mine.draft_id).post(setting(["note"], "not mine")).status_code == 404


def test_a_sign_in_that_has_run_out_is_told_from_an_old_token(app: Flask, device: Device, auditor: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = device.client
    refused = client.post(f"{device.notes}/sync", json={})
    assert (refused.status_code, refused.get_json()["reason"]) == (400, "csrf")
    token = client.get(f"{device.base}/hello").get_json()["csrf"]
    body = {"device": "device-one", "seq": 1, "revision": 0, "changes": []}
    assert client.post(f"{device.notes}/sync", json=body, headers={"X-CSRFToken": token}).status_code == 200
    sent = client.post(f"{device.notes}/files", data={"name": "x"}, headers={"X-CSRFToken": token})
    assert sent.status_code == 422
    with client.session_transaction() as cookie:
        cookie.clear()
    for response in (
        client.post(f"{device.notes}/sync", json=body, headers={"X-CSRFToken": token}),
        client.post(f"{device.notes}/files", data={"name": "x"}),
        client.get(f"{device.base}/hello"),
    ):
        assert (response.status_code, response.is_json) == (401, True)


def test_a_draft_begun_elsewhere_gets_its_ids_once(app: Flask, session: Session, visit: Visit, auditor: User) -> None:
    assert visit.assessment is not None
    round_ = visit.assessment.cycle.walkabout_round
    assert round_ is not None
    draft = Draft(round_id=round_.id, author_id=auditor.id, document={"talk": [{"role": "nurse"}]})
    session.add(draft)
    session.flush()
    session.add(VisitNotes(visit_id=visit.id, user_id=auditor.id, draft_id=draft.id))
    session.commit()
    device = Device(app, auditor, draft.id)
    [first], [again] = device.look()["talk"], device.look()["talk"]
    assert first == again
    assert first["_id"]


def test_answers_that_are_gone_are_gone(device: Device, session: Session, notes: VisitNotes) -> None:
    session.delete(draft_of(session, notes))
    session.commit()
    for response in (device.post(), device.send(0), device.put_file("a-0123abcd.txt", b"text")):
        assert (response.status_code, response.is_json) == (404, True)
