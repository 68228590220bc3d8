"""Keeping the files of answers: stored with the draft, bound to the submission, gone when the answers go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from instruments.answers import AnswerProblem
from instruments.compiled import CompiledInstrument
from instruments.model import FILE_TYPES
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.entries import every_entry
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.collect.uploads import MEGABYTE, Upload, UploadRefused
from survey_app.rounds.models import Round

ORPHANED_AFTER = timedelta(days=1)


def keep_upload(session: Session, round_: Round, submission_id: str, upload: Upload, *, total_limit: int) -> Attachment:
    """Store a file for a draft or submission; UploadRefused when its files are too large together.

    Never called for an anonymous round: a file would have to wait here, beside a moment, before it is sent.
    """
    if round_.anonymous:
        raise ValueError("an anonymous round keeps no files")
    used = session.scalar(select(func.sum(Attachment.size)).where(Attachment.submission_id == submission_id)) or 0
    if used + len(upload.content) > total_limit:
        raise UploadRefused(
            f"cannot be kept: the files of these answers may be {total_limit // MEGABYTE} MB together. Remove another "
            "one first, or choose a smaller one"
        )
    kept = Attachment(
        round_id=round_.id, submission_id=submission_id, name=upload.name, media_type=upload.media_type,
        size=len(upload.content), sha256=upload.sha256, content=upload.content,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    return kept


def attachments_of(session: Session, submission_id: str) -> dict[str, Attachment]:
    """The files of a draft or submission, by name, without their content."""
    found = session.scalars(select(Attachment).where(Attachment.submission_id == submission_id))
    return {attachment.name: attachment for attachment in found}


def find_attachment(session: Session, submission_id: str, name: str) -> Attachment | None:
    """One file of a draft or submission."""
    statement = select(Attachment).where(Attachment.submission_id == submission_id, Attachment.name == name)
    return session.scalars(statement).one_or_none()


def rounds_with_files(session: Session, submission_id: str) -> set[int]:
    """The rounds for which files of this UUID are stored: one at most, unless somebody tries another's UUID."""
    return set(session.scalars(select(Attachment.round_id).where(Attachment.submission_id == submission_id)))


def named_files(compiled: CompiledInstrument, document: dict[str, Any]) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Question, entry and file name of every answer that names a file, on the path or not."""
    for item in compiled.items:
        if item.question.kind in FILE_TYPES:
            for entry, answers in every_entry(document, item.repeats):
                if isinstance(answers.get(item.name), str) and answers[item.name]:
                    yield item.name, entry, answers[item.name]


def file_problems(
    session: Session, compiled: CompiledInstrument, document: dict[str, Any], submission_id: str
) -> tuple[AnswerProblem, ...]:
    """What is wrong with the files that a document names: each must have been stored for this very submission."""
    stored = attachments_of(session, submission_id)
    return named_problems(compiled, document, stored)


def named_problems(
    compiled: CompiledInstrument, document: dict[str, Any], stored: Collection[str] = ()
) -> tuple[AnswerProblem, ...]:
    """The files that a document names and that are not among these; an anonymous round has none."""
    return tuple(
        AnswerProblem(
            compiled.item(question).section, question, entry,
            f"The file ‘{name[:80]}’ is not among the files of these answers; choose it again",
        )
        for question, entry, name in named_files(compiled, document)
        if name not in stored
    )  # fmt: skip


def drop_unnamed(
    session: Session, compiled: CompiledInstrument, submission_id: str, *, also: dict[str, Any] | None = None
) -> None:
    """Remove files that neither a received revision of the answers names nor ``also``, the draft's answers."""
    stored = attachments_of(session, submission_id)
    if not stored:
        return
    revisions = select(SubmissionRevision.document).where(SubmissionRevision.submission_id == submission_id)
    documents = [*session.scalars(revisions), also or {}]
    named = {name for document in documents for _, _, name in named_files(compiled, document)}
    _drop(session, (kept.id for kept in stored.values() if kept.name not in named))


def drop_orphans(session: Session, *, now: datetime) -> int:
    """Remove the files of drafts and submissions that are no more; how many."""
    old = Attachment.stored_at < now - ORPHANED_AFTER
    unused = old & ~belongs_to(select(Draft.id)) & ~belongs_to(select(Submission.id))
    orphans = list(session.scalars(select(Attachment.id).where(unused)))
    _drop(session, orphans)
    return len(orphans)


def destroy_attachments(session: Session, submission_ids: Any) -> None:
    """Remove the files of these submissions or drafts, given as a select of ids."""
    session.execute(delete(Attachment).where(belongs_to(submission_ids)))


def belongs_to(ids: Any) -> ColumnElement[bool]:
    """Whether a file belongs to one of these drafts or submissions."""
    return Attachment.submission_id.in_(ids)


def _drop(session: Session, ids: Iterable[str]) -> None:
    for attachment_id in ids:
        session.execute(delete(Attachment).where(Attachment.id == attachment_id))
