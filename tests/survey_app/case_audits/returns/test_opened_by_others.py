"""Nobody but its author opens a return or a voice before moderation: every door is tried, as everybody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.roles import ROLES
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.planning.asking import assign_auditor
from survey_app.case_audits.returns.services import begin_return, return_refusal
from survey_app.case_audits.returns.voices import ask_voice, begin_voice
from survey_app.collect.models import Draft, Submission
from survey_app.database import db, new_uuid, now
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.case_audits.audit_factories import case_document, make_returned
from tests.survey_app.case_audits.returns.conftest import SignIn
from tests.survey_app.case_audits.returns.returning import MINE, begun, device_of
from tests.survey_app.factories import make_agency, make_user, publish, sign_in
from tests.survey_app.walkabouts.notes.devices import Device, jpeg_with_place, setting

SECRET = "Only its author may know this."
Snoop = Callable[[Session, Partnership, Agency], User]


def of_the_same_agency(session: Session, partnership: Partnership, police: Agency) -> User:
    return make_user(session, partnership, roles=("auditor", "agency_lead"), agency=police)


def of_another_agency(session: Session, partnership: Partnership, police: Agency) -> User:
    return make_user(session, partnership, roles=("auditor",), agency=make_agency(session, partnership))


def everything_else(session: Session, partnership: Partnership, police: Agency) -> User:
    """Whoever holds every role that there is."""
    return make_user(session, partnership, roles=tuple(ROLES))


SNOOPS = pytest.mark.parametrize("snoop", [of_the_same_agency, of_another_agency, everything_else])


def doors(client: FlaskClient, draft_id: str, slug: str, own_page: str) -> list[tuple[str, int, str]]:
    """Every door to somebody's answers: what it is, what it answers, and with what text."""
    form, notes = f"/p/north/rounds/{slug}/answer/{draft_id}", f"/p/north/walkabouts/notes/{draft_id}"
    sync = {"device": "device-evil", "seq": 1, "revision": -1, "changes": []}
    document = {"uuid": draft_id, "version": 1, "document": {}}
    tried = [
        *(client.get(f"{form}{page}") for page in ("", "/pages", "/page/b1_page", "/check", "/sent", "/saved")),
        client.get(f"{form}/file/board-0a1b2c3d.jpg"), client.post(f"{form}/check", data={"revision": "0"}),
        client.post(f"{form}/change"), client.post(f"{form}/begin"), client.post(f"{form}/page/b1_page", data={}),
        client.get(f"{notes}/bundle"), client.post(f"{notes}/sync", json=sync),
        client.post(f"{notes}/send", json={"revision": 0}),
        client.post(f"/p/north/rounds/{slug}/submissions", json=document),
        client.get(f"/p/north/rounds/{slug}/files/{draft_id}/board-0a1b2c3d.jpg"),
        client.get(own_page), client.get(f"{own_page}/declare"), client.post(f"{own_page}/begin"),
        client.post(f"{own_page}/not-involved", data={"why": "Evil."}),
    ]  # fmt: skip
    return [(one.request.path, one.status_code, one.get_data(as_text=True)) for one in tried]


@SNOOPS
@pytest.mark.parametrize("is_sent", [False, True], ids=["draft", "sent"])
def test_a_return_opens_to_nobody_else(
    app: Flask, session: Session, partnership: Partnership, police: Agency, asked: AgencyReturn, snoop: Snoop,
    is_sent: bool,
) -> None:  # fmt: skip
    device = device_of(app, asked)
    begun(session, asked)
    assert device.put_file("board-0a1b2c3d.jpg", jpeg_with_place()).status_code == 201
    device.sync(setting(["strengths"], SECRET))
    if is_sent:
        make_returned(session, asked, case_document(asked.case, strengths=SECRET))
        session.delete(session.get_one(Draft, asked.draft_id))
    client = sign_in(app.test_client(), snoop(session, partnership, police))
    session.commit()
    slug = asked.case.audit.round.slug
    for path, status, shown in doors(client, asked.draft_id, slug, f"{MINE}/{asked.id}"):
        assert status in (403, 404), f"{path}: {status}"
        assert SECRET not in shown, path
    named = client.get("/p/north/walkabouts/notes/hello").get_data(as_text=True)
    assert asked.draft_id not in named
    session.expire_all()
    assert asked.involvement == "asked"
    kept = session.get(Submission if is_sent else Draft, asked.draft_id)
    assert kept is not None
    assert kept.author_id == asked.auditor_id


