"""Three months after "you said, we did": exactly those who were told are asked, unless they want no more mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.hub.round_steps import noticed_step
from survey_app.forums.hub.rounds import beginning
from survey_app.forums.hub.rounds.kinds import NOTICED, begins_on
from survey_app.forums.hub.rounds.people import people_of
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import today
from survey_app.forums.replies import publishing, themes
from survey_app.forums.replies.mailing import MAIL, tell_practitioners
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.models import Round
from survey_app.rounds.standing import opt_out
from tests.survey_app.factories import make_user
from tests.survey_app.forums.replies.reply_factories import published


def contact(session: Session, partnership: Partnership, email: str) -> Contact:
    made = Contact(partnership_id=partnership.id, name="Carol Constructed", email=email, consented=True)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def told(session: Session, partnership: Partnership, cycle: HubCycle, planner: User) -> list[Contact]:
    """Two contacts to whom the message went out, and one whose message is still waiting."""
    theme = themes.add_theme(session, cycle, "Thresholds differ", "Teams read the levels of need in two ways.")
    published(session, theme, planner, make_user(session, partnership, roles=("qa_group",)))
    found = [contact(session, partnership, f"{name}@agency.example") for name in ("first", "second", "waits")]
    tell_practitioners(session, cycle)
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.kind == MAIL, OutboxMessage.to_address != "waits@agency.example")
        .values(state="sent", attempted_at=now())
    )
    session.expire_all()
    return found


def begun(session: Session, cycle: HubCycle, at: datetime) -> Round:
    plan = beginning.suggested(cycle, NOTICED, today())
    return beginning.begin(session, cycle, NOTICED, plan, by="Quentin Constructed", actor_id=None, at=at)


def test_those_who_were_told_are_asked_and_nobody_else(
    session: Session, cycle: HubCycle, partnership: Partnership, told: list[Contact]
) -> None:
    contact(session, partnership, "agreed-later@agency.example")
    people = people_of(session, cycle, NOTICED, begun(session, cycle, now()), at=now())
    assert [one.email for one in people.asked] == ["first@agency.example", "second@agency.example"]


def test_whoever_unsubscribed_since_is_left_out_and_the_list_says_so(
    session: Session, cycle: HubCycle, told: list[Contact]
) -> None:
    opt_out(session, told[0].id, by="themselves", today=today())
    people = people_of(session, cycle, NOTICED, begun(session, cycle, now()), at=now())
    assert [one.email for one in people.asked] == ["second@agency.example"]
    assert [one.email for one in people.left_out] == ["first@agency.example"]


@pytest.mark.parametrize(
    ("published_on", "begins"),
    [
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
    ids=["into a leap February", "into a short February", "over a year's end"],
)
def test_it_can_begin_three_months_after_the_page_was_published(
    session: Session, cycle: HubCycle, told: list[Contact], published_on: date, begins: date
) -> None:
    page = publishing.page_of(session, cycle)
    assert page is not None
    page.published_at = datetime.combine(published_on, now().timetz())
    session.flush()
    session.refresh(cycle)
    assert begins_on(NOTICED, cycle) == begins
    eve = datetime.combine(begins - timedelta(days=1), now().timetz()).replace(hour=12)
    assert noticed_step(session, cycle, eve).act == ""
    assert noticed_step(session, cycle, eve + timedelta(days=1)).act == "Ask whether it was noticed"


def test_nothing_is_asked_while_the_page_is_not_up(session: Session, cycle: HubCycle) -> None:
    step = noticed_step(session, cycle, now() + timedelta(days=4000))
    assert (step.stand, step.act) == (Stand.AHEAD, "")


def test_the_answers_are_anonymous_unless_somebody_decides_otherwise(
    session: Session, cycle: HubCycle, told: list[Contact]
) -> None:
    round_ = begun(session, cycle, now())
    assert (round_.title, round_.anonymous, round_.access) == (f"{cycle.theme}: have you noticed?", True, "token")
