"""What came of decisions: who notes it, what is late, and that a late one comes back until another decision counts."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail import OutboxMessage
from survey_app.programme.executive import meetings
from survey_app.programme.executive.carrying_out import (
    NoteText,
    asked_of,
    carrying_figures,
    note_what_came,
    standing_of,
)
from survey_app.programme.executive.deciding import DecisionText, decide, replace_decision
from survey_app.programme.executive.mailing import remind_of_decisions
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import (
    AgendaItem,
    DecisionChanged,
    DecisionNote,
    ExecutiveDecision,
    ExecutiveMeeting,
)
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.retaining import destroy_meetings
from survey_app.programme.executive.waiting import waiting_for
from tests.survey_app.factories import make_agency, make_user, sign_in
from tests.survey_app.improvement.actions.action_world import World, make_world


def decided(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date, *, due_in: int | None, agency: bool = True
) -> ExecutiveDecision:
    """A decision of the meeting of today, as if it had been made 60 days ago."""
    words = ItemText(title=f"Item {len(meeting.items) + 1}", asks="Agree.")
    item = meetings.write_item(session, meeting, words, world.qa.id, today)
    made = decide(
        session, item, DecisionText(kind="agreed", text="One number.", agency_id=world.agency.id if agency else None),
        world.qa.id, today,
    )  # fmt: skip
    due = None if due_in is None else today + timedelta(days=due_in)
    session.execute(
        update(ExecutiveDecision)
        .where(ExecutiveDecision.id == made.id)
        .values(decided_on=today - timedelta(days=60), due_by=due)
    )
    session.refresh(made)
    return made


def note(
    session: Session, world: World, decision: ExecutiveDecision, today: date, *, state: str = "carried_out",
    ago: int = 0, text: str = "It is done.",
) -> DecisionNote:  # fmt: skip
    words = NoteText(state=state, text=text, day=today - timedelta(days=ago))
    return note_what_came(session, decision, words, world.qa.id, today)


def state(session: Session, decision: ExecutiveDecision, today: date) -> tuple[str, int]:
    found = standing_of(session, decision, today)
    return found.state, found.days_late


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
    assert asked_of(session, world.partnership.id, {world.agency.id}) == [second]


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


def test_whoever_leads_the_agency_is_told_once_and_once_more_when_it_is_late(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    words = ItemText(title="Night cover", asks="Agree.")
    item = meetings.write_item(session, meeting, words, world.qa.id, today)
    due = today + timedelta(days=3)
    decide(
        session, item, DecisionText(kind="agreed", text="Night cover.", agency_id=world.agency.id, due_by=due),
        world.qa.id, today,
    )  # fmt: skip
    for day in (due, due + timedelta(days=1), due + timedelta(days=2)):
        remind_of_decisions(session, day)
    sent = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind.in_(("decision_given", "decision_late")))
    ).all()
    assert sorted((one.to_address, one.kind) for one in sent) == [
        (world.lead.email, "decision_given"), (world.lead.email, "decision_late"),
    ]  # fmt: skip
    assert all("Night cover" not in f"{one.subject} {one.body}" for one in sent)
    assert all(f"/p/{world.partnership.slug}/executive/decisions/1" in one.body for one in sent)


def test_nobody_is_reminded_of_what_was_late_long_before(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    decided(session, world, meeting, today, due_in=-31)
    assert remind_of_decisions(session, today) == 0


def test_a_lead_notes_what_came_of_their_agencys_decision_and_sees_no_other(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    own = decided(session, world, meeting, today, due_in=-2)
    others = decided(session, world, meeting, today, due_in=-2, agency=False)
    other_agency = make_agency(session, world.partnership)
    stranger = make_user(session, world.partnership, roles=("agency_lead",), agency=other_agency)
    session.commit()
    start = f"/p/{world.partnership.slug}"
    lead = sign_in(client.application.test_client(), world.lead)
    assert f"Carry out decision {own.reference} of the Executive, was due by" in lead.get(f"{start}/").text
    listed = lead.get(f"{start}/executive/asked-of-us").text
    assert own.reference in listed
    assert others.reference not in listed
    page = lead.get(f"{start}/executive/decisions/{own.number}").text
    assert "2 days late" in page
    assert own.item.title not in page, "what the agenda calls it may be about somebody else"
    answer = lead.post(
        f"{start}/executive/decisions/{own.number}/note",
        data={"state": "carried_out", "text": "The number works.", "day": today.isoformat()},
    )
    assert answer.status_code == 302, answer.text
    session.expire_all()
    assert [(one.text, one.noted_by_id) for one in own.notes] == [("The number works.", world.lead.id)]
    assert "Carry out decision" not in lead.get(f"{start}/").text
    assert lead.get(f"{start}/executive/decisions/{others.number}").status_code == 404
    assert lead.get(f"{start}/executive/decisions/{others.number}/note").status_code == 404
    assert lead.get(f"{start}/executive/decisions").status_code == 403
    away = sign_in(client.application.test_client(), stranger)
    for rest in ("", "/note"):
        assert away.get(f"{start}/executive/decisions/{own.number}{rest}").status_code == 404


def test_a_member_of_the_executive_reads_and_notes_nothing(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    made = decided(session, world, meeting, today, due_in=-2)
    member = make_user(session, world.partnership, roles=("executive_member",))
    session.commit()
    page = sign_in(client, member)
    address = f"/p/{world.partnership.slug}/executive/decisions/{made.number}"
    assert "Note what came of it" not in page.get(address).text
    form = {"state": "carried_out", "text": "Done.", "day": today.isoformat()}
    assert page.post(f"{address}/note", data=form).status_code == 403
    assert session.scalars(select(DecisionNote)).all() == []


def test_the_log_and_its_workbook_say_how_decisions_stand(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    done = decided(session, world, meeting, today, due_in=-4)
    note(session, world, done, today, ago=2)
    decided(session, world, meeting, today, due_in=-1)
    decided(session, world, meeting, today, due_in=None, agency=False)
    session.commit()
    page = sign_in(client, world.qa)
    start = f"/p/{world.partnership.slug}/executive"
    log = page.get(f"{start}/decisions").text
    assert f"Carried out on {today - timedelta(days=2):%-d %B %Y}, 2 days late" in log
    assert "1 day late" in log
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.get(f"{start}/decisions.xlsx").data))
    rows = book.get_sheet_by_name("Decisions").to_python()
    head = next(row for row in rows if "How it stands" in row)
    first = head.index("How it stands")
    assert {row[0]: row[first : first + 4] for row in rows if str(row[0]).startswith("D-0")} == {
        "D-001": ["Carried out", today - timedelta(days=2), 2.0, "It is done."],
        "D-002": ["Late", "", 1.0, ""],
        "D-003": ["Nothing to carry out", "", "", ""],
    }
    index = page.get(f"{start}/").text
    assert "1 of 2" in index
    assert "0 of 2 on time" in index


def test_lines_go_with_their_meeting(
    session: Session, world: World, meeting: ExecutiveMeeting, second: User, today: date
) -> None:
    note(session, world, decided(session, world, meeting, today, due_in=-4), today)
    session.flush()
    destroy_meetings(session, ExecutiveMeeting.id == meeting.id)
    assert session.scalars(select(DecisionNote)).all() == []
    assert session.scalars(select(AgendaItem)).all() == []
