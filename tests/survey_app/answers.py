"""Answers of a round as the database keeps them, for tests of what is made of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.database import new_uuid, random_key
from survey_app.results.models import Codeframe
from survey_app.results.services import Reader
from survey_app.results.themes.codeframes import create_codeframe, publish
from survey_app.rounds.models import Round

TEAM = Reader(user_id=None, may_read_working=True)
OUTSIDER = Reader(user_id=None, may_read_working=False)


def add_answer(session: Session, round_: Round, document: dict[str, Any]) -> str:
    """A received answer; its UUID."""
    submission = Submission(
        id=new_uuid(), round_id=round_.id, version_id=round_.version_id, reference=random_key()[:12].upper()
    )
    submission.revisions = [SubmissionRevision(number=1, document=document, content_hash="0" * 64)]
    session.add(submission)
    session.flush()
    return submission.id


def revise_answer(session: Session, submission_id: str, document: dict[str, Any]) -> None:
    """The next revision of an answer."""
    submission = session.get_one(Submission, submission_id)
    submission.current_revision += 1
    submission.revisions.append(
        SubmissionRevision(number=submission.current_revision, document=document, content_hash="1" * 64)
    )
    session.flush()


def add_opened_answers(session: Session, round_: Round, documents: list[dict[str, Any]]) -> None:
    """Anonymous answers whose batches have been opened."""
    for document in documents:
        session.add(
            AnonymousResponse(
                round_id=round_.id, version_id=round_.version_id, document=document, received_on=date(2026, 11, 2)
            )
        )
    session.flush()


def add_codeframe(session: Session, round_: Round, *labels: str) -> Codeframe:
    """A codeframe for the round, with these themes."""
    codeframe = create_codeframe(
        session, round_.partnership_id, "Test codeframe", [(label, f"About {label.lower()}") for label in labels]
    )
    publish(session, codeframe, by_id=None)
    round_.codeframe_id = codeframe.id
    session.flush()
    return codeframe
