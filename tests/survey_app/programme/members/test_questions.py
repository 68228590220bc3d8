"""Members' questions: answered by somebody else within their days, never rewritten, asked again by who asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.local_time import today as today_in_england
from survey_app.mail import OutboxMessage
from survey_app.programme.executive.briefs import BriefText, Section, send_brief, write_brief
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.members import mailing, questions
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


@pytest.mark.parametrize("asked_on", [date(2028, 12, 27), date(2031, 5, 1)], ids=["over the end", "past it"])
def test_past_the_known_bank_holidays_a_sentence_says_what_to_do(
    session: Session, world: World, member: User, asked_on: date
) -> None:
    with pytest.raises(ExecutiveRefused, match="bank holidays of the coming weeks are not known"):
        questions.ask(session, world.partnership.id, ASKED, member.id, asked_on)
    assert questions.questions_of(session, world.partnership.id) == []
    assert questions.ask(session, world.partnership.id, ASKED, member.id, date(2028, 12, 1)).number == 1


def letters(session: Session, kind: str) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == kind)))


def test_who_answers_is_written_to_when_asked_and_the_member_when_answered(
    session: Session, world: World, member: User
) -> None:
    make_user(session, make_world(session).partnership, roles=("qa_group",))
    second = make_user(session, world.partnership, roles=("qa_group",))
    made = questions.ask(session, world.partnership.id, ASKED, member.id, date(2026, 6, 1))
    assert letters(session, mailing.ASKED_MAIL) == sorted([world.qa.email, second.email])
    assert letters(session, mailing.ANSWERED_MAIL) == []
    questions.answer(session, made, "Within one working day.", world.qa.id)
    assert letters(session, mailing.ANSWERED_MAIL) == [member.email]
    for body in session.scalars(select(OutboxMessage.body)):
        assert f"/p/{world.partnership.slug}/members/questions/1" in body
        assert ASKED not in body
        assert "one working day" not in body


def test_who_answers_is_reminded_once_where_the_answer_is_late(session: Session, world: World, member: User) -> None:
    late = questions.ask(session, world.partnership.id, ASKED, member.id, date(2026, 6, 1))
    answered = questions.ask(session, world.partnership.id, "Since when?", member.id, date(2026, 6, 1))
    questions.answer(session, answered, "Soon.", world.qa.id)
    assert late.answer_by == date(2026, 6, 15)
    counts = [mailing.remind_of_questions(session, date(2026, 6, day)) for day in (14, 15, 16, 17, 30)]
    assert counts == [0, 0, 1, 0, 0]
    assert letters(session, mailing.LATE_MAIL) == [world.qa.email]
    another = make_user(session, world.partnership, roles=("qa_group",))
    assert mailing.remind_of_questions(session, date(2026, 8, 1)) == 0
    assert mailing.remind_of_questions(session, date(2026, 7, 15)) == 1
    assert letters(session, mailing.LATE_MAIL) == sorted([world.qa.email, another.email])


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


def test_a_question_sent_twice_is_asked_once(session: Session, world: World, member: User, today: date) -> None:
    made = questions.ask(session, world.partnership.id, ASKED, member.id, today)
    with pytest.raises(ExecutiveRefused, match="You asked this today already: it is Q-001"):
        questions.ask(session, world.partnership.id, f"{ASKED} ", member.id, today)
    other = make_user(session, world.partnership, roles=("councillor",))
    questions.ask(session, world.partnership.id, ASKED, other.id, today)
    questions.answer(session, made, "Soon.", world.qa.id)
    questions.ask(session, world.partnership.id, ASKED, member.id, today, follows=made)
    assert len(questions.questions_of(session, world.partnership.id)) == 3
