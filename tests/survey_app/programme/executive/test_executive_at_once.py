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
from survey_app.programme.executive.deciding import DecisionText, decide
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import AgendaItem, ExecutiveDecision, ExecutiveMeeting
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


def test_a_stale_session_reads_the_item_anew(session: Session, world: World, item_id: str, today: date) -> None:
    """Somebody else has decided the item since this session read it."""
    item = session.get_one(AgendaItem, item_id)
    assert item.state == "open"
    decided = update(AgendaItem).where(AgendaItem.id == item_id).values(state="decided")
    session.execute(decided, execution_options={"synchronize_session": False})
    assert item.state == "open"
    with pytest.raises(UserError, match="dealt with"):
        decide(session, item, AGREED, world.qa.id, today)
