"""Two screens write one case at once: nobody's words are passed over, and nothing is signed or counted twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseModeration
from survey_app.case_audits.moderation.reading import case_state, moderated_grades
from survey_app.case_audits.moderation.revising import revisions_of
from survey_app.case_audits.moderation.settling import keep_question
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.case_audits.moderation.timing import count_time
from survey_app.case_audits.moderation.wordings import Settlement
from survey_app.database import db, now
from survey_app.errors import UserError
from tests.survey_app.case_audits.moderation.panelled import Panelled, make_panelled, settle_all

Act = Callable[[Session, AuditCase], object]


def at_once(app: Flask, session: Session, found: Panelled, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a transaction that has begun by reading; what came of each."""
    case_id, ready = found.case.id, Barrier(len(acts))
    session.commit()

    def one(act: Act) -> str:
        with app.app_context():
            own = db.session.get_one(AuditCase, case_id)
            read = case_state(db.session(), own)
            if db.engine.dialect.name == "sqlite":
                db.session.rollback()  # there a transaction that means to write waits before it reads
            ready.wait(60)
            try:
                act(db.session(), own)
            except UserError:
                db.session.rollback()
                return "refused"
            db.session.commit()
            return "done" if read else ""

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(one, acts))
    session.rollback()
    session.expire_all()
    return sorted(outcomes)


def keeping(question: str, words: str) -> Act:
    """Keep a wording of somebody who has seen the question empty."""
    wording = Settlement(grade="good", reason=words)
    return lambda session, case: keep_question(session, case, question, wording, by=None, seen=Settlement().mark)


def test_of_two_who_settle_one_question_the_second_is_told(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    assert at_once(app, session, found, keeping("b2", "One."), keeping("b2", "Other.")) == ["done", "refused"]
    assert moderated_grades(session, found.audit)[found.case.id]["b2"].reason in ("One.", "Other.")


def test_two_who_settle_two_questions_are_both_kept(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    assert at_once(app, session, found, keeping("b2", "One."), keeping("b3", "Other.")) == ["done", "done"]
    assert set(moderated_grades(session, found.audit)[found.case.id]) == {"b2", "b3"}


def test_a_case_is_signed_off_once_and_never_with_words_that_nobody_read(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    seen = session.get_one(CaseModeration, found.case.id).revision
    act: Act = lambda session, case: sign_off(session, case, by=None, seen=seen)  # noqa: E731
    assert at_once(app, session, found, act, act) == ["done", "refused"]
    assert [one.number for one in revisions_of(session, found.case)] == [1]


def test_two_screens_of_one_case_count_its_time_once(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    at = now()
    act: Act = lambda session, case: count_time(session, case, 60, at=at)  # noqa: E731
    assert at_once(app, session, found, act, act) == ["done", "done"]
    assert session.get_one(CaseModeration, found.case.id).seconds_spent == 60
