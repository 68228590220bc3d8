"""Elected members' questions: asked, answered within a time by somebody else, asked again, and read by all members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.durations.elapsed import elapsed_times
from analysis.durations.kaplan_meier import SurvivalMedian, kaplan_meier
from analysis.working_days import add_working_days
from survey_app.case_audits.locking import lock_row
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.words import check_words
from survey_app.programme.executive.models import Brief, MemberQuestion
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.incidents.clocks import calendar_of
from survey_app.programme.members.mailing import tell_of_answer, tell_of_question

ANSWER_DAYS = 10  # working days; a suggestion of the product
LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFigures:
    """How the questions of members are answered.

    Attributes
    ----------
    n_asked, n_answered, n_in_time, n_late : int
        Late are those without an answer past their day.
    median : SurvivalMedian
        Calendar days until the answer; unanswered ones are censored.
    """

    n_asked: int
    n_answered: int
    n_in_time: int
    n_late: int
    median: SurvivalMedian


def ask(
    session: Session, partnership_id: int, text: str, by_id: int, today: date, *,
    brief: Brief | None = None, follows: MemberQuestion | None = None, checked: bool = False,
) -> MemberQuestion:  # fmt: skip
    """Ask a question, about a briefing where it is about one, or again where the answer did not answer it.

    Raises
    ------
    ExecutiveRefused
        Where nothing is asked, the briefing is no members' briefing that was sent, or the earlier question is
        somebody else's or not answered yet, the same was asked today, or the day of the answer cannot be counted.
    """
    words = text.strip()
    if not words:
        raise ExecutiveRefused("Write your question.")
    if len(words) > LONGEST:
        raise ExecutiveRefused(f"Use at most {LONGEST:,} characters. There are {len(words):,}.")
    if brief is not None and (brief.partnership_id, brief.kind, brief.state) != (partnership_id, "members", "sent"):
        raise ExecutiveRefused("Choose a briefing that was sent to members.")
    if follows is not None and (follows.partnership_id, follows.asked_by_id) != (partnership_id, by_id):
        raise ExecutiveRefused("Ask again where the question was your own.")
    if follows is not None and follows.answered_at is None:
        raise ExecutiveRefused("This question is not answered yet.")
    check_words(session, partnership_id, [("The question", words)], checked=checked)
    answer_by, number = _answer_by(session, today), next_number(session, MemberQuestion, partnership_id)
    again = select(MemberQuestion).where(
        MemberQuestion.partnership_id == partnership_id, MemberQuestion.asked_by_id == by_id,
        MemberQuestion.text == words, MemberQuestion.asked_on == today, MemberQuestion.answered_at.is_(None),
    )  # fmt: skip
    same = session.scalars(again.limit(1)).first()
    if same is not None:
        raise ExecutiveRefused(
            f"You asked this today already: it is {same.reference}. The answer is due by {same.answer_by:%-d %B %Y}."
        )
    made = MemberQuestion(
        partnership_id=partnership_id, number=number, text=words,
        brief_id=brief.id if brief is not None else None, follows_id=follows.id if follows is not None else None,
        asked_on=today, asked_by_id=by_id, answer_by=answer_by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    tell_of_question(session, made)
    return made


def answer(session: Session, question: MemberQuestion, text: str, by_id: int, *, checked: bool = False) -> None:
    """Answer a question of somebody else, once; what was asked and answered stays as it is."""
    lock_row(session, question)
    if question.answered_at is not None:
        raise ExecutiveRefused("This question is answered. If it did not answer it, the member asks again.")
    if question.asked_by_id == by_id:
        raise ExecutiveRefused("You asked this question, so somebody else answers it.")
    words = text.strip()
    if not words or len(words) > LONGEST * 2:
        raise ExecutiveRefused(f"Write an answer of at most {LONGEST * 2:,} characters.")
    check_words(session, question.partnership_id, [("The answer", words)], checked=checked)
    question.answer, question.answered_at, question.answered_by_id = words, now(), by_id
    session.flush()
    tell_of_answer(session, question)


def _answer_by(session: Session, today: date) -> date:
    """The last day for an answer, by the bank holidays that are known."""
    try:
        return add_working_days(today, ANSWER_DAYS, calendar=calendar_of(session))
    except ValueError:
        raise ExecutiveRefused(
            "The bank holidays of the coming weeks are not known here yet, so the day for the answer cannot be "
            "counted. Ask the partnership’s office to load the new list under “Bank holidays”, and ask again."
        ) from None


def questions_of(session: Session, partnership_id: int) -> list[MemberQuestion]:
    """The log of questions: those that wait first, the oldest of them first; then the answered ones, newest first."""
    found = session.scalars(
        select(MemberQuestion).where(MemberQuestion.partnership_id == partnership_id).order_by(MemberQuestion.number)
    ).all()
    waiting = [one for one in found if one.answered_at is None]
    return [*waiting, *reversed([one for one in found if one.answered_at is not None])]


def find_question(session: Session, partnership_id: int, number: int) -> MemberQuestion | None:
    """One question by its number."""
    return session.scalar(
        select(MemberQuestion).where(MemberQuestion.partnership_id == partnership_id, MemberQuestion.number == number)
    )


def is_late(question: MemberQuestion, today: date) -> bool:
    """Whether an answer is owed and its last day has passed."""
    return question.answered_at is None and today > question.answer_by


def question_figures(session: Session, partnership_id: int, today: date) -> QuestionFigures:
    """Asked, answered, in time and late, and the median days until the answer."""
    asked = questions_of(session, partnership_id)
    days = [one.answered_at.astimezone(LOCAL_TIME).date() if one.answered_at else None for one in asked]
    frame = pd.DataFrame({"asked": [one.asked_on for one in asked], "answered": days}, dtype=object)
    times = elapsed_times(frame, start="asked", end="answered", as_of=today)
    answered = [(one, day) for one, day in zip(asked, days, strict=True) if day is not None]
    return QuestionFigures(
        n_asked=len(asked), n_answered=len(answered), n_in_time=sum(day <= one.answer_by for one, day in answered),
        n_late=sum(is_late(one, today) for one in asked),
        median=kaplan_meier(times.durations, times.finished).median,
    )  # fmt: skip
