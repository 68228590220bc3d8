"""Making one of two contacts that are one person: seen before it is done, done whole or not at all.

Everything that was with either is with the one that is kept. That somebody unsubscribed survives and wins, whichever of
the two said so. An agreement counts for the address it was given for, and for no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.joining import join
from survey_app.forums.contacts.person import Person, person_of
from survey_app.forums.contacts.readdressing import clash, cycles_of, is_active, is_over, lock_contacts, lock_cycles
from survey_app.forums.models import Booking
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.models import Invitation, Round

CHANGED_MEANWHILE = "Something about these two has changed since you looked. Look again before you decide."


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePlan:
    """What making one of two would come to. ``seal`` is another one as soon as anything of it changes."""

    kept: Person
    dropped: Person
    clashes: Sequence[tuple[Booking, Booking]]  # these have to be resolved first
    moved: Sequence[Booking]  # to come: they and their messages get the address that is kept
    twice_invited: Sequence[str]  # rounds that are not closed and have both
    agreed: bool
    opted_out: bool
    bounce_of_other: str  # why mail to the other address came back, if it did
    held: bool
    seal: str


def plan_merge(session: Session, kept: Contact, dropped: Contact, *, at: datetime) -> MergePlan:
    """What would happen if ``dropped`` became part of ``kept``."""
    one, other = person_of(session, kept), person_of(session, dropped)
    standings = [person.standing for person in (one, other) if person.standing is not None]
    opted_out = any(standing.opted_out_on is not None for standing in standings)
    bounced = other.standing is not None and other.standing.bounced_on is not None
    return MergePlan(
        kept=one, dropped=other,
        clashes=[(a, b) for a in one.bookings for b in other.bookings if a.id != b.id and clash(a, b, at)],
        moved=[b for b in other.bookings if is_active(b) and not is_over(b, at)],
        twice_invited=_twice_invited(session, kept, dropped),
        agreed=kept.consented and not opted_out, opted_out=opted_out,
        bounce_of_other=(other.standing.bounce or "It came back") if bounced and other.standing else "",
        held=dropped.legal_hold, seal=_seal(session, one, other),
    )  # fmt: skip


def merge(
    session: Session, partnership_id: int, kept_id: int, dropped_id: int,
    *, seal: str, keep_bounce: bool = True, at: datetime,
) -> Contact:  # fmt: skip
    """Make one contact of two; the one that is kept.

    Raises
    ------
    ContactRefused
        One of them is gone, something has changed since the plan was shown, or two bookings cannot both be theirs.
    """
    lock_cycles(session, cycles_of(session, partnership_id))
    both = lock_contacts(session, partnership_id, {kept_id, dropped_id})
    if kept_id == dropped_id or len(both) != 2:
        raise ContactRefused("One of these two is not in the book any more. Look at the list again.")
    kept, dropped = both[kept_id], both[dropped_id]
    plan = plan_merge(session, kept, dropped, at=at)
    if plan.clashes:
        raise ContactRefused("They have two bookings that cannot both be one person’s. Cancel one of them first.")
    if plan.held:
        raise ContactRefused("The contact that would go is on legal hold.")
    if plan.seal != seal:
        raise ContactRefused(CHANGED_MEANWHILE)
    join(session, kept, dropped, plan.dropped.bookings, keep_bounce=keep_bounce, at=at)
    return kept


def suggested(session: Session, one: Contact, other: Contact) -> Contact:
    """Which of two is kept unless somebody says otherwise: the address that works, that they agreed for, the newer."""

    def worth(contact: Contact) -> tuple[bool, bool, int]:
        standing = session.get(ContactStanding, contact.id)
        return (standing is None or standing.bounced_on is None), contact.consented, contact.id

    return max(one, other, key=worth)


def _twice_invited(session: Session, kept: Contact, dropped: Contact) -> Sequence[str]:
    rounds = [
        select(Invitation.round_id).where(Invitation.contact_id == one.id).scalar_subquery() for one in (kept, dropped)
    ]
    both = select(Round.title).where(Round.state != "closed", *(Round.id.in_(one) for one in rounds))
    return session.scalars(both.order_by(Round.title)).all()


def _seal(session: Session, one: Person, other: Person) -> str:
    """A fingerprint of all that a merge would move."""
    parts = []
    for person in (one, other):
        contact, standing = person.contact, person.standing
        invited = session.scalars(select(Invitation.id).where(Invitation.contact_id == contact.id)).all()
        parts.append(
            [
                contact.id, contact.email, contact.name, contact.agency_id, contact.consented, sorted(person.lists),
                sorted(f"{b.id} {b.forum_id} {b.state} {b.email} {b.checked_in_at}" for b in person.bookings),
                sorted(invited), len(person.consents),
                [str(standing.opted_out_on), str(standing.bounced_on)] if standing else [],
            ]
        )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
