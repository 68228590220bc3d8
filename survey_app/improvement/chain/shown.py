"""Evidence as a page shows it: frozen beside what the record says now; and what came of a record or a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from exports.formats import percent_text
from survey_app.case_audits.models import AuditRecommendation, PeerFinding
from survey_app.case_audits.numbers import number_of
from survey_app.improvement.chain.evidence import Standing, resolver_of, standing_of
from survey_app.improvement.chain.sources.rounds import is_hidden_record
from survey_app.improvement.models import Finding, FindingEvidence, Recommendation, RecommendationFinding
from survey_app.partnership.models import Agency
from survey_app.walkabouts.models import AssessmentMember

GONE_QUOTE = "A quote that is no longer cleared. Its words are gone."
HIDDEN = "Hidden from you for now: it is of a round that you must not read yet."
OF_OTHERS = "Hidden from you: it is the grade or the figure of another agency."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvidence:
    """One piece of evidence.

    ``frozen`` is the figure of that day, ``now`` the present one where the record has moved on; ``is_gone`` says that
    the record is no longer there, or may no longer be told. ``words`` are a quote's, as long as it is cleared.
    """

    line: FindingEvidence
    says: str
    words: str = ""
    frozen: str = ""
    now: str = ""
    now_version: str = ""
    is_gone: bool = False
    address: str = ""


def shown_evidence(session: Session, finding: Finding) -> list[ShownEvidence]:
    """The evidence of a finding for this reader, in the order it was linked."""
    return [_shown(session, finding.partnership_id, line) for line in finding.evidence]


def without_others(
    session: Session, evidence: Sequence[ShownEvidence], agency_ids: Collection[int]
) -> list[ShownEvidence]:
    """Evidence as the leads of these agencies read it: without grades and figures of other agencies alone."""
    return [
        ShownEvidence(line=one.line, says=OF_OTHERS) if _is_of_others(session, one.line, agency_ids) else one
        for one in evidence
    ]


def _is_of_others(session: Session, line: FindingEvidence, agency_ids: Collection[int]) -> bool:
    if line.record_type == "section11_assessment":
        assessed = select(AssessmentMember.agency_id).where(AssessmentMember.assessment_id == line.record_id)
        return not set(session.scalars(assessed)) & set(agency_ids)
    if line.record_type == "indicator" and line.figure.get("agency"):
        names = session.scalars(select(Agency.name).where(Agency.id.in_(agency_ids)))
        return line.figure["agency"] not in set(names)
    return False


def _shown(session: Session, partnership_id: int, line: FindingEvidence) -> ShownEvidence:
    if is_hidden_record(session, line.record_type, line.record_id):
        return ShownEvidence(line=line, says=HIDDEN)
    now = standing_of(session, partnership_id, line)
    can_be_asked = resolver_of(line.record_type) is not None
    if line.kind == "quote":
        if now is None:
            return ShownEvidence(line=line, says=GONE_QUOTE, is_gone=True)
        changed = "The wording was cleared anew since." if now.version != line.version else ""
        return ShownEvidence(line=line, says=line.says, words=now.words, now=changed, address=now.address)
    return ShownEvidence(
        line=line, says=line.says, frozen=figure_text(line.figure), now=_moved(line, now) if now is not None else "",
        now_version=now.version if now is not None else "", is_gone=can_be_asked and now is None,
        address=now.address if now is not None else "" if can_be_asked else line.address,
    )  # fmt: skip


def _moved(line: FindingEvidence, now: Standing) -> str:
    """What the record says now where that is something else; a figure released anew counts, though it be the same."""
    if dict(now.figure).get("count") is not None:
        return figure_text(dict(now.figure)) if now.version != line.version else ""
    return now.says if now.says != line.says else ""


def figure_text(figure: dict[str, object]) -> str:
    """“36 of 39 (92%)”: a figure with its base, as it was frozen; empty where there is none."""
    count, base, share = figure.get("count"), figure.get("base"), figure.get("share")
    if not isinstance(count, int) or not isinstance(base, int):
        return ""
    return f"{count:,} of {base:,}" + (f" ({percent_text(share)})" if isinstance(share, float | int) else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CameOf:
    """What came of a record: the findings that it bears out, and the recommendations."""

    findings: Sequence[Finding]
    recommendations: Sequence[Recommendation]


def came_of_record(session: Session, partnership_id: int, record_types: Sequence[str], record_id: str) -> CameOf:
    """The findings that a record bears out, and the recommendations on them or taken up from it, by number."""
    findings = session.scalars(
        select(Finding)
        .where(
            Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None),
            Finding.id.in_(
                select(FindingEvidence.finding_id).where(
                    FindingEvidence.record_type.in_(record_types), FindingEvidence.record_id == record_id
                )
            ),
        )
        .order_by(Finding.number)
    ).all()  # fmt: skip
    on_findings = select(RecommendationFinding.recommendation_id).where(
        RecommendationFinding.finding_id.in_([one.id for one in findings])
    )
    recommendations = session.scalars(
        select(Recommendation)
        .where(
            Recommendation.partnership_id == partnership_id,
            or_(Recommendation.id.in_(on_findings), *_taken_up_from(record_types, record_id)),
        )
        .order_by(Recommendation.number)
    ).all()
    return CameOf(findings=findings, recommendations=recommendations)


def _taken_up_from(record_types: Sequence[str], record_id: str) -> list[ColumnElement[bool]]:
    """Recommendations whose origin belongs to the record."""
    found: list[ColumnElement[bool]] = []
    if "case_audit" in record_types and (audit_id := number_of(record_id)) is not None:
        ids = select(AuditRecommendation.id).where(AuditRecommendation.audit_id == audit_id)
        found.append(and_(Recommendation.origin_type == "audit_recommendation", Recommendation.origin_id.in_(ids)))
    if "peer_review" in record_types:
        ids = select(PeerFinding.id).where(PeerFinding.review_id == record_id)
        found.append(and_(Recommendation.origin_type == "peer_finding", Recommendation.origin_id.in_(ids)))
    return found


def findings_by_record(session: Session, partnership_id: int, record_type: str) -> dict[str, list[Finding]]:
    """The standing findings that records of a type bear out, by the record's id: for lists of many records."""
    rows = session.execute(
        select(FindingEvidence.record_id, Finding)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .where(
            Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None),
            FindingEvidence.record_type == record_type,
        )
        .order_by(Finding.number, FindingEvidence.position)
    ).all()  # fmt: skip
    found: dict[str, list[Finding]] = {}
    for record_id, finding in rows:
        if finding not in found.setdefault(record_id, []):
            found[record_id].append(finding)
    return found
