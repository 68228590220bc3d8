"""What came to a case after its panel had signed it off: returns that came late, were changed, or went.

The record stays what was signed. The panel reads what came since, settles what that leaves open, and signs again, with
a reason: that makes a revision.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, ModerationRevision
from survey_app.case_audits.moderation.cases import locked
from survey_app.case_audits.moderation.reading import CaseState, case_state
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import add_revision, document_of, refuse_without_reason, revisions_of
from survey_app.case_audits.moderation.sides import STATES
from survey_app.case_audits.moderation.signing import open_points

CAME, CHANGED, GONE = "A return came.", "The return was changed.", "The return is not there any more."
ASKED = "What is asked of it was changed."
NOTHING: Mapping[str, Any] = {"state": "missing", "grade": "", "text": STATES["missing"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSince:
    """One agency's return that is another than the one that was signed: what happened, and on which questions."""

    agency: str
    happened: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceSigning:
    """What came since the newest revision, and what the signed case lacks now, a sentence each."""

    returns: tuple[ReturnSince, ...]
    missing: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """What papers say that show the grades as they are now."""
        return " ".join([*(f"{one.agency}: {one.happened}" for one in self.returns), *self.missing])


def since_signing(newest: ModerationRevision, state: CaseState) -> SinceSigning | None:
    """What came after the newest revision; None where the case is as it was signed."""
    found = tuple(_returns(newest.document, document_of(state)))
    missing = open_points(state)
    return SinceSigning(returns=found, missing=missing) if found or missing else None


def since_signing_of(session: Session, states: Sequence[CaseState]) -> dict[str, SinceSigning]:
    """The signed cases, by id, that are not any more as they were signed."""
    signed = {one.case.id: one for one in states if one.state == "signed"}
    rows = session.scalars(
        select(ModerationRevision)
        .where(ModerationRevision.case_id.in_(signed))
        .order_by(ModerationRevision.case_id, ModerationRevision.number)
    )
    newest = {one.case_id: one for one in rows}
    found = {case_id: since_signing(one, signed[case_id]) for case_id, one in newest.items()}
    return {case_id: one for case_id, one in found.items() if one is not None}


def document_mark(document: Mapping[str, Any]) -> str:
    """Tells this document from any other: what the page carries, so that nobody signs what he has not read."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]


def sign_again(
    session: Session, case: AuditCase, *, by: int | None, because: str, seen: str | None = None
) -> ModerationRevision:
    """Take what came after sign-off into the record: the next revision, with its reason.

    Parameters
    ----------
    seen : str, optional
        The mark (:func:`document_mark`) of the document as the signer has read it.

    Raises
    ------
    ChangedMeanwhile
        Where something was changed since.
    ModerationRefused
        Where nothing came, while something is missing, or without a reason.
    """
    moderation = locked(session, case)
    state, revisions = case_state(session, case), revisions_of(session, case)
    assert state is not None
    if moderation.signed_at is None:
        raise ModerationRefused("The case is not signed off yet. Sign it off first.")
    since = since_signing(revisions[-1], state)
    if since is None:
        raise ModerationRefused("The case is signed off already.")
    if seen is not None and seen != document_mark(document_of(state)):
        raise ChangedMeanwhile("Something was changed meanwhile. Read it as it is now, then sign it off again.")
    if since.missing:
        raise ModerationRefused(f"Settle this first: {since.missing[0]}")
    refuse_without_reason(moderation, because)
    moderation.revision += 1
    session.flush()
    return add_revision(session, state, by=by, reason=because)


def _returns(signed: Mapping[str, Any], present: Mapping[str, Any]) -> Iterator[ReturnSince]:
    """Agencies by their numbers, since names change."""
    before, after = ({one["agency_id"]: one for one in document["returns"]} for document in (signed, present))
    for agency in dict.fromkeys([*after, *before]):
        old, new = before.get(agency, {}), after.get(agency, {})
        was, came = old.get("received_at", ""), new.get("received_at", "")
        lines = tuple(_lines(agency, signed, present, came=bool(came and not was)))
        if was == came and not lines:
            continue
        happened = ASKED if was == came else CAME if not was else GONE if not came else CHANGED
        yield ReturnSince(agency=(new or old)["agency"], happened=happened, lines=lines)


def _lines(agency: int, signed: Mapping[str, Any], present: Mapping[str, Any], *, came: bool) -> Iterator[str]:
    """On which questions an agency says something else now."""
    old, new = _sides(agency, signed), _sides(agency, present)
    numbers = {one["name"]: one["number"] for one in (*signed["questions"], *present["questions"])}
    for name, number in numbers.items():
        was, now = old.get(name, NOTHING), new.get(name, NOTHING)
        if (was["state"], was["grade"]) != (now["state"], now["grade"]):
            yield f"{number} {now['text']}" if came else f"{number} {now['text']} (was {was['text']})"


def _sides(agency: int, document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        one["name"]: side for one in document["questions"] for side in one["sides"] if side["agency_id"] == agency
    }  # fmt: skip
