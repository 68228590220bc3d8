"""Members' questions: answered by somebody else within their days, never rewritten, asked again by who asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.pages import today as today_in_england
from survey_app.programme.executive.briefs import BriefText, Section, send_brief, write_brief
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.members import questions
from tests.survey_app.factories import make_user
from tests.survey_app.improvement.actions.action_world import World, make_world

ASKED = "How soon do schools hear what became of a referral?"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def today() -> date:
    return today_in_england()


@pytest.fixture
def member(session: Session, world: World) -> User:
    return make_user(session, world.partnership, roles=("councillor",))


@pytest.mark.parametrize(
    ("asked_on", "answer_by"),
    [
        (date(2026, 12, 18), date(2027, 1, 6)),
        (date(2026, 11, 30), date(2026, 12, 14)),
        (date(2028, 2, 28), date(2028, 3, 13)),
        (date(2027, 3, 24), date(2027, 4, 9)),
    ],
    ids=["over Christmas", "plain", "over a leap day", "over Easter"],
)
def test_the_day_for_the_answer_passes_over_weekends_and_bank_holidays(
    session: Session, world: World, member: User, asked_on: date, answer_by: date
) -> None:
    made = questions.ask(session, world.partnership.id, ASKED, member.id, asked_on)
    assert made.answer_by == answer_by
    assert not questions.is_late(made, answer_by)
    assert questions.is_late(made, answer_by + timedelta(days=1))


def test_a_question_is_answered_once_and_never_by_who_asked(
    session: Session, world: World, member: User, today: date
) -> None:
    made = questions.ask(session, world.partnership.id, ASKED, member.id, today)
    with pytest.raises(ExecutiveRefused, match="You asked this"):
        questions.answer(session, made, "Soon.", member.id)
    questions.answer(session, made, "Within one working day.", world.qa.id)
    with pytest.raises(ExecutiveRefused, match="is answered"):
        questions.answer(session, made, "Later.", world.qa.id)
    assert made.answer == "Within one working day."


def test_who_asked_asks_again_after_the_answer_and_nobody_else(
    session: Session, world: World, member: User, today: date
) -> None:
    made = questions.ask(session, world.partnership.id, ASKED, member.id, today)
    with pytest.raises(ExecutiveRefused, match="not answered yet"):
        questions.ask(session, world.partnership.id, "And?", member.id, today, follows=made)
    questions.answer(session, made, "Soon.", world.qa.id)
    other = make_user(session, world.partnership, roles=("councillor",))
    with pytest.raises(ExecutiveRefused, match="your own"):
        questions.ask(session, world.partnership.id, "And?", other.id, today, follows=made)
    again = questions.ask(session, world.partnership.id, "How soon is soon?", member.id, today, follows=made)
    assert again.follows_id == made.id


def test_a_question_is_about_a_briefing_that_was_sent_to_members(
    session: Session, world: World, member: User, today: date
) -> None:
    second = make_user(session, world.partnership, roles=("qa_group",))
    text = BriefText(title="Briefing", sections=[Section(heading="H", text="T")])
    brief = write_brief(session, world.partnership.id, "members", text, world.qa.id, today)
    with pytest.raises(ExecutiveRefused, match="was sent to members"):
        questions.ask(session, world.partnership.id, ASKED, member.id, today, brief=brief)
    send_brief(session, brief, second.id, today, seen=1)
    assert questions.ask(session, world.partnership.id, ASKED, member.id, today, brief=brief).brief_id == brief.id
    with pytest.raises(ExecutiveRefused):
        questions.ask(session, make_world(session).partnership.id, ASKED, member.id, today, brief=brief)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001], ids=["empty", "blank", "long"])
def test_a_question_asks_something(session: Session, world: World, member: User, text: str, today: date) -> None:
    with pytest.raises(ExecutiveRefused):
        questions.ask(session, world.partnership.id, text, member.id, today)


def test_a_question_about_one_child_is_refused(session: Session, world: World, member: User, today: date) -> None:
    with pytest.raises(ChainRefused):
        questions.ask(session, world.partnership.id, "What of the child 999 000 0018?", member.id, today, checked=True)


def test_the_figures_count_what_is_answered_in_time_and_late(
    session: Session, world: World, member: User, today: date
) -> None:
    empty = questions.question_figures(session, world.partnership.id, today)
    assert (empty.n_asked, empty.median.estimate) == (0, None)
    old = questions.ask(session, world.partnership.id, ASKED, member.id, today - timedelta(days=60))
    new = questions.ask(session, world.partnership.id, ASKED, member.id, today - timedelta(days=1))
    questions.answer(session, new, "Soon.", world.qa.id)
    found = questions.question_figures(session, world.partnership.id, today)
    assert (found.n_asked, found.n_answered, found.n_in_time, found.n_late) == (2, 1, 1, 1)
    assert questions.questions_of(session, world.partnership.id) == [old, new]
    assert questions.questions_of(session, make_world(session).partnership.id) == []
