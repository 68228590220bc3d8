"""Whoever sends the message sees on which day people are asked what came of it, and decides; it can be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import today
from survey_app.forums.replies.asking import ask_in
from survey_app.forums.replies.mailing import MAIL, compose_you_said
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.retention import add_months
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.replies.told_people import DAY, FIVE, TOLD, agreed, page_row, publish_something, told

PAGE = "/p/north/learning-hub/cycles/gangs/you-said-we-did"
CYCLE = "/p/north/learning-hub/cycles/gangs"


@pytest.fixture(autouse=True)
def _published(session: Session, partnership: Partnership, cycle: HubCycle, planner: User) -> None:
    publish_something(session, partnership, cycle, planner)
    agreed(session, partnership, "zoe")
    session.commit()


def messages(session: Session) -> int:
    return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == MAIL)).all())


def test_whoever_sends_the_message_sees_the_day_and_the_page_of_the_cycle_then_says_it(
    page: FlaskClient, session: Session, cycle: HubCycle, planner: User
) -> None:
    day = add_months(today(), 3)
    assert f'value="{day.isoformat()}"' in page.get(PAGE).text
    page.post(f"{PAGE}/tell", data={"ask": "yes", "ask_on": day.isoformat()})
    row = page_row(session, cycle)
    assert (row.ask_on, row.ask_set_by_id, messages(session)) == (day, planner.id, 1)
    words = f"People will be asked on {day:%-d %B %Y}"
    assert words in page.get(PAGE).text
    assert words in page.get(CYCLE).text
    assert planner.name in page.get(PAGE).text


def test_the_message_says_that_they_will_be_asked_and_only_then(
    page: FlaskClient, session: Session, cycle: HubCycle
) -> None:
    page.post(f"{PAGE}/tell", data={"ask": "yes", "ask_on": add_months(today(), 3).isoformat()})
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == MAIL)).one()
    letter = compose_you_said(session, message)
    assert letter is not None
    assert "we ask you once" in letter.text
    page.post(f"{PAGE}/asking/off", data={"why": "No time"})
    session.expire_all()
    letter = compose_you_said(session, message)
    assert letter is not None
    assert "we ask you once" not in letter.text


def test_another_day_may_be_chosen_or_none(page: FlaskClient, session: Session, cycle: HubCycle) -> None:
    later = add_months(today(), 5)
    page.post(f"{PAGE}/tell", data={"ask": "yes", "ask_on": later.isoformat()})
    assert page_row(session, cycle).ask_on == later


def test_who_says_no_sends_the_message_alone(page: FlaskClient, session: Session, cycle: HubCycle) -> None:
    page.post(f"{PAGE}/tell", data={"ask": "no", "ask_on": ""})
    assert (page_row(session, cycle).ask_on, messages(session)) == (None, 1)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose whether they are asked."),
        ({"ask": "yes", "ask_on": ""}, "Enter the day on which they are asked."),
        ({"ask": "yes", "ask_on": "2027-02-31"}, "enter a real date"),
        ({"ask": "yes", "ask_on": "9999-01-01"}, "Error"),
        ({"ask": "maybe", "ask_on": "2027-02-20"}, "Error"),
        ({"ask": "yes", "ask_on": (today() + timedelta(days=20)).isoformat()}, "three months after the message, to"),
    ],
    ids=["nothing", "no day", "no such day", "far future", "no such choice", "too early"],
)
def test_what_cannot_be_is_said_and_nothing_is_sent(
    page: FlaskClient, session: Session, cycle: HubCycle, sent: dict[str, str], said: str
) -> None:
    answer = page.post(f"{PAGE}/tell", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert (page_row(session, cycle).ask_on, messages(session)) == (None, 0)


def test_the_day_is_changed_and_called_off_with_a_reason(page: FlaskClient, session: Session, cycle: HubCycle) -> None:
    first, later = add_months(today(), 3), add_months(today(), 4)
    page.post(f"{PAGE}/tell", data={"ask": "yes", "ask_on": first.isoformat()})
    page.post(f"{PAGE}/asking/set", data={"other-ask_on": later.isoformat()})
    assert page_row(session, cycle).ask_on == later
    assert page.post(f"{PAGE}/asking/set", data={"other-ask_on": "x"}).status_code == 422
    assert page.post(f"{PAGE}/asking/off", data={"why": ""}).status_code == 422
    page.post(f"{PAGE}/asking/off", data={"why": "Another <b>survey</b> runs"})
    for address in (PAGE, CYCLE):
        assert "Another &lt;b&gt;survey&lt;/b&gt; runs" in page.get(address).text
    again = page.post(f"{PAGE}/asking/off", data={"why": "Twice"})
    assert (again.status_code, "nothing to call off" in again.text) == (422, True)


def test_after_the_day_the_page_says_when_they_were_asked(
    page: FlaskClient, session: Session, cycle: HubCycle, planner: User
) -> None:
    told(session, cycle, TOLD, *FIVE)
    row = page_row(session, cycle)
    row.ask_on = DAY.date()
    ask_in(session, cycle.id, DAY)
    session.commit()
    shown = page.get(PAGE).text
    assert "People were asked by themselves on 1 December 2026." in shown
    assert "Call it off" not in shown
    refused = page.post(f"{PAGE}/asking/set", data={"other-ask_on": "2027-03-01"})
    assert (refused.status_code, "close the round" in refused.text) == (422, True)


def test_only_who_runs_rounds_and_forums_decides(
    client: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle
) -> None:
    for role in ("facilitator", "scrutineer"):
        signed = sign_in(client, make_user(session, partnership, roles=(role,)))
        for act in ("set", "off"):
            assert signed.post(f"{PAGE}/asking/{act}", data={"why": "x"}).status_code == 403
        assert "Call it off" not in signed.get(PAGE).text
