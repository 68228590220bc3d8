"""An indicator that another partnership shares, a comment that waits, a period to correct; for browser tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.local_time import today
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.commenting import waiting_comments
from survey_app.programme.indicators.defining import IndicatorText, define, share
from survey_app.programme.indicators.models import IndicatorSubmission
from tests.survey_app.factories import make_agency, make_partnership


def prepare_indicators(session: Session, partnership: Partnership) -> dict[str, Any]:
    """What the pages of indicators need beside the demo's own."""
    elsewhere = make_partnership(session)
    text = IndicatorText(
        title="Missing children spoken to within 72 hours", why="Constructed.", numerator="Spoken to in time",
        denominator="Children who came back", source="Constructed.", direction="higher", deadline_days=10,
    )  # fmt: skip
    shared = define(
        session, elsewhere.id, name="missing", measure="share", period="month", text=text, first_period=today(),
        owners=[make_agency(session, elsewhere).id], by_id=None,
    )  # fmt: skip
    share(session, shared.definition, elsewhere.id)
    police = session.scalars(select(Agency).where(Agency.name == "Police")).one()
    submitted = session.scalars(
        select(IndicatorSubmission.period_start)
        .where(IndicatorSubmission.agency_id == police.id)
        .order_by(IndicatorSubmission.period_start.desc())
    ).first()
    assert submitted is not None
    return {
        "shared_indicator": shared.definition_id,
        "waiting_comment": waiting_comments(session, partnership.id)[0].id,
        "submitted_quarter": submitted.isoformat(),
    }
