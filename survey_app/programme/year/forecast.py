"""Days that the programme asks of the scrutineer, for the forecast of days against the allowance."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme


def planned_days(session: Session, partnership_id: int, start: date, end: date) -> float:
    """Days of the topics that the scrutineer leads, of those that begin from ``start`` to ``end``, both included.

    Dropped topics are left out. A topic counts by the day on which it is planned to begin, in whole; endorsed or not.
    """
    days = session.scalar(
        select(func.sum(ProgrammeTopic.days))
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.lead == "scrutineer",
            ProgrammeTopic.dropped_on.is_(None), ProgrammeTopic.starts_on >= start, ProgrammeTopic.starts_on <= end,
        )
    )  # fmt: skip
    return float(days or 0)
