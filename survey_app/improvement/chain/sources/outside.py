"""Passages of reviews by others, as they stood in the document."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source
from survey_app.improvement.models import SOURCE_KINDS, OutsideReview
from survey_app.partnership.models import Partnership


def imported(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The reviews that were imported, the newest first."""
    found = session.scalars(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == partnership_id)
        .order_by(OutsideReview.number.desc())
    )
    return [
        OfferedRecord(
            record_id=one.id, title=f"{one.reference}: {one.title}", hint=SOURCE_KINDS.get(one.kind, one.kind)
        )
        for one in found
    ]


def passages(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The passages of a review, in their order."""
    review = session.get(OutsideReview, record_id)
    if review is None or review.partnership_id != partnership_id:
        raise NotLinkable(GONE)
    slug = session.scalar(select(Partnership.slug).where(Partnership.id == partnership_id))
    return [
        Offer(
            place={"passage": one.id}, group=one.heading, label=one.text,
            standing=Standing(
                says=f"“{one.text}” ({review.title}, {review.dated:%-d %B %Y})", version=f"passage {one.position + 1}",
                figure={"passage": one.id},
                address=f"/p/{slug}/improvement/reviews/{review.number}#passage-{one.position + 1}",
            ),
        )
        for one in review.passages
    ]  # fmt: skip


SOURCE = Source(
    record_type="outside_review", kind="passage", title="A passage of an outside review",
    hint="Of a document that was read in", records=imported, offers=passages, where=("passage",),
)  # fmt: skip
