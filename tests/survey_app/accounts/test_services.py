"""Accounts and roles."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Role, User
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.roles import PERMISSIONS, ROLES
from survey_app.accounts.services import (
    authenticate,
    count_demo_accounts,
    create_user,
    deactivate,
    deactivate_demo_accounts,
    ensure_roles,
    grant_roles,
    renew_demo_passwords,
)
from survey_app.errors import UserError
from tests.survey_app.factories import PASSWORD, make_partnership, make_user


def test_every_shipped_role_names_known_permissions_only() -> None:
    for key, (name, permissions) in ROLES.items():
        assert name
        assert set(permissions) <= PERMISSIONS.keys(), key
        assert len(set(permissions)) == len(permissions), key


def test_every_permission_belongs_to_some_role() -> None:
    held = {permission for _, permissions in ROLES.values() for permission in permissions}
    assert held == PERMISSIONS.keys()


def test_the_scrutineer_reads_everything_and_changes_nothing_but_their_own_register() -> None:
    _, permissions = ROLES["scrutineer"]
    reading = {key for key in PERMISSIONS if key.split(".")[1] in ("read", "working", "download", "raw")}
    opened = {"case_audits.returns", "peer_reviews.open", "resolutions.open"}  # reading by other names
    assert set(permissions) == reading | opened | {"register.pin", "resolutions.advise", "scrutiny.register"}


def test_a_role_that_an_installation_has_changed_stays(session: Session) -> None:
    role = session.get_one(Role, "councillor")
    role.permissions = ["partnership.read"]
    session.flush()
    ensure_roles(session)
    assert session.get_one(Role, "councillor").permissions == ["partnership.read"]


def test_a_role_cannot_grant_what_the_program_does_not_know(session: Session) -> None:
    partnership = make_partnership(session)
    user = make_user(session, partnership, roles=("councillor",))
    session.get_one(Role, "councillor").permissions = ["partnership.read", "everything"]
    session.flush()
    assert permissions_of(user.id, partnership.id) == {"partnership.read"}


def test_signing_in_needs_the_right_password_of_an_open_account(session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("auditor",))
    assert authenticate(session, user.email.upper(), PASSWORD) is user
    assert authenticate(session, user.email, "wrong-password-here") is None
    assert authenticate(session, "nobody@agency.example", PASSWORD) is None
    deactivate(session, user)
    assert authenticate(session, user.email, PASSWORD) is None


def test_two_accounts_cannot_share_an_address(session: Session) -> None:
    make = {"name": "Test Person", "password": PASSWORD}
    create_user(session, email="Same@agency.example", **make)
    with pytest.raises(UserError, match="already an account"):
        create_user(session, email="same@AGENCY.example", **make)


def test_roles_are_per_partnership(session: Session) -> None:
    here, there = make_partnership(session), make_partnership(session)
    user = make_user(session, here, roles=("qa_group",))
    assert "results.read" in permissions_of(user.id, here.id)
    assert permissions_of(user.id, there.id) == frozenset()


def test_granting_roles_replaces_those_held(session: Session) -> None:
    partnership = make_partnership(session)
    user = make_user(session, partnership, roles=("qa_group", "auditor"))
    grant_roles(session, user, partnership_id=partnership.id, role_keys=["auditor", "facilitator"])
    assert {member.role_key for member in user.memberships} == {"auditor", "facilitator"}


def test_an_unknown_role_is_refused(session: Session) -> None:
    partnership = make_partnership(session)
    with pytest.raises(UserError, match="emperor"):
        make_user(session, partnership, roles=("emperor",))


def test_the_last_administrator_stays_one(session: Session) -> None:
    partnership = make_partnership(session)
    first = make_user(session, partnership, roles=("administrator",))
    with pytest.raises(UserError, match="only administrator"):
        grant_roles(session, first, partnership_id=partnership.id, role_keys=["auditor"])
    make_user(session, partnership, roles=("administrator",))
    grant_roles(session, first, partnership_id=partnership.id, role_keys=["auditor"])


def test_demo_accounts_are_counted_renewed_and_closed(session: Session) -> None:
    user = create_user(session, email="demo@agency.example", name="Demo Person", password=PASSWORD, is_demo=True)
    assert count_demo_accounts(session) == 1
    [(email, password, roles)] = renew_demo_passwords(session)
    assert (email, roles) == ("demo@agency.example", "")
    assert authenticate(session, email, password) is user
    assert deactivate_demo_accounts(session) == 1
    assert count_demo_accounts(session) == 0
    assert session.scalars(select(User).where(User.is_demo)).all(), "the account stays for the records"
