"""Making the files that were asked for, one after another, in the worker.

Its maker is heard of now and then; see :mod:`~survey_app.results.downloads.claiming` for one that has died.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import cast

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from survey_app.accounts.permissions import permissions_of
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.errors import UserError, place_of
from survey_app.mail import queue_mail
from survey_app.results.downloads.asking import newest_release
from survey_app.results.downloads.catalogue import FORMATS, Format, is_offered
from survey_app.results.downloads.claiming import begin_lost_again, claim, run
from survey_app.results.downloads.files import SCRATCH, export_folder, new_file, remove_file
from survey_app.results.downloads.locking import meaning_to, reading
from survey_app.results.downloads.models import ExportJob
from survey_app.results.downloads.order import Order
from survey_app.results.services import Paper, Reader

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
SECONDS_BETWEEN_WORDS = 1.0
NOT_ALLOWED = "Your role no longer includes this download."
FAILED = "The file could not be made. Ask for it again; if that fails too, tell your administrator."
BODY = """\
Dear {name},

the file that you asked for is ready: {what}, of “{round_title}”.

Sign in to fetch it:
{link}

It is kept until {until} and is there for you alone.
"""
_turn = Lock()


class NotWanted(Exception):
    """The file was called off, or its round has lost answers, while it was being made."""


def make_exports(session: Session) -> None:
    """Make every file that waits. One at a time in each process: the others have their own work to do."""
    if not _turn.acquire(blocking=False):
        return
    try:
        begin_lost_again(session)
        while (job_id := claim(session)) is not None:
            _make(session, job_id)
    finally:
        _turn.release()


def _make(session: Session, job_id: str) -> None:
    """Write one file; whatever happens, its job says how it ended."""
    problem: str | None = None
    try:
        _finish(session, job_id, *_write(session, job_id))
        return
    except NotWanted:
        pass
    except UserError as error:
        problem = error.message
    except Exception as error:
        log.error("the export %s failed: %s at %s", job_id, type(error).__name__, place_of(error))
        problem = FAILED
    # Only here has the error let go of what was reading the database.
    session.rollback()
    if problem is not None:
        run(session, update(ExportJob).where(ExportJob.id == job_id, ExportJob.state == "running")
             .values(state="failed", problem=problem[:300], beat_at=now()))  # fmt: skip
        session.commit()


def _write(session: Session, job_id: str) -> tuple[str, int]:
    """The name and the size of the finished file."""
    job = session.get_one(ExportJob, job_id)
    one = FORMATS[job.format]
    reader = _reader_of(job, one)
    name, out = new_file()
    try:
        with out, TemporaryDirectory(prefix=SCRATCH, dir=export_folder()) as scratch, reading(session):
            one.write(
                Order(
                    session=session, round=job.round, reader=reader, paper=cast("Paper", job.paper), at=now(), out=out,
                    scratch=Path(scratch), tell=Progress(job_id),
                )
            )  # fmt: skip
            size = out.seek(0, 2)
    except BaseException:
        remove_file(name)
        raise
    return name, size


def _reader_of(job: ExportJob, one: Format) -> Reader:
    """Who asked, with the rights of now: they may have lost them since."""
    held = permissions_of(job.user_id, job.round.partnership_id) if job.user.active else frozenset()
    if one.permission not in held or not is_offered(one, job.round, cast("Paper", job.paper)):
        raise UserError(NOT_ALLOWED)
    return Reader(user_id=job.user_id, may_read_working="results.working" in held)


def _finish(session: Session, job_id: str, name: str, size: int) -> None:
    """Say that the file is ready, and write to whoever asked."""
    moment = now()
    values = {
        "state": "ready", "file_name": name, "size": size, "done": ExportJob.total, "beat_at": moment,
        "ready_at": moment, "expires_at": moment + KEPT,
    }  # fmt: skip
    made = run(session, update(ExportJob).where(ExportJob.id == job_id, ExportJob.state == "running").values(values))
    if not made:
        remove_file(name)
        raise NotWanted
    job = session.get_one(ExportJob, job_id, populate_existing=True)
    job.release = newest_release(session, job.round, job.paper)
    record(
        session, "download made", actor_id=job.user_id, partnership_id=job.round.partnership_id,
        subject=f"round {job.round.slug}", details={"what": job.format, "paper": job.paper},
    )  # fmt: skip
    _write_mail(session, job, moment + KEPT)
    session.commit()


def _write_mail(session: Session, job: ExportJob, until: datetime) -> None:
    round_ = job.round
    path = f"/p/{round_.partnership.slug}/rounds/{round_.slug}/results/downloads"
    body = BODY.format(
        name=job.user.name, what=FORMATS[job.format].title, round_title=round_.title, until=f"{until:%-d %B %Y}",
        link=f"{current_app.config['WALKABOUT_PUBLIC_URL'].rstrip('/')}{path}",
    )  # fmt: skip
    queue_mail(
        session, to=job.user.email, subject=f"Your file is ready: {round_.title}", body=body, kind="export",
        partnership_id=round_.partnership_id, about=job.id,
    )  # fmt: skip


class Progress:
    """Writes down how far a file is, in transactions of its own, and ends its making when it is not wanted."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        self._next = 0.0
        self._most = 0

    def __call__(self, done: int) -> None:
        self._most = max(self._most, done)  # some formats go through the answers more than once
        moment = time.monotonic()
        if moment < self._next:
            return
        self._next = moment + SECONDS_BETWEEN_WORDS
        with meaning_to(write=True), Session(db.engine) as own:
            wanted = run(own, update(ExportJob).where(ExportJob.id == self.job_id, ExportJob.state == "running")
                          .values(done=self._most, beat_at=now()))  # fmt: skip
            own.commit()
        if not wanted:
            raise NotWanted
