"""The submission contract: nothing is lost, nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from instruments.answers import check_answers, clean_answers
from instruments.compiled import CompiledInstrument
from survey_app.collect import attachments, sealing
from survey_app.collect.keeping import with_given
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousReceipt, Submission, SubmissionRevision
from survey_app.collect.partial import only_unanswered
from survey_app.collect.problems import AlreadyAnswered, AnswersRefused, NotOpen, NotYours, SubmissionConflict
from survey_app.collect.receipts import Receipt, content_hash, hash_uuid, reference_of
from survey_app.collect.safety import is_safety_item, raise_alerts, without_safety_answers
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Invitation, Round


def check_open(round_: Round, today: date) -> None:
    """Refuse, with the reason, a round that takes no answers today."""
    if round_.state == "draft" or (round_.opens_on and round_.opens_on > today):
        when = f" It opens on {round_.opens_on:%-d %B %Y}." if round_.opens_on else ""
        raise NotOpen(f"“{round_.title}” is not open yet.{when}")
    if round_.state == "closed" or (round_.closes_on and round_.closes_on < today):
        when = f" on {round_.closes_on:%-d %B %Y}" if round_.closes_on else ""
        raise NotOpen(f"“{round_.title}” closed{when} and takes no more answers.")


def submit(
    session: Session,
    keys: KeyStore,
    round_: Round,
    submission_uuid: str,
    document: dict[str, Any],
    *,
    author_id: int | None = None,
    invitation: Invitation | None = None,
    replaces: int | None = None,
    username: str | None = None,
    version: InstrumentVersion | None = None,
    named: dict[str, Any] | None = None,
    partial: bool = False,
) -> Receipt:
    """Receive one answers document; a receipt means that it is kept once the transaction is committed.

    ``submission_uuid`` is the browser's, in canonical writing. Same UUID and same content: the first receipt again.
    Same UUID and other content: SubmissionConflict, unless ``replaces`` is the current revision. In an anonymous round
    the same UUID always gives the first receipt: its content is sealed, and nothing may be kept that would compare it.
    ``version`` is what a draft that stays on its version answers, by default what the round asks; ``named`` is the
    same document with the ids of its entries, by which its worries are known. ``partial`` says that the author sends
    what there is: answers that the form asks for may be missing, but nothing else may be wrong. Such an answer is
    marked as partial; in an anonymous round nothing is, since a count of blanks beside a release undoes it.
    """
    check_open(round_, now().date())
    if round_.anonymous:
        return _submit_sealed(session, keys, round_, submission_uuid, document, invitation, partial=partial)
    version = version or round_.version
    compiled = compiled_version(version)
    document = with_given(session, round_, submission_uuid, compiled, _with_username(compiled, document, username))
    cleaned, is_partial = _checked(session, compiled, document, submission_uuid, partial=partial)
    offer = _Offer(version=version, document=cleaned, digest=content_hash(cleaned), partial=is_partial)
    receipt = _submit_named(session, round_, submission_uuid, offer, author_id, invitation, replaces)
    attachments.drop_unnamed(session, compiled, submission_uuid)
    raise_alerts(session, round_, submission_uuid, compiled, cleaned, author_id, named=named)
    if invitation is not None:
        invitation.answered = True
    session.flush()
    return receipt


def _checked(
    session: Session, compiled: CompiledInstrument, document: dict[str, Any], submission_uuid: str, *, partial: bool
) -> tuple[dict[str, Any], bool]:
    """The document reduced to its path and calculated anew, and whether something is missing that its author left out.

    Raises AnswersRefused when it breaks the form's rules.
    """
    problems = check_answers(compiled, document)
    is_partial = partial and only_unanswered(compiled, document, problems)
    if is_partial:
        problems = ()
    cleaned = clean_answers(compiled, document) if not problems else {}
    problems = problems or attachments.file_problems(session, compiled, cleaned, submission_uuid)
    if problems:
        raise AnswersRefused(problems)
    return cleaned, is_partial


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """An answer as it is offered: to which version, what it says, and whether its author left something out."""

    version: InstrumentVersion
    document: dict[str, Any]
    digest: str
    partial: bool


def _with_username(compiled: CompiledInstrument, document: dict[str, Any], username: str | None) -> dict[str, Any]:
    """Who answers is known from signing in, whatever the document says."""
    names = [item.name for item in compiled.items if item.question.kind == "username" and not item.repeats]
    return document | dict.fromkeys(names, username) if names else document


def _checked_without_safety(compiled: CompiledInstrument, document: dict[str, Any], *, partial: bool) -> dict[str, Any]:
    """The same for an anonymous round, which keeps nothing of a safety question and so cannot ask for it."""
    kept = without_safety_answers(compiled, document)
    problems = [problem for problem in check_answers(compiled, kept) if not _is_of_safety(compiled, problem.name)]
    if problems and not (partial and only_unanswered(compiled, kept, problems)):
        raise AnswersRefused(tuple(problems))
    cleaned = without_safety_answers(compiled, clean_answers(compiled, kept))
    if files := attachments.named_problems(compiled, cleaned):
        raise AnswersRefused(files)
    return cleaned


def _is_of_safety(compiled: CompiledInstrument, name: str) -> bool:
    item = compiled.find(name)
    return item is not None and is_safety_item(item)


def _submit_named(
    session: Session,
    round_: Round,
    submission_uuid: str,
    offer: _Offer,
    author_id: int | None,
    invitation: Invitation | None,
    replaces: int | None,
) -> Receipt:
    submission = _locked(session, submission_uuid)
    if submission is None:
        try:
            with session.begin_nested():
                return _first_revision(session, round_, submission_uuid, offer, author_id, invitation)
        except IntegrityError:  # the same UUID came in twice at the same moment
            submission = _locked(session, submission_uuid)
            if submission is None:
                raise
    owner = (submission.round_id, submission.author_id, submission.invitation_id)
    if owner != (round_.id, author_id, invitation.id if invitation else None):
        raise NotYours
    return _repeat_or_revise(session, submission, offer, replaces)


def _locked(session: Session, submission_uuid: str) -> Submission | None:
    statement = select(Submission).where(Submission.id == submission_uuid).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _first_revision(
    session: Session,
    round_: Round,
    submission_uuid: str,
    offer: _Offer,
    author_id: int | None,
    invitation: Invitation | None,
) -> Receipt:
    submission = Submission(
        id=submission_uuid, round_id=round_.id, version_id=offer.version.id, author_id=author_id,
        invitation_id=invitation.id if invitation else None,
        reference=reference_of(hash_uuid(round_.id, submission_uuid)),
    )  # fmt: skip
    session.add(submission)
    session.flush()
    _add_revision(session, submission, 1, offer)
    return Receipt(reference=submission.reference, uuid=submission.id, revision=1)


def _repeat_or_revise(session: Session, submission: Submission, offer: _Offer, replaces: int | None) -> Receipt:
    """The receipt that content got before, a new revision, or a conflict."""
    revisions = {revision.number: revision.content_hash for revision in _revisions(session, submission)}
    current = submission.current_revision
    known = [number for number, digest in revisions.items() if digest == offer.digest]
    if known and (replaces != current or current in known):
        return Receipt(reference=submission.reference, uuid=submission.id, revision=max(known), repeated=True)
    if replaces != current:
        raise SubmissionConflict(
            received_revision=current, received_hash=revisions[current], offered_hash=offer.digest,
            reference=submission.reference,
        )  # fmt: skip
    submission.current_revision = current + 1
    _add_revision(session, submission, current + 1, offer)
    return Receipt(reference=submission.reference, uuid=submission.id, revision=current + 1)


def _revisions(session: Session, submission: Submission) -> list[SubmissionRevision]:
    return list(session.scalars(select(SubmissionRevision).where(SubmissionRevision.submission_id == submission.id)))


def _add_revision(session: Session, submission: Submission, number: int, offer: _Offer) -> None:
    revision = SubmissionRevision(
        submission_id=submission.id, number=number, document=offer.document, content_hash=offer.digest,
        version_id=offer.version.id, partial=offer.partial,
    )  # fmt: skip
    session.add(revision)
    session.flush()


def _submit_sealed(
    session: Session,
    keys: KeyStore,
    round_: Round,
    submission_uuid: str,
    document: dict[str, Any],
    invitation: Invitation | None,
    *,
    partial: bool,
) -> Receipt:
    """Seal the answer and mark the invitation in one transaction, under the lock on the round."""
    round_ = sealing.lock_round(session, round_.id)
    check_open(round_, now().date())
    # The round may have moved on to another version before the lock was had.
    compiled = compiled_version(session.get_one(InstrumentVersion, round_.version_id))
    uuid_hash = hash_uuid(round_.id, submission_uuid)
    receipt = Receipt(reference=reference_of(uuid_hash), uuid=submission_uuid)
    if session.get(AnonymousReceipt, uuid_hash, populate_existing=True) is not None:
        return Receipt(reference=receipt.reference, uuid=submission_uuid, repeated=True)
    if invitation is not None:
        session.refresh(invitation, with_for_update=True)
        if invitation.answered:
            raise AlreadyAnswered("This link has been used: an answer was sent with it. Each link takes one answer.")
        invitation.answered = True
    cleaned = _checked_without_safety(compiled, document, partial=partial)
    sealing.seal_answer(session, keys, round_, {"version_id": round_.version_id, "document": cleaned})
    session.add(AnonymousReceipt(uuid_hash=uuid_hash, round_id=round_.id))
    session.flush()
    return receipt
