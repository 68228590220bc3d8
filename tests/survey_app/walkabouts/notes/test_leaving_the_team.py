"""Whoever leaves the team, or belongs to the agency, hands no notes in; what they wrote is not lost either."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.collect.models import Draft, Submission
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit, VisitMember, VisitNotes
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.notes.devices import Device, jpeg_with_place, setting
from tests.survey_app.walkabouts.section11_factories import make_cycle

Leave = Callable[[Session, Visit, User], None]


def taken_off(session: Session, visit: Visit, user: User) -> None:
    session.delete(session.get_one(VisitMember, (visit.id, user.id)))


def only_observes(session: Session, visit: Visit, user: User) -> None:
    session.get_one(VisitMember, (visit.id, user.id)).role = "observer"


def works_for_the_agency(session: Session, visit: Visit, user: User) -> None:
    elsewhere = make_partnership(session)
    session.add(
        Membership(user_id=user.id, partnership_id=elsewhere.id, role_key="agency_lead", agency_id=visit.agency_id)
    )


def visit_called_off(session: Session, visit: Visit, user: User) -> None:
    visit.state, visit.reason = "cancelled", "No longer needed."


LEAVES = pytest.mark.parametrize("leave", [taken_off, only_observes, works_for_the_agency, visit_called_off])


@LEAVES
def test_words_reach_the_server_and_no_notes_are_handed_in(
    session: Session, device: Device, visit: Visit, auditor: User, notes: VisitNotes, leave: Leave
) -> None:
    device.sync(setting(["note"], "Before."))
    leave(session, visit, auditor)
    session.commit()
    device.sync(setting(["note"], "Before and after.", "Before."))
    assert device.put_file("board-0a1b2c3d.jpg", jpeg_with_place()).status_code == 201
    refused = device.send()
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "closed")
    assert refused.get_json()["error"].endswith("Ask whoever plans the visits.")
    assert device.client.get(f"{device.notes}/bundle").status_code == 403
    session.expire_all()
    assert session.get_one(Draft, notes.draft_id).document["note"] == "Before and after."
    assert session.get(Submission, notes.draft_id) is None


@LEAVES
def test_nor_are_they_on_the_form_s_own_pages(
    session: Session, device: Device, visit: Visit, auditor: User, notes: VisitNotes, leave: Leave
) -> None:
    device.sync(setting(["note"], "Before."))
    draft = session.get_one(Draft, notes.draft_id, populate_existing=True)
    check = f"/p/north/rounds/{draft.round.slug}/answer/{draft.id}/check"
    leave(session, visit, auditor)
    session.commit()
    answer = device.client.post(check, data={"revision": draft.revision}, follow_redirects=True)
    assert "What you wrote is kept as your own draft" in answer.get_data(as_text=True)
    session.expire_all()
    assert session.get(Submission, notes.draft_id) is None
    assert session.get(Draft, notes.draft_id) is not None


@LEAVES
def test_nor_by_a_program(
    session: Session, device: Device, visit: Visit, auditor: User, notes: VisitNotes, leave: Leave
) -> None:
    round_ = session.get_one(Draft, notes.draft_id).round
    leave(session, visit, auditor)
    session.commit()
    sent = {"uuid": notes.draft_id.upper(), "version": round_.version.number, "document": {"note": "By a program."}}
    answer = device.client.post(f"/p/north/rounds/{round_.slug}/submissions", json=sent)
    assert answer.status_code == 403
    assert "What you wrote is kept" in answer.get_data(as_text=True)
    assert session.get(Submission, notes.draft_id) is None


def test_back_in_the_team_they_go_on_where_they_were(
    session: Session, device: Device, visit: Visit, auditor: User
) -> None:
    device.sync(setting(["note"], "Before."))
    taken_off(session, visit, auditor)
    session.commit()
    assert device.send().status_code == 409
    session.add(VisitMember(visit_id=visit.id, user_id=auditor.id, role="leader", position=0))
    session.commit()
    assert device.send().status_code == 201


def test_a_receipt_stays_the_same_for_whoever_leaves_afterwards(
    session: Session, device: Device, visit: Visit, auditor: User
) -> None:
    device.sync(setting(["note"], "All."))
    receipt = device.send()
    taken_off(session, visit, auditor)
    session.commit()
    again = device.send()
    assert (again.status_code, again.get_json()) == (200, receipt.get_json())


def test_a_former_member_reaches_nothing_but_the_duty_list(
    app: Flask, session: Session, device: Device, auditor: User
) -> None:
    key = device.client.get(f"{device.notes}/bundle").get_json()["links"]["alert"]
    session.execute(delete(Membership).where(Membership.user_id == auditor.id))
    session.commit()
    assert device.post(setting(["note"], "After.")).status_code == 404
    assert device.send(0).status_code == 404
    assert device.put_file("board-0a1b2c3d.jpg", jpeg_with_place()).status_code == 404
    worry = {"alert": "123e4567-e89b-42d3-a456-426614174000", "question": "c14", "entry": ["aaaa"]}
    assert app.test_client().post(key, json=worry).status_code == 200


@pytest.mark.parametrize("role", ["agency_lead", "auditor", "facilitator"])
def test_the_walkabout_round_takes_nothing_that_is_no_note_on_a_visit(app: Flask, session: Session, role: str) -> None:
    cycle = make_cycle(session)
    round_, partnership = cycle.walkabout_round, cycle.partnership
    assert round_ is not None
    client = sign_in(app.test_client(), make_user(session, partnership, roles=(role,)))
    base = f"/p/{partnership.slug}/rounds/{round_.slug}"
    sent = {"uuid": "123e4567-e89b-42d3-a456-426614174000", "version": round_.version.number, "document": {}}
    for answer in (
        client.get(f"{base}/answer"), client.post(f"{base}/answer"), client.post(f"{base}/submissions", json=sent),
    ):  # fmt: skip
        assert answer.status_code == 403
        assert "visiting teams" in answer.get_data(as_text=True)
    assert session.scalars(select(Draft).where(Draft.round_id == round_.id)).all() == []
    assert f"{base}/answer" not in client.get(f"/p/{partnership.slug}/").get_data(as_text=True)


def test_one_auditor_s_notes_are_shared_with_no_other_partnership(
    app: Flask, session: Session, device: Device, partnership: Partnership, notes: VisitNotes
) -> None:
    device.sync(setting(["note"], "Not final."))
    assert device.send().status_code == 201
    session.expire_all()
    sent = session.get_one(Submission, notes.draft_id)
    other = make_partnership(session)
    manager = make_user(session, partnership, roles=("administrator",))
    address = f"/p/north/rounds/{sent.round.slug}/shares"
    client = sign_in(app.test_client(), manager)
    assert client.get(address).status_code == 404
    form = {"reference": sent.reference, "reader": str(other.id), "action": "grant"}
    assert client.post(address, data=form).status_code == 404
