"""Mail about members' questions: to those who may answer when one is asked, to its member when answered, and when late.

A message has the number of the question and a link, and nothing of what was asked or answered. Each goes out once.
"""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.actions.people import people_with
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.executive.models import MemberQuestion

ANSWER, ASK = "members.answer", "members.ask"
ASKED_MAIL, ANSWERED_MAIL, LATE_MAIL = "question_asked", "question_answered", "question_late"
LATE_FOR = 30  # days; after that nobody is written to any more, and the page still says it


def tell_of_question(session: Session, question: MemberQuestion) -> int:
    """Write to those who may answer that a member has asked; how many messages are queued."""
    first = f"an elected member has asked a question. The answer is due by {question.answer_by:%-d %B %Y}"
    subject = f"Question {question.reference} of an elected member"
    return sum(_queue(session, question, user, ASKED_MAIL, subject, first) for user in answering(session, question))


def tell_of_answer(session: Session, question: MemberQuestion) -> int:
    """Write to the member who asked that the answer is there."""
    if question.asked_by not in people_with(session, question.partnership_id, ASK):
        return 0
    subject = f"Your question {question.reference} is answered"
    return _queue(session, question, question.asked_by, ANSWERED_MAIL, subject, "your question has an answer")


def remind_of_questions(session: Session, today: date) -> int:
    """Write once to those who may answer where the last day has passed; how many messages are queued."""
    late = select(MemberQuestion).where(
        MemberQuestion.answered_at.is_(None), MemberQuestion.answer_by < today,
        MemberQuestion.answer_by >= today - timedelta(days=LATE_FOR),
    )  # fmt: skip
    queued = 0
    for question in session.scalars(late.order_by(MemberQuestion.partnership_id, MemberQuestion.number)):
        first = f"the answer to a question of an elected member was due by {question.answer_by:%-d %B %Y}"
        subject = f"The answer to {question.reference} is late"
        queued += sum(
            _queue(session, question, user, LATE_MAIL, subject, first) for user in answering(session, question)
        )
    return queued


def answering(session: Session, question: MemberQuestion) -> list[User]:
    """Who may answer a question: never whoever asked it."""
    people = people_with(session, question.partnership_id, ANSWER)
    return [one for one in people if one.id != question.asked_by_id]


def _queue(session: Session, question: MemberQuestion, user: User, kind: str, subject: str, first: str) -> int:
    partnership = session.get_one(Partnership, question.partnership_id)
    root = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    body = (
        f"Dear {user.name},\n\n{first}. Sign in to read it:\n"
        f"{root}/p/{partnership.slug}/members/questions/{question.number}\n\n{partnership.name}\n"
    )
    message = queue_once(
        session, purpose=kind, about=f"question {question.id}", recipient=f"user {user.id}", to=user.email, kind=kind,
        partnership_id=partnership.id, subject=subject, body=body, key=question.id,
    )  # fmt: skip
    return 0 if message is None else 1
