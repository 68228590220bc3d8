"""Clearing: a second person says that a text identifies nobody. Only then does it stand outside the panel."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.learning.checking import never_kept, pseudonyms_in
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import AuditCase, AuditRecommendation, CaseAudit, LearningPoint
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.database import now


def clear(session: Session, item: LearningPoint | AuditRecommendation, *, by: int) -> None:
    """Let a text stand in a release.

    Raises
    ------
    LearningRefused
        Where whoever clears it wrote it, or it still names a case or a person's number.
    """
    lock_audit(session, item.audit, "moderation", "finished")
    session.refresh(item)
    if item.made_by_id == by:
        raise LearningRefused("You wrote this, so somebody else looks at it before it goes outside the panel.")
    for text in texts_of(item):
        cases = pseudonyms_in(session, item.audit, text)
        if cases:
            raise LearningRefused(f"Take “{cases[0]}” out first: a case’s pseudonym stays with the panel.")
        if never_kept(text):
            raise LearningRefused("It still holds what belongs to one person. Put it in other words first.")
    item.cleared_by_id, item.cleared_at = by, now()
    session.flush()


def unclear(session: Session, item: LearningPoint | AuditRecommendation) -> None:
    """Take a clearance back; what was published is published no more."""
    lock_audit(session, item.audit, "moderation", "finished")
    if isinstance(item, LearningPoint):
        item.published_at = None
    item.cleared_by_id = item.cleared_at = None
    session.flush()


def publish_strength(session: Session, point: LearningPoint) -> None:
    """Put a cleared strength before all members of the partnership."""
    lock_audit(session, point.audit, "moderation", "finished")
    session.refresh(point)
    if point.kind != "strength":
        raise LearningRefused("Only a strength is published as good practice.")
    if point.cleared_at is None:
        raise LearningRefused("It is published once a second person has cleared it.")
    point.published_at = now()
    session.flush()


def withdraw_strength(session: Session, point: LearningPoint) -> None:
    """Take a published strength down."""
    lock_audit(session, point.audit, "moderation", "finished")
    point.published_at = None
    session.flush()


def published_strengths(session: Session, partnership_id: int) -> list[LearningPoint]:
    """What went well in a partnership's audits, as far as it is published; the newest first.

    What is of a case that turned out unusable is left out.
    """
    return list(
        session.scalars(
            select(LearningPoint)
            .join(CaseAudit, CaseAudit.id == LearningPoint.audit_id)
            .outerjoin(AuditCase, AuditCase.id == LearningPoint.case_id)
            .where(
                or_(LearningPoint.case_id.is_(None), AuditCase.state == "in_use"),
                CaseAudit.partnership_id == partnership_id,
                LearningPoint.kind == "strength",
                LearningPoint.cleared_at.is_not(None),
                LearningPoint.published_at.is_not(None),
            )
            .options(selectinload(LearningPoint.audit))
            .order_by(LearningPoint.published_at.desc(), LearningPoint.id)
        )
    )


def texts_of(item: LearningPoint | AuditRecommendation) -> tuple[str, ...]:
    """All that a reader would read of it."""
    if isinstance(item, AuditRecommendation):
        return (item.text, item.why, item.theme)
    return (item.text, item.theme)
