"""Making a recommendation of an entry of the register: done by the QA group, never by the scrutineer."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation
from survey_app.improvement.models import Recommendation
from survey_app.programme.scrutiny.models import ScrutinyEntry
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused

ORIGIN = "scrutiny_entry"


def recommend(session: Session, entry: ScrutinyEntry, words: RecommendationText, *, by_id: int) -> Recommendation:
    """Take an entry up as a recommendation of the chain, which keeps where it came from. Once for each entry."""
    if may(session, entry.partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("The partnership makes recommendations; the scrutineer changes the register alone.")
    if entry.withdrawn_at is not None:
        raise ScrutinyRefused(f"{entry.reference} is withdrawn.")
    return add_recommendation(
        session, entry.partnership_id,
        replace(words, source_kind="scrutineer", origin_type=ORIGIN, origin_id=entry.id), by_id=by_id,
    )  # fmt: skip


def recommendation_of(session: Session, entry: ScrutinyEntry) -> Recommendation | None:
    """The recommendation that was made of an entry."""
    return session.scalar(
        select(Recommendation).where(Recommendation.origin_type == ORIGIN, Recommendation.origin_id == entry.id)
    )
