"""Uploads from the sending of a file to its confirmation: each belongs to one person, and lasts seven days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import IO

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.importing import (
    ImportPlan,
    ImportRefused,
    Mapping,
    SourceTable,
    mapping_problems,
    open_export,
    plan_import,
    suggest_mapping,
)  # fmt: skip
from instruments.compiled import CompiledInstrument
from instruments.versions import content_hash
from survey_app.collect.services import check_open
from survey_app.database import random_key
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.results.services import is_blind
from survey_app.rounds.anonymity import anonymity_problem
from survey_app.rounds.importing.files import UploadRefused, WaitingFiles
from survey_app.rounds.importing.models import ImportUpload, SavedMapping
from survey_app.rounds.importing.receipts import known_identities
from survey_app.rounds.models import Round

KEPT_FOR = timedelta(days=7)
MOST_WAITING = 5
MOST_ROWS = 10_000


class ImportNotPossible(UserError):
    """Nothing can be imported into this round, or not like this; the message says why."""

    status = 409
    title = "This cannot be imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An upload with what it holds: the table, the form, and the mapping so far. None of it needs the database."""

    key: str
    round_id: int
    version_id: int
    anonymous: bool
    table: SourceTable
    compiled: CompiledInstrument
    mapping: Mapping

    @property
    def problems(self) -> tuple[str, ...]:
        """What stands between the mapping and its use."""
        return mapping_problems(self.table, self.compiled, self.mapping, anonymous=self.anonymous)


