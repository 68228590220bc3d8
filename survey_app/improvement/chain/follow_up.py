"""Inspection reports of the register that nobody has followed up: no finding, no document read in, no visit planned."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.improvement.models import Finding, FindingEvidence, OutsideReview
from survey_app.walkabouts.models import InspectionReport, Visit

FOLLOWED = ("planned", "done")  # a visit that is only proposed, or was declined, follows nothing up


def without_follow_up(session: Session, partnership_id: int) -> list[InspectionReport]:
    """The inspection reports of a partnership that nothing has come of yet, the oldest first."""
    visited = select(Visit.inspection_id).where(Visit.inspection_id.is_not(None), Visit.state.in_(FOLLOWED))
    read_in = select(OutsideReview.inspection_id).where(OutsideReview.inspection_id.is_not(None))
    borne = (
        select(FindingEvidence.record_id)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .where(
            Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None),
            FindingEvidence.record_type == "inspection_report",
        )
    )  # fmt: skip
    return list(
        session.scalars(
            select(InspectionReport)
            .where(
                InspectionReport.partnership_id == partnership_id, InspectionReport.id.not_in(visited),
                InspectionReport.id.not_in(read_in), InspectionReport.id.not_in(borne),
            )
            .options(selectinload(InspectionReport.agency))
            .order_by(InspectionReport.published_on, InspectionReport.id)
        )
    )  # fmt: skip
