"""How people get into the contact book: by booking and agreeing to be written to, at the door, or after a survey."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.forums.models import Booking, HubCycle
from survey_app.partnership.contact_book import Consent, Source, add_contact, find_contact, note_consent, note_source
from survey_app.partnership.models import Contact
from survey_app.rounds.models import Round

AGREED_WORDS = "You may write to me about later forums and surveys"
AGREED_TO_AN_OFFICER = "They have agreed to be written to about later forums and surveys"
PLACES = {"page": "The booking page", "officer": "Told to an officer", "door": "At the door"}


def enter_booking(session: Session, booking: Booking) -> Contact | None:
    """Put somebody who books into the contact book if they agree to be written to; the contact, if they have one.

    Whoever has not agreed gets no entry. If their address is known already, the booking is noted there. What anybody
    can type on a public page never changes a name or an agency, and takes back no unsubscription.
    """
    if not booking.email:
        return None
    contact, source = _known(session, booking), _source_of(booking)
    if contact is None:
        if not booking.may_contact:
            return None
        contact = _added(session, booking, source)
    else:
        note_source(session, contact, source, at=booking.entered_at.replace(microsecond=0))
        contact.agency_id = contact.agency_id or booking.agency_id
    if booking.may_contact:
        note_consent(session, contact, consent_of(booking), at=booking.entered_at.replace(microsecond=0))
    booking.contact_id = contact.id
    session.flush()
    return contact


def _known(session: Session, booking: Booking) -> Contact | None:
    """The contact of a booking's address, held so that nobody erases or merges it at this moment."""
    partnership_id, email = booking.cycle.partnership_id, booking.email or ""
    for _ in range(2):  # one that is merged while we wait for it is found again under the number it became part of
        found = find_contact(session, partnership_id, email)
        if found is None:
            return None
        held = select(Contact).where(Contact.id == found.id).with_for_update(read=True, key_share=True)
        held_now = session.scalar(held.execution_options(populate_existing=True))
        if held_now is not None:
            return held_now
        session.expunge(found)
    return None


def _added(session: Session, booking: Booking, source: Source) -> Contact:
    """A new contact; the one that somebody else has made at this very moment, where one has."""
    partnership_id, email = booking.cycle.partnership_id, booking.email or ""
    try:
        with session.begin_nested():
            return add_contact(
                session, partnership_id, name=booking.name, email=email, agency_id=booking.agency_id, source=source,
                at=booking.entered_at.replace(microsecond=0),
            )  # fmt: skip
    except IntegrityError:
        found = find_contact(session, partnership_id, email)
        if found is None:
            raise
        return found


def consent_of(booking: Booking) -> Consent:
    """Where and by which words somebody who booked agreed."""
    themselves = booking.source == "page"
    return Consent(
        place=f"{PLACES[booking.source]}: {booking.forum.title}, {booking.cycle.theme}",
        words=AGREED_WORDS if themselves else AGREED_TO_AN_OFFICER,
        by="themselves" if themselves else "officer",
    )  # fmt: skip


def _source_of(booking: Booking) -> Source:
    return Source(
        kind="door" if booking.source == "door" else "booking",
        label=f"{booking.forum.title}, {booking.cycle.theme}",
        cycle_id=booking.cycle_id,
    )  # fmt: skip


def source_of_round(session: Session, round_: Round) -> Source:
    """A round after which somebody said that they may be asked again: its cycle, if it belongs to one, and no more."""
    columns = (
        HubCycle.evaluation_round_id, HubCycle.survey_round_id, HubCycle.follow_up_round_id, HubCycle.voices_round_id,
        HubCycle.noticed_round_id,
    )  # fmt: skip
    cycle_id = session.scalar(select(HubCycle.id).where(or_(*(column == round_.id for column in columns))).limit(1))
    return Source(kind="survey", cycle_id=cycle_id)
