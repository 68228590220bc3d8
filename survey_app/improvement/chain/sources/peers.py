"""Findings of peer reviews: confirmed ones of reviews that were handed over, and none before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import FINDING_KINDS, PeerFinding, PeerReview
from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source


def handed_over(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The reviews that were handed over, the newest first."""
    found = session.scalars(
        select(PeerReview)
        .where(PeerReview.partnership_id == partnership_id, PeerReview.state == "handed_over")
        .order_by(PeerReview.handed_over_at.desc(), PeerReview.id)
    )
    return [OfferedRecord(record_id=one.id, title=one.title, hint=one.reviewed) for one in found]


def findings(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The confirmed findings of a review, by number."""
    review = session.get(PeerReview, record_id)
    if review is None or review.partnership_id != partnership_id or review.state != "handed_over":
        raise NotLinkable(GONE)
    return [
        Offer(
            place={"number": one.number}, label=f"{one.number}. {FINDING_KINDS[one.kind]}: {one.text}",
            standing=Standing(
                says=f"{FINDING_KINDS[one.kind]}: {one.text} ({review.title}, finding {one.number})",
                version=f"finding {one.number}", figure={"number": one.number, "finding": one.id},
                address=f"/p/{review.partnership.slug}/peer-reviews/{review.slug}",
            ),
        )
        for one in _confirmed(review)
    ]  # fmt: skip


def _confirmed(review: PeerReview) -> list[PeerFinding]:
    return [one for one in review.findings if one.state == "confirmed"]


SOURCE = Source(
    record_type="peer_review", kind="peer_finding", title="A finding of a peer review",
    hint="Confirmed, and handed over", records=handed_over, offers=findings, where=("number",),
)  # fmt: skip
