"""The blueprint of the chain from finding to impact, and what all of its pages need. ``views`` fills it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g
from flask_login import current_user
from sqlalchemy import select

from survey_app.audit_log import record
from survey_app.database import db
from survey_app.improvement.models import (
    ACTION_STATES,
    EVIDENCE_KINDS,
    FINDING_KINDS,
    ORIGINS,
    PRIORITIES,
    PROGRESS_STATES,
    RECOMMENDATION_STATES,
    REPLIES,
    RETEST_RESULTS,
    RETEST_WAYS,
    SOURCE_KINDS,
    VERDICTS,
    Action,
    Finding,
    Recommendation,
)

blueprint = Blueprint("improvement", __name__, url_prefix="/p/<partnership>/improvement", template_folder="templates")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The names of kinds and states, for every template."""
    return {
        "ACTION_STATES": ACTION_STATES, "EVIDENCE_KINDS": EVIDENCE_KINDS, "FINDING_KINDS": FINDING_KINDS,
        "ORIGINS": ORIGINS, "PRIORITIES": PRIORITIES, "PROGRESS_STATES": PROGRESS_STATES, "REPLIES": REPLIES,
        "RECOMMENDATION_STATES": RECOMMENDATION_STATES, "RETEST_RESULTS": RETEST_RESULTS, "RETEST_WAYS": RETEST_WAYS,
        "SOURCE_KINDS": SOURCE_KINDS, "VERDICTS": VERDICTS,
    }  # fmt: skip


def finding_or_404(number: int) -> Finding:
    """The finding of this number in the partnership of this page."""
    return _numbered_or_404(Finding, number)


def recommendation_or_404(number: int) -> Recommendation:
    """The recommendation of this number in the partnership of this page."""
    return _numbered_or_404(Recommendation, number)


def action_or_404(number: int) -> Action:
    """The action of this number in the partnership of this page."""
    return _numbered_or_404(Action, number)


def _numbered_or_404(model: Any, number: int) -> Any:
    found = db.session.scalar(select(model).where(model.partnership_id == g.partnership.id, model.number == number))
    return found or abort(404)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
