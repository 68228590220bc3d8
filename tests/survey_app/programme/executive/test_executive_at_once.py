"""Two act on one agenda at the same moment: one decision counts, and one matter goes onto one agenda."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.errors import UserError
from survey_app.improvement.models import Escalation
from survey_app.programme.executive import meetings
from survey_app.programme.executive.carrying_out import NoteText, note_what_came, standing_of
from survey_app.programme.executive.deciding import DecisionText, decide, replace_decision
from survey_app.programme.executive.meetings import ItemText, take_onto
from survey_app.programme.executive.models import AgendaItem, DecisionNote, ExecutiveDecision, ExecutiveMeeting
from tests.survey_app.improvement.actions.action_world import World

Act = Callable[[Session], object]
AGREED = DecisionText(kind="agreed", text="Six more weeks.")


def at_once(app: Flask, session: Session, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a transaction that has read the agendas before; what came of each."""
    ready = Barrier(len(acts))
    session.commit()

    def one(act: Act) -> str:
        with app.app_context():
            own = db.session()
            kept = [*own.scalars(select(AgendaItem)), *own.scalars(select(ExecutiveMeeting))]
            if db.engine.dialect.name == "sqlite":
                own.rollback()  # there a transaction that means to write waits before it reads
            ready.wait(60)
            try:
                act(own)
            except UserError:
                own.rollback()
                return "refused"
            own.commit()
            return "done" if kept else "nothing was read"

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(one, acts))
    session.rollback()
    session.expire_all()
    return sorted(outcomes)


@pytest.fixture
def item_id(session: Session, world: World, meeting: ExecutiveMeeting, today: date) -> str:
    return meetings.write_item(session, meeting, ItemText(title="Pay", asks="Agree."), world.qa.id, today).id


def test_of_two_who_decide_an_item_at_once_one_is_in_the_log(
    app: Flask, session: Session, world: World, item_id: str, today: date
) -> None:
    by_id = world.qa.id
    act: Act = lambda own: decide(own, own.get_one(AgendaItem, item_id), AGREED, by_id, today)  # noqa: E731
    assert at_once(app, session, act, act) == ["done", "refused"]
    assert len(session.scalars(select(ExecutiveDecision)).all()) == 1


@pytest.mark.parametrize("other", ["defer", "take_off", "word_paper"])
def test_what_is_decided_is_not_put_off_or_worded_over_it(
    app: Flask, session: Session, world: World, item_id: str, other: str, today: date
) -> None:
    by_id, words = world.qa.id, ItemText(title="Pay for two", asks="Agree.")
    first: Act = lambda own: decide(own, own.get_one(AgendaItem, item_id), AGREED, by_id, today)  # noqa: E731

    def second(own: Session) -> None:
        one = own.get_one(AgendaItem, item_id)
        if other == "word_paper":
            meetings.word_paper(own, one, words)
        else:
            getattr(meetings, other)(own, one, "No time.")

    outcomes = at_once(app, session, first, second)
    item = session.get_one(AgendaItem, item_id)
    decided = session.scalars(select(ExecutiveDecision)).all()
    assert (item.state == "decided") == (len(decided) == 1)
    assert outcomes == (["done", "done"] if item.title == "Pay for two" else ["done", "refused"])


def test_one_matter_goes_onto_one_of_two_agendas(
    app: Flask, session: Session, world: World, meeting: ExecutiveMeeting, late: Escalation, today: date
) -> None:
    other = meetings.plan_meeting(session, world.partnership.id, today + timedelta(days=7), "", world.qa.id)
    by_id, matter = world.qa.id, ("escalation", late.id)

    def onto(meeting_id: str) -> Act:
        return lambda own: meetings.take_onto(own, own.get_one(ExecutiveMeeting, meeting_id), [matter], by_id, today)

    assert at_once(app, session, onto(meeting.id), onto(other.id)) == ["done", "refused"]
    assert len(session.scalars(select(AgendaItem)).all()) == 1


@pytest.fixture
def asked_id(session: Session, world: World, item_id: str, today: date) -> str:
    """A decision that asks for something."""
    words = DecisionText(kind="agreed", text="Six more weeks.", agency_id=world.agency.id)
    return decide(session, session.get_one(AgendaItem, item_id), words, world.qa.id, today).id


def noting(decision_id: str, by_id: int, text: str, today: date) -> Act:
    words = NoteText(state="carried_out", text=text, day=today)
    return lambda own: note_what_came(own, own.get_one(ExecutiveDecision, decision_id), words, by_id, today)


def test_of_two_who_note_the_same_at_once_one_line_is_kept(
    app: Flask, session: Session, world: World, asked_id: str, today: date
) -> None:
    same = noting(asked_id, world.qa.id, "It is done.", today)
    assert at_once(app, session, same, same) == ["done", "refused"]
    other = noting(asked_id, world.lead.id, "The last part is done.", today)
    third = noting(asked_id, world.qa.id, "All of it is done.", today)
    assert at_once(app, session, other, third) == ["done", "done"]
    assert len(session.scalars(select(DecisionNote)).all()) == 3


def test_no_line_gets_under_a_decision_that_another_has_taken_the_place_of(
    app: Flask, session: Session, world: World, asked_id: str, today: date
) -> None:
    by_id, words = world.qa.id, DecisionText(kind="agreed", text="Eight weeks.", because="A slip.")
    replacing: Act = lambda own: replace_decision(own, own.get_one(ExecutiveDecision, asked_id), words, by_id)  # noqa: E731
    outcomes = at_once(app, session, replacing, noting(asked_id, by_id, "It is done.", today))
    first = session.get_one(ExecutiveDecision, asked_id)
    (second,) = session.scalars(select(ExecutiveDecision).where(ExecutiveDecision.replaces_id == asked_id))
    if outcomes == ["done", "refused"]:
        assert first.notes == []
    else:
        assert outcomes == ["done", "done"]
        assert first.notes[0].noted_at <= second.recorded_at


def test_who_notes_and_who_decides_anew_at_once_do_not_contradict_each_other(
    app: Flask, session: Session, world: World, meeting: ExecutiveMeeting, asked_id: str, today: date
) -> None:
    late = update(ExecutiveDecision).where(ExecutiveDecision.id == asked_id)
    day = today - timedelta(days=12)
    session.execute(late.values(decided_on=day, due_by=day), execution_options={"synchronize_session": False})
    session.expire_all()
    (item,) = take_onto(session, meeting, [("decision", asked_id)], world.qa.id, today)
    by_id, item_id = world.qa.id, item.id
    act: Act = lambda own: decide(own, own.get_one(AgendaItem, item_id), AGREED, by_id, today)  # noqa: E731
    outcomes = at_once(app, session, act, noting(asked_id, by_id, "It is done.", today))
    first = session.get_one(ExecutiveDecision, asked_id)
    found = standing_of(session, first, today).state
    assert (outcomes, found, len(first.notes)) in (
        (["done", "refused"], "taken_up", 0), (["done", "done"], "carried_out", 1),
    )  # fmt: skip


def test_a_stale_session_reads_the_item_anew(session: Session, world: World, item_id: str, today: date) -> None:
    """Somebody else has decided the item since this session read it."""
    item = session.get_one(AgendaItem, item_id)
    assert item.state == "open"
    decided = update(AgendaItem).where(AgendaItem.id == item_id).values(state="decided")
    session.execute(decided, execution_options={"synchronize_session": False})
    assert item.state == "open"
    with pytest.raises(UserError, match="dealt with"):
        decide(session, item, AGREED, world.qa.id, today)
