"""Sending notes: a submission once everything is here and decided, with a receipt that stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import AnswerProblem
from survey_app.accounts.models import User
from survey_app.audit_log import record
from survey_app.collect import attachments
from survey_app.collect.carrying_over import known_answers
from survey_app.collect.drafts import drop_draft
from survey_app.collect.entry_ids import ids_of
from survey_app.collect.fieldwork import OwnWork
from survey_app.collect.keeping import why_not_sent, with_given
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft, SubmissionRevision
from survey_app.collect.places import find_section
from survey_app.collect.problems import AnswersRefused, NotOpen, NotYours, SubmissionConflict
from survey_app.collect.services import submit
from survey_app.collect.sync_models import SentNotes
from survey_app.collect.sync_state import find_sent, note_sent, open_conflicts
from survey_app.collect.wording import Speaker
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.notes.present import Present, lock_present
from survey_app.walkabouts.notes.syncing import NotesGone

_WHY = {
    "revision": "The answers have changed since. They are brought up to date first; look at them once more.",
    "conflicts": "Two devices have given different answers. Decide which to keep, then send.",
    "files": "Not every file has arrived yet. They are sent first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What sending came to: an HTTP status, and what the device is told."""

    status: Literal[200, 201, 409, 422]
    body: dict[str, Any]


def send_notes(session: Session, keys: KeyStore, work: OwnWork, user: User, revision: int) -> Sent:
    """Send the draft as it is at this revision; asking again gives the same receipt. NotesGone where there is none.

    What is refused leaves nothing behind, except that a submission that came from elsewhere meanwhile is noted, so that
    the next sending amends it.
    """
    present = lock_present(session, work.draft_id)
    if present is None:
        raise NotesGone
    if (earlier := find_sent(session, work.draft_id, revision)) is not None:
        return Sent(status=200, body=_receipt(session, present, earlier))
    draft = present.draft
    if draft is None or draft.revision != revision:
        return _wait("revision", present.revision)
    if why := why_not_sent(session, draft.id, user.id):
        return _wait("closed", revision, error=why)
    if open_conflicts(session, draft.id):
        return _wait("conflicts", revision)
    if missing := _missing_files(session, present):
        return _wait("files", revision, missing=missing)
    return _submit(session, keys, present, draft, user)


def _submit(session: Session, keys: KeyStore, present: Present, draft: Draft, user: User) -> Sent:
    compiled = compiled_version(present.version)
    speaker = Speaker(compiled, username=user.email, key=draft.id)
    given = with_given(session, present.round, draft.id, compiled, draft.document)
    document = speaker.recalculated(given, previous=draft.document)
    try:
        with session.begin_nested():
            receipt = submit(
                session, keys, present.round, draft.id, known_answers(compiled, document), author_id=draft.author_id,
                replaces=draft.replaces, username=user.email, version=present.version, named=document,
            )  # fmt: skip
    except (NotOpen, NotYours) as closed:
        return _wait("closed", draft.revision, error=closed.message)
    except AnswersRefused as refused:
        return Sent(status=422, body={"error": refused.title, "problems": _problems(present, document, refused)})
    except SubmissionConflict as conflict:
        draft.replaces, draft.revision = conflict.received_revision, draft.revision + 1
        session.flush()
        return _wait("revision", draft.revision)
    sent = note_sent(session, draft, receipt.revision)
    drop_draft(session, draft)
    record(
        session, "submission.received", actor_id=user.id, partnership_id=present.round.partnership_id,
        subject=f"submission {receipt.reference}",
        details={"round": present.round.slug, "revision": receipt.revision},
    )  # fmt: skip
    session.flush()
    after = lock_present(session, sent.draft_id)
    assert after is not None
    return Sent(status=201, body=_receipt(session, after, sent))


def _receipt(session: Session, present: Present, sent: SentNotes) -> dict[str, Any]:
    received = session.scalars(
        select(SubmissionRevision.received_at).where(
            SubmissionRevision.submission_id == sent.draft_id, SubmissionRevision.number == sent.number
        )
    ).one()
    return {
        "reference": present.reference, "uuid": sent.draft_id, "revision": sent.number,
        "received_at": received.isoformat(),
    }  # fmt: skip


def _wait(reason: str, revision: int, *, missing: Sequence[str] = (), error: str = "") -> Sent:
    """Not yet, and why."""
    why = {"reason": reason, "error": error or _WHY[reason], "missing": list(missing), "revision": revision}
    return Sent(status=409, body=why)


def _missing_files(session: Session, present: Present) -> list[str]:
    stored = attachments.attachments_of(session, present.draft.id) if present.draft is not None else {}
    named = attachments.named_files(compiled_version(present.version), present.document)
    return list(dict.fromkeys(name for _, _, name in named if name not in stored))


def _problems(present: Present, document: dict[str, Any], refused: AnswersRefused) -> list[dict[str, Any]]:
    return [_problem(present, document, problem) for problem in refused.problems]


def _problem(present: Present, document: dict[str, Any], problem: AnswerProblem) -> dict[str, Any]:
    section = find_section(compiled_version(present.version), problem.section)
    repeats = section.repeats if section is not None else ()
    entry = ids_of(present.document, repeats, problem.entry)
    return {"section": problem.section, "name": problem.name, "entry": entry or [], "message": problem.message}
