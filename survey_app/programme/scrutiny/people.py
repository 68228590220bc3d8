"""Who may do what in a partnership, and for which agencies: asked by services, which know no request."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User

REGISTER, ANSWER, CHALLENGE, ASSURE = "scrutiny.register", "scrutiny.answer", "scrutiny.challenge", "scrutiny.assure"
YOUNG = "scrutiny.young"
EXECUTIVE_ROLE = "executive_member"


def may(session: Session, partnership_id: int, user_id: int, permission: str) -> bool:
    """Whether somebody's roles in a partnership hold a permission."""
    return any(permission in role.permissions for _, role in _roles(session, partnership_id, user_id))


def is_executive(session: Session, partnership_id: int, user_id: int) -> bool:
    """Whether somebody is a member of the Executive itself, which the QA group is not."""
    return any(role.key == EXECUTIVE_ROLE for _, role in _roles(session, partnership_id, user_id))


def agencies_of(session: Session, partnership_id: int, user_id: int, permission: str | None = None) -> frozenset[int]:
    """The agencies that somebody belongs to in a partnership; with a permission, those for which they hold it."""
    return frozenset(
        membership.agency_id
        for membership, role in _roles(session, partnership_id, user_id)
        if membership.agency_id is not None and (permission is None or permission in role.permissions)
    )


def who_may(session: Session, partnership_id: int, permission: str, *, agency_id: int | None = None) -> list[User]:
    """The active people whose roles hold a permission, or hold it for an agency; by their id."""
    query = select(User, Membership, Role).join(Membership, Membership.user_id == User.id).join(Role)
    rows = session.execute(query.where(Membership.partnership_id == partnership_id, User.active)).all()
    found = {
        user.id: user
        for user, membership, role in rows
        if permission in role.permissions and (agency_id is None or membership.agency_id == agency_id)
    }
    return [found[one] for one in sorted(found)]


def _roles(session: Session, partnership_id: int, user_id: int) -> list[tuple[Membership, Role]]:
    mine = select(Membership, Role).join(Role).order_by(Membership.id)
    rows = session.execute(mine.where(Membership.partnership_id == partnership_id, Membership.user_id == user_id))
    return [(membership, role) for membership, role in rows]
