"""Reviews by others, read in from a document: kept passage by passage, and each taken as what a person says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from analysis.themes.quotes import NEVER
from survey_app.case_audits.locking import lock_row
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import FindingText, add_finding
from survey_app.improvement.chain.numbering import lock_numbers, next_number
from survey_app.improvement.chain.reading.passages import Passage, fingerprint_of
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation, taken_up
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import (
    SOURCE_KINDS,
    Finding,
    FindingEvidence,
    OutsideReview,
    Recommendation,
    ReviewPassage,
)
from survey_app.walkabouts.models import InspectionReport

OUTSIDE_KINDS = {
    key: SOURCE_KINDS[key]
    for key in (
        "peer_review", "practice_review", "rapid_review", "national_review", "inspection", "external_review", "other",
    )
}  # fmt: skip
ORIGIN = "review_passage"


class AlreadyImported(ChainRefused):
    """The same words were read in before."""

    title = "This document is here already"

    def __init__(self, review: OutsideReview) -> None:
        super().__init__(
            f"The same text was read in on {review.imported_at.astimezone(LOCAL_TIME):%-d %B %Y}, as "
            f"{review.reference}: {review.title}."
        )
        self.number = review.number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDetails:
    """What somebody says of a document."""

    kind: str
    title: str
    reviewer: str
    dated: date
    link: str = ""
    file_name: str = ""
    inspection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A review as it was read in, and how many stretches that belong to one person were covered."""

    review: OutsideReview
    covered: int


def import_review(
    session: Session, partnership_id: int, details: ReviewDetails, passages: Sequence[Passage], by_id: int | None
) -> Imported:
    """Keep a review with all of its passages, in their order.

    What belongs to one person, such as a telephone number or an NHS number, is covered; everything else stays as it
    was. The document itself is not kept.

    Raises
    ------
    AlreadyImported
        Where the partnership has the same text already, whatever the file was called.
    ChainRefused
        Where something that is said of the document is missing or not of its list.
    """
    values = _checked(session, partnership_id, details)
    lock_numbers(session, partnership_id)
    fingerprint = fingerprint_of(passages)
    before = session.scalar(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == partnership_id, OutsideReview.fingerprint == fingerprint)
        .order_by(OutsideReview.number)
    )
    if before is not None:
        raise AlreadyImported(before)
    review = OutsideReview(
        partnership_id=partnership_id, number=next_number(session, OutsideReview, partnership_id),
        fingerprint=fingerprint, imported_by_id=by_id, **values,
    )  # fmt: skip
    count = 0
    for position, passage in enumerate(passages):
        (heading, covered), (text, more) = cover(passage.heading), cover(passage.text)
        count += more + (covered if not position or passages[position - 1].heading != passage.heading else 0)
        review.passages.append(ReviewPassage(position=position, heading=heading[:300], text=text))
    session.add(review)
    session.flush()
    return Imported(review=review, covered=count)


def cover(text: str) -> tuple[str, int]:
    """A text with what belongs to one person covered, and how many stretches that were."""
    found = sorted((one for one in find_identifiers(text) if one.kind in NEVER), key=lambda one: one.start)
    out, at, count = [], 0, 0
    for one in found:
        if one.start >= at:
            out += [text[at : one.start], f"[{one.kind.replace('_', ' ')} left out]"]
            at, count = one.end, count + 1
    return "".join([*out, text[at:]]), count


def leave_passage(session: Session, passage: ReviewPassage, *, left: bool) -> None:
    """Say that nothing is made of a passage, or take that back."""
    _lock(session, passage)
    if passage.taken_as in ("finding", "recommendation"):
        raise ChainRefused("Something was made of this passage already. Withdraw that, and say why.")
    passage.taken_as = "left" if left else ""
    session.flush()


def leave_the_rest(session: Session, review: OutsideReview) -> int:
    """Say that nothing is made of all passages that nobody has marked yet; how many these were."""
    lock_row(session, review)
    rest = [one for one in review.passages if not one.taken_as]
    for one in rest:
        one.taken_as = "left"
    session.flush()
    return len(rest)


