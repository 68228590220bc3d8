"""What the pages of learning need: who reads the working papers, and the records that an address names."""

from __future__ import annotations

from flask import abort
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.case_audits.models import AuditRecommendation, CaseAudit, LearningPoint
from survey_app.database import db
from survey_app.results.services import Paper, Reader

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def reads_working() -> bool:
    """Whether the signed-in person reads what is not cleared: whoever moderates, and whoever reads working papers."""
    return can("case_audits.moderate") or can("results.working")


def reader() -> Reader:
    """The signed-in person as a reader of an audit."""
    return Reader(user_id=current_user.id, may_read_working=reads_working())


def paper_asked(asked: str | None) -> Paper:
    """The version somebody gets: the working one where they may read it, unless the release is asked for."""
    return "release" if asked == "release" or not reads_working() else "working"


def point_or_404(audit: CaseAudit, point_id: str) -> LearningPoint:
    """A learning point of an audit."""
    found = db.session.get(LearningPoint, point_id)
    return found if found is not None and found.audit_id == audit.id else abort(404)


def recommendation_or_404(audit: CaseAudit, recommendation_id: str) -> AuditRecommendation:
    """A recommendation of an audit."""
    found = db.session.get(AuditRecommendation, recommendation_id)
    return found if found is not None and found.audit_id == audit.id else abort(404)
