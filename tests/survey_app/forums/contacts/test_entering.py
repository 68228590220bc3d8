"""Who comes into the contact book, from where, and what nobody can do to it from a public page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking import places
from survey_app.forums.booking.places import Applicant
from survey_app.forums.booking.terms import Terms
from survey_app.forums.contacts.counting import ids_of_new, new_contacts
from survey_app.forums.contacts.entering import AGREED_WORDS, source_of_round
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.contact_models import ContactConsent, ContactSource
from survey_app.partnership.models import Agency, Contact, Partnership
from survey_app.rounds.asking_again import ask_contact_again, contact_to_ask
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.standing import opt_in, opt_out
from tests.survey_app.factories import make_round
from tests.survey_app.forums.contacts.conftest import MakeContact
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle


def book(
    session: Session, forum: Forum, email: str, *, agreed: bool, source: str = "page", **values: Any
) -> Booking:  # fmt: skip
    applicant = Applicant(**{"name": "Ann Example", "email": email, "may_contact": agreed, **values})
    return places.book(session, forum, applicant, Terms(at=now()), source=source)[0].booking


def contacts(session: Session, partnership: Partnership) -> list[Contact]:
    mine = select(Contact).where(Contact.partnership_id == partnership.id).order_by(Contact.id)
    return list(session.scalars(mine))


def test_whoever_books_and_agrees_is_in_the_book_with_the_words_they_agreed_to(
    session: Session, partnership: Partnership, forum: Forum, agency: Agency
) -> None:
    booking = book(session, forum, "Ann@Agency.example", agreed=True, agency_id=agency.id)
    [contact] = contacts(session, partnership)
    assert (contact.email, contact.agency_id, contact.consented) == ("ann@agency.example", agency.id, True)
    assert booking.contact_id == contact.id
    [source] = session.scalars(select(ContactSource)).all()
    assert (source.kind, source.cycle_id) == ("booking", forum.cycle_id)
    [consent] = session.scalars(select(ContactConsent)).all()
    assert (consent.act, consent.words, consent.by, consent.email) == (
        "given", AGREED_WORDS, "themselves", "ann@agency.example",
    )  # fmt: skip
    assert forum.title in consent.place


def test_whoever_does_not_agree_is_not_in_the_book(session: Session, partnership: Partnership, forum: Forum) -> None:
    booking = book(session, forum, "ann@agency.example", agreed=False)
    assert contacts(session, partnership) == []
    assert booking.contact_id is None


def test_a_blank_box_withdraws_nothing_and_the_booking_is_noted_with_the_contact(
    session: Session, partnership: Partnership, forum: Forum, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", agreed=True)
    booking = book(session, forum, "ann+hub@agency.example", agreed=False)
    assert booking.contact_id == contact.id
    assert contact.consented


def test_a_stranger_changes_no_name_and_takes_back_no_unsubscription(
    session: Session, partnership: Partnership, forum: Forum, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", agreed=True)
    opt_out(session, contact.id, by="themselves", today=date(2026, 5, 1))
    assert not contact.consented
    book(session, forum, "ann@agency.example", agreed=True, name="Somebody Else")
    standing = session.get_one(ContactStanding, contact.id)
    assert (contact.name, standing.opted_out_on) == ("Ann Example", date(2026, 5, 1))


def test_unsubscribing_ends_an_agreement_and_subscribing_again_is_one(
    session: Session, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", agreed=True)
    opt_out(session, contact.id, by="themselves", today=date(2026, 5, 1))
    opt_out(session, contact.id, by="themselves", today=date(2026, 5, 2))
    opt_in(session, contact.id)
    opt_in(session, contact.id)
    acts = session.scalars(select(ContactConsent.act).order_by(ContactConsent.id)).all()
    assert acts == ["given", "withdrawn", "given"]
    assert contact.consented


def test_after_a_survey_only_the_month_is_noted(session: Session, partnership: Partnership, cycle: HubCycle) -> None:
    cycle.survey_round = make_round(session, partnership, access="open", anonymous=True)
    session.flush()
    today = date(2026, 5, 17)
    source = source_of_round(session, cycle.survey_round)
    contact_id = contact_to_ask(
        session, partnership.id, name="Ann", email="ann@agency.example", source=source, today=today
    )
    ask_contact_again(session, contact_id, place="After the receipt", words="Yes, ask me again", today=today)
    contact = session.get_one(Contact, contact_id)
    first = datetime(2026, 5, 1, tzinfo=UTC)
    [noted] = session.scalars(select(ContactSource)).all()
    [consent] = session.scalars(select(ContactConsent)).all()
    assert (noted.kind, noted.cycle_id, noted.noted_at, consent.at) == ("survey", cycle.id, first, first)
    assert noted.label == "", "which round it was leads nearer to an answer than is needed"
    assert (contact.added_at, contact.active_on) == (first, first.date())


def test_new_contacts_are_those_whose_first_source_is_the_cycle(
    session: Session, partnership: Partnership, cycle: HubCycle, make_contact: MakeContact
) -> None:
    forum = make_forum(session, cycle, capacity=20)
    make_contact("Known Before", "known@agency.example")
    later = make_hub_cycle(session, partnership)
    for number in range(3):
        book(session, forum, f"new-{number}@agency.example", agreed=True)
    book(session, forum, "silent@agency.example", agreed=False)
    book(session, forum, "known@agency.example", agreed=True)
    book(session, forum, "door@agency.example", agreed=True, source="door")
    book(session, make_forum(session, later), "new-1@agency.example", agreed=True)
    opt_out(session, contacts(session, partnership)[1].id, by="themselves", today=now().date())
    new = new_contacts(session, cycle)
    assert (new.count, new.by_forums, new.by_door, new.by_surveys, new.agreed) == (4, 3, 1, 0, 3)
    assert new_contacts(session, later).count == 0
    assert len(session.scalars(ids_of_new(cycle)).all()) == 4


def test_a_contact_from_before_sources_were_kept_is_not_new(
    session: Session, partnership: Partnership, cycle: HubCycle, forum: Forum
) -> None:
    old = Contact(
        partnership_id=partnership.id, name="Old", email="old@agency.example", added_at=now() - timedelta(days=400)
    )
    session.add(old)
    session.flush()
    book(session, forum, "old@agency.example", agreed=True)
    assert new_contacts(session, cycle).count == 0