@SNOOPS
def test_a_file_of_somebody_else_s_return_is_not_added_to(
    app: Flask, session: Session, partnership: Partnership, police: Agency, asked: AgencyReturn, snoop: Snoop
) -> None:
    begun(session, asked)
    device = Device(app, snoop(session, partnership, police), asked.draft_id)
    assert device.put_file("evil-0a1b2c3d.jpg", jpeg_with_place()).status_code == 404


@SNOOPS
def test_a_voice_opens_to_nobody_else_either(
    app: Flask, session: Session, partnership: Partnership, police: Agency, auditor: User, case: AuditCase,
    snoop: Snoop,
) -> None:  # fmt: skip
    publish(session, partnership, "case-audit-child-voice")
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    draft = begin_voice(session, voice, auditor)
    session.commit()
    Device(app, auditor, draft.id).sync(setting(["helped"], SECRET))
    client = sign_in(app.test_client(), snoop(session, partnership, police))
    for path, status, shown in doors(client, draft.id, draft.round.slug, f"{MINE}/{voice.id}"):
        assert status in (403, 404), f"{path}: {status}"
        assert SECRET not in shown, path
    assert client.post(f"{MINE}/voices/{voice.id}").status_code in (403, 404)


def test_whoever_is_named_afterwards_begins_anew_and_the_first_hands_nothing_in(
    app: Flask, session: Session, partnership: Partnership, police: Agency, asked: AgencyReturn, auditor: User
) -> None:
    first = device_of(app, asked)
    before = begun(session, asked)
    first.sync(setting(["strengths"], SECRET))
    successor = make_user(session, partnership, roles=("auditor",), agency=police)
    assign_auditor(session, asked, successor.id, by=None)
    asked.declared_at = now()
    session.commit()
    second = begun(session, asked)
    assert second.id != before.id
    assert SECRET not in str(second.document)
    first.sync(setting(["strengths"], "Still my own.", SECRET))
    refused = first.send()
    assert refused.status_code == 409
    assert "Somebody else is named" in refused.get_json()["error"]
    assert first.client.get(f"{first.notes}/bundle").status_code == 403
    body = {"uuid": before.id, "version": before.version.number, "document": case_document(asked.case)}
    assert first.client.post(f"/p/north/rounds/{before.round.slug}/submissions", json=body).status_code == 403
    session.expire_all()
    assert session.get_one(Draft, before.id).document["strengths"] == "Still my own."
    assert session.get(Submission, before.id) is None
    assert Device(app, successor, before.id).post().status_code == 404


def test_a_draft_under_the_return_s_id_that_somebody_else_wrote_is_never_handed_on(
    session: Session, partnership: Partnership, police: Agency, asked: AgencyReturn, app: Flask
) -> None:
    """Whatever changes the record without a new id: the words stay their author's."""
    before = begun(session, asked)
    before.document = {"strengths": SECRET}
    successor = make_user(session, partnership, roles=("auditor",), agency=police)
    asked.auditor_id = successor.id
    session.commit()
    session.refresh(asked)
    assert Device(app, successor, before.id).post().status_code == 404
    second = begin_return(session, asked, successor)
    assert second.id != before.id
    assert SECRET not in str(second.document)


