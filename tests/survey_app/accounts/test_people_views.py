"""The people of a partnership, as an administrator manages them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.services import authenticate, find_user, grant_roles
from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import PASSWORD, make_agency, make_partnership, make_user, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def administrator(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("administrator",))


@pytest.fixture
def page(client: FlaskClient, administrator: User) -> FlaskClient:
    return sign_in(client, administrator)


def shown_password(text: str) -> str:
    found = re.search(r"Password: <strong>([^<]+)</strong>", text)
    assert found
    return found[1]


def test_a_new_person_gets_a_password_that_works(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    agency = make_agency(session, partnership)
    form = {"name": "Nora New", "email": "Nora@agency.example", "roles": ["auditor"], "agency": str(agency.id)}
    response = page.post("/p/north/settings/people/new", data=form)
    user = authenticate(session, "nora@agency.example", shown_password(response.text))
    assert user is not None
    [membership] = user.memberships
    assert (membership.role_key, membership.agency_id) == ("auditor", agency.id)


def test_somebody_with_an_account_elsewhere_keeps_their_password(page: FlaskClient, session: Session) -> None:
    other = make_user(session, make_partnership(session), roles=("auditor",))
    form = {"name": "Another name", "email": other.email, "roles": ["auditor"], "agency": ""}
    response = page.post("/p/north/settings/people/new", data=form)
    assert response.status_code == 302
    assert authenticate(session, other.email, PASSWORD) is other
    assert other.name != "Another name"


def test_a_form_with_mistakes_says_what_is_wrong(page: FlaskClient) -> None:
    response = page.post("/p/north/settings/people/new", data={"name": "", "email": "nora", "agency": ""})
    assert response.status_code == 422
    for words in ("Enter the person&#39;s name.", "like name@example.org", "Choose at least one role."):
        assert words in response.text


def test_a_forged_role_is_refused(page: FlaskClient, session: Session) -> None:
    form = {"name": "Nora New", "email": "nora@agency.example", "roles": ["emperor"], "agency": ""}
    assert page.post("/p/north/settings/people/new", data=form).status_code == 422
    assert find_user(session, "nora@agency.example") is None


def test_roles_change_and_the_change_is_logged(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    user = make_user(session, partnership, roles=("auditor",))
    page.post(f"/p/north/settings/people/{user.id}", data={"roles": ["scrutineer"], "agency": ""})
    session.expire_all()
    assert [member.role_key for member in user.memberships] == ["scrutineer"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "changed roles")).one()
    assert event.details == {"roles": ["scrutineer"]}


def test_people_of_other_partnerships_do_not_exist_here(page: FlaskClient, session: Session) -> None:
    stranger = make_user(session, make_partnership(session), roles=("auditor",))
    for path in ("", "/password", "/remove"):
        assert page.post(f"/p/north/settings/people/{stranger.id}{path}", data={}).status_code == 404
    assert stranger.email not in page.get("/p/north/settings/people/").text


def test_a_reset_password_works(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    user = make_user(session, partnership, roles=("auditor",))
    response = page.post(f"/p/north/settings/people/{user.id}/password")
    session.expire_all()
    assert authenticate(session, user.email, PASSWORD) is None
    assert authenticate(session, user.email, shown_password(response.text)) is user


def test_an_administrator_cannot_take_over_somebody_of_two_partnerships(
    page: FlaskClient, session: Session, partnership: Partnership
) -> None:
    user = make_user(session, partnership, roles=("auditor",))
    grant_roles(session, user, partnership_id=make_partnership(session).id, role_keys=["administrator"])
    response = page.post(f"/p/north/settings/people/{user.id}/password")
    assert response.status_code == 400
    assert "belongs to another partnership too" in response.text
    session.expire_all()
    assert authenticate(session, user.email, PASSWORD) is user


def test_the_last_administrator_cannot_be_removed(page: FlaskClient, administrator: User) -> None:
    response = page.post(f"/p/north/settings/people/{administrator.id}/remove")
    assert response.status_code == 400
    assert "only administrator" in response.text
