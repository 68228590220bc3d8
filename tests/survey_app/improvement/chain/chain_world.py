"""Findings and recommendations for tests, a call each."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.improvement.chain.findings import FindingText, add_finding
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation
from survey_app.improvement.models import Finding, Recommendation
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency

FOUND = date(2024, 5, 4)


def finding_text(**values: Any) -> FindingText:
    """The words of a finding; any field may be given."""
    details: dict[str, Any] = {
        "kind": "concern", "text": "Referrers are not told what came of their referral.", "theme": "Front door",
        "source_kind": "case_audit", "found_on": FOUND,
    }  # fmt: skip
    return FindingText(**{**details, **values})


def recommendation_text(owner: Agency | int, **values: Any) -> RecommendationText:
    """The words of a recommendation to an agency; any field may be given."""
    details: dict[str, Any] = {
        "text": "Tell every referrer within one working day what was decided.",
        "why": "Referrers who hear nothing refer again, or not at all.", "priority": "high", "theme": "Front door",
        "source_kind": "case_audit", "source": "Audit of May 2026", "made_on": FOUND,
        "owner_id": owner if isinstance(owner, int) else owner.id,
    }  # fmt: skip
    return RecommendationText(**{**details, **values})


def make_finding(session: Session, partnership: Partnership, **values: Any) -> Finding:
    """A finding of this partnership."""
    return add_finding(session, partnership.id, finding_text(**values), None)


def make_recommendation(
    session: Session, partnership: Partnership, owner: Agency | None = None, *, findings: Any = None, **values: Any
) -> Recommendation:
    """A recommendation to an agency of the area, resting on a finding unless told otherwise."""
    owner = owner or make_agency(session, partnership)
    rests_on = [make_finding(session, partnership)] if findings is None else findings
    return add_recommendation(session, partnership.id, recommendation_text(owner, **values), rests_on, None)
