"""Records that the pages of self-assessments need besides the demo's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.rounds.tokens import hash_token
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.models import CarriedAnswer, Evidence, SelfAssessment

TOKEN = "constructed-token-of-a-sponsor"


def prepare_self_assessment(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The return that the demo's lead is changing, something offered from last time, and a sponsor's link."""
    police, youth = (_return_of(session, partnership, title) for title in ("Police", "Youth services"))
    session.add(
        CarriedAnswer(
            assessment_id=police.assessment_id, standard="st4", question="st4_rationale",
            text="Audits of last year showed that staff know the route (constructed).", given_on=date(2024, 12, 1),
        )
    )  # fmt: skip
    youth.submitted_at, youth.minute_reference, youth.sponsor_token_hash = None, "", hash_token(TOKEN)
    youth.due_on = youth.extended_to = None
    youth.assessment.cycle.self_due_on = now().date() + timedelta(days=30)
    youth.sponsor_token_until = now() + timedelta(days=14)
    piece = session.scalars(
        select(Evidence).where(Evidence.assessment_id == police.assessment_id, Evidence.withdrawn_at.is_(None))
    ).first()
    assert piece is not None
    session.flush()
    return {
        "return": police.assessment_id, "return_draft": police.draft_id, "returns": police.round.slug,
        "sent_return": _return_of(session, partnership, "Community health").assessment_id, "piece": piece.id,
        "sponsor": TOKEN,
    }  # fmt: skip


def _return_of(session: Session, partnership: Partnership, title: str) -> SelfAssessment:
    found = session.scalars(
        select(SelfAssessment)
        .join(Section11Assessment, Section11Assessment.id == SelfAssessment.assessment_id)
        .where(Section11Assessment.partnership_id == partnership.id, Section11Assessment.title == title)
    )
    return found.one()
