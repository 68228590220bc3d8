"""Who is told and who has to act: those who manage walkabouts in a partnership, and the leads of an agency."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.mail import queue_mail
from survey_app.partnership.models import Partnership

MANAGE, AGENCY = "walkabouts.manage", "walkabouts.agency"
KIND = "section11"


def people_with(session: Session, partnership_id: int, permission: str) -> list[User]:
    """Everybody who holds a permission in the partnership and may sign in, by name."""
    return _unique(member for member in _memberships(session, partnership_id) if permission in member.role.permissions)


def leads_of(session: Session, partnership_id: int, agency_id: int) -> list[User]:
    """Those who do an agency's own part in this partnership."""
    return _unique(
        member
        for member in _memberships(session, partnership_id)
        if member.agency_id == agency_id and AGENCY in member.role.permissions
    )


def agencies_led_by(session: Session, user_id: int, partnership_id: int) -> frozenset[int]:
    """The agencies whose own part this person does here; never another's."""
    return frozenset(
        member.agency_id
        for member in _memberships(session, partnership_id)
        if member.user_id == user_id and member.agency_id is not None and AGENCY in member.role.permissions
    )


def tell(
    session: Session, partnership: Partnership, people: Iterable[User], *, subject: str, body: str, about: str
) -> int:
    """Queue one message to each of these people; to the partnership's own address where there is nobody. How many."""
    addresses = [person.email for person in people] or [partnership.contact_email]
    for address in filter(None, addresses):
        queue_mail(
            session, to=address, subject=subject, body=body, kind=KIND, partnership_id=partnership.id, about=about
        )
    return len([address for address in addresses if address])


def _memberships(session: Session, partnership_id: int) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .join(User)
            .where(Membership.partnership_id == partnership_id, User.active)
            .order_by(User.name, User.id)
        )
    )


def _unique(members: Iterable[Membership]) -> list[User]:
    return list({member.user_id: member.user for member in members}.values())
