"""Constructed disagreements in the case-resolution log, and a peer review in which findings are being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.working_days import add_working_days
from survey_app.accounts.models import User
from survey_app.case_audits.peer_reviews import findings, reviews, seats
from survey_app.case_audits.resolutions.log import Disagreement, close, move_on, raise_disagreement
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership

# Days ago, who raised it, with whom, about what, in which words, to which stage it came, and how it ended.
LOG = (
    (60, "Schools and colleges", "Children's social care", "threshold", "The school sees neglect that goes on; social "
     "care sees early help that works (constructed).", 2, "changed"),
    (45, "Community health", "Children's social care", "response", "No word came on a referral for three weeks "
     "(constructed).", 1, "partly"),
    (30, "Police", "Community health", "information", "What may be shared before a strategy meeting (constructed).",
     3, "not_agreed"),
    (6, "Schools and colleges", "Police", "plan", "Whether the plan can be stepped down (constructed).", 2, ""),
)  # fmt: skip


def load_case_resolutions(
    session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> None:
    """Load the log and the review."""
    agencies = {one.name: one for one in session.scalars(select(Agency))}
    qa = people["qa"].id
    for ago, raised_by, raised_with, about, summary, stages, outcome in LOG:
        day = today - timedelta(days=ago)
        given = Disagreement(
            raised_on=day, raised_by_id=agencies[raised_by].id, raised_with_id=agencies[raised_with].id, about=about,
            summary=summary,
        )  # fmt: skip
        made = raise_disagreement(session, partnership.id, given, by=qa, today=today)
        for _ in range(stages - 1):
            day = min(add_working_days(day, 2), today)
            move_on(session, made, on=day, note="The two did not agree (constructed).", by=qa, today=today)
        if outcome:
            words = "A meeting was held, and the next step written down (constructed)."
            ended = min(add_working_days(day, 3), today)
            close(session, made, on=ended, outcome=outcome, words=words, learning="", today=today)
    _review(session, partnership, people, agencies, today)
    session.flush()


def _review(
    session: Session, partnership: Partnership, people: Mapping[str, User], agencies: Mapping[str, Agency], today: date
) -> None:
    plan = reviews.ReviewPlan(
        title="How partners run the front door (constructed)", agency_id=agencies["Youth services"].id,
        locality_id=None, team="", questions="How equal are the partners?\nHow do leaders know the quality of work?",
        starts_on=today - timedelta(days=4), ends_on=today - timedelta(days=3),
    )  # fmt: skip
    review = reviews.plan_review(session, partnership.id, plan)
    reviewer = people["peer-reviewer"]
    seat = seats.seat_reviewer(
        session,
        review,
        reviewer.id,
        works_at="A neighbouring partnership (constructed)",
        locality_id=None,
        is_lead=True,
    )
    seats.declare(session, seat, "", at=now())
    seats.seat_area(session, review, people["voluntary-lead"].id)
    reviews.begin_review(session, review, today=today)
    made = findings.write_finding(
        session, review,
        findings.FindingText(
            kind="strength", text="Partners chair the front door meeting in turn (constructed).",
            impact="Decisions do not wait for one agency (constructed).", confidence="high", recommendation="",
            sources=[("interview", "Interview 1"), ("document", "Minutes of three meetings")],
        ),
    )  # fmt: skip
    findings.confirm_finding(session, made, seen=made.revision)
    findings.write_finding(
        session, review,
        findings.FindingText(
            kind="development", text="Education sits at the table and seldom speaks (constructed).",
            impact="What schools know comes late (constructed).", confidence="medium",
            recommendation="Give education an item of its own (constructed).", sources=[("interview", "Interview 1")],
        ),
    )  # fmt: skip
