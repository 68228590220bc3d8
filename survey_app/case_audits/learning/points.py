"""Learning points of an audit: written after moderation has opened, checked, put in order, cleared and published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.learning.checking import checked_texts
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.themes import check_theme
from survey_app.case_audits.locking import mark_of_words
from survey_app.case_audits.models import LEARNING_KINDS, AuditCase, CaseAudit, LearningPoint
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.database import now

ORDER = tuple(LEARNING_KINDS)  # strengths first


@dataclass(frozen=True, slots=True, kw_only=True)
class PointText:
    """What somebody writes as a learning point. Without ``case_id`` it is of the audit as a whole."""

    kind: str
    text: str
    theme: str = ""
    case_id: str | None = None
    checked_why: str = ""
    source: str = ""


def learning_of(session: Session, audit: CaseAudit) -> list[LearningPoint]:
    """The learning of an audit: strengths, what helps, what gets in the way, what is to be learnt.

    Within each, what is of the audit as a whole stands before what is of a case, and both in their own order. Points
    of cases that turned out unusable are left out.
    """
    points = session.scalars(
        select(LearningPoint)
        .where(LearningPoint.audit_id == audit.id)
        .options(selectinload(LearningPoint.case))
        .order_by(LearningPoint.position, LearningPoint.made_at, LearningPoint.id)
    ).all()
    used = [point for point in points if point.case is None or point.case.state == "in_use"]
    return sorted(used, key=lambda point: (ORDER.index(point.kind), point.case.number if point.case else 0))


def add_point(session: Session, audit: CaseAudit, words: PointText, *, by: int | None) -> LearningPoint:
    """Keep a learning point at the end of its kind."""
    lock_audit(session, audit, "moderation", "finished")
    refuse_blind_audit(audit)
    known = {said_by(one) for one in learning_of(session, audit)}
    point = LearningPoint(audit_id=audit.id, position=_last_position(session, audit) + 1)
    _apply(session, audit, point, words, by)
    if said_by(point) in known:
        raise LearningRefused("This point is kept already. You find it under what was learnt.")
    session.add(point)
    session.flush()
    return point


def change_point(session: Session, point: LearningPoint, words: PointText, *, by: int | None, seen: str = "") -> None:
    """Word a point anew. Whoever had cleared it has to look again; ``seen`` is the mark of what its writer has read."""
    lock_audit(session, point.audit, "moderation", "finished")
    session.refresh(point)
    if seen and seen != mark_of(point):
        raise LearningRefused(f"Somebody has changed this point since you opened it. It says now: {point.text}")
    _apply(session, point.audit, point, words, by)
    session.flush()


def said_by(point: LearningPoint) -> tuple[str, str, str, str | None]:
    """What a point says, of what."""
    return point.kind, point.text, point.theme, point.case_id


def mark_of(point: LearningPoint) -> str:
    """What another wording of the point differs in."""
    return mark_of_words(said_by(point))


def _apply(session: Session, audit: CaseAudit, point: LearningPoint, words: PointText, by: int | None) -> None:
    text = words.text.strip()
    if words.kind not in LEARNING_KINDS:
        raise LearningRefused("Choose whether it is a strength, helps, gets in the way, or is to be learnt.")
    if not text:
        raise LearningRefused("Write what is to be learnt.")
    case = _case_of(session, audit, words.case_id)
    theme = check_theme(session, audit, words.theme)
    why = checked_texts(session, audit, [("the text", text), ("the theme", theme)], why=words.checked_why)
    point.kind, point.text, point.theme, point.case_id = words.kind, text, theme, case.id if case else None
    point.checked_why, point.source = why, words.source or point.source or ""
    point.made_by_id, point.made_at = by, now()
    point.cleared_at = point.cleared_by_id = point.published_at = None


def _case_of(session: Session, audit: CaseAudit, case_id: str | None) -> AuditCase | None:
    if not case_id:
        return None
    case = session.get(AuditCase, case_id)
    if case is None or case.audit_id != audit.id or case.state != "in_use":
        raise LearningRefused("Choose a case of this audit, or the audit as a whole.")
    return case


def _last_position(session: Session, audit: CaseAudit) -> int:
    return session.scalar(select(func.max(LearningPoint.position)).where(LearningPoint.audit_id == audit.id)) or 0


def remove_point(session: Session, point: LearningPoint) -> None:
    """Take a point out."""
    lock_audit(session, point.audit, "moderation", "finished")
    session.delete(point)
    session.flush()


def move_point(session: Session, point: LearningPoint, *, up: bool) -> None:
    """Put a point before or after its neighbour of the same kind and case; the first and the last stay.

    A point of a case that could not be used stands in no list, and stays where it is.
    """
    lock_audit(session, point.audit, "moderation", "finished")
    beside = [
        one for one in learning_of(session, point.audit) if (one.kind, one.case_id) == (point.kind, point.case_id)
    ]
    if point not in beside:
        return
    place = beside.index(point)
    other = place - 1 if up else place + 1
    if 0 <= other < len(beside):
        beside[place], beside[other] = beside[other], beside[place]
        _number(beside)
        session.flush()


def _number(points: Sequence[LearningPoint]) -> None:
    """Give points that stand beside each other their own places, in a new order."""
    places = sorted(point.position for point in points)
    fresh = range(places[0], places[0] + len(points)) if len(set(places)) < len(places) else places
    for point, position in zip(points, fresh, strict=True):
        point.position = position
