"""Who may make returns, and for which agency; who leads an agency's part. Roles decide, whatever they are called."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User

AUDITING, LEADING, MANAGING = "case_audits.audit", "case_audits.agency", "case_audits.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """Somebody who may make returns in a partnership; ``agency_ids`` are the agencies for which."""

    user: User
    agency_ids: frozenset[int]


def auditors_of(session: Session, partnership_id: int) -> list[Auditor]:
    """Everybody who may make returns in a partnership, by name."""
    found: dict[int, tuple[User, set[int]]] = {}
    for member in _memberships(session, partnership_id, AUDITING):
        _, agencies = found.setdefault(member.user_id, (member.user, set()))
        if member.agency_id is not None:
            agencies.add(member.agency_id)
    return [Auditor(user=user, agency_ids=frozenset(agencies)) for user, agencies in found.values()]


def agencies_led_by(session: Session, partnership_id: int, user_id: int) -> frozenset[int]:
    """The agencies whose own part this person arranges in this partnership; never another's."""
    members = _memberships(session, partnership_id, LEADING)
    return frozenset(one.agency_id for one in members if one.user_id == user_id and one.agency_id is not None)


def leads_of(session: Session, partnership_id: int, agency_id: int) -> list[User]:
    """Those who arrange an agency's own part in this partnership."""
    members = _memberships(session, partnership_id, LEADING)
    return list({one.user_id: one.user for one in members if one.agency_id == agency_id}.values())


def people_with(session: Session, partnership_id: int, permission: str) -> list[User]:
    """Everybody who holds a permission in the partnership and may sign in, by name."""
    return list({one.user_id: one.user for one in _memberships(session, partnership_id, permission)}.values())


def _memberships(session: Session, partnership_id: int, permission: str) -> list[Membership]:
    rows = session.scalars(
        select(Membership)
        .join(User)
        .where(Membership.partnership_id == partnership_id, User.active)
        .order_by(User.name, User.id)
    )
    return [member for member in rows if permission in member.role.permissions]
