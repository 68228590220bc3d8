"""Recommendations of an audit: at most three, each with the one agency that owns it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.learning.checking import checked_texts
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.themes import check_theme
from survey_app.case_audits.locking import mark_of_words
from survey_app.case_audits.models import MOST_RECOMMENDATIONS, AuditRecommendation, CaseAudit
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.database import now
from survey_app.partnership.models import Footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationText:
    """What somebody writes as a recommendation."""

    text: str
    why: str
    owner_id: int | None
    theme: str = ""
    checked_why: str = ""
    source: str = ""


def recommendations_of(session: Session, audit: CaseAudit) -> list[AuditRecommendation]:
    """The recommendations of an audit with their owners, by number. Their ids stay: actions will name them."""
    return list(
        session.scalars(
            select(AuditRecommendation)
            .where(AuditRecommendation.audit_id == audit.id)
            .options(selectinload(AuditRecommendation.owner))
            .order_by(AuditRecommendation.number)
        )
    )


def add_recommendation(
    session: Session, audit: CaseAudit, words: RecommendationText, *, by: int | None
) -> AuditRecommendation:
    """Keep a recommendation under the first number that is free; a fourth is refused, also to two people at once."""
    lock_audit(session, audit, "moderation", "finished")
    refuse_blind_audit(audit)
    taken = {one.number for one in recommendations_of(session, audit)}
    free = [number for number in range(1, MOST_RECOMMENDATIONS + 1) if number not in taken]
    if not free:
        raise LearningRefused(
            "An audit makes at most three recommendations, and there are three. Change one of them, or take one out."
        )
    known = {said_by(one): one.number for one in recommendations_of(session, audit)}
    made = AuditRecommendation(audit_id=audit.id, number=free[0])
    _apply(session, audit, made, words, by)
    if said_by(made) in known:
        raise LearningRefused(f"This is kept already, as recommendation {known[said_by(made)]}.")
    session.add(made)
    session.flush()
    return made


def change_recommendation(
    session: Session, recommendation: AuditRecommendation, words: RecommendationText, *, by: int | None, seen: str = ""
) -> None:
    """Word a recommendation anew, or give it another owner. Whoever had cleared it has to look again.

    ``seen`` is the mark of what its writer has read.
    """
    lock_audit(session, recommendation.audit, "moderation", "finished")
    session.refresh(recommendation)
    if seen and seen != mark_of(recommendation):
        raise LearningRefused(
            f"Somebody has changed this recommendation since you opened it. It says now: {recommendation.text}"
        )
    _apply(session, recommendation.audit, recommendation, words, by)
    session.flush()


def said_by(recommendation: AuditRecommendation) -> tuple[str, str, int, str]:
    """What a recommendation says, and to whom."""
    return recommendation.text, recommendation.why, recommendation.owner_id, recommendation.theme


def mark_of(recommendation: AuditRecommendation) -> str:
    """What another wording of the recommendation differs in."""
    return mark_of_words(said_by(recommendation))


def remove_recommendation(session: Session, recommendation: AuditRecommendation) -> None:
    """Take a recommendation out; the others keep their numbers."""
    lock_audit(session, recommendation.audit, "moderation", "finished")
    session.delete(recommendation)
    session.flush()


def _apply(
    session: Session, audit: CaseAudit, made: AuditRecommendation, words: RecommendationText, by: int | None
) -> None:
    text, why = words.text.strip(), words.why.strip()
    if not text:
        raise LearningRefused("Write what is recommended.")
    if not why:
        raise LearningRefused("Say why: what the audit found that this answers.")
    if words.owner_id is None or session.get(Footprint, (audit.partnership_id, words.owner_id)) is None:
        raise LearningRefused("Choose the one agency that owns the recommendation. It works in the partnership’s area.")
    theme = check_theme(session, audit, words.theme)
    checked = checked_texts(
        session, audit, [("the recommendation", text), ("the reason", why), ("the theme", theme)],
        why=words.checked_why,
    )  # fmt: skip
    made.text, made.why, made.owner_id, made.theme = text, why, words.owner_id, theme
    made.checked_why, made.source = checked, words.source or made.source or ""
    made.made_by_id, made.made_at = by, now()
    made.cleared_at = made.cleared_by_id = None
