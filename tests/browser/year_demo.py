"""What the pages of the year need beside the demo's own: a version that waits; for browser tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.programme.years import year_of
from survey_app.accounts.models import Membership
from survey_app.database import now
from survey_app.local_time import today
from survey_app.partnership.models import Partnership
from survey_app.programme.year.planning import find_programme
from survey_app.programme.year.versions import put_forward


def prepare_year(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The year of the demo's programme, and the number of a version that waits for the Executive."""
    programme = find_programme(session, partnership.id, year_of(today()))
    assert programme is not None
    qa = session.scalars(
        select(Membership.user_id)
        .where(Membership.partnership_id == partnership.id, Membership.role_key == "qa_group")
        .order_by(Membership.user_id)
    ).first()
    assert qa is not None
    version = put_forward(session, programme, by_id=qa, at=now())
    return {"programme_year": programme.year, "year_before": programme.year - 1, "waiting_version": version.number}