def finding_from(session: Session, passage: ReviewPassage, words: FindingText, by_id: int | None) -> Finding:
    """Make a finding of a passage, with the passage as its evidence."""
    _lock(session, passage)
    finding = add_finding(session, passage.review.partnership_id, words, by_id)
    evidence = Evidence(
        kind="passage", record_type="outside_review", record_id=passage.review_id, figure={"passage": passage.id}
    )
    link_evidence(session, finding, evidence, by_id)
    passage.taken_as = passage.taken_as if passage.taken_as == "recommendation" else "finding"
    session.flush()
    return finding


def recommendation_from(
    session: Session, passage: ReviewPassage, words: RecommendationText, findings: Sequence[Finding], by_id: int | None
) -> Recommendation:
    """Make a recommendation of a passage; one that was made of it already is returned as it is."""
    _lock(session, passage)
    before = taken_up(session, ORIGIN, passage.id)
    if before is not None:
        return before
    of_passage = replace(words, origin_type=ORIGIN, origin_id=passage.id)
    made = add_recommendation(session, passage.review.partnership_id, of_passage, findings, by_id)
    passage.taken_as = "recommendation"
    session.flush()
    return made


def findings_of(session: Session, review: OutsideReview) -> dict[str, list[Finding]]:
    """The findings that passages of a review bear out, by the passage's id."""
    rows = session.execute(
        select(FindingEvidence, Finding)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .where(FindingEvidence.record_type == "outside_review", FindingEvidence.record_id == review.id)
        .order_by(Finding.number, FindingEvidence.position)
    ).all()
    found: dict[str, list[Finding]] = {}
    for line, finding in rows:
        found.setdefault(str(line.figure.get("passage", "")), []).append(finding)
    return found


def recommendations_of(session: Session, review: OutsideReview) -> dict[str, Recommendation]:
    """The recommendations that were made of passages of a review, by the passage's id."""
    ids = [one.id for one in review.passages]
    rows = session.scalars(
        select(Recommendation)
        .where(Recommendation.origin_type == ORIGIN, Recommendation.origin_id.in_(ids))
        .order_by(Recommendation.number)
    )
    return {one.origin_id: one for one in rows if one.origin_id is not None}


def reviews_of(session: Session, partnership_id: int) -> list[tuple[OutsideReview, dict[str, int]]]:
    """The reviews of a partnership, the newest first, with how many passages were taken as what."""
    reviews = session.scalars(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == partnership_id)
        .order_by(OutsideReview.number.desc())
    ).all()
    counts: dict[str, dict[str, int]] = {}
    for review_id, taken_as, count in session.execute(
        select(ReviewPassage.review_id, ReviewPassage.taken_as, func.count())
        .where(ReviewPassage.review_id.in_([one.id for one in reviews]))
        .group_by(ReviewPassage.review_id, ReviewPassage.taken_as)
    ):
        counts.setdefault(review_id, {})[taken_as] = count
    return [(one, counts.get(one.id, {})) for one in reviews]


def _lock(session: Session, passage: ReviewPassage) -> None:
    lock_row(session, passage.review)
    lock_row(session, passage)


def _checked(session: Session, partnership_id: int, details: ReviewDetails) -> dict[str, object]:
    title, reviewer, link = (" ".join(one.split()) for one in (details.title, details.reviewer, details.link))
    if details.kind not in OUTSIDE_KINDS:
        raise ChainRefused("Choose what kind of review it is.")
    if not title or len(title) > 300 or len(reviewer) > 200 or len(link) > 500:
        raise ChainRefused(
            "Give the review its title, in at most 300 characters; the reviewer takes 200, the link 500."
        )
    if link and not link.startswith(("https://", "http://")):
        raise ChainRefused("Enter the link with https:// at its beginning, or leave it blank.")
    if details.dated > now().astimezone(LOCAL_TIME).date():
        raise ChainRefused("The day of the review is still to come. Check it.")
    if details.inspection_id is not None:
        inspection = session.get(InspectionReport, details.inspection_id)
        if inspection is None or inspection.partnership_id != partnership_id:
            raise ChainRefused("Choose an inspection report of your partnership’s register, or none.")
    return {
        "kind": details.kind, "title": title, "reviewer": reviewer, "dated": details.dated, "link": link,
        "file_name": details.file_name[-200:], "inspection_id": details.inspection_id,
    }  # fmt: skip
