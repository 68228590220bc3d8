"""What others have recommended and nobody has taken up yet: audits, peer reviews, Section 11 assessments.

Each origin says what may be taken up at all: of an audit what a second person has cleared and the audit's plan lets be
released, of a peer review what was handed over, of a Section 11 assessment what stands in a final copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.release_rules import is_settled
from survey_app.case_audits.models import AuditRecommendation, CaseAudit, PeerFinding, PeerReview
from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.chain.evidence import Evidence
from survey_app.improvement.chain.findings import FindingText
from survey_app.improvement.chain.sources.audits import may_be_told
from survey_app.improvement.chain.words import LONGEST
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.models.outcomes import FinalRevision, Section11Action
from survey_app.walkabouts.outcomes.final_grades import final_grades_of, newest_finals


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAction:
    """What the origin says of an action already: who in words, by when, and how it will be known that it helped."""

    reference: str
    owner: str
    due_on: date | None
    success_measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One recommendation that may be taken up, the finding it rests on, and what bears that out.

    ``owner_id`` is None where the origin names no one agency; ``checked`` says that a second person has looked at
    these words where they come from.
    """

    origin_type: str
    origin_id: str
    text: str
    why: str
    theme: str
    owner_id: int | None
    source_kind: str
    source: str
    made_on: date
    finding: FindingText
    evidence: Evidence
    checked: bool = False
    action: AgreedAction | None = None


def proposal_of(
    session: Session, partnership_id: int, origin_type: str | None, origin_id: str | None
) -> Proposal | None:
    """What a record proposes, as long as it may be told."""
    lists = ORIGIN_LISTS.get(origin_type or "")
    offered = lists(session, partnership_id) if lists is not None else iter(())
    return next((one for one in offered if one.origin_id == origin_id), None)


def proposals_of(session: Session, partnership_id: int) -> list[Proposal]:
    """Everything that may be taken up, taken up already or not: by origin, the newest first."""
    return [one for origin in ORIGIN_LISTS.values() for one in origin(session, partnership_id)]


def _audits(session: Session, partnership_id: int) -> Iterator[Proposal]:
    rows = session.execute(
        select(AuditRecommendation, CaseAudit)
        .join(CaseAudit, CaseAudit.id == AuditRecommendation.audit_id)
        .where(CaseAudit.partnership_id == partnership_id, AuditRecommendation.cleared_at.is_not(None))
        .order_by(CaseAudit.id.desc(), AuditRecommendation.number)
    ).all()
    open_ = {audit.id: may_be_told(session, audit) and is_settled(session, audit) for _, audit in rows}
    for one, audit in rows:
        if open_[audit.id] and one.cleared_at is not None:
            yield _of_audit(one, audit, one.cleared_at.astimezone(LOCAL_TIME).date())


def _of_audit(one: AuditRecommendation, audit: CaseAudit, day: date) -> Proposal:
    kind = "dip_sample" if audit.kind == "dip_sample" else "case_audit"
    return Proposal(
        origin_type="audit_recommendation", origin_id=one.id, text=one.text, why=one.why, theme=one.theme,
        owner_id=one.owner_id, source_kind=kind, source=audit.title, made_on=day, checked=True,
        finding=FindingText(
            kind="concern", text=one.why, theme=one.theme, source_kind=kind, found_on=day, checked=True
        ),
        evidence=Evidence(
            kind="other", record_type="audit_report", record_id=str(audit.id), checked=True,
            says=f"The released report of the audit “{audit.title}”, recommendation {one.number}.",
            address=f"/p/{audit.partnership.slug}/case-audits/{audit.slug}/report?paper=release",
        ),
    )  # fmt: skip


