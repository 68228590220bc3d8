"""Three months after the message: exactly those who were told so long ago are asked, unless they want no more mail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

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
from survey_app.forums.replies.told import first_told
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.models import Round
from survey_app.rounds.standing import opt_out
from tests.survey_app.factories import make_user
from tests.survey_app.forums.replies.reply_factories import published

TOLD = datetime(2026, 9, 1, 11, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 11, tzinfo=UTC)  # three months on


def sent(session: Session, at: datetime, *addresses: str) -> None:
    """The messages to these addresses went out at a moment."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.kind == MAIL, OutboxMessage.to_address.in_(addresses))
        .values(state="sent", attempted_at=at)
    )
    session.expire_all()


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
    sent(session, TOLD, "first@agency.example", "second@agency.example")
    return found


def begun(session: Session, cycle: HubCycle, at: datetime) -> Round:
    plan = beginning.suggested(cycle, NOTICED, today())
    return beginning.begin(session, cycle, NOTICED, plan, by="Quentin Constructed", actor_id=None, at=at)


def test_those_who_were_told_are_asked_and_nobody_else(
    session: Session, cycle: HubCycle, partnership: Partnership, told: list[Contact]
) -> None:
    contact(session, partnership, "agreed-later@agency.example")
    people = people_of(session, cycle, NOTICED, begun(session, cycle, LATER), at=LATER)
    assert [one.email for one in people.asked] == ["first@agency.example", "second@agency.example"]


def test_whoever_was_told_later_is_asked_when_their_own_three_months_are_over(
    session: Session, cycle: HubCycle, told: list[Contact]
) -> None:
    sent(session, datetime(2026, 11, 20, 9, tzinfo=UTC), "second@agency.example", "waits@agency.example")
    round_ = begun(session, cycle, LATER)
    asked = people_of(session, cycle, NOTICED, round_, at=LATER).asked
    assert [one.email for one in asked] == ["first@agency.example"]
    assert not people_of(session, cycle, NOTICED, round_, at=LATER - timedelta(days=1)).asked
    all_are = people_of(session, cycle, NOTICED, round_, at=datetime(2027, 2, 20, 9, tzinfo=UTC)).asked
    assert len(all_are) == 3


def test_whoever_unsubscribed_since_is_left_out_and_the_list_says_so(
    session: Session, cycle: HubCycle, told: list[Contact]
) -> None:
    opt_out(session, told[0].id, by="themselves", today=today())
    people = people_of(session, cycle, NOTICED, begun(session, cycle, LATER), at=LATER)
    assert [one.email for one in people.asked] == ["second@agency.example"]
    assert [one.email for one in people.left_out] == ["first@agency.example"]


@pytest.mark.parametrize(
    ("told_on", "begins"),
    [
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
    ids=["into a leap February", "into a short February", "over a year's end"],
)
def test_it_can_begin_three_months_after_the_first_were_told(
    session: Session, cycle: HubCycle, told: list[Contact], told_on: date, begins: date
) -> None:
    sent(session, datetime.combine(told_on, LATER.timetz()), "first@agency.example")
    sent(session, datetime.combine(told_on + timedelta(days=9), LATER.timetz()), "second@agency.example")
    assert begins_on(NOTICED, cycle) == begins
    eve = datetime.combine(begins - timedelta(days=1), LATER.timetz())
    assert noticed_step(session, cycle, eve).act == ""
    assert noticed_step(session, cycle, eve + timedelta(days=1)).act == "Ask whether it was noticed"


def test_taking_the_page_down_and_publishing_it_again_starts_no_new_count(
    session: Session, cycle: HubCycle, planner: User, told: list[Contact]
) -> None:
    publishing.unpublish(session, cycle)
    publishing.publish(session, cycle, by=planner.id, at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    session.expire_all()
    assert (first_told(session, cycle), begins_on(NOTICED, cycle)) == (TOLD.date(), LATER.date())
    assert noticed_step(session, cycle, LATER).act == "Ask whether it was noticed"


def test_nothing_is_asked_while_nobody_was_told(session: Session, cycle: HubCycle) -> None:
    step = noticed_step(session, cycle, now() + timedelta(days=4000))
    assert (step.stand, step.act) == (Stand.AHEAD, "")


def test_the_answers_are_anonymous_unless_somebody_decides_otherwise(
    session: Session, cycle: HubCycle, told: list[Contact]
) -> None:
    round_ = begun(session, cycle, now())
    assert (round_.title, round_.anonymous, round_.access) == (f"{cycle.theme}: have you noticed?", True, "token")
