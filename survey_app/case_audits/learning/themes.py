"""The themes that learning is coded with: those of the round's codeframe, or words of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import AuditRecommendation, CaseAudit, LearningPoint
from survey_app.results.coding import codeframe_of

LONGEST_THEME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesOffered:
    """What may stand as a theme. Where ``is_closed``, only these; otherwise they are suggestions, those in use."""

    themes: tuple[str, ...]
    is_closed: bool
    codeframe: str = ""  # its title


def themes_offered(session: Session, audit: CaseAudit) -> ThemesOffered:
    """The themes of the codeframe of the audit's round; without one, those in use in the partnership's audits."""
    codeframe = codeframe_of(session, audit.round) if audit.round is not None else None
    if codeframe is not None:
        labels = tuple(theme.label[:LONGEST_THEME] for theme in codeframe.themes)
        return ThemesOffered(themes=labels, is_closed=True, codeframe=codeframe.title)
    return ThemesOffered(themes=tuple(themes_in_use(session, audit.partnership_id)), is_closed=False)


def themes_in_use(session: Session, partnership_id: int, *, cleared_only: bool = False) -> list[str]:
    """The themes of learning and recommendations in a partnership's audits, each once, by name.

    With ``cleared_only``, only those of texts that a second person has cleared.
    """
    audits = select(CaseAudit.id).where(CaseAudit.partnership_id == partnership_id)
    points = select(LearningPoint.theme).where(LearningPoint.audit_id.in_(audits), LearningPoint.theme != "")
    recommended = select(AuditRecommendation.theme).where(
        AuditRecommendation.audit_id.in_(audits), AuditRecommendation.theme != ""
    )
    if cleared_only:
        points = points.where(LearningPoint.cleared_at.is_not(None))
        recommended = recommended.where(AuditRecommendation.cleared_at.is_not(None))
    return sorted({row[0] for row in session.execute(union(points, recommended))}, key=str.casefold)


def check_theme(session: Session, audit: CaseAudit, theme: str) -> str:
    """A theme as it is kept. One in use is spelt as it is in use, so that “neglect” and “Neglect” are one theme."""
    wanted = " ".join(theme.split())
    offered = themes_offered(session, audit)
    known = {one.casefold(): one for one in offered.themes}
    if not wanted or wanted.casefold() in known:
        return known.get(wanted.casefold(), "")
    if offered.is_closed:
        raise LearningRefused(f"Choose a theme of the codeframe “{offered.codeframe}”.")
    if len(wanted) > LONGEST_THEME:
        raise LearningRefused(f"The theme is longer than {LONGEST_THEME} characters. Shorten it.")
    return wanted
