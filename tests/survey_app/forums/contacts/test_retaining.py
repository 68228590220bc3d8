"""Contacts go when nothing has been heard of them for long enough; of messages only that they were sent stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.models import Forum
from survey_app.mail import OutboxMessage, queue_mail
from survey_app.mail_ledger import MailOnce, queue_once
from survey_app.partnership.contact_book import is_silent
from survey_app.partnership.models import Contact, Partnership
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.standing import opt_out
from tests.survey_app.forums.contacts.conftest import MakeContact
from tests.survey_app.forums.hub_factories import make_booking

ADDED = datetime(2020, 3, 10, 9, tzinfo=UTC)
DUE = date(2022, 3, 11)  # 24 months later, and a day


@pytest.fixture(autouse=True)
def rules(session: Session, partnership: Partnership) -> None:
    add_default_rules(session, partnership)


def run_to(session: Session, due: date, kind: str) -> int:
    session.expire_all()
    apply_retention(session, today=due)
    return apply_retention(session, today=due + timedelta(days=GRACE_DAYS))[kind]


def test_a_contact_goes_with_its_lists_and_the_booking_stays_without_it(
    session: Session, partnership: Partnership, forum: Forum, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", at=ADDED)
    list_ = MailingList(partnership_id=partnership.id, name="Everybody")
    session.add(list_)
    session.flush()
    session.add(ListMember(list_id=list_.id, contact_id=contact.id))
    booking = make_booking(session, forum, contact_id=contact.id)
    apply_retention(session, today=DUE - timedelta(days=1))
    session.refresh(contact)
    assert contact.retention_state == "kept"
    assert run_to(session, DUE, "contact") == 1
    session.expire_all()
    assert session.scalars(select(Contact)).all() == []
    assert session.scalars(select(ListMember)).all() == []
    assert (booking.contact_id, booking.name != "") == (None, True)


def test_whoever_came_to_a_forum_was_about_on_that_day(
    session: Session, forum: Forum, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", at=ADDED)
    make_booking(session, forum, contact_id=contact.id, checked_in_at=datetime(2021, 8, 1, 10, tzinfo=UTC))
    assert run_to(session, DUE, "contact") == 0
    session.refresh(contact)
    assert (contact.active_on, contact.retain_until) == (date(2021, 8, 1), date(2023, 8, 1))


def test_that_somebody_unsubscribed_outlives_their_contact(
    session: Session, partnership: Partnership, make_contact: MakeContact
) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", at=ADDED)
    make_contact("Bob Example", "bob@agency.example", at=ADDED)
    opt_out(session, contact.id, by="themselves", today=date(2020, 4, 1))
    assert run_to(session, DUE, "contact") == 2
    assert is_silent(session, partnership.id, "Ann@agency.example")
    assert not is_silent(session, partnership.id, "bob@agency.example")


@pytest.mark.parametrize("held", ["the contact", "a booking", "a cycle"])
def test_a_hold_keeps_a_contact(session: Session, forum: Forum, make_contact: MakeContact, held: str) -> None:
    contact = make_contact("Ann Example", "ann@agency.example", at=ADDED)
    booking = make_booking(session, forum, contact_id=contact.id)
    {"the contact": contact, "a booking": booking, "a cycle": forum.cycle}[held].legal_hold = True
    session.flush()
    assert run_to(session, DUE, "contact") == 0


def test_of_a_message_stays_that_it_was_sent_and_it_is_never_sent_again(
    session: Session, partnership: Partnership
) -> None:
    sent = queue_once(
        session, purpose="invitation", about="round 1", recipient="a", partnership_id=partnership.id,
        to="ann@agency.example", subject="Dear Ann", body="Dear Ann", kind="test",
    )  # fmt: skip
    waits = queue_mail(
        session, to="bob@agency.example", subject="…", body="Dear Bob", kind="test", partnership_id=partnership.id
    )
    assert sent is not None
    sent.state, sent.attempted_at = "sent", datetime(2026, 1, 10, 9, tzinfo=UTC)
    waits.attempted_at = datetime(2026, 1, 10, 9, tzinfo=UTC)  # the server was busy ever since
    session.flush()
    apply_retention(session, today=date(2026, 4, 10))
    session.refresh(sent)
    assert sent.retention_state == "kept"
    assert run_to(session, date(2026, 4, 11), "outbox_message") == 1
    session.expire_all()
    assert (sent.to_address, sent.subject, sent.body, sent.state) == ("", "", "", "sent")
    assert (waits.body, waits.retention_state) == ("Dear Bob", "kept")
    [entry] = session.scalars(select(MailOnce)).all()
    assert entry.message_id == sent.id
    again = queue_once(
        session, purpose="invitation", about="round 1", recipient="a", partnership_id=partnership.id,
        to="ann@agency.example", subject="Dear Ann", body="Dear Ann", kind="test",
    )  # fmt: skip
    assert again is None
    assert len(session.scalars(select(OutboxMessage)).all()) == 2
