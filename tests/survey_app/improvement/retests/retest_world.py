"""Re-tests for tests, a call each."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.retests.setting import ReTestPlan, set_retest
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_agency
from tests.survey_app.improvement.actions.action_world import TODAY, make_recommendation

LONG_AGO = date(2026, 1, 1)


def set_on(session: Session, recommendation: Recommendation, by_id: int, *, on: date = TODAY, **values: Any) -> ReTest:
    """A re-test of standard 4 at whichever walkabout comes next, set on a day; any field of the plan may be given."""
    details: dict[str, Any] = {
        "way": "walkabout", "asks": "Do staff say what became of their last referral?", "subject": "st4",
        "form_id": "section-11-walkabout", "agency_id": None, "not_before": LONG_AGO,
    }  # fmt: skip
    return set_retest(session, recommendation, ReTestPlan(**{**details, **values}), by_id, on)


def recommended(session: Session, partnership: Partnership) -> Recommendation:
    """A recommendation to some agency of the area."""
    return make_recommendation(session, partnership, make_agency(session, partnership))
