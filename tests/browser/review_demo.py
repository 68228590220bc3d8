"""The demo's peer reviews and disagreements as browser tests look at them; a second review is with its area."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import CaseResolution, PeerReview
from survey_app.case_audits.peer_reviews import findings, reviews, seats
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership


def prepare_reviews(session: Session, partnership: Partnership) -> dict[str, Any]:
    """An open disagreement, the review in fieldwork, and one whose findings are with its area."""
    open_one = session.scalars(
        select(CaseResolution).where(
            CaseResolution.partnership_id == partnership.id, CaseResolution.closed_on.is_(None)
        )
    ).one()
    review = session.scalars(select(PeerReview).where(PeerReview.partnership_id == partnership.id)).one()
    reviewer = next(seat for seat in review.seats if seat.side == "reviewer")
    return {
        "resolution": open_one.id, "review": review.slug, "reviewer": reviewer.user_id,
        "review_with_area": _with_area(session, partnership, reviewer.user_id),
    }  # fmt: skip


def _with_area(session: Session, partnership: Partnership, reviewer_id: int) -> str:
    agency = session.scalars(select(Agency).where(Agency.name == "Community health")).one()
    area = session.scalars(select(User).where(User.email == "agency-lead@example.org")).one()
    plan = reviews.ReviewPlan(
        title="With its area (constructed)", agency_id=agency.id, locality_id=None, team="", questions="",
        starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3),
    )  # fmt: skip
    review = reviews.plan_review(session, partnership.id, plan)
    seat = seats.seat_reviewer(session, review, reviewer_id, works_at="Outside", locality_id=None, is_lead=True)
    seats.declare(session, seat, "", at=now())
    seats.seat_area(session, review, area.id)
    today = now().date()
    reviews.begin_review(session, review, today=today)
    words = findings.FindingText(
        kind="strength", text="They meet every week (constructed).", impact="Decisions come sooner (constructed).",
        confidence="high", recommendation="", sources=[("interview", "Interview 1"), ("data", "Attendance")],
    )  # fmt: skip
    made = findings.write_finding(session, review, words)
    findings.confirm_finding(session, made, seen=made.revision)
    reviews.send_for_accuracy(session, review, today=today)
    findings.say_on_facts(session, made, "Every second week (constructed).", by=area.id)
    return review.slug
