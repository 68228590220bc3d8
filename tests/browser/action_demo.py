"""What the pages of actions and re-tests need beside the demo's own; for browser tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.demo.chain_actions import CLAIMED, LATE
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.retests.setting import ReTestPlan, set_retest
from survey_app.partnership.models import Partnership


def prepare_actions(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Numbers of a late action, of one that waits to be judged, and of a recommendation whose re-test has a result."""
    late, claimed = (
        session.scalars(select(Action).where(Action.partnership_id == partnership.id, Action.what == what)).one()
        for what in (LATE, CLAIMED)
    )
    other = session.scalars(
        select(Recommendation)
        .where(Recommendation.partnership_id == partnership.id, Recommendation.id != late.recommendation_id)
        .order_by(Recommendation.number)
    ).first()
    assert other is not None
    plan = ReTestPlan(
        way="survey", asks="Do practitioners say what changed? (constructed)", subject="useful", form_id="constructed",
        agency_id=None, not_before=late.due_by,
        before={"count": 7, "base": 20, "share": 0.35, "low": 0.18, "high": 0.57, "label": "Agree", "of": "Before"},
    )  # fmt: skip
    looked = set_retest(session, other, plan, claimed.claims[0].claimed_by_id, late.due_by)
    looked.found = {"count": 15, "base": 20, "share": 0.75, "low": 0.53, "high": 0.89, "label": "Agree", "of": "After"}
    looked.found_at = now()
    session.flush()
    return {
        "late_action": late.number, "claimed_action": claimed.number, "acted_on": late.recommendation.number,
        "looked_at": other.number,
    }  # fmt: skip
