"""Work of every few minutes: offers that run out, reminders that go out once, and what stands in messages."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.forums.booking import places
from survey_app.forums.booking.terms import Terms
from survey_app.forums.mailing.reminders import follow_offers, queue_reminders
from survey_app.forums.mailing.telling import tell
from survey_app.forums.models import Forum
from survey_app.mail import Composed, OutboxMessage, Outgoing, compose
from survey_app.mail_sending import email_of
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.post import letters, texts


def days_before(forum: Forum, days: int, hour: int = 8) -> Terms:
    local = forum.starts_at.astimezone(LOCAL_TIME) - timedelta(days=days)
    return Terms(at=local.replace(hour=hour, minute=0))


@pytest.fixture
def forum(session: Session) -> Forum:
    start = (now() + timedelta(days=30)).astimezone(LOCAL_TIME).replace(hour=10, minute=0)
    return make_forum(session, starts_at=start, ends_at=start + timedelta(hours=2), link="https://meet.example/room")


def test_an_offer_that_ran_out_ends_and_the_next_is_offered_the_place_by_the_worker(
    session: Session, forum: Forum
) -> None:
    make_booking(session, forum)
    late = make_booking(session, forum, state="offered", offer_ends_at=now(), email="late@agency.example")
    following = make_booking(session, forum, state="waiting", email="next@agency.example")
    assert follow_offers(session, Terms(at=now() + timedelta(seconds=5))) == 1
    assert (late.state, following.state) == ("expired", "offered")
    assert "The time to accept it has passed" in texts(session, "late@agency.example")[0]
    assert "it is your turn" in texts(session, "next@agency.example")[0]
    assert follow_offers(session, Terms(at=now() + timedelta(seconds=5))) == 0


def test_each_reminder_is_queued_once_however_often_the_worker_looks(session: Session, forum: Forum) -> None:
    make_booking(session, forum)
    make_booking(session, forum, state="waiting")
    counts = [queue_reminders(session, days_before(forum, days, hour)) for days in (8, 7, 6, 1, 0) for hour in (8, 9)]
    assert counts == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0]


def test_a_day_without_a_worker_loses_no_reminder(session: Session, forum: Forum) -> None:
    make_booking(session, forum)
    assert queue_reminders(session, days_before(forum, 4)) == 1
    assert queue_reminders(session, days_before(forum, 0)) == 1


def test_who_booked_or_came_off_the_list_since_the_day_was_told_then_and_gets_the_next(
    session: Session, forum: Forum
) -> None:
    make_booking(session, forum, entered_at=days_before(forum, 5).at)
    promoted = make_booking(session, forum, state="offered", offer_ends_at=forum.starts_at)
    tell(session, places.accept(session, promoted, days_before(forum, 6)))
    session.scalars(select(OutboxMessage).where(OutboxMessage.about == promoted.id)).one().queued_at = days_before(
        forum, 6
    ).at
    assert queue_reminders(session, days_before(forum, 4)) == 0
    assert queue_reminders(session, days_before(forum, 1)) == 2


def test_a_reminder_is_called_off_when_the_place_was_given_back(session: Session, forum: Forum) -> None:
    booking = make_booking(session, forum)
    queue_reminders(session, days_before(forum, 1))
    assert "give your place back" in texts(session)[0]
    places.cancel(session, booking, days_before(forum, 1))
    assert texts(session) == []


def test_a_message_that_no_longer_fits_is_called_off(session: Session, forum: Forum) -> None:
    forum.capacity = 1
    terms = Terms(at=now())
    first, second = (
        places.book(session, forum, places.Applicant(name=f"P{n}", email=f"p{n}@agency.example"), terms) for n in (1, 2)
    )
    tell(session, [*first, *second])
    tell(session, places.cancel(session, first[0].booking, terms))
    subjects = [row.subject.split(":")[0] for row, composed in letters(session) if composed is not None]
    assert sorted(subjects) == ["A place is free for you", "Your booking is cancelled"]


def test_the_outbox_holds_neither_a_link_nor_what_is_told_to_who_has_a_place(session: Session, forum: Forum) -> None:
    terms = Terms(at=now())
    tell(session, places.book(session, forum, places.Applicant(name="N", email="n@agency.example"), terms))
    ((row, composed),) = letters(session)
    assert composed is not None
    assert "/place/" in composed.text
    assert "/place/" not in row.body + row.subject
    assert "meet.example" not in row.body + row.subject


def test_the_calendar_goes_out_as_a_part_that_calendars_read(session: Session, forum: Forum) -> None:
    terms = Terms(at=now())
    tell(session, places.book(session, forum, places.Applicant(name="Zoë", email="n@agency.example"), terms))
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "forum_place")).one()
    composed = compose(session, row)
    assert isinstance(composed, Composed)
    email = email_of(
        Outgoing(id=row.id, to_address=row.to_address, subject=row.subject, composed=composed), "Hub <hub@x.example>"
    )
    assert email is not None
    (part,) = [part for part in email.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "forum.ics"
    assert "Join online: https://meet.example/room" in SimpleNamespace(
        text=part.get_content().replace("\r\n ", "").replace("\n ", "")
    ).text.replace("\\", "")
