"""Moving everything from one contact to another, table by table, and taking the first out of the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.database import Base
from survey_app.forums.contacts.readdressing import readdress
from survey_app.forums.models import Booking
from survey_app.mail_ledger import MailOnce
from survey_app.partnership.contact_book import end_consent, note_activity
from survey_app.partnership.contact_models import ContactConsent, ContactSource, MergedContact, SeparateContacts
from survey_app.partnership.models import Contact
from survey_app.rounds.mail_models import ContactStanding, ListMember
from survey_app.rounds.models import Invitation, Round

MERGED_WITH_SILENT = "Made one with a contact who had unsubscribed"
OWN_RULES = {"booking", "contact_consent", "contact_source", "contact_standing", "invitation", "list_member",
             "merged_contact", "separate_contacts"}  # fmt: skip


def join(
    session: Session, kept: Contact, dropped: Contact, bookings: Sequence[Booking], *, keep_bounce: bool, at: datetime
) -> None:
    """Move everything of ``dropped``, whose bookings are given, to ``kept``. The caller holds the locks."""
    _bookings_and_invitations(session, kept, dropped, bookings, at)
    _sources(session, kept, dropped)
    session.execute(_moved(ContactConsent, kept, dropped))
    _lists(session, kept, dropped)
    _standing(session, kept, dropped, keep_bounce=keep_bounce, at=at)
    _pairs(session, kept, dropped)
    _ledger(session, kept, dropped)
    _whatever_else(session, kept, dropped)
    note_activity(kept, dropped.active_on)
    kept.added_at = min(filter(None, (kept.added_at, dropped.added_at)), default=None)
    kept.agency_id = kept.agency_id or dropped.agency_id
    if "@" in kept.name and "@" not in dropped.name:
        kept.name = dropped.name
    session.execute(_moved(MergedContact, kept, dropped))
    session.add(MergedContact(old_id=dropped.id, contact_id=kept.id, merged_at=at.replace(microsecond=0)))
    session.flush()
    session.execute(delete(Contact).where(Contact.id == dropped.id))
    session.expire_all()


def _moved(model: Any, kept: Contact, dropped: Contact) -> Any:
    column = model.contact_id
    return update(model).where(column == dropped.id).values(contact_id=kept.id)


def _bookings_and_invitations(
    session: Session, kept: Contact, dropped: Contact, bookings: Sequence[Booking], at: datetime
) -> None:
    for booking in bookings:
        booking.contact_id = kept.id
    theirs = session.scalars(select(Invitation).where(Invitation.contact_id == dropped.id)).all()
    own = session.scalars(select(Invitation).where(Invitation.contact_id == kept.id)).all()
    by_round = {one.round_id: one for one in own}
    for invitation in theirs:
        invitation.contact_id = kept.id
        if (twin := by_round.get(invitation.round_id)) is not None:
            _one_of_two(session, twin, invitation)
    ids = [one.id for one in theirs]
    readdress(session, kept.partnership_id, bookings, ids, old=dropped.email, new=kept.email, at=at)


def _one_of_two(session: Session, own: Invitation, other: Invitation) -> None:
    """Somebody invited twice to a round gets mail for one invitation: the one that was answered, else their own.

    In a round that has opened the other stays in the frame, without a name: it was counted. In a draft it goes.
    """
    round_ = session.get_one(Round, own.round_id)
    if round_.state == "closed":
        return
    spare = own if other.answered and not own.answered else other
    spare.contact_id = None
    if not spare.answered:
        spare.token_hash = None
        if round_.state == "draft":
            session.delete(spare)
    session.flush()


def _sources(session: Session, kept: Contact, dropped: Contact) -> None:
    """Each source once, by its earlier day."""
    rows = session.scalars(
        select(ContactSource)
        .where(ContactSource.contact_id.in_((kept.id, dropped.id)))
        .order_by(ContactSource.noted_at, ContactSource.id)
    ).all()
    seen = set()
    for row in rows:
        key = (row.kind, row.label, row.cycle_id)
        if key in seen:
            session.delete(row)
        else:
            row.contact_id = kept.id
        seen.add(key)
    session.flush()


def _lists(session: Session, kept: Contact, dropped: Contact) -> None:
    own = {one.list_id: one for one in session.scalars(select(ListMember).where(ListMember.contact_id == kept.id))}
    for member in session.scalars(select(ListMember).where(ListMember.contact_id == dropped.id)).all():
        twin = own.get(member.list_id)
        if twin is None:
            session.add(ListMember(list_id=member.list_id, contact_id=kept.id, strata=dict(member.strata)))
        else:
            twin.strata = {**member.strata, **twin.strata}
        session.delete(member)
    session.flush()


def _standing(session: Session, kept: Contact, dropped: Contact, *, keep_bounce: bool, at: datetime) -> None:
    theirs = session.get(ContactStanding, dropped.id)
    if theirs is None:
        return
    own = session.get(ContactStanding, kept.id) or ContactStanding(contact_id=kept.id)
    session.add(own)
    if theirs.opted_out_on is not None:
        if own.opted_out_on is None or theirs.opted_out_on < own.opted_out_on:
            own.opted_out_on, own.opted_out_by = theirs.opted_out_on, theirs.opted_out_by
        end_consent(session, kept, place=MERGED_WITH_SILENT, by="rule", at=at)
    if theirs.bounced_on is not None and own.bounced_on is None and keep_bounce:
        own.bounced_on, own.bounce = theirs.bounced_on, theirs.bounce
    session.delete(theirs)
    session.flush()


def _pairs(session: Session, kept: Contact, dropped: Contact) -> None:
    """Whoever is not the one is not the other either."""
    rows = session.scalars(
        select(SeparateContacts).where(
            (SeparateContacts.first_id == dropped.id) | (SeparateContacts.second_id == dropped.id)
        )
    ).all()
    for row in rows:
        third = row.second_id if row.first_id == dropped.id else row.first_id
        session.delete(row)
        session.flush()
        first_id, second_id = sorted((kept.id, third))
        if third != kept.id and session.get(SeparateContacts, (first_id, second_id)) is None:
            session.add(SeparateContacts(first_id=first_id, second_id=second_id, decided_at=row.decided_at))
    session.flush()


def _ledger(session: Session, kept: Contact, dropped: Contact) -> None:
    """What was sent to either once has been sent to them."""
    entries = session.scalars(select(MailOnce).where(MailOnce.recipient == f"contact {dropped.id}")).all()
    for entry in entries:
        mine = select(MailOnce.id).where(
            MailOnce.purpose == entry.purpose, MailOnce.subject == entry.subject,
            MailOnce.recipient == f"contact {kept.id}",
        )  # fmt: skip
        if session.scalar(mine) is None:
            entry.recipient = f"contact {kept.id}"
    session.flush()


def _whatever_else(session: Session, kept: Contact, dropped: Contact) -> None:
    """Rows of every other table that names the contact."""
    for table in Base.metadata.sorted_tables:
        if table.name in OWN_RULES:
            continue
        for foreign in table.foreign_keys:
            if foreign.column.table.name == "contact":
                theirs = update(table).where(foreign.parent == dropped.id)
                session.execute(theirs.values({foreign.parent: kept.id}))
