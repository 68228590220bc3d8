"""Pages of an audit: all of them, and one with how far it is."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.case_audits.pages import audit_or_404, blueprint
from survey_app.case_audits.parts import audit_parts
from survey_app.case_audits.planning.audits import audits_of
from survey_app.database import db


@blueprint.get("/")
@permission("case_audits.read")
def index() -> ResponseReturnValue:
    """The audits of the partnership."""
    return render_template("case_audits/index.html", audits=audits_of(db.session(), g.partnership.id))


@blueprint.get("/<audit>")
@permission("case_audits.read")
def show(audit: str) -> ResponseReturnValue:
    """How far one audit is, and its parts."""
    found = audit_or_404(audit)
    return render_template("case_audits/audit.html", audit=found, parts=audit_parts(found.slug, found.kind))
