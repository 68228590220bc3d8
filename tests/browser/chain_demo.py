"""A finding with a figure that has moved on since, and the review of the demo, for the pages of the chain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.sources import SOURCES
from survey_app.improvement.models import Finding, OutsideReview, Recommendation
from survey_app.partnership.models import Partnership
from survey_app.results.releases import released_report
from survey_app.rounds.models import Round


def prepare_chain(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The numbers of a finding, a recommendation and a review, a piece of evidence, and a round that is released."""
    review = session.scalars(
        select(OutsideReview).where(OutsideReview.partnership_id == partnership.id).order_by(OutsideReview.number)
    ).first()
    assert review is not None
    recommendation = session.scalars(
        select(Recommendation)
        .where(Recommendation.origin_type == "review_passage", Recommendation.reply != "")
        .order_by(Recommendation.number)
    ).first()
    assert recommendation is not None
    finding: Finding = recommendation.findings[0]
    round_ = session.scalars(
        select(Round).where(Round.partnership_id == partnership.id, Round.title.contains("crime, evaluation"))
    ).one()
    released_report(session, round_, at=now())
    figure = SOURCES["round"].offers(session, partnership.id, str(round_.id))[1]
    line = link_evidence(
        session, finding,
        Evidence(kind="figure", record_type="round", record_id=str(round_.id), figure=figure.place), None,
    )  # fmt: skip
    count, base = line.figure["count"] - 2, line.figure["base"]
    line.figure = {**line.figure, "count": count, "share": count / base}  # as an earlier release said (constructed)
    line.version, line.says = "an earlier release", f"{figure.group}. As an earlier release said (constructed)."
    session.flush()
    return {
        "chain_finding": finding.number, "chain_recommendation": recommendation.number, "chain_review": review.number,
        "chain_evidence": line.id, "chain_round": str(round_.id),
    }  # fmt: skip
