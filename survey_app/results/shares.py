"""Sharing one assessment with another partnership that the agency serves.

An agency that spans partnerships is assessed once. The partnership that assessed it may grant another the reading of
that one record. Conversations with staff stay behind: what a few people said is not the agency's assessment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from instruments.compiled import CompiledInstrument
from survey_app.collect.keeping import answered_elsewhere
from survey_app.collect.models import Submission
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership, Share
from survey_app.rounds.models import Round

RECORD_TYPE = "submission"


class ShareRefused(UserError):
    """A record cannot be shared as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRecord:
    """An assessment that another partnership lets this one read."""

    submission: Submission
    owner: Partnership
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareableRecord:
    """An assessment of one's own, and the partnerships that may read it."""

    submission: Submission
    readers: tuple[Partnership, ...]


def may_be_shared(round_: Round) -> bool:
    """Only assessments of organisations are shared, and only from rounds that are not anonymous.

    Answers that belong to a record, such as one auditor's notes or a return, are shared with the record or not at all.
    """
    session = object_session(round_)
    is_of_record = session is not None and bool(answered_elsewhere(session, round_))
    by_organisations = compiled_version(round_.version).instrument.settings.unit == "organisations"
    return by_organisations and not round_.anonymous and not is_of_record


def grant_share(session: Session, submission: Submission, reader: Partnership, *, granted_by_id: int | None) -> Share:
    """Let another partnership read this assessment. Granting twice is granting once; an ended share begins again."""
    if not may_be_shared(submission.round):
        raise ShareRefused("Only an assessment of an agency can be shared with another partnership.")
    if reader.id == submission.round.partnership_id:
        raise ShareRefused(f"{reader.name} made this assessment and reads it already. Choose another partnership.")
    share = _share(session, submission.id, reader.id)
    if share is None:
        share = Share(partnership_id=reader.id, record_type=RECORD_TYPE, record_id=submission.id)
        session.add(share)
    if share.ended_at is not None or share.granted_at is None:
        share.granted_at, share.ended_at = now(), None
    share.granted_by_id = granted_by_id
    session.flush()
    return share


def end_share(session: Session, submission: Submission, reader_id: int) -> None:
    """Stop a partnership from reading this assessment; that it could stays on record."""
    share = _share(session, submission.id, reader_id)
    if share is None or share.ended_at is not None:
        raise ShareRefused("That partnership cannot read this assessment, so there is nothing to stop.")
    share.ended_at = now()
    session.flush()


def shared_with(session: Session, partnership_id: int) -> list[SharedRecord]:
    """Every assessment that this partnership may read by a share, newest share first."""
    rows = session.execute(
        select(Share, Submission, Partnership)
        .join(Submission, Submission.id == Share.record_id)
        .join(Round, Round.id == Submission.round_id)
        .join(Partnership, Partnership.id == Round.partnership_id)
        .where(Share.partnership_id == partnership_id, Share.record_type == RECORD_TYPE, Share.ended_at.is_(None))
        .order_by(Share.granted_at.desc(), Share.id.desc())
    )
    return [SharedRecord(share=share, submission=submission, owner=owner) for share, submission, owner in rows]


def find_shared(session: Session, partnership_id: int, reference: str) -> SharedRecord | None:
    """The assessment under this reference, if it is shared with this partnership."""
    return next((item for item in shared_with(session, partnership_id) if item.submission.reference == reference), None)


def shareable_records(session: Session, round_: Round) -> list[ShareableRecord]:
    """The assessments of a round with their present readers."""
    submissions = session.scalars(
        select(Submission).where(Submission.round_id == round_.id).order_by(Submission.reference)
    ).all()
    return [ShareableRecord(submission=item, readers=tuple(_readers(session, item))) for item in submissions]


def find_submission(session: Session, round_: Round, reference: str) -> Submission | None:
    """One received answer of a round by its reference."""
    return session.scalar(select(Submission).where(Submission.round_id == round_.id, Submission.reference == reference))


def other_partnerships(session: Session, partnership_id: int) -> list[Partnership]:
    """All partnerships of the installation but this one."""
    return list(session.scalars(select(Partnership).where(Partnership.id != partnership_id).order_by(Partnership.name)))


def shared_document(compiled: CompiledInstrument, submission: Submission) -> dict[str, Any]:
    """The current answers without anything that counts people."""
    kept_back = {section.name for section in compiled.sections if section.repeat is not None}
    current = next(r for r in submission.revisions if r.number == submission.current_revision)
    return {name: value for name, value in current.document.items() if name not in kept_back}


def answered_version(session: Session, submission: Submission) -> InstrumentVersion:
    """The version that the current answers are to."""
    current = next(r for r in submission.revisions if r.number == submission.current_revision)
    return session.get_one(InstrumentVersion, current.version_id or submission.version_id)


def _share(session: Session, submission_id: str, reader_id: int) -> Share | None:
    return session.scalar(
        select(Share).where(
            Share.partnership_id == reader_id, Share.record_type == RECORD_TYPE, Share.record_id == submission_id
        )
    )


def _readers(session: Session, submission: Submission) -> list[Partnership]:
    return list(
        session.scalars(
            select(Partnership)
            .join(Share, Share.partnership_id == Partnership.id)
            .where(Share.record_type == RECORD_TYPE, Share.record_id == submission.id, Share.ended_at.is_(None))
            .order_by(Partnership.name)
        )
    )
