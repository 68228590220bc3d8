"""The members of one partnership. Services flush; the caller commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.accounts.passwords import random_password
from survey_app.accounts.roles import PERMISSIONS
from survey_app.accounts.services import create_user, find_user, grant_roles, remove_memberships, set_password
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person and what they are in this partnership."""

    user: User
    role_keys: tuple[str, ...]
    role_names: tuple[str, ...]
    agency_id: int | None
    agency_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMeaning:
    """A role and what it permits."""

    name: str
    meanings: tuple[str, ...]


def roles(session: Session) -> list[Role]:
    """All roles of the installation, by name."""
    return list(session.scalars(select(Role).order_by(Role.name)))


def role_meanings(session: Session) -> list[RoleMeaning]:
    """What each role permits, in words."""
    return [
        RoleMeaning(name=role.name, meanings=tuple(PERMISSIONS[key] for key in role.permissions if key in PERMISSIONS))
        for role in roles(session)
    ]


def members(session: Session, partnership_id: int) -> list[Member]:
    """Everybody who holds a role in the partnership, by name."""
    users = session.scalars(
        select(User)
        .where(User.id.in_(select(Membership.user_id).where(Membership.partnership_id == partnership_id)))
        .order_by(User.name, User.id)
    )
    return [membership_of(user, partnership_id) for user in users]


def membership_of(user: User, partnership_id: int) -> Member:
    """What one person is in the partnership."""
    here = [member for member in user.memberships if member.partnership_id == partnership_id]
    here.sort(key=lambda member: member.role.name)
    agency = next((member.agency for member in here if member.agency is not None), None)
    return Member(
        user=user,
        role_keys=tuple(member.role_key for member in here),
        role_names=tuple(member.role.name for member in here),
        agency_id=agency.id if agency else None,
        agency_name=agency.name if agency else "",
    )


def find_member(session: Session, partnership_id: int, user_id: int) -> User | None:
    """A user, only if they hold a role in the partnership."""
    return session.scalar(
        select(User).where(
            User.id == user_id,
            User.id.in_(select(Membership.user_id).where(Membership.partnership_id == partnership_id)),
        )
    )


def add_member(
    session: Session,
    partnership: Partnership,
    *,
    email: str,
    name: str,
    role_keys: Iterable[str],
    agency_id: int | None = None,
) -> tuple[User, str | None]:
    """Give somebody roles; a new account comes with its first password, which is kept only as a hash."""
    user, password = find_user(session, email), None
    if user is not None and find_member(session, partnership.id, user.id) is not None:
        raise UserError(f"{email} has roles here already. Change them on the list of people.")
    if user is None:
        password = random_password()
        user = create_user(session, email=email, name=name, password=password)
    grant_roles(session, user, partnership_id=partnership.id, role_keys=role_keys, agency_id=agency_id)
    return user, password


def change_roles(
    session: Session, user: User, partnership: Partnership, *, role_keys: Iterable[str], agency_id: int | None
) -> None:
    """Make these somebody's roles in the partnership."""
    grant_roles(session, user, partnership_id=partnership.id, role_keys=role_keys, agency_id=agency_id)


def belongs_only_here(user: User, partnership_id: int) -> bool:
    """Whether the person has no role in another partnership, whose access a new password would open too."""
    return all(member.partnership_id == partnership_id for member in user.memberships)


def reset_password(session: Session, user: User, partnership_id: int) -> str:
    """A new random password; ends the person's sessions."""
    if not belongs_only_here(user, partnership_id):
        raise UserError(
            f"{user.name} belongs to another partnership too, so that neither may set the password. Ask whoever runs "
            "this installation: walkabout user reset-password"
        )
    password = random_password()
    set_password(session, user, password)
    return password


def remove_member(session: Session, user: User, partnership_id: int) -> None:
    """Take all roles here away."""
    remove_memberships(session, user, partnership_id=partnership_id)
