"""Who reviews and who is reviewed: reviewers come from outside, and what conflicts they have is dealt with first.

Until the handover the reviewers see everything of the review and the reviewed area sees its plan alone; of findings it
sees the confirmed ones once they are with it for factual accuracy. At the handover the review becomes the area's, and
the reviewers' access ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.case_audits.models import PeerReview, PeerSeat
from survey_app.case_audits.planning.people import people_with
from survey_app.errors import Conflict, UserError

OPENING = "peer_reviews.open"
LONGEST = 2_000


class ReviewRefused(UserError):
    """Something cannot be done so with a review; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could review: ``why_not`` bars them, ``reviews`` is how often they have reviewed."""

    user: User
    agencies: tuple[str, ...]
    why_not: str
    reviews: int


def candidates(session: Session, review: PeerReview) -> list[Candidate]:
    """Everybody who could sit in the team: who comes from outside first, and of these who has reviewed least.

    Whoever works for the reviewed agency, or speaks for the reviewed area, is shown with the reason that bars them.
    """
    people = people_with(session, review.partnership_id, OPENING)
    counted = session.scalars(select(PeerSeat.user_id).where(PeerSeat.side == "reviewer")).all()
    reviews = Counter(counted)
    seated = {seat.user_id for seat in review.seats}
    found = [
        Candidate(
            user=user, agencies=_agency_names(session, user.id), why_not=why_not_reviewer(session, review, user.id),
            reviews=reviews[user.id],
        )
        for user in people
        if user.id not in seated
    ]  # fmt: skip
    return sorted(found, key=lambda one: (bool(one.why_not), one.reviews, one.user.name, one.user.id))


def why_not_reviewer(session: Session, review: PeerReview, user_id: int, locality_id: int | None = None) -> str:
    """Why somebody cannot review this; empty where they can."""
    if any(seat.user_id == user_id and seat.side == "area" for seat in review.seats):
        return "Speaks for the area that is reviewed."
    if review.agency_id is not None:
        own = select(Membership.id).where(Membership.user_id == user_id, Membership.agency_id == review.agency_id)
        if session.scalar(own.limit(1)) is not None:
            return "Works for the agency that is reviewed."
    if locality_id is not None and locality_id == review.locality_id:
        return "Works in the locality that is reviewed."
    return ""


def seat_reviewer(
    session: Session, review: PeerReview, user_id: int, *, works_at: str, locality_id: int | None, is_lead: bool
) -> PeerSeat:
    """Give somebody from outside a seat in the review team."""
    _lock(session, review)
    user = next((one for one in people_with(session, review.partnership_id, OPENING) if one.id == user_id), None)
    if user is None:
        raise ReviewRefused("Choose somebody who has an account here and may open peer reviews.")
    if why := why_not_reviewer(session, review, user_id, locality_id):
        raise ReviewRefused(f"{user.name} cannot review this: {why[0].lower()}{why[1:]} Choose somebody from outside.")
    if not works_at.strip():
        raise ReviewRefused("Say where the reviewer comes from, such as “Longford locality” or a neighbouring area.")
    return _seat(session, review, user_id, "reviewer", works_at.strip(), locality_id, is_lead)


def seat_area(session: Session, review: PeerReview, user_id: int) -> PeerSeat:
    """Let somebody speak for the reviewed area."""
    _lock(session, review)
    if user_id not in {one.id for one in people_with(session, review.partnership_id, OPENING)}:
        raise ReviewRefused("Choose somebody who has an account here and may open peer reviews.")
    return _seat(session, review, user_id, "area", "", None, False)


def unseat(session: Session, review: PeerReview, user_id: int) -> None:
    """Take a seat away; what the person wrote stays with the review."""
    _lock(session, review)
    session.delete(seat_of(review, user_id) or _refuse("This person has no seat in the review."))
    session.flush()
    session.expire(review, ["seats"])


def declare(session: Session, seat: PeerSeat, conflict: str, *, at: datetime) -> None:
    """Record what a reviewer declares; an empty text means that they have no conflict of interest.

    A conflict that was declared is not taken back by its own reviewer: somebody else decides on it.
    """
    _lock_seat(session, seat)
    words = conflict.strip()
    if len(words) > LONGEST:
        raise ReviewRefused(f"Describe the conflict in at most {LONGEST:,} characters.")
    if seat.conflict and not words:
        raise ReviewRefused("You have declared a conflict. Whoever plans the review decides on it, or takes your seat.")
    if words != seat.conflict:
        seat.conflict_handling = ""
    seat.conflict, seat.declared_at = words, at
    session.flush()


def handle_conflict(session: Session, seat: PeerSeat, handling: str, *, seen: str, by: int) -> None:
    """Record how a declared conflict is dealt with; ``seen`` is the conflict as whoever decides has read it."""
    _lock_seat(session, seat)
    if by == seat.user_id:
        raise ReviewRefused("Somebody else decides how a conflict of your own is dealt with.")
    if " ".join(seen.split()) != " ".join(seat.conflict.split()) or not seat.conflict:
        raise Conflict("The declaration was changed meanwhile. Read it again before you decide.")
    if not 1 <= len(handling.strip()) <= LONGEST:
        raise ReviewRefused(f"Say how the conflict is dealt with, in at most {LONGEST:,} characters.")
    seat.conflict_handling = handling.strip()
    session.flush()


def seat_of(review: PeerReview, user_id: int) -> PeerSeat | None:
    """Somebody's seat in a review."""
    return next((seat for seat in review.seats if seat.user_id == user_id), None)


def reviews(review: PeerReview, user_id: int) -> bool:
    """Whether somebody sees everything of a review as one of its team: after declaring, and until the handover."""
    seat = seat_of(review, user_id)
    return seat is not None and may_declare(review, user_id) and seat.may_begin


def may_declare(review: PeerReview, user_id: int) -> bool:
    """Whether somebody has a seat among the reviewers, and the review is not handed over."""
    seat = seat_of(review, user_id)
    return seat is not None and seat.side == "reviewer" and review.state != "handed_over"


def speaks_for_area(review: PeerReview, user_id: int) -> bool:
    """Whether somebody speaks for the reviewed area."""
    seat = seat_of(review, user_id)
    return seat is not None and seat.side == "area"


def _seat(
    session: Session, review: PeerReview, user_id: int, side: str, works_at: str, locality_id: int | None, lead: bool
) -> PeerSeat:
    if seat_of(review, user_id) is not None:
        raise ReviewRefused("This person has a seat in the review already.")
    seat = PeerSeat(
        review_id=review.id, user_id=user_id, side=side, works_at=works_at, locality_id=locality_id, is_lead=lead
    )
    session.add(seat)
    session.flush()
    session.expire(review, ["seats"])
    return seat


def _agency_names(session: Session, user_id: int) -> tuple[str, ...]:
    members = session.scalars(select(Membership).where(Membership.user_id == user_id))
    return tuple(sorted({one.agency.name for one in members if one.agency is not None}))


def _lock(session: Session, review: PeerReview) -> None:
    session.refresh(review, with_for_update={"of": PeerReview})
    if review.state in ("handed_over", "cancelled"):
        raise ReviewRefused("The review is over, so its team can no longer change.")


def _lock_seat(session: Session, seat: PeerSeat) -> None:
    try:
        session.refresh(seat, with_for_update=True)
    except InvalidRequestError:
        raise ReviewRefused("This seat was taken away meanwhile.") from None


def _refuse(message: str) -> PeerSeat:
    raise ReviewRefused(message)
