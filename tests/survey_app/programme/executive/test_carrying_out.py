"""What came of decisions: what is late, and that a late one comes back until another decision counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.programme.executive import meetings
from survey_app.programme.executive.carrying_out import (
    NoteText,
    asked_of,
    carrying_figures,
    note_what_came,
    standing_of,
)
from survey_app.programme.executive.deciding import DecisionText, decide, replace_decision
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import AgendaItem, DecisionChanged, DecisionNote, ExecutiveMeeting
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.retaining import destroy_meetings
from survey_app.programme.executive.waiting import waiting_for
from tests.survey_app.improvement.actions.action_world import World, make_world
from tests.survey_app.programme.executive.past_decisions import decided, note, state


def test_a_decision_stands_as_its_day_and_its_newest_line_say(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    nothing = decided(session, world, meeting, today, due_in=None, agency=False)
    today_due, late = (decided(session, world, meeting, today, due_in=days) for days in (0, -3))
    no_day = decided(session, world, meeting, today, due_in=None)
    assert [state(session, one, today) for one in (nothing, today_due, late, no_day)] == [
        ("nothing", 0), ("to_do", 0), ("late", 3), ("to_do", 0),
    ]  # fmt: skip
    note(session, world, late, today, state="under_way", ago=9)
    note(session, world, today_due, today, state="under_way")
    assert (state(session, late, today), state(session, today_due, today)) == (("late", 3), ("under_way", 0))
    note(session, world, late, today, ago=1)
    assert state(session, late, today) == ("carried_out", 2), "late is counted to the day on which it was done"
    note(session, world, late, today, state="under_way", text="It was not done after all.")
    assert state(session, late, today) == ("late", 3)
    assert [one.state for one in late.notes] == ["under_way", "carried_out", "under_way"], "no line goes"


def test_what_cannot_be_noted_is_refused(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    nothing = decided(session, world, meeting, today, due_in=None, agency=False)
    with pytest.raises(ExecutiveRefused, match="nothing is to be carried out"):
        note(session, world, nothing, today)
    made = decided(session, world, meeting, today, due_in=5)
    for words, said in (
        (NoteText(state="carried_out", text=" ", day=today), "say in a sentence"),
        (NoteText(state="perhaps", text="So.", day=today), "Choose how it stands"),
        (NoteText(state="carried_out", text="So.", day=today + timedelta(days=1)), "to come"),
        (NoteText(state="carried_out", text="So.", day=made.decided_on - timedelta(days=1)), "It was decided on"),
    ):
        with pytest.raises(ExecutiveRefused, match=said):
            note_what_came(session, made, words, world.qa.id, today)
    note(session, world, made, today)
    with pytest.raises(ExecutiveRefused, match="noted already"):
        note(session, world, made, today)
    assert len(session.scalars(select(DecisionNote)).all()) == 1


def test_no_line_is_rewritten(session: Session, world: World, meeting: ExecutiveMeeting, today: date) -> None:
    line = note(session, world, decided(session, world, meeting, today, due_in=5), today)
    line.text = "Something else."
    with pytest.raises(DecisionChanged):
        session.flush()


def test_a_late_decision_waits_for_the_executive_until_another_counts(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    (waits,) = waiting_for(session, world.partnership.id, today)
    assert (waits.source_type, waits.source_id, waits.number) == ("decision", late.id, late.number)
    assert waits.title == "D-001 is 12 days late: One number."
    (item,) = meetings.take_onto(session, meeting, [("decision", late.id)], world.qa.id, today)
    assert waiting_for(session, world.partnership.id, today) == []
    with pytest.raises(ExecutiveRefused, match="noting it is none"):
        decide(session, item, DecisionText(kind="noted", text="Noted.", because="So."), world.qa.id, today)
    more = DecisionText(kind="agreed", text="Health does it.", due_by=today + timedelta(days=30))
    second = decide(session, item, more, world.qa.id, today)
    found = standing_of(session, late, today)
    assert (found.state, found.by) == ("taken_up", second)
    with pytest.raises(ExecutiveRefused, match="D-002 counts instead"):
        note(session, world, late, today)
    assert waiting_for(session, world.partnership.id, today) == []
    assert [one.source_id for one in waiting_for(session, world.partnership.id, today + timedelta(days=31))] == [
        second.id
    ]


def test_better_words_of_a_late_decision_do_not_bring_it_back(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    (item,) = meetings.take_onto(session, meeting, [("decision", late.id)], world.qa.id, today)
    second = decide(session, item, DecisionText(kind="agreed", text="Health does it."), world.qa.id, today)
    worded = replace_decision(
        session, late, DecisionText(kind="agreed", text="A number.", because="A slip.", agency_id=world.agency.id),
        world.qa.id,
    )  # fmt: skip
    assert standing_of(session, late, today).state == "replaced"
    assert (standing_of(session, worded, today).state, standing_of(session, worded, today).by) == ("taken_up", second)


def test_a_decision_that_was_replaced_asks_for_nothing_and_the_new_one_does(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first = decided(session, world, meeting, today, due_in=-12)
    words = DecisionText(kind="agreed", text="A number.", because="A slip.", agency_id=world.agency.id)
    second = replace_decision(session, first, words, world.qa.id)
    assert waiting_for(session, world.partnership.id, today) == []
    with pytest.raises(ExecutiveRefused, match="D-002 counts instead"):
        note(session, world, first, today)
    assert [one for one, _ in asked_of(session, world.partnership.id, {world.agency.id}, today)] == [second]


def test_figures_count_what_still_counts_and_a_decision_made_anew_was_not_on_time(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    decided(session, world, meeting, today, due_in=None, agency=False)  # asks for nothing
    decided(session, world, meeting, today, due_in=4)
    decided(session, world, meeting, today, due_in=-4)
    for due, ago in ((-4, 5), (-4, 4), (-4, 3), (None, 0)):  # on time, on its day, late, without a day
        note(session, world, decided(session, world, meeting, today, due_in=due), today, ago=ago)
    again = decided(session, world, meeting, today, due_in=-9)
    (item,) = meetings.take_onto(session, meeting, [("decision", again.id)], world.qa.id, today)
    decide(session, item, DecisionText(kind="agreed", text="Health.", agency_id=world.agency.id), world.qa.id, today)
    found = carrying_figures(session, world.partnership.id, today)
    assert (found.n_asked, found.n_carried_out, found.n_late) == (7, 4, 1)
    assert (found.n_on_time, found.n_judged) == (2, 5)
    elsewhere = make_world(session).partnership
    assert carrying_figures(session, elsewhere.id, today).n_asked == 0


def test_lines_go_with_their_meeting(
    session: Session, world: World, meeting: ExecutiveMeeting, second: User, today: date
) -> None:
    note(session, world, decided(session, world, meeting, today, due_in=-4), today)
    session.flush()
    destroy_meetings(session, ExecutiveMeeting.id == meeting.id)
    assert session.scalars(select(DecisionNote)).all() == []
    assert session.scalars(select(AgendaItem)).all() == []


def test_what_was_carried_out_while_it_was_on_an_agenda_stays_carried_out(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    (item,) = meetings.take_onto(session, meeting, [("decision", late.id)], world.qa.id, today)
    note(session, world, late, today, ago=1)
    second = decide(session, item, DecisionText(kind="agreed", text="Health does it."), world.qa.id, today)
    assert state(session, late, today) == ("carried_out", 11)
    note(session, world, late, today, state="under_way", text="It was not done after all.")
    found = standing_of(session, late, today)
    assert (found.state, found.by) == ("taken_up", second), "what the Executive decided holds, and it waits no more"


def test_a_decision_with_better_words_is_the_same_matter_on_agendas(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first = decided(session, world, meeting, today, due_in=-12)
    (item,) = meetings.take_onto(session, meeting, [("decision", first.id)], world.qa.id, today)
    words = DecisionText(
        kind="agreed", text="A number.", because="A slip.", agency_id=world.agency.id, due_by=today + timedelta(days=2)
    )
    worded = replace_decision(session, first, words, world.qa.id)
    later = today + timedelta(days=5)
    assert waiting_for(session, world.partnership.id, later) == [], "it is on the agenda, by its first number"
    meetings.defer(session, item, "No time.")
    (waits,) = waiting_for(session, world.partnership.id, later)
    assert (waits.source_id, waits.number, waits.deferred) == (first.id, worded.number, 1)
    coming = meetings.plan_meeting(session, world.partnership.id, later, "", world.qa.id)
    (again,) = meetings.take_onto(session, coming, [("decision", first.id)], world.qa.id, later)
    third = decide(session, again, DecisionText(kind="agreed", text="Health does it."), world.qa.id, later)
    assert [standing_of(session, one, later).by for one in (first, worded)] == [third, third]
    assert waiting_for(session, world.partnership.id, later) == []


def test_of_a_chain_of_decisions_the_last_one_counts_instead(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first = decided(session, world, meeting, today, due_in=-12)
    chain, on = [first], meeting
    for weeks in (1, 2, 3):
        day = today + timedelta(weeks=weeks)
        on = meetings.plan_meeting(session, world.partnership.id, day, "", world.qa.id)
        (waits,) = waiting_for(session, world.partnership.id, day)
        assert waits.source_id == chain[-1].id
        (item,) = meetings.take_onto(session, on, [("decision", waits.source_id)], world.qa.id, day)
        words = DecisionText(kind="agreed", text="More time.", due_by=day + timedelta(days=1))
        chain.append(decide(session, item, words, world.qa.id, day))
    worded = replace_decision(
        session, chain[-1], DecisionText(kind="agreed", text="More time, and help.", because="A slip."), world.qa.id
    )
    assert [standing_of(session, one, day).state for one in chain] == ["taken_up", "taken_up", "taken_up", "replaced"]
    assert {standing_of(session, one, day).by for one in chain} == {worded}
    with pytest.raises(ExecutiveRefused, match=f"{worded.reference} counts instead"):
        note(session, world, first, today)


@pytest.mark.parametrize("end", ["defer", "take_off", "cancel"])
def test_a_late_decision_that_no_other_was_made_about_is_offered_again(
    session: Session, world: World, meeting: ExecutiveMeeting, end: str, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    coming = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=1), "", world.qa.id)
    (item,) = meetings.take_onto(session, coming, [("decision", late.id)], world.qa.id, today)
    assert waiting_for(session, world.partnership.id, today) == []
    getattr(meetings, end)(session, coming if end == "cancel" else item, "No time.")
    assert [one.source_id for one in waiting_for(session, world.partnership.id, today)] == [late.id]


def test_a_meeting_that_has_been_decides_nothing_about_what_was_not_late_then(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    for ago, offered in ((13, []), (12, []), (11, [late.id])):
        been = meetings.plan_meeting(session, world.partnership.id, today - timedelta(days=ago), "", world.qa.id)
        assert [one.source_id for one in meetings.waiting_here(session, been, today)] == offered
        if not offered:
            with pytest.raises(ExecutiveRefused, match="no longer waits"):
                meetings.take_onto(session, been, [("decision", late.id)], world.qa.id, today)


def test_who_only_notes_asks_nobody_for_anything(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    item = meetings.write_item(session, meeting, ItemText(title="Pay", asks="Agree."), world.qa.id, today)
    for asks in ({"agency_id": world.agency.id}, {"due_by": today}):
        words = DecisionText(kind="noted", text="Noted.", because="So.", **asks)
        with pytest.raises(ExecutiveRefused, match="nobody carries anything out"):
            decide(session, item, words, world.qa.id, today)


def test_a_slip_in_the_day_of_a_decision_made_anew_is_not_judged(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    (item,) = meetings.take_onto(session, meeting, [("decision", late.id)], world.qa.id, today)
    decide(session, item, DecisionText(kind="agreed", text="Health does it."), world.qa.id, today)
    assert carrying_figures(session, world.partnership.id, today).n_judged == 1
    words = DecisionText(kind="agreed", text="No day.", because="A slip.", agency_id=world.agency.id)
    replace_decision(session, late, words, world.qa.id)
    assert carrying_figures(session, world.partnership.id, today).n_judged == 0, "it names no day"
