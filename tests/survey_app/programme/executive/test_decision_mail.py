"""Mail about decisions: who is told, once when one is recorded and once when it is late, and who no longer is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.mail import OutboxMessage, compose
from survey_app.programme.executive import meetings
from survey_app.programme.executive.deciding import DecisionText, decide, replace_decision
from survey_app.programme.executive.mailing import remind_of_decisions
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import ExecutiveMeeting
from tests.survey_app.improvement.actions.action_world import World
from tests.survey_app.programme.executive.past_decisions import decided, note


def mails(session: Session) -> list[OutboxMessage]:
    kinds = OutboxMessage.kind.in_(("decision_given", "decision_late"))
    return list(session.scalars(select(OutboxMessage).where(kinds).order_by(OutboxMessage.queued_at)))


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


def test_one_message_tells_of_a_decision_that_was_late_when_it_was_recorded(
    session: Session, world: World, today: date
) -> None:
    been = meetings.plan_meeting(session, world.partnership.id, today - timedelta(days=90), "", world.qa.id)
    item = meetings.write_item(session, been, ItemText(title="Night cover", asks="Agree."), world.qa.id, today)
    due = today - timedelta(days=4)
    words = DecisionText(kind="agreed", text="Night cover.", agency_id=world.agency.id, due_by=due)
    decide(session, item, words, world.qa.id, today)
    assert remind_of_decisions(session, today) == 0
    (message,) = mails(session)
    assert f"your agency was to carry out by {due:%-d %B %Y}" in message.body


def test_nobody_is_written_to_about_better_words_of_what_was_decided_anew(
    session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    late = decided(session, world, meeting, today, due_in=-12)
    (item,) = meetings.take_onto(session, meeting, [("decision", late.id)], world.qa.id, today)
    decide(session, item, DecisionText(kind="agreed", text="Another way."), world.qa.id, today)
    before = len(mails(session))
    words = DecisionText(kind="agreed", text="A number.", because="A slip.", agency_id=world.agency.id)
    replace_decision(session, late, words, world.qa.id)
    assert len(mails(session)) == before


@pytest.mark.parametrize("meanwhile", ["role", "carried_out", "nothing"])
def test_a_message_that_waited_is_called_off_where_it_no_longer_holds(
    session: Session, world: World, meeting: ExecutiveMeeting, meanwhile: str, today: date
) -> None:
    made = decided(session, world, meeting, today, due_in=-2)
    remind_of_decisions(session, today)
    if meanwhile == "role":
        session.execute(delete(Membership).where(Membership.user_id == world.lead.id))
        session.expire_all()
    elif meanwhile == "carried_out":
        note(session, world, made, today)
    found = [(one.to_address, one.kind, compose(session, one) is not None) for one in mails(session)]
    goes = meanwhile == "nothing"
    assert sorted(found) == [
        (world.lead.email, "decision_given", goes), (world.lead.email, "decision_late", goes),
    ]  # fmt: skip
