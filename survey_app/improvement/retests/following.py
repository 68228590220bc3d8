"""What follows for re-tests when a visit, an audit or a round is planned, called off or finished."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.happenings import when_work_changes
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED
from survey_app.improvement.retests.placing import place_retests
from survey_app.improvement.retests.results import collect_results


@when_work_changes
def follow_retests(session: Session, partnership_id: int) -> None:
    """Give back, place and collect, where the partnership has a re-test that is under way."""
    session.flush()
    under_way = exists().where(
        ReTest.recommendation_id == Recommendation.id, Recommendation.partnership_id == partnership_id,
        ReTest.found_at.is_(None), ReTest.cancelled_why == "", Recommendation.state.in_(FOLLOWED),
    )  # fmt: skip
    if session.scalar(select(under_way)):
        today = now().astimezone(LOCAL_TIME).date()
        place_retests(session, today, partnership_id)
        collect_results(session, today, partnership_id)
