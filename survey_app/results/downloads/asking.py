"""Asking for a file, looking how far it is, and fetching it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.errors import UserError
from survey_app.results.downloads.catalogue import FORMATS, Format
from survey_app.results.downloads.files import path_of
from survey_app.results.downloads.models import ACTIVE, JUST_ASKED, ExportJob
from survey_app.results.models import ReportSnapshot
from survey_app.results.services import Paper
from survey_app.results.stored_responses import is_current_revision
from survey_app.rounds.models import Round

SHOWN = 10


class NotThere(UserError):
    """The file is not to be had any more; the message says why and what to do."""

    status = 410
    title = "This file is no longer here"


def count_answers(session: Session, round_: Round) -> int:
    """How many single answers a round has to give; none where it is anonymous."""
    if round_.anonymous:
        return 0
    current = select(func.count()).select_from(Submission).join(SubmissionRevision, is_current_revision())
    return session.scalar(current.where(Submission.round_id == round_.id)) or 0


def newest_release(session: Session, round_: Round, paper: str) -> int | None:
    """The number of the release that a file made now is of; None for a working paper."""
    if paper == "working":
        return None
    return session.scalar(select(func.max(ReportSnapshot.number)).where(ReportSnapshot.round_id == round_.id))


def ask(session: Session, round_: Round, one: Format, paper: Paper, *, user_id: int) -> ExportJob:
    """Queue a file for this person; where the same one is being made for them already, that one."""
    same = select(ExportJob).where(
        ExportJob.round_id == round_.id, ExportJob.user_id == user_id, ExportJob.format == one.key,
        ExportJob.paper == paper, ExportJob.state.in_(ACTIVE),
    )  # fmt: skip
    job = session.scalars(same.limit(1)).first()
    if job is None:
        total = count_answers(session, round_) if one.single_answers else 0
        job = ExportJob(round_id=round_.id, user_id=user_id, format=one.key, paper=paper, total=total)
        session.add(job)
        session.flush()
    session.info[JUST_ASKED] = True
    return job


def jobs_of(session: Session, round_: Round, *, user_id: int) -> list[ExportJob]:
    """The files that this person asked for, newest first."""
    mine = select(ExportJob).where(ExportJob.round_id == round_.id, ExportJob.user_id == user_id)
    return list(session.scalars(mine.order_by(ExportJob.asked_at.desc(), ExportJob.id).limit(SHOWN)))


def find_job(session: Session, round_: Round, job_id: str, *, user_id: int) -> ExportJob | None:
    """One of them; to anybody else it does not exist."""
    job = session.get(ExportJob, job_id)
    return job if job is not None and (job.round_id, job.user_id) == (round_.id, user_id) else None


def ready_file(job: ExportJob) -> tuple[Format, Path]:
    """The finished file and what it is; NotThere with the reason where there is none."""
    one, path = FORMATS.get(job.format), path_of(job.file_name)
    if job.state == "ready" and one is not None and path is not None:
        return one, path
    if job.is_active:
        raise NotThere("It is still being made. The page of downloads shows how far it is.", title="Not ready yet")
    raise NotThere(job.problem or "Files are kept for some days only. Ask for it again on the page of downloads.")
