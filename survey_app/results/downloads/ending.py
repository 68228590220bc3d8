"""The end of files: called off, over their days, or made of answers that are no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.results.downloads.files import remove_file, sweep
from survey_app.results.downloads.models import ACTIVE, ExportJob

ERASED = "An answer of the round was erased meanwhile. Ask for the file again."
TAKEN_BACK = "An import into the round was taken back meanwhile. Ask for the file again."
DESTROYED = "Answers of the round were destroyed, as the retention rules say. Ask for the file again."


def cancel(session: Session, job: ExportJob) -> bool:
    """Call a file off, or throw it away when it is ready. Whether there was anything to do."""
    if not job.is_active and job.state != "ready":
        return False
    _end(session, [job], "cancelled", "")
    return True


def drop_files_of(session: Session, round_ids: Collection[int], reason: str) -> int:
    """Delete every file made of these rounds, and make none that was begun before; how many."""
    jobs = session.scalars(
        select(ExportJob).where(ExportJob.round_id.in_(round_ids), ExportJob.state.in_((*ACTIVE, "ready")))
    ).all()
    _end(session, jobs, "expired", reason)
    return len(jobs)


def drop_old_exports(session: Session, *, at: datetime) -> int:
    """Delete the files whose days are over, and what no job names; how many jobs have no file any more."""
    jobs = session.scalars(select(ExportJob).where(ExportJob.state == "ready", ExportJob.expires_at < at)).all()
    _end(session, jobs, "expired", "")
    sweep(set(session.scalars(select(ExportJob.file_name).where(ExportJob.state == "ready"))))
    return len(jobs)


def _end(session: Session, jobs: Sequence[ExportJob], state: str, problem: str) -> None:
    """Write the state past whatever a maker writes at the same time: it finds that the file is not wanted any more."""
    for job in jobs:
        name = job.file_name
        session.execute(
            update(ExportJob)
            .where(ExportJob.id == job.id)
            .values(state=state, problem=problem, file_name="", beat_at=now())
        )
        session.refresh(job)
        remove_file(name)
