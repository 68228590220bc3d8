"""Peer reviews of a partnership: planned, begun, given to the area for accuracy, handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.working_days import add_working_days
from survey_app.case_audits.models import PeerReview, PeerSeat
from survey_app.case_audits.peer_reviews.seats import ReviewRefused, why_not_reviewer
from survey_app.database import now
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Locality, Partnership
from survey_app.partnership.services import agencies_in_area
from survey_app.rounds.policies import default_decision
from survey_app.rounds.services import RoundPlan, close_round, create_round, open_round
from survey_app.rounds.slugs import unique_slug

FORM = "peer-review-interview"
REPLY_DAYS = 10  # working days for factual accuracy, as on walkabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan:
    """What is planned of a review."""

    title: str
    agency_id: int | None
    locality_id: int | None
    team: str
    questions: str
    starts_on: date
    ends_on: date


def reviews_of(session: Session, partnership_id: int, user_id: int | None = None) -> list[PeerReview]:
    """The reviews of a partnership, or those in which somebody has a seat that still opens them; the newest first."""
    query = select(PeerReview).where(PeerReview.partnership_id == partnership_id)
    if user_id is not None:
        seated = select(PeerSeat.review_id).where(PeerSeat.user_id == user_id)
        ended = select(PeerSeat.review_id).where(PeerSeat.user_id == user_id, PeerSeat.side == "reviewer")
        over = PeerReview.id.in_(ended) & (PeerReview.state == "handed_over")
        query = query.where(PeerReview.id.in_(seated), ~over)
    return list(session.scalars(query.order_by(PeerReview.starts_on.desc(), PeerReview.id)))


def find_review(session: Session, partnership_id: int, slug: str) -> PeerReview | None:
    """The review of this address."""
    return session.scalar(
        select(PeerReview).where(PeerReview.partnership_id == partnership_id, PeerReview.slug == slug)
    )


def plan_review(session: Session, partnership_id: int, plan: ReviewPlan) -> PeerReview:
    """Plan a review."""
    _check(session, partnership_id, plan)
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # one name after the other
    taken = set(session.scalars(select(PeerReview.slug).where(PeerReview.partnership_id == partnership_id)))
    review = PeerReview(partnership_id=partnership_id, slug=unique_slug(plan.title, taken), title="")
    _apply(review, plan)
    session.add(review)
    session.flush()
    return review


def change_review(session: Session, review: PeerReview, plan: ReviewPlan) -> None:
    """Change the plan; what is reviewed stays once the interviews have begun."""
    _lock(session, review, ("planned", "fieldwork"), "changed")
    _check(session, review.partnership_id, plan)
    reviewed = (plan.agency_id, plan.locality_id)
    if review.state != "planned" and reviewed != (review.agency_id, review.locality_id):
        raise ReviewRefused("Interviews have begun, so what is reviewed can no longer change.")
    _apply(review, plan)
    session.flush()
    _check_team(session, review)


def begin_review(session: Session, review: PeerReview, *, today: date) -> None:
    """Open the interviews: a round of the partnership's own published form, for the review team alone."""
    _lock(session, review, ("planned",), "begun")
    _check_team(session, review)
    team = [seat for seat in review.seats if seat.side == "reviewer"]
    if not any(seat.is_lead for seat in team):
        raise ReviewRefused("Choose a reviewer who leads the team first.")
    if waiting := [seat.user.name for seat in team if not seat.may_begin]:
        raise ReviewRefused(
            f"{', '.join(waiting)}: declare conflicts of interest first, and have those that are declared dealt with."
        )
    record = find_instrument(session, review.partnership_id, FORM)
    newest = max(record.versions, key=lambda one: one.number, default=None) if record is not None else None
    if newest is None:
        raise ReviewRefused("Publish the form “Peer review interview” first: Instruments, the library.")
    lead = next(seat.user.name for seat in team if seat.is_lead)
    policy = default_decision(session, review.partnership_id, decided_by=lead, today=today)
    round_ = create_round(
        session, review.partnership_id,
        RoundPlan(
            title=f"Interviews: {review.title}"[:300], version_id=newest.id, access="named", anonymous=False,
            population_size=None, population_known=False,
            population_note="How many people are interviewed is not known before.",
            policy_id=policy.id,
        ),
    )  # fmt: skip
    open_round(session, round_, today=today)
    review.round_id, review.state = round_.id, "fieldwork"
    session.flush()


