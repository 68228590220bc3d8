"""Who makes which file: claimed in a transaction of its own, so that two workers never make the same one.

A maker that is not heard of for a while has died, and its file is begun again, once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.results.downloads.models import ExportJob

PATIENCE = timedelta(minutes=15)  # without a word of the maker
MOST_ATTEMPTS = 2
STOPPED = "The program stopped while it made this file. Ask for it again."


def claim(session: Session) -> str | None:
    """Take the file that has waited longest; None when none waits."""
    while True:
        waiting = select(ExportJob.id).where(ExportJob.state == "queued").order_by(ExportJob.asked_at, ExportJob.id)
        job_id = session.scalars(waiting.limit(1)).first()
        if job_id is None:
            session.rollback()
            return None
        taken = run(
            session,
            update(ExportJob)
            .where(ExportJob.id == job_id, ExportJob.state == "queued")
            .values(state="running", attempts=ExportJob.attempts + 1, beat_at=now(), done=0),
        )
        session.commit()
        if taken:
            return job_id


def begin_lost_again(session: Session, *, silent_for: timedelta = PATIENCE) -> int:
    """Queue the files whose maker has died, and give up those that were tried before; how many are begun again.

    An installation has one worker. When it starts nobody else makes files, so that none has to be waited for.
    """
    silent = or_(ExportJob.beat_at.is_(None), ExportJob.beat_at <= now() - silent_for)
    lost = (ExportJob.state == "running") & silent
    given_up = update(ExportJob).where(lost, ExportJob.attempts >= MOST_ATTEMPTS)
    run(session, given_up.values(state="failed", problem=STOPPED))
    again = run(session, update(ExportJob).where(lost).values(state="queued", done=0))
    session.commit()
    return again


def run(session: Session, statement: Any) -> int:
    """Run an update; how many rows it concerned."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
