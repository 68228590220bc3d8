"""Signing in, accounts and roles. Services flush; the caller commits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.accounts.passwords import (
    hash_password,
    needs_rehash,
    password_problem,
    random_password,
    verify_password,
)
from survey_app.accounts.roles import ROLES
from survey_app.errors import UserError


def ensure_roles(session: Session) -> None:
    """Add the shipped roles that are absent; a role that an installation has changed stays as it is."""
    present = set(session.scalars(select(Role.key)))
    for key, (name, permissions) in ROLES.items():
        if key not in present:
            session.add(Role(key=key, name=name, permissions=list(permissions)))
    session.flush()


def find_user(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def authenticate(session: Session, email: str, password: str) -> User | None:
    """The active user with this e-mail and password, None otherwise; both answers take the same time."""
    user = find_user(session, email)
    if not verify_password(user.password_hash if user else None, password):
        return None
    if user is None or not user.active:
        return None
    if needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)
        session.flush()
    return user


def create_user(session: Session, *, email: str, name: str, password: str, is_demo: bool = False) -> User:
    """Add an account; its e-mail is the sign-in name."""
    email = email.strip().lower()
    if find_user(session, email) is not None:
        raise UserError(f"There is already an account for {email}. Give that person a role instead.")
    problem = password_problem(password, email=email)
    if problem:
        raise UserError(problem)
    user = User(email=email, name=name.strip(), password_hash=hash_password(password), is_demo=is_demo)
    user.session_stamp = secrets.token_hex(16)
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, user: User, password: str) -> None:
    """Change a password; every session signed in with the old one ends."""
    problem = password_problem(password, email=user.email)
    if problem:
        raise UserError(problem)
    user.password_hash = hash_password(password)
    user.session_stamp = secrets.token_hex(16)
    session.flush()


def end_sessions(session: Session, user: User) -> None:
    """Sign a person out everywhere."""
    user.session_stamp = secrets.token_hex(16)
    session.flush()


def grant_roles(
    session: Session, user: User, *, partnership_id: int, role_keys: Iterable[str], agency_id: int | None = None
) -> None:
    """Make these the user's roles in a partnership, and no others."""
    wanted = set(role_keys)
    unknown = wanted - set(session.scalars(select(Role.key)))
    if unknown:
        raise UserError(f"There is no role called {', '.join(sorted(unknown))}.")
    _keep_an_administrator(session, user, partnership_id, wanted)
    present = {member.role_key: member for member in _memberships(session, user.id, partnership_id)}
    for role_key in present.keys() - wanted:
        session.delete(present[role_key])
    for role_key in wanted - present.keys():
        session.add(Membership(user_id=user.id, partnership_id=partnership_id, role_key=role_key))
    session.flush()
    for member in _memberships(session, user.id, partnership_id):
        member.agency_id = agency_id
    session.flush()
    session.expire(user, ["memberships"])


def _memberships(session: Session, user_id: int, partnership_id: int) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership).where(Membership.user_id == user_id, Membership.partnership_id == partnership_id)
        )
    )


def _keep_an_administrator(session: Session, user: User, partnership_id: int, wanted: set[str]) -> None:
    """Refuse to take the last administrator's role away: nobody could give it back."""
    if "administrator" in wanted:
        return
    administrators = set(
        session.scalars(
            select(Membership.user_id)
            .join(User)
            .where(Membership.partnership_id == partnership_id, Membership.role_key == "administrator", User.active)
        )
    )
    if administrators == {user.id}:
        raise UserError("This is the only administrator. Make somebody else an administrator first.")


def deactivate(session: Session, user: User) -> None:
    """Close an account; what it did stays in the records. Its sessions end."""
    user.active = False
    end_sessions(session, user)


def deactivate_demo_accounts(session: Session) -> int:
    """Close every demo account, so that a production server may start."""
    users = session.scalars(select(User).where(User.is_demo, User.active)).all()
    for user in users:
        deactivate(session, user)
    return len(users)


def renew_demo_passwords(session: Session) -> list[tuple[str, str, str]]:
    """Give every demo account a new random password; e-mail, password and roles of each."""
    sign_ins = []
    for user in session.scalars(select(User).where(User.is_demo, User.active).order_by(User.id)).all():
        password = random_password()
        set_password(session, user, password)
        sign_ins.append((user.email, password, ", ".join(sorted(member.role.name for member in user.memberships))))
    return sign_ins


def count_demo_accounts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User).where(User.is_demo, User.active)) or 0


def remove_memberships(session: Session, user: User, *, partnership_id: int) -> None:
    """Take all of a person's roles in a partnership away."""
    _keep_an_administrator(session, user, partnership_id, set())
    session.execute(
        delete(Membership).where(Membership.user_id == user.id, Membership.partnership_id == partnership_id)
    )
    session.flush()
    session.expire(user, ["memberships"])
