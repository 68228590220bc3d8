"""Storing what was planned, in one transaction, and taking a batch back while its round is open."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analysis.importing import ImportPlan, PlannedRow
from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.collect.receipts import content_hash, hash_uuid, reference_of
from survey_app.collect.safety import raise_alerts
from survey_app.collect.sealing import BATCH_SIZE, lock_round
from survey_app.database import new_uuid, random_key
from survey_app.errors import Conflict
from survey_app.partnership.models import Share
from survey_app.results.models import Coding, CommentCoding
from survey_app.results.voices.models import Quote
from survey_app.rounds.importing.models import ImportBatch, ImportedAnswer, ImportReceipt
from survey_app.rounds.importing.receipts import digest_of
from survey_app.rounds.importing.uploads import ImportNotPossible, check_importable, stored
from survey_app.rounds.models import Round

NOON = time(12, tzinfo=UTC)


def store_import(
    session: Session,
    round_: Round,
    plan: ImportPlan,
    taken: Sequence[PlannedRow],
    *,
    version_id: int,
    user_id: int,
    secret: str,
    at: datetime,
) -> ImportBatch:
    """Store every row that the plan takes (``taken``); all of them or none.

    ``version_id`` is the version that the plan was made for.

    Raises
    ------
    ImportNotPossible
        Where nothing would be stored, or too few for an anonymous round.
    Conflict
        Where the round moved on to another version, or some of these responses were imported meanwhile.
    """
    round_ = lock_round(session, round_.id)
    check_importable(round_, at)
    if round_.version_id != version_id:
        raise Conflict("The round has moved on to another version of its instrument. Look at the import again.")
    _check_number(round_, plan)
    rows = list(taken)
    # Neither keys nor the order of rows may say where in the file an answer stood.
    secrets.SystemRandom().shuffle(rows)
    batch = ImportBatch(
        round_id=round_.id, version_id=version_id, program=plan.table.program, sha256=plan.table.sha256,
        rows=plan.rows, answers=len(rows), mapping=stored(plan.mapping, anonymous=round_.anonymous),
        imported_by_id=user_id, imported_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    _remember(session, batch, [digest_of(round_.id, row.identity, secret) for row in rows])
    store = _store_anonymous if round_.anonymous else _store_named
    keys = store(session, round_, rows, at)
    session.execute(insert(ImportedAnswer), [{"answer_key": key, "batch_key": batch.key} for key in sorted(keys)])
    if not round_.anonymous:
        for key, row in zip(keys, rows, strict=True):
            raise_alerts(session, round_, key, plan.compiled, row.document, user_id)
    session.flush()
    return batch


def _check_number(round_: Round, plan: ImportPlan) -> None:
    if not plan.accepted:
        raise ImportNotPossible("No row of this file can be taken, so there is nothing to import.")
    if round_.anonymous and plan.accepted < BATCH_SIZE:
        raise ImportNotPossible(
            f"“{round_.title}” is anonymous, so answers come in by at least {BATCH_SIZE} at once; this file has "
            f"{plan.accepted}. Wait until there are more, and export again."
        )


def _remember(session: Session, batch: ImportBatch, digests: Sequence[str]) -> None:
    try:
        with session.begin_nested():
            session.execute(insert(ImportReceipt), [{"digest": one, "batch_key": batch.key} for one in sorted(digests)])
    except IntegrityError as error:
        raise Conflict("Some of these responses have been imported meanwhile. Look at the import again.") from error


def _store_anonymous(session: Session, round_: Round, rows: Sequence[PlannedRow], at: datetime) -> list[str]:
    """As answers whose batch has been opened: random keys, and the day of the import for all."""
    keys = [random_key() for _ in rows]
    session.execute(
        insert(AnonymousResponse),
        [
            {"key": key, "round_id": round_.id, "version_id": round_.version_id, "document": row.document,
             "received_on": at.date(), "legal_hold": False, "retention_state": "kept"}
            for key, row in zip(keys, rows, strict=True)
        ],
    )  # fmt: skip
    return keys


def _store_named(session: Session, round_: Round, rows: Sequence[PlannedRow], at: datetime) -> list[str]:
    """As submissions of nobody's account, dated as the file says."""
    keys = [new_uuid() for _ in rows]
    submissions: list[dict[str, Any]] = []
    revisions: list[dict[str, Any]] = []
    for key, row in zip(keys, rows, strict=True):
        received = datetime.combine(row.received_on, NOON) if row.received_on else at
        submissions.append(
            {"id": key, "round_id": round_.id, "version_id": round_.version_id, "legal_hold": False,
             "retention_state": "kept", "reference": reference_of(hash_uuid(round_.id, key)), "current_revision": 1}
        )  # fmt: skip
        revisions.append(
            {"submission_id": key, "number": 1, "version_id": round_.version_id, "document": row.document,
             "content_hash": content_hash(row.document), "received_at": min(received, at)}
        )  # fmt: skip
    session.execute(insert(Submission), submissions)
    session.execute(insert(SubmissionRevision), revisions)
    return keys


