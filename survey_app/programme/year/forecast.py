"""Days that the programme asks of the scrutineer, for the forecast of days against the allowance."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.programme.years import year_of
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.records import find_record


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


def days_not_begun(session: Session, partnership_id: int, today: date) -> float:
    """Days of the scrutineer's topics of this year that were to begin by today and have not: they are still asked for.

    A topic has begun once its record has; one whose record was called off has not.
    """
    topics = session.scalars(
        select(ProgrammeTopic)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == partnership_id, ScrutinyProgramme.year == year_of(today),
            ProgrammeTopic.lead == "scrutineer", ProgrammeTopic.dropped_on.is_(None), ProgrammeTopic.starts_on <= today,
        )
        .order_by(ProgrammeTopic.id)
    )  # fmt: skip
    return float(sum(one.days for one in topics if not _has_begun(session, partnership_id, one, today)))


def _has_begun(session: Session, partnership_id: int, topic: ProgrammeTopic, today: date) -> bool:
    record = find_record(session, partnership_id, topic.record_type or "", topic.record_id or "", today)
    return record is not None and record.state in ("under way", "done")
