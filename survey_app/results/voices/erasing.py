"""Erasing the original of a comment: out of every revision of the answer, its draft, and every wording proposed.

The answer then holds a mark in its place: it was written, and is gone. Backups made before still hold it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records.holds import rounds_of_held_audits
from survey_app.case_audits.models import CaseAudit
from survey_app.collect.entries import entry_from
from survey_app.collect.models import AnonymousResponse, Draft, SubmissionRevision
from survey_app.collect.sealing import lock_round
from survey_app.results.comments import ERASED, Comment, Place
from survey_app.results.downloads.ending import ERASED as ERASED_MEANWHILE
from survey_app.results.downloads.ending import drop_files_of
from survey_app.results.models import CommentCoding
from survey_app.results.voices.desk import forget_wordings, quote_at
from survey_app.results.voices.wording import QuoteRefused
from survey_app.rounds.models import Round

REASONS = {
    "asked": "The person who wrote it asked for it",
    "identifies": "It tells who somebody is",
    "mistake": "It was written by mistake",
    "law": "The partnership may not keep it",
}
SHORTEST_COPY = 12  # characters from which a copy within another answer, such as a calculated one, is looked for


def erase_original(session: Session, round_: Round, comment: Comment, *, by_id: int) -> bool:
    """Erase a comment. Whether a cleared paraphrase of it stays.

    Raises
    ------
    QuoteRefused
        Where the round, or the audit whose returns or voices it holds, is on legal hold.
    """
    audits = select(CaseAudit.id).where(CaseAudit.round_id == round_.id)
    session.execute(audits.with_for_update(read=True))  # no hold is set meanwhile
    lock_round(session, round_.id)
    if _is_held(session, round_):
        raise QuoteRefused("These answers are on legal hold, so nothing of them is erased until the hold is lifted.")
    for record in _records(session, round_, comment.place):
        record.document = _without(record.document, comment.place, comment.text)
    place = comment.place
    session.execute(
        update(CommentCoding)
        .where(
            CommentCoding.round_id == round_.id, CommentCoding.response_key == place.response_key,
            CommentCoding.question == place.question, CommentCoding.entry == place.entry,
        )
        .values(quote_worthy=False)
    )  # fmt: skip
    quote = quote_at(session, round_, place)
    kept = forget_wordings(session, quote, by_id=by_id) if quote is not None else False
    drop_files_of(session, [round_.id], ERASED_MEANWHILE)
    session.flush()
    return kept


def _is_held(session: Session, round_: Round) -> bool:
    held = select(Round.id).where(
        Round.id == round_.id, or_(Round.legal_hold, Round.id.in_(rounds_of_held_audits()))
    )  # fmt: skip
    return session.scalar(held) is not None


def _records(session: Session, round_: Round, place: Place) -> list[Any]:
    """Every row that holds the answer."""
    key = place.response_key
    if round_.anonymous:
        held = select(AnonymousResponse).where(AnonymousResponse.key == key, AnonymousResponse.round_id == round_.id)
        return list(session.scalars(held))
    revisions = session.scalars(select(SubmissionRevision).where(SubmissionRevision.submission_id == key)).all()
    drafts = session.scalars(select(Draft).where(Draft.id == key, Draft.round_id == round_.id)).all()
    return [*revisions, *drafts]


def _without(document: dict[str, Any], place: Place, original: str) -> dict[str, Any]:
    """The document with a mark at the place, whatever an older revision says there, and in place of every copy."""
    entry = entry_from(place.entry) or ()
    copied = _replaced(document, original)
    return _marked_at(copied, place.question, list(entry)) if isinstance(copied, dict) else document


def _replaced(value: Any, original: str) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(item, original) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, original) for item in value]
    if isinstance(value, str):
        if value.strip() == original:
            return ERASED
        if len(original) >= SHORTEST_COPY:
            return value.replace(original, ERASED)
    return value


def _marked_at(document: dict[str, Any], question: str, entry: list[int]) -> dict[str, Any]:
    """A question outside repeats stands at entry 0; within them the entry says where in each list it is."""
    if isinstance(document.get(question), str):
        return {**document, question: ERASED}
    if not entry:
        return document
    changed = dict(document)
    for name, value in document.items():
        if isinstance(value, list) and len(value) > entry[0] and isinstance(value[entry[0]], dict):
            inner = _marked_at(value[entry[0]], question, entry[1:])
            changed[name] = [*value[: entry[0]], inner, *value[entry[0] + 1 :]]
    return changed
