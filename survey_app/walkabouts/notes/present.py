"""The present state of somebody's notes: a draft, or what it was when it was sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.device_drafts import take_onto_devices
from survey_app.collect.drafts import current_document, lock_draft, reopen_submission
from survey_app.collect.entry_ids import with_entry_ids
from survey_app.collect.models import Draft, Submission
from survey_app.collect.sync_state import last_sent
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Answers that are locked until the transaction ends: ``draft`` while there is one, ``submission`` once sent."""

    draft: Draft | None
    submission: Submission | None
    revision: int
    document: dict[str, Any]
    version: InstrumentVersion
    round: Round

    @property
    def reference(self) -> str | None:
        return self.submission.reference if self.submission is not None else None


def lock_present(session: Session, draft_id: str) -> Present | None:
    """The answers of this id as they are now, locked; None where there are none any more."""
    draft = lock_draft(session, draft_id)
    locked = select(Submission).where(Submission.id == draft_id).with_for_update()
    submission = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if draft is None and submission is not None:
        draft = lock_draft(session, draft_id)  # opened again by another request, while this one waited
    if draft is not None and not draft.is_on_devices:
        take_onto_devices(session, draft)
    if draft is not None:
        return Present(
            draft=draft, submission=submission, revision=draft.revision, document=draft.document,
            version=draft.version, round=draft.round,
        )  # fmt: skip
    if submission is None or submission.retention_state == "destroyed":
        return None
    return _as_sent(session, submission)


def reopened(session: Session, submission: Submission) -> Draft:
    """A draft that amends what was sent, on its version and with ids, for devices to go on with."""
    draft = reopen_submission(session, submission)
    if not draft.is_on_devices:
        draft.version_id = submission.version_id
        take_onto_devices(session, draft, _repeats_of(session, submission))
    return draft


def _as_sent(session: Session, submission: Submission) -> Present:
    sent = last_sent(session, submission.id)
    is_current = sent is not None and sent.number == submission.current_revision
    return Present(
        draft=None, submission=submission, revision=sent.draft_revision if sent is not None else 0,
        document=sent.document if sent is not None and is_current
        else with_entry_ids(current_document(session, submission), _repeats_of(session, submission)),
        version=session.get_one(InstrumentVersion, submission.version_id), round=submission.round,
    )  # fmt: skip


def _repeats_of(session: Session, submission: Submission) -> Collection[str]:
    """Repeats whose entries are named by position, so that what was sent from elsewhere has the same ids each time."""
    return compiled_version(session.get_one(InstrumentVersion, submission.version_id)).repeats.keys()
