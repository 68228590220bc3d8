"""Interviews of a review: each is its interviewer's own draft in the review's round, named by a number."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import PeerInterview, PeerReview
from survey_app.case_audits.peer_reviews.seats import ReviewRefused, reviews, seat_of
from survey_app.collect.drafts import start_draft
from survey_app.collect.keeping import guards_round, guards_sending
from survey_app.collect.models import Submission
from survey_app.collect.wording import Speaker
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Round


def begin_interview(session: Session, review: PeerReview, user: User) -> PeerInterview:
    """Begin an interview, with what the review is answered already."""
    session.refresh(review, with_for_update={"of": PeerReview})
    if why := _refusal(review, user.id):
        raise ReviewRefused(why)
    round_ = review.round
    assert round_ is not None
    compiled = compiled_version(round_.version)
    speaker = Speaker(compiled, username=user.email)
    begun = speaker.begun()
    known = {"review": review.title} if compiled.find("review") is not None else {}
    document = speaker.recalculated(begun | known, previous=begun)
    draft = start_draft(session, round_, author_id=user.id, document=document, version=round_.version)
    last = session.scalar(select(func.max(PeerInterview.number)).where(PeerInterview.review_id == review.id))
    interview = PeerInterview(review_id=review.id, number=(last or 0) + 1, interviewer_id=user.id, draft_id=draft.id)
    session.add(interview)
    session.flush()
    return interview


def interviews_of(session: Session, review: PeerReview) -> list[tuple[PeerInterview, Submission | None]]:
    """The interviews with what was sent of each, by number."""
    rows = session.execute(
        select(PeerInterview, Submission)
        .outerjoin(Submission, Submission.id == PeerInterview.draft_id)
        .where(PeerInterview.review_id == review.id)
        .order_by(PeerInterview.number)
    )
    return [(interview, submission) for interview, submission in rows]


def _refusal(review: PeerReview, user_id: int) -> str:
    seat = seat_of(review, user_id)
    if seat is None or not reviews(review, user_id):
        return "You are not in the team of this review."
    if not seat.may_begin:
        return "Declare first whether you have a conflict of interest; what is declared is dealt with before you begin."
    if review.state != "fieldwork" or review.round is None:
        return "The review takes no interviews at its present stage."
    return ""


@guards_round
def round_of_interviews(session: Session, round_: Round) -> str:
    """A review's round takes the interviews of its team, and nothing that somebody else sends."""
    review = session.scalar(select(PeerReview.id).where(PeerReview.round_id == round_.id))
    if review is None:
        return ""
    return f"“{round_.title}” takes the interviews of a peer review’s team. They begin on the page of the review."


@guards_sending
def sending_refusal(session: Session, draft_id: str, user_id: int) -> str:
    """Why an interview is not taken: whoever has left the team since, or comes after the fieldwork, hands none in."""
    review = session.scalar(
        select(PeerReview)
        .join(PeerInterview, PeerInterview.review_id == PeerReview.id)
        .where(PeerInterview.draft_id == draft_id, PeerInterview.interviewer_id == user_id)
    )
    why = _refusal(review, user_id) if review is not None else ""
    return f"{why} What you wrote is kept as your own draft." if why else ""
