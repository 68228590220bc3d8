"""The blueprint of case audits, and what all of its pages need. :mod:`survey_app.case_audits.views` fills it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, g, request
from flask_login import current_user
from sqlalchemy import select

from survey_app.audit_log import record
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AUDIT_STATES, CASE_STATES, DRAW_METHODS, AuditCase, CaseAudit
from survey_app.case_audits.numbers import LARGEST
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now

blueprint = Blueprint("case_audits", __name__, url_prefix="/p/<partnership>/case-audits", template_folder="templates")


def refuse_huge_numbers() -> None:
    """Before each page of a case audit: no record has a number that no database can look up."""
    if any(isinstance(value, int) and value > LARGEST for value in (request.view_args or {}).values()):
        abort(404)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The names of kinds and states, for every template."""
    return {
        "AUDIT_KINDS": KINDS, "AUDIT_STATES": AUDIT_STATES, "CASE_STATES": CASE_STATES, "DRAW_METHODS": DRAW_METHODS,
    }  # fmt: skip


def audit_or_404(slug: str) -> CaseAudit:
    """The audit of this address in the partnership of this page."""
    found = db.session.scalar(
        select(CaseAudit).where(CaseAudit.partnership_id == g.partnership.id, CaseAudit.slug == slug)
    )
    return found or abort(404)


def case_or_404(audit: CaseAudit, number: int) -> AuditCase:
    """The case of this number in an audit."""
    found = db.session.scalar(select(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.number == number))
    return found or abort(404)


def today() -> date:
    """The day it is in England."""
    return now().astimezone(LOCAL_TIME).date()


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