@pytest.mark.parametrize("state", ["unusable", "cancelled", "finished", "not_involved"])
def test_nothing_is_handed_in_that_nobody_asks_for_any_more(
    app: Flask, session: Session, asked: AgencyReturn, audit: CaseAudit, state: str
) -> None:
    device = device_of(app, asked)
    begun(session, asked)
    if state == "unusable":
        asked.case.state, asked.case.unusable_why = "unusable", "The record is elsewhere."
    elif state == "not_involved":
        asked.involvement, asked.not_involved_why = "not_involved", "Not known to us."
    else:
        audit.state, audit.opened_at = state, now() if state == "finished" else None
        audit.cancelled_why = "Not needed." if state == "cancelled" else ""
    session.commit()
    device.sync(setting(["strengths"], "Late words."))
    assert device.send().status_code == 409
    session.expire_all()
    assert session.get_one(Draft, asked.draft_id).document["strengths"] == "Late words."


def test_a_return_that_is_begun_again_is_the_same(session: Session, asked: AgencyReturn, signed_in: SignIn) -> None:
    client = signed_in(asked.auditor)
    for _ in range(2):
        assert client.post(f"{MINE}/{asked.id}/begin").status_code == 302
        assert client.get("/p/north/walkabouts/notes/hello").status_code == 200
    drafts = session.scalars(select(Draft).where(Draft.author_id == asked.auditor_id)).all()
    assert [draft.id for draft in drafts] == [asked.draft_id]


def test_two_requests_at_one_moment_begin_one_return(
    app: Flask, session: Session, asked: AgencyReturn, auditor: User
) -> None:
    asked_id, user_id, ready = asked.id, auditor.id, Barrier(3)
    session.commit()

    def begin(_: int) -> str:
        with app.app_context():
            if db.engine.dialect.name == "sqlite":  # there a transaction that means to write waits before it reads
                ready.wait(60)
            own = db.session.get_one(AgencyReturn, asked_id)
            user = db.session.get_one(User, user_id)
            if db.engine.dialect.name != "sqlite":
                ready.wait(60)
            draft = begin_return(db.session(), own, user)
            db.session.commit()
            return draft.id

    with ThreadPoolExecutor(3) as threads:
        begun_ids = set(threads.map(begin, range(3)))
    session.rollback()
    session.expire_all()
    assert begun_ids == {asked.draft_id}
    assert session.scalars(select(Draft.id).where(Draft.author_id == user_id)).all() == [asked.draft_id]


def test_the_round_takes_nothing_that_was_not_asked_for(
    session: Session, asked: AgencyReturn, audit: CaseAudit, partnership: Partnership, signed_in: SignIn
) -> None:
    client = signed_in(make_user(session, partnership, roles=("auditor",)))
    base = f"/p/north/rounds/{audit.round.slug}"
    body = {"uuid": new_uuid(), "version": audit.round.version.number, "document": case_document(asked.case)}
    for answer in (client.post(f"{base}/answer"), client.post(f"{base}/submissions", json=body)):
        assert answer.status_code == 403
        assert "My returns" in answer.get_data(as_text=True)


def test_an_auditor_who_visits_nobody_opens_the_app_and_no_visit(
    app: Flask, session: Session, partnership: Partnership, police: Agency, asked: AgencyReturn
) -> None:
    """The app is one; what each kind of work asks for is asked once more."""
    lead = make_user(session, partnership, roles=("agency_lead",), agency=police)
    asked.auditor_id = lead.id
    session.commit()
    client = sign_in(app.test_client(), lead)
    assert client.get("/p/north/walkabouts/notes/app").status_code == 200
    rows = client.get("/p/north/walkabouts/notes/hello").get_json()["visits"]
    assert [(row["kind"], row["title"]) for row in rows] == [("return", asked.case.pseudonym)]
    young = make_user(session, partnership, roles=("young_scrutineer",))
    asked.auditor_id = young.id
    session.commit()
    client = sign_in(app.test_client(), young)
    assert client.get("/p/north/walkabouts/notes/hello").get_json()["visits"] == []
    assert client.get(f"/p/north/walkabouts/notes/{asked.draft_id}/bundle").status_code == 404
    assert client.get(f"{MINE}/").status_code == 403


def test_why_somebody_makes_no_return_is_said(session: Session, asked: AgencyReturn, other: AgencyReturn) -> None:
    assert return_refusal(session, asked, asked.auditor_id) == ""
    assert "somebody else" in return_refusal(session, asked, other.auditor_id)