def batches_of(session: Session, round_id: int) -> list[ImportBatch]:
    """What was imported into a round, newest first; what was taken back too."""
    statement = select(ImportBatch).where(ImportBatch.round_id == round_id)
    return list(session.scalars(statement.order_by(ImportBatch.imported_at.desc(), ImportBatch.key)))


def find_batch(session: Session, round_id: int, key: str) -> ImportBatch | None:
    """One of them."""
    return next((batch for batch in batches_of(session, round_id) if batch.key == key), None)


def undo_import(session: Session, batch: ImportBatch, *, user_id: int, at: datetime) -> None:
    """Remove the answers of a batch, so that its file can be imported again; that it was imported stays recorded.

    Raises
    ------
    ImportNotPossible
        Where the round has closed, the batch was taken back before, or work has been built on its answers.
    """
    round_ = lock_round(session, batch.round_id)
    session.refresh(batch, with_for_update=True)
    if round_.state != "open":
        raise ImportNotPossible("The round is closed, so what was imported stays as it is.")
    if batch.undone_at is not None:
        raise ImportNotPossible("This import has been taken back already.")
    keys = select(ImportedAnswer.answer_key).where(ImportedAnswer.batch_key == batch.key)
    _check_unused(session, batch, keys)
    session.execute(delete(SubmissionRevision).where(SubmissionRevision.submission_id.in_(keys)))
    session.execute(delete(Submission).where(Submission.id.in_(keys)))
    session.execute(delete(AnonymousResponse).where(AnonymousResponse.key.in_(keys)))
    for model in (ImportedAnswer, ImportReceipt):
        session.execute(delete(model).where(model.batch_key == batch.key))
    batch.undone_by_id, batch.undone_at = user_id, at
    session.flush()


def _check_unused(session: Session, batch: ImportBatch, keys: Any) -> None:
    """Refuse where somebody has worked with an answer: that work would be lost with it."""
    for model in (Coding, CommentCoding, Quote):
        if session.scalar(select(model.response_key).where(model.response_key.in_(keys)).limit(1)) is not None:
            raise ImportNotPossible("Comments of this import have been coded or quoted, so it cannot be taken back.")
    changed = or_(Submission.current_revision > 1, Submission.author_id.is_not(None))
    if session.scalar(select(Submission.id).where(Submission.id.in_(keys), changed).limit(1)) is not None:
        raise ImportNotPossible("An answer of this import has been changed since, so it cannot be taken back.")
    shared = select(Share.id).where(Share.record_id.in_(keys), Share.ended_at.is_(None)).limit(1)
    if session.scalar(shared) is not None:
        raise ImportNotPossible("An answer of this import is shared with another partnership; end that first.")
