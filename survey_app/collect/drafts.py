"""Answers in progress of rounds that are not anonymous, and how two tabs on one draft keep out of each other's way."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.entry_ids import with_entry_ids
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.collect.places import has_fixed_number
from survey_app.collect.sync_state import last_sent
from survey_app.database import new_uuid, now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Invitation, Round


def new_session_key() -> str:
    """The key by which a browser finds its draft again in a round that is open to all."""
    return secrets.token_urlsafe(24)


def hash_session_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def drafts_of_author(session: Session, round_: Round, author_id: int) -> list[Draft]:
    """A signed-in person's own drafts in a round, newest first."""
    statement = select(Draft).where(Draft.round_id == round_.id, Draft.author_id == author_id)
    return list(session.scalars(statement.order_by(Draft.updated_at.desc(), Draft.id)))


def submissions_of_author(session: Session, round_: Round, author_id: int) -> list[Submission]:
    """What a signed-in person has sent in a round."""
    statement = select(Submission).where(Submission.round_id == round_.id, Submission.author_id == author_id)
    return list(session.scalars(statement.order_by(Submission.reference)))


def draft_of_author(session: Session, round_: Round, author_id: int, draft_id: str) -> Draft | None:
    """One draft, only for its author."""
    statement = select(Draft).where(Draft.id == draft_id, Draft.round_id == round_.id, Draft.author_id == author_id)
    return session.scalars(statement).one_or_none()


def has_begun(session: Session, round_: Round, author_id: int, draft_id: str) -> bool:
    """Whether these answers are somebody's own already: a draft of theirs, or what they have sent."""
    sent = select(Submission.id).where(
        Submission.id == draft_id, Submission.round_id == round_.id, Submission.author_id == author_id
    )
    is_draft = draft_of_author(session, round_, author_id, draft_id) is not None
    return is_draft or session.scalar(sent) is not None


def draft_of_record(session: Session, round_: Round, draft_id: str) -> Draft | None:
    """The draft that a record keeps and that has no author; whoever asks has checked that the person may open it."""
    statement = select(Draft).where(Draft.id == draft_id, Draft.round_id == round_.id, Draft.author_id.is_(None))
    return session.scalars(statement).one_or_none()


def find_draft(session: Session, draft_id: str) -> Draft | None:
    """A draft by its id alone, whoever's it is; for checks, never for showing."""
    return session.get(Draft, draft_id)


def draft_of_invitation(session: Session, invitation: Invitation) -> Draft | None:
    """The draft behind a personal link."""
    statement = select(Draft).where(Draft.invitation_id == invitation.id).order_by(Draft.updated_at.desc(), Draft.id)
    return session.scalars(statement).first()


def draft_of_browser(session: Session, round_: Round, key: str) -> Draft | None:
    """The draft that a browser's own key opens, in a round that is open to all."""
    statement = select(Draft).where(Draft.round_id == round_.id, Draft.session_key_hash == hash_session_key(key))
    return session.scalars(statement).first()


def start_draft(
    session: Session,
    round_: Round,
    *,
    author_id: int | None = None,
    invitation: Invitation | None = None,
    session_key: str | None = None,
    document: dict[str, Any] | None = None,
    language: str = "",
    version: InstrumentVersion | None = None,
    draft_id: str = "",
) -> Draft:
    """A draft for whoever begins, with what the form begins with.

    With a version it stays on it, whatever the round moves on to, and devices may work on it. A record that knows the
    id of its draft beforehand gives it.
    """
    _refuse_anonymous(round_)
    if version is not None:
        document = with_entry_ids(document or {}, _numbered(version))
    draft = Draft(
        id=draft_id or new_uuid(), round_id=round_.id, author_id=author_id, document=document or {}, revision=0,
        language=language, own_version=version,
        invitation_id=invitation.id if invitation else None,
        session_key_hash=hash_session_key(session_key) if session_key else None,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def reopen_submission(session: Session, submission: Submission, *, session_key: str | None = None) -> Draft:
    """A draft that amends what was sent; there already, or made from the current revision.

    Where devices work on it, it goes on with the ids of its entries, on its version, and counts its revisions further.
    """
    _refuse_anonymous(submission.round)
    if existing := session.get(Draft, submission.id):
        return existing
    sent = last_sent(session, submission.id)
    draft = Draft(
        id=submission.id, round_id=submission.round_id, author_id=submission.author_id,
        invitation_id=submission.invitation_id, replaces=submission.current_revision, revision=0,
        document=current_document(session, submission),
        session_key_hash=hash_session_key(session_key) if session_key else None,
    )  # fmt: skip
    if sent is not None:
        draft.version_id, draft.revision = submission.version_id, sent.draft_revision + 1
        if sent.number == submission.current_revision:
            draft.document = sent.document
        draft.document = with_entry_ids(draft.document, _numbered(session.get_one(InstrumentVersion, draft.version_id)))
    session.add(draft)
    session.flush()
    return draft


def current_document(session: Session, submission: Submission) -> dict[str, Any]:
    """What a submission says now."""
    statement = select(SubmissionRevision.document).where(
        SubmissionRevision.submission_id == submission.id, SubmissionRevision.number == submission.current_revision
    )
    return dict(session.execute(statement).scalar_one())


def lock_draft(session: Session, draft_id: str) -> Draft | None:
    """The draft as it is now, locked until the transaction ends; None when another tab has sent it meanwhile."""
    statement = select(Draft).where(Draft.id == draft_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def save_draft(session: Session, draft: Draft, document: dict[str, Any]) -> None:
    """Keep a new state of the answers; the caller holds the lock and has looked for another tab's change."""
    draft.document = with_entry_ids(document, _numbered(draft.version)) if draft.is_on_devices else document
    draft.revision += 1
    draft.updated_at = now()
    session.flush()


def drop_draft(session: Session, draft: Draft) -> None:
    """Remove a draft whose answers have been received."""
    session.delete(draft)
    session.flush()


def _numbered(version: InstrumentVersion) -> frozenset[str]:
    """The repeats whose number of entries the form fixes."""
    return frozenset(name for name, page in compiled_version(version).repeats.items() if has_fixed_number(page))


def _refuse_anonymous(round_: Round) -> None:
    if round_.anonymous:
        raise ValueError("drafts of anonymous answers live only in the browser")
