"""Nothing that needs a decision is forgotten: it is offered until it is decided, and no meeting ends before that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.models import Escalation
from survey_app.mail import OutboxMessage
from survey_app.programme.executive import meetings
from survey_app.programme.executive.deciding import DecisionText, decide
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import AgendaItem, ExecutiveMeeting
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.waiting import times_deferred, waiting_for
from survey_app.programme.scrutiny import answering
from survey_app.programme.year.versions import endorse
from tests.survey_app.improvement.actions.action_world import World, make_world
from tests.survey_app.programme.scrutiny import scrutiny_world
from tests.survey_app.programme.year.year_world import AT, YearWorld
from tests.survey_app.programme.year.year_world import TODAY as YEAR_DAY

OWN = ItemText(title="Pay for an education worker", asks="Agree to pay until March.")


def pairs(session: Session, world: World, today: date) -> list[tuple[str, str]]:
    return [(one.source_type, one.source_id) for one in waiting_for(session, world.partnership.id, today)]


def test_what_is_late_or_refused_waits_by_itself(session: Session, world: World, late: Escalation, today: date) -> None:
    assert pairs(session, world, today) == [("escalation", late.id)]
    late.action.state, late.action.closed_on = "dropped", today
    session.flush()
    reply(session, world.recommendation, "not_accepted", "We do that already.", world.lead.id)
    found = waiting_for(session, world.partnership.id, today)
    assert [(one.source_type, one.number) for one in found] == [("refused", 1)]
    assert "We do that already." in found[0].asks


def test_nothing_of_another_partnership_waits(session: Session, world: World, late: Escalation, today: date) -> None:
    other = make_world(session)
    assert waiting_for(session, other.partnership.id, today) == []
    theirs = meetings.plan_meeting(session, other.partnership.id, today, "", other.qa.id)
    with pytest.raises(ExecutiveRefused, match="no longer waits"):
        meetings.take_onto(session, theirs, [("escalation", late.id)], other.qa.id, today)


def test_on_an_agenda_it_is_not_offered_again_and_deferred_it_is(
    session: Session, world: World, late: Escalation, meeting: ExecutiveMeeting, today: date
) -> None:
    waiting = ("escalation", late.id)
    (item,) = meetings.take_onto(session, meeting, [waiting, waiting], world.qa.id, today)
    assert pairs(session, world, today) == []
    meetings.defer(session, item, "The owner is away.")
    assert pairs(session, world, today) == [waiting]
    again = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=30), "", world.qa.id)
    (second,) = meetings.take_onto(session, again, [waiting], world.qa.id, today)
    meetings.defer(session, second, "No time.")
    assert times_deferred(session, second) == 2
    assert pairs(session, world, today) == [waiting]


def test_an_item_of_ones_own_that_was_deferred_is_offered_again(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    item = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    meetings.defer(session, item, "No time.")
    (found,) = waiting_for(session, world.partnership.id, today)
    assert (found.title, found.deferred) == (OWN.title, 1)
    later = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=7), "", world.qa.id)
    (again,) = meetings.take_onto(session, later, [(found.source_type, found.source_id)], world.qa.id, today)
    assert waiting_for(session, world.partnership.id, today) == []
    later.day = today
    decide(session, again, DecisionText(kind="agreed", text="Agreed until March."), world.qa.id, today)
    assert waiting_for(session, world.partnership.id, today) == []


@pytest.mark.parametrize("lost", ["taken off", "meeting cancelled"])
def test_an_item_of_ones_own_is_not_lost_with_its_place_on_an_agenda(
    session: Session, world: World, meeting: ExecutiveMeeting, lost: str, today: date
) -> None:
    item = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    if lost == "taken off":
        meetings.take_off(session, item, "The figures are not there yet.")
    else:
        meetings.cancel(session, meeting, "Snow.")
    (found,) = waiting_for(session, world.partnership.id, today)
    assert (found.source_id, found.title, found.deferred) == (item.source_id, OWN.title, 0)


def test_each_answer_that_the_scrutineer_is_owed_is_a_matter_of_its_own(session: Session) -> None:
    desk = scrutiny_world.make_world(session)
    entry = scrutiny_world.entry_of(session, desk)
    assert entry.answer_by is not None
    meeting = meetings.plan_meeting(session, desk.partnership.id, entry.answer_by + timedelta(days=1), "", desk.qa.id)
    (first,) = waiting_for(session, desk.partnership.id, meeting.day)
    (item,) = meetings.take_onto(session, meeting, [(first.source_type, first.source_id)], desk.qa.id, meeting.day)
    decide(session, item, DecisionText(kind="agreed", text="Answer it this week."), desk.qa.id, meeting.day)
    assert waiting_for(session, desk.partnership.id, meeting.day) == []
    answering.answer(session, entry, "We do.", by_id=desk.qa.id, today=meeting.day, seen=1)
    assert waiting_for(session, desk.partnership.id, meeting.day) == []
    answering.judge(session, entry, "not_yet", "It says nothing.", by_id=desk.scrutineer.id, today=meeting.day, seen=1)
    assert waiting_for(session, desk.partnership.id, meeting.day) == []
    (again,) = waiting_for(session, desk.partnership.id, entry.answer_by + timedelta(days=1))
    assert (again.number, again.source_id == first.source_id) == (entry.number, False)


def test_a_programme_waits_until_it_is_endorsed_whatever_the_log_says(session: Session) -> None:
    year = YearWorld(session)
    year.topic()
    version = year.put()
    meeting = meetings.plan_meeting(session, year.id, YEAR_DAY, "", year.qa.id)
    (item,) = meetings.take_onto(session, meeting, [("programme", version.id)], year.qa.id, YEAR_DAY)
    assert waiting_for(session, year.id, YEAR_DAY) == []
    decide(session, item, DecisionText(kind="agreed", text="Endorsed."), year.qa.id, YEAR_DAY)
    assert [one.source_id for one in waiting_for(session, year.id, YEAR_DAY)] == [version.id]
    assert meetings.waiting_here(session, meeting, YEAR_DAY) == []
    endorse(session, version, by_id=year.executive.id, at=AT)
    assert waiting_for(session, year.id, YEAR_DAY) == []


def test_what_this_meeting_put_off_waits_for_another_one(
    session: Session, world: World, late: Escalation, meeting: ExecutiveMeeting, today: date
) -> None:
    matter = ("escalation", late.id)
    (item,) = meetings.take_onto(session, meeting, [matter], world.qa.id, today)
    meetings.defer(session, item, "The owner is away.")
    (found,) = waiting_for(session, world.partnership.id, today)
    assert found.deferred == 1
    assert meetings.waiting_here(session, meeting, today) == []
    with pytest.raises(ExecutiveRefused, match="was dealt with at this meeting"):
        meetings.take_onto(session, meeting, [matter], world.qa.id, today)
    assert (item.state, item.state_why) == ("deferred", "The owner is away.")


def test_an_item_brought_back_after_sending_is_marked_as_late(
    session: Session, world: World, late: Escalation, meeting: ExecutiveMeeting, today: date
) -> None:
    matter = ("escalation", late.id)
    (item,) = meetings.take_onto(session, meeting, [matter], world.qa.id, today)
    meetings.write_item(session, meeting, OWN, world.qa.id, today)
    meetings.take_off(session, item, "Not ready.")
    assert meetings.take_onto(session, meeting, [matter], world.qa.id, today) == [item]
    assert (item.state, item.after_sending) == ("open", False)
    meetings.take_off(session, item, "Not ready.")
    meetings.send_agenda(session, meeting, world.qa.id)
    meetings.take_onto(session, meeting, [matter], world.qa.id, today)
    assert (item.state, item.after_sending) == ("open", True)


def test_what_is_dealt_with_is_not_worded_anew(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    item = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    decide(session, item, DecisionText(kind="agreed", text="Agreed."), world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="dealt with"):
        meetings.word_paper(session, item, ItemText(title="Pay for two", asks="Agree."))
    assert item.title == OWN.title


@pytest.mark.parametrize(("days", "raised"), [(-3, -3), (0, 0), (3, 0)])
def test_an_item_of_ones_own_is_raised_today_and_not_after_its_meeting(
    session: Session, world: World, days: int, raised: int
) -> None:
    day = date(2026, 6, 10)
    planned = meetings.plan_meeting(session, world.partnership.id, day + timedelta(days=days), "", world.qa.id)
    item = meetings.write_item(session, planned, OWN, world.qa.id, day)
    assert item.raised_on == day + timedelta(days=raised)


def test_a_cancelled_meeting_gives_back_what_was_on_its_agenda(
    session: Session, world: World, late: Escalation, meeting: ExecutiveMeeting, today: date
) -> None:
    meetings.take_onto(session, meeting, [("escalation", late.id)], world.qa.id, today)
    meetings.cancel(session, meeting, "Snow.")
    assert pairs(session, world, today) == [("escalation", late.id)]
    with pytest.raises(ExecutiveRefused, match="was cancelled"):
        meetings.write_item(session, meeting, OWN, world.qa.id, today)


def test_a_meeting_is_not_held_while_an_item_is_open(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    second = meetings.write_item(session, meeting, ItemText(title="Another", asks="Agree."), world.qa.id, today)
    decide(session, first, DecisionText(kind="agreed", text="Agreed."), world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="1 of its items is not dealt with: “Another”"):
        meetings.hold(session, meeting, today)
    meetings.defer(session, second, "No time.")
    meetings.hold(session, meeting, today)
    assert meeting.state == "held"
    for act in (
        lambda: meetings.write_item(session, meeting, OWN, world.qa.id, today),
        lambda: meetings.take_off(session, first, "It was wrong."),
        lambda: meetings.cancel(session, meeting, "It was wrong."),
    ):
        with pytest.raises(ExecutiveRefused, match="was held"):
            act()


def test_a_meeting_to_come_is_not_held(session: Session, world: World, today: date) -> None:
    to_come = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=1), "", world.qa.id)
    with pytest.raises(ExecutiveRefused, match="once it has been"):
        meetings.hold(session, to_come, today)


def test_a_meeting_at_which_something_was_decided_is_not_cancelled(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    item = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    decide(session, item, DecisionText(kind="agreed", text="Agreed."), world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="cannot be cancelled"):
        meetings.cancel(session, meeting, "Snow.")


def test_a_sent_agenda_stays_as_it_was_sent_and_late_items_are_marked(
    session: Session, world: World, meeting: ExecutiveMeeting, second: User, today: date
) -> None:
    first = meetings.write_item(session, meeting, OWN, world.qa.id, today)
    assert meetings.send_agenda(session, meeting, world.qa.id) == 1
    sent, mark = dict(meeting.agenda), meeting.fingerprint
    assert mark == meetings.fingerprint_of(sent)
    letters = session.scalars(select(OutboxMessage)).all()
    assert [one.to_address for one in letters] == [world.executive.email]
    assert OWN.title not in letters[0].body
    for act in (
        lambda: meetings.word_paper(session, first, ItemText(title="Other", asks="Other.")),
        lambda: meetings.move_item(session, first, up=True),
        lambda: meetings.send_agenda(session, meeting, second.id),
    ):
        with pytest.raises(ExecutiveRefused, match="has been sent"):
            act()
    late = meetings.write_item(session, meeting, ItemText(title="Late", asks="Agree."), world.qa.id, today)
    assert (first.after_sending, late.after_sending) == (False, True)
    meetings.word_paper(session, late, ItemText(title="Late, and worded", asks="Agree."))
    assert (meeting.agenda, meeting.fingerprint) == (sent, mark)


def test_an_empty_agenda_is_not_sent(session: Session, world: World, meeting: ExecutiveMeeting) -> None:
    with pytest.raises(ExecutiveRefused, match="nothing on the agenda"):
        meetings.send_agenda(session, meeting, world.qa.id)


def test_two_meetings_on_one_day_are_a_slip(session: Session, world: World, meeting: ExecutiveMeeting) -> None:
    with pytest.raises(ExecutiveRefused, match="on that day already"):
        meetings.plan_meeting(session, world.partnership.id, meeting.day, "", world.qa.id)
    meetings.cancel(session, meeting, "Snow.")
    assert meetings.plan_meeting(session, world.partnership.id, meeting.day, "", world.qa.id).number == 2


def test_items_are_put_in_order(session: Session, world: World, meeting: ExecutiveMeeting, today: date) -> None:
    made: list[AgendaItem] = [
        meetings.write_item(session, meeting, ItemText(title=title, asks="Agree."), world.qa.id, today)
        for title in ("A", "B", "C")
    ]
    assert meetings.move_item(session, made[2], up=True)
    assert not meetings.move_item(session, made[0], up=True)
    session.expire_all()
    assert [one.title for one in meeting.items] == ["A", "C", "B"]


def test_what_was_taken_off_is_no_place_to_move_past(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first, off, last = [
        meetings.write_item(session, meeting, ItemText(title=title, asks="Agree."), world.qa.id, today)
        for title in ("A", "B", "C")
    ]
    meetings.take_off(session, off, "Not ready.")
    assert meetings.move_item(session, last, up=True)
    assert [one.title for one in meeting.items if one.state == "open"] == ["C", "A"]
    assert not meetings.move_item(session, first, up=False)
    with pytest.raises(ExecutiveRefused, match="taken off"):
        meetings.move_item(session, off, up=True)


@pytest.mark.parametrize(
    "words",
    [
        ItemText(title="", asks="Agree."), ItemText(title="A", asks=" "), ItemText(title="x" * 301, asks="Agree."),
        ItemText(title="A", asks="Agree.", paper="x" * 4_001),
    ],
    ids=["no title", "nothing asked", "long title", "long paper"],
)  # fmt: skip
def test_an_item_says_what_is_asked(
    session: Session, world: World, meeting: ExecutiveMeeting, words: ItemText, today: date
) -> None:
    with pytest.raises(ExecutiveRefused):
        meetings.write_item(session, meeting, words, world.qa.id, today)
    assert meeting.items == []


def test_a_paper_that_tells_who_a_child_is_is_refused(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    words = ItemText(title="A case", asks="Agree.", paper="Born 12/03/2014, NHS number 999 000 0018.", checked=True)
    with pytest.raises(ChainRefused):
        meetings.write_item(session, meeting, words, world.qa.id, today)


def test_an_item_sent_twice_is_on_the_agenda_once(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    words = ItemText(title="Pay for a post", asks="Agree.")
    meetings.write_item(session, meeting, words, world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="“Pay for a post” is on this agenda already"):
        meetings.write_item(session, meeting, words, world.qa.id, today)
    meetings.write_item(session, meeting, ItemText(title="Pay for a post", asks="Agree to half."), world.qa.id, today)
    assert len(meeting.items) == 2


@pytest.mark.parametrize(("days", "said"), [(1, "is 1 day late"), (2, "is 2 days late")])
def test_days_are_said_in_their_number(
    session: Session, world: World, late: Escalation, today: date, days: int, said: str
) -> None:
    late.action.due_by = late.due_by = today - timedelta(days=days)
    session.flush()
    assert said in waiting_for(session, world.partnership.id, today)[0].title
