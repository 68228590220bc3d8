"""The page of one return asked for: who makes it, until when, and whether the agency was involved at all."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log, today
from survey_app.case_audits.planning.asking import ASKING
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.planning.return_acts import ACTS, Acting, forms_for
from survey_app.case_audits.planning.standing import Standing, standings_of
from survey_app.database import db


@blueprint.route("/<audit>/asked/<asked_id>", methods=["GET", "POST"])
@permission("case_audits.manage")
def asked(audit: str, asked_id: str) -> ResponseReturnValue:
    """One return, with all that can be done about it."""
    found = audit_or_404(audit)
    one = _standing_or_404(found, asked_id)
    act = request.form.get("act", "") if request.method == "POST" else ""
    forms = forms_for(db.session(), one.asked, act)
    form = forms.of(act)
    if form is not None and form.validate_on_submit():
        acting = Acting(session=db.session(), one=one, forms=forms, by=current_user.id, today=today())
        try:
            words = ACTS[act](acting)
        except AuditRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("case return changed", f"case audit {found.slug}", act=act, case=one.asked.case.pseudonym)
            db.session.commit()
            flash(words, "success")
            return redirect(url_for("case_audits.asked", audit=audit, asked_id=asked_id))
    page = render_template(
        "case_audits/planning/asked.html", audit=found, one=one, forms=forms, form=form,
        may_change=found.state in ASKING,
    )  # fmt: skip
    return page, 422 if form is not None and form.errors else 200


def _standing_or_404(audit: CaseAudit, asked_id: str) -> Standing:
    standings = standings_of(db.session(), audit, today())
    return next((one for one in standings if one.asked.id == asked_id), None) or abort(404)