def send_for_accuracy(session: Session, review: PeerReview, *, today: date) -> None:
    """Show the confirmed findings to the area, which has ten working days for factual accuracy."""
    _lock(session, review, ("fieldwork",), "sent for accuracy")
    if drafts := [finding.number for finding in review.findings if finding.state == "draft"]:
        raise ReviewRefused(
            f"Finding {', '.join(map(str, drafts))} is still a draft. Confirm each with two sources, or leave it out."
        )
    if not any(finding.state == "confirmed" for finding in review.findings):
        raise ReviewRefused("No finding is confirmed yet.")
    if not any(seat.side == "area" for seat in review.seats):
        raise ReviewRefused("Choose first who speaks for the reviewed area: nobody there could read the findings.")
    review.state, review.reply_by = "accuracy", add_working_days(today, REPLY_DAYS)
    session.flush()


def hand_over(session: Session, review: PeerReview, *, today: date) -> None:
    """Hand the review over to the area: the reviewers' access ends, and nothing of it changes any more."""
    _lock(session, review, ("accuracy",), "handed over")
    open_ = [str(finding.number) for finding in review.findings if finding.area_says and not finding.answer]
    if open_:
        raise ReviewRefused(f"Answer first what the area says on finding {', '.join(open_)}.")
    review.state, review.handed_over_at = "handed_over", now()
    if review.round is not None and review.round.state == "open":
        close_round(session, review.round, today=today)
    session.flush()


def cancel_review(session: Session, review: PeerReview, why: str, *, today: date) -> None:
    """Call a review off."""
    _lock(session, review, ("planned", "fieldwork", "accuracy"), "called off")
    if not why.strip():
        raise ReviewRefused("Say why the review is called off.")
    review.state, review.cancelled_why = "cancelled", why.strip()
    if review.round is not None and review.round.state == "open":
        close_round(session, review.round, today=today)
    session.flush()


def _check_team(session: Session, review: PeerReview) -> None:
    """Nobody of the team may belong to what is reviewed, also where that was changed after they had their seats."""
    for seat in review.seats:
        if seat.side == "reviewer" and (why := why_not_reviewer(session, review, seat.user_id, seat.locality_id)):
            raise ReviewRefused(f"{seat.user.name} is in the team. {why} Take the seat away first.")


def _apply(review: PeerReview, plan: ReviewPlan) -> None:
    review.title, review.team = " ".join(plan.title.split()), " ".join(plan.team.split())
    review.agency_id, review.locality_id = plan.agency_id, plan.locality_id
    review.questions, review.starts_on, review.ends_on = plan.questions.strip(), plan.starts_on, plan.ends_on


def _check(session: Session, partnership_id: int, plan: ReviewPlan) -> None:
    if plan.agency_id is None and plan.locality_id is None:
        raise ReviewRefused("Choose the agency or the locality that is reviewed.")
    if plan.agency_id is not None and plan.agency_id not in {
        one.id for one in session.scalars(agencies_in_area(partnership_id))
    }:
        raise ReviewRefused("Choose an agency that works in this partnership’s area.")
    mine = select(Locality.id).where(Locality.partnership_id == partnership_id, Locality.id == plan.locality_id)
    if plan.locality_id is not None and session.scalar(mine) is None:
        raise ReviewRefused("Choose a locality of this partnership.")
    if plan.ends_on < plan.starts_on:
        raise ReviewRefused("The last day on site is before the first. Check the days.")


def _lock(session: Session, review: PeerReview, states: tuple[str, ...], act: str) -> None:
    session.refresh(review, with_for_update={"of": PeerReview})
    if review.state not in states:
        raise ReviewRefused(f"The review cannot be {act} now: somebody has taken it to another stage meanwhile.")
