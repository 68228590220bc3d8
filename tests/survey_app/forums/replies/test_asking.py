"""On the day that is set those who were told are asked by themselves: exactly those who agree, and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.contacts.changing import withdraw
from survey_app.forums.contacts.joining import join
from survey_app.forums.hub.round_steps import noticed_step
from survey_app.forums.hub.rounds import beginning
from survey_app.forums.hub.rounds.kinds import NOTICED
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.replies import asking, publishing
from survey_app.forums.replies.asking import ask_in, asking_of, call_off, set_day
from survey_app.forums.replies.mailing import audience_of
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage
from survey_app.mail_sending import send_outbox
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds import mailing
from survey_app.rounds.mail_plan import reminder_days_of, running
from survey_app.rounds.models import Round
from survey_app.rounds.services import close_round
from survey_app.rounds.standing import note_bounce, opt_out
from tests.survey_app.forums.hub_factories import make_booking
from tests.survey_app.forums.replies.told_people import (
    DAY,
    FIVE,
    TOLD,
    agreed,
    asked,
    page_row,
    publish_something,
    told,
)
from tests.survey_app.rounds.postbox import HOURS, postbox_on, server_on


@pytest.fixture(autouse=True)
def _published(session: Session, partnership: Partnership, cycle: HubCycle, planner: User) -> None:
    publish_something(session, partnership, cycle, planner)


def planned(session: Session, cycle: HubCycle, planner: User, *names: str) -> list[Contact]:
    """People who were told, and the day on which they are asked."""
    found = told(session, cycle, TOLD, *names)
    set_day(session, cycle, DAY.date(), by=planner.id, at=TOLD, hours=None)
    session.commit()
    return found


def rounds(session: Session) -> int:
    """How many rounds there are that ask whether something was noticed."""
    return session.scalar(select(func.count()).where(Round.title.endswith(": have you noticed?"))) or 0


def test_on_the_day_exactly_those_who_were_told_and_still_agree_are_asked(
    session: Session, partnership: Partnership, forum: Forum, cycle: HubCycle, planner: User
) -> None:
    people = planned(session, cycle, planner, *FIVE, "left", "bounced", "withdrew")
    opt_out(session, people[5].id, by="themselves", today=DAY.date())
    note_bounce(session, people[6].id, reason="gone", today=DAY.date())
    make_booking(session, forum, email=people[7].email, may_contact=True, checked_in_at=TOLD)  # agreed before
    withdraw(session, people[7], at=DAY)
    agreed(session, partnership, "never-told")
    assert ask_in(session, cycle.id, DAY) == 5
    assert asked(session, cycle) == list(FIVE)
    round_ = cycle.noticed_round
    assert round_ is not None
    assert (round_.state, round_.anonymous, round_.access) == ("open", True, "token")
    assert (round_.opens_on, round_.closes_on) == (date(2026, 12, 1), date(2026, 12, 29))
    assert (round_.population_size, round_.population_known) == (5, True)
    assert round_.version.instrument.form_id == "learning-hub-noticed"
    assert running(session, round_) is not None
    assert reminder_days_of(session, round_) == ()
    [entry] = session.scalars(select(AuditEvent).where(AuditEvent.action == "asked whether it was noticed"))
    assert (entry.actor_id, entry.details["people"]) == (None, 5)


def test_whoever_withdrew_from_an_officer_is_not_told_either(
    session: Session, forum: Forum, cycle: HubCycle, partnership: Partnership
) -> None:
    contact = agreed(session, partnership, "withdrew")
    make_booking(session, forum, email=contact.email, may_contact=True, checked_in_at=now())
    assert [one.id for one in audience_of(session, cycle).due] == [contact.id]
    withdraw(session, contact, at=now())
    assert audience_of(session, cycle).count == 0


def test_nobody_is_asked_a_day_sooner_and_a_worker_that_was_away_makes_up_for_it_once(
    session: Session, cycle: HubCycle, planner: User
) -> None:
    planned(session, cycle, planner, *FIVE)
    assert ask_in(session, cycle.id, DAY - timedelta(days=1)) == 0
    assert (cycle.noticed_round_id, rounds(session)) == (None, 0)
    later = DAY + timedelta(days=9)
    assert ask_in(session, cycle.id, later) == 5
    assert ask_in(session, cycle.id, later) == 0
    assert ask_in(session, cycle.id, later + timedelta(days=3)) == 0
    assert (asked(session, cycle), rounds(session)) == (list(FIVE), 1)
    assert page_row(session, cycle).asked_on == later.date()


def test_a_round_that_was_taken_off_the_cycle_is_not_made_again(
    session: Session, cycle: HubCycle, planner: User
) -> None:
    planned(session, cycle, planner, *FIVE)
    ask_in(session, cycle.id, DAY)
    beginning.unlink(session, cycle, NOTICED)
    assert ask_in(session, cycle.id, DAY + timedelta(days=1)) == 0
    assert rounds(session) == 1


def test_it_can_be_called_off_with_a_reason_and_set_again(session: Session, cycle: HubCycle, planner: User) -> None:
    planned(session, cycle, planner, *FIVE)
    with pytest.raises(RepliesRefused, match="Say why"):
        call_off(session, cycle, "  ", by=planner.id)
    call_off(session, cycle, "Another survey runs in December", by=planner.id)
    with pytest.raises(RepliesRefused, match="nothing to call off"):
        call_off(session, cycle, "Again", by=planner.id)
    assert ask_in(session, cycle.id, DAY) == 0
    session.expire_all()
    step = noticed_step(session, cycle, DAY)
    assert (step.stand, step.says) == (Stand.DONE, "Nobody is asked: Another survey runs in December")
    set_day(session, cycle, DAY.date(), by=planner.id, at=TOLD, hours=None)
    assert ask_in(session, cycle.id, DAY) == 5
    with pytest.raises(RepliesRefused, match="close the round"):
        call_off(session, cycle, "Too late", by=planner.id)


def test_while_the_page_is_taken_down_nobody_is_asked(session: Session, cycle: HubCycle, planner: User) -> None:
    planned(session, cycle, planner, *FIVE)
    publishing.unpublish(session, cycle)
    after = DAY + timedelta(days=1)
    assert ask_in(session, cycle.id, after) == 0
    session.expire_all()
    assert "nobody is asked until it is" in noticed_step(session, cycle, after).says
    publishing.publish(session, cycle, by=planner.id, at=after)
    assert ask_in(session, cycle.id, after) == 5


def test_fewer_than_five_are_not_asked_and_it_is_said(session: Session, cycle: HubCycle, planner: User) -> None:
    people = planned(session, cycle, planner, *FIVE)
    opt_out(session, people[0].id, by="themselves", today=DAY.date())
    assert ask_in(session, cycle.id, DAY) == 0
    page = page_row(session, cycle)
    assert "Only 4 people are left who may be asked" in page.not_asked_because
    assert (page.asked_on, page.ask_set_by_id, rounds(session)) == (None, None, 0)
    assert ask_in(session, cycle.id, DAY + timedelta(days=1)) == 0


def test_whoever_was_told_later_is_asked_later_while_the_round_is_open(
    session: Session, cycle: HubCycle, planner: User
) -> None:
    planned(session, cycle, planner, *FIVE)
    told(session, cycle, TOLD + timedelta(days=9), "fay")
    told(session, cycle, TOLD + timedelta(days=60), "gus")
    assert ask_in(session, cycle.id, DAY) == 5
    round_ = cycle.noticed_round
    assert round_ is not None
    assert round_.population_size == 6, "who is told too late for this round is nobody's base"
    assert ask_in(session, cycle.id, DAY + timedelta(days=8)) == 0
    assert ask_in(session, cycle.id, DAY + timedelta(days=9)) == 1
    assert ask_in(session, cycle.id, DAY + timedelta(days=9)) == 0
    assert asked(session, cycle) == [*FIVE, "fay"]
    close_round(session, round_, today=DAY.date() + timedelta(days=20))
    assert ask_in(session, cycle.id, DAY + timedelta(days=90)) == 0


def test_what_somebody_began_by_hand_is_left_alone(session: Session, cycle: HubCycle, planner: User) -> None:
    planned(session, cycle, planner, *FIVE)
    plan = beginning.suggested(cycle, NOTICED, DAY.date())
    round_ = beginning.begin(session, cycle, NOTICED, plan, by="Quentin Constructed", actor_id=planner.id, at=DAY)
    assert ask_in(session, cycle.id, DAY) == 0
    assert (round_.state, asked(session, cycle)) == ("draft", [])


def test_two_contacts_who_became_one_are_asked_once(session: Session, cycle: HubCycle, planner: User) -> None:
    people = planned(session, cycle, planner, *FIVE, "ann2")
    join(session, people[0], people[5], [], keep_bounce=True, at=TOLD)
    assert ask_in(session, cycle.id, DAY) == 5
    assert asked(session, cycle) == list(FIVE)


def test_a_cycle_in_trouble_holds_up_no_other(
    session: Session, cycle: HubCycle, planner: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    planned(session, cycle, planner, *FIVE)
    tried: list[int] = []

    def failing(session: Session, cycle_id: int, at: datetime) -> int:
        tried.append(cycle_id)
        raise ValueError("secret words")

    monkeypatch.setattr(asking, "now", lambda: DAY)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "ask_in", failing)
        asking.ask_whether_noticed(session)
    assert tried == [cycle.id]
    assert "ValueError" in caplog.text
    assert "secret words" not in caplog.text
    [work] = [work for name, _, work in PERIODIC if name == "ask_whether_noticed"]
    work(session)
    assert asked(session, cycle) == list(FIVE)


@pytest.mark.parametrize(
    ("told_on", "first"),
    [
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
    ids=["into a leap February", "into a short February", "over a year's end"],
)
def test_three_months_are_of_the_calendar(
    session: Session, cycle: HubCycle, planner: User, told_on: date, first: date
) -> None:
    at = datetime.combine(told_on, DAY.timetz())
    told(session, cycle, at, *FIVE)
    when = asking_of(session, cycle, at, None)
    assert (when.first_day, when.last_day.year) == (first, told_on.year + 1)
    for day in (first - timedelta(days=1), when.last_day + timedelta(days=1)):
        with pytest.raises(RepliesRefused, match="Choose a day from"):
            set_day(session, cycle, day, by=planner.id, at=at, hours=None)
    set_day(session, cycle, first, by=planner.id, at=at, hours=None)
    assert ask_in(session, cycle.id, datetime.combine(first, DAY.timetz())) == 5


def test_before_a_weekend_the_day_follows_the_monday_on_which_the_message_goes_out(
    session: Session, cycle: HubCycle
) -> None:
    friday_evening = datetime(2026, 10, 2, 20, tzinfo=UTC)
    assert asking_of(session, cycle, friday_evening, HOURS).first_day == date(2027, 1, 5)


def test_each_gets_one_e_mail_in_mail_hours_with_a_way_to_unsubscribe(
    session: Session, cycle: HubCycle, planner: User, free_port: int
) -> None:
    at = now()
    told(session, cycle, at - timedelta(days=95), *FIVE)
    set_day(session, cycle, at.date(), by=planner.id, at=at, hours=None)
    assert ask_in(session, cycle.id, at) == 5
    session.commit()
    sunday = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert mailing.queue_due(session, at=sunday, hours=HOURS) == 0
    assert mailing.queue_due(session, at=at, hours=None) == 5
    assert mailing.queue_due(session, at=at + timedelta(days=20), hours=None) == 0, "no reminder"
    with postbox_on(free_port) as box:
        send_outbox(session, server_on(free_port))
    letters = [one for one in box.received if "have you noticed?" in str(one["Subject"])]
    assert sorted(str(one["To"]).partition("@")[0] for one in letters) == list(FIVE)
    assert all("/u/" in str(one["List-Unsubscribe"]) for one in letters)
    states = session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == mailing.KIND)).all()
    assert set(states) == {"sent"}


def test_the_page_of_the_cycle_says_when_and_then_how_it_stands(
    session: Session, cycle: HubCycle, planner: User
) -> None:
    planned(session, cycle, planner, *FIVE)
    session.expire_all()
    step = noticed_step(session, cycle, TOLD)
    assert step.says == "People will be asked on 1 December 2026 whether they noticed, by one e-mail each."
    assert (step.stand, step.act) == (Stand.AHEAD, "")
    ask_in(session, cycle.id, DAY)
    session.commit()
    assert noticed_step(session, cycle, DAY).says == "Open until 29 December 2026."
