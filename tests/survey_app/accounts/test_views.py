"""Signing in and out in the browser's place."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app.audit_log import AuditEvent
from survey_app.extensions import limiter
from tests.survey_app.factories import PASSWORD, make_partnership, make_user, sign_in


@pytest.fixture(autouse=True)
def _fresh_limits(app: Flask) -> None:
    limiter.reset()


def attempt(client: FlaskClient, email: str, password: str, address: str = "192.0.2.1") -> TestResponse:
    form = {"email": email, "password": password}
    return client.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": address})


def test_the_right_password_leads_to_the_page_asked_for(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session, slug="north"), roles=("qa_group",))
    form = {"email": user.email, "password": PASSWORD}
    response = client.post("/sign-in?next=/p/north/settings/", data=form)
    assert response.location == "/p/north/settings/"
    assert client.get("/p/north/").status_code == 200


def test_a_foreign_address_to_go_to_is_ignored(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    response = client.post("/sign-in?next=//evil.example", data={"email": user.email, "password": PASSWORD})
    assert response.location == "/"


def test_a_wrong_password_and_an_unknown_account_look_the_same(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    wrong = attempt(client, user.email, "wrong-password-here")
    unknown = attempt(client, "nobody@agency.example", "wrong-password-here")
    assert wrong.status_code == unknown.status_code == 422
    pages = [re.sub(r'name="csrf_token" value="[^"]+"', "", response.text) for response in (wrong, unknown)]
    assert pages[0].replace(user.email, "") == pages[1].replace("nobody@agency.example", "")
    assert 'href="#password"' in wrong.text


def test_signing_in_is_logged(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    attempt(client, user.email, PASSWORD)
    events = session.scalars(select(AuditEvent).where(AuditEvent.actor_id == user.id)).all()
    assert [event.action for event in events] == ["signed in"]


def test_a_session_is_new_after_signing_in(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    with client.session_transaction() as cookie:
        cookie["planted"] = "before"
    attempt(client, user.email, PASSWORD)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_signing_out_ends_the_session(client: FlaskClient, session: Session) -> None:
    sign_in(client, make_user(session, make_partnership(session), roles=("qa_group",)))
    client.post("/sign-out")
    assert client.get("/account").status_code == 302


def test_guessing_at_one_account_is_stopped(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    for _ in range(8):
        assert attempt(client, user.email, "wrong-password-here").status_code == 422
    blocked = attempt(client, user.email, PASSWORD)
    assert blocked.status_code == 429
    assert "15 minutes" in blocked.text
    assert attempt(client, user.email, PASSWORD, address="192.0.2.99").status_code == 302, "elsewhere it still works"


def test_guessing_at_many_accounts_from_one_address_is_stopped(client: FlaskClient) -> None:
    answers = [attempt(client, f"guess{number}@agency.example", "x").status_code for number in range(61)]
    assert answers == [422] * 60 + [429]


def test_right_sign_ins_of_a_whole_room_are_never_stopped(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    for _ in range(20):
        assert attempt(client, user.email, PASSWORD).status_code == 302
        client.post("/sign-out")


def test_changing_the_password_needs_the_present_one(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    sign_in(client, user)
    refused = client.post("/account", data={"current": "not-the-password", "new": "a-much-newer-passphrase"})
    assert refused.status_code == 422
    assert "not your present password" in refused.text
    assert client.post("/account", data={"current": PASSWORD, "new": "short"}).status_code == 422
    changed = client.post("/account", data={"current": PASSWORD, "new": "a-much-newer-passphrase"})
    assert changed.status_code == 302
    assert client.get("/account").status_code == 200, "this browser stays signed in"