def _peers(session: Session, partnership_id: int) -> Iterator[Proposal]:
    rows = session.execute(
        select(PeerFinding, PeerReview)
        .join(PeerReview, PeerReview.id == PeerFinding.review_id)
        .where(
            PeerReview.partnership_id == partnership_id, PeerReview.state == "handed_over",
            PeerFinding.state == "confirmed", PeerFinding.recommendation != "",
        )
        .order_by(PeerReview.handed_over_at.desc(), PeerReview.id, PeerFinding.number)
    ).all()  # fmt: skip
    for one, review in rows:
        assert review.handed_over_at is not None
        day = review.handed_over_at.astimezone(LOCAL_TIME).date()
        yield Proposal(
            origin_type="peer_finding", origin_id=one.id, text=one.recommendation, why=one.impact or one.text,
            theme="", owner_id=review.agency_id, source_kind="peer_review", source=review.title, made_on=day,
            checked=True,
            finding=FindingText(
                kind="strength" if one.kind == "strength" else "concern", text=one.text, theme="",
                source_kind="peer_review", found_on=day, agency_id=review.agency_id, checked=True,
            ),
            evidence=Evidence(
                kind="peer_finding", record_type="peer_review", record_id=review.id, figure={"number": one.number}
            ),
        )  # fmt: skip


def _section11(session: Session, partnership_id: int) -> Iterator[Proposal]:
    cycles = session.scalars(
        select(Section11Cycle)
        .where(Section11Cycle.id.in_(select(Section11Assessment.cycle_id).where(
            Section11Assessment.partnership_id == partnership_id
        )))
        .order_by(Section11Cycle.id.desc())
    ).all()  # fmt: skip
    finals = {
        one.id: (one, copy) for one, copy in newest_finals(session, cycles) if one.partnership_id == partnership_id
    }
    actions = session.scalars(
        select(Section11Action)
        .where(Section11Action.partnership_id == partnership_id, Section11Action.assessment_id.in_(finals))
        .order_by(Section11Action.assessment_id, Section11Action.reference)
    )
    for one in actions:
        assert one.assessment_id is not None
        if found := _of_action(one, *finals[one.assessment_id]):
            yield found


def _of_action(one: Section11Action, assessment: Section11Assessment, copy: FinalRevision) -> Proposal | None:
    """What an action answers, as the newest final copy says it; None where the copy does not have the action."""
    content, standards = copy.content, {line["name"]: line for line in copy.content["standards"]}
    line = standards.get(one.standard)
    if line is None or not final_grades_of(content).get(one.standard):
        return None
    planned = {action["reference"]: action for action in line["actions"] if action["what"]}
    if one.reference not in planned:
        return None
    agreed = planned[one.reference]
    day = copy.made_at.astimezone(LOCAL_TIME).date()
    said = f"{line['label']} is graded “{line['grade_label']}”."
    gaps = line.get("gaps", "")
    why = f"{said} {gaps}".strip() if len(said) + len(gaps) < LONGEST else said
    return Proposal(
        origin_type="section11_action", origin_id=one.id, text=agreed["what"], why=why,
        theme=line["label"][:120], owner_id=one.agency_id, source_kind="walkabout",
        source=f"{assessment.title}, {content['cycle']}"[:300],
        made_on=day,
        finding=FindingText(
            kind="concern", text=why, theme=line["label"][:120], source_kind="walkabout", found_on=day,
            agency_id=one.agency_id,
        ),
        evidence=Evidence(
            kind="grade", record_type="section11_assessment", record_id=assessment.id,
            figure={"standard": one.standard},
        ),
        action=AgreedAction(
            reference=one.reference, owner=" ".join((agreed.get("owner") or "").split()),
            due_on=date.fromisoformat(agreed["due_on"]) if agreed.get("due_on") else None,
            success_measure=(agreed.get("success_measure") or "").strip(),
        ),
    )  # fmt: skip


ORIGIN_LISTS: Mapping[str, Callable[[Session, int], Iterator[Proposal]]] = {
    "audit_recommendation": _audits,
    "peer_finding": _peers,
    "section11_action": _section11,
}
