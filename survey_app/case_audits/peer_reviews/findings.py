"""Findings of a peer review: factual, borne out by at least two sources, checked by the area, handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.case_audits.models import (
    CONFIDENCES,
    FINDING_KINDS,
    SOURCE_KINDS,
    FindingSource,
    PeerFinding,
    PeerReview,
)
from survey_app.case_audits.peer_reviews.seats import ReviewRefused
from survey_app.database import now
from survey_app.errors import Conflict

LEAST_SOURCES, MOST_SOURCES = 2, 6
LONGEST = 4_000
ALLOWED = {"date", "place", "school"}  # what a finding about a partnership may name


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingText:
    """What is written of a finding; ``sources`` are kind and reference."""

    kind: str
    text: str
    impact: str
    confidence: str
    recommendation: str
    sources: Sequence[tuple[str, str]]


def write_finding(session: Session, review: PeerReview, given: FindingText) -> PeerFinding:
    """Write down a finding, as a draft."""
    _lock(session, review, ("fieldwork",))
    said = (given.kind, given.text.strip(), given.impact.strip(), given.confidence, given.recommendation.strip())
    session.expire(review, ["findings"])
    for one in review.findings:
        if one.state != "dropped" and (one.kind, one.text, one.impact, one.confidence, one.recommendation) == said:
            raise ReviewRefused(f"This is written down already, as finding {one.number}.")
    last = session.scalar(select(func.max(PeerFinding.number)).where(PeerFinding.review_id == review.id))
    finding = PeerFinding(review_id=review.id, number=(last or 0) + 1, kind=given.kind, text=given.text)
    _apply(session, finding, given)
    session.expire(review, ["findings"])
    return finding


def change_finding(session: Session, finding: PeerFinding, given: FindingText, *, seen: int) -> None:
    """Change a finding; it is a draft again. ``seen`` is its revision as whoever changes it has read it."""
    _lock(session, finding.review, ("fieldwork",))
    _unchanged(session, finding, seen)
    _apply(session, finding, given)
    finding.state, finding.revision = "draft", finding.revision + 1
    session.flush()


def confirm_finding(session: Session, finding: PeerFinding, *, seen: int) -> None:
    """Confirm a finding that at least two different sources bear out."""
    _lock(session, finding.review, ("fieldwork",))
    _unchanged(session, finding, seen)
    different = {(source.kind, " ".join(source.reference.casefold().split())) for source in finding.sources}
    if len(different) < LEAST_SOURCES:
        raise ReviewRefused(
            f"Finding {finding.number} has {len(different) or 'no'} source{'' if len(different) == 1 else 's'}. A "
            "finding needs two that differ: look for another, or leave it out."
        )
    if not finding.impact:
        raise ReviewRefused(f"Say first what finding {finding.number} means for children.")
    finding.state, finding.revision = "confirmed", finding.revision + 1
    session.flush()


def drop_finding(session: Session, finding: PeerFinding, *, seen: int) -> None:
    """Leave a finding out; it stays on record, and the area never sees it."""
    _lock(session, finding.review, ("fieldwork",))
    _unchanged(session, finding, seen)
    finding.state, finding.revision = "dropped", finding.revision + 1
    session.flush()


def say_on_facts(session: Session, finding: PeerFinding, words: str, *, by: int, seen: str | None = None) -> None:
    """Note what the reviewed area says on the facts of a finding; said again, it is answered again.

    ``seen`` is what the area had said when the writer read it.
    """
    _lock(session, finding.review, ("accuracy",))
    session.refresh(finding, with_for_update={"of": PeerFinding})
    if seen is not None and _plain(seen) != _plain(finding.area_says):
        raise Conflict("Somebody of your area has written meanwhile. Open the finding again, and add to their words.")
    if finding.state != "confirmed":
        raise ReviewRefused("This finding is not with the area.")
    said = _checked(words, "What the area says")
    if not said:
        raise ReviewRefused("Say what is not right in the facts, and what shows it.")
    finding.area_says, finding.area_says_by_id, finding.area_says_at, finding.answer = said, by, now(), ""
    session.flush()


def answer_area(
    session: Session, finding: PeerFinding, answer: str, *, text: str, seen: str, revision: int | None = None
) -> None:
    """Answer what the area says, and correct the finding's words where it is right.

    ``seen`` is what the area said, and ``revision`` the finding's, as whoever answers has read them.
    """
    _lock(session, finding.review, ("accuracy",))
    _unchanged(session, finding, finding.revision if revision is None else revision)
    if not finding.area_says or _plain(seen) != _plain(finding.area_says):
        raise Conflict("The area has changed what it says meanwhile. Read it again before you answer.")
    said, corrected = _checked(answer, "The answer"), _checked(text, "The finding")
    if not said or not corrected:
        raise ReviewRefused("Write the answer, and keep the words of the finding or correct them.")
    finding.answer, finding.text, finding.revision = said, corrected, finding.revision + 1
    session.flush()


def find_finding(session: Session, review: PeerReview, number: int) -> PeerFinding | None:
    """The finding of this number."""
    if number >= 2**31:
        return None
    return session.scalar(select(PeerFinding).where(PeerFinding.review_id == review.id, PeerFinding.number == number))


def in_order(review: PeerReview, states: tuple[str, ...]) -> list[PeerFinding]:
    """The findings in these states: strengths first, then by number."""
    found = [finding for finding in review.findings if finding.state in states]
    return sorted(found, key=lambda one: (one.kind != "strength", one.number))


def _apply(session: Session, finding: PeerFinding, given: FindingText) -> None:
    if given.kind not in FINDING_KINDS or given.confidence not in CONFIDENCES:
        raise ReviewRefused("Choose whether it is a strength or an area for development, and how sure you are.")
    finding.kind, finding.confidence = given.kind, given.confidence
    finding.text = _checked(given.text, "The finding")
    if not finding.text:
        raise ReviewRefused("Write the finding, in short.")
    finding.impact = _checked(given.impact, "What it means for children")
    finding.recommendation = _checked(given.recommendation, "The recommendation")
    sources = [(kind, _checked(reference, "A source")) for kind, reference in given.sources if reference.strip()]
    if len(sources) > MOST_SOURCES or any(kind not in SOURCE_KINDS for kind, _ in sources):
        raise ReviewRefused(f"Give at most {MOST_SOURCES} sources, and choose the kind of each.")
    session.add(finding)
    session.flush()
    session.execute(delete(FindingSource).where(FindingSource.finding_id == finding.id))
    session.add_all(
        FindingSource(finding_id=finding.id, position=place, kind=kind, reference=reference[:300])
        for place, (kind, reference) in enumerate(sources, 1)
    )
    session.flush()
    session.expire(finding, ["sources"])


def _checked(text: str, what: str) -> str:
    said = text.strip()
    if len(said) > LONGEST:
        raise ReviewRefused(f"{what}: use at most {LONGEST:,} characters.")
    if found := [one for one in find_identifiers(said) if one.kind not in ALLOWED]:
        shown = ", ".join(dict.fromkeys(f"“{one.text}”" for one in found))
        raise ReviewRefused(
            f"{what}: {shown} could tell who somebody is. Findings name nobody; interviews are named by their number."
        )
    return said


def _plain(text: str) -> str:
    return " ".join(text.split())


def _unchanged(session: Session, finding: PeerFinding, seen: int) -> None:
    session.refresh(finding, with_for_update={"of": PeerFinding})
    if finding.revision != seen:
        raise Conflict(
            f"Somebody has changed finding {finding.number} meanwhile. Open it again; nothing of theirs was changed."
        )


def _lock(session: Session, review: PeerReview, states: tuple[str, ...]) -> None:
    session.refresh(review, with_for_update={"of": PeerReview})
    if review.state not in states:
        raise ReviewRefused("The review is at another stage now, so this can no longer be done.")