def check_importable(round_: Round, at: datetime) -> None:
    """Refuse a round that takes no answers, or none from files."""
    check_open(round_, at.date())
    if is_blind(round_):
        raise ImportNotPossible(
            f"In “{round_.title}” each agency grades without seeing the others' returns. Whoever imports a file has "
            "seen what is in it, so returns cannot come from files."
        )
    problem = anonymity_problem(compiled_version(round_.version)) if round_.anonymous else ""
    if problem:
        raise ImportNotPossible(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that has been kept and can be read."""

    key: str
    sha256: str
    size: int
    program: str
    mapping: Mapping


def check_waiting(session: Session, round_: Round, user_id: int) -> None:
    """Refuse another file where many of one person wait already."""
    if len(uploads_of(session, round_, user_id)) >= MOST_WAITING:
        raise UploadRefused(f"{MOST_WAITING} of your files wait already. Import or discard one of them first.")


def receive(
    files: WaitingFiles, stream: IO[bytes], compiled: CompiledInstrument, *, anonymous: bool, given: Mapping | None
) -> Received:
    """Keep a file and look at it, by the given mapping or the one that it suggests; what is refused is removed."""
    key = random_key()
    sha256, size = files.keep(key, stream)
    try:
        table = _open(files, key, given)
        if sum(1 for _ in islice(table.rows(), MOST_ROWS + 1)) > MOST_ROWS:
            raise UploadRefused(
                f"The file has more than {MOST_ROWS:,} rows. Split it, and import the parts one by one."
            )
        mapping = given or suggest_mapping(table, compiled, anonymous=anonymous).mapping
    except ImportRefused as error:
        files.remove(key)
        raise UploadRefused(" ".join(error.problems[:5])) from error
    except BaseException:
        files.remove(key)
        raise
    return Received(key=key, sha256=sha256, size=size, program=table.program, mapping=mapping)


def record_upload(session: Session, round_: Round, received: Received, *, user_id: int, at: datetime) -> ImportUpload:
    """Note whose file it is, and for which round."""
    upload = ImportUpload(
        key=received.key, round_id=round_.id, uploaded_by_id=user_id, uploaded_at=at, sha256=received.sha256,
        size=received.size, program=received.program, mapping=stored(received.mapping, anonymous=round_.anonymous),
    )  # fmt: skip
    session.add(upload)
    session.flush()
    return upload


def _open(files: WaitingFiles, key: str, mapping: Mapping | None) -> SourceTable:
    if mapping is None:
        return open_export(files.path(key))
    return open_export(files.path(key), sheet=mapping.sheet, program=mapping.program, heading=mapping.heading)


def uploads_of(session: Session, round_: Round, user_id: int) -> list[ImportUpload]:
    """The files of one person that wait in a round, newest first."""
    mine = (ImportUpload.round_id == round_.id) & (ImportUpload.uploaded_by_id == user_id)
    return list(session.scalars(select(ImportUpload).where(mine).order_by(ImportUpload.uploaded_at.desc())))


def find_upload(session: Session, round_: Round, key: str, user_id: int) -> ImportUpload | None:
    """One of them; another person's is not found."""
    return next((one for one in uploads_of(session, round_, user_id) if one.key == key), None)


def open_upload(files: WaitingFiles, round_: Round, upload: ImportUpload) -> Pending:
    """An upload with what it holds.

    Raises
    ------
    ImportNotPossible
        Where its file is gone, or can no longer be read as it was.
    """
    try:
        mapping = Mapping.model_validate(upload.mapping)
        table = _open(files, upload.key, mapping)
    except (OSError, ValidationError) as error:
        raise ImportNotPossible("The file is no longer here. Discard this import and send the file again.") from error
    except ImportRefused as error:
        raise ImportNotPossible(" ".join(error.problems[:5])) from error
    return Pending(
        key=upload.key, round_id=round_.id, version_id=round_.version_id, anonymous=round_.anonymous, table=table,
        compiled=compiled_version(round_.version), mapping=mapping,
    )  # fmt: skip


def plan_of(session: Session, pending: Pending, secret: str) -> ImportPlan:
    """What the import will do."""
    is_known = known_identities(session, pending.round_id, secret)
    try:
        return plan_import(
            pending.table, pending.compiled, pending.mapping, anonymous=pending.anonymous, is_known=is_known
        )
    except ImportRefused as error:
        raise ImportNotPossible(" ".join(error.problems[:5])) from error


def save_draft(session: Session, upload: ImportUpload, pending: Pending, mapping: Mapping) -> None:
    """Keep the mapping as it is now; a change of the version that is asked is taken up with it."""
    current = mapping.model_copy(update={"content_hash": content_hash(pending.compiled.instrument)})
    upload.mapping = stored(current, anonymous=pending.anonymous)
    session.flush()


def discard(session: Session, files: WaitingFiles, upload: ImportUpload) -> None:
    """Remove an upload and its file."""
    files.remove(upload.key)
    session.delete(upload)
    session.flush()


def drop_old_uploads(session: Session, files: WaitingFiles, *, at: datetime) -> int:
    """Remove what has waited for too long, and files that no upload names; how many."""
    old = session.scalars(select(ImportUpload).where(ImportUpload.uploaded_at < at - KEPT_FOR)).all()
    for upload in old:
        discard(session, files, upload)
    known = set(session.scalars(select(ImportUpload.key)))
    orphans = [key for key in files.keys() if key not in known and _is_old(files, key, at)]  # noqa: SIM118
    for key in orphans:
        files.remove(key)
    return len(old) + len(orphans)


def _is_old(files: WaitingFiles, key: str, at: datetime) -> bool:
    """A file just written may be of a request that has not been committed yet."""
    return files.path(key).stat().st_mtime < (at - timedelta(hours=1)).timestamp()


def stored(mapping: Mapping, *, anonymous: bool) -> dict[str, object]:
    """A mapping as the database keeps it: of an anonymous round without values given up, which people wrote."""
    data = mapping.model_dump(mode="json", exclude_defaults=True)
    if anonymous:
        places = [data, *data.get("repeats", {}).values()]
        for question in (one for place in places for one in place.get("questions", {}).values()):
            question.pop("leave_out", None)
    return data


def saved_mappings(session: Session, round_: Round) -> list[SavedMapping]:
    """The mappings that the partnership has for this instrument, by title."""
    form_id = round_.version.instrument.form_id
    mine = (SavedMapping.partnership_id == round_.partnership_id) & (SavedMapping.form_id == form_id)
    return list(session.scalars(select(SavedMapping).where(mine).order_by(SavedMapping.title)))


def save_for_next_time(
    session: Session, round_: Round, mapping: Mapping, title: str, *, user_id: int
) -> SavedMapping:  # fmt: skip
    """Keep the mapping under a title; the one of that title is replaced."""
    known = {one.title: one for one in saved_mappings(session, round_)}
    kept = known.get(title)
    data = stored(mapping, anonymous=round_.anonymous)
    if kept is None:
        kept = SavedMapping(
            partnership_id=round_.partnership_id, form_id=round_.version.instrument.form_id,
            title=title, mapping=data, saved_by_id=user_id,
        )  # fmt: skip
        session.add(kept)
    else:
        kept.mapping, kept.saved_by_id = data, user_id
    session.flush()
    return kept
