"""The topics of the year's programme that a day of scrutiny can be logged to, in their own words."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme

MOST = 100


def topics_of(session: Session, partnership_id: int) -> list[str]:
    """Titles of topics that are not dropped, of the newest programme first, each once."""
    query = (
        select(ProgrammeTopic.title)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.dropped_on.is_(None))
        .order_by(ScrutinyProgramme.year.desc(), ProgrammeTopic.starts_on, ProgrammeTopic.title)
        .limit(MOST)
    )
    return list(dict.fromkeys(title[:200] for title in session.scalars(query)))
