"""What bears a finding out, frozen as it said on the day it was linked, and what the record says now.

The record itself is asked, never the caller: a figure that is hidden, a quote that is not cleared, a grade that is not
final and a working paper cannot be linked, whoever asks for them. A quote is the one thing of which no words are kept
here: it is shown from the feedback store as long as it is cleared there, and gone everywhere once it is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.changing import lock_as_seen, note
from survey_app.improvement.models import EVIDENCE_KINDS, Finding, FindingEvidence

MOST_EVIDENCE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What somebody links. ``record_type`` and ``record_id`` name a record, ``figure`` the place in it.

    ``says``, ``version`` and ``address`` count only where no record is named, or none of a kind that can be asked.
    """

    kind: str
    says: str = ""
    record_type: str = ""
    record_id: str = ""
    version: str = ""
    release_class: str = "release"
    figure: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a record says now.

    ``says`` is a sentence that may be kept; ``words`` those of a quote, which are shown and never kept. ``figure``
    holds the place in the record and, of a figure, ``count``, ``base`` and ``share``.
    """

    says: str
    words: str = ""
    version: str = ""
    figure: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""


class NotLinkable(ChainRefused):
    """The record, or this part of it, may not be linked; the message says why."""

    title = "This cannot be linked as evidence"


Resolver = Callable[[Session, int, str, Mapping[str, Any]], Standing]
"""What a record says now: session, partnership's id, record's id, place. Raises NotLinkable."""

RESOLVERS: dict[str, Resolver] = {}


def register_resolver(record_type: str, resolver: Resolver) -> None:
    """Say how records of a type are asked what they say."""
    RESOLVERS[record_type] = resolver


def resolver_of(record_type: str) -> Resolver | None:
    """How records of a type are asked; None where there is none."""
    import_module("survey_app.improvement.chain.sources")  # registers them: commands load no pages
    return RESOLVERS.get(record_type)


def link_evidence(
    session: Session, finding: Finding, evidence: Evidence, by_id: int | None, *, seen: int | None = None
) -> FindingEvidence:
    """Link evidence to a finding, and freeze what it says today.

    Raises
    ------
    NotLinkable
        Where the record is not there for this partnership, or may not be told: working papers, hidden figures, quotes
        that are not cleared, grades that are not final.
    ChainRefused
        Where the finding is withdrawn, the same is linked already, or words could tell who somebody is.
    """
    lock_as_seen(session, finding, seen)
    if finding.withdrawn_at is not None:
        raise ChainRefused(f"{finding.reference} is withdrawn, and takes no more evidence.")
    if evidence.kind not in EVIDENCE_KINDS:
        raise ChainRefused("Choose what kind of evidence it is.")
    if evidence.release_class != "release":
        raise NotLinkable(
            "A working paper cannot be linked: not everybody who reads the finding may read it. Release it."
        )
    standing = _frozen(session, finding.partnership_id, evidence)
    _refuse_again(finding, evidence, standing)
    line = FindingEvidence(
        finding_id=finding.id, position=_next_position(session, finding), kind=evidence.kind,
        record_type=evidence.record_type, record_id=evidence.record_id, version=standing.version[:120],
        release_class="release", says=standing.says, figure=dict(standing.figure), address=standing.address[:500],
        linked_by_id=by_id,
    )  # fmt: skip
    session.add(line)
    finding.revision += 1
    note(session, finding, "evidence", as_kept(line), by_id=by_id)
    session.expire(finding, ["evidence"])
    return line


def unlink_evidence(
    session: Session, finding: Finding, line: FindingEvidence, reason: str, *, by_id: int | None, seen: int | None
) -> None:
    """Take evidence away, and say why; the history keeps what it said."""
    lock_as_seen(session, finding, seen)
    if not reason.strip():
        raise ChainRefused("Say why this does not bear the finding out.")
    check_words(session, finding.partnership_id, [("The reason", reason)], checked=True)
    was = as_kept(line)
    session.delete(line)
    finding.revision += 1
    note(session, finding, "evidence", "", was=was, by_id=by_id, why=reason.strip())
    session.expire(finding, ["evidence"])


def as_kept(line: FindingEvidence) -> str:
    """Evidence as the history keeps it: with the record that it is of, so that each reader is asked anew."""
    kept = {"kind": line.kind, "record_type": line.record_type, "record_id": line.record_id, "says": line.says}
    return json.dumps(kept, ensure_ascii=False)


def standing_of(session: Session, partnership_id: int, line: FindingEvidence) -> Standing | None:
    """What the record behind a line says now; None where it is gone or may no longer be told, or none is named."""
    resolver = resolver_of(line.record_type)
    if resolver is None:
        return None
    try:
        return resolver(session, partnership_id, line.record_id, line.figure)
    except ChainRefused:
        return None


def _frozen(session: Session, partnership_id: int, evidence: Evidence) -> Standing:
    resolver = resolver_of(evidence.record_type)
    if resolver is not None:
        return resolver(session, partnership_id, evidence.record_id, evidence.figure)
    if evidence.kind in ("figure", "theme", "quote", "grade", "inspection", "passage", "peer_finding", "indicator"):
        raise NotLinkable("Choose the record: what it says is taken from there, and not typed in.")
    says = evidence.says.strip()
    if not says:
        raise ChainRefused("Say in a sentence what bears the finding out.")
    if evidence.address and not evidence.address.startswith("/p/"):
        raise ChainRefused("The address of a page here begins with /p/.")
    check_words(session, partnership_id, [("The evidence", says)], checked=evidence.checked)
    return Standing(says=says, version=evidence.version, figure=evidence.figure, address=evidence.address)


def _refuse_again(finding: Finding, evidence: Evidence, standing: Standing) -> None:
    for line in finding.evidence:
        same_record = (line.record_type, line.record_id) == (evidence.record_type, evidence.record_id)
        if same_record and line.says == standing.says and line.version == standing.version[:120]:
            raise ChainRefused("This is linked to the finding already.")


def _next_position(session: Session, finding: Finding) -> int:
    last = session.scalar(select(func.max(FindingEvidence.position)).where(FindingEvidence.finding_id == finding.id))
    if last is not None and last + 1 >= MOST_EVIDENCE:
        raise ChainRefused(f"A finding has at most {MOST_EVIDENCE} pieces of evidence. Enter a second finding.")
    return 0 if last is None else last + 1
