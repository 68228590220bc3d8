"""What returns themselves name as strengths, helps, barriers and recommendations: proposed as learning, never taken.

Somebody takes each of them up, as it stands or in other words, or leaves it. Nothing is read before moderation opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, AuditRecommendation, CaseAudit, LearningPoint, LeftProposal
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.case_audits.returned import ReturnedAnswers, returned_answers
from survey_app.partnership.models import Agency

# Questions of the forms of returns, what each would become, and how it is called here.
QUESTIONS = {
    "strengths": ("strength", "Strengths to build on"),
    "went_well": ("strength", "What went well"),
    "proud_of": ("strength", "What practitioners are proud of"),
    "do_again": ("strength", "What they would do again"),
    "good_practice": ("strength", "A message for others"),
    "what_helped": ("enabler", "What helped"),
    "systems_barriers": ("challenge", "Barriers in the system"),
    "would_wish": ("challenge", "What practitioners wish for"),
    "recommendation_1": ("recommendation", "Recommendation 1"),
    "recommendation_2": ("recommendation", "Recommendation 2"),
    "recommendation_3": ("recommendation", "Recommendation 3"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One text of a return. ``source`` names it; ``kind`` is what it would become."""

    source: str
    kind: str
    question: str
    text: str
    case: AuditCase
    agency: Agency


def proposals_of(session: Session, audit: CaseAudit) -> list[Proposal]:
    """The texts that nobody has taken up or left yet, strengths first; StillBlind before moderation opens."""
    answers = returned_answers(session, audit)
    settled = _settled(session, audit)
    found = [one for answer in answers for one in _of_return(answer) if one.source not in settled]
    kinds = list(dict.fromkeys(kind for kind, _ in QUESTIONS.values()))
    return sorted(found, key=lambda one: kinds.index(one.kind))


def find_proposal(session: Session, audit: CaseAudit, source: str) -> Proposal | None:
    """A proposal that waits."""
    return next((one for one in proposals_of(session, audit) if one.source == source), None)


def leave_proposal(session: Session, audit: CaseAudit, source: str, *, by: int | None) -> None:
    """Leave a text where it is. It is not proposed again."""
    lock_audit(session, audit, "moderation", "finished")
    if find_proposal(session, audit, source) is not None:
        session.add(LeftProposal(audit_id=audit.id, source=source, left_by_id=by))
        session.flush()


def _of_return(answer: ReturnedAnswers) -> Iterator[Proposal]:
    for name, (kind, words) in QUESTIONS.items():
        text = answer.document.get(name)
        if isinstance(text, str) and text.strip():
            yield Proposal(
                source=f"{answer.case.id}:{answer.agency.id}:{name}", kind=kind, question=words, text=text.strip(),
                case=answer.case, agency=answer.agency,
            )  # fmt: skip


def _settled(session: Session, audit: CaseAudit) -> set[str]:
    return {
        *session.scalars(select(LearningPoint.source).where(LearningPoint.audit_id == audit.id)),
        *session.scalars(select(AuditRecommendation.source).where(AuditRecommendation.audit_id == audit.id)),
        *session.scalars(select(LeftProposal.source).where(LeftProposal.audit_id == audit.id)),
    }
