"""Who acts, who leads, who judges: roles decide, whatever they are called. Accounts that are off count for nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.improvement.models import Action, ChainChange

ACTING, LEADING, MANAGING, JUDGING = (
    "improvement.act", "improvement.agency", "improvement.manage", "improvement.judge",
)  # fmt: skip


def people_with(session: Session, partnership_id: int, permission: str) -> list[User]:
    """Everybody who holds a permission in the partnership and may sign in, by name."""
    return list({one.user_id: one.user for one in memberships(session, partnership_id, permission)}.values())


def leads_of(session: Session, partnership_id: int, agency_id: int) -> list[User]:
    """Those who lead an agency's part in this partnership."""
    members = memberships(session, partnership_id, LEADING)
    return list({one.user_id: one.user for one in members if one.agency_id == agency_id}.values())


def agencies_led_by(session: Session, partnership_id: int, user_id: int) -> frozenset[int]:
    """The agencies that this person leads in this partnership."""
    members = memberships(session, partnership_id, LEADING)
    return frozenset(one.agency_id for one in members if one.user_id == user_id and one.agency_id is not None)


def agencies_of_person(session: Session, partnership_id: int, user_id: int) -> frozenset[int]:
    """The agencies for which this person holds any role in this partnership."""
    found = session.scalars(
        select(Membership.agency_id).where(
            Membership.partnership_id == partnership_id,
            Membership.user_id == user_id,
            Membership.agency_id.is_not(None),
        )
    )
    return frozenset(one for one in found if one is not None)


def memberships(session: Session, partnership_id: int, permission: str) -> list[Membership]:
    """The memberships of a partnership that hold a permission, by the names of their people."""
    rows = session.scalars(
        select(Membership)
        .join(User)
        .where(Membership.partnership_id == partnership_id, User.active)
        .order_by(User.name, User.id)
    )
    return [member for member in rows if permission in member.role.permissions]


def account_named(session: Session, partnership_id: int, agency_id: int | None, words: str) -> User | None:
    """The account that words name for certain: the only one of its name or address that acts here, of that agency."""
    said = " ".join(words.split()).casefold()
    acting = memberships(session, partnership_id, ACTING)
    found = [one for one in acting if said in (" ".join(one.user.name.split()).casefold(), one.user.email.casefold())]
    if not said or len({one.user_id for one in found}) != 1:
        return None
    return next((one.user for one in found if one.agency_id == agency_id), None)


def owners_ever(session: Session, action: Action) -> frozenset[int]:
    """Every account that owns the action or owned it at any time: none of them judges it."""
    lines = session.execute(
        select(ChainChange.was, ChainChange.became).where(
            ChainChange.record_type == "action", ChainChange.record_id == action.id, ChainChange.field == "owner_id"
        )
    )
    before = {int(text) for line in lines for text in line if text.isdecimal()}
    then = {claim.owner_then_id for claim in action.claims}
    return frozenset(one for one in {action.owner_id, *then, *before} if one is not None)
